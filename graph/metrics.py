"""Centrality, brokerage and communities: pure functions of a NetworkX graph, a dict by node each.

A tie's `weight` counts what is shared, so it is a strength and not a distance: measures that follow shortest paths
(betweenness, closeness) ignore it, the others use it.
"""

import math
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

import networkx as nx

N = TypeVar("N", bound=Hashable)

COMMUNITY_SEEDS = tuple(range(20))


def degree(network: "nx.Graph[N]") -> dict[N, int]:
    """Return the number of neighbours."""
    return dict(network.degree())


def strength(network: "nx.Graph[N]") -> dict[N, float]:
    """Return the sum of the weights of a node's ties (Barrat et al. 2004, doi 10.1073/pnas.0400087101)."""
    return {node: float(value) for node, value in network.degree(weight="weight")}


def betweenness(network: "nx.Graph[N]") -> dict[N, float]:
    """Return the share of shortest paths between two others that pass a node, 0 to 1 (Freeman 1977)."""
    return nx.betweenness_centrality(network, normalized=True)


def closeness(network: "nx.Graph[N]") -> dict[N, float]:
    """Return closeness scaled by the share of nodes within reach, 0 to 1 (Wasserman and Faust 1994, p. 201)."""
    return nx.closeness_centrality(network, wf_improved=True)


def pagerank(network: "nx.Graph[N]") -> dict[N, float]:
    """Return PageRank with damping 0.85 over the weights; the values sum to 1 (Brin and Page 1998)."""
    return nx.pagerank(network, alpha=0.85, weight="weight", tol=1e-12, max_iter=1000)


def eigenvector(network: "nx.Graph[N]") -> dict[N, float]:
    """Return eigenvector centrality over the weights, of length 1 (Bonacich 1987).

    The start vector is uniform, so where several components tie for the largest eigenvalue the answer is repeatable.
    """
    if network.number_of_edges() == 0:
        return dict.fromkeys(network, 0.0)
    return nx.eigenvector_centrality(network, weight="weight", tol=1e-12, max_iter=100_000)


def core(network: "nx.Graph[N]") -> dict[N, int]:
    """Return the largest k such that a node lies in a subgraph of minimum degree k (Seidman 1983)."""
    return nx.core_number(network)


def constraint(network: "nx.Graph[N]") -> dict[N, float | None]:
    """Return Burt's constraint over the weights (Burt 2004, doi 10.1086/421787); None for a node without ties.

    Only for one-mode networks: in a two-mode network a node's neighbours are never tied and it says nothing.
    """
    return _defined(nx.constraint(network, weight="weight"))


def effective_size(network: "nx.Graph[N]") -> dict[N, float | None]:
    """Return Burt's effective size without weights: n - 2t/n for n neighbours with t ties among them (Borgatti 1997).

    None for a node without ties. The nodes are named so that NetworkX uses this formula; without them it builds a
    dense matrix.
    """
    return _defined(nx.effective_size(network, nodes=list(network)))


def community(network: "nx.Graph[N]") -> dict[N, int]:
    """Return a community number for each node: nodes that fall together in most of 20 Louvain runs.

    Each run (Blondel et al. 2008, weights, seeds 0 to 19) gives one partition; two tied nodes that share a community
    in more than half of the runs stay joined, and what is joined is one community (consensus, Lancichinetti and
    Fortunato 2012). Numbers start at 1 with the largest community; ties go to the smallest node.
    """
    together: Counter[tuple[N, N]] = Counter()
    for seed in COMMUNITY_SEEDS:
        of = {n: i for i, part in enumerate(nx.community.louvain_communities(network, seed=seed)) for n in part}
        together.update((a, b) for a, b in network.edges if of[a] == of[b])
    stable: nx.Graph[N] = nx.Graph()
    stable.add_nodes_from(network)
    stable.add_edges_from(pair for pair, times in together.items() if times > len(COMMUNITY_SEEDS) / 2)
    parts = sorted(nx.connected_components(stable), key=lambda part: (-len(part), min(map(str, part))))
    return {node: number for number, part in enumerate(parts, start=1) for node in part}


def _defined(values: Mapping[N, float]) -> dict[N, float | None]:
    return {node: None if math.isnan(value) else value for node, value in values.items()}
