"""Every triangle once, and what it adds to each of its three ties, compiled."""

from typing import Any

import numpy as np
from numba import njit

from graph.backend.sparse_network import Floats, Ints


@njit(cache=True, nogil=True)
def tie_support(starts: Ints, members: Any, x: Floats, h: Floats, begin: int, end: int) -> Floats:
    """Return, by tie ab, the sum over c of x_ac x_cb h_c, over triangles whose lowest node is in [begin, end).

    `starts` and `members` hold each tie in the row of its lower end, members in order (CSR); `x` is by tie, `h` by
    node.
    """
    total = np.zeros(x.size)
    tie_to = np.full(h.size, -1, np.int64)
    for u in range(begin, end):
        for uv in range(starts[u], starts[u + 1]):
            tie_to[members[uv]] = uv
        for uv in range(starts[u], starts[u + 1]):
            v = members[uv]
            own = 0.0
            for vw in range(starts[v], starts[v + 1]):
                w = members[vw]
                uw = tie_to[w]
                if uw >= 0:
                    own += x[uw] * x[vw] * h[w]
                    total[uw] += x[uv] * x[vw] * h[v]
                    total[vw] += x[uv] * x[uw] * h[u]
            total[uv] += own
        for uv in range(starts[u], starts[u + 1]):
            tie_to[members[uv]] = -1
    return total


@njit(cache=True, nogil=True)
def node_triangles(starts: Ints, members: Any, begin: int, end: int) -> Ints:
    """Return the number of triangles by node, of triangles whose lowest node is in [begin, end)."""
    n = starts.size - 1
    total = np.zeros(n, np.int64)
    tied = np.zeros(n, np.uint8)
    for u in range(begin, end):
        for uv in range(starts[u], starts[u + 1]):
            tied[members[uv]] = 1
        for uv in range(starts[u], starts[u + 1]):
            v = members[uv]
            own = np.int64(0)
            for vw in range(starts[v], starts[v + 1]):
                # No test: whether w closes a triangle cannot be foreseen, and a wrong guess costs more than adding 0.
                hit = np.int64(tied[members[vw]])
                own += hit
                total[members[vw]] += hit
            total[v] += own
            total[u] += own
        for uv in range(starts[u], starts[u + 1]):
            tied[members[uv]] = 0
    return total
