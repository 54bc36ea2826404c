"""Core numbers in one pass over the ties, compiled (Batagelj and Zaversnik 2003, arXiv cs/0310049)."""

from typing import Any

import numpy as np
from numba import njit

from graph.backend.sparse_network import Ints


@njit(cache=True, nogil=True)
def cores(starts: Ints, members: Any) -> Ints:
    """Return the core number of each node of a symmetric CSR form without loops."""
    n = starts.size - 1
    core = starts[1:] - starts[:-1]
    order = np.argsort(core, kind="mergesort")
    place = np.empty(n, np.int64)
    first = np.zeros(n + 1, np.int64)
    for position in range(n):
        place[order[position]] = position
        first[core[order[position]] + 1] += 1
    first = np.cumsum(first)
    for position in range(n):
        v = order[position]
        for edge in range(starts[v], starts[v + 1]):
            u = members[edge]
            if core[u] <= core[v]:
                continue
            # u moves down one bin: it changes places with the first of its bin, whose start moves up.
            head = max(first[core[u]], position + 1)
            w = order[head]
            order[place[u]], order[head] = w, u
            place[w], place[u] = place[u], head
            first[core[u]] = head + 1
            core[u] -= 1
    return core
