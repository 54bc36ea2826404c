"""A graph as it was on a day: made once a version and day, and gone with the store that it is of."""

import weakref
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

from graph.days import DATED_TIES, AsOf, Calendar
from graph.messages import Message
from graph.store import Store
from graph.store.answers import all_facts, kept
from graph.store.subsets import as_store


@dataclass(frozen=True, eq=False)
class Past:
    """A store of what was there on a day, or may have been, and what is to be said of it; hold it while it is read.

    `is_sure` says that no missing date leaves anything of it open.
    """

    store: Store
    day: date
    note: Message
    is_sure: bool


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
    return _held(store, found, note, day)


@kept
def surely(store: Store, day: date) -> Past:
    """Return the graph of what certainly was there on a day; see `past`."""
    there = past(store, day)
    if there.is_sure:
        return there
    found = Calendar(all_facts(store)).as_of(day, sure=True)
    return _held(store, found, Message("What certainly was there on %(day)s.", day=day), day)


def _held(store: Store, found: AsOf, note: Message, day: date) -> Past:
    """Return what was found as a store, which is the store itself where nothing is left out."""
    is_sure = not found.unknown
    if not found.gone:
        return Past(store, day, note, is_sure)
    opened = ExitStack()
    made = Past(opened.enter_context(as_store(found.facts)), day, note, is_sure)
    weakref.finalize(made, opened.close)
    return made
