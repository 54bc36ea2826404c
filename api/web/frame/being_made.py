"""The page that says that an answer is being worked out, how far it is, and takes that it is given up."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.http.foreign import refuse_foreign
from api.http.waiting import Making, Waiting
from api.web.frame.login import local
from api.web.frame.page import PageRoute, render

EVERY = "1"
"""Seconds after which the page asks again, by itself and without a script."""

router = APIRouter(include_in_schema=False, route_class=PageRoute)


def being_made(request: Request, making: Making) -> Response:
    """Return the page that stands where an answer will be."""
    page = render(request, "being_made.html", status=202, making=making)
    page.headers["Refresh"] = EVERY
    page.headers["Cache-Control"] = "no-store"
    return page


@router.post("/give-up", dependencies=[Depends(refuse_foreign)])
def give_up(request: Request, ticket: Annotated[str, Form(max_length=50)] = "") -> Response:
    """End the work on an answer that a reader does not want any more."""
    waiting: Waiting = request.app.state.waiting
    making = waiting.give_up(ticket)
    return render(request, "being_made.html", making=making, again=local(making.address))
