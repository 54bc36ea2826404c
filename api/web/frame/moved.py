"""Which of the first ten answers to each question that the pages ask a load has moved."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from api.web.frame.warming import ASKED
from graph.errors import InterclusterError
from graph.store import Store
from queries.asking.desk import Desk
from queries.asking.question import Question, columns
from queries.networks.collaboration import collaboration
from queries.time.outcomes import outcomes

FIRST = 10
COMPARED: tuple[Question[..., Any], ...] = (collaboration, outcomes, *ASKED)
NAMING = ("advice", "kind", "source", "type", "property", "call")
First = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Moved:
    """What came among the first ten rows of a question and what left them, as a reader names them."""

    question: str
    came: tuple[str, ...]
    went: tuple[str, ...]


def first_rows(desk: Desk, store: Store) -> First:
    """Return the names of the first ten rows of each question; nothing where nothing is loaded."""
    found: dict[str, Sequence[str]] = {}
    for question in COMPARED:
        with suppress(InterclusterError):
            found[question.name] = [_named(row, question) for row in desk.ask(question, store).rows[:FIRST]]
    return found


def moved(before: First, now: First) -> tuple[Moved, ...]:
    """Return the questions whose first rows are others than before; their order alone is no change."""
    found = []
    for name in dict.fromkeys((*before, *now)):
        old, new = before.get(name, ()), now.get(name, ())
        came, went = (tuple(one for one in a if one not in b) for a, b in ((new, old), (old, new)))
        if came or went:
            found.append(Moved(name, came, went))
    return tuple(found)


def _named(row: Any, question: Question[..., Any]) -> str:
    names = [name for name in columns(question.row) if name.endswith("_name")]
    told = [str(value) for name in (*names, *NAMING) if (value := getattr(row, name, None))]
    return " \u2013 ".join(dict.fromkeys(told))
