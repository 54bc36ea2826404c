"""Where everything in a figure stands: marks as far apart as the sheet allows, and each name where there is room."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from api.drawing.labels import Box, Spot, placed
from api.figures.figure import Figure
from api.figures.typesetting import Text, widths

NAME = 7.5
"""The size of a name, in points."""
LINE = 1.25
LETTERS = 24
"""A name longer than this goes on in a further line."""
MOST_AVOIDED = 1000
"""Where there are more ties no name can keep clear of them."""
SLACK = 1.06
"""A reader's own font may be a little wider than the one that was measured."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in lines, as wide as it is, in points."""

    lines: tuple[str, ...]
    bold: bool
    width: float

    @property
    def height(self) -> float:
        """How high it is."""
        return len(self.lines) * NAME * LINE


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything stands: marks and their names in the figure's order, None where there was no room.

    A mark is drawn `scale` points big for each pixel of its size.
    """

    names: tuple[Name, ...]
    spots: tuple[Spot, ...]
    boxes: tuple[Box | None, ...]
    scale: float

    @property
    def unwritten(self) -> list[str]:
        """The names without room."""
        return [" ".join(name.lines) for name, box in zip(self.names, self.boxes, strict=True) if box is None]

    @property
    def hull(self) -> Box:
        """What they take together."""
        boxes = [box for box in self.boxes if box]
        boxes += [Box.around(spot.x, spot.y, 2 * spot.r + 2, 2 * spot.r + 2) for spot in self.spots]
        return Box(
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        )


def names_of(figure: Figure) -> list[Name]:
    """Return the names of the marks, measured."""
    lines = [tuple(textwrap.wrap(name, LETTERS, break_long_words=False) or [""]) for name in figure.names]
    bold = [node.type == "Cluster" for node in figure.picture.nodes]
    texts: list[list[Text]] = [[(line, NAME, heavy) for line in one] for one, heavy in zip(lines, bold, strict=True)]
    known = widths([text for one in texts for text in one])
    return [
        Name(one, heavy, SLACK * max(known[text] for text in of))
        for one, heavy, of in zip(lines, bold, texts, strict=True)
    ]


def planned(figure: Figure, names: Sequence[Name], room: float) -> Plan:
    """Return where all stands, in less room than there is by as much as names reach out of it."""
    wide = room * 0.8
    plan = _in_width(figure, names, wide)
    for _ in range(2):
        out = plan.hull.right - plan.hull.left - room
        if out <= 0:
            break
        wide = max(wide - out, room * 0.4)
        plan = _in_width(figure, names, wide)
    return plan


def _in_width(figure: Figure, names: Sequence[Name], wide: float) -> Plan:
    nodes, edges = figure.picture.nodes, figure.picture.edges
    left, right = (end(node.x for node in nodes) for end in (min, max))
    low, high = (end(node.y for node in nodes) for end in (min, max))
    factor = min(wide / max(right - left, 1.0), 1.3 * wide / max(high - low, 1.0), 2.0)
    scale = min(max(0.8 * factor, 0.15), 0.42)
    spots = tuple(
        Spot((node.x - left) * factor, (node.y - low) * factor, node.size * scale, name.width, name.height)
        for node, name in zip(nodes, names, strict=True)
    )
    where = {node.id: (spot.x, spot.y) for node, spot in zip(nodes, spots, strict=True)}
    drawn_through = edges if len(edges) <= MOST_AVOIDED else ()
    ties = np.array([(*where[edge.start], *where[edge.end]) for edge in drawn_through]).reshape(-1, 4)
    return Plan(tuple(names), spots, tuple(placed(spots, ties)), scale)
