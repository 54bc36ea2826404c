"""Answers of the version that is shown, kept as they were sent: asked again, nothing is worked out or written anew.

Only what is a function of the graph, of people's judgements and of who asks is kept: routes that say so by `keep`.
Who asks for what is being made already waits for it.
"""

import asyncio
import weakref
from collections import OrderedDict
from collections.abc import Hashable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import access
from api.http.access import viewer_of
from api.http.stores import CurrentStore
from api.words import language
from api.words.language import chosen
from graph.days import today
from graph.judgements import Judgements
from graph.store import Store

MOST_BYTES = 96 << 20
MOST_OF_ONE = 16 << 20
MOST_AT_ONCE = 12
"""So many answers are made at once, the others wait their turn: more threads would only be in each other's way."""
READ = (access.COOKIE, language.COOKIE)
"""The cookies of which what they say is known: who asks, and in which language."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it goes out, and the route that made it; `kept` says that the next who asks may have it."""

    messages: tuple[Message, ...]
    route: object
    size: int
    kept: bool


class _Kept:
    """The answers of one version; the longest unused go first."""

    def __init__(self) -> None:
        self.sent: OrderedDict[Hashable, tuple[Scope, Sent]] = OrderedDict()
        self.coming: dict[Hashable, asyncio.Task[Sent]] = {}
        self._size = 0

    def get(self, key: Hashable) -> Sent | None:
        """Return an answer that is kept."""
        if key not in self.sent:
            return None
        self.sent.move_to_end(key)
        return self.sent[key][1]

    def keep(self, key: Hashable, scope: Scope, sent: Sent) -> None:
        """Keep an answer that may be, with what was asked."""
        if not sent.kept or key in self.sent:
            return
        self.sent[key] = scope, sent
        self._size += sent.size
        while self._size > MOST_BYTES:
            _, (_, gone) = self.sent.popitem(last=False)
            self._size -= gone.size


class KeptAnswers:
    """The innermost layer before the routes: whoever comes so far may read what they ask for."""

    def __init__(self, app: ASGIApp, current: CurrentStore, judgements: Judgements) -> None:
        self._app = app
        self._current = current
        self._judgements = judgements
        self._of: MutableMapping[Store, _Kept] = weakref.WeakKeyDictionary()
        self._lookers = CapacityLimiter(4)
        current.rehearse = self.rehearse
        self._makers = CapacityLimiter(MOST_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        key = await to_thread.run_sync(self._key, scope, limiter=self._lookers)
        with self._current.lent() as store:
            kept = self._of.setdefault(store, _Kept())
            sent = kept.get(key) or await self._once(kept, key, scope, store)
        scope["route"] = sent.route
        for message in sent.messages:
            await send(dict(message))

    def rehearse(self, newest: Store) -> None:
        """Make what is kept of the version that is shown anew of one that is not shown yet."""
        with self._current.lent() as shown:
            asked = [(key, scope) for key, (scope, _) in self._of.setdefault(shown, _Kept()).sent.items()]
        kept = self._of.setdefault(newest, _Kept())
        for key, scope in asked:
            with suppress(Exception):  # who asks is told
                kept.keep(key, scope, asyncio.run(self._made(scope, newest)))

    def _key(self, scope: Scope) -> Hashable:
        """Return what an answer depends on beside the graph, having looked for a newer graph."""
        self._current.look()
        request = Request(scope)
        cookies = frozenset((name, value) for name, value in request.cookies.items() if name not in READ)
        page = "text/html" in request.headers.get("accept", "")
        asked = scope["path"], scope["query_string"], page, chosen(request).code
        return *asked, cookies, viewer_of(request), today(), self._judgements.stamp()

    async def _once(self, kept: _Kept, key: Hashable, scope: Scope, store: Store) -> Sent:
        """Make an answer, or wait for the one that is being made, which goes on where who asked first went away."""
        task = kept.coming.get(key)
        if task is not None and (sent := await asyncio.shield(task)).kept:
            return sent
        task = kept.coming[key] = asyncio.create_task(self._in_turn(scope, store))
        try:
            sent = await asyncio.shield(task)
        finally:
            task.add_done_callback(lambda done: _forget(kept.coming, key, done))
        kept.keep(key, scope, sent)
        return sent

    async def _in_turn(self, scope: Scope, store: Store) -> Sent:
        async with self._makers:
            return await self._made(scope, store)

    async def _made(self, scope: Scope, store: Store) -> Sent:
        messages: list[Message] = []
        given = iter(({"type": "http.request", "body": b"", "more_body": False},))

        async def receive() -> Message:
            return next(given, None) or await asyncio.Future[Message]()

        async def take(message: Message) -> None:
            messages.append(message)

        inner = {**scope, "state": {**scope.get("state", {}), "store": store}}
        await self._app(inner, receive, take)
        headers = {name.lower() for name, _ in messages[0].get("headers", ())}
        kept = inner["state"].get("keep", False) and messages[0]["status"] == 200 and b"set-cookie" not in headers
        size = sum(len(message.get("body", b"")) for message in messages)
        return Sent(tuple(messages), inner.get("route"), size, kept and size <= MOST_OF_ONE)


def _forget(coming: "dict[Hashable, asyncio.Task[Sent]]", key: Hashable, done: "asyncio.Task[Sent]") -> None:
    if coming.get(key) is done:
        del coming[key]


def keep(request: Request) -> None:
    """Say that the answer to a request is a function of the graph, of judgements and of who asks alone."""
    request.state.keep = True
