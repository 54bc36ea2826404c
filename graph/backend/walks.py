"""PageRank and eigenvector centrality: power iteration, step for step as NetworkX does it.

A projection's ties W = A A' - D, D its diagonal, are never multiplied out: W x = A (A' x) - D x.
"""

from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np

from graph.backend.sparse_network import Floats, N, SparseNetwork


def pagerank(
    network: SparseNetwork[N],
    alpha: float = 0.85,
    personalization: Mapping[N, float] | None = None,
    max_iter: int = 100,
    tol: float = 1e-6,
    nstart: Mapping[N, float] | None = None,
    weight: str | None = "weight",
    dangling: Mapping[N, float] | None = None,
) -> dict[N, float]:
    """Return PageRank (Brin and Page 1998), stopped where a step changes less than `tol` a node.

    Raise PowerIterationFailedConvergence after `max_iter` steps, ZeroDivisionError where personalization sums to 0.
    """
    n = len(network)
    if n == 0:
        return {}
    times = _product(network, weight)
    strength = times(np.ones(n))
    inverse = np.divide(1.0, strength, out=np.zeros(n), where=strength != 0)
    hanging = np.flatnonzero(strength == 0)
    x = _shares(network, nstart)
    jump = _shares(network, personalization)
    if np.isnan(jump).any():
        raise ZeroDivisionError("personalization sums to 0")
    lost = jump if dangling is None else _shares(network, dangling)
    for _ in range(max_iter):
        last = x
        x = alpha * (times(x * inverse) + x[hanging].sum() * lost) + (1 - alpha) * jump
        if np.abs(x - last).sum() < n * tol:
            return network.by_node(x)
    raise nx.PowerIterationFailedConvergence(max_iter)


def eigenvector_centrality(
    network: SparseNetwork[N], max_iter: int = 100, tol: float = 1e-6, weight: str | None = None
) -> dict[N, float]:
    """Return the eigenvector of the largest eigenvalue, of length 1 (Bonacich 1987), stopped as in `pagerank`.

    Raise NetworkXPointlessConcept without nodes, PowerIterationFailedConvergence after `max_iter` steps.
    """
    n = len(network)
    if n == 0:
        raise nx.NetworkXPointlessConcept("cannot compute centrality for the null graph")
    times = _product(network, weight)
    x = np.full(n, 1 / n)
    for _ in range(max_iter):
        last = x
        x = last + times(last)
        x = x / (np.linalg.norm(x) or 1.0)
        if np.abs(x - last).sum() < n * tol:
            return network.by_node(x)
    raise nx.PowerIterationFailedConvergence(max_iter)


def _product(network: SparseNetwork[Any], weight: str | None) -> Callable[[Floats], Any]:
    """Return the function x -> W x."""
    things = network.things
    if things is None or not network.carries(weight):
        matrix = network.weighted(weight)
        return lambda x: matrix @ x
    back = things.T
    diagonal = np.bincount(things.indices, minlength=len(network))  # A holds ones
    return lambda x: back @ (things @ x) - diagonal * x


def _shares(network: SparseNetwork[N], values: Mapping[N, float] | None) -> Floats:
    """Return values by node as shares of their sum, equal ones where none are given; NaN where they sum to 0."""
    n = len(network)
    if values is None:
        return np.full(n, 1 / n)
    found = np.array([values.get(node, 0) for node in network], dtype=np.float64)
    with np.errstate(invalid="ignore"):
        return np.asarray(found / found.sum())
