"""Centrality, brokerage and communities: pure functions of a NetworkX graph, a dict by node each.

A large graph is `prepared` first, and measured by the back end of our own (graph/backend).

A tie's `weight` counts what is shared, so it is a strength and not a distance: measures that follow shortest paths
(betweenness, closeness) ignore it, the others use it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Generic, cast

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.backend.betweenness import error_bound
from graph.backend.drawn import drawn_betweenness
from graph.backend.info import CLAIMS
from graph.backend.interface import is_large
from graph.backend.sparse_network import Ints, N, SparseNetwork
from graph.progress import track

COMMUNITY_SEEDS = tuple(range(20))
NEARLY_BEST = 0.02
"""Modularities that differ by less are of partitions that are equally good (a judgement)."""
NOISE = 1e-6
"""A component with less than this of the eigenvector's squared length has none of it."""
DAMPING, TOLERANCE, MOST_STEPS = 0.85, 1e-12, 1000
"""Of PageRank: how often a walk goes on, the change a node at which it stops, and the most steps."""
SLOW = 1e9
"""Of nodes times ties: from here on exact betweenness takes seconds, for 36,000 organisations a minute."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How betweenness is estimated: from `pivots` nodes, or within `epsilon` where it would be SLOW; 0: exactly."""

    pivots: int = 0
    epsilon: float = 0.0
    seed: int = 0

    def error(self, network: "nx.Graph[N]") -> float:
        """Return how far off any value may be, with 95 % confidence; 0 where it is exact."""
        if self.pivots:
            return error_bound(len(network), self.pivots)
        return self.epsilon if len(network) * network.number_of_edges() >= SLOW else 0.0


EXACT = Sampling()


def prepared(network: "nx.Graph[N] | SparseNetwork[N]") -> "nx.Graph[N]":
    """Return a network in the form that is measured fastest.

    A large one is a sparse matrix, which NetworkX hands to the back end; a small one a NetworkX graph, measured before
    any compiled code is loaded. NetworkX's functions take either for a graph.
    """
    large = is_large(network, CLAIMS["betweenness_centrality"])
    if isinstance(network, SparseNetwork):
        return cast("nx.Graph[N]", network) if large else network.to_networkx()
    return cast("nx.Graph[N]", SparseNetwork.of(network, "weight")) if large else network


def _sparse(network: "nx.Graph[N]") -> SparseNetwork[N]:
    return network if isinstance(network, SparseNetwork) else SparseNetwork.of(network, "weight")


def degree(network: "nx.Graph[N]") -> dict[N, int]:
    """Return the number of neighbours."""
    return dict(network.degree())


def strength(network: "nx.Graph[N]") -> dict[N, float]:
    """Return the sum of the weights of a node's ties (Barrat et al. 2004, doi 10.1073/pnas.0400087101)."""
    return {node: float(value) for node, value in network.degree(weight="weight")}


def betweenness(network: "nx.Graph[N]", sampling: Sampling = EXACT) -> dict[N, float]:
    """Return the share of shortest paths between two others that pass a node, 0 to 1 (Freeman 1977).

    With `pivots` only the paths from that many nodes drawn at random are counted (Brandes and Pich 2007), with
    `epsilon` as many paths drawn at random as it takes (Borassi and Natale 2016).
    """
    if not sampling.pivots and (epsilon := sampling.error(network)):
        return drawn_betweenness(_sparse(network), epsilon, seed=sampling.seed)
    pivots = sampling.pivots if 0 < sampling.pivots < len(network) else None
    return nx.betweenness_centrality(network, k=pivots, normalized=True, seed=sampling.seed)


def closeness(network: "nx.Graph[N]") -> dict[N, float]:
    """Return closeness scaled by the share of nodes within reach, 0 to 1 (Wasserman and Faust 1994, p. 201)."""
    return nx.closeness_centrality(network, wf_improved=True)


def pagerank(network: "nx.Graph[N]") -> dict[N, float]:
    """Return PageRank with damping 0.85 over the weights; the values sum to 1 (Brin and Page 1998)."""
    return nx.pagerank(network, alpha=DAMPING, weight="weight", tol=TOLERANCE, max_iter=MOST_STEPS)


