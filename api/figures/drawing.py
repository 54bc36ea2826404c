"""A figure as SVG: measured first, so that no name is cut, then drawn in ink on white."""

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.drawing.labels import Box, Spot, lead
from api.drawing.looks import INK, SHAPES, mark_of, widths_of
from api.drawing.svg import element
from api.figures.figure import Figure, Sign
from api.figures.plan import LINE, NAME, SLACK, Name, Plan, names_of, planned
from api.figures.typesetting import FONTS, widths
from graph.picture.picture import PictureEdge

MILLIMETRE = 72 / 25.4
MARGIN = 6
PAGES = ((40, 170.0), (120, 257.0))
"""Up to so many marks a figure is as wide as the text of an upright A4 page, or of one on its side, in millimetres."""
WIDEST = 380.0
"""Else it is as wide as an A3 page on its side allows."""
SMALL, TITLE = 7.0, 12.0
SHAPE = 8.0
"""The radius at which SHAPES are drawn."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as SVG, and how wide it is to be printed, in millimetres."""

    svg: str
    width: float


class _Sheet:
    """A sheet of a width in points, filled from above."""

    def __init__(self, wide: float) -> None:
        self.wide = wide
        self.y = 0.0
        self.parts: list[Markup] = []

    def write(self, text: str, size: float, *, bold: bool = False, fill: str = INK) -> None:
        """Write a text, in lines that are sure to fit."""
        for line in textwrap.wrap(text, max(10, int(self.wide / (0.56 * size)))):
            self.y += size * LINE
            self.parts.append(_text(line, 0, self.y, size, bold=bold, fill=fill))

    def add(self, parts: Iterable[Markup], height: float) -> None:
        """Add what is that high and drawn from the sheet's top left corner on."""
        self.parts.append(element("g", *parts, transform=f"translate(0 {self.y:.1f})"))
        self.y += height

    def svg(self, title: str) -> str:
        """Return the sheet, white, with a small margin."""
        width, height = self.wide + 2 * MARGIN, self.y + 2 * MARGIN
        inside = {"x": -MARGIN, "y": -MARGIN, "width": width, "height": height}
        return element(
            "svg",
            element("title", title),
            element("rect", **inside, fill="#ffffff"),
            *self.parts,
            xmlns="http://www.w3.org/2000/svg",
            width=f"{width / MILLIMETRE:.1f}mm",
            height=f"{height / MILLIMETRE:.1f}mm",
            viewBox=f"{-MARGIN} {-MARGIN} {width:.1f} {height:.1f}",
            font_family=", ".join(FONTS) + ", sans-serif",
            role="img",
        )


def drawn(figure: Figure) -> Drawing:
    """Return the figure; where nothing is to be drawn it says so by what stands around it."""
    nodes = figure.picture.nodes
    paper = next((width for most, width in PAGES if len(nodes) <= most), WIDEST)
    room = paper * MILLIMETRE
    plan = planned(figure, names_of(figure), room) if nodes else None
    sheet = _Sheet(max(room, plan.hull.right - plan.hull.left) if plan else room)
    sheet.write(figure.title, TITLE, bold=True)
    sheet.y += TITLE / 2
    if plan:
        sheet.add([_network(figure, plan, sheet.wide)], plan.hull.bottom - plan.hull.top + NAME)
    sheet.add(*_legend(figure.signs, sheet.wide, plan.scale if plan else 0.5))
    sheet.write(figure.noted(plan.unwritten if plan else ()), SMALL, fill="#555555")
    return Drawing(sheet.svg(figure.title), paper)


def _network(figure: Figure, plan: Plan, wide: float) -> Markup:
    hull = plan.hull
    left = hull.left - (wide - (hull.right - hull.left)) / 2
    return element("g", *_parts(figure, plan), transform=f"translate({-left:.1f} {-hull.top:.1f})")


