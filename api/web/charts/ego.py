"""An entity, or several, in the middle and what they are tied to around them, each name beside its mark."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.drawing.looks import SHAPES, mark_of, widths_of
from api.drawing.svg import chart, element, text
from api.words.language import Language
from graph.picture.picture import Picture, PictureEdge, PictureNode

STEP, ACROSS, NAMES, BULGE = 24, 260, 300, 80
LETTER = 7.1
"""How wide a letter is, on average: names are cut to what fits."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The size of the drawing: `names` pixels are kept for names on each side."""

    names: int
    height: float

    @property
    def width(self) -> float:
        return ACROSS + 2 * self.names

    def side(self, side: int, share: float) -> tuple[float, float]:
        """Return a place on one side, `share` of the way down; sides bulge, so that ties along one can be seen."""
        out = ACROSS / 2 - BULGE + BULGE * math.sin(math.pi * share)
        return self.width / 2 + side * out, STEP / 2 + (self.height - STEP) * share

    def middle(self, share: float) -> tuple[float, float]:
        return self.width / 2, self.height * share


def ego(
    picture: Picture, centres: Sequence[str], title: str, lang: Language, names: int = NAMES, rows: int = 2
) -> Markup | None:
    """Return the chart: one half of the neighbours left, one right, like beside like; None where there are none.

    Thicker ties weigh more. It is at least `rows` names high: charts of the same neighbours and height have them in the
    same places, whatever is in the middle.
    """
    known = {node.id: node for node in picture.nodes}
    around = [node for node in picture.nodes if node.id not in centres]
    middle = [known[centre] for centre in centres if centre in known]
    if not middle or not around:
        return None
    around.sort(key=lambda node: (mark_of(node).word, node.name.casefold(), node.id))
    half = math.ceil(len(around) / 2)
    sheet = _Sheet(names, STEP * (max(half, rows) + 1))
    places = {node.id: sheet.middle((k + 0.5) / len(middle)) for k, node in enumerate(middle)}
    for side, nodes in ((-1, around[:half]), (1, around[half:])):
        for k, node in enumerate(nodes):
            places[node.id] = sheet.side(side, (k + 0.5) / len(nodes))
    ties = [
        _tie(edge, width, a, b, lang)
        for edge, width in zip(picture.edges, widths_of(picture.edges), strict=True)
        if (a := places.get(edge.start)) and (b := places.get(edge.end))
    ]
    marks = [_beside(node, *places[node.id], sheet) for node in around]
    marks += [_above(node, *places[node.id]) for node in middle]
    return chart(sheet.width, sheet.height, title, *ties, *marks)


def _tie(edge: PictureEdge, width: float, a: tuple[float, float], b: tuple[float, float], lang: Language) -> Markup:
    look = "tie dashed" if edge.dashed else "tie"
    ends = {"x1": a[0], "y1": a[1], "x2": b[0], "y2": b[1]}
    return element("line", element("title", lang.shown(edge.label)), class_=look, stroke_width=width, **ends)


def _sign(node: PictureNode, x: float, y: float) -> Markup:
    look = mark_of(node)
    shape = element("path", d=SHAPES[look.shape], fill=look.colour, stroke=look.border, stroke_width=2)
    return element("g", element("title", node.name), shape, transform=f"translate({x:.1f} {y:.1f})")


def _above(node: PictureNode, x: float, y: float) -> Markup:
    name = text(node.name, x, y - 14, 34, text_anchor="middle", class_="group")
    return element("g", _sign(node, x, y), name)


def _beside(node: PictureNode, x: float, y: float, sheet: _Sheet) -> Markup:
    left, most = x < sheet.width / 2, int(sheet.names / LETTER)
    name = text(node.name, x - 15 if left else x + 15, y + 4, most, text_anchor="end" if left else "start")
    return element("g", _sign(node, x, y), name)
