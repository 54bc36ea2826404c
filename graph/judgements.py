"""What people decided, never lost: one SQLite file in INTERCLUSTER_HOME, whichever the store.

A judgement is added and never changed: the newest of a pair counts, the older ones are its history. One digest over all
of them stands in the same file and is compared at every reading, since SQLite does not notice a changed byte. What the
program decides by itself gives way to any person's word; it is kept with the graph that it was decided of
(`Store.decisions`).
"""

import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from graph.disk import sync
from graph.errors import BadInputError, NotFoundError, StoreError
from graph.messages import Message


class Verdict(StrEnum):
    """What a person says of two: of organisations same, unsure or different, of initiatives also related."""

    SAME = "same"
    RELATED = "related"
    UNSURE = "unsure"
    DIFFERENT = "different"

    @classmethod
    def _missing_(cls, value: object) -> "Verdict | None":
        return cls.DIFFERENT if value == DISTINCT else None


DISTINCT = "distinct"
"""Another word for different."""

WITHDRAWN = "withdrawn"
"""Not a verdict: an earlier word on a pair was taken back, and nothing stands in its place."""

_TABLES = """
CREATE TABLE IF NOT EXISTS judgement (
    number INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, verdict TEXT NOT NULL, author TEXT NOT NULL,
    at TEXT NOT NULL, note TEXT NOT NULL, evidence TEXT NOT NULL, CHECK (a < b));
CREATE INDEX IF NOT EXISTS judgement_pair ON judgement (a, b);
CREATE TABLE IF NOT EXISTS told (id INTEGER PRIMARY KEY CHECK (id = 1), digest TEXT NOT NULL);
"""

_ROWS = "SELECT a, b, verdict, author, at, note, evidence, number FROM judgement ORDER BY number"
_READY = "SELECT count(*) FROM sqlite_master WHERE name IN ('judgement', 'told')"
_Row = tuple[str, str, str, str, str, str, str, int]


@dataclass(frozen=True, slots=True)
class MatchEvidence:
    """One bar of the waterfall: a feature, what it is here, and the log2 likelihood ratio that it gives."""

    feature: str
    value: str
    weight: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person said of two records, by their ids in alphabetical order."""

    a: str
    b: str
    verdict: str
    author: str
    at: str
    note: str = ""
    evidence: tuple[MatchEvidence, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What the program decided of two records: `same`, or `review` where a person should look.

    `probability` is that they are the same; `value` is how much the graph depends on it (the relations at stake), 0 for
    what is asked last.
    """

    a: str
    b: str
    verdict: str
    probability: float
    value: float
    evidence: tuple[MatchEvidence, ...]


