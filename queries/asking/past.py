"""A graph as it was on a day: made once a version and day, and gone with the store that it is of."""

import weakref
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

from graph.days import DATED_TIES, Calendar
from graph.messages import Message
from graph.store import Store
from graph.store.answers import all_facts, kept
from graph.store.subsets import as_store


@dataclass(frozen=True, eq=False)
class Past:
    """A store of what was there on a day, or may have been, and what is to be said of it; hold it while it is read."""

    store: Store
    note: Message


@kept
def past(store: Store, day: date) -> Past:
    """Return the graph as of a day; raise BadInputError where the data cannot speak of it."""
    calendar = Calendar(all_facts(store))
    found = calendar.as_of(calendar.inside(day))
    note = Message(
        "As of %(day)s: %(gone)s entities and ties that had not begun or had ended are left out. A missing date leaves "
        "it open whether these were there, which are not left out: clusters %(clusters)s, projects %(projects)s, ties "
        "%(ties)s.",
        day=day,
        gone=found.gone,
        clusters=found.unknown["cluster"],
        projects=found.unknown["project"],
        ties=sum(found.unknown[kind.label] for kind in DATED_TIES),
    )
    if not found.gone:
        return Past(store, note)
    opened = ExitStack()
    made = Past(opened.enter_context(as_store(found.facts)), note)
    weakref.finalize(made, opened.close)
    return made
