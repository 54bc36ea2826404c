"""The way in for a browser where the service asks for a token: a page that takes it, and a cookie made from it.

The cookie does not hold the token; it proves that its holder once knew it, for as long as the token stays the same.
"""

import hashlib
import hmac
import secrets
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.http.foreign import refuse_foreign
from api.web.frame.page import PageRoute, render
from api.web.frame.security import own_address
from api.web.words.language import chosen

COOKIE = "intercluster_login"
WEEK = 7 * 24 * 3600

router = APIRouter(include_in_schema=False, route_class=PageRoute)


def proof(token: str) -> str:
    """Return what the cookie holds."""
    return hmac.new(token.encode(), b"intercluster login", hashlib.sha256).hexdigest()


def is_logged_in(request: Request, token: str) -> bool:
    """Return whether a request carries the cookie."""
    return hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), proof(token).encode())


def to_login(request: Request) -> Response:
    """Send a reader to the login page, and from there back to where they were going."""
    wanted = str(own_address(request))
    return RedirectResponse(f"/login?{urlencode({'next': wanted})}", 303)


@router.get("/login")
def ask(request: Request, next: str = "/") -> Response:
    """Return the login page."""
    return render(request, "login.html", next=local(next), wrong=False)


@router.post("/login", dependencies=[Depends(refuse_foreign)])
def log_in(request: Request, token: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/") -> Response:
    """Let a reader in who knows the token."""
    expected: str | None = request.app.state.token
    if expected and not secrets.compare_digest(token.strip().encode(), expected.encode()):
        return render(request, "login.html", status=403, next=local(next), wrong=True)
    answer = RedirectResponse(local(next), 303)
    if expected:
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, proof(expected), max_age=WEEK, httponly=True, samesite="strict", secure=secure)
    return answer


@router.post("/logout", dependencies=[Depends(refuse_foreign)])
def log_out(request: Request) -> Response:
    """Forget a reader."""
    answer = RedirectResponse(f"/login?lang={chosen(request).code}", 303)
    answer.delete_cookie(COOKIE)
    return answer


def local(address: str) -> str:
    """Return an address of this service, whatever was asked for: no login may lead elsewhere."""
    parts = urlsplit(address)
    strange = parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\"))
    return "/" if strange or any(ord(letter) < 32 for letter in address) else address
