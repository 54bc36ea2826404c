"""A user's own account: where one is logged in, which can be ended, and a new secret. Both ask for the secret again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.http.access import address_of, key_of, viewer_of
from api.http.foreign import refuse_foreign
from api.http.sessions import TooManyAttemptsError
from api.users import User
from api.web.frame.login import AccessDependency, give
from api.web.frame.page import PageRoute, render
from graph.errors import NotFoundError

router = APIRouter(include_in_schema=False, route_class=PageRoute)

Said = Annotated[str, Form(max_length=1000)]


@router.get("/account")
def account(request: Request, access: AccessDependency) -> Response:
    """Return the page of who is logged in."""
    return _page(request, access)


@router.post("/account/sessions", dependencies=[Depends(refuse_foreign)])
def end_others(request: Request, access: AccessDependency, secret: Said = "", number: Said = "") -> Response:
    """End all sessions of a user but the one that asks for it."""
    if status := _refused(request, access, secret, number):
        return _page(request, access, status=status)
    access.sessions.end_others(_user(request, access).name, key_of(request))
    return _page(request, access, ended=True)


@router.post("/account/secret", dependencies=[Depends(refuse_foreign)])
def renew(request: Request, access: AccessDependency, secret: Said = "", number: Said = "") -> Response:
    """Give a user a new secret, shown this once, which ends all sessions but this one."""
    if status := _refused(request, access, secret, number):
        return _page(request, access, status=status)
    made, user = access.users.renew(_user(request, access).name)
    access.sessions.end_others(user.name, "")
    answer = _page(request, access, secret=made)
    give(request, answer, access.sessions.open(user))
    return answer


def _refused(request: Request, access: AccessDependency, secret: str, number: str) -> int:
    """Return with which status what was typed is refused, 0 where it is right."""
    try:
        proven = access.proves(_user(request, access).name, secret, address_of(request), number)
    except TooManyAttemptsError as error:
        return error.status
    return 0 if proven else 403


def _user(request: Request, access: AccessDependency) -> User:
    user = access.users.all().get(viewer_of(request).name or "")
    if user is None:
        raise NotFoundError("Only a user who is logged in has an account; the token's holder has none.")
    return user


def _page(
    request: Request, access: AccessDependency, status: int = 200, secret: str = "", *, ended: bool = False
) -> Response:
    user = _user(request, access)
    return render(
        request,
        "account.html",
        status=status,
        code=status,
        user=user,
        sessions=access.sessions.of(user.name, key_of(request)),
        secret=secret,
        ended=ended,
    )
