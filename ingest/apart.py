"""Files are read in a process of their own, with a bound on memory and time: no file can end or stall a service.

`python -m ingest.apart` is that process: it takes its task from standard input, tells how far it is, and gives back
what it found or why it refused.
"""

import contextlib
import importlib
import os
import pickle
import resource
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import IO, Any

from graph.errors import BadInputError, InterclusterError
from graph.facts import Facts
from graph.messages import Message
from ingest import loading
from ingest.reading.audit import Audit
from ingest.reading.reading import ImportOptions, Track, silently
from ingest.sources.registry import KINDS, Request

LISTS = ("members", "projects")


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may take: bytes of memory, and seconds of a processor."""

    memory: int
    seconds: int


OF_A_LIST = Limits(3 << 30, 300)
OF_A_REGISTER = Limits(24 << 30, 3_600)
_ITEMS_A_TICK = 500


@dataclass(frozen=True, slots=True)
class _Task:
    """What to do, in a form that another process can be given: a function of this program by name, and arguments."""

    module: str
    function: str
    arguments: tuple[Any, ...]
    limits: Limits


def read_all(
    requests: Sequence[Request], audit: Audit, options: ImportOptions, track: Track = silently
) -> dict[str, Facts]:
    """Read sources into facts by name as `loading.read_all`, each file in a process of its own.

    Raise BadInputError where a file takes more memory or time than a real one does.
    """
    found: dict[str, Facts] = {}
    for request in requests:
        for name, facts in _read(request, audit, options, track).items():
            if name in found:
                found[name].add(*facts)
            else:
                found[name] = facts
    return found


def _read(request: Request, audit: Audit, options: ImportOptions, track: Track) -> dict[str, Facts]:
    if request.path is None:
        return loading.read_all([request], audit, options, track)
    limits = OF_A_LIST if request.kind.name in LISTS else OF_A_REGISTER
    arguments = (request.kind.name, request.label, request.path, options, audit)
    found, minutes = apart(read_one, arguments, request.path.name, limits, track)
    for one in fields(Audit):
        setattr(audit, one.name, getattr(minutes, one.name))
    if isinstance(found, InterclusterError):
        raise found
    facts: dict[str, Facts] = found
    return facts


def read_one(
    kind: str, label: str, path: Path, options: ImportOptions, audit: Audit, track: Track
) -> tuple[dict[str, Facts] | InterclusterError, Audit]:
    """Read one source; return its facts or why it is refused, and the minutes."""
    try:
        return loading.read_all([Request(KINDS[kind], label, path)], audit, options, track), audit
    except InterclusterError as error:
        return error, audit


def apart(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    what: str,
    limits: Limits = OF_A_LIST,
    track: Track = silently,
) -> Any:
    """Return what a module's function returns for these arguments and a Track, called in a process of its own.

    Raise what it raises, and BadInputError where it takes more than the limits.
    """
    task = _Task(function.__module__, function.__name__, arguments, limits)
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "ingest.apart"]
    with subprocess.Popen(  # noqa: S603 - this program's own module, by the interpreter that runs it
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        try:
            return _talk(process, task, what, track)
        finally:
            process.kill()


def _talk(process: "subprocess.Popen[bytes]", task: _Task, what: str, track: Track) -> Any:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the reading process has no pipes")
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(pickle.dumps(task))
        process.stdin.close()
    messages = _messages(process.stdout)
    for kind, content in messages:
        if kind == "loop":
            name, total = content
            for _ in track(_ticks(messages), name, total):
                pass
        elif kind == "error":
            raise content
        elif kind == "result":
            return content
    raise BadInputError(
        Message(
            "%(what)s takes more than %(number)s GB of memory or %(seconds)s seconds to read, far more than "
            "a list does; it may be damaged or made to do harm. Copy its table to a new file.",
            what=what,
            number=task.limits.memory >> 30,
            seconds=task.limits.seconds,
        )
    )


def _messages(stream: IO[bytes]) -> Iterator[tuple[str, Any]]:
    while len(head := stream.read(8)) == 8:
        (size,) = struct.unpack("<Q", head)
        content = stream.read(size)
        if len(content) < size:
            return
        yield pickle.loads(content)  # noqa: S301 - our own process wrote it


def _ticks(messages: Iterator[tuple[str, Any]]) -> Iterator[None]:
    """Yield as often as the other process says that it did something, until its loop ends."""
    for kind, content in messages:
        if kind != "tick":
            return
        for _ in range(content):
            yield


class _Teller:
    """Tells the process that waits how far this one is."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def tell(self, kind: str, content: object) -> None:
        packed = pickle.dumps((kind, content), protocol=pickle.HIGHEST_PROTOCOL)
        self._stream.write(struct.pack("<Q", len(packed)))
        self._stream.write(packed)
        self._stream.flush()

    def track(self, items: Iterable[Any], what: str, total: int) -> Iterator[Any]:
        self.tell("loop", (what, total))
        done = 0
        for item in items:
            yield item
            done += 1
            if done == _ITEMS_A_TICK:
                self.tell("tick", done)
                done = 0
        self.tell("tick", done)
        self.tell("end", None)


def main() -> None:
    """Do the task of standard input within its limits, and write what comes of it to standard output."""
    task: _Task = pickle.load(sys.stdin.buffer)  # noqa: S301 - the process that started this one wrote it
    resource.setrlimit(resource.RLIMIT_AS, (task.limits.memory, task.limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (task.limits.seconds, task.limits.seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    teller = _Teller(sys.stdout.buffer)
    try:
        found = getattr(importlib.import_module(task.module), task.function)(*task.arguments, teller.track)
    except InterclusterError as error:
        teller.tell("error", error)
    else:
        teller.tell("result", found)


if __name__ == "__main__":
    main()