def eigenvector(network: "nx.Graph[N]") -> dict[N, float | None]:
    """Return eigenvector centrality over the weights, of length 1 (Bonacich 1987).

    None outside the component with the largest eigenvalue: the vector is 0 there, and what power iteration leaves is
    noise. The start vector is uniform, so where several tie for that eigenvalue the answer is repeatable.
    """
    if network.number_of_edges() == 0:
        return dict.fromkeys(network)
    found = nx.eigenvector_centrality(network, weight="weight", tol=1e-12, max_iter=100_000)
    parts, mass = component(network), defaultdict[int, float](float)
    for node, value in found.items():
        mass[parts[node]] += value * value
    return {node: value if mass[parts[node]] > NOISE else None for node, value in found.items()}


def core(network: "nx.Graph[N]") -> dict[N, int]:
    """Return the largest k such that a node lies in a subgraph of minimum degree k (Seidman 1983)."""
    return nx.core_number(network)


def constraint(network: "nx.Graph[N]") -> dict[N, float | None]:
    """Return Burt's constraint over the weights (Burt 2004, doi 10.1086/421787); None for a node without ties.

    Only for one-mode networks: in a two-mode network a node's neighbours are never tied and it says nothing.
    """
    if len(network) == 0:
        return {}  # NetworkX has no matrix for no nodes
    return _defined(nx.constraint(network, weight="weight"))


def effective_size(network: "nx.Graph[N]") -> dict[N, float | None]:
    """Return Burt's effective size without weights: n - 2t/n for n neighbours with t ties among them (Borgatti 1997).

    None for a node without ties. The nodes are named so that NetworkX uses this formula; without them it builds a
    dense matrix, and where there are weights divides a neighbour's ties by the wrong maximum.
    """
    return _defined(nx.effective_size(network, nodes=list(network)))


@dataclass(frozen=True, slots=True)
class Communities(Generic[N]):
    """A partition and how far it can be relied on.

    `of` is the community of each node; `stability` in which share of the runs a node is together with another of its
    community, on average, None where it is alone. `modularity` is that of the partition shown, `best` the highest of
    all runs. `together` and `apart` are in which share of the runs two are together that are shown together, and two
    that are shown apart.
    """

    of: Mapping[N, int]
    stability: Mapping[N, float | None]
    modularity: float
    best: float
    together: float | None
    apart: float | None


def partition(network: "nx.Graph[N]", seed: int = 0) -> dict[N, int]:
    """Return a community number for each node, as `communities` does, of one run: where communities only guide."""
    parts = enumerate(_partition(network, seed))
    return numbered({node: number for number, part in parts for node in part})


def communities(network: "nx.Graph[N]") -> Communities[N]:
    """Return a community number for each node: of 20 runs the one that agrees most with the others.

    Each run (seeds 0 to 19, over the weights) gives one partition: Leiden (Traag et al. 2019) on a sparse network,
    Louvain (Blondel et al. 2008) on a NetworkX graph. Of the runs within `NEARLY_BEST` of the best modularity the one
    with the highest mean Rand index to all runs is taken (the medoid). Joining what most runs put together would chain:
    a grid, where each run cuts elsewhere, would become one community. Numbers start at 1 with the largest community;
    ties go to the smallest node.
    """
    place = {node: i for i, node in enumerate(network)}
    if not place:
        return Communities({}, {}, 0.0, 0.0, None, None)
    runs = np.empty((len(COMMUNITY_SEEDS), len(place)), np.int64)
    for run, seed in enumerate(track(COMMUNITY_SEEDS, "communities", len(COMMUNITY_SEEDS))):
        for number, part in enumerate(_partition(network, seed)):
            runs[run, [place[node] for node in part]] = number
    quality = _modularities(network, place, runs)
    best = quality >= quality.max() - NEARLY_BEST
    agreement = np.array([np.mean([_apart(one, other) for other in runs]) for one in runs])
    chosen = int(np.where(best, agreement, np.inf).argmin())
    label = runs[chosen]
    size = np.bincount(label)[label]
    with_others = np.mean([_beside(label, run) for run in runs], axis=0)
    all_pairs = np.mean([np.sum(np.bincount(run).astype(np.float64) ** 2) - run.size for run in runs])
    inside, pairs = float((size - 1).sum()), float(label.size) * (label.size - 1)
    return Communities(
        of=numbered(dict(zip(place, label.tolist(), strict=True))),
        stability={
            node: float(found / (n - 1)) if n > 1 else None
            for node, found, n in zip(place, with_others.tolist(), size.tolist(), strict=True)
        },
        modularity=float(quality[chosen]),
        best=float(quality.max()),
        together=float(with_others.sum() / inside) if inside else None,
        apart=float((all_pairs - with_others.sum()) / (pairs - inside)) if pairs > inside else None,
    )


