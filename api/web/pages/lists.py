"""The lists: all clusters, organisations, projects, instruments and themes, by facets, a page at a time."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Query, Request, Response

from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render
from api.web.frame.pairs import paged
from api.web.frame.selection import text_of
from api.words.sentences import leading
from queries.browsing.facets import FacetValue, facets
from queries.browsing.listing import Order, listing
from queries.lookup.catalogue import TYPES, UNKNOWN, Facet, Listed, Of

PAGE = 50
MOST_SELECTED = 200
"""Of so many rows a selection fits an address."""
MOST_OPTIONS = 100
"""So many values of a facet are offered, beside the one that is chosen; the question `facets` has all."""

COLUMNS: Mapping[Of, tuple[str, ...]] = {
    "clusters": ("kind", "start_date", "end_date", "grant_eur", "organisations", "projects"),
    "organisations": ("kind", "countries", "clusters", "projects"),
    "projects": ("kind", "leads", "start_date", "end_date", "grant_eur", "clusters", "organisations"),
    "instruments": ("clusters", "organisations", "projects"),
    "themes": ("clusters", "projects"),
}
ORDERS: tuple[Order, ...] = ("start_date", "grant_eur", "clusters", "organisations", "projects")
Wanted: TypeAlias = Annotated[str, Query(max_length=300)]

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/clusters", name="clusters")
@router.get("/organisations", name="organisations")
@router.get("/projects", name="projects")
@router.get("/instruments", name="instruments")
@router.get("/themes", name="themes")
def lists(
    request: Request,
    context: ContextDependency,
    words: Wanted = "",
    kind: Wanted = "",
    country: Wanted = "",
    year: Wanted = "",
    instrument: Wanted = "",
    theme: Wanted = "",
    order: Order = "name",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Return a page of the list that a filter leaves; the CSV is all of it."""
    of: Of = request.scope["route"].name
    chosen = {"kind": kind, "country": country, "year": year, "instrument": instrument, "theme": theme}
    wanted = {"words": words.strip() or None, **{name: value or None for name, value in chosen.items()}}
    answer = context.ask(listing, of=of, order=order, **wanted)
    return render(
        request,
        "list.html",
        context,
        rows=answer.rows,
        row=Listed,
        **paged(answer.rows, page, PAGE),
        of=of,
        title=TYPES[of].words[1],
        every=context.summary().counts.get(TYPES[of].__name__, 0),
        columns=COLUMNS[of],
        orders=ORDERS,
        order=order,
        words=words,
        chosen=chosen,
        options=_options(context.rows(facets, of=of, **wanted), chosen),
        method=answer.method,
        notes=answer.notes,
        sentence=leading(answer.rows) if of == "projects" and answer.rows else None,
        unknown=UNKNOWN,
        selectable=text_of(row.id for row in answer.rows) if 0 < len(answer.rows) <= MOST_SELECTED else "",
    )


def _options(values: Sequence[FacetValue], chosen: Mapping[str, str]) -> dict[Facet, list[FacetValue]]:
    """Return what may be chosen of each facet of which anything is known, or that is chosen."""
    found = {facet: list(rows) for facet, rows in groupby(values, key=lambda row: row.facet)}
    return {
        facet: [row for place, row in enumerate(rows) if place < MOST_OPTIONS or row.value in (chosen[facet], UNKNOWN)]
        for facet, rows in found.items()
        if chosen[facet] or any(row.value != UNKNOWN for row in rows)
    }
