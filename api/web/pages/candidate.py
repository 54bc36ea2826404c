"""One candidate for consolidation in full: how its score adds up, what would turn it, and the two as one."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.drawing.joining import Joining, joining
from api.web.charts.bars import share, signed
from api.web.charts.ego import ego
from api.web.frame.context import ContextDependency, PageContext
from api.web.frame.page import PageRoute, render
from api.words import sentences
from api.words.language import Language, chosen
from graph.errors import NotFoundError
from queries.consolidating.consolidation import Consolidation, consolidation
from queries.consolidating.sensitivity import Sensitivity, sensitivity
from queries.consolidating.what_if import WhatIf, what_if

NAMES = 165
"""Pixels for the names beside a picture: two pictures fit beside each other."""

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/consolidation/candidate")
def candidate(
    request: Request,
    context: ContextDependency,
    cluster: Annotated[str, Query(max_length=200)],
    target: Annotated[str, Query(max_length=200)],
    advice: Literal["fold", "merge"] = "fold",
    weights: Annotated[str, Query(max_length=2000)] = "",
    seed: int = 0,
    depends: bool = False,
) -> Response:
    """Return the page of a candidate, its ends by id; what the rank depends on takes long and is asked for apart."""
    ranked = context.rows(consolidation, weights=weights or None, seed=seed)
    found = next((row for row in ranked if (row.advice, row.cluster, row.target) == (advice, cluster, target)), None)
    if found is None:
        raise NotFoundError("There is no such candidate: nothing that is known ties these two together.")
    return render(
        request,
        "candidate.html",
        context,
        rows=context.rows(what_if, a=cluster, b=target),
        row=WhatIf,
        candidate=found,
        question=sentences.should(found, found.cluster_name, found.target_name),
        sentence=sentences.worth(found, ranked),
        asked={"advice": advice, "weights": weights, "seed": seed},
        most=max(abs(row.score) for row in ranked if row.advice == advice),
        signed=signed,
        share=share,
        depends=depends,
        without=_without(context, found) if depends else None,
        pictures=_pictures(joining(context.store, cluster, target), found, chosen(request)),
    )


def _without(context: PageContext, found: Consolidation) -> Sensitivity | None:
    """Return the candidate's ranks without parts of the data; None where it is one only under weights of one's own."""
    ranks = context.rows(sensitivity, ranking="fold" if found.advice == "fold" else "merge")
    return next((row for row in ranks if (row.a, row.b) == (found.cluster, found.target)), None)


def _pictures(network: Joining, found: Consolidation, lang: Language) -> list[tuple[str, object]]:
    """Return the two pictures with their titles, None for a picture where no other cluster is tied to the two."""
    names = {"a": found.cluster_name, "b": found.target_name}
    before, after = lang.text("%(a)s and %(b)s as they are", **names), lang.text("%(a)s and %(b)s as one", **names)
    rows = max(4, 2 * len(network.centres))
    return [
        (before, ego(network.before, network.centres, before, lang, NAMES, rows)),
        (after, ego(network.after, [network.centre], after, lang, NAMES, rows)),
    ]
