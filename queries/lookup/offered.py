"""Names to offer while one is typed: found by how their words begin, which takes a moment on a large graph too."""

from collections.abc import Sequence
from itertools import islice

from graph.store import Store
from graph.store.answers import kept
from queries.lookup.entities import entities
from queries.lookup.folding import fold


def offered(store: Store, text: str, most: int) -> Sequence[str]:
    """Return at most so many names that begin with a text, then those of which a later word does, shortest first."""
    wanted = fold(text)
    if not wanted:
        return ()
    names = _names(store)
    first = (name for folded, name in names if folded.startswith(wanted))
    later = (name for folded, name in names if f" {wanted}" in folded)
    return list(islice(dict.fromkeys([*islice(first, most), *islice(later, most)]), most))


@kept
def _names(store: Store) -> Sequence[tuple[str, str]]:
    """Return all names, each folded and as it is spelled: one spelling of each, the shortest first."""
    spelled = {fold(name): name for one in entities(store).values() for name in (*reversed(one.aliases), one.name)}
    return sorted(spelled.items(), key=lambda both: (len(both[0]), both))
