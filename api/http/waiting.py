"""Answers that are being made: how far each is, who was told to come back for it, and how it is given up."""

import asyncio
import re
import secrets
import time
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

from fastapi import Request

from graph.errors import NotFoundError
from graph.progress import Leash, Steps

PATIENCE = 2.0
"""Seconds after which a page says that it is being worked out."""
MOST_PATIENCE = 120.0
KEPT = 60.0
"""Seconds for which an answer waits for whoever was told to come back for it."""


class Making(Steps):
    """One answer on its way: `task` makes it; `promised` says that somebody was told to come back."""

    def __init__(self, address: str) -> None:
        self.ticket = secrets.token_urlsafe(9)
        self.address = address
        self.leash = Leash()
        self.promised = False
        self.task: asyncio.Task[Any]
        self.forget: Callable[[], object]
        self._started = time.monotonic()

    @property
    def seconds(self) -> int:
        """Whole seconds since it was asked for."""
        return int(time.monotonic() - self._started)


class Waiting:
    """The answers that are being made, by their tickets."""

    def __init__(self) -> None:
        self._making: WeakValueDictionary[str, Making] = WeakValueDictionary()

    def __len__(self) -> int:
        """How many answers somebody was told to come back for, and are not done."""
        return sum(one.promised and not one.task.done() for one in list(self._making.values()))

    def started(self, address: str) -> Making:
        """Return a new answer on its way."""
        making = Making(address)
        self._making[making.ticket] = making
        return making

    def give_up(self, ticket: str) -> Making:
        """End what makes an answer, as soon as it can be; raise NotFoundError where it is done."""
        making = self._making.get(ticket)
        if making is None or making.task.done():
            raise NotFoundError("This is worked out by now, or was given up before.")
        making.leash.give_up()
        making.forget()
        return making


def patience(request: Request, *, told: bool) -> float | None:
    """Return for how many seconds a reader's page is waited for, none where they were told; None where it is no page.

    Whoever would rather wait says so by `Prefer: wait=SECONDS` (RFC 7240).
    """
    wanted = request.headers.get("sec-fetch-dest", "document")
    inside = "hx-request" in request.headers or request.scope["path"].startswith("/api/")
    if inside or wanted != "document" or "text/html" not in request.headers.get("accept", ""):
        return None
    if "format" in request.query_params:
        return None
    preferred = re.search(r"\bwait=(\d{1,4})\b", request.headers.get("prefer", ""))
    return min(MOST_PATIENCE, float(preferred[1])) if preferred else PATIENCE * (not told)
