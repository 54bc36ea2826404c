"""When who was funded, as bars on a time line, grouped and labelled by the kind of support."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from api.drawing.svg import chart, element, text
from api.words.language import Language

ROW, LABEL, PLOT, RIGHT, TOP = 22, 190, 620, 190, 28
STUB = 26
COLOURS = 6


@dataclass(frozen=True, slots=True)
class Span:
    """One bar: the group it stands in, its name, and its days, each None where it is not known."""

    group: str
    name: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class _Scale:
    first: int
    last: int

    def x(self, day: date) -> float:
        year = day.year + (day.timetuple().tm_yday - 1) / 366
        return LABEL + PLOT * (year - self.first) / (self.last - self.first)


def gantt(spans: Sequence[Span], lang: Language, title: str, day: date | None = None) -> Markup | None:
    """Return the chart, with a line on a day where one is given; None where no day is known.

    A bar whose start or end is unknown fades into dashes there.
    """
    spans = [span for span in spans if span.start or span.end]
    if not spans:
        return None
    days = [day for span in spans for day in (span.start, span.end) if day]
    scale = _Scale(min(days).year - 1, max(days).year + 1)
    groups = list(dict.fromkeys(span.group for span in spans))
    drawn: list[Markup] = []
    y = TOP
    for number, group in enumerate(groups):
        drawn.append(text(group, 0, y + 18, 110, class_="group"))
        y += ROW + 6
        members = sorted((s for s in spans if s.group == group), key=lambda s: (s.start or date.min, s.end or date.max))
        for span in members:
            drawn.append(_row(span, y, scale, number % COLOURS, lang))
            y += ROW
    now = _now(scale, day, y) if day else ()
    return chart(LABEL + PLOT + RIGHT, y + 8, title, *_years(scale, y), *drawn, *now)


def _now(scale: _Scale, day: date, bottom: float) -> Iterator[Markup]:
    x = scale.x(day)
    if LABEL <= x <= LABEL + PLOT:
        yield element("line", x1=x, x2=x, y1=TOP - 8, y2=bottom, class_="now")


def _row(span: Span, y: float, scale: _Scale, colour: int, lang: Language) -> Markup:
    known = [scale.x(day) for day in (span.start, span.end) if day]
    left = known[0] if span.start else known[-1] - STUB
    right = known[-1] if span.end else known[0] + STUB
    dashed = "" if span.start and span.end else " open"
    bar = element(
        "rect", x=left, y=y + 5, width=max(3.0, right - left), height=ROW - 9, rx=2, class_=f"span c{colour}{dashed}"
    )
    edge = element("rect", x=known[-1] - 3 if span.end else known[0], y=y + 4, width=3, height=ROW - 7, class_="edge")
    return element(
        "g", text(span.name, LABEL - 8, y + 16, 28, text_anchor="end"), bar, edge, _days(span, right, y, lang)
    )


def _days(span: Span, right: float, y: float, lang: Language) -> Markup:
    if span.start and span.end:
        said = f"{lang.day(span.start)} – {lang.day(span.end)}"
    elif span.end:
        said = lang.text("until %(day)s", day=lang.day(span.end))
    else:
        said = lang.text("since %(day)s", day=lang.day(span.start))
    return text(said, right + 8, y + 16, class_="small")


def _years(scale: _Scale, bottom: float) -> list[Markup]:
    step = max(1, (scale.last - scale.first) // 12 + 1)
    lines = []
    for year in range(scale.first, scale.last + 1, step):
        x = scale.x(date(year, 1, 1))
        lines.append(element("line", x1=x, x2=x, y1=TOP - 8, y2=bottom, class_="grid"))
        lines.append(text(str(year), x, TOP - 13, text_anchor="middle", class_="small"))
    return lines
