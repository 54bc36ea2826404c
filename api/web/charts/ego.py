"""An entity in the middle and what it is tied to around it, each name beside its mark."""

import math

from markupsafe import Markup

from api.draw import mark_of
from api.web.charts.svg import chart, element, text
from graph.picture import Picture, PictureNode

STEP, WIDTH, NAMES, BULGE = 24, 860, 300, 80
SHAPES = {
    "dot": "M-8 0A8 8 0 1 0 8 0A8 8 0 1 0-8 0z",
    "square": "M-7-7H7V7H-7z",
    "triangle": "M0-8 8 7H-8z",
    "triangleDown": "M0 8 8-7H-8z",
    "diamond": "M0-9 9 0 0 9-9 0z",
    "hexagon": "M9 0 4.5 8H-4.5L-9 0-4.5-8H4.5z",
    "star": "M0-9 2.7-2.7 9-2.7 3.6 1.8 5.4 8 0 4.5-5.4 8-3.6 1.8-9-2.7-2.7-2.7z",
}


def ego(picture: Picture, centre: str, title: str) -> Markup | None:
    """Return the chart: one half of the neighbours left, one right, like beside like; None where there are none."""
    around = [node for node in picture.nodes if node.id != centre]
    middle = next((node for node in picture.nodes if node.id == centre), None)
    if middle is None or not around:
        return None
    around.sort(key=lambda node: (mark_of(node).name, node.name.casefold(), node.id))
    half = math.ceil(len(around) / 2)
    height = STEP * (max(half, 2) + 1)
    places = {centre: (WIDTH / 2, height / 2)}
    for side, nodes in ((-1, around[:half]), (1, around[half:])):
        for k, node in enumerate(nodes):
            places[node.id] = _place(side, (k + 0.5) / len(nodes), height)
    ties = [
        element("line", element("title", edge.label), class_="tie dashed" if edge.dashed else "tie", **_ends(a, b))
        for edge in picture.edges
        if (a := places.get(edge.start)) and (b := places.get(edge.end))
    ]
    marks = [_mark(node, *places[node.id], middle=False) for node in around]
    return chart(WIDTH, height, title, *ties, *marks, _mark(middle, *places[centre], middle=True))


def _place(side: int, share: float, height: float) -> tuple[float, float]:
    """Return a place on one side, `share` of the way down; the sides bulge, so that ties along one can be seen."""
    out = WIDTH / 2 - NAMES - BULGE + BULGE * math.sin(math.pi * share)
    return WIDTH / 2 + side * out, STEP / 2 + (height - STEP) * share


def _ends(a: tuple[float, float], b: tuple[float, float]) -> dict[str, float]:
    return {"x1": a[0], "y1": a[1], "x2": b[0], "y2": b[1]}


def _mark(node: PictureNode, x: float, y: float, *, middle: bool) -> Markup:
    look = mark_of(node)
    shape = element("path", d=SHAPES[look.shape], fill=look.colour, stroke=look.border, stroke_width=2)
    sign = element("g", element("title", node.name), shape, transform=f"translate({x:.1f} {y:.1f})")
    if middle:
        return element("g", sign, text(node.name, x, y - 14, 30, text_anchor="middle", class_="group"))
    left = x < WIDTH / 2
    name = text(node.name, x - 15 if left else x + 15, y + 4, 42, text_anchor="end" if left else "start")
    return element("g", sign, name)
