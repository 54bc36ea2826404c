"""Breadth-first searches from many nodes at once, a bit each, with NumPy alone."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.backend.sparse_network import Floats, Ints

Words = NDArray[np.uint64]


def search(there: Ints, things: Any, back: Ints, members: Any, sources: Ints) -> Floats:
    """Return what `graph.backend.kernels.bits.search` returns."""
    n = back.size - 1
    bits = np.arange(sources.size)
    seen = np.zeros((n, -(-sources.size // 64)), np.uint64)
    np.bitwise_or.at(seen, (sources, bits // 64), np.uint64(1) << (bits % 64).astype(np.uint64))
    front, level = seen, 0
    result = np.zeros((3, n))
    while front.any():
        level += 1
        if there.size > 1:
            front = _gather(there, things, front)
        front = _gather(back, members, front) & ~seen
        seen = seen | front
        count = np.bitwise_count(front).sum(axis=1, dtype=np.int64)
        result += count * np.array([[1.0], [level], [1 / level]])
    return result


def _gather(starts: Ints, members: Any, source: Words) -> Words:
    out = np.zeros((starts.size - 1, source.shape[1]), np.uint64)
    rows = np.flatnonzero(np.diff(starts))
    if rows.size:
        found: Any = np.bitwise_or.reduceat(source[members], starts[rows], axis=0)
        out[rows] = found
    return out
