"""With whom an organisation or a cluster could work: a search box, and the ranking with its reasons."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.web.charts.bars import share, signed
from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render
from graph.errors import AmbiguousError, NotFoundError
from graph.schema import Organisation
from queries.browsing.search import search
from queries.lookup.entities import entities, resolve
from queries.partnering.partners import Suggested, partners

KINDS = tuple(mark.kind for mark in Organisation.marks if mark.kind)
WORKING = ("Cluster", "Organisation")

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/partners")
def new_partners(
    request: Request,
    context: ContextDependency,
    name: Annotated[str, Query(max_length=200)] = "",
    country: Annotated[str, Query(max_length=2)] = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    most: Annotated[int, Query(ge=1, le=200)] = 20,
) -> Response:
    """Return new partners for a name; what it may mean where it is not clear, or a box to type it into."""
    known = entities(context.store)
    one, choices = None, []
    if name.strip():
        try:
            one = resolve(known, name.strip())
        except (NotFoundError, AmbiguousError):
            choices = [row for row in context.rows(search, text=name) if known[row.id].label in WORKING]
    where = country.strip().upper() or None
    answer = context.ask(partners, name=one.id, country=where, kind=kind or None, most=most) if one else None
    rows = answer.rows if answer else []
    return render(
        request,
        "partners.html",
        context,
        rows=rows,
        row=Suggested,
        one=one,
        answer=answer,
        choices=choices,
        name=name.strip(),
        asked={"country": where, "kind": kind or None},
        kinds=KINDS,
        clusters=context.clusters(),
        best=max((row.score for row in rows), default=1.0),
        most=max((abs(reason.contribution) for row in rows for reason in row.reasons), default=1.0),
        signed=signed,
        share=share,
    )
