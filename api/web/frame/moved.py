"""Which of the first ten answers to each question that the pages ask a load has moved."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from api.web.frame.warming import ASKED
from graph.errors import InterclusterError
from graph.messages import Message
from graph.store import Store
from queries.asking.desk import Desk
from queries.asking.question import Question, columns
from queries.time.alerts import alerts

FIRST = 10
COMPARED: tuple[Question[..., Any], ...] = (*ASKED, alerts)
BY_NAME = {question.name: question for question in COMPARED}
NAMING = ("advice", "kind", "source", "type", "property", "call")
First = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """A row that stands elsewhere among the first ten than before: its places, from 1."""

    name: str
    was: int
    now: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What came among the first ten rows of a question, what left them, and what stands elsewhere there."""

    question: str
    came: tuple[str, ...]
    went: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def answers(self) -> Message:
        """What the question answers, in words."""
        return BY_NAME[self.question].answers


def first_rows(desk: Desk, store: Store) -> First:
    """Return the names of the first ten rows of each question; nothing where nothing is loaded."""
    found: dict[str, Sequence[str]] = {}
    for question in COMPARED:
        with suppress(InterclusterError):
            found[question.name] = [_named(row, question) for row in desk.ask(question, store).rows[:FIRST]]
    return found


def moved(before: First, now: First) -> tuple[Moved, ...]:
    """Return the questions whose first rows are others than before, or stand in another order."""
    found = []
    for name in dict.fromkeys((*before, *now)):
        old, new = (list(dict.fromkeys(rows.get(name, ()))) for rows in (before, now))
        came, went = (tuple(one for one in a if one not in b) for a, b in ((new, old), (old, new)))
        kept = ((one, old.index(one) + 1, new.index(one) + 1) for one in new if one in old)
        places = tuple(Place(one, was, is_now) for one, was, is_now in kept if was != is_now)
        if came or went or places:
            found.append(Moved(name, came, went, places))
    return tuple(found)


def _named(row: Any, question: Question[..., Any]) -> str:
    names = [name for name in columns(question.row) if name.endswith("_name")]
    told = [str(value) for name in (*names, *NAMING) if (value := getattr(row, name, None))]
    return " \u2013 ".join(dict.fromkeys(told))
