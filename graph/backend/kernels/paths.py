"""Shortest paths drawn at random, compiled: searches from both ends that meet (Borassi and Natale 2016, 3.2)."""

from typing import Any

import numpy as np
from numba import njit

from graph.backend.sparse_network import Floats, Ints


@njit(cache=True, nogil=True)
def passed(starts: Ints, members: Any, sources: Ints, targets: Ints, chances: Floats) -> Ints:
    """Return how many of the drawn paths pass each node, their ends not counted: one path a source and its target.

    `starts` and `members` are the CSR form of the ties. Of the shortest paths of a pair all are equally likely; a
    chance from 0 to 1 says which it is, so the same chances draw the same paths.
    """
    n = starts.size - 1
    counts = np.zeros(n, np.int64)
    side, level, paths = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n)
    reached, first, last, size = (
        np.empty((2, n), np.int64),
        np.zeros(2, np.int64),
        np.ones(2, np.int64),
        np.ones(2, np.int64),
    )
    for k in range(sources.size):
        for own in range(2):
            v = sources[k] if own == 0 else targets[k]
            reached[own, 0], first[own], last[own], size[own] = v, 0, 1, 1
            side[v], level[v], paths[v] = own + 1, 0, 1.0
        own, found = meet(starts, members, side, level, paths, reached, first, last, size)
        if found > 0:
            front = reached[own, first[own] : last[own]]
            draw(starts, members, side, level, paths, front, chances[k] * found, counts)
        for own in range(2):
            for place in range(size[own]):
                side[reached[own, place]] = 0
    return counts


@njit(cache=True, nogil=True)
def meet(
    starts: Ints,
    members: Any,
    side: Ints,
    level: Ints,
    paths: Floats,
    reached: Ints,
    first: Ints,
    last: Ints,
    size: Any,
) -> tuple[int, float]:
    """Search from both ends, each time from the one with fewer ties ahead, until they meet.

    Return whose front (`first` to `last` of what it reached) meets the other's, and how many shortest paths there are,
    0 where they never do.
    """
    ahead = np.array([starts[v + 1] - starts[v] for v in reached[:, 0]])
    found = 0.0
    while found == 0 and last[0] > first[0] and last[1] > first[1]:
        own = 0 if ahead[0] <= ahead[1] else 1
        ahead[own], end = 0, last[own]
        for place in range(first[own], last[own]):
            v = reached[own, place]
            for edge in range(starts[v], starts[v + 1]):
                w = members[edge]
                if side[w] == 0:
                    side[w], level[w], paths[w] = own + 1, level[v] + 1, paths[v]
                    reached[own, end] = w
                    end += 1
                    ahead[own] += starts[w + 1] - starts[w]
                elif side[w] != own + 1:
                    found += paths[v] * paths[w]
                elif level[w] == level[v] + 1:
                    paths[w] += paths[v]
        size[own] = end
        if found > 0:
            return own, found
        first[own], last[own] = last[own], end
    return 0, 0.0


@njit(cache=True, nogil=True)
def draw(
    starts: Ints, members: Any, side: Ints, level: Ints, paths: Floats, front: Ints, left: float, counts: Ints
) -> None:
    """Count the nodes inside the path at place `left` of all, in the order in which a front's ties are found."""
    v = w = front[0]
    through = 0.0
    for one in front:
        for edge in range(starts[one], starts[one + 1]):
            other = members[edge]
            if side[other] != 0 and side[other] != side[one] and left >= through:
                left -= through
                v, w = one, other
                through = paths[v] * paths[w]
    # What is left of the place within this tie says which way the path goes on, on one side and then on the other.
    rest = back(starts, members, side, level, paths, v, left / paths[w], counts)
    back(starts, members, side, level, paths, w, rest * paths[w], counts)


@njit(cache=True, nogil=True)
def back(
    starts: Ints, members: Any, side: Ints, level: Ints, paths: Floats, v: int, left: float, counts: Ints
) -> float:
    """Count the nodes from v on along the path at place `left` of those to its end; return what is left, 0 to 1."""
    while level[v] > 0:
        counts[v] += 1
        before, through = v, 0.0
        for edge in range(starts[v], starts[v + 1]):
            w = members[edge]
            if side[w] == side[v] and level[w] == level[v] - 1 and left >= through:
                left -= through
                before, through = w, paths[w]
        v = before
    return min(left, 1.0)
