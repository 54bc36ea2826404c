"""The headers that keep a page to itself: what it may load, who may frame it."""

from urllib.parse import quote

from fastapi import Request
from starlette.datastructures import URL, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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


USUAL = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Headers:
    """The layer that gives every answer these headers."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(scope, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)

    def _add(self, scope: Scope, headers: MutableHeaders) -> None:
        path: str = scope["path"]
        policy = next((own for start, own in POLICIES.items() if path.startswith(start)), STRICT)
        for name, value in {"Content-Security-Policy": policy, **USUAL}.items():
            headers.setdefault(name, value)
        if scope["scheme"] == "https":
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if self._access.guarded and not path.startswith("/static/"):
            headers["Cache-Control"] = "no-store"
