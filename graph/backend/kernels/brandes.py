"""Brandes' dependencies on a quotient network, compiled (Brandes 2001, doi 10.1080/0022250X.2001.9990249)."""

from typing import Any

import numpy as np
from numba import njit

from graph.backend.sparse_network import Floats, Ints


@njit(cache=True, nogil=True)
def dependencies(starts: Ints, members: Any, sizes: Floats, twins: Floats, sources: Ints, times: Floats) -> Floats:
    """Return a member's dependencies by class, summed over `sources`, each counted `times`.

    `starts` and `members` are the CSR form of the ties of classes, `sizes` how many nodes each has; a source adds
    `twins` to each neighbour for the paths to its own open twins.
    """
    n = starts.size - 1
    total = np.zeros(n)
    level = np.full(n, -1, np.int32)
    paths, delta, share = np.zeros(n), np.zeros(n), np.zeros(n)
    order, ends = np.empty(n, np.uint32), np.empty(n + 1, np.int64)
    later = np.empty(members.size, np.uint32)
    for k in range(sources.size):
        reached = search(starts, members, sizes, sources[k], level, paths, order, ends, later)
        accumulate(sizes, reached, paths, order, ends, later, delta, share)
        s = sources[k]
        for place in range(1, reached):
            v = order[place]
            total[v] += times[k] * delta[v]
        for edge in range(starts[s], starts[s + 1]):
            total[members[edge]] += times[k] * twins[s]
        for place in range(reached):
            level[order[place]] = -1
            paths[order[place]] = 0.0
    return total


@njit(cache=True, nogil=True)
def search(
    starts: Ints, members: Any, sizes: Floats, s: int, level: Any, paths: Floats, order: Any, ends: Any, later: Any
) -> int:
    """Search from one node of class s: order of discovery, numbers of shortest paths, and each class's successors.

    The successors found are written down, so that the way back follows them alone, with no test.
    """
    level[s], paths[s], order[0], ends[0] = 0, 1.0, s, 0
    reached, written = 1, 0
    place = 0
    while place < reached:
        v = order[place]
        below = level[v] + 1
        # The source is one node of its class; elsewhere each member brings its own paths.
        through = paths[v] * (sizes[v] if place > 0 else 1.0)
        for edge in range(starts[v], starts[v + 1]):
            w = members[edge]
            if level[w] < 0:
                level[w] = below
                order[reached] = w
                reached += 1
            if level[w] == below:
                paths[w] += through
                later[written] = w
                written += 1
        place += 1
        ends[place] = written
    return reached


@njit(cache=True, nogil=True)
def accumulate(
    sizes: Floats, reached: int, paths: Floats, order: Any, ends: Any, later: Any, delta: Floats, share: Floats
) -> None:
    """Set `delta` to the dependency of the source on one member of each class, farthest first."""
    for place in range(reached - 1, -1, -1):
        v = order[place]
        below = 0.0
        for edge in range(ends[place], ends[place + 1]):
            below += share[later[edge]]
        delta[v] = paths[v] * below
        share[v] = sizes[v] * (1.0 + delta[v]) / paths[v]
