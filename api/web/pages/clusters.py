"""Two questions of clusters on a page each: who brokers, and what became of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render
from api.web.frame.pairs import paged
from api.words.sentences import brokering
from queries.networks.brokers import brokers
from queries.networks.centrality import Centrality
from queries.networks.centrality import centrality as ranking
from queries.time.outcomes import Outcome
from queries.time.outcomes import outcomes as what_became

PAGE = 100

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/centrality")
def centrality(
    request: Request, context: ContextDependency, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
) -> Response:
    """Return the clusters by betweenness, and what would fall apart without the first."""
    answer, first = context.ask(ranking), context.ask(brokers)
    return render(
        request,
        "centrality.html",
        context,
        rows=answer.rows,
        row=Centrality,
        **paged(answer.rows, page, PAGE),
        first=first.rows,
        sentence=brokering(first.rows),
        method=answer.method,
        notes=(*answer.notes, first.method),
    )


@router.get("/outcomes")
def outcomes(request: Request, context: ContextDependency) -> Response:
    """Return what became of each cluster, with sources."""
    answer = context.ask(what_became)
    return render(request, "outcomes.html", context, rows=answer.rows, row=Outcome, answer=answer)
