"""What time did to the organisations' network: how it changed by year, what lasted, and what a support added."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Request, Response

from api.web.charts.curves import Curve, Point, curves
from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render
from api.words.language import Language, chosen
from api.words.over_time import added, grown, lasted
from queries.time.additionality import Additionality, Measure
from queries.time.additionality import additionality as what_it_added
from queries.time.evolution import Between, Evolution
from queries.time.evolution import evolution as by_year
from queries.time.persistence import Persistence
from queries.time.persistence import persistence as what_lasted

Supported = TypeVar("Supported", Persistence, Additionality)

MOST_LINES = 5
NODES = ("nodes", "newcomers", "leavers")
TIES = ("ties_new", "ties_lasting", "ties_ended")

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/evolution")
def evolution(request: Request, context: ContextDependency, between: Between = "organisations") -> Response:
    """Return the network year by year."""
    lang, answer = chosen(request), context.ask(by_year, between=between)
    charts = [
        curves(
            [Curve(lang.term(name), _points(answer.rows, name)) for name in names],
            title,
            lang.text("year"),
            lang.number,
        )
        for names, title in ((NODES, lang.text("Nodes by year")), (TIES, lang.text("Ties by year")))
    ]
    return render(
        request,
        "evolution.html",
        context,
        rows=answer.rows,
        row=Evolution,
        answer=answer,
        method=answer.method,
        between=between,
        sentence=grown(answer.rows, between),
        charts=[one for one in charts if one],
    )


def _points(rows: Iterable[Evolution], name: str) -> list[Point]:
    return [Point(row.year, value) for row in rows if (value := getattr(row, name)) is not None]


@router.get("/persistence")
def persistence(request: Request, context: ContextDependency) -> Response:
    """Return which share of the ties formed under each support is still active after its end."""
    lang, answer = chosen(request), context.ask(what_lasted)
    lines = [
        Curve(
            _support(lang, group[0].support, group[0].support_name),
            [Point(row.years, row.share, row.share_low, row.share_high) for row in group if row.share is not None],
        )
        for group in _by_support(answer.rows).values()
    ]
    return render(
        request,
        "persistence.html",
        context,
        rows=answer.rows,
        row=Persistence,
        answer=answer,
        method=answer.method,
        sentence=lasted(answer.rows),
        named=lambda row: _support(lang, row.support, row.support_name),
        chart=curves(
            [one for one in lines if one.points][:MOST_LINES],
            lang.text("Share still active, by years after the support's end"),
            lang.text("years after the support's end"),
            lang.percent,
        ),
    )


def _support(lang: Language, support: str, name: str) -> str:
    """Return what a support is called; of all ties, and of those without known support, it is a word."""
    words = {"all": lang.text("all ties"), "none": lang.text("no support known")}
    return words.get(support, name)


@router.get("/additionality")
def additionality(
    request: Request,
    context: ContextDependency,
    support: Annotated[str, Query(max_length=200)] = "",
    measure: Measure = "partners",
    years: Annotated[int, Query(ge=1, le=20)] = 2,
    day: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Return what the supported gained more than comparable others, by year from the support on."""
    lang = chosen(request)
    answer = context.ask(what_it_added, measure=measure, years=years, day=day.strip() or None)
    groups = _by_support(answer.rows)
    shown = groups.get(support) or next(iter(groups.values()), [])
    points = [
        Point(row.offset, row.difference, row.difference_low, row.difference_high)
        for row in shown
        if row.offset is not None
    ]
    return render(
        request,
        "additionality.html",
        context,
        rows=answer.rows,
        row=Additionality,
        answer=answer,
        method=answer.method,
        sentence=added(shown, measure),
        supports={one: rows[0].support_name for one, rows in groups.items()},
        shown=shown,
        asked={"support": support, "measure": measure, "years": years, "day": day},
        chart=curves(
            [Curve(shown[0].support_name, points)] if shown else [],
            lang.text("What the supported gained more, by year"),
            lang.text("years from the first support"),
            lambda value: lang.signed(value, 1),
        ),
    )


def _by_support(rows: Sequence[Supported]) -> Mapping[str, list[Supported]]:
    found: dict[str, list[Supported]] = {}
    for row in rows:
        found.setdefault(row.support, []).append(row)
    return found
