"""How far a ranking depends on a few of its parts."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar, Literal

from graph.errors import InterclusterError
from graph.facts import Facts
from graph.messages import Message, listed
from graph.progress import track
from graph.schema import Organisation, Source
from graph.store import Store
from graph.store.answers import all_facts
from graph.store.subsets import as_store, largest_organisations, without_entities, without_source
from queries.asking.question import Rows, question
from queries.consolidating.consolidation import ranked
from queries.consolidating.landscape import landscape
from queries.lookup.entities import entities
from queries.networks.centrality import centrality
from queries.networks.collaboration import collaboration

LARGEST = 5
MOST_NAMED = 10
KNOWING = "knowledge_institution"
UNIVERSITY = re.compile(
    r"universi|\bU(Gent|Hasselt|Antwerpen|LB|CL|CLouvain|Liège|Mons)\b|\bKU ?Leuven\b|\bVUB\b", re.I
)
"""What a university is called: the sources say of an organisation that it is a knowledge institution, or nothing."""

ONE_SOURCE = Message("Everything is from one source, so none was left out.")

Ends = tuple[str, str | None]
Ranked = Callable[[Store, int], dict[Ends, int]]
Ranking = Literal["fold", "merge", "collaboration", "centrality"]


@dataclass(frozen=True, slots=True)
class Without:
    """The rank where something is left out, as far as it moved among the rows that stay; null where it is gone."""

    left_out: str
    rank: int | None

    def __str__(self) -> str:
        return f"{self.left_out}: {'gone' if self.rank is None else self.rank}"


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """A row of a ranking: `rank_low` and `rank_high` bound its rank over everything that was left out in turn.

    `gone` is in how many of these the row is not there any more; they do not count in the interval. `b` is null where
    the ranking is of single clusters.
    """

    BRIEF: ClassVar = ("a_name", "b_name", "rank", "rank_low", "rank_high", "gone", "without")

    a: str
    b: str | None
    a_name: str
    b_name: str | None
    rank: int
    rank_low: int
    rank_high: int
    gone: int
    without: tuple[Without, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """What is left of the data without something, and the names of what was taken out; None of a source."""

    left_out: Message
    facts: Facts
    names: tuple[str, ...] | None = None


@question
def sensitivity(
    store: Store,
    *,
    ranking: Annotated[Ranking, "candidates to fold or to merge, pairs that work together, or who brokers"] = "fold",
    seed: Annotated[int, "where the shuffled member lists start"] = 0,
) -> list[Sensitivity]:
    """How far each rank of an answer depends on universities, on the largest organisations, and on each source.

    The ranking is made again without the universities (knowledge institutions, and organisations of unknown kind, that
    are called so), without all knowledge institutions, without the five organisations that have the most relations, and
    without each source in turn (what no other source supports; not where there is one source only). A note names who
    was left out. A row that is then gone has no rank there; gone counts how often that is, and the interval holds the
    other ranks: a row that is gone hangs on that part most of all. A wide interval says that the rank hangs on a part,
    not that it is wrong. Ordered by rank.
    """
    rank = RANKINGS[ranking]
    before = rank(store, seed)
    facts = all_facts(store)
    parts = list(_parts(facts))
    after: dict[str, dict[Ends, int]] = {}
    for part in track(parts, "Rankings without a part", len(parts)):
        with as_store(part.facts) as reduced:
            after[part.left_out] = moved(before, _ranked(rank, reduced, seed))
    names = entities(store)
    rows = [
        _row(ends, place, {name: ranks.get(ends) for name, ranks in after.items()}, lambda i: names[i].name)
        for ends, place in before.items()
    ]
    notes = [_named(part) for part in parts if part.names is not None]
    notes += [_gone(len(before) - len(ranks), len(before), left_out) for left_out, ranks in after.items()]
    return Rows(rows, [*notes, ONE_SOURCE] if len(facts.nodes(Source)) == 1 else notes)


def moved(before: Mapping[Ends, int], after: Mapping[Ends, int]) -> dict[Ends, int]:
    """Return the ranks before, moved by as many places as each row moved among those that are in both.

    So a row moves where its evidence does, and not because others vanished above it.
    """
    both = [ends for ends in before if ends in after]
    places = [_among(both, ranks) for ranks in (before, after)]
    return {ends: before[ends] + places[1][ends] - places[0][ends] for ends in both}


def _among(rows: list[Ends], ranks: Mapping[Ends, int]) -> dict[Ends, int]:
    """Return the ranks of these rows among themselves; equals share the best of their places."""
    ordered = sorted(ranks[ends] for ends in rows)
    return {ends: bisect_left(ordered, ranks[ends]) + 1 for ends in rows}


def _gone(gone: int, rows: int, left_out: str) -> Message:
    return Message("Without %(left_out)s %(gone)s of %(rows)s rows are gone.", left_out=left_out, gone=gone, rows=rows)


def _row(ends: Ends, place: int, elsewhere: Mapping[str, int | None], name: Callable[[str], str]) -> Sensitivity:
    ranks = [place, *(rank for rank in elsewhere.values() if rank is not None)]
    without = tuple(Without(left_out, rank) for left_out, rank in elsewhere.items())
    gone = len(elsewhere) + 1 - len(ranks)
    a, b = ends
    return Sensitivity(a, b, name(a), name(b) if b else None, place, min(ranks), max(ranks), gone, without)


def _parts(facts: Facts) -> Iterator[_Part]:
    organisations = {node.id: node for node in facts.nodes(Organisation)}
    maybe = [node for node in organisations.values() if node.kind in (None, KNOWING)]
    universities = [node for node in maybe if any(UNIVERSITY.search(name) for name in (node.name or "", *node.aliases))]
    named = {node.id for node in universities}
    knowing = [node for node in maybe if node.kind == KNOWING or node.id in named]
    largest = [organisations[identifier] for identifier in largest_organisations(facts, LARGEST)]
    for what, nodes in (
        (Message("universities"), universities),
        (Message("knowledge institutions"), knowing),
        (Message("the %(largest)s largest organisations", largest=LARGEST), largest),
    ):
        yield _Part(
            what, without_entities(facts, [node.id for node in nodes]), tuple(node.name or node.id for node in nodes)
        )
    sources = facts.nodes(Source)
    for source in sources if len(sources) > 1 else ():
        yield _Part(Message("%(source)s", source=source.id), without_source(facts, source.id))


def _named(part: _Part) -> Message:
    if not part.names:
        return Message("None are known as %(left_out)s, so nothing was left out.", left_out=part.left_out)
    return Message("Left out as %(left_out)s: %(names)s.", left_out=part.left_out, names=listed(part.names, MOST_NAMED))


def _ranked(rank: Ranked, store: Store, seed: int) -> dict[Ends, int]:
    """Return the ranks in a part of the data, none where it cannot answer at all."""
    try:
        return rank(store, seed)
    except InterclusterError:
        return {}


def _consolidation(advice: str, store: Store, seed: int) -> dict[Ends, int]:
    return {(row.cluster, row.target): row.rank for row in ranked(landscape(store, tested=False), advice, seed=seed)}


def _collaboration(store: Store, seed: int) -> dict[Ends, int]:  # noqa: ARG001 - nothing is drawn
    rows = collaboration(store)
    return _shared_ranks({(r.a, r.b): (r.shared_projects, r.shared_hosts, r.shared_members or 0) for r in rows})


def _centrality(store: Store, seed: int) -> dict[Ends, int]:  # noqa: ARG001 - nothing is drawn
    return _shared_ranks({(r.id, None): (round(r.betweenness or 0.0, 12), r.strength) for r in centrality(store)})


def _shared_ranks(scores: Mapping[Ends, tuple[float, ...]]) -> dict[Ends, int]:
    """Return ranks, 1 the highest; equal scores share the best of their places."""
    ordered = sorted(scores.values(), reverse=True)
    first = {score: place for place, score in reversed(list(enumerate(ordered, start=1)))}
    return {ends: first[score] for ends, score in scores.items()}


RANKINGS: Mapping[str, Ranked] = {
    "fold": partial(_consolidation, "fold"),
    "merge": partial(_consolidation, "merge"),
    "collaboration": _collaboration,
    "centrality": _centrality,
}
