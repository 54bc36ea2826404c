"""What the service says of its requests: one line each, and of an error that should not happen where it happened.

A login is a line with the user and the address. Nothing else names a person, and none holds a secret: a line says the
route, not the address that was asked for, and a trace says where in the code, not with which values. Who reports an
error gives the id that its answer carries.
"""

import logging
import secrets
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.apart.pipes import FailedError
from graph.errors import InterclusterError

LOG = logging.getLogger("intercluster")
HEADER = b"x-request-id"
UNKNOWN = "no route"

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": HTTPStatus(status).phrase,
        "content": {
            "application/problem+json": {
                "schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "request": {"type": "string"},
                    },
                }
            }
        },
    }
    for status in (400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 431, 500, 503)
}
"""What every route may answer instead of what was asked, as the API's description tells it."""

_request: ContextVar[str] = ContextVar("request", default="")


def configure(level: int = logging.INFO) -> None:
    """Write what is logged to standard error, a line each."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.handlers[:] = [handler]
    LOG.setLevel(level)
    LOG.propagate = False


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return an error as RFC 9457 problem details, with the id of the request where there is one."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body["detail"] = detail
    if request := _request.get():
        body["request"] = request
    told = {"Retry-After": "60"} if status == 503 else headers
    return JSONResponse(body, status, told, media_type="application/problem+json")


def log_error(error: BaseException, what: str) -> None:
    """Log an error that should not happen: its type and where it came from, without its values."""
    failed = FailedError.of(error)
    LOG.error("%s: %s\n%s", what, failed.kind, failed.trace)


class RequestLog:
    """The layer that gives each request an id, logs a line of it, and answers what nothing else caught."""

    def __init__(self, app: ASGIApp, failed: Callable[[Scope, Exception], ASGIApp]) -> None:
        self._app = app
        self._failed = failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = secrets.token_hex(6)
        _request.set(request)
        started, status = time.perf_counter(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, request.encode())]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            if not isinstance(error, InterclusterError):
                log_error(error, f"request {request}")
            if not status:
                await self._failed(scope, error)(scope, receive, noted)
        took = 1000 * (time.perf_counter() - started)
        LOG.info("%s %s %s %d %.0f ms", request, scope["method"], _route(scope), status, took)


def _route(scope: Scope) -> str:
    """Return the pattern of the address, since the address itself may hold a name."""
    pattern = getattr(scope.get("route"), "path", UNKNOWN)
    return pattern or UNKNOWN
