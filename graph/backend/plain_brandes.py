"""Brandes' dependencies on a quotient network with NumPy alone: a piece of sources at once, level by level."""

from typing import Any

import numpy as np
from scipy import sparse

from graph.backend.sparse_network import Floats, Ints


def dependencies(starts: Ints, members: Any, sizes: Floats, twins: Floats, sources: Ints, times: Floats) -> Floats:
    """Return what `graph.backend.kernels.brandes.dependencies` returns; works on classes x sources dense matrices."""
    n, k = starts.size - 1, sources.size
    ties = sparse.csr_array((np.ones(members.size), members, starts), shape=(n, n))
    level = np.full((n, k), -1, np.int64)
    level[sources, np.arange(k)] = 0
    paths = (level == 0).astype(np.float64)
    front, depth = paths, 0
    while front.any():
        depth += 1
        front = np.where(level < 0, ties @ front, 0.0)
        level[front > 0] = depth
        paths += front
        front = front * sizes[:, None]
    delta = np.zeros((n, k))
    for below in range(depth - 1, 0, -1):
        share = np.divide(sizes[:, None] * (1 + delta), paths, out=np.zeros((n, k)), where=level == below)
        delta += np.where(level == below - 1, paths * (ties @ share), 0.0)
    delta[sources, np.arange(k)] = 0.0
    own = np.zeros((n, k))
    own[sources, np.arange(k)] = twins[sources]
    total: Floats = (delta + ties @ own) @ times
    return total
