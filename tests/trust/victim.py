"""A program that is made to be killed: `python -m tests.trust.victim` forks a child for each line that it is given.

It has imported everything and opened nothing, so a child begins at once, as a new process would, and can be killed
anywhere. Each child leads a process group of its own and acknowledges what it has done through a file that it syncs
nothing of: a kill leaves what was written before.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from contextlib import suppress
from mmap import mmap
from pathlib import Path
from typing import cast

import ladybug

from graph.errors import InterclusterError, QueryError
from graph.facts import Facts
from graph.judgements import Judgements, MatchEvidence
from graph.schema import Cluster, Hosts, MemberOf, Organisation, ParticipatesIn, Project
from graph.store import open_store, sandbox
from graph.store.ladybug import builder, building
from graph.store.snapshots import pack
from ingest import loading

PLACE = ("source:toy:s#1",)


def facts_of(seed: int) -> Facts:
    """Return a graph that depends on a seed; PARTICIPATES_IN ties several pairs of node types."""
    facts = Facts()
    count = 20 + seed % 17
    for n in range(count):
        facts.add(
            Cluster(id=f"cluster:toy:{n}", name=f"Cluster {n} of {seed} é", sources=PLACE),
            Organisation(id=f"organisation:toy:{n}", name=f"Firm {n}" if n % 3 else None, sources=PLACE),
            Project(id=f"project:toy:{n}", title=f"Project {n}", sources=PLACE),
        )
    for n in range(count):
        facts.add(
            ParticipatesIn(start=f"cluster:toy:{n}", end=f"project:toy:{(n + seed) % count}", sources=PLACE),
            ParticipatesIn(start=f"organisation:toy:{n}", end=f"project:toy:{(n * 7) % count}", sources=PLACE),
            MemberOf(
                start=f"organisation:toy:{n}", end=f"cluster:toy:{n * seed % count}", fee_eur=n / 3, sources=PLACE
            ),
            Hosts(start=f"organisation:toy:{n}", end=f"cluster:toy:{(n + 1) % count}", sources=PLACE),
        )
    return facts


def load(url: str, seed: int, told: Path) -> None:
    """Load the graph of a seed, with its snapshot."""
    facts = facts_of(seed)
    with open_store(url) as store:
        store.load(facts, {"toy": pack(facts)})
    _tell(told, facts.version())


def judge(home: str, first: int, number: int, author: str, told: Path) -> None:
    """Store so many judgements, and acknowledge each."""
    judgements = Judgements(Path(home))
    for n in range(first, first + number):
        found = (MatchEvidence("same name", "é", n / 7),)
        made = judgements.add(f"organisation:x:{n}", f"organisation:y:{author}", "same", author=author, evidence=found)
        _tell(told, f"{made.number} {n}")


def start(home: str, url: str, told: Path) -> None:
    """Do what a program does when it starts in a home of an earlier version, and bring the store up to date."""
    judgements = Judgements(Path(home))
    judgements.all()
    with open_store(url) as store:
        store.decisions()
        loading.rebuild(store, judgements)
        _tell(told, store.current().data_version)


def read(url: str, number: int, told: Path) -> None:
    """Read the newest version so many times, each time whole."""
    store = open_store(url)
    for _ in range(number):
        store = store.current()
        facts = store.facts()
        _tell(told, f"{store.data_version} {facts.version()}")


def copy(source: str, target: str, told: Path) -> None:
    """Copy a graph from one store to another."""
    with open_store(source) as old, open_store(target) as new:
        facts = old.facts()
        new.load(facts, old.snapshots(), old.decisions())
    _tell(told, facts.version())


UNASKED, ANSWERED, TOUCHED = range(3)


def ask(graph: str, statements: str, first: int, told: Path) -> None:
    """Run statements on a graph file as the sandbox does; mark each, and those during which anything was opened.

    The marks are a byte each in a file that is there already, in memory: to tell of them opens nothing.
    """
    asked = json.loads(Path(statements).read_text())
    marks, calls = (_shared(told.with_suffix(suffix)) for suffix in (".marks", ".calls"))
    sandbox._limit(3 << 30)
    database = ladybug.Database(graph, read_only=True, buffer_pool_size=256 << 20, max_db_size=1 << 30)
    connection = ladybug.Connection(database, num_threads=1)
    connection.set_query_timeout(2000)
    for place in range(first, len(asked)):
        before = bytes(calls[:4])
        with suppress(RuntimeError, MemoryError, QueryError):
            result = connection.execute(asked[place])
            sandbox._fetched(result, 1000)
        marks[place] = ANSWERED if bytes(calls[:4]) == before else TOUCHED


def _shared(path: Path) -> mmap:
    with path.open("r+b") as file:
        return mmap(file.fileno(), 0)


WORK = {"ask": ask, "load": load, "judge": judge, "start": start, "read": read, "copy": copy}


def _tell(told: Path, line: str) -> None:
    with told.open("a") as file:
        file.write(f"{line}\n")


class _Forked:
    """The process that writes graph files, forked from this one, which saves starting a Python for each kill."""

    def __init__(self) -> None:
        given, taken = os.pipe(), os.pipe()
        self._pid = os.fork()
        if not self._pid:
            os.dup2(given[0], 0)
            os.dup2(taken[1], 1)
            os.closerange(3, 1024)
            sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
            while builder._in_a_fork() == builder.DONE:
                pass
            os._exit(0)
        os.close(given[0])
        os.close(taken[1])
        self.stdin, self.stdout = os.fdopen(given[1], "wb"), os.fdopen(taken[0], "rb")

    def poll(self) -> int | None:
        """It is there as long as this process is."""

    def kill(self) -> None:
        os.kill(self._pid, signal.SIGKILL)

    def communicate(self) -> None:
        os.waitpid(self._pid, 0)

    @classmethod
    def start(cls) -> "building._Builder":
        return building._Builder(cast("subprocess.Popen[bytes]", cls()), os.getpid())


def run(asked: dict[str, object]) -> int:
    """Do what is asked; 0 where it is done, 1 where it was refused in one sentence, 2 for anything else.

    With `dies_at` it is killed at that call (see calls.c), counted from here; with `fsync_fails_at` a sync fails.
    """
    told = Path(str(asked.pop("told")))
    dies_at = asked.pop("dies_at", None)
    os.environ["FSYNC_FAILS_AT"] = str(asked.pop("fsync_fails_at", 0))
    if dies_at is not None:
        told.with_suffix(".calls").write_bytes(bytes(4))
        os.environ |= {"DIES_COUNTED": str(told.with_suffix(".calls")), "DIES_AT": str(dies_at)}
    work = WORK[str(asked.pop("work"))]
    try:
        work(**asked, told=told)  # type: ignore[operator]
    except InterclusterError as error:
        told.with_suffix(".refused").write_text(str(error))
        return 1
    except BaseException:
        told.with_suffix(".failed").write_text(traceback.format_exc())
        return 2
    return 0


def main() -> None:
    """Fork a child for each line, print its process id, and then how it ended when the line `wait PID` asks."""
    for line in sys.stdin:
        if line.startswith("wait "):
            _, status = os.waitpid(int(line.split()[1]), 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            building._Builder.start = _Forked.start  # type: ignore[method-assign]
            code = run(json.loads(line))
            building._end()
            os._exit(code)
        with suppress(PermissionError, ProcessLookupError):  # whoever of the two is first; it may have ended already
            os.setpgid(child, child)
        print(child, flush=True)


if __name__ == "__main__":
    main()
