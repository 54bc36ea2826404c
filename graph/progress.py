"""Progress of long computations: whoever asks says how it is shown, whoever computes only says what it loops over."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
Track = Callable[[Iterable[Any], str, int], Iterable[Any]]

_track: ContextVar[Track] = ContextVar("track")


def track(items: Iterable[T], what: str, total: int) -> Iterable[T]:
    """Loop over `items`, `total` in number, and show how far it is where somebody wants to see it."""
    shown = _track.get(None)
    return shown(items, what, total) if shown else items


@contextmanager
def shown_by(how: Track) -> Iterator[None]:
    """Show the progress of everything computed within, in this thread."""
    token = _track.set(how)
    try:
        yield
    finally:
        _track.reset(token)
