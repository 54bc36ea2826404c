"""A picture of a network as a drawing in the page: marks and ties where the picture has them, names beside them."""

from markupsafe import Markup

from api.drawing.looks import SHAPES, mark_of
from api.drawing.svg import chart, element, text
from api.words.language import Language
from graph.picture.picture import Picture, PictureEdge, PictureNode

EDGE = 90
SQUEEZED = 0.8
"""Names stand beside marks: places that are made for wide pages are drawn this much closer."""


def network(picture: Picture, title: str, lang: Language) -> Markup | None:
    """Return the drawing; None where there is nothing to draw."""
    if not picture.nodes:
        return None
    left, top = min(node.x for node in picture.nodes), min(node.y for node in picture.nodes)
    places = {node.id: (SQUEEZED * (node.x - left) + EDGE, SQUEEZED * (node.y - top) + 24) for node in picture.nodes}
    width, height = (max(place[axis] for place in places.values()) for axis in (0, 1))
    ties = [_tie(edge, places[edge.start], places[edge.end], lang) for edge in picture.edges]
    marks = [_mark(node, *places[node.id], lang) for node in picture.nodes]
    return chart(width + EDGE, height + 36, title, *ties, *marks)


def _tie(edge: PictureEdge, a: tuple[float, float], b: tuple[float, float], lang: Language) -> Markup:
    look = ("told" if edge.colour else "tie") + (" dashed" if edge.dashed else "")
    told = element("title", "\n".join(map(lang.shown, (edge.label, *edge.facts))))
    ends = {"x1": round(a[0], 1), "y1": round(a[1], 1), "x2": round(b[0], 1), "y2": round(b[1], 1)}
    return element("line", told, class_=look, stroke=edge.colour, stroke_width=2, **ends)


def _mark(node: PictureNode, x: float, y: float, lang: Language) -> Markup:
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
    name = text(
        lang.said(node.label), 0, 20, 24, text_anchor="middle", class_="group" if node.type == "Cluster" else "small"
    )
    return element("g", told, shape, name, transform=f"translate({x:.1f} {y:.1f})")
