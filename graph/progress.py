"""Progress of long computations: whoever asks says how it is shown, whoever computes only says what it loops over.

Whoever asks may also give it up, by the leash that the work is on.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from graph.errors import InterclusterError

T = TypeVar("T")
Track = Callable[[Iterable[Any], str, int], Iterable[Any]]
"""Shows how far a long loop is: its items, what it does, and how many there are."""


class GivenUpError(InterclusterError):
    """Who asked for this has given it up."""

    status = 409


@dataclass(kw_only=True)
class Steps:
    """How far the long loops of a piece of work are; its `track` notes it."""

    step: str = ""
    done: int = 0
    total: int = 0

    def track(self, items: Iterable[Any], what: str, total: int) -> Iterator[Any]:
        """Note how far a long loop is."""
        self.step, self.done, self.total = what, 0, total
        for item in items:
            yield item
            self.done += 1


class Leash:
    """By which work is given up from elsewhere."""

    def __init__(self) -> None:
        self.given_up = False
        self._end: Callable[[], object] | None = None
        self._lock = threading.Lock()

    def give_up(self) -> None:
        """End the work, as soon as it can be."""
        with self._lock:
            self.given_up = True
            if self._end:
                self._end()

    @contextmanager
    def held(self, end: Callable[[], object]) -> Iterator[None]:
        """Call `end` where the work is given up meanwhile."""
        with self._lock:
            self._end = end
        try:
            self.check()
            yield
        finally:
            with self._lock:
                self._end = None

    def check(self) -> None:
        """Raise GivenUpError where the work was given up."""
        if self.given_up:
            raise GivenUpError("This was given up.")


_track: ContextVar[Track] = ContextVar("track")
_leash: ContextVar[Leash] = ContextVar("leash")


def silently(items: Iterable[T], what: str, total: int) -> Iterable[T]:  # noqa: ARG001 - as Track
    """Show nothing."""
    return items


def track(items: Iterable[T], what: str, total: int) -> Iterable[T]:
    """Loop over `items`, `total` in number, and show how far it is where somebody wants to see it."""
    held = _leash.get(None)
    return shown()(items if held is None else _while_wanted(items, held), what, total)


def _while_wanted(items: Iterable[T], held: Leash) -> Iterator[T]:
    for item in items:
        held.check()
        yield item


def shown() -> Track:
    """Return how progress is shown to who asks."""
    return _track.get(silently)


def leash() -> Leash:
    """Return the leash that this work is on; where nobody holds it, one that nobody pulls."""
    return _leash.get(None) or Leash()


@contextmanager
def shown_by(how: Track, on: Leash | None = None) -> Iterator[None]:
    """Show the progress of everything computed within, in this thread, where it may be given up."""
    before, held = _track.set(how), _leash.set(on or leash())
    try:
        yield
    finally:
        _track.reset(before)
        _leash.reset(held)
