"""Values over years as lines, each with its interval where it has one; the table beside the chart says the same."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.drawing.svg import chart, element, text

LEFT, PLOT, RIGHT, TOP, HEIGHT, BELOW = 80, 520, 260, 16, 220, 46
STEPS = 4
DASHES = ("", "6 3", "2 3", "8 3 2 3", "12 4")
APART, SHIFT = 15, 4
"""How far names stand from each other, and the intervals of two lines at one place."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a place, with the ends of its interval if they are known."""

    at: int
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points, with the name at its end."""

    name: str
    points: Sequence[Point]


def curves(lines: Sequence[Curve], title: str, below: str, said: Callable[[float], str]) -> Markup | None:
    """Return the lines over what `below` names, their values as `said`; None where there is no point."""
    drawn = [one for one in lines if one.points]
    if not drawn:
        return None
    scale = _Scale.of([point for one in drawn for point in one.points])
    found = [*_frame(scale, said)]
    names: list[float] = []
    for k, one in enumerate(drawn):
        found += _line(scale, one, k, said)
        names.append(_free(scale.y(one.points[-1].value), names))
        found += _name(one.name, k, names[-1])
    found.append(text(below, LEFT + PLOT / 2, TOP + HEIGHT + 40, text_anchor="middle"))
    return chart(LEFT + PLOT + RIGHT, max(TOP + HEIGHT + BELOW, *(y + APART for y in names)), title, *found)


@dataclass(frozen=True, slots=True)
class _Scale:
    places: Sequence[int]
    marks: Sequence[float]

    @classmethod
    def of(cls, points: Sequence[Point]) -> "_Scale":
        values = [v for one in points for v in (one.value, one.low, one.high) if v is not None]
        return cls(sorted({one.at for one in points}), _marks(min(0.0, *values), max(0.0, *values)))

    def x(self, at: int) -> float:
        first, last = self.places[0], self.places[-1]
        return LEFT + (PLOT * (at - first) / (last - first) if last > first else PLOT / 2)

    def y(self, value: float) -> float:
        low, high = self.marks[0], self.marks[-1]
        return TOP + HEIGHT * (high - value) / (high - low)


def _marks(low: float, high: float) -> Sequence[float]:
    """Return round values, equally far from each other, from below the lowest to above the highest."""
    wide = (high - low or 1.0) / STEPS
    ten = 10.0 ** math.floor(math.log10(wide))
    step = next(ten * k for k in (1, 2, 5, 10) if ten * k >= wide)
    return [step * k for k in range(math.floor(low / step), max(1, math.ceil(high / step)) + 1)]


def _frame(scale: _Scale, said: Callable[[float], str]) -> Iterator[Markup]:
    for value in scale.marks:
        y = scale.y(value)
        yield element("line", x1=LEFT, x2=LEFT + PLOT, y1=y, y2=y, class_="grid")
        yield text(said(value), LEFT - 12, y + 4, text_anchor="end", class_="small")
    for at in scale.places:
        yield text(str(at).replace("-", "\u2212"), scale.x(at), TOP + HEIGHT + 20, text_anchor="middle", class_="small")


def _line(scale: _Scale, one: Curve, number: int, said: Callable[[float], str]) -> Iterator[Markup]:
    where = [scale.x(point.at) + SHIFT * number for point in one.points]
    path = "M" + "L".join(f"{x:.1f} {scale.y(point.value):.1f}" for x, point in zip(where, one.points, strict=True))
    yield element("path", d=path, **_look(number))
    for x, point in zip(where, one.points, strict=True):
        told = f"{one.name}, {point.at}: {said(point.value)}"
        if point.low is not None and point.high is not None:
            told += f" ({said(point.low)} \u2013 {said(point.high)})"
            yield element("line", x1=x, x2=x, y1=scale.y(point.low), y2=scale.y(point.high), class_=f"line c{number}")
        yield element("circle", element("title", told), cx=x, cy=scale.y(point.value), r=3.5, class_=f"dot c{number}")


def _name(name: str, number: int, y: float) -> Iterator[Markup]:
    """Yield a line's name with a piece of the line before it."""
    left = LEFT + PLOT + 2 * APART
    yield element("path", d=f"M{left} {y:.1f}h{2 * APART}", **_look(number))
    yield text(name, left + 2 * APART + 6, y + 4, 30, class_="small")


def _look(number: int) -> dict[str, str | None]:
    return {"class_": f"line c{number}", "stroke_dasharray": DASHES[number % len(DASHES)] or None}


def _free(y: float, taken: Sequence[float]) -> float:
    """Return the nearest height below at which a name lies on no other."""
    while any(abs(y - other) < APART for other in taken):
        y += 1
    return y