def _beside(label: Ints, run: Ints) -> Ints:
    """Return with how many others of its community each node is together in a run."""
    both = label * (int(run.max()) + 1) + run
    _, place, count = np.unique(both, return_inverse=True, return_counts=True)
    return np.asarray(count[place] - 1, dtype=np.int64)


def _modularities(network: "nx.Graph[N]", place: Mapping[N, int], runs: Ints) -> NDArray[np.float64]:
    """Return the modularity of each partition, over the weights (Newman and Girvan 2004)."""
    a, b = _ends(network, place)
    weight = _weights(network, a, b)
    total = weight.sum()
    if not total:
        return np.zeros(len(runs))
    tied = np.bincount(a, weight, len(place)) + np.bincount(b, weight, len(place))
    inside = np.array([weight[label[a] == label[b]].sum() for label in runs]) / total
    spread = np.array([(np.bincount(label, tied) ** 2).sum() for label in runs]) / (2 * total) ** 2
    return np.asarray(inside - spread)


def _apart(one: Ints, other: Ints) -> float:
    """Return how many ordered pairs of nodes only one of two partitions puts together (Rand 1971, not scaled)."""
    both = np.unique(one * (int(other.max()) + 1) + other, return_counts=True)[1]
    sizes = [np.bincount(label).astype(np.float64) for label in (one, other)]
    return float(sum((size**2).sum() for size in sizes) - 2 * (both.astype(np.float64) ** 2).sum())


def _weights(network: "nx.Graph[N]", a: Ints, b: Ints) -> NDArray[np.float64]:
    """Return the weight of each tie, 1 where it carries none."""
    if isinstance(network, SparseNetwork):
        return np.asarray(network.matrix[a, b], dtype=np.float64).ravel()
    return np.array([weight for _, _, weight in network.edges(data="weight", default=1)], dtype=np.float64)


def component(network: "nx.Graph[N]") -> dict[N, int]:
    """Return a number for each node, the same for all that its ties lead to; numbers as in `numbered`."""
    place = {node: i for i, node in enumerate(network)}
    return _joined(place, *_ends(network, place))


def numbered(labels: Mapping[N, int]) -> dict[N, int]:
    """Return the parts that labels make, numbered from 1 with the largest; ties go to the smallest node."""
    parts: dict[int, list[N]] = {}
    for node, label in labels.items():
        parts.setdefault(label, []).append(node)
    ordered = sorted(parts.values(), key=lambda part: (-len(part), min(map(str, part))))
    return {node: number for number, part in enumerate(ordered, start=1) for node in part}


def _joined(nodes: Iterable[N], a: Ints, b: Ints) -> dict[N, int]:
    """Return the parts that these ties, by the places of their ends, join the nodes to."""
    from scipy.sparse import csgraph  # here, since it loads all of scipy's linear algebra

    every = list(nodes)
    joined = sparse.coo_array((np.ones(a.size), (a, b)), shape=(len(every), len(every)))
    labels = csgraph.connected_components(joined, directed=False)[1].tolist() if every else []
    return numbered(dict(zip(every, labels, strict=True)))


def _partition(network: "nx.Graph[N]", seed: int) -> list[set[N]]:
    if isinstance(network, SparseNetwork):
        from graph.backend.communities import leiden_communities  # not NetworkX's, whose measure is another since 3.7

        return leiden_communities(network, seed=Random(seed))  # noqa: S311 - no secret
    return nx.community.louvain_communities(network, seed=seed)


def _ends(network: "nx.Graph[N]", place: Mapping[N, int]) -> tuple[Ints, Ints]:
    """Return the places of both ends of each tie."""
    if isinstance(network, SparseNetwork):
        a, b = sparse.coo_array(sparse.triu(network.pattern)).coords
        return a.astype(np.int64), b.astype(np.int64)
    ends = np.array([(place[a], place[b]) for a, b in network.edges], dtype=np.int64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]


def _defined(values: Mapping[N, float]) -> dict[N, float | None]:
    return {node: None if math.isnan(value) else value for node, value in values.items()}
