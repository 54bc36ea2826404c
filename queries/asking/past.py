"""A graph as it was on a day: made once a version and day, and gone with the store that it is of."""

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
    """Return the graph as of a day, the store itself where nothing is left out.

    Raise BadInputError where the data cannot speak of the day.
    """
    there = ThenStore(store, inside(span(store), day))
    gone, unknown = there.gone, there.unknown
    note = Message(
        "As of %(day)s: %(gone)s entities and ties that had not begun or had ended are left out. A missing date leaves "
        "it open whether these were there, which are not left out: clusters %(clusters)s, projects %(projects)s, ties "
        "%(ties)s.",
        day=day,
        gone=gone,
        clusters=unknown["cluster"],
        projects=unknown["project"],
        ties=sum(unknown[kind.label] for kind in DATED_TIES),
    )
    return Past(there if gone else store, day, note, not unknown)


@kept
def surely(store: Store, day: date) -> Store:
    """Return the graph of what certainly was there on a day; see `past`."""
    there = past(store, day)
    return there.store if there.is_sure else ThenStore(store, day, sure=True)
