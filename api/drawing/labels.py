"""Where names stand in a figure: one after the other, the most important first, where nothing stands yet."""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
GAPS = (1.5, 5.0, 11.0, 18.0, 27.0, 38.0, 52.0, 68.0, 86.0, 106.0)
"""So far from its mark a name may stand, in points, the nearest first."""
BESIDE = 8.0
"""From here on a line leads from the name to its mark."""
ANGLES = (0, 180, 90, 270, 45, 315, 135, 225, 20, 340, 160, 200, 65, 115, 245, 295)
"""Where around a mark, in degrees from the right and downwards, the best first."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in points, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> "Box":
        """Return the box of that size around a point."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark: its middle and radius, and the size of the name that it is to have."""

    x: float
    y: float
    r: float
    width: float
    height: float


def placed(spots: Sequence[Spot], ties: Points) -> list[Box | None]:
    """Return where the name of each mark stands, None where there is no room; the first choose first.

    Near its mark a name lies on no tie if it can; `ties` are x and y of both ends, a row each.
    """
    taken = np.empty((2 * len(spots), 4))
    for number, spot in enumerate(spots):
        taken[number] = spot.x - spot.r, spot.y - spot.r, spot.x + spot.r, spot.y + spot.r
    found: list[Box | None] = []
    filled = len(spots)
    for spot in spots:
        box = _chosen(spot, taken[:filled], ties)
        found.append(box)
        if box:
            taken[filled] = box.left, box.top, box.right, box.bottom
            filled += 1
    return found


def _chosen(spot: Spot, taken: Points, ties: Points) -> Box | None:
    free = (box for box in _places(spot) if _free(box, taken))
    first = next(free, None)
    if first is None or not _crossed(first, ties):
        return first
    near = itertools.takewhile(lambda box: _reach(spot, box) <= BESIDE, free)
    return next((box for box in near if not _crossed(box, ties)), first)


def lead(spot: Spot, box: Box) -> tuple[float, float] | None:
    """Return the point of a box from which a line leads to its mark; None where the two are beside each other."""
    x, y = (min(max(at, low), high) for at, low, high in ((spot.x, box.left, box.right), (spot.y, box.top, box.bottom)))
    return (x, y) if _reach(spot, box) > BESIDE else None


def _reach(spot: Spot, box: Box) -> float:
    """Return how far a box lies from a mark."""
    across = max(box.left - spot.x, spot.x - box.right, 0.0)
    return math.hypot(across, max(box.top - spot.y, spot.y - box.bottom, 0.0)) - spot.r


def _crossed(box: Box, ties: Points) -> bool:
    """Say whether a tie crosses a box: it does where it is within both of its spans at once (Liang and Barsky)."""
    start, way = ties[:, :2], ties[:, 2:] - ties[:, :2]
    way = np.where(np.abs(way) < 1e-9, 1e-9, way)
    one, other = ((np.array(corner) - start) / way for corner in ((box.left, box.top), (box.right, box.bottom)))
    enters = np.maximum(np.minimum(one, other).max(axis=1), 0.0)
    leaves = np.minimum(np.maximum(one, other).min(axis=1), 1.0)
    return bool((enters < leaves).any())


def _places(spot: Spot) -> Iterator[Box]:
    for gap in GAPS:
        for angle in ANGLES:
            across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            x = spot.x + across * (spot.r + gap + spot.width / 2)
            y = spot.y + down * (spot.r + gap + spot.height / 2)
            yield Box.around(x, y, spot.width, spot.height)


def _free(box: Box, taken: Points) -> bool:
    apart = (
        (taken[:, 0] >= box.right) | (taken[:, 2] <= box.left) | (taken[:, 1] >= box.bottom) | (taken[:, 3] <= box.top)
    )
    return bool(apart.all())
