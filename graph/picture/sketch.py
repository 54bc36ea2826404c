"""The layout of a large connected part, where comparing every node with every other would take minutes.

Distances to some fifty nodes that are far from each other give the shape (pivot MDS, Brandes and Pich 2006); springs
along ties and repulsion, from near nodes one by one and from far ones by the middle of their square, settle it.
"""

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

Points = npt.NDArray[np.float64]
Pairs = npt.NDArray[np.intp]

PIVOTS = 50
ROUNDS = 80
SQUARES = 16
MOST = 0.9
"""The share of the nodes within whose reach the others are brought nearer."""

NEAR = 3.0
"""Up to this distance, in usual lengths of a tie, nodes push each other one by one."""


def sketch(network: "nx.Graph[str]", names: list[str], seed: int) -> Points:
    """Return where the nodes stand, a tie being about 1 long."""
    ties = sparse.csr_array(nx.to_scipy_sparse_array(network, nodelist=names), dtype=np.float64)
    points = _pivots(ties)
    points *= np.sqrt(len(names)) / max(float(points.std()), 1e-9) / 2
    points += np.random.default_rng(seed).normal(scale=0.3, size=points.shape)
    one, other = (ends.astype(np.intp) for ends in sparse.triu(ties, k=1).nonzero())
    degrees = np.diff(ties.indptr)
    # A tie of a hub pulls less, or its hundreds of neighbours would end up on one spot.
    pull = 1 / np.sqrt(np.minimum(degrees[one], degrees[other]))
    for number in range(ROUNDS):
        force = _near(points) + _far(points) + _springs(points, one, other, pull)
        length = np.maximum(np.hypot(force[:, 0], force[:, 1]), 1e-9)
        most = 2.5 * (1 - number / ROUNDS) + 0.05
        points += force * (np.minimum(length, most) / length)[:, None]
    return _gathered(points)


def _gathered(points: Points) -> Points:
    """Bring the outermost nearer, in their order: a few nodes far out would make all the others too small to see."""
    centre = np.median(points, axis=0)
    away = np.hypot(*(points - centre).T)
    reach = np.quantile(away, MOST)
    nearer = np.where(away > reach, reach * (1 + np.log(np.maximum(away, reach) / reach) / 2) / away, 1.0)
    gathered: Points = centre + (points - centre) * nearer[:, None]
    return gathered


def _pivots(ties: "sparse.csr_array") -> Points:
    """Place nodes by their distances to nodes that are each as far as can be from those before it."""
    first = int(np.argmax(np.diff(ties.indptr)))
    nearest = np.full(ties.shape[0], np.inf)
    columns = []
    for _ in range(min(PIVOTS, ties.shape[0])):
        distance = dijkstra(ties, unweighted=True, directed=False, indices=[first])[0]
        columns.append(distance)
        nearest = np.minimum(nearest, distance)
        first = int(np.argmax(nearest))
    squared = np.array(columns).T ** 2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True) + squared.mean()
    _, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    placed = centred @ axes[:, [-1, -2]]
    scaled: Points = placed / np.maximum(placed.std(axis=0), 1e-9)
    return scaled


def _pushed(points: Points, one: Pairs, other: Pairs, strength: Points) -> Points:
    """Return the sum of forces along pairs: what pushes the first away pushes the second the other way."""
    force = np.zeros_like(points)
    for axis in (0, 1):
        along = (points[one, axis] - points[other, axis]) * strength
        force[:, axis] += np.bincount(one, along, len(points))
        force[:, axis] -= np.bincount(other, along, len(points))
    return force


def _near(points: Points) -> Points:
    pairs = cKDTree(points).query_pairs(NEAR, output_type="ndarray")
    one, other = pairs[:, 0], pairs[:, 1]
    squared = (points[one, 0] - points[other, 0]) ** 2 + (points[one, 1] - points[other, 1]) ** 2
    return _pushed(points, one, other, 1 / np.maximum(squared, 0.05))


def _far(points: Points) -> Points:
    low, size = points.min(axis=0), np.ptp(points, axis=0) + 1e-9
    square = np.minimum(((points - low) / size * SQUARES).astype(int), SQUARES - 1) @ np.array([SQUARES, 1])
    number = np.bincount(square, minlength=SQUARES**2)
    full = np.flatnonzero(number)
    sums = [np.bincount(square, points[:, axis], SQUARES**2)[full] for axis in (0, 1)]
    middle = np.column_stack(sums).astype(np.float64) / number[full, None]
    across, down = (points[:, axis, None] - middle[None, :, axis] for axis in (0, 1))
    squared = across**2 + down**2
    weight = np.where(squared > NEAR**2, number[full] / np.maximum(squared, 1e-9), 0.0)
    return np.column_stack([(across * weight).sum(axis=1), (down * weight).sum(axis=1)])


def _springs(points: Points, one: Pairs, other: Pairs, pull: Points) -> Points:
    length = np.hypot(*(points[one] - points[other]).T)
    return _pushed(points, one, other, -length * pull)
