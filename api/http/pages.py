"""The pictures as pages and figures: the network, and the answer to each question that can be drawn."""

from datetime import date

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from api.drawing import pyvis_page
from api.drawing.pictures import picture, typed
from api.figures.figure import figure
from api.figures.files import figure_file
from api.http.filters import NetworkViewDependency, View, picture_of
from api.http.kept import keep
from api.http.stores import DeskDependency, StoreDependency
from api.words.language import Language, chosen
from graph.days import day_of
from graph.picture.picture import MOST_NODES, Picture
from graph.store import Store
from queries.lookup.summary import summary

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(keep)])


@router.get("/network.html")
def network_page(wanted: NetworkViewDependency, store: StoreDependency) -> str:
    """Return the graph, filtered like /api/v1/network, as a picture that pyvis can still draw."""
    view: View = "all" if wanted.filters.ego else wanted.view or "all"
    return pyvis_page.page(picture_of(store, wanted.filters, view, MOST_NODES), as_of=store.data_version)


@router.get("/pictures/{name}.html")
def picture_page(name: str, request: Request, store: StoreDependency, desk: DeskDependency) -> str:
    """Return the picture of a question's answer; `size`, `colour` and the question's own parameters as for `draw`."""
    return pyvis_page.page(picture(desk, store, name, **typed(name, request.query_params)), as_of=store.data_version)


@router.get("/pictures/{name}.{format}", response_class=Response)
def picture_figure(name: str, format: str, request: Request, store: StoreDependency, desk: DeskDependency) -> Response:
    """Return the picture of a question's answer as a figure for a report: PNG, SVG or PDF."""
    given = {key: value for key, value in request.query_params.items() if key != "lang"}
    found = typed(name, given)
    day = day_of(str(found["at"])) if found.get("at") else None
    return figure_of(picture(desk, store, name, **found), format, store, chosen(request), day)


def figure_of(drawn: Picture, format: str, store: Store, lang: Language, day: date | None = None) -> Response:
    """Return a picture as a figure to keep; raise NotFoundError where there is no such format."""
    file = figure_file(figure(drawn, summary(store), lang, day=day), format)
    headers = {"Content-Disposition": f'attachment; filename="intercluster-figure.{format}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)
