"""Servers that tests start on loopback: a free port, and when it is open."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

HUNG = 600
"""Seconds after which something counts as hung. Never a goal: on a busy machine nothing fails because it takes long."""


class UnavailableError(Exception):
    """A server cannot be had here; the message says why, in one line."""


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def wait_for(port: int, server: "subprocess.Popen[bytes]", what: str, log: Path) -> None:
    """Wait until a server's port is open; raise UnavailableError where it ends, or is not open within HUNG seconds."""
    until = time.monotonic() + HUNG
    while time.monotonic() < until:
        if server.poll() is not None:
            raise UnavailableError(f"{what} did not start: {log.read_text()[-300:]}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise UnavailableError(f"{what} did not open its port within {HUNG} seconds")


def running(process: int) -> bool:
    """Whether a process of this number runs; one that has ended and waits for its parent to notice does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_until(so: Callable[[], object]) -> None:
    """Wait until something is so; AssertionError where it is not within HUNG seconds."""
    until = time.monotonic() + HUNG
    while not so():
        assert time.monotonic() < until, "this is not so, and it seems that it never will be"
        time.sleep(0.02)
