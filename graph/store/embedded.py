"""The embedded store: LadybugDB in a local folder, no server.

The folder holds graph files and `CURRENT`, a small file that names the one to read. A load builds a new file that
nobody reads yet and then replaces `CURRENT`, so it is all or nothing, and a reader keeps the file it opened. Graph
files are only ever opened read-only once they are named: reading while another handle writes is not safe.
"""

import contextlib
import hashlib
import json
import os
import secrets
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from filelock import FileLock, Timeout

from graph.errors import BadInputError, EmptyStoreError, QueryError, StoreError
from graph.facts import Facts
from graph.messages import Message
from graph.schema import NODE_TYPES, RELATION_TYPES
from graph.statements import definitions, node_of, read_nodes, read_relations, relation_of
from graph.store import FORMAT, NEWER, NO_SNAPSHOTS, REPLACED, Limits, Row, sandbox
from graph.store.decisions import DECISIONS, NO_DECISIONS, Decisions, pack, unpack
from graph.store.graph_files import Opened, build, connect, execute, open_graph, open_older
from graph.store.snapshots import Snapshots, bundle, digest, unbundle


@dataclass(frozen=True, slots=True)
class _Current:
    """What `CURRENT` says: which file to read, its checksum, and the versions of all that belongs to it."""

    file: str
    sha256: str
    data_version: str
    tables: str
    sources: str = ""
    decisions: str = ""
    format: int = 0


class EmbeddedStore:
    """One version of the graph in a folder, read-only; `load` makes the next version."""

    def __init__(self, folder: Path, current: _Current | None, opened: "Opened | None") -> None:
        self.url = f"ladybug://{folder.as_posix()}"
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
            raise BadInputError(
                Message("'ladybug://%(path)s' needs an absolute folder: ladybug:///path/to/folder.", path=path)
            )
        if folder.exists() and not folder.is_dir():
            raise StoreError(Message("%(folder)s is a file; a store is a folder.", folder=folder))
        if folder.is_dir() and not (folder / "CURRENT").exists() and _foreign_files(folder):
            raise StoreError(
                Message("%(folder)s holds other files and no store; choose an empty or new folder.", folder=folder)
            )
        current, opened = _open_current(folder)
        return cls(folder, current, opened)

    @property
    def data_version(self) -> str:
        """See Store."""
        if self._current is None:
            raise EmptyStoreError(Message("Nothing is loaded in %(url)s: run 'intercluster load' first.", url=self.url))
        return self._current.data_version

    def rows(self, cypher: str, **parameters: Any) -> list[Row]:
        """See Store."""
        if self._opened is None:
            raise EmptyStoreError(Message("Nothing is loaded in %(url)s: run 'intercluster load' first.", url=self.url))
        with self._lock, contextlib.closing(connect(self._opened)) as connection:
            return execute(connection, cypher, parameters)

    def ask(self, cypher: str, limits: Limits) -> list[Row]:
        """See Store."""
        if self._opened is None:
            raise EmptyStoreError(Message("Nothing is loaded in %(url)s: run 'intercluster load' first.", url=self.url))
        return sandbox.run(self._opened.path, cypher, limits)

    def facts(self) -> Facts:
        """See Store."""
        facts = Facts()
        for kind in NODE_TYPES:
            facts.add(*(node_of(kind, row) for row in self.rows(read_nodes(kind))))
        for tie in RELATION_TYPES:
            facts.add(*(relation_of(tie, row) for row in self.rows(read_relations(tie))))
        return facts

    def snapshots(self) -> Snapshots:
        """See Store."""
        return _read_beside(self._folder, self._current)[0] if self._current else NO_SNAPSHOTS

    def decisions(self, verdict: str | None = None) -> Decisions:
        """See Store."""
        if self._decided is None:
            packed = _read_beside(self._folder, self._current)[1] if self._current else b""
            self._decided = unpack(packed)
        return tuple(one for one in self._decided if verdict in (None, one.verdict))

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
            raise StoreError(
                Message("Another load is writing to %(url)s; try again when it is done.", url=self.url)
            ) from None
        except OSError as error:
            raise StoreError(
                Message("%(folder)s cannot be written: %(error)s.", folder=self._folder, error=error.strerror or error)
            ) from error

    def current(self) -> "EmbeddedStore":
        """See Store."""
        if _read_current(self._folder) == self._current:
            return self
        return EmbeddedStore.at(self._folder.as_posix())

    def close(self) -> None:
        """See Store."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _replace(self, facts: Facts, snapshots: Snapshots, decided: bytes, replacing: Snapshots | None) -> None:
        old = _read_current(self._folder)
        if replacing is not None and digest(replacing) != (old.sources if old else ""):
            raise StoreError(REPLACED)
        _delete_unnamed(self._folder, old)
        path = self._folder / f"graph-{facts.version()}-{secrets.token_hex(4)}.lbug"
        new = _Current(
            path.name, "", facts.version(), _tables_version(), digest(snapshots), digest({DECISIONS: decided}), FORMAT
        )
        if old and self._is_there(old) and replace(old, file=new.file, sha256="") == new:
            return
        try:
            build(path, facts)
            _sources_path(self._folder, path.name).write_bytes(bundle({**snapshots, DECISIONS: decided}))
            new = replace(new, sha256=_sha256(path))
            _write_current(self._folder, new)
        except (QueryError, OSError) as error:
            _delete_unnamed(self._folder, old)
            if isinstance(error, QueryError) and "IO exception" not in str(error):
                raise
            raise StoreError(
                Message(
                    "The graph cannot be written to %(folder)s: is the disk full? What was loaded before is as it was.",
                    folder=self._folder,
                )
            ) from error
        _delete_unnamed(self._folder, new)

    def _is_there(self, current: _Current) -> bool:
        return (self._folder / current.file).exists() and _sources_path(self._folder, current.file).exists()


def _open_current(folder: Path) -> "tuple[_Current | None, Opened | None]":
    """Open what CURRENT names. A load may delete that file between our two looks, so look again."""
    for _ in range(5):
        current = _read_current(folder)
        if current is None:
            return None, None
        path = folder / current.file
        try:
            if _sha256(path) != current.sha256:
                break
            return current, open_graph(path) if current.tables == _tables_version() else open_older(path)
        except (RuntimeError, OSError) as error:
            if not path.exists():
                continue
            raise StoreError(
                Message("The graph in %(folder)s cannot be opened: %(error)s", folder=folder, error=error)
            ) from error
    raise StoreError(
        Message("The graph in %(folder)s is damaged: run 'intercluster load' to build it anew.", folder=folder)
    )


def _read_current(folder: Path) -> _Current | None:
    try:
        text = (folder / "CURRENT").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(
            Message("%(folder)s cannot be read: %(error)s.", folder=folder, error=error.strerror or error)
        ) from error
    try:
        told = json.loads(text)
        if told.get("format", 0) > FORMAT:
            raise StoreError(Message("The store in %(folder)s %(newer)s", folder=folder, newer=NEWER))
        current = _Current(**told)
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreError(
            Message("%(number)s is not a store's: move it away and run 'intercluster load'.", number=folder / "CURRENT")
        ) from error
    if Path(current.file).name != current.file:
        raise StoreError(Message("%(number)s names a file outside the store.", number=folder / "CURRENT"))
    return current


def _write_current(folder: Path, current: _Current) -> None:
    """Replace CURRENT in one step that survives a power cut: the file's bytes first, then its name."""
    temporary = folder / "CURRENT.next"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(current), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, folder / "CURRENT")
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def _sources_path(folder: Path, graph: str) -> Path:
    return folder / f"{graph}.sources"


