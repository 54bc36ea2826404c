"""What a request may weigh and how long it may take to come: none holds a thread or memory by being slow or large.

The body of a request is read before anything is done about it; only an upload, which may be larger, is read by its
route, at the same pace.
"""

import asyncio
import re
import time

from starlette import types
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.logs import problem
from graph.errors import InterclusterError

MOST_HEADERS = 100
MOST_BYTES = 1 << 20
UPLOADS = ("/upload", "/screen")
"""What is sent to these is bounded by its route (`api.web.frame.uploads`)."""
GRACE = 10.0
"""Seconds within which a body must have begun to come in earnest."""
LEAST_RATE = 20_000
"""Bytes a second at which it must come from then on."""
READING = 60.0
"""Seconds within which a reader must take in what was sent before more is sent."""
_UTF_8 = re.compile(r'charset="?utf-?8"?')


class BoundsError(InterclusterError):
    """A request is beyond one of the bounds, which `status` names."""

    def __init__(self, status: int, said: str, /, **values: object) -> None:
        super().__init__(said, **values)
        self.status = status


class Bounds:
    """The layer that lets through what is of a usual size and comes at a usual pace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        body, may_send = _Body(receive), scope["method"] not in ("GET", "HEAD")

        async def sent(message: types.Message) -> None:
            if message["type"] == "http.response.start" and may_send and not body.whole:
                MutableHeaders(scope=message)["Connection"] = "close"  # the rest of the body is not wanted
            await asyncio.wait_for(send(message), READING)

        try:
            if len(scope["headers"]) > MOST_HEADERS:
                raise BoundsError(431, "A request may have %(number)s headers.", number=MOST_HEADERS)
            _check_letters(scope)
            if may_send and scope["path"] not in UPLOADS:
                await body.read(MOST_BYTES)
        except InterclusterError as error:
            await problem(error.status, str(error))(scope, receive, sent)
            return
        await self._app(scope, body.next, sent)


def _check_letters(scope: Scope) -> None:
    """Refuse a form that names another of Python's encodings than UTF-8: some fail, or give half letters."""
    kind = Headers(scope=scope).get("content-type", "").lower()
    if kind.startswith("multipart/") and "charset" in _UTF_8.sub("", kind):
        raise BoundsError(415, "A form is sent in UTF-8.")


class _Body:
    """A body on its way; `whole` says that all of it has come."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._read: list[types.Message] = []
        self._bytes = 0
        self.whole = False
        self._started = time.monotonic()

    async def read(self, most: int) -> None:
        """Read the whole body; raise BoundsError where it is larger or comes too slowly."""
        found: list[types.Message] = []
        while not self.whole:
            found.append(await self._come())
            if self._bytes > most:
                raise BoundsError(413, "A request may hold %(number)s bytes.", number=most)
        self._read = found[::-1]

    async def next(self) -> types.Message:
        """Return the next part; raise BoundsError where it does not come."""
        return self._read.pop() if self._read else await self._come()

    async def _come(self) -> types.Message:
        if self.whole:
            return await self._receive()
        left = self._started + GRACE + self._bytes / LEAST_RATE - time.monotonic()
        try:
            part = await asyncio.wait_for(self._receive(), max(0.0, left))
        except TimeoutError:
            raise BoundsError(408, "The request came too slowly.") from None
        self._bytes += len(part.get("body", b""))
        self.whole = not part.get("more_body", False)
        return part
