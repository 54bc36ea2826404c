"""Answers of the version that is shown, kept as they were sent: asked again, nothing is worked out or written anew.

Only what is a function of the graph, of people's judgements and of who asks is kept: routes that say so by `keep`.
Who asks for what is being made already waits for it; a page that takes long says so meanwhile (`api.http.waiting`).
"""

import asyncio
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, MutableMapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from functools import partial

from anyio import CapacityLimiter, WouldBlock, to_thread
from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import access
from api.http.access import viewer_of
from api.http.security import own_address
from api.http.stores import CurrentStore
from api.http.waiting import KEPT, PATIENCE, Making, Waiting, patience
from api.words import language
from api.words.language import chosen
from graph.days import today
from graph.judgements import Judgements
from graph.progress import shown_by
from graph.store import Store

MOST_BYTES = 96 << 20
MOST_OF_ONE = 16 << 20
MOST_AT_ONCE = 12
"""So many answers are made at once, the others wait their turn: more threads would only be in each other's way."""
MOST_LONG = 16
"""So many that take long make room for others meanwhile; a thread is left for whatever else there is to do."""
REHEARSAL = 30.0
"""Seconds for which answers are made anew before a newer version is shown."""
AT_HAND = ("/static/", "/healthz", "/readyz")
"""What needs no making, and waits for nobody."""
READ = (access.COOKIE, access.HOST_COOKIE, language.COOKIE)
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
        self.coming: dict[Hashable, Making] = {}
        self._size = 0

    def get(self, key: Hashable) -> Sent | None:
        """Return an answer that is kept."""
        if key not in self.sent:
            return None
        self.sent.move_to_end(key)
        return self.sent[key][1]

    def come(self, key: Hashable, making: Making, scope: Scope) -> None:
        """Keep an answer that has come, or hold it for a while where somebody was told to come back for it."""
        if not making.task.cancelled() and making.task.exception() is None:
            self.keep(key, scope, making.task.result())
        if key in self.sent or not making.promised:
            making.forget()
        else:
            asyncio.get_running_loop().call_later(KEPT, making.forget)

    def forget(self, key: Hashable, making: Making) -> None:
        """Let go of an answer that was on its way."""
        if self.coming.get(key) is making:
            del self.coming[key]

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

    def __init__(
        self,
        app: ASGIApp,
        current: CurrentStore,
        judgements: Judgements,
        waiting: Waiting,
        being_made: Callable[[Request, Making], Response],
    ) -> None:
        self._app = app
        self._waiting = waiting
        self._being_made = being_made
        self._current = current
        self._judgements = judgements
        self._of: MutableMapping[Store, _Kept] = weakref.WeakKeyDictionary()
        self._lookers = CapacityLimiter(4)
        current.rehearse = self.rehearse
        self._makers = CapacityLimiter(MOST_AT_ONCE)
        self._long = CapacityLimiter(MOST_LONG)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(AT_HAND):
            await self._app(scope, receive, send)
            return
        key = await to_thread.run_sync(self._key, scope, limiter=self._lookers)
        with self._current.lent() as store:
            kept = self._of.setdefault(store, _Kept())
            sent = kept.get(key) or await self._once(kept, key, scope, store)
        if isinstance(sent, Response):
            await sent(scope, receive, send)
            return
        scope["route"] = sent.route
        for message in sent.messages:
            await send(dict(message))

    def rehearse(self, newest: Store) -> None:
        """Make what is kept of the version that is shown anew of one that is not shown yet, what was last asked first.

        After a while the rest is left to who asks for it, so that nobody is shown the old version for long.
        """
        with self._current.lent() as shown:
            asked = [(key, scope) for key, (scope, _) in self._of.setdefault(shown, _Kept()).sent.items()]
        kept, ends = self._of.setdefault(newest, _Kept()), time.monotonic() + REHEARSAL
        for key, scope in reversed(asked):
            if time.monotonic() > ends:
                return
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

    async def _once(self, kept: _Kept, key: Hashable, scope: Scope, store: Store) -> Sent | Response:
        """Make an answer, or wait for the one that is being made, which goes on where who asked first went away."""
        request, making = Request(scope), kept.coming.get(key)
        joined = making is not None
        making = making or self._start(kept, key, request, store)
        seconds = patience(request, told=making.promised)
        if seconds is not None:
            await asyncio.wait({making.task}, timeout=seconds)
            if not making.task.done():
                making.promised = True
                return self._being_made(request, making)
        sent: Sent = await asyncio.shield(making.task)
        if making.promised:
            making.forget()
        elif joined and not sent.kept:
            sent = await asyncio.shield(self._start(kept, key, request, store).task)
        return sent

    def _start(self, kept: _Kept, key: Hashable, request: Request, store: Store) -> Making:
        scope = request.scope
        making = self._waiting.started(str(own_address(request)))
        kept.coming[key] = making
        making.forget = partial(kept.forget, key, making)
        with shown_by(making.track, making.leash):
            making.task = asyncio.create_task(self._in_turn(scope, store))
        making.task.add_done_callback(lambda _: kept.come(key, making, scope))
        return making

    async def _in_turn(self, scope: Scope, store: Store) -> Sent:
        async with AsyncExitStack() as turn:
            await turn.enter_async_context(self._makers)
            work = asyncio.create_task(self._made(scope, store))
            await asyncio.wait({work}, timeout=PATIENCE)
            if not work.done():
                with suppress(WouldBlock):
                    self._long.acquire_nowait()
                    await turn.aclose()
                    turn.callback(self._long.release)
            return await work

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


def keep(request: Request) -> None:
    """Say that the answer to a request is a function of the graph, of judgements and of who asks alone."""
    request.state.keep = True
