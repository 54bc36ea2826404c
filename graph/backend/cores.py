"""Core numbers: the largest k such that a node lies in a subgraph of minimum degree k (Seidman 1983)."""

import numpy as np
from scipy import sparse

from graph.backend.sparse_network import Ints, N, SparseNetwork
from graph.backend.threads import compiled


def core_number(network: SparseNetwork[N]) -> dict[N, int]:
    """Return each node's core number."""
    if not compiled():
        return network.by_node(peel(network.pattern))
    from graph.backend.kernels.cores import cores

    order, ties = network.by_degree
    found = np.empty(order.size, np.int64)
    found[order] = cores(ties.indptr, ties.indices.view(f"u{ties.indices.itemsize}"))
    return network.by_node(found)


def peel(pattern: sparse.csr_array) -> Ints:
    """Return core numbers with NumPy alone: all nodes of too low a degree are taken off at once, again and again."""
    degrees = np.diff(pattern.indptr).astype(np.int64)
    left = np.ones(degrees.size, np.bool_)
    core = np.zeros(degrees.size, np.int64)
    k = 0
    while left.any():
        k = max(k, int(degrees[left].min()))
        off = left & (degrees <= k)
        core[off] = k
        left &= ~off
        degrees -= (pattern @ off.astype(np.float64)).astype(np.int64)
    return core
