"""What people decided, never lost: one SQLite file in INTERCLUSTER_HOME, whichever the store.

A judgement is added and never changed: the newest of a pair counts, the older ones are its history. What the program
decides by itself gives way to any person's word; it is kept with the graph that it was decided of (`Store.decisions`).
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from graph.errors import BadInputError, NotFoundError, StoreError
from graph.messages import Message

VERDICTS = ("same", "related", "different", "unsure")
"""Of organisations: same, different, unsure. Of initiatives also related; `distinct` is another word for different."""

WITHDRAWN = "withdrawn"
"""Not a verdict: an earlier word on a pair was taken back, and nothing stands in its place."""

_TABLES = """
CREATE TABLE IF NOT EXISTS judgement (
    number INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, verdict TEXT NOT NULL, author TEXT NOT NULL,
    at TEXT NOT NULL, note TEXT NOT NULL, evidence TEXT NOT NULL, CHECK (a < b));
CREATE INDEX IF NOT EXISTS judgement_pair ON judgement (a, b);
"""


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
        verdict = "different" if verdict == "distinct" else verdict
        if verdict not in VERDICTS:
            raise BadInputError(
                Message(
                    "'%(verdict)s' is no verdict: choose from %(verdicts)s.",
                    verdict=verdict,
                    verdicts=", ".join(VERDICTS),
                )
            )
        return self._store(a, b, verdict, author, note, tuple(evidence))

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
        with self._open() as connection:
            row = (first, second, verdict, author, at, note, _json(evidence))
            cursor = connection.execute(
                "INSERT INTO judgement (a, b, verdict, author, at, note, evidence) VALUES (?, ?, ?, ?, ?, ?, ?)", row
            )
            number = cursor.lastrowid or 0
        return Judgement(first, second, verdict, author, at, note, evidence, number)

    def all(self) -> list[Judgement]:
        """Return every judgement ever made, the oldest first."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT a, b, verdict, author, at, note, evidence, number FROM judgement ORDER BY number"
            ).fetchall()
        return [Judgement(a, b, v, who, at, note, _evidence(e), number) for a, b, v, who, at, note, e, number in rows]

    def latest(self) -> dict[tuple[str, str], Judgement]:
        """Return the judgement that counts, by pair; one that was taken back does not."""
        newest = {(judgement.a, judgement.b): judgement for judgement in self.all()}
        return {pair: judgement for pair, judgement in newest.items() if judgement.verdict != WITHDRAWN}

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=30)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.executescript(_TABLES)
                with connection:
                    yield connection
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                Message(
                    "The judgements in %(path)s cannot be read or written: %(error)s.", path=self._path, error=error
                )
            ) from error


def _json(evidence: Iterable[MatchEvidence]) -> str:
    return json.dumps([[one.feature, one.value, one.weight] for one in evidence], ensure_ascii=False)


def _evidence(text: str) -> tuple[MatchEvidence, ...]:
    return tuple(MatchEvidence(*one) for one in json.loads(text))
