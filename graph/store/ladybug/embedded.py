"""The embedded store: LadybugDB in a local folder, no server.

The folder holds graph files and `CURRENT`, a small file that names the one to read. A load builds a new file that
nobody reads yet, syncs it, reads it back and then replaces `CURRENT`, so it is all or nothing, and a reader keeps the
file it opened. Graph files are only ever opened read-only once they are named: reading while another handle writes is
not safe.
"""

import contextlib
import hashlib
import secrets
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from filelock import FileLock, Timeout

from graph.disk import sync, write
from graph.errors import BadInputError, EmptyStoreError, StoreError
from graph.facts import Facts
from graph.statements import read_facts
from graph.store import sandbox
from graph.store.cache import AnswerCache
from graph.store.decisions import DECISIONS, NO_DECISIONS, Decisions, pack, unpack
from graph.store.form import FORMAT, REPLACED, all_columns
from graph.store.ladybug.folder import (
    Named,
    checksum,
    clean,
    confirm,
    copies,
    discard,
    name,
    read_beside,
    read_current,
    said_otherwise,
    sources_path,
    tables_version,
)
from graph.store.ladybug.graph_files import Opened, build, execute, open_graph, open_older, read_version
from graph.store.protocol import Closing, Limits, Row
from graph.store.snapshots import NO_SNAPSHOTS, Snapshots, bundle, digest
from graph.store.snapshots import unpack as unpack_source


