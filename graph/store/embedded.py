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
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

import ladybug
import pyarrow
from filelock import FileLock, Timeout

from graph.errors import BadInputError, EmptyStoreError, QueryError, StoreError
from graph.facts import Facts
from graph.schema import NODE_TYPES, RELATION_TYPES, Relation
from graph.statements import definitions, node_of, read_nodes, read_relations, relation_of
from graph.store import NO_SNAPSHOTS, REPLACED, Limits, Row, sandbox
from graph.store.snapshots import Snapshots, bundle, digest, unbundle
from graph.tables import between

_BUFFER_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class _Current:
    """What `CURRENT` says: which file to read, its checksum, and the versions of its data, tables and snapshots."""

    file: str
    sha256: str
    data_version: str
    tables: str
    sources: str = ""


class EmbeddedStore:
    """One version of the graph in a folder, read-only; `load` makes the next version."""

    def __init__(self, folder: Path, current: _Current | None, database: "ladybug.Database | None") -> None:
        self.url = f"ladybug://{folder.as_posix()}"
        self._folder = folder
        self._current = current
        self._database = database
        self._lock = threading.Lock()

    @classmethod
    def at(cls, path: str) -> "EmbeddedStore":
        """Open the store of a folder, which need not exist yet; raise StoreError where it is damaged or no store."""
        folder = Path(unquote(path))
        if not folder.is_absolute():
            raise BadInputError(f"'ladybug://{path}' needs an absolute folder: ladybug:///path/to/folder.")
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder} is a file; a store is a folder.")
        if folder.is_dir() and not (folder / "CURRENT").exists() and _foreign_files(folder):
            raise StoreError(f"{folder} holds other files and no store; choose an empty or new folder.")
        current, database = _open_current(folder)
        return cls(folder, current, database)

    @property
    def data_version(self) -> str:
        """See Store."""
        if self._current is None:
            raise EmptyStoreError(f"Nothing is loaded in {self.url}: run 'intercluster load' first.")
        return self._current.data_version

    def rows(self, cypher: str, **parameters: Any) -> list[Row]:
        """See Store."""
        if self._database is None:
            raise EmptyStoreError(f"Nothing is loaded in {self.url}: run 'intercluster load' first.")
        with self._lock, contextlib.closing(ladybug.Connection(self._database)) as connection:
            return _execute(connection, cypher, parameters)

    def ask(self, cypher: str, limits: Limits) -> list[Row]:
        """See Store."""
        if self._current is None:
            raise EmptyStoreError(f"Nothing is loaded in {self.url}: run 'intercluster load' first.")
        return sandbox.run(self._folder / self._current.file, cypher, limits)

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
        if self._current is None or not self._current.sources:
            return NO_SNAPSHOTS
        return unbundle(_read_sources(self._folder, self._current))

    def load(self, facts: Facts, snapshots: Snapshots = NO_SNAPSHOTS, replacing: Snapshots | None = None) -> None:
        """See Store. Raise StoreError where another load is running or the folder cannot be written."""
        facts.check()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / "LOCK", timeout=0):
                self._replace(facts, snapshots, replacing)
        except Timeout:
            raise StoreError(f"Another load is writing to {self.url}; try again when it is done.") from None
        except OSError as error:
            raise StoreError(f"{self._folder} cannot be written: {error.strerror or error}.") from error

    def current(self) -> "EmbeddedStore":
        """See Store."""
        if _read_current(self._folder) == self._current:
            return self
        return EmbeddedStore.at(self._folder.as_posix())

    def close(self) -> None:
        """See Store."""
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _replace(self, facts: Facts, snapshots: Snapshots, replacing: Snapshots | None) -> None:
        old = _read_current(self._folder)
        if replacing is not None and digest(replacing) != (old.sources if old else ""):
            raise StoreError(REPLACED)
        _delete_unnamed(self._folder, old)
        version, tables, sources = facts.version(), _tables_version(), digest(snapshots)
        if old and (old.data_version, old.tables, old.sources) == (version, tables, sources) and self._is_there(old):
            return
        path = self._folder / f"graph-{version}-{secrets.token_hex(4)}.lbug"
        try:
            _build(path, facts)
            _sources_path(self._folder, path.name).write_bytes(bundle(snapshots))
            new = _Current(path.name, _sha256(path), version, tables, sources)
            _write_current(self._folder, new)
        except (QueryError, OSError) as error:
            _delete_unnamed(self._folder, old)
            if isinstance(error, QueryError) and "IO exception" not in str(error):
                raise
            raise StoreError(
                f"The graph cannot be written to {self._folder}: is the disk full? What was loaded before is as it was."
            ) from error
        _delete_unnamed(self._folder, new)

    def _is_there(self, current: _Current) -> bool:
        return (self._folder / current.file).exists() and _sources_path(self._folder, current.file).exists()


