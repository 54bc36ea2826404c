"""A real standalone cluster of Spark on loopback: a master and workers, each a process (and group) of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.support.processes import HUNG, UnavailableError, free_port, wait_for, wait_until


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
    home, port = needed(), free_port()
    processes: list[subprocess.Popen[bytes]] = []

    def start(name: str, kind: str, *arguments: str) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(folder / name)}
        environment |= {"SPARK_DAEMON_MEMORY": "256m", "SPARK_NO_DAEMONIZE": "1"}
        command = [
            str(home / "bin" / "spark-class"),
            f"org.apache.spark.deploy.{kind}",
            "--host",
            "127.0.0.1",
            *arguments,
        ]
        (folder / name).mkdir(parents=True)
        with (folder / f"{name}.log").open("wb") as log:
            started = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        processes.append(started)
        return started

    try:
        master = start("master", "master.Master", "--port", str(port), "--webui-port", "0")
        wait_for(port, master, "Spark's master", folder / "master.log")
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
    process.wait(timeout=HUNG)


def wait_for_executors(session: Any, number: int) -> None:
    """Wait until so many workers serve a session."""
    wait_until(lambda: session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() > number)


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
