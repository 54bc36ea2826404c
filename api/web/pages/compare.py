"""Two clusters side by side: what is known of both, what they share, and what speaks for joining them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.web.charts.bars import share
from api.web.frame.asking import Asker, AskerDependency
from api.web.frame.page import PageRoute, render
from api.web.words.facts import facts
from graph.errors import BadInputError, NotLoadedError
from graph.messages import Message
from queries.lookup.record import record
from queries.overlap import Overlap

OVER = ("members", "themes", "projects")

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/compare")
def compare(
    request: Request,
    asker: AskerDependency,
    a: Annotated[str, Query(max_length=200)] = "",
    b: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Return two clusters side by side, by id or name; without both of them, a form to choose them."""
    if not a.strip() or not b.strip():
        asker.summary()  # where nothing is loaded there is nothing to choose
        return render(request, "choose.html", asker, a=a, b=b, clusters=asker.clusters())
    first, second = record(asker.store, a), record(asker.store, b)
    if "Cluster" not in (first.type, second.type) or first.id == second.id:
        raise BadInputError(Message("Two different entities can be compared, of which at least one is a cluster."))
    ends = {first.id, second.id}
    shared = {over: _overlap(asker, ends, over) for over in OVER}
    sides = [facts(one, asker.about("contradictions", one.id)) for one in (first, second)]
    names = list(dict.fromkeys(fact.property for side in sides for fact in side))
    by_name = [{fact.property: fact for fact in side} for side in sides]
    return render(
        request,
        "compare.html",
        asker,
        rows=[row for row in shared.values() if row],
        row=Overlap,
        ends=(first, second),
        facts=[(name, by_name[0].get(name), by_name[1].get(name)) for name in names],
        shared=shared,
        share=share,
        method=asker.ask("overlap").method,
        together=[row for row in asker.about("collaboration", first.id) if {row.a, row.b} == ends],
        consolidation=[row for row in asker.about("consolidation", first.id) if {row.cluster, row.target} == ends],
        sources={source.id: source for source in asker.summary().sources},
    )


def _overlap(asker: Asker, ends: set[str], over: str) -> Overlap | None:
    try:
        return next((row for row in asker.rows("overlap", over=over) if {row.a, row.b} == ends), None)
    except NotLoadedError:
        return None
