"""Who is central, and who brokers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypeVar

from graph.errors import BadInputError
from graph.measures.engine import LOCAL, Engine, Measures
from graph.measures.metrics import Communities, Sampling
from graph.measures.network import Kind, ties
from graph.messages import Message
from graph.store import Store
from queries.asking.question import OnCommandLine, Rows, question
from queries.lookup.entities import Entity, entities

T = TypeVar("T")
NOT_COMPUTED = Message(
    "Spark computes degree, strength, PageRank and components; the other measures are not computed, "
    "so the rows are in order of strength."
)


@dataclass(frozen=True, slots=True)
class Centrality:
    """One entity's place in the network; null where a measure is not defined for it, or the engine computes it not.

    `community_stability` is the share of the runs in which it is together with another of its community.
    """

    ENDS: ClassVar = ("id",)

    id: str
    name: str
    kind: str
    degree: int
    strength: float
    betweenness: float | None
    closeness: float | None
    pagerank: float
    eigenvector: float | None
    core: int | None
    constraint: float | None
    effective_size: float | None
    community: int | None
    community_stability: float | None
    component: int


@question
def centrality(
    store: Store,
    *,
    network: Annotated[
        Kind,
        "clusters tied by shared projects, hosts and members, clusters and organisations tied to what they take part "
        "in, or organisations tied by shared projects",
    ] = "collaboration",
    pivots: Annotated[int, "estimate betweenness from the shortest paths of so many nodes instead; 0 for not"] = 0,
    epsilon: Annotated[
        float, "estimate the betweenness of a large network to within this, with 95 % confidence; 0 for exactly"
    ] = 0.01,
    seed: Annotated[int, "which nodes or paths are drawn"] = 0,
    engine: Annotated[Engine, "who computes", OnCommandLine()] = LOCAL,
) -> list[Centrality]:
    """Who is central and who brokers: degree, strength, betweenness, closeness, PageRank, core, constraint, community.

    In the collaboration network two clusters are tied where they share projects, hosts or listed members; the weight is
    the number of all. In the affiliation network clusters and organisations are tied to their projects, and
    organisations to the clusters that they host, steer or are a member of. In the organisations network two
    organisations are tied where they share projects; the weight is their number. Shortest paths ignore weights;
    strength, PageRank, eigenvector centrality and Burt's constraint use them. The betweenness of a network of more than
    1e9 nodes times ties is estimated to within epsilon (Borassi and Natale 2016). Constraint and effective size are for
    one-mode networks only. Eigenvector centrality is null outside the component with the largest eigenvalue, where it
    is nothing but rounding; effective size ignores weights (Borgatti 1997). Communities are of 20 runs (seeds 0 to 19)
    of Leiden, of Louvain on a small network, the one that agrees most with the others; community_stability is in which
    share of the runs a node is together with another of its community, on average, and a note gives the modularity. A
    component is all that ties lead to, 1 the largest. With engine spark, degree, strength, PageRank and components are
    computed on Apache Spark, the same values; the other measures are not computed. Ordered by betweenness, then
    strength.
    """
    if pivots < 0 or pivots == 1:
        raise BadInputError("'pivots' is 0 for all nodes, or at least 2.")
    if not 0 <= epsilon < 1:
        raise BadInputError("'epsilon' is an error from 0, for none, to below 1.")
    found = engine.measures(ties(store, network), Sampling(pivots, epsilon, seed))
    rows = _rows(found, entities(store))
    return Rows(rows, _notes(found, pivots))


def _rows(found: Measures, known: Mapping[str, Entity]) -> list[Centrality]:
    rows = [
        Centrality(
            id=node,
            name=known[node].name,
            kind=known[node].kind or known[node].label,
            degree=found.degree[node],
            strength=found.strength[node],
            betweenness=_of(found.betweenness, node),
            closeness=_of(found.closeness, node),
            pagerank=found.pagerank[node],
            eigenvector=_of(found.eigenvector, node),
            core=_of(found.core, node),
            constraint=_of(found.constraint, node),
            effective_size=_of(found.effective_size, node),
            community=_of(found.communities.of if found.communities else None, node),
            community_stability=_of(found.communities.stability if found.communities else None, node),
            component=found.component[node],
        )
        for node in found.degree
    ]
    return sorted(rows, key=lambda row: (-round(row.betweenness or 0.0, 12), -row.strength, row.id))


def _of(measure: Mapping[str, T] | None, node: str) -> T | None:
    return None if measure is None else measure[node]


def _notes(found: Measures, pivots: int) -> list[Message]:
    if found.betweenness is None:
        return [NOT_COMPUTED]
    notes = [_estimated(found, pivots)] if found.within else []
    return [*notes, *([_partition(found.communities)] if found.communities and found.communities.of else [])]


def _partition(found: Communities[str]) -> Message:
    unknown = Message("unknown")
    together, apart = (
        unknown if share is None else Message("%(share).0f %%", share=100 * share)
        for share in (found.together, found.apart)
    )
    return Message(
        "Communities: modularity %(modularity).3f (the best of 20 runs: %(best).3f). Two that are shown together are "
        "so in %(together)s of the runs, two that are shown apart are together in %(apart)s.",
        modularity=found.modularity,
        best=found.best,
        together=together,
        apart=apart,
    )


def _estimated(found: Measures, pivots: int) -> Message:
    if not pivots:
        return Message(
            "Betweenness is estimated from shortest paths drawn at random: with 95 %% confidence all values are within "
            "%(error)s of the exact ones, most far closer. epsilon 0 asks for the exact ones, which takes longer.",
            error=found.within,
        )
    return Message(
        "Betweenness is estimated from the shortest paths of %(pivots)s of %(nodes)s nodes: with 95 %% "
        "confidence all values are within %(bound).3f of the exact ones (Hoeffding), most far closer.",
        pivots=pivots,
        nodes=len(found.degree),
        bound=found.within,
    )
