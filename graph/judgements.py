"""What people decided, never lost: in the ledger of INTERCLUSTER_HOME, whichever the store.

A judgement is added and never changed: the newest of a pair counts, the older ones are its history. What the program
decides by itself gives way to any person's word; it is kept with the graph that it was decided of (`Store.decisions`).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import cast

from graph.errors import BadInputError, NotFoundError
from graph.ledger import JUDGEMENT, Ledger, Row

_Row = tuple[str, str, str, str, str, str, str, int]


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

MOST_OF_A_NAME = 200

WITHDRAWN = "withdrawn"
"""Not a verdict: an earlier word on a pair was taken back, and nothing stands in its place."""


@dataclass(frozen=True, slots=True)
class MatchEvidence:
    """One bar of the waterfall: a feature, what it is here, and the log2 likelihood ratio that it gives."""

    feature: str
    value: str
    weight: float

    def __str__(self) -> str:
        return f"{self.feature}: {self.value}".rstrip(": ")


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
    """People's judgements in the ledger of a folder; every method reads it anew, so processes can share it."""

    def __init__(self, home: Path) -> None:
        self.ledger = Ledger(home)

    @property
    def home(self) -> Path:
        """The folder."""
        return self.ledger.home

    def add(
        self, a: str, b: str, verdict: str, *, author: str, note: str = "", evidence: Iterable[MatchEvidence] = ()
    ) -> Judgement:
        """Store a judgement; when this returns it survives a power cut. Raise BadInputError for another verdict."""
        try:
            said = Verdict(verdict)
        except ValueError:
            raise BadInputError(
                "'%(verdict)s' is no verdict: choose from %(verdicts)s.", verdict=verdict, verdicts=", ".join(Verdict)
            ) from None
        return self._store(a, b, said, author, note, tuple(evidence))

    def undo(self, a: str, b: str, *, author: str) -> Judgement:
        """Take back the newest word on a pair by adding what stood before it; raise NotFoundError where nothing does.

        Nothing is ever removed, so an undo can be undone.
        """
        first, second = sorted((a, b))
        told = [judgement for judgement in self.all() if (judgement.a, judgement.b) == (first, second)]
        if not told:
            raise NotFoundError("Nobody has judged '%(a)s' and '%(b)s', so there is nothing to undo.", a=a, b=b)
        before, newest = told[-2] if len(told) > 1 else None, told[-1]
        note = f"undone: {newest.verdict}, {newest.author}"
        if before is None:
            return self._store(first, second, WITHDRAWN, author, note, newest.evidence)
        return self._store(first, second, before.verdict, author, note, before.evidence)

    def _store(
        self, a: str, b: str, verdict: str, author: str, note: str, evidence: tuple[MatchEvidence, ...]
    ) -> Judgement:
        if a == b:
            raise BadInputError("'%(a)s' is one record; a judgement is about two.", a=a)
        first, second = sorted((a, b))
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        made = Judgement(first, second, verdict, author, at, note, evidence)
        return replace(made, number=self.ledger.add(JUDGEMENT, lambda number: row_of(replace(made, number=number))))

    def stamp(self) -> tuple[int, int, bytes]:
        """Return what is another after each judgement or action."""
        return self.ledger.stamp()

    def all(self) -> list[Judgement]:
        """Return every judgement ever made, the oldest first; raise StoreError where they are not as stored."""
        return [
            Judgement(a, b, verdict, who, at, note, _evidence(bars), number)
            for a, b, verdict, who, at, note, bars, number in cast("list[_Row]", self.ledger.rows(JUDGEMENT))
        ]

    def latest(self) -> dict[tuple[str, str], Judgement]:
        """Return the judgement that counts, by pair; one that was taken back does not."""
        newest = {(judgement.a, judgement.b): judgement for judgement in self.all()}
        return {pair: judgement for pair, judgement in newest.items() if judgement.verdict != WITHDRAWN}


def author_of(*said: str) -> str:
    """Return whose word it is: the first name that is said; raise BadInputError where none is."""
    named = next((name.strip()[:MOST_OF_A_NAME] for name in said if name.strip()), "")
    if not named:
        raise BadInputError("Say who you are first: a judgement carries its author's name.")
    return named


def row_of(one: Judgement) -> Row:
    """Return a judgement as a row of the ledger."""
    evidence = json.dumps([[bar.feature, bar.value, bar.weight] for bar in one.evidence], ensure_ascii=False)
    return one.a, one.b, one.verdict, one.author, one.at, one.note, evidence, one.number


def _evidence(text: str) -> tuple[MatchEvidence, ...]:
    return tuple(MatchEvidence(*one) for one in json.loads(text))
