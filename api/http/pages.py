"""The pictures as pages: the network, and the answer to each question that can be drawn."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, select_autoescape

from api import draw
from api.http.filters import NetworkViewDependency, View, picture_of
from api.http.stores import DeskDependency, StoreDependency
from api.pictures import picture
from graph.picture.picture import MOST_NODES

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
templates = Environment(loader=PackageLoader("api"), autoescape=select_autoescape())


@router.get("/network.html")
def network_page(wanted: NetworkViewDependency, store: StoreDependency) -> str:
    """Return the graph, filtered like /api/v1/network, as a picture that pyvis can still draw."""
    view: View = "all" if wanted.filters.ego else wanted.view or "all"
    return draw.page(picture_of(store, wanted.filters, view, MOST_NODES), as_of=store.data_version)


@router.get("/pictures/{name}.html")
def picture_page(name: str, store: StoreDependency, desk: DeskDependency) -> str:
    """Return the picture of a question's answer."""
    return draw.page(picture(desk, store, name), as_of=store.data_version)
