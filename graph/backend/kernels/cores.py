"""Core numbers in one pass over the ties, compiled: nodes come off level by level (Kabir and Madduri 2017, PKC)."""

from typing import Any

import numpy as np
from numba import njit

from graph.backend.sparse_network import Ints

BAND = 8
"""Levels for which the nodes that may come off are gathered at once: all are looked through once a band."""


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
    above, staying = np.arange(n).astype(np.uint32), n
    near, off = np.empty(n, np.uint32), np.empty(n, np.uint32)
    found = done = 0
    k = np.int32(0)
    while found < n:
        top = np.int32(k + BAND - 1)
        looked, staying, waiting = staying, 0, 0
        for place in range(looked):
            v = above[place]
            if degree[v] > top:
                above[staying] = v
                staying += 1
            elif degree[v] >= k:
                near[waiting] = v
                waiting += 1
        while k <= top:
            start = found
            for place in range(waiting):
                if degree[near[place]] == k:
                    off[found] = near[place]
                    found += 1
            while done < found < n:
                v = off[done]
                done += 1
                for tie in range(np.uint64(starts[v]), np.uint64(starts[v + np.uint32(1)])):
                    u = members[tie]
                    degree[u] -= np.int32(1)
                    if degree[u] == k:
                        off[found] = u
                        found += 1
                    elif degree[u] == top:
                        near[waiting] = u
                        waiting += 1
            core[off[start:found]] = k
            k += np.int32(1)
    return core
