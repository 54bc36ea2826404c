"""The phases of funding as bars under a slider, as wide as it: places are shares of the time that it goes through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from api.drawing.svg import element
from api.words.language import Language

ROW, BAR, COLOURS = 24, 7, 6
FAR = 55.0
"""Names of bars that begin beyond so many per cent stand before the bar's end."""


@dataclass(frozen=True, slots=True)
class Phase:
    """What an instrument paid in one call: how many clusters and projects, from when and until when.

    `open` says that of one of them at least the start or the end is not known, or no more than bounds of it.
    """

    name: str
    call: str | None
    number: int
    start: date
    end: date
    open: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """The days that may be chosen, from the first that the data name to the last, and the phases in order of start."""

    days: Sequence[date]
    phases: Sequence[Phase]


def phases(time: Timeline, lang: Language, title: str) -> Markup | None:
    """Return the chart, with a line that a script puts on the day; None where no phase is known."""
    if not time.phases:
        return None
    kinds = list(dict.fromkeys(phase.name for phase in time.phases))
    rows = [
        _row(time, phase, ROW * number, kinds.index(phase.name) % COLOURS, lang)
        for number, phase in enumerate(time.phases)
    ]
    height = ROW * len(rows) + 4
    day = element("line", id="day-line", x1="0%", x2="0%", y1=0, y2=height, class_="now", visibility="hidden")
    return element("svg", *rows, day, class_="phases", width="100%", height=height, role="img", aria_label=title)


def share(time: Timeline, day: date) -> float:
    """Return where a day is, in per cent of the slider: its steps are equally wide, whatever their number of days."""
    before = sum(one <= day for one in time.days) - 1
    if before < 0 or before >= len(time.days) - 1:
        return 0.0 if before < 0 else 100.0
    here, there = time.days[before], time.days[before + 1]
    return 100 * (before + (day - here) / (there - here)) / (len(time.days) - 1)


def _row(time: Timeline, phase: Phase, y: int, colour: int, lang: Language) -> Markup:
    left, right = share(time, phase.start), share(time, phase.end)
    said = _said(phase, lang)
    days = lang.text("%(first)s to %(last)s", first=lang.day(phase.start), last=lang.day(phase.end))
    at, anchor = (f"{right:.2f}%", "end") if left > FAR else (f"{left:.2f}%", "start")
    return element(
        "g",
        element("title", f"{said}: {days}"),
        element("text", said, x=at, y=y + 12, text_anchor=anchor, class_="small"),
        element(
            "rect",
            x=f"{left:.2f}%",
            width=f"{max(right - left, 0.5):.2f}%",
            y=y + 15,
            height=BAR,
            class_=f"span c{colour}{' open' if phase.open else ''}",
        ),
    )


def _said(phase: Phase, lang: Language) -> str:
    if phase.call is None:
        return lang.text("%(name)s (%(count)s)", name=phase.name, count=lang.number(phase.number))
    return lang.text(
        "%(name)s, call %(call)s (%(count)s)", name=phase.name, call=phase.call, count=lang.number(phase.number)
    )
