"""Long work on a graph, done by processes of its own at low priority: who reads meanwhile is served first.

Such a process runs `main`: it opens the store that it is told of and then works on what it is given, one after the
other, with what it worked out before still at hand; left alone for some minutes it ends.
"""

import contextlib
import importlib
import os
import queue
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import IO, Any, TypeVar, cast

from graph.apart.once import give_way
from graph.apart.pipes import FailedError, Teller, answered, read, write
from graph.errors import InterclusterError, QueryError
from graph.progress import leash, shown, shown_by
from graph.store import Store, open_store
from graph.store.cache import Versioned

T = TypeVar("T")
NUMBER = 2
MOST_WAITING = 24
IDLE = 300
LOOKS = 0.5
"""Seconds after which one that waits looks whether it is still wanted."""


class BusyError(InterclusterError):
    """More is being worked out already than can be done soon."""

    status = 503


class _GoneError(InterclusterError):
    """Another version of the data has taken the place of what was asked of."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A function of this program by its name, its arguments after the store, and the version that it is asked of."""

    module: str
    function: str
    arguments: tuple[Any, ...]
    values: Mapping[str, Any]
    version: str


@dataclass(slots=True)
class _Worker:
    """A process that works, started when there is something to do."""

    url: str
    process: "subprocess.Popen[bytes] | None" = None

    def do(self, task: _Task) -> Any:
        """Return what comes of a task; raise what it raises."""
        if self.process is None or self.process.poll() is not None:
            self._start()
        process, held = cast("subprocess.Popen[bytes]", self.process), leash()
        try:
            with held.held(process.kill):
                write(cast("IO[bytes]", process.stdin), task)
                found = answered(cast("IO[bytes]", process.stdout), shown())
        except (BrokenPipeError, EOFError):
            self.end()
            held.check()
            raise QueryError(
                "The process that works this out ended, most likely by its use of memory; ask for less."
            ) from None
        except BaseException as error:
            if held.given_up or not isinstance(error, InterclusterError | FailedError):
                self.end()
            raise
        if held.given_up:
            self.end()
        return found

    def _start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from graph.apart.workers import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        write(cast("IO[bytes]", self.process.stdin), self.url)

    def end(self) -> None:
        """End the process, whatever it does."""
        if self.process is not None:
            self.process.kill()
            with contextlib.suppress(OSError):
                self.process.communicate()
            self.process = None


class Workers:
    """The processes that work for a service on the store at a URL; what they do waits in a line, which is bounded."""

    def __init__(self, url: str, number: int = NUMBER, most_waiting: int = MOST_WAITING) -> None:
        self.calls = 0
        """How much they were given to do."""
        self._workers = [_Worker(url) for _ in range(number)]
        self._free: queue.LifoQueue[_Worker] = queue.LifoQueue()  # the one that worked last has most at hand
        for worker in reversed(self._workers):
            self._free.put(worker)
        self._places = threading.Semaphore(number + most_waiting)

    def call(self, function: Callable[..., T], store: Versioned, /, *args: Any, **values: Any) -> T:
        """Return what a module's function returns for a store, made elsewhere; here where the store was replaced.

        Raise what it raises, and BusyError where too many wait already.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError("Too much is being worked out at the moment: try again in a minute.")
        try:
            task = _Task(function.__module__, function.__qualname__, args, values, store.data_version)
            worker = self._next()
            self.calls += 1
            try:
                found: T = worker.do(task)
            finally:
                self._free.put(worker)
        except _GoneError:
            return function(store, *args, **values)
        finally:
            self._places.release()
        return found

    def _next(self) -> _Worker:
        """Return a process that has nothing to do, as soon as there is one; raise GivenUpError."""
        held = leash()
        while True:
            held.check()
            with contextlib.suppress(queue.Empty):
                return self._free.get(timeout=LOOKS)

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.end()


class _Held:
    """The store that a process works on: the newest version, or the one that it worked on before."""

    def __init__(self, url: str) -> None:
        self._store = open_store(url)

    def at(self, version: str) -> Store:
        """Return the store at a version; raise _GoneError where that cannot be had any more."""
        newest = self._store.current()
        if newest is not self._store and newest.data_version == version:
            if self._store.keeps_versions:
                self._store.close()
            self._store = newest
        elif newest is not self._store and newest.keeps_versions:
            newest.close()
        if self._store.data_version != version:
            raise _GoneError("Another version of the data has taken the place of the one that was asked of.")
        return self._store


def _done(held: _Held, task: _Task, teller: Teller) -> Any:
    function = getattr(importlib.import_module(task.module), task.function)
    with shown_by(teller.track):
        return function(held.at(task.version), *task.arguments, **task.values)


def main() -> None:
    """Work until nothing comes any more."""
    give_way()
    given = os.fdopen(0, "rb", buffering=0)  # nothing may be read ahead of `select`
    teller = Teller(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # what a library prints is no answer
    held = _Held(read(cast("IO[bytes]", given)))
    while select.select([given], [], [], IDLE)[0]:
        try:
            task = read(cast("IO[bytes]", given))
        except EOFError:
            return
        teller.answer(partial(_done, held, task, teller))
