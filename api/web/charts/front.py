"""What is won and what is kept with each number of groups, as lines over that number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.drawing.svg import chart, element, text
from api.words.language import Language

LEFT, PLOT, RIGHT, TOP, HEIGHT, GAP, BELOW = 70, 560, 130, 26, 150, 46, 40
DASHES = ("", "6 3", "2 3")
MOST_TICKS = 14


@dataclass(frozen=True, slots=True)
class Point:
    """One number of groups: the score, whether no other is better in all, and what is kept by what it is of."""

    into: int
    score: float
    best: bool
    kept: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class _Panel:
    """A plot of its own height, from `low` at the bottom to `high` at the top; fewer groups lie further right."""

    most: int
    fewest: int
    low: float
    high: float
    top: float

    def x(self, into: int) -> float:
        return LEFT + PLOT * (self.most - into) / max(1, self.most - self.fewest)

    def y(self, value: float) -> float:
        return self.top + HEIGHT * (self.high - value) / (self.high - self.low)


def front(points: Sequence[Point], chosen: int | None, title: str, lang: Language) -> Markup | None:
    """Return the chart: above the scores, below the shares kept; None where there is one number of groups alone."""
    if len(points) < 2:
        return None
    most, fewest = max(one.into for one in points), min(one.into for one in points)
    scores = [0.0, *(one.score for one in points)]
    span = max(scores) - min(scores) or 1.0
    above = _Panel(most, fewest, min(scores), min(scores) + span, TOP)
    below = _Panel(most, fewest, 0.0, 1.0, TOP + HEIGHT + GAP)
    drawn = [*_frame(above, lang.text("sum of scores"), lang), *_frame(below, lang.text("share kept"), lang)]
    if chosen is not None and fewest <= chosen <= most:
        x = above.x(chosen)
        drawn.append(element("line", x1=x, x2=x, y1=TOP, y2=below.y(0.0), class_="chosen"))
    drawn += _line(above, [(one.into, one.score) for one in points], 0)
    drawn += [_dot(above, one, lang) for one in points]
    ends: list[float] = []
    for k, name in enumerate(points[0].kept):
        known = [(one.into, share) for one in points if (share := one.kept[name]) is not None]
        if known:
            drawn += _line(below, known, k)
            ends.append(_apart(below.y(known[-1][1]), ends))
            drawn.append(text(lang.term(name), LEFT + PLOT + 10, ends[-1] + 4, 20))
    bottom = below.y(0.0)
    drawn += _numbers(below, points, bottom)
    drawn.append(text(lang.text("groups that remain"), LEFT + PLOT / 2, bottom + 36, text_anchor="middle"))
    return chart(LEFT + PLOT + RIGHT, bottom + BELOW + 4, title, *drawn)


def _frame(panel: _Panel, name: str, lang: Language) -> Iterator[Markup]:
    yield text(name, 0, panel.top - 12, class_="group")
    for value in (panel.low, (panel.low + panel.high) / 2, panel.high):
        y = panel.y(value)
        yield element("line", x1=LEFT, x2=LEFT + PLOT, y1=y, y2=y, class_="grid")
        yield text(lang.number(value, 2), LEFT - 8, y + 4, text_anchor="end", class_="small")


def _line(panel: _Panel, values: Sequence[tuple[int, float]], number: int) -> Iterator[Markup]:
    path = "M" + "L".join(f"{panel.x(into):.1f} {panel.y(value):.1f}" for into, value in values)
    yield element("path", d=path, class_=f"line c{number}", stroke_dasharray=DASHES[number % len(DASHES)] or None)


def _dot(panel: _Panel, point: Point, lang: Language) -> Markup:
    said = f"{point.into}: {lang.number(point.score, 2)}"
    look = "dot c0" if point.best else "dot hollow c0"
    return element("circle", element("title", said), cx=panel.x(point.into), cy=panel.y(point.score), r=4, class_=look)


def _numbers(panel: _Panel, points: Sequence[Point], bottom: float) -> Iterator[Markup]:
    step = -(-len(points) // MOST_TICKS)
    for one in points[::step]:
        yield text(str(one.into), panel.x(one.into), bottom + 18, text_anchor="middle", class_="small")


def _apart(y: float, taken: Sequence[float]) -> float:
    """Return the nearest height at which a name does not lie on another."""
    while any(abs(y - other) < 15 for other in taken):
        y += 15
    return y
