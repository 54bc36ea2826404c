"""Which instrument supports which cluster, as ribbons from left to right."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from api.drawing.svg import chart, element, text

STEP, LEFT, MIDDLE, RIGHT, GAP = 17, 330, 330, 240, 20
COLOURS = 6


@dataclass(frozen=True, slots=True)
class Flow:
    """One ribbon: its ends by id and name, where its right end leads to, and what to say of it."""

    start: str
    start_name: str
    end: str
    end_name: str
    detail: str


def flows(found: Sequence[Flow], title: str) -> Markup | None:
    """Return the chart, all ribbons equally wide since many amounts are unknown; None where there are none."""
    if not found:
        return None
    starts = list(dict.fromkeys(flow.start for flow in found))
    starts.sort(key=lambda start: -sum(flow.start == start for flow in found))
    place = {start: k for k, start in enumerate(starts)}
    # Clusters stand beside the instruments they have, which keeps crossings few.
    mean = {end: _mean([place[f.start] for f in found if f.end == end]) for end in {f.end for f in found}}
    ends = sorted(mean, key=lambda end: (mean[end], end))
    height = max(STEP * (len(found) + 1) + GAP * (len(starts) - 1), STEP * (len(ends) + 1))
    spread = (height - STEP) / max(1, len(ends))
    y_of_end = {end: STEP / 2 + spread * (k + 0.5) for k, end in enumerate(ends)}
    drawn: list[Markup] = []
    y = STEP / 2
    for number, start in enumerate(starts):
        own = sorted((flow for flow in found if flow.start == start), key=lambda flow: y_of_end[flow.end])
        drawn.append(_node(own[0].start_name, y, STEP * len(own), number % COLOURS))
        for k, flow in enumerate(own):
            drawn.append(_ribbon(flow, y + STEP * (k + 0.5), y_of_end[flow.end], number % COLOURS))
        y += STEP * len(own) + GAP
    names = {flow.end: flow.end_name for flow in found}
    drawn += [_end(names[end], y_of_end[end]) for end in ends]
    return chart(LEFT + MIDDLE + RIGHT, height + STEP, title, *drawn)


def _node(name: str, y: float, height: float, colour: int) -> Markup:
    bar = element("rect", x=LEFT - 10, y=y + 2, width=10, height=height - 4, class_=f"span c{colour}")
    return element("g", bar, text(name, LEFT - 18, y + height / 2 + 4, 46, text_anchor="end"))


def _ribbon(flow: Flow, y: float, y_end: float, colour: int) -> Markup:
    a, b = LEFT, LEFT + MIDDLE
    bend = (a + b) / 2
    path = f"M{a} {y:.1f}C{bend:.0f} {y:.1f} {bend:.0f} {y_end:.1f} {b} {y_end:.1f}"
    return element("path", element("title", flow.detail), d=path, class_=f"ribbon c{colour}")


def _end(name: str, y: float) -> Markup:
    mark = element("circle", cx=LEFT + MIDDLE, cy=y, r=5, class_="cluster")
    return element("g", mark, text(name, LEFT + MIDDLE + 12, y + 4, 34))


def _mean(values: list[int]) -> float:
    return sum(values) / len(values)
