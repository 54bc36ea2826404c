"""Core numbers in one pass over the ties, compiled: nodes come off level by level (Kabir and Madduri 2017, PKC)."""

from typing import Any

import numpy as np
from numba import njit

from graph.backend.sparse_network import Ints


@njit(cache=True, nogil=True)
def cores(starts: Any, members: Any) -> Ints:
    """Return the core number of each node of a symmetric CSR form without loops.

    Places are unsigned: a signed one is asked at each use whether it counts from the end, which takes a quarter longer.
    """
    n = starts.size - 1
    # How many neighbours of a node are left. It goes on falling once the node is off, which saves asking, and harms
    # nothing: only who falls to a level from above comes off there.
    degree = (starts[1:] - starts[:-1]).astype(np.int32)
    core = np.empty(n, np.int64)
    left, staying = np.arange(n).astype(np.uint32), n
    off = np.empty(n, np.uint32)
    found = done = 0
    k = np.int32(-1)
    while found < n:
        start, last, k, looked, staying = found, k, np.int32(n), staying, 0
        for place in range(looked):
            v = left[place]
            if degree[v] > last:
                left[staying] = v
                staying += 1
                k = min(k, degree[v])
        for place in range(staying):
            if degree[left[place]] == k:
                off[found] = left[place]
                found += 1
        while done < found < n:
            v = off[done]
            done += 1
            for u in members[starts[v] : starts[v + np.uint32(1)]]:
                degree[u] -= np.int32(1)
                if degree[u] == k:
                    off[found] = u
                    found += 1
        for place in range(start, found):
            core[off[place]] = k
    return core
