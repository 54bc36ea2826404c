"""Briefs for programs, and as files: JSON, .docx, PDF, a page, or the figure alone."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from api.answers import plain
from api.briefs.asked import brief
from api.briefs.files import FORMATS, written
from api.briefs.spoken import spoken
from api.http.kept import keep
from api.http.stores import AsOf, DeskDependency, StoreDependency
from api.words.language import chosen
from graph.days import day_of
from graph.errors import BadInputError
from graph.store import Store
from queries.lookup.selected import selected

router = APIRouter(dependencies=[Depends(keep)])
RESPONSES: dict[int | str, dict[str, Any]] = {200: {"content": {one.media_type: {} for one in FORMATS.values()}}}


@router.get("/api/v1/brief", tags=["graph"], responses=RESPONSES)
def brief_of(
    request: Request,
    store: StoreDependency,
    desk: DeskDependency,
    a: Annotated[
        str | None, Query(max_length=300, description="a cluster, organisation or project (name or id), or `A -> B`")
    ] = None,
    b: Annotated[str | None, Query(max_length=300, description="another, for the brief of a pair")] = None,
    among: Annotated[str | None, Query(description="instead of `a`: a selection, ids or names apart by commas")] = None,
    at: AsOf = None,
    lang: Annotated[str | None, Query(description="en, nl or fr; otherwise what Accept-Language asks")] = None,  # noqa: ARG001
    format: Annotated[
        Literal["json", "docx", "pdf", "html", "svg", "png"], Query(description="svg and png: the figure alone")
    ] = "json",
) -> Any:
    """A brief of one entity, or of a pair that may be one: answer, reasons for and against, figure, sources, method."""
    found = brief(desk, store, wanted(store, a, b, among), day_of(at) if at else None)
    said = spoken(found, chosen(request))
    if format == "json":
        told = {name: value for name, value in plain(said).items() if name != "figure"}
        return {"data_version": store.data_version, **told, "picture": plain(found.picture)}
    headers = {"Content-Disposition": f'attachment; filename="intercluster-brief.{format}"'}
    return Response(written(said, format), media_type=FORMATS[format].media_type, headers=headers)


def wanted(store: Store, a: str | None, b: str | None, among: str | None) -> list[str]:
    """Return the names that a request gives; raise BadInputError where it gives none."""
    if among:
        return [one.id for one in selected(store, among)]
    if names := [name.strip() for name in (a, b) if name and name.strip()]:
        return names
    raise BadInputError("Of what? Name one as 'a', two as 'a' and 'b', or a selection as 'among'.")
