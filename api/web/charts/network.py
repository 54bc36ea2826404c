"""A picture of a network as a drawing in the page: marks and ties where the picture has them, names beside them."""

import numpy as np
from markupsafe import Markup

from api.drawing.labels import Box, Spot, lead, placed
from api.drawing.looks import SHAPES, mark_of
from api.drawing.svg import chart, element, text
from api.words.language import Language
from graph.picture.picture import Picture, PictureEdge, PictureNode

EDGE = 12
SQUEEZED = 0.8
"""Names stand beside marks: places that are made for wide pages are drawn this much closer."""
LETTERS = 24
LETTER, LINE = 7.6, 15.0
"""How wide a letter is on average, and how high a line, in pixels."""
RADIUS = 12.0


def network(
    picture: Picture, title: str, lang: Language, across: float = SQUEEZED, down: float = SQUEEZED
) -> Markup | None:
    """Return the drawing, `across` as wide and `down` as high as the picture; None where there is nothing to draw."""
    if not picture.nodes:
        return None
    places = {node.id: (across * node.x, down * node.y) for node in picture.nodes}
    names = _names(picture, places, lang)
    reach = [*names.values(), *(Box.around(x, y, 2 * RADIUS, 2 * RADIUS) for x, y in places.values())]
    left, top = (min(getattr(box, side) for box in reach) - EDGE for side in ("left", "top"))
    right, low = (max(getattr(box, side) for box in reach) + EDGE for side in ("right", "bottom"))
    ties = [_tie(edge, places[edge.start], places[edge.end], lang) for edge in picture.edges]
    marks = [_mark(node, *places[node.id], names.get(node.id), lang) for node in picture.nodes]
    drawn = element("g", *ties, *marks, transform=f"translate({-left:.1f} {-top:.1f})")
    return chart(right - left, low - top, title, drawn)


def _names(picture: Picture, places: dict[str, tuple[float, float]], lang: Language) -> dict[str, Box]:
    """Return where the names of marks stand, on no other and on no tie if that can be.

    One that has no room beside its mark is not written: pointing at the mark shows it.
    """
    first = sorted(picture.nodes, key=lambda node: (-node.degree, node.id))
    lengths = [LETTER * min(len(lang.said(node.label)), LETTERS) for node in first]
    spots = [Spot(*places[node.id], RADIUS, length, LINE) for node, length in zip(first, lengths, strict=True)]
    ties = np.array([(*places[edge.start], *places[edge.end]) for edge in picture.edges]).reshape(-1, 4)
    found = zip(first, spots, placed(spots, ties), strict=True)
    return {node.id: box for node, spot, box in found if box and lead(spot, box) is None}


def _tie(edge: PictureEdge, a: tuple[float, float], b: tuple[float, float], lang: Language) -> Markup:
    look = ("told" if edge.colour else "tie") + (" dashed" if edge.dashed else "")
    told = element("title", "\n".join(map(lang.shown, (edge.label, *edge.facts))))
    ends = {"x1": round(a[0], 1), "y1": round(a[1], 1), "x2": round(b[0], 1), "y2": round(b[1], 1)}
    return element("line", told, class_=look, stroke=edge.colour, stroke_width=2, **ends)


def _mark(node: PictureNode, x: float, y: float, box: Box | None, lang: Language) -> Markup:
    mark = mark_of(node)
    shape = element(
        "path",
        d=SHAPES[mark.shape],
        fill=node.colour or mark.colour,
        stroke="#1a1a1a" if node.colour else mark.border,
        stroke_width=1.5,
        stroke_dasharray="3 2" if node.dashed else None,
    )
    told = element("title", "\n".join(map(lang.shown, (node.name, *node.facts))))
    if box is None:
        return element("g", told, shape, transform=f"translate({x:.1f} {y:.1f})")
    anchor, at = _anchored(box, x)
    look = "group" if node.type == "Cluster" else "small"
    name = text(lang.said(node.label), at - x, box.bottom - 4 - y, LETTERS, text_anchor=anchor, class_=look)
    return element("g", told, shape, name, transform=f"translate({x:.1f} {y:.1f})")


def _anchored(box: Box, x: float) -> tuple[str, float]:
    """Return how a name hangs on its mark, so that it is near it however wide its letters turn out to be."""
    if box.left > x:
        return "start", box.left
    return ("end", box.right) if box.right < x else ("middle", (box.left + box.right) / 2)
