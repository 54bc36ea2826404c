"""What was worked out of one version of a graph: kept with its store, made once at a time, gone with it."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from graph.progress import GivenUpError

T = TypeVar("T")
MOST = 8
"""So many answers to one question are kept, under various arguments."""


@dataclass(frozen=True, slots=True)
class Key:
    """What was asked, with which arguments, of which version of the data."""

    asked: Callable[..., object]
    arguments: tuple[tuple[str, Hashable], ...]
    data_version: str


class Versioned(Protocol):
    """What is read at one version, as a store is."""

    @property
    def data_version(self) -> str:
        """The version of the data."""


class Elsewhere(Protocol):
    """Where a function of a store is called so that nobody here waits for the processor (see `graph.apart.workers`)."""

    def call(self, function: Callable[..., T], store: Versioned, /, *args: Any, **values: Any) -> T:
        """Return what a module's function returns for a store and these arguments."""


class AnswerCache:
    """Answers by their keys; of each question the longest unused go first.

    Who asks for what is being made already waits for it. What could not be made is not kept. What takes long is made
    `elsewhere`, where there is such a place.
    """

    def __init__(self, most: int = MOST) -> None:
        self.elsewhere: Elsewhere | None = None
        self._most = most
        self._found: dict[Callable[..., object], OrderedDict[Key, Future[object]]] = defaultdict(OrderedDict)
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], T]) -> T:
        """Return what is kept under a key, made where it is not there yet."""
        while True:
            found, ours = self._place(key)
            if ours:
                self._make(key, found, make)
            try:
                return cast("T", found.result())
            except GivenUpError:  # by whoever asked first, who need not be the only one
                if ours:
                    raise

    def _place(self, key: Key) -> "tuple[Future[object], bool]":
        """Return where an answer will be, and whether it is ours to make."""
        with self._lock:
            beside = self._found[key.asked]
            found = beside.get(key)
            ours = found is None
            if found is None:
                found = beside[key] = Future()
            beside.move_to_end(key)
            while len(beside) > self._most:
                beside.popitem(last=False)
            return found, ours

    def clear(self) -> None:
        """Keep nothing of what there is."""
        with self._lock:
            self._found.clear()

    def _make(self, key: Key, found: "Future[object]", make: Callable[[], object]) -> None:
        try:
            found.set_result(make())
        except BaseException as error:
            with self._lock:
                if self._found[key.asked].get(key) is found:
                    del self._found[key.asked][key]
            found.set_exception(error)