class EmbeddedStore(Closing):
    """One version of the graph in a folder, read-only; `load` makes the next version."""

    keeps_versions = True

    def __init__(self, folder: Path, current: Named | None, opened: "Opened | None") -> None:
        self.url = f"ladybug://{folder.as_posix()}"
        self.answers = AnswerCache()
        self._folder = folder
        self._current = current
        self._opened = opened
        self._decided: Decisions | None = None
        self._lock = threading.Lock()

    @classmethod
    def at(cls, path: str) -> "EmbeddedStore":
        """Open the store of a folder, which need not exist yet; raise StoreError where it is damaged or no store."""
        folder = Path(unquote(path))
        if not folder.is_absolute():
            raise BadInputError("'ladybug://%(path)s' needs an absolute folder: ladybug:///path/to/folder.", path=path)
        if folder.exists() and not folder.is_dir():
            raise StoreError("%(folder)s is a file; a store is a folder.", folder=folder)
        if folder.is_dir() and not (folder / "CURRENT").exists() and _foreign_files(folder):
            raise StoreError("%(folder)s holds other files and no store; choose an empty or new folder.", folder=folder)
        current, opened = _open_current(folder)
        return cls(folder, current, opened)

    @property
    def data_version(self) -> str:
        """See Store."""
        if self._current is None:
            raise EmptyStoreError("Nothing is loaded in %(url)s: run 'intercluster load' first.", url=self.url)
        return self._current.data_version

    def rows(self, cypher: str, **parameters: Any) -> list[Row]:
        """See Store."""
        if self._opened is None:
            raise EmptyStoreError("Nothing is loaded in %(url)s: run 'intercluster load' first.", url=self.url)
        with self._lock:
            return execute(self._opened.connection, cypher, parameters)

    def ask(self, cypher: str, limits: Limits) -> list[Row]:
        """See Store."""
        if self._opened is None:
            raise EmptyStoreError("Nothing is loaded in %(url)s: run 'intercluster load' first.", url=self.url)
        return sandbox.run(self._opened.path, cypher, limits)

    def facts(self) -> Facts:
        """See Store."""
        return read_facts(self.rows)

    def snapshots(self) -> Snapshots:
        """See Store."""
        return read_beside(self._folder, self._current)[0] if self._current else NO_SNAPSHOTS

    def earlier(self, back: int = 1) -> Snapshots:
        """See Store."""
        if self._current is None:
            return NO_SNAPSHOTS
        current = self._current
        known = said_otherwise([current, *(one for one in copies(self._folder) if one.number < current.number)])
        return read_beside(self._folder, known[back])[0] if back < len(known) else NO_SNAPSHOTS

    def decisions(self, verdict: str | None = None) -> Decisions:
        """See Store."""
        if self._decided is None:
            packed = read_beside(self._folder, self._current)[1] if self._current else b""
            self._decided = unpack(packed)
        return tuple(one for one in self._decided if verdict in (None, one.verdict))

    def verify(self) -> None:
        """See Store."""
        _ = self.data_version
        if self._current is None or self._opened is None:
            return
        snapshots, decided = read_beside(self._folder, self._current)
        unpack(decided)
        for snapshot in snapshots.values():
            unpack_source(snapshot)
        whole = checksum(self._folder / self._current.file) == self._current.sha256
        # A file of earlier tables is read through a copy in today's, whose version is another.
        if whole and self._current.tables == tables_version():
            with self._lock:
                whole = read_version(self._opened) == self.data_version
        if not whole:
            raise _damaged(self._folder)

    def load(
        self,
        facts: Facts,
        snapshots: Snapshots = NO_SNAPSHOTS,
        decisions: Decisions = NO_DECISIONS,
        *,
        replacing: Snapshots | None = None,
    ) -> None:
        """See Store. Raise StoreError where another load is running or the folder cannot be written."""
        facts.check()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / "LOCK", timeout=0):
                self._replace(facts, snapshots, pack(decisions), replacing)
        except Timeout:
            raise StoreError("Another load is writing to %(url)s; try again when it is done.", url=self.url) from None
        except OSError as error:
            raise StoreError(
                "%(folder)s cannot be written: %(error)s.", folder=self._folder, error=error.strerror or error
            ) from error

    def current(self) -> "EmbeddedStore":
        """See Store."""
        if read_current(self._folder) == self._current:
            return self
        return EmbeddedStore.at(self._folder.as_posix())

    def close(self) -> None:
        """See Store."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None
        self.answers.clear()

    def _replace(self, facts: Facts, snapshots: Snapshots, decided: bytes, replacing: Snapshots | None) -> None:
        old = read_current(self._folder)
        if replacing is not None and digest(replacing) != (old.sources if old else ""):
            raise StoreError(REPLACED)
        if old:
            confirm(self._folder, old)
        clean(self._folder, old)
        new = Named(
            f"graph-{facts.version()}-{secrets.token_hex(4)}.lbug",
            "",
            facts.version(),
            tables_version(),
            digest(snapshots),
            digest({DECISIONS: decided}),
            FORMAT,
            columns=all_columns(),
            number=old.number + 1 if old else 1,
        )
        if old and _same(old, new) and _is_whole(self._folder, old):
            return
        try:
            named = self._write(new, facts, bundle({**snapshots, DECISIONS: decided}))
            name(self._folder, named)
        except BaseException:
            discard(self._folder, new.file)
            raise
        try:
            confirm(self._folder, named)
        except OSError as error:
            raise StoreError(
                "The new graph is in %(folder)s, but the disk did not confirm that it keeps it: check the disk, "
                "then run 'intercluster verify'.",
                folder=self._folder,
            ) from error
        clean(self._folder, named)

    def _write(self, new: Named, facts: Facts, beside: bytes) -> Named:
        """Write a version and read it back from the disk; return it with its checksums."""
        path = self._folder / new.file
        build(path, facts)
        sync(path)
        write(sources_path(self._folder, new), beside)
        sync(sources_path(self._folder, new))
        sync(self._folder)
        written = replace(new, sha256=checksum(path), beside=hashlib.sha256(beside).hexdigest())
        with contextlib.closing(open_graph(path)) as opened:
            found = read_version(opened)
        if found != new.data_version or not _is_whole(self._folder, written):
            raise StoreError(
                "What was written to %(folder)s reads back otherwise: check the disk. "
                "What was loaded before is as it was.",
                folder=self._folder,
            )
        return written


def _same(old: Named, new: Named) -> bool:
    return replace(old, file=new.file, sha256="", beside="", number=new.number) == new


def _is_whole(folder: Path, named: Named) -> bool:
    """Say whether the files of a version are there, as they were written."""
    try:
        beside = checksum(sources_path(folder, named))
        return checksum(folder / named.file) == named.sha256 and named.beside in ("", beside)
    except OSError:
        return False


def _open_current(folder: Path) -> "tuple[Named | None, Opened | None]":
    """Open what CURRENT names. A load may delete that file between our two looks, so look again."""
    for _ in range(5):
        current = read_current(folder)
        if current is None:
            return None, None
        path = folder / current.file
        try:
            if checksum(path) != current.sha256:
                break
            return current, open_graph(path) if current.tables == tables_version() else open_older(path)
        except (RuntimeError, OSError) as error:
            if not path.exists():
                continue
            raise StoreError(
                "The graph in %(folder)s cannot be opened: %(error)s", folder=folder, error=error
            ) from error
    raise _damaged(folder)


def _damaged(folder: Path) -> StoreError:
    return StoreError(
        "The graph in %(folder)s is damaged: run 'intercluster restore' to build it anew from its sources.",
        folder=folder,
    )


def _foreign_files(folder: Path) -> bool:
    return any(not path.name.startswith(("graph-", "CURRENT", "LOCK")) for path in folder.iterdir())
