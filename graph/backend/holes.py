"""Clustering, Burt's constraint and effective size: all three are sums over the triangles of each tie.

`support` gives, for a tie ab, T_ab(x, h) = sum over c of x_ac x_cb h_c. For a node u of strength s:
clustering is sum over v of x_uv T_uv / (d (d - 1)) with x the cube roots of the weights; constraint
sum over v of ((w_uv + T_uv(w, 1/s)) / s_u)^2; effective size d - sum over v of T_uv(w, 1) / (s_u max_v).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
from scipy import sparse

from graph.backend.sparse_network import Floats, Ints, N, SparseNetwork
from graph.backend.threads import compiled, cores, in_pieces


@dataclass(frozen=True, slots=True)
class Ties:
    """Each tie once, from its end of lower degree to the other: `starts` and `members` are the CSR form, by rank.

    `a` and `b` are the ends by node, `order` the nodes by rank; so the hubs' rows are short.
    """

    starts: Ints
    members: Ints
    a: Ints
    b: Ints
    weights: Floats
    order: Ints


def clustering(network: SparseNetwork[N], weight: str | None = None) -> dict[N, float]:
    """Return the clustering coefficient, with the weights' geometric mean where `weight` is given (Onnela 2005)."""
    n = len(network)
    ties = _ties(network, weight)
    if weight is None:
        twice = 2 * triangles(ties, n)
    else:
        x = np.cbrt(_positive(ties).weights / network.weighted(weight).data.max(initial=0))
        twice = _both(ties, x * support(ties, x, np.ones(n)), n)
    degrees = np.diff(network.pattern.indptr)
    pairs = degrees * (degrees - 1.0)
    return network.by_node(np.divide(twice, pairs, out=np.zeros(n), where=(pairs > 0) & (twice != 0)))


def constraint(
    network: SparseNetwork[N], nodes: Iterable[N] | None = None, weight: str | None = None
) -> dict[N, float]:
    """Return Burt's constraint (Burt 2004, doi 10.1086/421787), NaN for a node without ties."""
    ties = _positive(_ties(network, weight))
    n = len(network)
    strength = _both(ties, ties.weights, n)
    inverse = np.divide(1.0, strength, out=np.zeros(n), where=strength > 0)
    local = (ties.weights + support(ties, ties.weights, inverse)) ** 2
    return _of(network, nodes, np.where(strength > 0, _both(ties, local, n) * inverse**2, np.nan))


def effective_size(
    network: SparseNetwork[N], nodes: Iterable[N] | None = None, weight: str | None = None
) -> dict[N, float]:
    """Return Burt's effective size (Burt 1995), NaN for a node without ties.

    A neighbour's ties are divided by *its* largest. NetworkX 3.6.1 does so where nodes are named; without names it
    divides them by the largest of the other end, which is not Burt's formula and differs where weights do.
    """
    ties = _positive(_ties(network, weight))
    n = len(network)
    strength, largest = _both(ties, ties.weights, n), np.zeros(n)
    for end in (ties.a, ties.b):
        np.maximum.at(largest, end, ties.weights)
    shared = support(ties, ties.weights, np.ones(n))
    lost = np.bincount(ties.a, shared / largest[ties.b], n) + np.bincount(ties.b, shared / largest[ties.a], n)
    degrees = np.diff(network.pattern.indptr)
    values = degrees - np.divide(lost, strength, out=np.zeros(n), where=strength > 0)
    return _of(network, nodes, np.where(degrees > 0, values, np.nan))


def triangles(ties: Ties, n: int) -> Floats:
    """Return the number of triangles of each node."""
    if not compiled():
        return _both(ties, support(ties, np.ones(ties.a.size), np.ones(n)), n) / 2
    from graph.backend.kernels.triangles import node_triangles

    by_rank = _summed(ties, n, lambda begin, end: node_triangles(ties.starts, ties.members, begin, end))
    counts = np.zeros(n)
    counts[ties.order] = by_rank
    return counts


def support(ties: Ties, x: Floats, h: Floats) -> Floats:
    """Return T_ab(x, h) for each tie."""
    if not compiled():
        n = h.size
        upper = sparse.csr_array((x, (ties.a, ties.b)), shape=(n, n))
        both = upper + upper.T
        product = sparse.csr_array((both * h) @ both)
        return np.asarray(product[ties.a, ties.b], dtype=np.float64).ravel() if x.size else np.zeros(0)
    from graph.backend.kernels.triangles import tie_support

    by_rank = h[ties.order]
    return _summed(ties, x.size, lambda begin, end: tie_support(ties.starts, ties.members, x, by_rank, begin, end))


def _summed(ties: Ties, size: int, part: Callable[[int, int], Any]) -> Floats:
    """Return the sum of what a kernel finds in each range of rows; the ranges have about as many ties each."""
    wanted = np.linspace(0, ties.members.size, 8 * cores() + 1)
    ends = np.unique([0, *np.searchsorted(ties.starts, wanted[1:-1]), ties.starts.size - 1]).tolist()
    total = np.zeros(size)
    for found in in_pieces(lambda piece: part(*piece), list(pairwise(ends)), "triangles"):
        total += found
    return total


def _ties(network: SparseNetwork[Any], weight: str | None) -> Ties:
    order, matrix = network.by_degree
    once = sparse.csr_array(sparse.triu(matrix, k=1))
    weights = once.data if network.carries(weight) else np.ones_like(once.data)
    a = np.repeat(order, np.diff(once.indptr))
    return Ties(once.indptr.astype(np.int64), once.indices.astype(np.uint32), a, order[once.indices], weights, order)


def _positive(ties: Ties) -> Ties:
    if ties.weights.min(initial=1) <= 0:
        raise NotImplementedError("Weights of 0 and below are left to NetworkX.")
    return ties


def _both(ties: Ties, values: Floats, n: int) -> Floats:
    """Return the sum of the values of each node's ties."""
    return np.asarray(np.bincount(ties.a, values, n) + np.bincount(ties.b, values, n), dtype=np.float64)


def _of(network: SparseNetwork[N], nodes: Iterable[N] | None, values: Floats) -> dict[N, float]:
    if nodes is not None:
        return {node: float(values[network.place[node]]) for node in nodes}
    if not len(network):
        raise nx.NetworkXError("Graph has no nodes or edges")
    return network.by_node(values)
