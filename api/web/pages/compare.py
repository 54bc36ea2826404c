"""Two clusters side by side: what is known of both, what they share, and what speaks for joining them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.web.charts.bars import share
from api.web.frame.context import ContextDependency, PageContext
from api.web.frame.page import PageRoute, render
from api.words.facts import facts
from graph.errors import BadInputError
from graph.measures.network import Over
from queries.browsing.contradictions import contradictions
from queries.consolidating.consolidation import consolidation
from queries.lookup.record import record
from queries.networks.collaboration import collaboration
from queries.networks.overlap import Overlap, overlap

OVER: tuple[Over, ...] = ("members", "themes", "projects")

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/compare")
def compare(
    request: Request,
    context: ContextDependency,
    a: Annotated[str, Query(max_length=200)] = "",
    b: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Return two clusters side by side, by id or name; without both of them, a form to choose them."""
    if not a.strip() or not b.strip():
        context.summary()  # where nothing is loaded there is nothing to choose
        return render(request, "choose.html", context, a=a, b=b, clusters=context.clusters())
    first, second = record(context.store, a), record(context.store, b)
    if "Cluster" not in (first.type, second.type) or first.id == second.id:
        raise BadInputError("Two different entities can be compared, of which at least one is a cluster.")
    ends = {first.id, second.id}
    shared = {over: _overlap(context, ends, over) for over in OVER}
    sides = [facts(one, context.about(one.id, contradictions)) for one in (first, second)]
    names = list(dict.fromkeys(fact.property for side in sides for fact in side))
    by_name = [{fact.property: fact for fact in side} for side in sides]
    return render(
        request,
        "compare.html",
        context,
        rows=[row for row in shared.values() if row],
        row=Overlap,
        ends=(first, second),
        facts=[(name, by_name[0].get(name), by_name[1].get(name)) for name in names],
        shared=shared,
        share=share,
        method=context.ask(overlap).method,
        together=[row for row in context.about(first.id, collaboration) if {row.a, row.b} == ends],
        consolidation=[row for row in context.about(first.id, consolidation) if {row.cluster, row.target} == ends],
        sources={source.id: source for source in context.summary().sources},
    )


def _overlap(context: PageContext, ends: set[str], over: Over) -> Overlap | None:
    answer = context.ask_if_loaded(overlap, over=over)
    return next((row for row in answer.rows if {row.a, row.b} == ends), None) if answer else None
