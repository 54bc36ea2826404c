"""The consolidation page: candidates by rank, each with what its score is made of, and weights to try."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.web.charts.bars import share, signed
from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, address, render
from api.words.sentences import joined
from graph.errors import AmbiguousError, BadInputError
from queries.consolidating.consolidation import Consolidation
from queries.consolidating.consolidation import consolidation as ranking
from queries.consolidating.weights import Weight
from queries.consolidating.weights import weights as set_weights
from queries.lookup.entities import Entity, entities, resolve

SLIDER = "w_"
"""What the names of the sliders begin with; the address that they lead to names only the weights that were moved."""

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/consolidation")
def consolidation(
    request: Request,
    context: ContextDependency,
    advice: Literal["fold", "merge"] = "fold",
    of: Annotated[str, Query(max_length=200)] = "",
    weights: Annotated[str, Query(max_length=2000)] = "",
    seed: int = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 25,
) -> Response:
    """Return the ranking under these weights; moved sliders lead to the address that names them."""
    own = set_weights(advice, weights or None)
    if any(name.startswith(SLIDER) for name in request.query_params):
        return RedirectResponse(_moved(request, advice, own), 303)
    answer = context.ask(ranking, weights=weights or None, seed=seed)
    # Both advices at once, of all: they are ranked apart, and one answer serves the overview and the other pages too.
    known = entities(context.store)
    only = resolve(known, of) if of else None
    ends = [row for row in answer.rows if only is None or only.id in (row.cluster, row.target)]
    rows = [row for row in ends if row.advice == advice]
    usual = {weight.feature: weight.weight for weight in set_weights(advice)}
    return render(
        request,
        "consolidation.html",
        context,
        rows=rows[:limit],
        row=Consolidation,
        total=len(rows),
        asked={"advice": advice, "of": of, "weights": weights, "seed": seed, "limit": limit},
        only=_told(known, only) if only else "",
        weights=own,
        usual=usual,
        method=answer.method,
        sentence=joined(rows),
        most=max((abs(row.score) for row in rows), default=1.0),
        highest=max((row.score for row in rows), default=1.0),
        share=share,
        signed=signed,
    )


def _told(known: Mapping[str, Entity], one: Entity) -> str:
    """Return the name of an entity where that means it and no other, else its id."""
    try:
        return one.name if resolve(known, one.name) == one else one.id
    except AmbiguousError:
        return one.id


def _moved(request: Request, advice: str, own: tuple[Weight, ...]) -> str:
    """Return the address of the ranking under the weights that the sliders say."""
    sliders = {name: value for name, value in request.query_params.items() if name.startswith(SLIDER)}
    usual = {weight.feature: weight.weight for weight in set_weights(advice)}
    chosen = {w.feature: _number(sliders.get(SLIDER + w.feature, ""), w.weight) for w in own}
    moved = {feature: value for feature, value in chosen.items() if abs(value - usual[feature]) > 1e-9}
    said = ", ".join(f"{advice}.{feature}={value:g}" for feature, value in moved.items())
    return address(request, **dict.fromkeys(sliders), weights=said or None, of=request.query_params.get("of") or None)


def _number(text: str, otherwise: float) -> float:
    try:
        return float(text) if text else otherwise
    except ValueError:
        raise BadInputError("'%(text)s' is no weight.", text=text) from None
