"""Who is central, and who brokers."""

from dataclasses import dataclass
from typing import Annotated, Literal

from graph import metrics
from graph.network import affiliation_network, collaboration_network
from graph.store import Store
from queries.entities import entities


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


def centrality(
    store: Store,
    *,
    network: Annotated[
        Literal["collaboration", "affiliation"],
        "clusters tied by shared projects and hosts, or clusters and organisations tied to what they take part in",
    ] = "collaboration",
) -> list[Centrality]:
    """Who is central and who brokers: degree, strength, betweenness, closeness, PageRank, core, constraint, community.

    In the collaboration network two clusters are tied where they share projects or hosts; the weight is the number of
    both. In the affiliation network clusters and organisations are tied to their projects, and organisations to the
    clusters that they host, steer or are a member of. Shortest paths ignore weights; strength, PageRank, eigenvector
    centrality and Burt's constraint use them. Constraint and effective size are for the one-mode network only.
    Communities are what 20 Louvain runs (seeds 0 to 19) agree on. Ordered by betweenness, then strength.
    """
    known = entities(store)
    one_mode = network == "collaboration"
    ties = collaboration_network(store) if one_mode else affiliation_network(store)
    undefined: dict[str, float | None] = dict.fromkeys(ties)
    constraint = metrics.constraint(ties) if one_mode else undefined
    effective_size = metrics.effective_size(ties) if one_mode else undefined
    degree, strength, betweenness = metrics.degree(ties), metrics.strength(ties), metrics.betweenness(ties)
    closeness, pagerank, eigenvector = metrics.closeness(ties), metrics.pagerank(ties), metrics.eigenvector(ties)
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
