"""Who asks: the owner of this machine, the holder of the token, or a user, by a session that expires and can be ended.

A browser has a session by the login page's cookie, a program sends the token as `Authorization: Bearer ...` or the name
and secret of a user without a second factor as `Authorization: Basic ...`. What a request may do is decided here, by
the path that the routes see.
"""

import base64
import ipaddress
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api import one_time
from api.http.logs import LOG, problem
from api.http.sessions import Attempts, Sessions
from api.users import EVERY_RIGHT, Right, User, Users
from graph.errors import InterclusterError, StoreError

COOKIE = "intercluster_login"
HOST_COOKIE = f"__Host-{COOKIE}"
"""The cookie's name where a request came by https: browsers take it from this very host alone."""
ALIVE = "/healthz"
OPEN_PATHS = (ALIVE, "/readyz", "/login")
READING = (
    "/api/v1/cypher",
    "/reconcile",
    "/reconcile/",
    "/screen",
    "/logout",
    "/give-up",
    "/account/sessions",
    "/account/secret",
)
"""What is posted to these paths changes nothing."""
JUDGING = ("/api/v1/judgements", "/api/v1/actions", "/who-is-who/", "/duplicates/", "/actions", "/author", "/jobs/")
"""What is sent to the paths that begin so is a judgement or an action; whatever else is sent changes what is loaded."""
LOADING = ("/upload", "/sources/")
"""The pages from which a load is started."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: a user's name, or None for the owner and for the holder of the token, and what they may do."""

    name: str | None
    rights: frozenset[Right]


OWNER = Viewer(None, EVERY_RIGHT)
NOBODY = Viewer(None, frozenset())


def viewer_of(request: Request) -> Viewer:
    """Return who asks."""
    found: Viewer = request.scope.get("state", {}).get("viewer", NOBODY)
    return found


def right_for(method: str, path: str) -> Right | None:
    """Return what a request needs; None where it needs nothing. What is not named here changes what is loaded."""
    if path in OPEN_PATHS or path.startswith("/static/"):
        return None
    if method in ("GET", "HEAD", "OPTIONS"):
        if path.startswith(LOADING):
            return Right.LOAD
        return Right.JUDGE if path.startswith("/jobs/") else Right.READ
    if path in READING:
        return Right.READ
    return Right.JUDGE if path.startswith(JUDGING) else Right.LOAD


class Access:
    """Who may use a service: all on loopback where there are neither users nor a token, else who proves to be one."""

    def __init__(self, users: Users, token: str | None, *, loopback: bool) -> None:
        self.users = users
        self.token = token
        self.sessions = Sessions()
        self.attempts = Attempts()
        self._used: dict[str, int] = {}
        self._lock = threading.Lock()
        self._loopback = loopback

    @property
    def guarded(self) -> bool:
        """Whether somebody has to prove who they are."""
        try:
            return bool(self.token) or not self._loopback or bool(self.users.all())
        except StoreError:  # who the users are cannot be read, so there are some
            return True

    def log_in(self, name: str, secret: str, address: str, number: str = "") -> str | None:
        """Return the key of a new session, None where the secret is wrong; raise TooManyAttemptsError.

        Without a name the secret is the token. `number` is what an authenticator app shows.
        """
        user = self._checked(name, secret, address, number)
        known = name if user or name in self.users.all() else "somebody"  # what else was typed may be a secret
        LOG.info("login of %s from %s: %s", known or "the token", address, "done" if user else "refused")
        return self.sessions.open(user[0]) if user else None

    def proves(self, name: str, secret: str, address: str, number: str) -> bool:
        """Return whether a user who is logged in knows the secret, as what matters asks anew."""
        return bool(name) and self._checked(name, secret, address, number) is not None

    def viewer(self, cookie: str, authorization: str, address: str) -> Viewer | None:
        """Return who sends a request, None where that is not proven; raise TooManyAttemptsError."""
        if not self.guarded:
            return OWNER
        kind, _, credentials = authorization.partition(" ")
        if kind.lower() == "bearer":
            return _viewer(self._checked("", credentials, address))
        if kind.lower() == "basic":
            return _viewer(self._remembered(authorization, credentials, address))
        return _viewer(self._current(cookie)) if cookie else None

    def _remembered(self, header: str, credentials: str, address: str) -> tuple[User | None] | None:
        """Return the user of a header: what was checked once is a session, since a check takes a while."""
        if found := self._current(header):
            return found
        try:
            name, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
        except ValueError:  # not base64, not UTF-8, or letters beyond ASCII
            return None
        found = self._checked(name, secret, address) if name else None
        if found:
            self.sessions.open(found[0], header)
        return found

    def _current(self, key: str) -> tuple[User | None] | None:
        """Return whose a session is; one of a user who was removed or changed is none."""
        found = self.sessions.find(key)
        if found and found[0] and self.users.all().get(found[0].name) != found[0]:
            self.sessions.end(key)
            return None
        return found

    def _checked(self, name: str, secret: str, address: str, number: str = "") -> tuple[User | None] | None:
        who = _network(address)
        self.attempts.check(who)
        if name:
            user = self.users.known(name, secret)
            if user and self._shows(user, number):
                return (user,)
        elif self.token and secrets.compare_digest(secret.strip().encode(), self.token.encode()):
            return (None,)
        self.attempts.failed(who)
        return None

    def _shows(self, user: User, number: str) -> bool:
        """Return whether a number is one of the user's app that was not given before, or none is asked."""
        if not user.app:
            return True
        step = one_time.step_of(user.app, number, time.time())
        with self._lock:
            if step is None or step <= self._used.get(user.app, 0):
                return False
            self._used[user.app] = step
        return True


class Gate:
    """The layer that lets a request through who may make it; `refuse` answers the others, by status."""

    def __init__(self, app: ASGIApp, access: Access, refuse: Callable[[Request, int], ASGIApp]) -> None:
        self._app, self._access, self._refuse = app, access, refuse
        self._lookers = CapacityLimiter(4)  # threads of its own: whatever is worked out, who asks is known at once

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] == ALIVE:  # of which nothing depends on who asks
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        needed = right_for(request.method, scope["path"])
        try:
            viewer = await to_thread.run_sync(
                self._access.viewer,
                key_of(request),
                request.headers.get("authorization", ""),
                address_of(request),
                limiter=self._lookers,
            )
        except InterclusterError as error:
            if needed:
                await problem(error.status, str(error))(scope, receive, send)
                return
            viewer = None
        scope.setdefault("state", {})["viewer"] = viewer or NOBODY
        if needed and viewer is None:
            await self._refuse(request, 401)(scope, receive, send)
        elif viewer and needed and needed not in viewer.rights:
            await self._refuse(request, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def address_of(request: Request) -> str:
    """Return the address that a request comes from."""
    return request.client.host if request.client else ""


def cookie_of(request: Request) -> str:
    """Return the name of the cookie that a request's browser keeps its session in."""
    return HOST_COOKIE if request.scope["scheme"] == "https" else COOKIE


def key_of(request: Request) -> str:
    """Return the key of the session that a browser says it has."""
    return request.cookies.get(cookie_of(request), "")


def _viewer(found: tuple[User | None] | None) -> Viewer | None:
    if found is None:
        return None
    user = found[0]
    return Viewer(user.name, user.rights) if user else OWNER


def _network(address: str) -> str:
    """Return what counts as one sender: of IPv6 the /64 that a house has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ipaddress.ip_network((int(found), 64), strict=False))
