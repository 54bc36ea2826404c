"""The form in which a store is kept, and what is said of a store of another form."""

from collections.abc import Iterable

from graph.errors import StoreError
from graph.messages import Message
from graph.schema import TYPES, properties

FORMAT = 2
"""The form in which a store is kept: 0 is version 0.1.0, which had no decisions beside the graph, 1 had no checksum."""

NEWER = Message("was written by a later version of Intercluster: install that version, or take another store.")
REPLACED = Message("Another load changed the graph while this one was under way; nothing was changed, load again.")


def all_columns() -> tuple[str, ...]:
    """Return every property that a graph of today has, as Type.property."""
    return tuple(f"{kind.__name__}.{name}" for kind in TYPES for name in properties(kind))


def check_columns(columns: Iterable[str], where: str) -> None:
    """Raise StoreError where a store of this format has properties that this program would lose."""
    if not set(columns) <= set(all_columns()):
        raise StoreError("The store in %(folder)s %(newer)s", folder=where, newer=NEWER)
