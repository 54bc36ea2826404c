"""The pages for people: a start page that links to pictures, tables and API docs, and the network as a picture."""

from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, select_autoescape

from api import draw
from api.export import FORMATS
from api.filters import FilteredPicture
from api.pictures import PICTURES, picture
from api.stores import StoreDependency
from graph.errors import EmptyStoreError
from queries import EVALUATIONS, QUESTIONS

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
templates = Environment(loader=PackageLoader("api"), autoescape=select_autoescape())


@router.get("/")
def start(store: StoreDependency) -> str:
    """Return the start page, which says so where nothing is loaded yet."""
    try:
        version = store.data_version
    except EmptyStoreError:
        version = None
    return templates.get_template("start.html").render(
        version=version,
        pictures=PICTURES.values(),
        questions=[q for q in QUESTIONS.values() if not any(p.required for p in q.parameters)],
        evaluations=EVALUATIONS.values(),
        formats=FORMATS,
    )


@router.get("/network.html")
def network_page(store: StoreDependency, drawn: FilteredPicture) -> str:
    """Return the graph, filtered like /api/v1/network, as a picture."""
    return draw.page(drawn, as_of=store.data_version)


@router.get("/pictures/{name}.html")
def picture_page(name: str, store: StoreDependency) -> str:
    """Return the picture of a question's answer."""
    return draw.page(picture(store, name), as_of=store.data_version)


@router.get("/style.css")
def style() -> HTMLResponse:
    """Return the style sheet."""
    text = files("api").joinpath("templates", "style.css").read_text(encoding="utf-8")
    return HTMLResponse(text, media_type="text/css")
