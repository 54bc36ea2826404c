"""The order of rows and columns that shows the blocks in a matrix of likenesses: a pure function of an array."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

Floats = NDArray[np.float64]


def spectral(likeness: Floats) -> list[int]:
    """Return the order by the Fiedler vector, in which what is alike stands together (Atkins et al. 1998).

    Each connected part is ordered by itself, the largest first; what is like nothing comes last, in the given order.
    The direction is the one in which the element that came first in the matrix stands in the first half.
    """
    weights = np.nan_to_num((likeness + likeness.T) / 2)
    np.fill_diagonal(weights, 0.0)
    _, part = connected_components(weights > 0, directed=False)
    parts = [np.flatnonzero(part == k) for k in range(part.max() + 1 if part.size else 0)]
    parts.sort(key=lambda members: (-len(members), members[0]))
    return [int(k) for members in parts for k in members[_fiedler(weights[np.ix_(members, members)])]]


def _fiedler(weights: Floats) -> NDArray[np.int64]:
    if len(weights) < 3:
        return np.arange(len(weights))
    laplacian = np.diag(weights.sum(axis=1)) - weights
    vector = np.round(np.linalg.eigh(laplacian)[1][:, 1], 9)
    order = np.argsort(vector, kind="stable")
    return order[::-1] if int(np.flatnonzero(order == 0)[0]) >= len(order) / 2 else order
