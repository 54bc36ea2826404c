"""How far a ranking depends on a few of its parts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from graph.errors import InterclusterError
from graph.facts import Facts
from graph.progress import track
from graph.schema import Organisation, Source
from graph.store import Store
from graph.subsets import as_store, largest_organisations, without_entities, without_source
from queries.centrality import centrality
from queries.collaboration import collaboration
from queries.consolidation import consolidation
from queries.entities import entities

LARGEST = 5

Ends = tuple[str, str | None]
Ranking = Literal["fold", "merge", "collaboration", "centrality"]


@dataclass(frozen=True, slots=True)
class Without:
    """The rank where something is left out of the data; null where the row is then gone."""

    left_out: str
    rank: int | None

    def __str__(self) -> str:
        return f"{self.left_out}: {'gone' if self.rank is None else self.rank}"


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """A row of a ranking: `rank_low` and `rank_high` bound its rank over everything that was left out in turn.

    `b` is null where the ranking is of single clusters.
    """

    a: str
    b: str | None
    a_name: str
    b_name: str | None
    rank: int
    rank_low: int
    rank_high: int
    without: tuple[Without, ...]


def sensitivity(
    store: Store,
    *,
    ranking: Annotated[Ranking, "candidates to fold or to merge, pairs that work together, or who brokers"] = "fold",
) -> list[Sensitivity]:
    """How far each rank of an answer depends on universities, on the largest organisations, and on each source.

    The ranking is made again without the knowledge institutions, without the five organisations that have the most
    relations, and without each source in turn (what no other source supports; not where there is one source only). A
    row that is then gone has no rank there, and the interval holds the ranks of the others. A wide interval says that
    the rank hangs on that part, not that it is wrong. Ordered by rank.
    """
    rank = RANKINGS[ranking]
    before = rank(store)
    variants = list(_variants(store.facts()))
    after = {}
    for name, facts in track(variants, "Rankings without a part", len(variants)):
        with as_store(facts) as part:
            after[name] = _ranked(rank, part)
    names = entities(store)
    return [
        _row(ends, place, {name: ranks.get(ends) for name, ranks in after.items()}, lambda i: names[i].name)
        for ends, place in before.items()
    ]


def _row(ends: Ends, place: int, elsewhere: Mapping[str, int | None], name: Callable[[str], str]) -> Sensitivity:
    ranks = [place, *(rank for rank in elsewhere.values() if rank is not None)]
    without = tuple(Without(left_out, rank) for left_out, rank in elsewhere.items())
    a, b = ends
    return Sensitivity(a, b, name(a), name(b) if b else None, place, min(ranks), max(ranks), without)


def _variants(facts: Facts) -> Iterator[tuple[str, Facts]]:
    universities = [node.id for node in facts.nodes(Organisation) if node.kind == "knowledge_institution"]
    yield "knowledge institutions", without_entities(facts, universities)
    yield f"the {LARGEST} largest organisations", without_entities(facts, largest_organisations(facts, LARGEST))
    sources = facts.nodes(Source)
    for source in sources if len(sources) > 1 else ():
        yield source.id, without_source(facts, source.id)


def _ranked(rank: Callable[[Store], dict[Ends, int]], store: Store) -> dict[Ends, int]:
    """Return the ranks in a part of the data, none where it cannot answer at all."""
    try:
        return rank(store)
    except InterclusterError:
        return {}


def _fold(store: Store) -> dict[Ends, int]:
    return {(row.cluster, row.target): row.rank for row in consolidation(store, advice="fold")}


def _merge(store: Store) -> dict[Ends, int]:
    return {(row.cluster, row.target): row.rank for row in consolidation(store, advice="merge")}


def _collaboration(store: Store) -> dict[Ends, int]:
    return {(row.a, row.b): place for place, row in enumerate(collaboration(store), start=1)}


def _centrality(store: Store) -> dict[Ends, int]:
    return {(row.id, None): place for place, row in enumerate(centrality(store), start=1)}


RANKINGS: Mapping[str, Callable[[Store], dict[Ends, int]]] = {
    "fold": _fold,
    "merge": _merge,
    "collaboration": _collaboration,
    "centrality": _centrality,
}
