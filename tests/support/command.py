"""The `intercluster` command and its server, run as a user runs them, with a home of their own."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import httpx

from api.cli.main import main
from tests.support.processes import HUNG, wait_until

COMMAND = Path(sys.executable).with_name("intercluster")
PATIENT = {"Prefer": f"wait={HUNG}"}
"""With this a page waits for its answer, however busy the machine, and shows nothing else meanwhile."""


def run(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own; nothing of the caller's settings gets in."""
    return subprocess.run(
        [COMMAND, *arguments],
        env=_environment(home, environment),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=HUNG,
        check=False,
    )


def call(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in this process, which saves the seconds it takes to start; a test holds it equal to `run`."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        mock.patch.dict(os.environ, _environment(home, environment), clear=True),
        mock.patch.object(sys, "argv", [str(COMMAND), *arguments]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def with_flanders(home: Path) -> Path:
    """Fill an empty home with the Flemish ecosystem, which is loaded once in a process and copied, and return it."""
    loaded = Path(_ROOM.name)
    if not any(loaded.iterdir()):
        assert call("load", "flanders", home=loaded).returncode == 0
    shutil.copytree(loaded, home, dirs_exist_ok=True)
    return home


_ROOM = TemporaryDirectory()


class Client(httpx.Client):
    """A client of a server, with the server's own process and what it has logged."""

    server: "subprocess.Popen[str]"
    log: list[str]


@contextlib.contextmanager
def served(home: Path, *arguments: str, **environment: str) -> Iterator[Client]:
    """Run the server on a free port and give a client of it; on leaving it is ended."""
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", "0", *arguments],
        env=_environment(home, environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    reader = None
    try:
        with Client(base_url=_address(process), timeout=HUNG, headers=PATIENT) as client:
            client.server, client.log = process, []
            reader = threading.Thread(target=_read, args=(process, client.log), daemon=True)
            reader.start()
            _wait_until_up(client)
            yield client
    finally:
        process.terminate()
        process.wait(timeout=HUNG)
        if reader:
            reader.join(timeout=HUNG)
        if process.stdout:
            process.stdout.close()


def _read(process: "subprocess.Popen[str]", log: list[str]) -> None:
    """Read on, so that no full pipe holds the server up."""
    assert process.stdout
    log.extend(process.stdout)


def _environment(home: Path, more: dict[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("INTERCLUSTER_")}
    return {**kept, "INTERCLUSTER_HOME": str(home), "COLUMNS": "200", "PYTHONUTF8": "1", **more}


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    for line in process.stdout:
        if found := re.search(r"http://\S+", line):
            return found.group()
    raise AssertionError("the server said no address")


def _wait_until_up(client: httpx.Client) -> None:
    def up() -> bool:
        with contextlib.suppress(httpx.TransportError):
            return client.get("/healthz").status_code == 200
        return False

    wait_until(up)
