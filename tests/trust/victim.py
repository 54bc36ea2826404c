"""A program that is made to be killed: `python -m tests.trust.victim` forks a child for each line that it is given.

It has imported everything and opened nothing, so a child begins at once, as a new process would, and can be killed
anywhere. Each child leads a process group of its own and acknowledges what it has done through a file that it syncs
nothing of: a kill leaves what was written before.
"""

import json
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path

from graph.errors import InterclusterError
from graph.facts import Facts
from graph.judgements import Judgements, MatchEvidence
from graph.schema import Cluster, Hosts, MemberOf, Organisation, ParticipatesIn, Project
from graph.store import open_store
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


WORK = {"load": load, "judge": judge, "start": start, "read": read, "copy": copy}


def _tell(told: Path, line: str) -> None:
    with told.open("a") as file:
        file.write(f"{line}\n")


def run(asked: dict[str, object]) -> int:
    """Do what is asked; 0 where it is done, 1 where it was refused in one sentence, 2 for anything else."""
    told = Path(str(asked.pop("told")))
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
            os._exit(run(json.loads(line)))
        with suppress(PermissionError, ProcessLookupError):  # whoever of the two is first; it may have ended already
            os.setpgid(child, child)
        print(child, flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(run(json.loads(sys.argv[1])))
    main()
