"""What people said, in one SQLite file: rows are added and never changed, with one digest a table over all of them.

The digest stands in the same file and is compared at every reading, since SQLite does not notice a changed byte.
"""

import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from graph.disk import sync
from graph.errors import StoreError

Row = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of rows: its columns in the order of the digest, the number last, and where the digest is kept."""

    name: str
    told: str
    columns: tuple[str, ...]

    @property
    def read(self) -> str:
        """Return the query of all rows, the oldest first."""
        return f"SELECT {', '.join(self.columns)} FROM {self.name} ORDER BY number"  # noqa: S608 - constants

    @property
    def write(self) -> str:
        """Return the statement that adds a row."""
        places = ", ".join("?" * len(self.columns))
        return f"INSERT INTO {self.name} ({', '.join(self.columns)}) VALUES ({places})"  # noqa: S608 - constants


JUDGEMENT = Table("judgement", "told", ("a", "b", "verdict", "author", "at", "note", "evidence", "number"))
ACTION = Table("action", "told_action", ("a", "b", "state", "owner", "day", "author", "at", "note", "number"))
TABLES = (JUDGEMENT, ACTION)

_MADE = """
CREATE TABLE IF NOT EXISTS judgement (
    number INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, verdict TEXT NOT NULL, author TEXT NOT NULL,
    at TEXT NOT NULL, note TEXT NOT NULL, evidence TEXT NOT NULL, CHECK (a < b));
CREATE INDEX IF NOT EXISTS judgement_pair ON judgement (a, b);
CREATE TABLE IF NOT EXISTS told (id INTEGER PRIMARY KEY CHECK (id = 1), digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS action (
    number INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, state TEXT NOT NULL, owner TEXT NOT NULL,
    day TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL, CHECK (a < b));
CREATE TABLE IF NOT EXISTS told_action (id INTEGER PRIMARY KEY CHECK (id = 1), digest TEXT NOT NULL);
"""
_READY = "SELECT count(*) FROM sqlite_master WHERE name IN ('judgement', 'told', 'action', 'told_action')"


class Ledger:
    """The file in a folder; every method opens it anew, so processes can share it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._path = home / "judgements.sqlite"

    def stamp(self) -> tuple[int, int, bytes]:
        """Return what is another after each row: when the file was written, and SQLite's count of its changes."""
        try:
            with self._path.open("rb") as file:
                found = os.fstat(file.fileno())
                return found.st_ino, found.st_mtime_ns, file.read(28)[24:]
        except OSError:
            return 0, 0, b""

    def rows(self, table: Table) -> list[Row]:
        """Return every row, the oldest first; raise StoreError where they are not as stored."""
        with self._open() as connection:
            rows: list[Row] = connection.execute(table.read).fetchall()
            if _digest(rows) != _told(connection, table):
                raise StoreError(
                    "The judgements in %(path)s are not as they were stored: run 'intercluster restore FILE' with "
                    "a backup.",
                    path=self._path,
                )
        return rows

    def add(self, table: Table, row: Callable[[int], Row]) -> int:
        """Add the row that is made of its number, and return that; when this returns it survives a power cut."""
        with self._open(writing=True) as connection:
            count = f"SELECT coalesce(max(number), 0) + 1 FROM {table.name}"  # noqa: S608 - a constant
            number: int = connection.execute(count).fetchone()[0]
            _insert(connection, table, row(number))
        return number

    def replace(self, contents: Mapping[Table, Sequence[Row]]) -> Path | None:
        """Put other rows in the place of what is there; return where the file that was there is now, if any.

        Nothing is done where they are there already.
        """
        with suppress(StoreError):
            if self._path.exists() and all(self.rows(table) == [*contents.get(table, ())] for table in TABLES):
                return None
        made = Ledger(self.home / f"judgements.{secrets.token_hex(4)}.next")
        with made._open(writing=True) as connection:
            for table, rows in contents.items():
                for row in rows:
                    _insert(connection, table, row)
        aside = self._set_aside() if self._path.exists() else None
        os.replace(made._path, self._path)
        sync(self.home)
        made.home.rmdir()
        return aside

    def _set_aside(self) -> Path:
        """Give the file that is there a second name, so that at no moment there is none, and return that."""
        aside = self._path.with_name(f"judgements.before-{secrets.token_hex(4)}.sqlite")
        os.link(self._path, aside)
        journal = self._path.with_name(f"{self._path.name}-journal")
        if journal.exists():  # a writer that was killed left it: to another file SQLite would do what it says
            journal.rename(f"{aside}-journal")
        return aside

    @contextmanager
    def _open(self, *, writing: bool = False) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction; a new file gets its name when it has its tables."""
        try:
            if not self._path.exists():
                self._path.parent.mkdir(parents=True, exist_ok=True)
                _create(self._path)
            elif not self._path.stat().st_size:
                raise sqlite3.DatabaseError("the file is empty")
            with closing(sqlite3.connect(self._path, timeout=60, isolation_level=None)) as connection, connection:
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("PRAGMA synchronous = EXTRA")
                if connection.execute(_READY).fetchone() != (2 * len(TABLES),):
                    _prepare(connection)
                connection.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
                yield connection
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            raise StoreError(
                "The judgements in %(path)s cannot be read or written: %(error)s.", path=self._path, error=error
            ) from error


def _create(path: Path) -> None:
    """Make an empty file, which another process may do at the same time."""
    aside = path.with_name(f"judgements.{secrets.token_hex(4)}.new")
    try:
        with closing(sqlite3.connect(aside, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = EXTRA")
            _prepare(connection)
        with suppress(FileExistsError):
            os.link(aside, path)
        sync(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the tables that are not there; a file of an earlier version gets the digest of what it holds."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _MADE.split(";"):
            connection.execute(statement)
        for table in TABLES:
            if not _told(connection, table):
                rows = connection.execute(table.read).fetchall()
                connection.execute(f"INSERT INTO {table.told} VALUES (1, ?)", (_digest(rows),))  # noqa: S608


def _insert(connection: sqlite3.Connection, table: Table, row: Row) -> None:
    connection.execute(table.write, row)
    digest = _digest([row], _told(connection, table))
    connection.execute(f"UPDATE {table.told} SET digest = ?", (digest,))  # noqa: S608 - a constant


def _told(connection: sqlite3.Connection, table: Table) -> str:
    found: tuple[str] | None = connection.execute(f"SELECT digest FROM {table.told}").fetchone()  # noqa: S608
    return found[0] if found else ""


def _digest(rows: Iterable[Row], before: str = "") -> str:
    """Return the digest of rows that follow those of a digest: it depends on each of them and on their order."""
    found = before or "nothing"
    for row in rows:
        found = hashlib.sha256((found + json.dumps(row)).encode()).hexdigest()
    return found