def _parts(figure: Figure, plan: Plan) -> Iterator[Markup]:
    nodes, edges = figure.picture.nodes, figure.picture.edges
    where = {node.id: spot for node, spot in zip(nodes, plan.spots, strict=True)}
    for edge, width in zip(edges, widths_of(edges), strict=True):
        yield from _tie(edge, where[edge.start], where[edge.end], width / 2)
    for node, spot in zip(nodes, plan.spots, strict=True):
        mark = mark_of(node)
        colours = (node.colour, INK) if node.colour else (mark.colour, mark.border)
        yield _shape(mark.shape, spot.x, spot.y, spot.r, *colours, dashed=node.dashed)
    for spot, box, name in zip(plan.spots, plan.boxes, plan.names, strict=True):
        if box:
            yield from _written(spot, box, name)


def _written(spot: Spot, box: Box, name: Name) -> Iterator[Markup]:
    if to := lead(spot, box):
        yield element("line", x1=spot.x, y1=spot.y, x2=to[0], y2=to[1], stroke="#777777", stroke_width=0.4)
    middle = (box.left + box.right) / 2
    side = "start" if box.left >= spot.x else "end" if box.right <= spot.x else "middle"
    x = {"start": box.left, "end": box.right, "middle": middle}[side]
    for number, line in enumerate(name.lines):
        yield _text(line, x, box.top + (number + 0.8) * NAME * LINE, NAME, bold=name.bold, text_anchor=side, halo=True)


def _tie(edge: PictureEdge, a: Spot, b: Spot, width: float) -> Iterator[Markup]:
    """Draw a tie, and its head where it leads somewhere."""
    length = math.hypot(b.x - a.x, b.y - a.y)
    colour = edge.colour or "#8A8A8A"
    yield element(
        "line",
        x1=a.x,
        y1=a.y,
        x2=b.x,
        y2=b.y,
        stroke=colour,
        stroke_width=width,
        stroke_dasharray="3 2" if edge.dashed else None,
    )
    if edge.directed and length > a.r + b.r + 5:
        across, down = (b.x - a.x) / length, (b.y - a.y) / length
        x, y = b.x - across * (b.r + 1), b.y - down * (b.r + 1)
        long, half = 4 + width, 1.5 + width
        ends = [(x, y)] + [(x - long * across + s * down, y - long * down - s * across) for s in (half, -half)]
        yield element("polygon", points=" ".join(f"{p:.1f},{q:.1f}" for p, q in ends), fill=colour)


def _legend(signs: Sequence[Sign], wide: float, scale: float) -> tuple[list[Markup], float]:
    """Return the legend in as many lines as it needs, and how high it is."""
    known = widths([(sign.text, SMALL, False) for sign in signs]) if signs else {}
    parts: list[Markup] = []
    x, y = 0.0, NAME
    for sign in signs:
        before = 0.0 if sign.shape is None else max(12.0, 2 * sign.size * scale + 4)
        width = before + SLACK * known[(sign.text, SMALL, False)]
        if x and x + width > wide:
            x, y = 0.0, y + SMALL * 1.9
        if sign.shape == "line":
            dashes = {"stroke_width": sign.size, "stroke_dasharray": "3 2" if sign.dashed else None}
            parts.append(element("line", x1=x, y1=y, x2=x + 10, y2=y, stroke="#8A8A8A", **dashes))
        elif sign.shape:
            parts.append(_shape(sign.shape, x + before / 2 - 1, y, sign.size * scale, sign.fill, sign.border))
        parts.append(_text(sign.text, x + before, y + SMALL * 0.35, SMALL))
        x += width + 10
    return parts, y + SMALL


def _shape(shape: str, x: float, y: float, r: float, fill: str, border: str, *, dashed: bool = False) -> Markup:
    scale = r / SHAPE
    return element(
        "path",
        d=SHAPES[shape],
        fill=fill,
        stroke=border,
        stroke_width=0.8 / scale,
        stroke_dasharray=f"{2 / scale:.1f} {1.5 / scale:.1f}" if dashed else None,
        transform=f"translate({x:.1f} {y:.1f}) scale({scale:.3f})",
    )


def _text(
    line: str, x: float, y: float, size: float, *, bold: bool = False, halo: bool = False, fill: str = INK, **more: str
) -> Markup:
    around = {"paint_order": "stroke", "stroke": "#ffffff", "stroke_width": 1.8, "stroke_linejoin": "round"}
    look: dict[str, object] = {**(around if halo else {}), **more}
    return element("text", line, x=x, y=y, font_size=size, font_weight="bold" if bold else None, fill=fill, **look)
