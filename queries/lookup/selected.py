"""A selection: the entities that a person chose, by which answers, lists, pictures and exports are narrowed."""

from collections.abc import Sequence

from graph.errors import BadInputError
from graph.store import Store
from queries.lookup.entities import Entity, entities, resolve

MOST = 1000
"""So many entities may be chosen."""


def selected(store: Store, text: str) -> Sequence[Entity]:
    """Return the entities of a selection, ids or names apart by commas, each once.

    Raise BadInputError where there is none in it or too many, and what `resolve` raises of a name.
    """
    known, parts = entities(store), [part for part in map(str.strip, text.split(",")) if part]
    if not parts:
        raise BadInputError("'%(text)s' selects nothing: expected ids or names, apart by commas.", text=text)
    if len(parts) > MOST:
        raise BadInputError("%(count)s entities are too many to select: at most %(most)s.", count=len(parts), most=MOST)
    found = (known.get(part) or resolve(known, part) for part in parts)
    return list({one.id: one for one in found}.values())
