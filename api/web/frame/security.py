"""The headers that keep a page to itself: what it may load, who may frame it."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from starlette.datastructures import URL

from api.http.access import Access

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""For our own pages: no inline script or style, nothing of another host."""

OWN_INLINE = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; font-src 'self' data:; worker-src 'self' blob:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""For pages that carry their scripts with them: the pictures that pyvis draws."""

OWN_STYLES = STRICT.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
"""For Swagger UI, which styles its elements by itself."""

POLICIES = {"/docs": OWN_STYLES, "/network.html": OWN_INLINE, "/pictures/": OWN_INLINE}
"""The policies of the paths that begin so; all others have the strict one."""


def path_of(request: Request) -> str:
    """Return the path that the routes see; `request.url` is made with the Host header, which anyone can bend."""
    path: str = request.scope["path"]
    return path


def own_address(request: Request) -> URL:
    """Return the address of a request on this server: path and query alone."""
    query = request.scope.get("query_string", b"").decode("latin-1")
    return URL(f"{quote(path_of(request))}?{query}" if query else quote(path_of(request)))


def add_headers(app: FastAPI) -> None:
    """Give every answer the headers."""

    @app.middleware("http")
    async def headers(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await answer(request)
        policy = next((own for start, own in POLICIES.items() if path_of(request).startswith(start)), STRICT)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.url.scheme == "https":
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        access: Access = request.app.state.access
        if access.guarded and not path_of(request).startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response
