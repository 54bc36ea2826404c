"""Betweenness within a stated error, from shortest paths drawn at random until no node can be further off (KADABRA)."""

import math

import numpy as np
from scipy import sparse

from graph.backend.sparse_network import Floats, Ints, N, SparseNetwork
from graph.backend.threads import in_pieces

PIECE, PIECES = 256, 8
"""So many paths are drawn by one thread, and so many times that many before it is asked whether they are enough."""


def drawn_betweenness(
    network: SparseNetwork[N], epsilon: float = 0.01, confidence: float = 0.95, seed: int = 0
) -> dict[N, float]:
    """Return normalised betweenness, with this confidence within `epsilon` of the exact one for all nodes at once.

    Borassi and Natale 2016 (arXiv 1604.08553): a node's betweenness is the share of paths, drawn between pairs drawn at
    random, that pass it. Paths are drawn until the bounds of their Theorem 3 hold for every node, at the latest after
    as many as are enough for any network of this diameter. Raise ValueError unless `epsilon` and `confidence` are
    between 0 and 1.
    """
    n = len(network)
    if not (0 < epsilon < 1 and 0 < confidence < 1):
        raise ValueError(f"an error of {epsilon} with confidence {confidence}: both are between 0 and 1")
    if n <= 2:
        return dict.fromkeys(network, 0.0)
    # Pairs with the node itself among them count here, as they do not in what NetworkX calls normalised.
    scale = n / (n - 2)
    doubt, error = (1 - confidence) / 2, epsilon / scale
    most = _enough(network.pattern, error, doubt)
    random, counts, drawn = np.random.default_rng(seed), np.zeros(n, np.int64), 0
    while drawn < most and (not drawn or _off(counts / drawn, drawn, most, doubt) > error):
        counts += _passed(network.pattern, random)
        drawn += PIECE * PIECES
    return network.by_node(counts / drawn * scale)


def _passed(pattern: sparse.csr_array, random: np.random.Generator) -> Ints:
    """Return how many of PIECE * PIECES paths pass each node."""
    from graph.backend.kernels.paths import passed

    starts, members, n = pattern.indptr.astype(np.int64), pattern.indices, pattern.shape[0]
    sources = random.integers(n, size=(PIECES, PIECE))
    # Of another: the places beyond the source move up by one.
    targets = random.integers(n - 1, size=(PIECES, PIECE))
    targets += targets >= sources
    chances = random.random((PIECES, PIECE))

    def work(piece: int) -> Ints:
        found: Ints = passed(starts, members, sources[piece], targets[piece], chances[piece])
        return found

    return sum(in_pieces(work, range(PIECES), "betweenness"), np.zeros(n, np.int64))


def _off(shares: Floats, drawn: int, most: int, doubt: float) -> float:
    """Return how far off the share that is least sure may be (their equations 6 and 7, with equal doubt for all)."""
    sure = math.log(2 * shares.size / doubt)
    side = most / drawn + 1 / 3
    above = (side + np.sqrt(side**2 + 2 * shares * most / sure)) * sure / drawn
    return float(above.max())


def _enough(pattern: sparse.csr_array, error: float, doubt: float) -> int:
    """Return how many paths are enough whatever they pass (Riondato and Kornaropoulos 2016, doi 10.1145/2556612)."""
    inside = max(1, _longest(pattern) - 2)
    return math.ceil(0.5 / error**2 * (math.floor(math.log2(inside)) + 1 + math.log(1 / doubt)))


def _longest(pattern: sparse.csr_array) -> int:
    """Return how many nodes any shortest path has at most: it leads over the best tied node of its component."""
    _, component = sparse.csgraph.connected_components(pattern, directed=False)
    best = np.empty(component.max() + 1, np.int64)
    order = np.argsort(np.diff(pattern.indptr), kind="stable")
    best[component[order]] = order
    seen = np.zeros(pattern.shape[0], np.bool_)
    seen[best] = True
    front, far = seen, -1
    while front.any():
        far += 1
        front = (pattern @ front > 0) & ~seen
        seen = seen | front
    return 2 * far + 1
