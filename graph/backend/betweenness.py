"""Betweenness: Brandes' algorithm on the quotient by twins, exact or from a sample of sources."""

import math
from importlib import import_module
from random import Random
from typing import Any

import numpy as np

from graph.backend.sparse_network import Floats, Ints, N, SparseNetwork
from graph.backend.threads import compiled, in_pieces
from graph.backend.twins import Quotient, quotient
from graph.messages import Message

PIECE = 128


def betweenness_centrality(
    network: SparseNetwork[N], k: int | None = None, normalized: bool = True, seed: Random | None = None
) -> dict[N, float]:
    """Return the share of shortest paths that pass each node (Freeman 1977; Brandes 2001).

    With `k` only that many sources, drawn as NetworkX draws them, are searched from; `error_bound` says how far off it
    may be. Twins (Sariyuce et al. 2013, doi 10.1137/1.9781611972832.52, identical vertices) have one betweenness and
    are searched from once. Raise ValueError where `k` is below 0 or more than there are nodes, ZeroDivisionError at 0.
    """
    n = len(network)
    if k == 0 and n > 2:
        raise ZeroDivisionError(Message("betweenness from a sample of no sources"))
    if k is None or k == n:
        sources = np.arange(n)
    else:
        drawn = (seed or Random()).sample(list(network), k)  # noqa: S311 - a sample, not a secret
        sources = np.array([network.place[node] for node in drawn], dtype=np.int64)
    classes = quotient(network.pattern)
    sums = _sums(classes, np.bincount(classes.label[sources], minlength=classes.sizes.size))[classes.label]
    return network.by_node(_scaled(sums, sources, normalized))


def error_bound(nodes: int, k: int, confidence: float = 0.95) -> float:
    """Return how far normalised betweenness from `k` sources may be off, for all nodes at once with this confidence.

    Hoeffding's inequality, which holds without replacement too (Hoeffding 1963, doi 10.1080/01621459.1963.10500830),
    over `nodes` nodes: a source adds between 0 and 1. A node that is itself a source has one sample less.
    """
    if k >= nodes:
        return 0.0
    return min(1.0, math.sqrt(math.log(2 * nodes / (1 - confidence)) / (2 * max(1, k - 1))))


def _sums(classes: Quotient, sources: Ints) -> Floats:
    """Return, by class, a member's dependencies summed over so many sources of each class."""
    module = "graph.backend.kernels.brandes" if compiled() else "graph.backend.plain_brandes"
    dependencies = import_module(module).dependencies
    order = np.flatnonzero(sources)
    # Twins at the two ends: a source with open twins reaches each of them through every neighbour alike.
    twins = np.where(classes.closed | (classes.degrees == 0), 0.0, (classes.sizes - 1) / np.maximum(1, classes.degrees))
    arguments: tuple[Any, ...] = (
        classes.pattern.indptr.astype(np.int64),
        classes.pattern.indices.astype(np.uint32),
        classes.sizes.astype(np.float64),
        twins,
    )

    def work(piece: Ints) -> Floats:
        found: Floats = dependencies(*arguments, piece, sources[piece].astype(np.float64))
        return found

    pieces = [order[start : start + PIECE] for start in range(0, order.size, PIECE)]
    total = np.zeros(sources.size)
    for part in in_pieces(work, pieces, "betweenness"):
        total += part
    return total


def _scaled(sums: Floats, sources: Ints, normalized: bool) -> Floats:
    """Return sums over sources as NetworkX scales them: a node is no source of paths that pass itself."""
    n, k = sums.size, sources.size
    if n <= 2:
        return sums
    pairs = (n - 2) if normalized else 2 / (n - 1)
    others = np.full(n, k)
    if k < n:
        others[sources] -= 1
    else:
        others -= 1
    per_source = sums / np.where(others > 0, others, np.nan)
    return per_source / pairs
