"""A real standalone cluster of Spark on loopback: a master and workers, each a process (and group) of its own."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

STARTS_WITHIN = 60


class UnavailableError(Exception):
    """No cluster can be had here; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster: its master's URL, and its processes, each the leader of a group."""

    url: str
    master: "subprocess.Popen[bytes]"
    workers: "list[subprocess.Popen[bytes]]"


def needed() -> Path:
    """Return where Spark is; raise UnavailableError where it or Java is missing."""
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise UnavailableError("pyspark is not installed (make spark)")
    if shutil.which("java") is None:
        raise UnavailableError("no 'java' to run Spark")
    return Path(found.origin).parent


@contextlib.contextmanager
def running(folder: Path, workers: int = 2, memory: str = "1g") -> Iterator[Cluster]:
    """Run a master and workers of one core each, their files in `folder`; all are ended on leaving."""
    home, port = needed(), _free_port()
    processes: list[subprocess.Popen[bytes]] = []

    def start(name: str, kind: str, *arguments: str) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(folder / name)}
        environment |= {"SPARK_DAEMON_MEMORY": "256m", "SPARK_NO_DAEMONIZE": "1"}
        command = [home / "bin" / "spark-class", f"org.apache.spark.deploy.{kind}", "--host", "127.0.0.1", *arguments]
        (folder / name).mkdir(parents=True)
        with (folder / f"{name}.log").open("wb") as log:
            started = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        processes.append(started)
        return started

    try:
        master = start("master", "master.Master", "--port", str(port), "--webui-port", "0")
        _wait_for(port, master, folder / "master.log")
        url, place = f"spark://127.0.0.1:{port}", ("--cores", "1", "--memory", memory, "--webui-port", "0")
        names = [f"worker-{n}" for n in range(workers)]
        yield Cluster(
            url,
            master,
            [start(n, "worker.Worker", *place, "--work-dir", str(folder / n / "work"), url) for n in names],
        )
    finally:
        for process in processes:
            kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process with all it started, at once, as a machine that fails."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


def wait_for_executors(session: Any, number: int) -> None:
    """Wait until so many workers serve a session."""
    until = time.monotonic() + STARTS_WITHIN
    while session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() <= number:
        if time.monotonic() > until:
            raise TimeoutError(f"not {number} executors within {STARTS_WITHIN} seconds")
        time.sleep(0.1)


def once_busy(session: Any, tasks: int, act: Callable[[], None]) -> threading.Thread:
    """Start a thread that acts once, while a job runs and so many of a stage's tasks are done."""
    status = session.sparkContext.statusTracker()

    def watch() -> None:
        while True:
            for stage in status.getActiveStageIds():
                found = status.getStageInfo(stage)
                if found and found.numCompletedTasks >= tasks and found.numActiveTasks:
                    act()
                    return
            time.sleep(0.02)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _wait_for(port: int, master: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(STARTS_WITHIN * 10):
        if master.poll() is not None:
            raise UnavailableError(f"Spark's master did not start: {log.read_text()[-300:]}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise UnavailableError(f"Spark's master did not open its port within {STARTS_WITHIN} seconds")
