"""How marks and ties look, whatever draws them."""

from collections.abc import Sequence

from graph import marks
from graph.picture.picture import PictureEdge, PictureNode
from graph.schema import Mark

INK = "#1a1a1a"
WIDTHS = (1.0, 3.0, 5.0)
SHAPES = {
    "dot": "M-8 0A8 8 0 1 0 8 0A8 8 0 1 0-8 0z",
    "square": "M-7-7H7V7H-7z",
    "triangle": "M0-8 8 7H-8z",
    "triangleDown": "M0 8 8-7H-8z",
    "diamond": "M0-9 9 0 0 9-9 0z",
    "pentagon": "M0-8.5 8.1-2.6 5 6.9H-5L-8.1-2.6z",
    "hexagon": "M9 0 4.5 8H-4.5L-9 0-4.5-8H4.5z",
    "star": "M0-9 2.7-2.7 9-2.7 3.6 1.8 5.4 8 0 4.5-5.4 8-3.6 1.8-9-2.7-2.7-2.7z",
}
"""The path of each shape, around 0 0, as wide as a mark of usual size."""


def mark_of(node: PictureNode) -> Mark:
    """Return how a node is drawn."""
    return marks.mark_of(node.type, node.kind)


def widths_of(edges: Sequence[PictureEdge]) -> list[float]:
    """Give each tie one of three widths, by thirds of the range of weights."""
    weights = [edge.weight for edge in edges]
    low, high = min(weights, default=0.0), max(weights, default=0.0)
    if high <= low:
        return [WIDTHS[0]] * len(weights)
    return [WIDTHS[min(2, int(3 * (weight - low) / (high - low)))] for weight in weights]
