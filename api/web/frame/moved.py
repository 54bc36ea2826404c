"""Which of the first ten answers to each question a load has moved."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from api.http.stores import is_large
from api.web.frame.warming import ASKED
from graph.errors import InterclusterError
from graph.messages import Message
from graph.progress import leash
from graph.store import Store
from queries import QUESTIONS
from queries.asking.desk import Desk
from queries.asking.question import Question, columns
from queries.consolidating.sensitivity import sensitivity
from queries.restructuring.restructure import restructure
from queries.restructuring.restructure_front import restructure_front

FIRST = 10
ANSWERED = tuple(question for question in QUESTIONS.values() if question.is_kept and not question.needs_more)
"""What a graph answers by itself: neither a question that needs more to be said nor one of the loads before."""
LONG = (sensitivity, restructure_front)
"""These ask the same again and again, so they are compared last."""
FEWER: Mapping[str, Mapping[str, Any]] = {restructure.name: {"draws": 0}}
"""What is said otherwise than usual to a question that then takes seconds, and has the same rows."""
NAMING = (
    *("name", "names", "advice", "kind", "what", "source", "type", "property", "relation", "call", "facet", "value"),
    *("year", "years", "into", "offset"),
)

Row = Mapping[str, Any]
"""What a row is known by: its names and codes, by column."""
First = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Place:
    """A row that stands elsewhere among the first ten than before: its places, from 1."""

    row: Row
    was: int
    now: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What came among the first ten rows of a question, what left them, and what stands elsewhere there."""

    question: str
    came: tuple[Row, ...]
    went: tuple[Row, ...]
    places: tuple[Place, ...]

    @property
    def answers(self) -> Message:
        """What the question answers, in words."""
        return QUESTIONS[self.question].answers


def compared(*stores: Store) -> tuple[Question[..., Any], ...]:
    """Return the questions that all these stores are asked first: of a large one those that its pages begin with."""
    return ASKED if any(map(is_large, stores)) else tuple(one for one in ANSWERED if one not in LONG)


def first_rows(desk: Desk, store: Store, asked: Iterable[Question[..., Any]]) -> First:
    """Return what the first ten rows of each question are known by, but of none that cannot be answered."""
    found: dict[str, Sequence[Row]] = {}
    for question in asked:
        leash().check()
        with suppress(InterclusterError):
            rows = desk.ask(question, store, **FEWER.get(question.name, {})).rows
            found[question.name] = [named(row, question) for row in rows[:FIRST]]
    return found


def moved(before: First, now: First) -> tuple[Moved, ...]:
    """Return the questions, answered both times, whose first rows are others or stand in another order."""
    found = []
    for name in (one for one in before if one in now):
        old, new = ([row for k, row in enumerate(rows) if row not in rows[:k]] for rows in (before[name], now[name]))
        came, went = (tuple(one for one in a if one not in b) for a, b in ((new, old), (old, new)))
        kept = ((one, old.index(one) + 1, new.index(one) + 1) for one in new if one in old)
        places = tuple(Place(one, was, is_now) for one, was, is_now in kept if was != is_now)
        if came or went or places:
            found.append(Moved(name, came, went, places))
    return tuple(found)


def named(row: Any, question: Question[..., Any]) -> Row:
    """Return what a row is known by; a year is written as one, not as a number."""
    known = [name for name in columns(question.row) if name in NAMING or name.endswith("_name")]
    told = {name: value for name in known if (value := getattr(row, name)) not in (None, ())}
    return {name: str(value) if name == "year" else value for name, value in told.items()}
