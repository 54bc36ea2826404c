"""The search box: straight to the page of an exact name, else a list of names like it."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render
from queries.search import Found
from queries.search import search as names_like

MOST_SHOWN = 50

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/search")
def search(request: Request, context: ContextDependency, text: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Return what has a name like the text, or go to the one entity that has that very name."""
    found = context.rows(names_like, text=text) if text.strip() else ()
    exact = [row for row in found if row.score == 100]
    if len(exact) == 1 and request.query_params.get("format") != "csv":
        return RedirectResponse(f"/entities/{quote(exact[0].id)}", 303)
    return render(
        request, "search.html", context, rows=found[:MOST_SHOWN], row=Found, text=text, found=found[:MOST_SHOWN]
    )
