"""Who is central, and who brokers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import networkx as nx

from graph import metrics
from graph.backend.betweenness import error_bound
from graph.errors import BadInputError
from graph.network import affiliation_network, collaboration_network, organisation_network
from graph.store import Store
from queries.entities import Entity, entities
from queries.question import Rows, Text


@dataclass(frozen=True, slots=True)
class Centrality:
    """One entity's place in the network; null where a measure is not defined for it."""

    id: str
    name: str
    kind: str
    degree: int
    strength: float
    betweenness: float
    closeness: float
    pagerank: float
    eigenvector: float
    core: int
    constraint: float | None
    effective_size: float | None
    community: int


Kind = Literal["collaboration", "affiliation", "organisations"]


def centrality(
    store: Store,
    *,
    network: Annotated[
        Kind,
        "clusters tied by shared projects and hosts, clusters and organisations tied to what they take part in, or "
        "organisations tied by shared projects",
    ] = "collaboration",
    pivots: Annotated[int, "estimate betweenness from the shortest paths of so many nodes; 0 for all, exactly"] = 0,
    seed: Annotated[int, "which nodes are drawn as pivots"] = 0,
) -> list[Centrality]:
    """Who is central and who brokers: degree, strength, betweenness, closeness, PageRank, core, constraint, community.

    In the collaboration network two clusters are tied where they share projects or hosts; the weight is the number of
    both. In the affiliation network clusters and organisations are tied to their projects, and organisations to the
    clusters that they host, steer or are a member of. In the organisations network two organisations are tied where
    they share projects; the weight is their number. Shortest paths ignore weights; strength, PageRank, eigenvector
    centrality and Burt's constraint use them. Constraint and effective size are for one-mode networks only.
    Communities are what 20 runs (seeds 0 to 19) of Leiden agree on, of Louvain on a small network. Ordered by
    betweenness, then strength.
    """
    if pivots < 0 or pivots == 1:
        raise BadInputError("'pivots' is 0 for all nodes, or at least 2.")
    ties = _network(store, network)
    sampled = 0 < pivots < len(ties)
    rows = _rows(ties, metrics.betweenness(ties, pivots if sampled else None, seed), network, entities(store))
    return Rows(rows, [_note(len(ties), pivots)] if sampled else [])


def _network(store: Store, kind: Kind) -> "nx.Graph[str]":
    if kind == "organisations":
        return metrics.prepared(organisation_network(store))
    return metrics.prepared(collaboration_network(store) if kind == "collaboration" else affiliation_network(store))


def _rows(
    ties: "nx.Graph[str]", betweenness: Mapping[str, float], kind: Kind, known: Mapping[str, Entity]
) -> list[Centrality]:
    undefined: dict[str, float | None] = dict.fromkeys(ties)
    constraint = undefined if kind == "affiliation" else metrics.constraint(ties)
    effective_size = undefined if kind == "affiliation" else metrics.effective_size(ties)
    degree, strength, closeness = metrics.degree(ties), metrics.strength(ties), metrics.closeness(ties)
    pagerank, eigenvector = metrics.pagerank(ties), metrics.eigenvector(ties)
    core, community = metrics.core(ties), metrics.community(ties)
    rows = [
        Centrality(
            id=node,
            name=known[node].name,
            kind=known[node].kind or known[node].label,
            degree=degree[node],
            strength=strength[node],
            betweenness=betweenness[node],
            closeness=closeness[node],
            pagerank=pagerank[node],
            eigenvector=eigenvector[node],
            core=core[node],
            constraint=constraint[node],
            effective_size=effective_size[node],
            community=community[node],
        )
        for node in ties
    ]
    return sorted(rows, key=lambda row: (-round(row.betweenness, 12), -row.strength, row.id))


def _note(nodes: int, pivots: int) -> Text:
    bound = error_bound(nodes, pivots)
    return Text(
        f"Betweenness is estimated from the shortest paths of {pivots:,} of {nodes:,} nodes: with 95 % confidence all "
        f"values are within {bound:.3f} of the exact ones (Hoeffding), most far closer.",
        f"Betweenness is geschat uit de kortste paden van {pivots} van {nodes} knopen: met 95 % betrouwbaarheid liggen "
        f"alle waarden binnen {bound:.3f} van de exacte (Hoeffding), de meeste veel dichter.",
    )
