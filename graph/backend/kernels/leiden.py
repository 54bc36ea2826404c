"""The two sweeps of Leiden's algorithm, compiled: moving nodes, and splitting communities into connected parts."""

from typing import Any

import numpy as np
from numba import njit

from graph.backend.sparse_network import Floats, Ints


@njit(cache=True, nogil=True)
def move(
    starts: Ints, members: Any, weights: Floats, strength: Floats, scale: float, community: Ints, order: Ints
) -> Ints:
    """Move nodes, in place, while a move gains modularity; a node is looked at again when a neighbour leaves it.

    `scale` is the resolution over twice the total weight.
    """
    n = order.size
    total, to = np.zeros(n), np.zeros(n)
    for v in range(n):
        total[community[v]] += strength[v]
    queue, waits = order.copy(), np.ones(n, np.bool_)
    head, waiting = 0, n
    while waiting:
        v = queue[head]
        head, waiting = (head + 1) % n, waiting - 1
        waits[v] = False
        own = community[v]
        total[own] -= strength[v]
        best = best_community(starts, members, weights, strength, scale, community, total, to, v)
        total[best] += strength[v]
        if best == own:
            continue
        community[v] = best
        for edge in range(starts[v], starts[v + 1]):
            u = members[edge]
            if not waits[u] and community[u] != best:
                waits[u] = True
                queue[(head + waiting) % n] = u
                waiting += 1
    return community


@njit(cache=True, nogil=True)
def best_community(
    starts: Ints,
    members: Any,
    weights: Floats,
    strength: Floats,
    scale: float,
    community: Ints,
    total: Floats,
    to: Floats,
    v: int,
) -> Any:
    """Return the community that v gains most from, its own where none is better; `to` is zeros before and after."""
    for edge in range(starts[v], starts[v + 1]):
        if members[edge] != v:
            to[community[members[edge]]] += weights[edge]
    best = community[v]
    # A move must gain more than rounding errors, or nodes would move forever.
    most = to[best] - scale * strength[v] * total[best] + 1e-9 * strength[v]
    for edge in range(starts[v], starts[v + 1]):
        c = community[members[edge]]
        gain = to[c] - scale * strength[v] * total[c]
        if gain > most:
            best, most = c, gain
    for edge in range(starts[v], starts[v + 1]):
        to[community[members[edge]]] = 0.0
    return best


@njit(cache=True, nogil=True)
def refine(
    starts: Ints, members: Any, weights: Floats, strength: Floats, scale: float, community: Ints, order: Ints
) -> Ints:
    """Return a part for each node: parts lie within communities and hang together.

    Each node starts alone; one still alone, and well connected to its community, joins the well-connected part there
    that it gains most from.
    """
    n = order.size
    part = np.arange(n)
    total, held, to = np.zeros(n), strength.copy(), np.zeros(n)
    inside, alone = np.zeros(n), np.ones(n, np.bool_)
    for v in range(n):
        total[community[v]] += strength[v]
        for edge in range(starts[v], starts[v + 1]):
            if members[edge] != v and community[members[edge]] == community[v]:
                inside[v] += weights[edge]
    cut = inside.copy()  # by part: the weight of its ties to the rest of its community
    for v in order:
        whole = total[community[v]]
        if not alone[v] or inside[v] < scale * strength[v] * (whole - strength[v]):
            continue
        for edge in range(starts[v], starts[v + 1]):
            u = members[edge]
            if u != v and community[u] == community[v]:
                to[part[u]] += weights[edge]
        best, most = v, 0.0
        for edge in range(starts[v], starts[v + 1]):
            p = part[members[edge]]
            gain = to[p] - scale * strength[v] * held[p]
            if gain > most and cut[p] >= scale * held[p] * (whole - held[p]):
                best, most = p, gain
        if best != v:
            cut[best] += inside[v] - 2 * to[best]
            held[best] += strength[v]
            part[v], alone[best] = best, False
        for edge in range(starts[v], starts[v + 1]):
            to[part[members[edge]]] = 0.0
    return part
