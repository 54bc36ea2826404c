"""Where the nodes of a picture stand: the same place every time, whatever the order in which they come.

Each connected part is laid out by itself, turned so that it is wider than high (labels are), its nodes moved apart
until none covers another, and the parts are packed in rows, the largest first; nodes without ties stand in a block.
"""

import math
from collections.abc import Sequence

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from graph.picture.sketch import sketch

Points = npt.NDArray[np.float64]

SEED = 20
MOST_FOR_KAMADA_KAWAI = 150
MOST_FOR_SPRINGS = 500
CLOSEST = 60.0
USUAL = 95.0
STRETCH = 1.9
"""Labels are wider than high, so what stands side by side needs more room than what stands one above the other."""

GAP = 170.0
BLOCK_CELL = (170.0, 60.0)
SHAPE = 1.5
"""Width over height that the packing aims at."""


def positions(network: "nx.Graph[str]") -> dict[str, tuple[float, float]]:
    """Return where each node stands: pixels at zoom 1, y downwards, the middle of the picture at (0, 0)."""
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted(network))
    ordered.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in network.edges() if a != b))
    parts = sorted((sorted(part) for part in nx.connected_components(ordered)), key=lambda p: (-len(p), p[0]))
    alone = [part[0] for part in parts if len(part) == 1]
    names = [part for part in parts if len(part) > 1]
    shapes = [_part(ordered.subgraph(part), part) for part in names]
    if alone:
        names.append(alone)
        shapes.append(_block(len(alone)))
    found: dict[str, tuple[float, float]] = {}
    for part, points in zip(names, _packed(shapes), strict=True):
        found.update(
            (name, (round(float(x), 1), round(float(y), 1))) for name, (x, y) in zip(part, points, strict=True)
        )
    return found


def _part(network: "nx.Graph[str]", names: Sequence[str]) -> Points:
    """Lay out one connected part: distances along ties where it is small, springs where that would take too long."""
    if len(names) == 2:
        return np.array([[0.0, 0.0], [USUAL * STRETCH, 0.0]])
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(names)
    plain.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in network.edges()))
    if len(names) > MOST_FOR_SPRINGS:
        placed = dict(zip(names, sketch(plain, list(names), SEED), strict=True))
    elif len(names) <= MOST_FOR_KAMADA_KAWAI:
        placed = nx.kamada_kawai_layout(plain)
    else:
        placed = nx.spring_layout(plain, seed=SEED, k=2.2 / math.sqrt(len(names)), iterations=120, method="force")
    points = _level(np.array([placed[name] for name in names], dtype=np.float64))
    spread: Points = _apart(points * USUAL / max(float(np.median(_nearest(points))), 1e-9))
    spread[:, 0] *= STRETCH
    return spread


def _level(points: Points) -> Points:
    """Turn the points so that they spread most from left to right."""
    centred = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    turned: Points = centred @ axes[:, ::-1]
    return turned


def _nearest(points: Points) -> Points:
    distances, _ = cKDTree(points).query(points, k=2)
    found: Points = np.asarray(distances, dtype=np.float64)[:, 1]
    return found


def _apart(points: Points, rounds: int = 200) -> Points:
    """Push apart, half each, all points that are closer than CLOSEST, until none are."""
    points = points.copy()
    # A point on top of another has no direction to be pushed in: give each its own, the same every time.
    angle = np.arange(len(points)) * 2.399963
    points += 0.01 * np.column_stack((np.cos(angle), np.sin(angle)))
    for _ in range(rounds):
        pairs = cKDTree(points).query_pairs(CLOSEST - 0.5, output_type="ndarray")
        if not len(pairs):
            break
        one, other = pairs[:, 0], pairs[:, 1]
        difference = points[one] - points[other]
        distance = np.maximum(np.hypot(difference[:, 0], difference[:, 1]), 1e-9)
        push = difference * ((CLOSEST - distance) / distance / 2)[:, None]
        for axis in (0, 1):
            points[:, axis] += np.bincount(one, push[:, axis], len(points))
            points[:, axis] -= np.bincount(other, push[:, axis], len(points))
    return points


def _block(count: int) -> Points:
    width, height = BLOCK_CELL
    columns = max(1, round(math.sqrt(count * SHAPE * height / width)))
    return np.array([[i % columns * width, i // columns * height] for i in range(count)], dtype=np.float64)


def _packed(shapes: Sequence[Points]) -> list[Points]:
    """Place the parts in rows that are as wide as the whole should be, each row centred on its height."""
    if not shapes:
        return []
    boxes = [np.ptp(points, axis=0) + GAP for points in shapes]
    area = sum(float(width * height) for width, height in boxes)
    widest = max(*(float(box[0]) for box in boxes), math.sqrt(area * SHAPE))
    rows: list[list[int]] = [[]]
    used = 0.0
    for number, (width, _) in enumerate(boxes):
        if rows[-1] and used + width > widest:
            rows.append([])
            used = 0.0
        rows[-1].append(number)
        used += float(width)
    return _stacked(shapes, boxes, rows)


def _stacked(shapes: Sequence[Points], boxes: Sequence[Points], rows: Sequence[Sequence[int]]) -> list[Points]:
    placed: list[Points] = []
    top = 0.0
    for row in rows:
        height = max(float(boxes[number][1]) for number in row)
        left = -sum(float(boxes[number][0]) for number in row) / 2
        for number in row:
            centre = np.array([left + boxes[number][0] / 2, top + height / 2])
            middle = (shapes[number].min(axis=0) + shapes[number].max(axis=0)) / 2
            placed.append(shapes[number] - middle + centre)
            left += float(boxes[number][0])
        top += height
    return [points - np.array([0.0, top / 2]) for points in placed]
