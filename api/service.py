"""The HTTP service."""

import contextlib
import importlib.metadata
from collections.abc import AsyncIterator, Mapping
from functools import partial

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Match
from starlette.types import Scope

from api.http import briefs, judging, pages, reconcile, routes
from api.http.access import Access, Gate
from api.http.kept import KeptAnswers
from api.http.limits import Bounds
from api.http.logs import PROBLEMS, RequestLog, problem
from api.http.security import Headers, path_of
from api.http.stores import CurrentStore, public_view
from api.http.waiting import Waiting
from api.users import Right, Users
from api.web.frame.being_made import being_made
from api.web.frame.jobs import Jobs
from api.web.frame.login import to_login
from api.web.frame.page import error_page
from api.web.frame.routing import add_pages
from api.web.frame.uploads import Uploads
from api.web.frame.warming import warm
from graph.apart.workers import Workers
from graph.errors import InterclusterError
from graph.judgements import Judgements
from graph.messages import Message
from graph.store import Store
from ingest.aside import Place
from queries.asking.desk import Desk
from queries.asking.disk import DiskCache

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
UNEXPECTED = Message("This should not happen: the service's log says where it went wrong.")
NO_ENTRY = Message(
    "This service needs its token or a user: send 'Authorization: Bearer ...', or Basic with name and secret."
)
NO_RIGHT = Message("Your role does not include this; who runs the service can give you another.")


def create_app(
    store: Store,
    judgements: Judgements,
    *,
    token: str | None = None,
    loopback: bool = True,
    workers: Workers | None = None,
    store_url: str | None = None,
) -> FastAPI:
    """Return the service over a store and what people decided.

    Where there is a token, or there are users in the home of the judgements, every request but the health checks must
    prove who sends it (see `api.http.access`); so it must where the service is not on loopback. On loopback only
    requests that name this machine are answered, so that no web page elsewhere can reach the service by a name of
    its own. The workers do what takes long on a large graph. `store_url` is
    where the store is, with its credentials.
    """
    app = FastAPI(
        title="Intercluster",
        description="A knowledge graph of a cluster ecosystem.",
        version=importlib.metadata.version("intercluster"),
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        responses=PROBLEMS,
    )
    desk = Desk(DiskCache(judgements.home / "answers"), judgements)
    access = Access(Users(judgements.home), token, loopback=loopback)
    current = CurrentStore(store, partial(_warm, desk, judgements, access), workers)
    app.state.store = current
    app.state.judgements = judgements
    app.state.desk = desk
    app.state.waiting = waiting = Waiting()
    app.state.place = place = Place(store_url or store.url, judgements.home)
    app.state.jobs = Jobs(current, place, desk)
    app.state.uploads = Uploads()
    app.state.access = access
    app.include_router(routes.router())
    app.include_router(briefs.router)
    app.include_router(judging.router)
    app.include_router(reconcile.router)
    app.include_router(pages.router)
    add_pages(app)
    _answer_errors(app)
    app.add_middleware(KeptAnswers, current=current, judgements=judgements, waiting=waiting, being_made=being_made)
    app.add_middleware(Gate, access=access, refuse=_refused)
    if loopback:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK))
    app.add_middleware(Bounds)
    app.add_middleware(RequestLog, failed=_failed)
    app.add_middleware(Headers, access=access)
    return app


def _warm(desk: Desk, judgements: Judgements, access: Access, store: Store) -> None:
    """Make a version warm, and beside it what is shown to users who may not see all, where there are such."""
    warm(desk, store)
    if any(Right.CONFIDENTIAL not in user.rights for user in access.users.all().values()):
        view = public_view(store, desk, judgements)
        warm(view.desk, view.store)


def _failed(scope: Scope, error: Exception) -> Response:
    """Return the answer to a request that failed outside the routes: a store that is gone, or what nobody foresaw."""
    request = Request(scope)
    status, said = (error.status, error.on_page) if isinstance(error, InterclusterError) else (500, UNEXPECTED)
    return error_page(request, status, said) if _from_a_browser(request) else problem(status, str(said))


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Give up what is being loaded and remove what readers uploaded when the service ends, on a signal too."""
    yield
    app.state.jobs.close()
    app.state.uploads.close()


_STARLETTES: Mapping[str, Message] = {said: said for said in (Message("Not Found"), Message("Method Not Allowed"))}
"""What Starlette says, by its words."""


def _answer_errors(app: FastAPI) -> None:
    @app.exception_handler(InterclusterError)
    def refused(_request: Request, error: InterclusterError) -> JSONResponse:
        return problem(error.status, str(error))

    @app.exception_handler(HTTPException)
    def http_error(request: Request, error: HTTPException) -> Response:
        if _from_a_browser(request):
            return error_page(request, error.status_code, _STARLETTES.get(str(error.detail), str(error.detail)))
        headers = {"Allow": ", ".join(_allowed(app, request))} if error.status_code == 405 else error.headers
        return problem(error.status_code, str(error.detail), headers)

    @app.exception_handler(RequestValidationError)
    def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "the body"
        return problem(422, f"{where}: {first['msg']}.")


def _allowed(app: FastAPI, request: Request) -> list[str]:
    """Return the methods that the address of a request has, of whichever routes."""
    scopes = {method: {**request.scope, "method": method} for method in METHODS}
    return [name for name, scope in scopes.items() if any(r.matches(scope)[0] is Match.FULL for r in app.routes)]


def _from_a_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not path_of(request).startswith("/api/")


def _refused(request: Request, status: int) -> Response:
    """Return the answer to a request whose sender may not make it: nobody knows who it is, or it is not their role."""
    if not _from_a_browser(request):
        answer = problem(status, str(NO_ENTRY if status == 401 else NO_RIGHT))
        if status == 401 and "sec-fetch-mode" not in request.headers:  # no browser is to ask for a name by itself
            answer.headers["WWW-Authenticate"] = 'Bearer realm="Intercluster", Basic realm="Intercluster"'
        return answer
    return to_login(request) if status == 401 else error_page(request, status, NO_RIGHT)
