"""The search box: straight to the page of an exact name, else names like it, by type."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup

from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render
from api.web.frame.selection import text_of
from graph.schema import ENTITY_TYPES, Node, Theme, node_type
from queries.browsing.search import Found
from queries.browsing.search import search as names_like
from queries.lookup.catalogue import TYPES
from queries.lookup.entities import entities
from queries.lookup.offered import offered

MOST_SHOWN = 20
"""So many of each type."""
MOST_OFFERED = 8
"""So many names while one is typed."""

LISTS = {kind: f"/{of}" for of, kind in TYPES.items()}

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of a type, and where the list of the type is, if it has one."""

    kind: type[Node]
    found: Sequence[Found]
    list: str | None

    @property
    def shown(self) -> Sequence[Found]:
        """The best of it."""
        return self.found[:MOST_SHOWN]

    @property
    def led(self) -> bool:
        """Whether a source says who leads any of it."""
        return any(row.leads for row in self.shown)

    @property
    def selection(self) -> str:
        """The parameter `among` that means what is shown."""
        return text_of(row.id for row in self.shown)


@router.get("/search/names")
def names(context: ContextDependency, text: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Return names that begin with a text, or have a word that does, as options of the search box."""
    found = offered(context.store, text, MOST_OFFERED) if context.is_loaded else ()
    return HTMLResponse(Markup("").join(Markup('<option value="{}"></option>').format(name) for name in found))


@router.get("/search")
def search(request: Request, context: ContextDependency, text: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Return what has a name like the text or is about it, by type, or go to the one entity that has that very name.

    A theme's name is also asked for what is about it, so that leads nowhere else.
    """
    answer = context.ask(names_like, text=text) if text.strip() else None
    found = answer.rows if answer else ()
    exact = [row for row in found if row.score == 100]
    if len(exact) == 1 and node_type(exact[0].id) is not Theme and request.query_params.get("format") != "csv":
        return RedirectResponse(f"/entities/{quote(exact[0].id)}", 303)
    known = entities(context.store)
    groups = [
        Group(kind, rows, LISTS.get(kind))
        for kind in ENTITY_TYPES
        if (rows := [row for row in found if known[row.id].label == kind.__name__])
    ]
    # The type of the best name comes first.
    groups.sort(key=lambda group: -group.found[0].score)
    shown = [row for group in groups for row in group.shown]
    notes = answer.notes if answer else ()
    return render(request, "search.html", context, rows=shown, row=Found, text=text, groups=groups, notes=notes)
