"""What is loaded, in numbers: how many of each, how current, and from which sources."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.schema import ENTITY_TYPES, Source
from graph.statements import count_nodes
from graph.store import Store
from graph.store.answers import kept

MEMBERSHIPS = "MATCH (:Organisation)-[r:MEMBER_OF]->(:Cluster) RETURN count(r) AS number"

SOURCES = """
MATCH (s:Source)
RETURN s.id AS id, s.title AS title, s.publisher AS publisher, s.published AS published, s.licence AS licence,
       s.url AS url
ORDER BY id
"""

STALE_AFTER_YEARS = 3


@dataclass(frozen=True, slots=True)
class LoadedSource:
    """A publication that facts come from; unknown as None."""

    id: str
    title: str | None
    publisher: str | None
    published: date | None
    licence: str | None
    url: str | None

    def stale(self, today: date) -> bool | None:
        """Return whether it is more than three years old; None where nobody says when it was published."""
        return None if self.published is None else (today - self.published).days > STALE_AFTER_YEARS * 365.25


@dataclass(frozen=True, slots=True)
class Summary:
    """How many nodes of each type there are, how many memberships, and the sources.

    `since` and `as_of` are the days of the oldest and the newest source, None where no source says its own; `undated`
    counts the sources that do not.
    """

    data_version: str
    counts: Mapping[str, int]
    memberships: int
    sources: tuple[LoadedSource, ...]

    @property
    def since(self) -> date | None:
        """The day of the oldest source."""
        return min((source.published for source in self.sources if source.published), default=None)

    @property
    def undated(self) -> int:
        """How many sources say no day of their own."""
        return sum(source.published is None for source in self.sources)

    @property
    def as_of(self) -> date | None:
        """The day of the newest source."""
        return max((source.published for source in self.sources if source.published), default=None)


@kept
def summary(store: Store) -> Summary:
    """Return what is loaded; raise EmptyStoreError where nothing is."""
    found = {kind.__name__: store.rows(count_nodes(kind))[0]["number"] for kind in (*ENTITY_TYPES, Source)}
    counts = {label: number for label, number in found.items() if number}
    memberships = store.rows(MEMBERSHIPS)[0]["number"]
    sources = tuple(LoadedSource(**row) for row in store.rows(SOURCES))
    return Summary(store.data_version, counts, memberships, sources)


def cited(rows: Iterable[Any], known: Summary) -> Sequence[LoadedSource]:
    """Return the sources that rows name, all where they name none; a row names one, or a place in one as ID#PLACE."""
    named = {source.partition("#")[0] for row in rows for source in getattr(row, "sources", None) or ()}
    return [one for one in known.sources if one.id in named] or known.sources
