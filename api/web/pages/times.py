"""What changed: between two days, with its picture, and by the last load."""

from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.differences import COLOURS, difference
from api.draw import mark_of
from api.web.charts.network import network
from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render
from api.web.frame.pairs import page_of
from api.web.words.language import chosen
from graph.marks import MARKS
from graph.store.answers import all_facts
from queries.changes import KINDS, ORDER, Change, What
from queries.changes import changes as of_days
from queries.loads import Said
from queries.loads import loads as of_loads

PAGE = 100
MOST_DRAWN = 120

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Day = Annotated[str, Query(max_length=40)]
Page = Annotated[int, Query(ge=1, le=1_000_000)]


@router.get("/changes")
def changes(
    request: Request,
    context: ContextDependency,
    since: Day = "",
    until: Day = "",
    what: What | Literal[""] = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    page: Page = 1,
) -> Response:
    """Return what changed between two days: the picture of all, the rows of what and kind."""
    lang = chosen(request)
    answer = context.ask(of_days, since=since.strip() or None, until=until.strip() or None)
    rows = [row for row in answer.rows if (not what or row.what == what) and (not kind or row.kind == kind)]
    picture = difference(answer.rows, all_facts(context.store), MOST_DRAWN)
    used = {mark_of(node).name for node in picture.nodes}
    shown, pages = page_of(rows, page, PAGE)
    return render(
        request,
        "changes_page.html",
        context,
        rows=rows,
        row=Change,
        shown=shown,
        pages=pages,
        page=min(page, pages),
        asked={"since": since, "until": until, "what": what, "kind": kind},
        whats=Counter(row.what for row in answer.rows),
        kinds=Counter(row.kind for row in answer.rows),
        order=ORDER,
        order_of_kinds=tuple(KINDS.values()),
        drawn=network(picture, lang.text("What changed between two days")),
        left_out=picture.left_out,
        marks=[mark for name, mark in MARKS.items() if name in used],
        colours=COLOURS,
        answer=answer,
    )


@router.get("/loads")
def loads(request: Request, context: ContextDependency, page: Page = 1) -> Response:
    """Return what the last load changed of what the sources say."""
    answer = context.ask(of_loads)
    shown, pages = page_of(answer.rows, page, PAGE)
    return render(
        request,
        "loads.html",
        context,
        rows=answer.rows,
        row=Said,
        shown=shown,
        pages=pages,
        page=min(page, pages),
        answer=answer,
    )
