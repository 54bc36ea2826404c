"""What changed: between two days, with its picture, and by the last load."""

from collections import Counter
from typing import Annotated, Literal
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Query, Request, Response

from api.drawing.differences import COLOURS, NO_DAYS, UNDATED, difference
from api.drawing.looks import mark_of
from api.exports.values import clean
from api.web.charts.network import network
from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render
from api.web.frame.pairs import paged
from api.words.language import chosen
from graph.days import today
from graph.marks import MARKS
from graph.store.answers import all_facts
from graph.store.snapshots import SAID
from queries.time.alerts import Alert
from queries.time.alerts import alerts as needing_attention
from queries.time.changes import KINDS, ORDER, Change, What
from queries.time.changes import changes as of_days
from queries.time.loads import Said
from queries.time.loads import loads as of_loads

PAGE = 100
MOST_DRAWN = 120
CLOSER = 0.36, 0.42
"""So many marks fit a page when they are drawn this much closer, across and down."""

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Day = Annotated[str, Query(max_length=40)]
Back = Annotated[int, Query(ge=0, le=1_000)]
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
    return render(
        request,
        "changes_page.html",
        context,
        rows=rows,
        row=Change,
        **paged(rows, page, PAGE),
        asked={"since": since, "until": until, "what": what, "kind": kind},
        whats=Counter(row.what for row in answer.rows),
        kinds=Counter(row.kind for row in answer.rows),
        order=ORDER,
        order_of_kinds=tuple(KINDS.values()),
        drawn=network(picture, lang.text("What changed between two days"), lang, *CLOSER),
        left_out=picture.left_out,
        marks=[mark for name, mark in MARKS.items() if name in used],
        colours=COLOURS,
        undated=UNDATED,
        no_days=NO_DAYS,
        answer=answer,
    )


@router.get("/alerts")
def alerts(request: Request, context: ContextDependency) -> Response:
    """Return what needs attention."""
    answer = context.ask(needing_attention)
    return render(request, "alerts.html", context, rows=answer.rows, row=Alert, answer=answer)


@router.get("/alerts.atom")
def feed(request: Request, context: ContextDependency) -> Response:
    """Return what needs attention as an Atom feed, in the reader's language."""
    lang, base = chosen(request), str(request.base_url).rstrip("/")
    day = (context.then.day if context.then else context.summary().as_of) or today()
    root = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _said(root, "id", "urn:intercluster:alerts")
    _said(root, "title", lang.text("What needs attention"))
    _said(root, "updated", f"{day}T00:00:00Z")
    _said(SubElement(root, "author"), "name", "Intercluster")
    asked = f"?{request.url.query}" if request.url.query else ""
    SubElement(root, "link", rel="self", href=f"{base}/alerts.atom{asked}")
    SubElement(root, "link", href=f"{base}/alerts{asked}")
    for row in context.rows(needing_attention):
        entry = SubElement(root, "entry")
        _said(entry, "id", f"urn:intercluster:alert:{row.what}:{quote(row.cluster)}:{quote(row.other or '')}")
        _said(entry, "title", f"{row.cluster_name}: {lang.term(row.what)}")
        _said(entry, "updated", f"{day}T00:00:00Z")
        _said(entry, "summary", lang.said(row.detail))
        SubElement(entry, "link", href=f"{base}/entities/{quote(row.cluster)}")
    return Response(tostring(root, "utf-8", xml_declaration=True), media_type="application/atom+xml")


def _said(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = clean(text)


@router.get("/loads")
def loads(request: Request, context: ContextDependency, page: Page = 1, back: Back = 1, to: Back = 0) -> Response:
    """Return what the last load, or the last few, changed of what the sources say."""
    answer = context.ask(of_loads, back=back, to=to)
    return render(
        request,
        "loads.html",
        context,
        rows=answer.rows,
        row=Said,
        **paged(answer.rows, page, PAGE),
        answer=answer,
        asked={"back": back, "to": to},
        most=SAID,
    )