def _read_beside(folder: Path, current: _Current) -> tuple[Snapshots, bytes]:
    """Read what is kept beside a graph, snapshots and packed decisions.

    Raise StoreError where they are not the ones that were written.
    """
    if not current.sources and not current.decisions:
        return NO_SNAPSHOTS, b""
    try:
        packed = _sources_path(folder, current.file).read_bytes()
    except OSError as error:
        raise StoreError(
            Message(
                "The sources in %(folder)s cannot be read: %(error)s; ask again.",
                folder=folder,
                error=error.strerror or error,
            )
        ) from error
    snapshots = unbundle(packed)
    decided = snapshots.pop(DECISIONS, b"")
    if digest(snapshots) != current.sources or (
        current.decisions and digest({DECISIONS: decided}) != current.decisions
    ):
        raise StoreError(Message("The sources in %(folder)s are damaged: load them again.", folder=folder))
    return snapshots, decided


def _foreign_files(folder: Path) -> bool:
    return any(not path.name.startswith(("graph-", "CURRENT", "LOCK")) for path in folder.iterdir())


def _delete_unnamed(folder: Path, current: _Current | None) -> None:
    """Delete graph files that CURRENT does not name: an old version, or what a killed load left behind."""
    for path in folder.glob("graph-*"):
        if current is None or not path.name.startswith(current.file):
            # Where open files cannot be deleted a reader still holds it; the next load tries again.
            with contextlib.suppress(OSError):
                path.unlink()


def _tables_version() -> str:
    return hashlib.sha256("\n".join(definitions()).encode()).hexdigest()[:12]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
