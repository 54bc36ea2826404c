"""The brief of an entity or a pair as a page, which prints well and leads to the brief as a file."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from api.briefs.asked import brief
from api.briefs.spoken import spoken
from api.http.briefs import wanted
from api.http.kept import keep
from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render
from api.words.language import chosen

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Name = Annotated[str, Query(max_length=300)]


@router.get("/brief")
def brief_page(
    request: Request,
    context: ContextDependency,
    a: Name = "",
    b: Name = "",
    among: Annotated[str, Query(max_length=20_000)] = "",
) -> Response:
    """Return the brief of one entity, of two or of a selection; without a name, a form to give one."""
    day = context.then.day if context.then else None
    if not (a.strip() or b.strip() or among):
        context.summary()  # where nothing is loaded there is nothing to choose
        return render(request, "brief.html", context, brief=None)
    keep(request)
    lang = chosen(request)
    found = spoken(brief(context.desk, context.now, wanted(context.store, a, b, among), day), lang)
    given = {"a": a, "b": b, "among": among, "at": day, "lang": lang.code, "format": "svg"}
    picture = f"/api/v1/brief?{urlencode({name: value for name, value in given.items() if value})}"
    return render(request, "brief.html", context, brief=found, picture=picture, a=a, b=b, among=among)
