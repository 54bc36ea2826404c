"""Connections of the server: their number is bounded, and one that dawdles makes room for one that asks.

uvicorn itself waits for a request's head for ever.
"""

import asyncio
import time
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 400
"""So many connections are open at most; a process may usually hold 1,024 files."""
HEAD = 10.0
"""Seconds within which the head of a request must have come."""
HEAD_BYTES = 32 << 10
LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Connection(H11Protocol):
    """A connection to a reader."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self._since = time.monotonic()
        self._head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a head, but not for ever; where there are too many connections the one that dawdles most goes."""
        super().connection_made(transport)
        self._wait_for_head()
        if len(self.connections) > MOST:
            there = [one for one in self.connections if isinstance(one, Connection) and not one.transport.is_closing()]
            if len(there) > MOST:
                min(there, key=Connection.claim).transport.abort()

    def claim(self) -> tuple[bool, bool, float]:
        """Return what a connection's claim to stay is measured by: least where nothing is asked, longest ago."""
        asked = self.cycle is not None and not self.cycle.response_complete
        return asked, asked and not self.cycle.more_body, self._since

    def data_received(self, data: bytes) -> None:
        """Take in what comes; a head that begins must end in time."""
        if self._idle and self._head is None:
            self._wait_for_head()
        super().data_received(data)
        if not self._idle:
            self._since = time.monotonic()
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of it."""
        self._stop_waiting()
        super().connection_lost(exc)

    @property
    def _idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait_for_head(self) -> None:
        self._since = time.monotonic()
        self._head = self.loop.call_later(HEAD, self._is_late)

    def _stop_waiting(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _is_late(self) -> None:
        self._head = None
        if not self.transport.is_closing():
            self.transport.write(LATE)
            self.transport.close()
