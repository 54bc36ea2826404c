"""What is to be done, as people read it: each pair by name, what it is about, and whether its day has gone by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from graph.actions import Action, State
from graph.messages import Message
from graph.store import Store
from queries.lookup.entities import entities, names_of_records, resolve

OPEN = (State.TO_CHECK, State.BEING_CHECKED, State.CONFIRMED)
"""States after which something is still to be done."""
METHOD = Message(
    "What people said is to be done about two initiatives that look alike, or about a candidate for consolidation; the "
    "newest word on a pair counts. It is kept beside the judgements, whatever is loaded, and no score reads it."
)


@dataclass(frozen=True, slots=True)
class ToDo:
    """One pair: `about` is duplicates or consolidation, by what the two are; `overdue`: open, and its day went by."""

    BRIEF: ClassVar = tuple("a_name b_name about state owner day overdue note".split())

    a: str
    b: str
    a_name: str
    b_name: str
    about: str
    state: str
    owner: str | None
    day: date | None
    overdue: bool
    note: str
    author: str
    at: str


def ends_of(store: Store, a: str, b: str) -> tuple[str, str]:
    """Return the ids of two entities by id or name; raise NotFoundError, or BadInputError where a name is several's."""
    known = entities(store)
    return resolve(known, a).id, resolve(known, b).id


def to_do(store: Store, actions: Iterable[Action], today: date) -> list[ToDo]:
    """Return actions by day, those without one last; a pair that is no longer loaded is shown by its ids."""
    names = names_of_records(store)
    rows = [
        ToDo(
            one.a,
            one.b,
            names.get(one.a, one.a),
            names.get(one.b, one.b),
            "duplicates" if one.a.startswith("project:") else "consolidation",
            str(one.state),
            one.owner or None,
            one.day,
            one.day is not None and one.day < today and one.state in OPEN,
            one.note,
            one.author,
            one.at,
        )
        for one in actions
    ]
    return sorted(rows, key=lambda row: (row.state not in OPEN, row.day or date.max, row.a_name, row.a, row.b))
