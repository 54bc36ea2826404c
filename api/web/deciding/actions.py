"""What is to be done about pairs, by whom and by when: a list, a form for each, and the history of one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.http.author import author as said_by
from api.http.author import known_author, remember
from api.http.foreign import refuse_foreign
from api.http.stores import JudgementsDependency
from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render
from api.web.frame.pairs import paged
from graph.actions import Actions, State
from graph.days import day_of, today
from queries.lookup.entities import entities
from queries.lookup.to_do import METHOD, OPEN, ToDo, ends_of, to_do

PAGE = 50

router = APIRouter(include_in_schema=False, route_class=PageRoute)

Name = Annotated[str, Query(max_length=300)]
Typed = Annotated[str, Form(max_length=300)]


@router.get("/actions")
def actions(
    request: Request,
    context: ContextDependency,
    judged: JudgementsDependency,
    a: Name = "",
    b: Name = "",
    state: Name = "",
    owner: Name = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Return the list, of a state or an owner; of two names their history and the form."""
    context.summary()  # where nothing is loaded there is nothing to do
    known, kept = entities(context.now), Actions(judged)
    ends = sorted(ends_of(context.now, a, b)) if a and b else []
    every = to_do(context.now, kept.latest().values(), today())
    rows = [row for row in every if state in ("", row.state) and owner in ("", row.owner)]
    if ends:
        rows = [row for row in every if [row.a, row.b] == ends]
    return render(
        request,
        "actions.html",
        context,
        rows=rows,
        row=ToDo,
        **paged(rows, page, PAGE),
        ends=[known[one] for one in ends],
        history=[one for one in kept.all() if [one.a, one.b] == ends][::-1],
        open=sum(row.state in OPEN for row in every),
        overdue=sum(row.overdue for row in every),
        every=len(every),
        states=[str(one) for one in State],
        owners=sorted({row.owner for row in every if row.owner}),
        asked={"state": state, "owner": owner},
        author=known_author(request),
        method=METHOD,
    )


@router.post("/actions", dependencies=[Depends(refuse_foreign)])
def act(
    request: Request,
    context: ContextDependency,
    judged: JudgementsDependency,
    a: Typed = "",
    b: Typed = "",
    state: Typed = State.TO_CHECK,
    owner: Typed = "",
    day: Annotated[str, Form(max_length=10)] = "",
    note: Annotated[str, Form(max_length=5000)] = "",
    author: Typed = "",
) -> Response:
    """Store what is to be done about two, by name or id."""
    ends = ends_of(context.now, a, b)
    name = said_by(request, author)
    when = day_of(day) if day else None
    Actions(judged).add(*ends, state, author=name, owner=owner, day=when, note=note)
    return remember(RedirectResponse("/actions", 303), name)
