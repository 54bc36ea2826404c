"""A function called once in a process of its own, with bounds, which can be ended from elsewhere."""

import contextlib
import gc
import importlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from graph.apart.pipes import Teller, answered, read, write
from graph.progress import Leash, Track, silently

NICE = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process may take: bytes of memory, seconds of a processor; None: as much as there is.

    A `low` one gives way: who else works is served first, and where the machine's memory runs out it is ended first.
    """

    memory: int | None = None
    seconds: int | None = None
    low: bool = False


@dataclass(frozen=True, slots=True)
class _Task:
    """A function of this program by its name, and its arguments."""

    module: str
    function: str
    arguments: tuple[Any, ...]
    limits: Limits


def once(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    limits: Limits,
    track: Track = silently,
    leash: Leash | None = None,
) -> Any:
    """Return what a module's function returns for these arguments and a Track; raise what it raises.

    Raise EOFError where the process ends before, by its limits or otherwise, and GivenUpError where it is given up.
    """
    leash, task = leash or Leash(), _Task(function.__module__, function.__name__, arguments, limits)
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(
        [sys.executable, "-c", "from graph.apart.once import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=limits.low,  # what it starts is ended with it
    ) as process:
        end = _group(process) if limits.low else process.kill
        try:
            with leash.held(end):
                with contextlib.suppress(BrokenPipeError):
                    write(cast("IO[bytes]", process.stdin), task)
                return answered(cast("IO[bytes]", process.stdout), track)
        except EOFError:
            leash.check()
            raise
        finally:
            end()


def _group(process: "subprocess.Popen[bytes]") -> Callable[[], None]:
    def end() -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)

    return end


def give_way() -> None:
    """Let others be served first, and be ended first where the machine's memory runs out."""
    os.nice(NICE)
    with contextlib.suppress(OSError):  # Linux alone has it
        Path("/proc/self/oom_score_adj").write_text("1000")


def _bound(limits: Limits) -> None:
    if limits.memory:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    if limits.seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits.low:
        give_way()


def main() -> None:
    """Do the task of standard input within its limits, and tell what comes of it on standard output."""
    task: _Task = read(sys.stdin.buffer)
    _bound(task.limits)
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    # Such work makes many records and no cycles of them: looking for cycles took a fifth of its time.
    gc.disable()
    teller = Teller(told)
    teller.answer(lambda: getattr(importlib.import_module(task.module), task.function)(*task.arguments, teller.track))
