"""The network explorer: a canvas with filters, facts and tables around it, and all that it shows as files."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from api.http.filters import NetworkView, NetworkViewDependency, explored, view_of
from api.http.kept import keep
from api.http.stores import StoreDependency
from api.web.explorer.data import explorer_data, to_json
from api.web.explorer.files import parts_of_page, picture_gexf, picture_tables
from api.web.explorer.words import described, words_for
from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, environment, render
from api.web.words.language import Language, chosen
from graph.marks import CHOICES, MARKS, mark_of
from graph.schema import ENTITY_TYPES, RELATION_TYPES
from graph.store import Store
from graph.store.answers import all_facts, kept

router = APIRouter(include_in_schema=False, route_class=PageRoute)
downloads = APIRouter(dependencies=[Depends(keep)])


@dataclass(frozen=True, slots=True)
class Facets:
    """What can be chosen: marks and relation types with how many there are, and the years that are known."""

    marks: dict[str, int]
    relations: dict[str, int]
    years: tuple[int, int] | None


@router.get("/explorer")
def explorer(request: Request, context: ContextDependency, wanted: NetworkViewDependency) -> Response:
    """Return the explorer's page; its script then asks for what to draw."""
    lang = chosen(request)
    centre = next((n.name for n in explored(context.store, wanted).nodes), "") if wanted.filters.ego else ""
    return render(
        request,
        "explorer.html",
        context,
        wanted=wanted,
        view=view_of(context.store, wanted),
        centre=centre,
        facets=_facets(context.store),
        kinds=CHOICES,
        marks=MARKS,
        query=request.url.query,
        config=to_json(config(lang, live=True)),
    )


@downloads.get("/explorer/data.json")
def data(request: Request, wanted: NetworkViewDependency, store: StoreDependency) -> Response:
    """Return what the canvas draws."""
    return Response(to_json(_data(store, wanted, chosen(request))), media_type="application/json")


@downloads.get("/explorer/network.gexf")
def gexf(wanted: NetworkViewDependency, store: StoreDependency) -> Response:
    """Return what is shown, for Gephi."""
    return _file(picture_gexf(explored(store, wanted)), "application/gexf+xml", "network.gexf")


@downloads.get("/explorer/tables.zip")
def tables(wanted: NetworkViewDependency, store: StoreDependency) -> Response:
    """Return what is shown, as tables."""
    return _file(picture_tables(explored(store, wanted)), "application/zip", "network.zip")


@downloads.get("/explorer/offline.html")
def offline(request: Request, wanted: NetworkViewDependency, store: StoreDependency) -> Response:
    """Return what is shown as one page that opens from a folder, without a server."""
    lang = chosen(request)
    picture = explored(store, wanted)
    page = environment().get_template("explorer_offline.html")
    text = page.render(
        request=request,
        lang=lang,
        _=lang.text,
        title=lang.text(picture.title),
        filters=described(wanted.filters, lang),
        version=store.data_version,
        marks=MARKS,
        data=to_json(_data(store, wanted, lang)),
        config=to_json(config(lang, live=False)),
        **parts_of_page(),
    )
    return _file(text.encode(), "text/html; charset=utf-8", "network.html")


router.include_router(downloads)


def _data(store: Store, wanted: NetworkView, lang: Language) -> dict[str, Any]:
    picture = explored(store, wanted)
    return explorer_data(picture, all_facts(store), store.data_version, view_of(store, wanted), lang)


def config(lang: Language, *, live: bool) -> dict[str, Any]:
    """Return what the script needs to know beside the data; `live` where there is a service to ask."""
    marks = {
        name: {"word": lang.text(m.word), "shape": m.shape, "colour": m.colour, "border": m.border}
        for name, m in MARKS.items()
    }
    return {"live": live, "locale": lang.code, "marks": marks, "words": words_for(lang)}


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="intercluster-{name}"'}
    return Response(content, media_type=media_type, headers=headers)


@kept
def _facets(store: Store) -> Facets:
    facts = all_facts(store)
    nodes = [node for kind in ENTITY_TYPES for node in facts.nodes(kind)]
    marks = Counter(mark_of(type(node).__name__, getattr(node, "kind", None)).name for node in nodes)
    relations = {kind.label: len(facts.relations(kind)) for kind in RELATION_TYPES}
    days = [day for node in nodes for name in ("start_date", "end_date") if (day := getattr(node, name, None))]
    return Facets(
        marks={name: marks[name] for name in MARKS if marks[name]},
        relations={name: number for name, number in relations.items() if number},
        years=(min(days).year, max(days).year) if days else None,
    )