def _execute(connection: "ladybug.Connection", cypher: str, parameters: dict[str, Any]) -> list[Row]:
    try:
        result = connection.execute(cypher, parameters)
    except RuntimeError as error:
        raise QueryError(f"The database refused a query: {error}\n{cypher.strip()}") from error
    if isinstance(result, list):
        raise QueryError(f"Expected one statement, not {len(result)}:\n{cypher.strip()}")
    names = result.get_column_names()
    return [dict(zip(names, values, strict=True)) for values in result.get_all()]


def _open_current(folder: Path) -> "tuple[_Current | None, ladybug.Database | None]":
    """Open what CURRENT names. A load may delete that file between our two looks, so look again."""
    for _ in range(5):
        current = _read_current(folder)
        if current is None:
            return None, None
        path = folder / current.file
        try:
            if _sha256(path) != current.sha256:
                break
            return current, ladybug.Database(str(path), read_only=True, buffer_pool_size=_BUFFER_BYTES)
        except (RuntimeError, OSError) as error:
            if not path.exists():
                continue
            raise StoreError(f"The graph in {folder} cannot be opened: {error}") from error
    raise StoreError(f"The graph in {folder} is damaged: run 'intercluster load' to build it anew.")


def _read_current(folder: Path) -> _Current | None:
    try:
        text = (folder / "CURRENT").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{folder} cannot be read: {error.strerror or error}.") from error
    try:
        current = _Current(**json.loads(text))
    except (ValueError, TypeError) as error:
        raise StoreError(f"{folder / 'CURRENT'} is not a store's: move it away and run 'intercluster load'.") from error
    if Path(current.file).name != current.file:
        raise StoreError(f"{folder / 'CURRENT'} names a file outside the store.")
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


def _read_sources(folder: Path, current: _Current) -> bytes:
    """Read the snapshots that belong to a graph; raise StoreError where they are not the ones that were written."""
    try:
        packed = _sources_path(folder, current.file).read_bytes()
    except OSError as error:
        raise StoreError(f"The sources in {folder} cannot be read: {error.strerror or error}; ask again.") from error
    if digest(unbundle(packed)) != current.sources:
        raise StoreError(f"The sources in {folder} are damaged: load them again.")
    return packed


def _foreign_files(folder: Path) -> bool:
    return any(not path.name.startswith(("graph-", "CURRENT", "LOCK")) for path in folder.iterdir())


def _delete_unnamed(folder: Path, current: _Current | None) -> None:
    """Delete graph files that CURRENT does not name: an old version, or what a killed load left behind."""
    for path in folder.glob("graph-*"):
        if current is None or not path.name.startswith(current.file):
            # Where open files cannot be deleted a reader still holds it; the next load tries again.
            with contextlib.suppress(OSError):
                path.unlink()


def _build(path: Path, facts: Facts) -> None:
    """Write a new graph file: tables, nodes, relations, checkpoint; then nobody may write to it any more."""
    database = ladybug.Database(str(path), buffer_pool_size=_BUFFER_BYTES)
    with contextlib.closing(database), contextlib.closing(ladybug.Connection(database)) as connection:
        for statement in definitions():
            _execute(connection, statement, {})
        for kind in NODE_TYPES:
            _copy(connection, kind.__name__, facts.table(kind))
        for tie in RELATION_TYPES:
            _copy_relations(connection, tie, facts.table(tie))
        _execute(connection, "CHECKPOINT", {})
    path.chmod(0o444)


def _copy_relations(connection: "ladybug.Connection", kind: type[Relation], records: pyarrow.Table) -> None:
    if len(kind.ends) == 1:
        _copy(connection, kind.label, records)
        return
    for start, end in kind.ends:
        pair = f"(from='{start.__name__}', to='{end.__name__}')"
        _copy(connection, kind.label, between(records, start, end), pair)


def _copy(connection: "ladybug.Connection", table: str, records: pyarrow.Table, pair: str = "") -> None:
    if records.num_rows:
        _execute(connection, f"COPY {table} FROM $records {pair}", {"records": records})


def _tables_version() -> str:
    return hashlib.sha256("\n".join(definitions()).encode()).hexdigest()[:12]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
