"""A session on Apache Spark, or one sentence that says why there is none."""

import ipaddress
import logging
import re
import signal
import socket
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from graph.errors import EngineError

if TYPE_CHECKING:
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

MASTERS = re.compile(r"local(\[(\d{1,4}|\*)(,\d{1,4})?\])?|spark://[^\s/]+|yarn|k8s://\S+")
ANSWERS_WITHIN = 5
"""Seconds in which a master must take a connection."""
WORKERS_WITHIN = 60
"""Seconds in which a worker must be there, at the start and when all are lost."""
TASKS_A_CORE = 4
ASIDES = re.compile(r"(\S+ \S+ )?WARN|NOTE|Picked up|Using |Setting ")
"""What Java and Spark say before they fail."""


def start(master: str) -> "SparkSession":
    """Start a session, or raise EngineError; what is not said here is as Spark's own spark-defaults.conf says."""
    if not MASTERS.fullmatch(master):
        raise EngineError(
            "INTERCLUSTER_SPARK is '%(master)s': expected local[*], spark://host:port, yarn or k8s://host:port.",
            master=master,
        )
    try:
        from pyspark import SparkContext
        from pyspark.sql import SparkSession
    except ImportError:
        raise EngineError("--engine spark needs pyspark: pip install 'intercluster[spark]'.") from None
    if master.startswith("spark://"):
        _reach(master)
    # We go by Arrow and numpy alone, so what pandas it is does not matter.
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
    conf = _conf(master)
    with speaking(f"Spark's master {master} did not take the work"):
        _launch(conf)
        _hush()
        with _own_interrupts():
            context = SparkContext(conf=conf)
        if _is_here(master):
            context.pythonExec = sys.executable  # elsewhere it is PYSPARK_PYTHON
        session: SparkSession = SparkSession(context)
    try:
        with speaking(f"Spark's master {master} did not take the work"):
            _wait_for_workers(session, master)
    except BaseException:
        session.stop()
        raise
    session.conf.set("spark.sql.shuffle.partitions", context.defaultParallelism * TASKS_A_CORE)
    # Our plans have nothing left to adapt, and to plan anew at each step takes as long as small data do.
    session.conf.set("spark.sql.adaptive.enabled", "false")
    return session


@contextmanager
def speaking(what: str) -> Iterator[None]:
    """Turn what Spark raises within into an EngineError of one sentence, and what a Ctrl-C led to into that Ctrl-C."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except Exception as error:
        if _follows_an_interrupt(error):
            raise KeyboardInterrupt from error
        if not isinstance(error, Py4JError | PySparkException):
            raise
        found = re.findall(r"(?:Exception|Error): ([^\n]*[^\n:\s])\s*$", str(error), re.MULTILINE)
        said = found[0] if found else type(error).__name__
        if "stopped SparkContext" in said:  # so Spark says that no master took it
            said = "nothing there answers as a master of this version of Spark."
        raise EngineError("%(what)s: %(said)s", what=what, said=said) from error


def _follows_an_interrupt(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


@contextmanager
def at_work(session: "SparkSession") -> Iterator[None]:
    """Run jobs within; raise EngineError where Spark gives up, or has lost its workers: it would wait for ever."""
    over, lost = threading.Event(), threading.Event()

    def watch() -> None:
        from py4j.protocol import Py4JError

        seen = time.monotonic()
        with suppress(Py4JError):  # Spark is no more, as whoever waits for it is told
            while not over.wait(1):
                if _has_workers(session):
                    seen = time.monotonic()
                elif time.monotonic() - seen > WORKERS_WITHIN:
                    lost.set()
                    session.sparkContext.cancelAllJobs()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        with speaking("Spark gave up"):
            yield
    except EngineError as error:
        if lost.is_set():
            raise EngineError(
                "Spark lost its workers, and had none for %(workers_within)s seconds.", workers_within=WORKERS_WITHIN
            ) from error
        raise
    finally:
        over.set()
        watcher.join()


def _reach(master: str) -> None:
    """Raise EngineError where none of the masters takes a connection: Spark itself would try for minutes."""
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        if not (host and port.isdecimal() and int(port) < 65536):
            raise EngineError("INTERCLUSTER_SPARK is '%(master)s': expected spark://host:port.", master=master)
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=ANSWERS_WITHIN):
                return
        except OSError:
            continue
    raise EngineError(
        "Spark's master %(master)s cannot be reached within %(answers_within)s seconds.",
        master=master,
        answers_within=ANSWERS_WITHIN,
    )


def _conf(master: str) -> "SparkConf":
    from pyspark import SparkConf

    conf = SparkConf().setAppName("intercluster").setMaster(master)
    conf.set("spark.ui.enabled", "false").set("spark.ui.showConsoleProgress", "false")
    conf.set("spark.sql.catalogImplementation", "in-memory")
    if _is_here(master):
        # Nobody beyond this machine is to connect.
        conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
    return conf


def _is_here(master: str) -> bool:
    """Whether all of Spark runs on this machine."""
    if master.startswith("local"):
        return True
    host = re.sub(r"^spark://|:\d+$", "", master).strip("[]")
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _launch(conf: "SparkConf") -> None:
    """Start the Java process, once for the life of this one; it writes to a log of its own, not among the answer."""
    from pyspark import SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.java_gateway import launch_gateway

    if SparkContext._gateway is not None:
        return
    log: IO[str]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        try:
            SparkContext._ensure_initialized(gateway=launch_gateway(conf, {"stdout": log, "stderr": log}))
        except PySparkRuntimeError as error:
            log.seek(0)
            said = (line.strip() for line in log if line.strip() and not ASIDES.match(line))
            first = next(said, "nothing was said")
            raise EngineError("Spark, which needs Java 17 or newer, did not start: %(first)s", first=first) from error


def _hush() -> None:
    """Keep what fails between us and Java from being logged, traces and all, beside being raised."""
    logging.getLogger("py4j").setLevel(logging.CRITICAL + 1)
    logging.getLogger().addFilter(_is_not_of_py4j)


def _is_not_of_py4j(record: logging.LogRecord) -> bool:
    return "py4j" not in record.pathname


@contextmanager
def _own_interrupts() -> Iterator[None]:
    """Keep what Ctrl-C does: Spark would have it talk to Java in the middle of another talk with Java."""
    mine = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, mine)


def _wait_for_workers(session: "SparkSession", master: str) -> None:
    """Raise EngineError where a cluster has no worker for us: Spark itself would wait for ever."""
    until = time.monotonic() + WORKERS_WITHIN
    while time.monotonic() < until:
        if _has_workers(session):
            return
        time.sleep(0.2)
    raise EngineError(
        "Spark's master %(master)s has no worker free within %(workers_within)s seconds.",
        master=master,
        workers_within=WORKERS_WITHIN,
    )


def _has_workers(session: "SparkSession") -> bool:
    context = session.sparkContext
    # The driver is one of those listed; on one machine it is also the only worker.
    return bool(context.master.startswith("local") or context._jsc.sc().getExecutorMemoryStatus().size() > 1)
