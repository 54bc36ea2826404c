"""The pictures as pages: the network, and the answer to each question that can be drawn."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, select_autoescape

from api import draw
from api.http.filters import NetworkViewDependency, View, picture_of
from api.http.kept import keep
from api.http.stores import DeskDependency, StoreDependency
from api.pictures import picture, typed
from graph.picture.picture import MOST_NODES

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(keep)])
templates = Environment(loader=PackageLoader("api"), autoescape=select_autoescape())


@router.get("/network.html")
def network_page(wanted: NetworkViewDependency, store: StoreDependency) -> str:
    """Return the graph, filtered like /api/v1/network, as a picture that pyvis can still draw."""
    view: View = "all" if wanted.filters.ego else wanted.view or "all"
    return draw.page(picture_of(store, wanted.filters, view, MOST_NODES), as_of=store.data_version)


@router.get("/pictures/{name}.html")
def picture_page(name: str, request: Request, store: StoreDependency, desk: DeskDependency) -> str:
    """Return the picture of a question's answer; `size`, `colour` and the question's own parameters as for `draw`."""
    return draw.page(picture(desk, store, name, **typed(name, request.query_params)), as_of=store.data_version)
