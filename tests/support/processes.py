"""Servers that tests start on loopback: a free port, and when it is open."""

import contextlib
import socket
import subprocess
import time
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


def wait_for(port: int, server: "subprocess.Popen[bytes]", what: str, log: Path, within: int) -> None:
    """Wait until a server's port is open; raise UnavailableError where it ends, or is not open within some seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if server.poll() is not None:
            raise UnavailableError(f"{what} did not start: {log.read_text()[-300:]}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise UnavailableError(f"{what} did not open its port within {within} seconds")
