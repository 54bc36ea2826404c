"""The pages for people: a start page that links to pictures, tables and API docs, and the network as a picture."""

from datetime import date
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, select_autoescape

from api import draw
from api.export import FORMATS
from api.pictures import PICTURES
from api.stores import StoreDependency
from graph.errors import NotFoundError
from graph.picture import whole
from queries import EVALUATIONS, QUESTIONS

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
templates = Environment(loader=PackageLoader("api"), autoescape=select_autoescape())


@router.get("/")
def start(store: StoreDependency) -> str:
    """Return the start page."""
    return templates.get_template("start.html").render(
        version=store.data_version,
        pictures=PICTURES.values(),
        questions=[q for q in QUESTIONS.values() if not any(p.required for p in q.parameters)],
        evaluations=EVALUATIONS.values(),
        formats=FORMATS,
    )


@router.get("/network.html")
def network_page(
    store: StoreDependency,
    kind: Annotated[list[str] | None, Query()] = None,
    relation: Annotated[list[str] | None, Query()] = None,
    at: date | None = None,
    ego: str | None = None,
    depth: Annotated[int, Query(ge=1, le=5)] = 1,
    min_weight: Annotated[float, Query(ge=0)] = 0,
) -> str:
    """Return the graph, filtered like /api/v1/network, as a picture."""
    picture = whole(store.facts(), kinds=kind, relations=relation, at=at, ego=ego, depth=depth, min_weight=min_weight)
    return draw.page(picture, as_of=store.data_version)


@router.get("/pictures/{name}.html")
def picture_page(name: str, store: StoreDependency) -> str:
    """Return the picture of a question's answer."""
    if name not in PICTURES:
        raise NotFoundError(f"There is no picture '{name}'; there are: {', '.join(PICTURES)}.")
    return draw.page(PICTURES[name].make(store), as_of=store.data_version)


@router.get("/style.css")
def style() -> HTMLResponse:
    """Return the style sheet."""
    text = files("api").joinpath("templates", "style.css").read_text(encoding="utf-8")
    return HTMLResponse(text, media_type="text/css")
