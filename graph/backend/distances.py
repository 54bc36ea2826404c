"""Closeness and harmonic centrality: breadth-first searches from 512 nodes at once, one bit each.

64 sources fill a word (Then et al. 2014, doi 10.14778/2735496.2735507, MS-BFS) and eight words a cache line. Ties are
symmetric, so what a node hears of is what it reaches. A projection is searched through its affiliations.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from scipy import sparse

from graph.backend.sparse_network import Floats, Ints, N, SparseNetwork
from graph.backend.threads import compiled, in_pieces

AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Reach:
    """By node: how many others it reaches, the sum of the distances to them and of one over the distances."""

    count: Floats
    far: Floats
    near: Floats


def closeness_centrality(network: SparseNetwork[N], wf_improved: bool = True) -> dict[N, float]:
    """Return closeness, scaled by the share within reach (Wasserman and Faust 1994, p. 201) if `wf_improved`."""
    found = reach(network)
    values = np.divide(found.count, found.far, out=np.zeros(len(network)), where=found.far > 0)
    if wf_improved and len(network) > 1:
        values *= found.count / (len(network) - 1)
    return network.by_node(values)


def harmonic_centrality(network: SparseNetwork[N]) -> dict[N, float]:
    """Return the sum of one over the distance to every other node (Boldi and Vigna 2014)."""
    return network.by_node(reach(network).near)


def reach(network: SparseNetwork[Any]) -> Reach:
    """Search from every node."""
    search = import_module("graph.backend.kernels.bits" if compiled() else "graph.backend.plain_bits").search
    steps = _steps(network)
    n = len(network)

    def work(piece: Ints) -> Any:
        return search(*steps, piece)

    pieces = [np.arange(start, min(n, start + AT_ONCE)) for start in range(0, n, AT_ONCE)]
    total = np.zeros((3, n))
    for part in in_pieces(work, pieces, "closeness"):
        total += part
    return Reach(*total)


def _steps(network: SparseNetwork[Any]) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the CSR forms of the two half steps, to things and back; the first is empty where one step does."""
    if network.affiliation is None or network.things is None:
        whole = network.pattern
        return np.zeros(1, np.int64), np.zeros(0, np.int64), *_csr(whole)
    return *_csr(network.things), *_csr(network.affiliation)


def _csr(matrix: sparse.csr_array) -> tuple[Ints, Ints]:
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.uint32)
