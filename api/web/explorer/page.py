"""The network explorer: a canvas with filters, facts and tables around it, and all that it shows as files."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from api.drawing import pyvis_page
from api.http.kept import keep
from api.http.pages import figure_of
from api.http.stores import DeskDependency, StoreDependency
from api.web.charts.phases import phases
from api.web.explorer.asked import CHOSEN_ELSEWHERE, NETWORKS, Asked, AskedDependency
from api.web.explorer.choices import has_amounts, options
from api.web.explorer.data import explorer_data, to_json
from api.web.explorer.files import parts_of_page, picture_gexf, picture_tables
from api.web.explorer.questions import answer_of, question_of
from api.web.explorer.shown import COLOURS, SIZES, shown
from api.web.explorer.times import timeline
from api.web.explorer.words import described, words_for
from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, environment, render
from api.words.language import Language, chosen
from graph.marks import CHOICES, MARKS, mark_of
from graph.schema import ENTITY_TYPES, RELATION_TYPES, Cluster, MemberOf, ParticipatesIn
from graph.store import Store
from graph.store.answers import all_facts, kept
from queries.asking.desk import Desk
from queries.lookup.entities import entities

router = APIRouter(include_in_schema=False, route_class=PageRoute)
downloads = APIRouter(dependencies=[Depends(keep)])


@dataclass(frozen=True, slots=True)
class Facets:
    """What can be chosen: marks and relation types with how many there are, and the years that are known."""

    marks: dict[str, int]
    relations: dict[str, int]
    years: tuple[int, int] | None


@router.get("/explorer")
def explorer(request: Request, context: ContextDependency, asked: AskedDependency) -> Response:
    """Return the explorer's page; its script then asks for what to draw."""
    lang, ego = chosen(request), asked.filters.ego
    given = request.query_params
    return render(
        request,
        "explorer.html",
        context,
        asked=asked,
        question=question_of(context.store, asked, lang),
        networks=_networks(context.store, asked.network),
        sizes=SIZES,
        colours=COLOURS,
        centre=entities(context.store)[ego].name if ego else "",
        facets=_facets(context.store),
        options=options(context.store),
        has_amounts=has_amounts(context.store),
        given=given,
        kinds=CHOICES,
        marks=MARKS,
        time=(time := timeline(context.store)),
        phases=phases(time, lang, lang.text("Phases of funding")) if time else None,
        query=request.url.query,
        config=to_json(config(lang, live=True)),
    )


@downloads.get("/explorer/data.json")
def data(request: Request, asked: AskedDependency, store: StoreDependency, desk: DeskDependency) -> Response:
    """Return what the canvas draws."""
    return Response(to_json(_data(store, desk, asked, chosen(request))), media_type="application/json")


@downloads.get("/explorer/network.gexf")
def gexf(asked: AskedDependency, store: StoreDependency, desk: DeskDependency) -> Response:
    """Return what is shown, for Gephi."""
    return _file(picture_gexf(shown(store, desk, asked), all_facts(store)), "application/gexf+xml", "network.gexf")


@downloads.get("/explorer/tables.zip")
def tables(asked: AskedDependency, store: StoreDependency, desk: DeskDependency) -> Response:
    """Return what is shown, as tables."""
    return _file(picture_tables(shown(store, desk, asked)), "application/zip", "network.zip")


@downloads.get("/explorer/pyvis.html")
def pyvis(asked: AskedDependency, store: StoreDependency, desk: DeskDependency) -> Response:
    """Return what is shown as a page that pyvis draws."""
    drawn = pyvis_page.page(shown(store, desk, asked), as_of=store.data_version)
    return _file(drawn.encode(), "text/html; charset=utf-8", "pyvis.html")


@downloads.get("/explorer/figure.{format}")
def figure(
    request: Request, format: str, asked: AskedDependency, store: StoreDependency, desk: DeskDependency
) -> Response:
    """Return what is shown as a figure for a report: PNG, SVG or PDF."""
    day = asked.filters.since if asked.filters.since == asked.filters.until else None
    return figure_of(shown(store, desk, asked), format, store, chosen(request), day)


@downloads.get("/explorer/offline.html")
def offline(request: Request, asked: AskedDependency, store: StoreDependency, desk: DeskDependency) -> Response:
    """Return what is shown as one page that opens from a folder, without a server."""
    lang = chosen(request)
    found = _data(store, desk, asked, lang)
    page = environment().get_template("explorer_offline.html")
    text = page.render(
        request=request,
        lang=lang,
        _=lang.text,
        title=found["question"],
        filters=described(asked.filters, lang),
        version=store.data_version,
        marks=MARKS,
        data=to_json(found),
        config=to_json(config(lang, live=False)),
        **parts_of_page(),
    )
    return _file(text.encode(), "text/html; charset=utf-8", "network.html")


router.include_router(downloads)


def _data(store: Store, desk: Desk, asked: Asked, lang: Language) -> dict[str, Any]:
    drawn = explorer_data(shown(store, desk, asked), all_facts(store), store.data_version, asked.network, lang)
    return {**drawn, "question": question_of(store, asked, lang), "answer": answer_of(store, desk, asked, lang)}


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


def _networks(store: Store, current: str) -> dict[str, str]:
    """Return what can be shown of what is loaded, and what is shown."""
    facts = all_facts(store)
    needs = {"members": MemberOf, "communities": ParticipatesIn, "organisations": ParticipatesIn}
    of_clusters = ("clusters", "centrality", "overlap", "consolidation", "members")
    return {
        name: title
        for name, title in NETWORKS.items()
        if name == current
        or (
            name not in CHOSEN_ELSEWHERE
            and (name not in needs or facts.relations(needs[name]))
            and (name not in of_clusters or facts.nodes(Cluster))
        )
    }
