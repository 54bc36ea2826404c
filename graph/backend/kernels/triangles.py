"""Every triangle once, and what it adds to each of its three ties, compiled."""

import numpy as np
from numba import njit

from graph.backend.sparse_network import Floats, Ints


@njit(cache=True, nogil=True)
def tie_support(starts: Ints, members: Ints, x: Floats, h: Floats, begin: int, end: int) -> Floats:
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
