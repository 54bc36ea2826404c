"""The way in for a browser: a page that takes the token, or a user's name and secret, and gives a session's cookie."""

from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.http.access import Access, address_of, cookie_of, key_of
from api.http.foreign import refuse_foreign
from api.http.security import own_address
from api.http.sessions import LONGEST, WITHIN, TooManyAttemptsError
from api.web.frame.page import PageRoute, render
from api.words.language import chosen

router = APIRouter(include_in_schema=False, route_class=PageRoute)

Said = Annotated[str, Form(max_length=1000)]


def access(request: Request) -> Access:
    """Return who may use the service."""
    found: Access = request.app.state.access
    return found


AccessDependency = Annotated[Access, Depends(access)]


def to_login(request: Request) -> Response:
    """Send a reader to the login page, and from there back to where they were going."""
    wanted = str(own_address(request))
    return RedirectResponse(f"/login?{urlencode({'next': wanted})}", 303)


@router.get("/login")
def ask(request: Request, access: AccessDependency, next: str = "/") -> Response:
    """Return the login page."""
    return _page(request, access, next)


@router.post("/login", dependencies=[Depends(refuse_foreign)])
def log_in(
    request: Request, access: AccessDependency, name: Said = "", token: Said = "", number: Said = "", next: Said = "/"
) -> Response:
    """Let a reader in who knows the token, or is a user: in a new session."""
    answer = RedirectResponse(local(next), 303)
    if not access.guarded:
        return answer
    try:
        key = access.log_in(name.strip(), token, address_of(request), number)
    except TooManyAttemptsError:
        late = _page(request, access, next, status=429)
        late.headers["Retry-After"] = str(WITHIN)
        return late
    if key is None:
        return _page(request, access, next, status=403)
    access.sessions.end(key_of(request))
    give(request, answer, key)
    return answer


def give(request: Request, answer: Response, key: str) -> None:
    """Give a browser the key of its session."""
    secure = request.scope["scheme"] == "https"
    answer.set_cookie(cookie_of(request), key, max_age=LONGEST, httponly=True, samesite="strict", secure=secure)


@router.post("/logout", dependencies=[Depends(refuse_foreign)])
def log_out(request: Request, access: AccessDependency) -> Response:
    """End a reader's session."""
    access.sessions.end(key_of(request))
    answer = RedirectResponse(f"/login?lang={chosen(request).code}", 303)
    answer.delete_cookie(cookie_of(request), secure=request.scope["scheme"] == "https")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # who uses this browser next finds nothing that was shown
    return answer


def local(address: str) -> str:
    """Return an address of this service, whatever was asked for: no login may lead elsewhere."""
    parts = urlsplit(address)
    strange = parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\"))
    return "/" if strange or any(ord(letter) < 32 for letter in address) else address


def _page(request: Request, access: Access, next: str, status: int = 200) -> Response:
    users = access.users.all().values()
    return render(
        request,
        "login.html",
        status=status,
        next=local(next),
        code=status,
        named=bool(users),
        numbers=any(user.app for user in users),
        token=access.token,
    )
