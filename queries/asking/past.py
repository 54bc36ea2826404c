"""A graph as it was on a day: made once a version and day, and gone with the store that it is of."""

import weakref
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.days import DATED_TIES, Calendar, inside
from graph.messages import Message
from graph.store import Store
from graph.store.answers import all_facts, kept
from graph.store.ladybug.embedded import EmbeddedStore
from graph.store.ladybug.past import cut, span
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
    held = _held(store, day)
    note = Message(
        "As of %(day)s: %(gone)s entities and ties that had not begun or had ended are left out. A missing date leaves "
        "it open whether these were there, which are not left out: clusters %(clusters)s, projects %(projects)s, ties "
        "%(ties)s.",
        day=day,
        gone=held.gone,
        clusters=held.unknown["cluster"],
        projects=held.unknown["project"],
        ties=sum(held.unknown[kind.label] for kind in DATED_TIES),
    )
    return _past(held, day, note)


@kept
def surely(store: Store, day: date) -> Past:
    """Return the graph of what certainly was there on a day; see `past`."""
    there = past(store, day)
    if there.is_sure:
        return there
    return _past(_held(store, day, sure=True), day, Message("What certainly was there on %(day)s.", day=day))


@dataclass(frozen=True, slots=True)
class _Held:
    """A graph of a day, how many records are not in it, how many of those in it are open, and what lets go of it."""

    store: Store
    gone: int
    unknown: Counter[str]
    opened: ExitStack


def _held(store: Store, day: date, *, sure: bool = False) -> _Held:
    """Return the graph of a day, which is the store itself where nothing is left out.

    A database of our own makes it from a copy of itself; of another the records that are left make one.
    """
    opened = ExitStack()
    if isinstance(store, EmbeddedStore):
        inside(span(store), day)
        folder = opened.enter_context(TemporaryDirectory(prefix="intercluster-", ignore_cleanup_errors=True))
        made = cut(store, day, Path(folder), sure=sure)
        opened.callback(made.store.close)
        return _Held(made.store if made.gone else store, made.gone, made.unknown, opened)
    calendar = Calendar(all_facts(store))
    found = calendar.as_of(calendar.inside(day), sure=sure)
    there = opened.enter_context(as_store(found.facts)) if found.gone else store
    return _Held(there, found.gone, found.unknown, opened)


def _past(held: _Held, day: date, note: Message) -> Past:
    made = Past(held.store, day, note, not held.unknown)
    weakref.finalize(made, held.opened.close)
    return made
