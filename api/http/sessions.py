"""Logins that last: sessions, which end, and how often an address may be wrong."""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from api.users import User
from graph.errors import InterclusterError

LONGEST, IDLE = 12 * 3600, 2 * 3600
"""Seconds after which a session ends, at all and where nobody uses it."""
MOST_SESSIONS = 10_000
MOST_FAILED, WITHIN = 10, 300
"""So many wrong tokens or secrets may come from an address within so many seconds."""


class TooManyAttemptsError(InterclusterError):
    """An address has sent too many wrong secrets."""

    status = 429


@dataclass(slots=True)
class _Session:
    user: User | None
    started: float
    seen: float


@dataclass(frozen=True, slots=True)
class Opened:
    """A user's session as the user sees it: seconds since it was opened and used, whether it is the one that asks."""

    started: int
    seen: int
    here: bool


class Sessions:
    """Who is logged in, by the digest of a key that they alone hold; gone when the service ends."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._found: OrderedDict[str, _Session] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, user: User | None, key: str = "") -> str:
        """Open a session and return its key, a new one where none is given."""
        key = key or secrets.token_urlsafe(32)
        with self._lock:
            self._found[_digest(key)] = _Session(user, self._clock(), self._clock())
            while len(self._found) > MOST_SESSIONS:
                self._found.popitem(last=False)
        return key

    def find(self, key: str) -> tuple[User | None] | None:
        """Return whose a session is (a user, or None for the token), in a tuple; None where there is none."""
        digest, now = _digest(key), self._clock()
        with self._lock:
            session = self._found.get(digest)
            if session is None:
                return None
            if now - session.started > LONGEST or now - session.seen > IDLE:
                del self._found[digest]
                return None
            session.seen = now
            self._found.move_to_end(digest)
            return (session.user,)

    def end(self, key: str) -> None:
        """End a session."""
        with self._lock:
            self._found.pop(_digest(key), None)

    def of(self, name: str, key: str) -> list[Opened]:
        """Return a user's sessions that have not ended, the last used first; `key` is the one that asks."""
        here, now = _digest(key), self._clock()
        with self._lock:
            return [
                Opened(int(now - one.started), int(now - one.seen), digest == here)
                for digest, one in reversed(self._found.items())
                if one.user and one.user.name == name and now - one.started <= LONGEST and now - one.seen <= IDLE
            ]

    def end_others(self, name: str, key: str) -> None:
        """End a user's sessions but one."""
        here = _digest(key)
        with self._lock:
            for digest in [one for one, it in self._found.items() if it.user and it.user.name == name and one != here]:
                del self._found[digest]


class Attempts:
    """How often each address sent a wrong secret of late."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, address: str) -> None:
        """Raise TooManyAttemptsError where an address has to wait."""
        with self._lock:
            times = self._failed.get(address)
            if times and len(times) == MOST_FAILED and self._clock() - times[0] < WITHIN:
                raise TooManyAttemptsError("Too many wrong tokens or secrets: try again in five minutes.")

    def failed(self, address: str) -> None:
        """Note a wrong secret."""
        with self._lock:
            self._failed.setdefault(address, deque(maxlen=MOST_FAILED)).append(self._clock())
            self._failed.move_to_end(address)
            while len(self._failed) > MOST_SESSIONS:
                self._failed.popitem(last=False)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
