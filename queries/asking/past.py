"""A graph as it was on a day: made once a version and day, and gone with the store that it is of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from graph.days import DATED_TIES, inside
from graph.messages import Message
from graph.store import Store
from graph.store.answers import kept
from graph.store.then import ThenStore, span


@dataclass(frozen=True, slots=True)
class Past:
    """A store of what was there on a day, or may have been, and what is to be said of it.

    `is_sure` says that no missing date leaves anything of it open.
    """

    store: Store
    day: date
    note: Message
    is_sure: bool


@kept
def past(store: Store, day: date) -> Past:
    """Return the graph as of a day; raise BadInputError where the data cannot speak of it."""
    there = ThenStore(store, inside(span(store), day))
    unknown = _open(there)
    note = Message(
        "As of %(day)s: %(gone)s entities and ties that had not begun or had ended are left out. A missing date leaves "
        "it open whether these were there, which are not left out: clusters %(clusters)s, projects %(projects)s, ties "
        "%(ties)s.",
        day=day,
        gone=there.gone,
        **unknown,
    )
    return Past(there, day, note, not any(unknown.values()))


@kept
def history(store: Store, day: date) -> Past:
    """Return all that had begun by a day, whether it had ended or not; raise what `past` does."""
    there = ThenStore(store, inside(span(store), day), begun=True)
    unknown = _open(there)
    note = Message(
        "Seen from %(day)s: %(gone)s entities and ties that began later are left out. A missing date leaves it open "
        "whether these had begun, which are not left out: clusters %(clusters)s, projects %(projects)s, ties %(ties)s.",
        day=day,
        gone=there.gone,
        **unknown,
    )
    return Past(there, day, note, not any(unknown.values()))


@kept
def surely(store: Store, day: date) -> Store:
    """Return the graph of what certainly was there on a day; see `past`."""
    there = past(store, day)
    return there.store if there.is_sure else ThenStore(store, day, sure=True)


def _open(there: ThenStore) -> Mapping[str, int]:
    """Return of how many a missing date leaves it open whether they were there."""
    unknown = there.unknown
    ties = sum(unknown[kind.label] for kind in DATED_TIES)
    return {"clusters": unknown["cluster"], "projects": unknown["project"], "ties": ties}