class Judgements:
    """The file of judgements; every method opens it anew, so processes can share it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._path = home / "judgements.sqlite"

    def add(
        self, a: str, b: str, verdict: str, *, author: str, note: str = "", evidence: Iterable[MatchEvidence] = ()
    ) -> Judgement:
        """Store a judgement; when this returns it survives a power cut. Raise BadInputError for another verdict."""
        try:
            said = Verdict(verdict)
        except ValueError:
            raise BadInputError(
                Message(
                    "'%(verdict)s' is no verdict: choose from %(verdicts)s.",
                    verdict=verdict,
                    verdicts=", ".join(Verdict),
                )
            ) from None
        return self._store(a, b, said, author, note, tuple(evidence))

    def undo(self, a: str, b: str, *, author: str) -> Judgement:
        """Take back the newest word on a pair by adding what stood before it; raise NotFoundError where nothing does.

        Nothing is ever removed, so an undo can be undone.
        """
        first, second = sorted((a, b))
        told = [judgement for judgement in self.all() if (judgement.a, judgement.b) == (first, second)]
        if not told:
            raise NotFoundError(
                Message("Nobody has judged '%(a)s' and '%(b)s', so there is nothing to undo.", a=a, b=b)
            )
        before, newest = told[-2] if len(told) > 1 else None, told[-1]
        note = f"undone: {newest.verdict}, {newest.author}"
        if before is None:
            return self._store(first, second, WITHDRAWN, author, note, newest.evidence)
        return self._store(first, second, before.verdict, author, note, before.evidence)

    def _store(
        self, a: str, b: str, verdict: str, author: str, note: str, evidence: tuple[MatchEvidence, ...]
    ) -> Judgement:
        if a == b:
            raise BadInputError(Message("'%(a)s' is one record; a judgement is about two.", a=a))
        first, second = sorted((a, b))
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._open(writing=True) as connection:
            number = connection.execute("SELECT coalesce(max(number), 0) + 1 FROM judgement").fetchone()[0]
            made = Judgement(first, second, verdict, author, at, note, evidence, number)
            _insert(connection, made)
        return made

    def stamp(self) -> tuple[int, int, bytes]:
        """Return what is another after each judgement: when the file was written, and SQLite's count of its changes."""
        try:
            with self._path.open("rb") as file:
                found = os.fstat(file.fileno())
                return found.st_ino, found.st_mtime_ns, file.read(28)[24:]
        except OSError:
            return 0, 0, b""

    def all(self) -> list[Judgement]:
        """Return every judgement ever made, the oldest first; raise StoreError where they are not as stored."""
        with self._open() as connection:
            rows: list[_Row] = connection.execute(_ROWS).fetchall()
            if _digest(rows) != _told(connection):
                raise StoreError(
                    Message(
                        "The judgements in %(path)s are not as they were stored: run 'intercluster restore FILE' with "
                        "a backup.",
                        path=self._path,
                    )
                )
        return [Judgement(a, b, v, who, at, note, _evidence(e), number) for a, b, v, who, at, note, e, number in rows]

    def replace(self, judgements: Iterable[Judgement]) -> Path | None:
        """Put other judgements in the place of what is there; return where the file that was there is now, if any.

        Nothing is done where they are there already.
        """
        told = list(judgements)
        with suppress(StoreError):
            if self.all() == told:
                return None
        made = Judgements(self.home / f"judgements.{secrets.token_hex(4)}.next")
        with made._open(writing=True) as connection:
            for one in told:
                _insert(connection, one)
        aside = (
            self._path.with_name(f"judgements.before-{secrets.token_hex(4)}.sqlite") if self._path.exists() else None
        )
        if aside:
            self._path.rename(aside)
        os.replace(made._path, self._path)
        made.home.rmdir()
        return aside

    def latest(self) -> dict[tuple[str, str], Judgement]:
        """Return the judgement that counts, by pair; one that was taken back does not."""
        newest = {(judgement.a, judgement.b): judgement for judgement in self.all()}
        return {pair: judgement for pair, judgement in newest.items() if judgement.verdict != WITHDRAWN}

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
                if connection.execute(_READY).fetchone() != (2,):
                    _prepare(connection)
                connection.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
                yield connection
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            raise StoreError(
                Message(
                    "The judgements in %(path)s cannot be read or written: %(error)s.", path=self._path, error=error
                )
            ) from error


def _create(path: Path) -> None:
    """Make an empty file of judgements, which another process may do at the same time."""
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
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        if not _told(connection):
            rows = connection.execute(_ROWS).fetchall()
            connection.execute("INSERT INTO told VALUES (1, ?)", (_digest(rows),))


def _insert(connection: sqlite3.Connection, one: Judgement) -> None:
    row = (one.a, one.b, one.verdict, one.author, one.at, one.note, _json(one.evidence), one.number)
    names = "a, b, verdict, author, at, note, evidence, number"
    connection.execute(f"INSERT INTO judgement ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608 - constants
    connection.execute("UPDATE told SET digest = ?", (_digest([row], _told(connection)),))


def _told(connection: sqlite3.Connection) -> str:
    found: tuple[str] | None = connection.execute("SELECT digest FROM told").fetchone()
    return found[0] if found else ""


def _digest(rows: Iterable[_Row], before: str = "") -> str:
    """Return the digest of rows that follow those of a digest: it depends on each of them and on their order."""
    found = before or "nothing"
    for row in rows:
        found = hashlib.sha256((found + json.dumps(row)).encode()).hexdigest()
    return found


def _json(evidence: Iterable[MatchEvidence]) -> str:
    return json.dumps([[one.feature, one.value, one.weight] for one in evidence], ensure_ascii=False)


def _evidence(text: str) -> tuple[MatchEvidence, ...]:
    return tuple(MatchEvidence(*one) for one in json.loads(text))
