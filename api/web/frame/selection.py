"""What a person chose, shown above the pages that it narrows; their links and forms lead on with it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.web.frame.links import carried
from graph.schema import node_type
from queries.lookup.catalogue import TYPES
from queries.lookup.entities import Entity

PATHS = ("/", "/explorer", "/centrality", "/consolidation", "/duplicates", "/outcomes", *(f"/{of}" for of in TYPES))
"""The pages that a selection narrows."""
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Selection:
    """The entities that are chosen."""

    entities: Sequence[Entity]

    @property
    def text(self) -> str:
        """The value of the parameter `among` that means them."""
        return text_of(one.id for one in self.entities)

    @property
    def named(self) -> Sequence[Entity]:
        """Those that are named where all would be too many."""
        return self.entities[:MOST_NAMED]

    @property
    def lists(self) -> dict[str, tuple[str, int]]:
        """The lists that hold them: what each is of and how many of it are chosen, by path."""
        counts = Counter(node_type(one.id) for one in self.entities)
        return {f"/{of}": (kind.words[counts[kind] > 1], counts[kind]) for of, kind in TYPES.items() if counts[kind]}


def text_of(ids: Iterable[str]) -> str:
    """Return the value of the parameter `among` that means these."""
    return ",".join(ids)


def is_narrowed(path: str) -> bool:
    """Return whether a selection narrows the page at a path."""
    return path in PATHS


def kept(html: str, selection: Selection | None) -> str:
    """Return a page whose links and forms keep the selection where it narrows what they lead to."""
    return html if selection is None else carried(html, "among", selection.text, is_narrowed)
