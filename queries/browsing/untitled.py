"""What nobody finds by words: projects of which no source that is loaded has a title."""

from collections.abc import Iterator

from graph.messages import Message
from graph.store import Store
from graph.store.answers import kept

UNTITLED = "MATCH (p:Project) WHERE p.title IS NULL RETURN count(p) AS number"


@kept
def untitled(store: Store) -> int:
    """Return how many projects have no title."""
    return int(store.rows(UNTITLED)[0]["number"])


def without_titles(store: Store) -> Iterator[Message]:
    """Say that words cannot find them by what they are about, where there are such projects."""
    if number := untitled(store):
        yield Message(
            "Projects without a title in any source that is loaded: %(number)s. "
            "Words find them by acronym and theme alone.",
            number=number,
        )
