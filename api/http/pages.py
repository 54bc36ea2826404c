"""The pictures as pages: the network, and the answer to each question that can be drawn."""

from collections.abc import Mapping

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, select_autoescape

from api import draw
from api.http.filters import NetworkViewDependency, View, picture_of
from api.http.kept import keep
from api.http.stores import DeskDependency, StoreDependency
from api.pictures import drawable, picture
from graph.errors import BadInputError
from graph.messages import Message
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
    return draw.page(picture(desk, store, name, **_asked(name, request.query_params)), as_of=store.data_version)


def _asked(name: str, given: Mapping[str, str]) -> dict[str, object]:
    """Return query parameters as values; raise BadInputError where one is unknown or is not of its type."""
    kinds = {one.name: one.kind for one in drawable(name).question.parameters if not one.on_command_line}
    kinds |= {"size": str, "colour": str}
    values: dict[str, object] = {}
    for key, value in given.items():
        if key not in kinds:
            raise BadInputError(Message("'%(question)s' has no parameter '%(unknown)s'.", question=name, unknown=key))
        try:
            values[key] = kinds[key](value)
        except ValueError:
            raise BadInputError(Message("'%(value)s' is no value of '%(name)s'.", value=value, name=key)) from None
    return values
