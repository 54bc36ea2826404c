"""SIGKILL at any moment: nothing that was acknowledged is lost, nothing is there in part, and it always opens."""

import random
import shutil
import signal
import tarfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from graph.judgements import Judgements
from graph.schema import Cluster
from graph.store import open_store
from graph.store.ladybug.folder import KEPT
from graph.store.snapshots import SAID, pack
from tests.support.places import FILES
from tests.trust.conftest import rounds
from tests.trust.host import Child, Host
from tests.trust.victim import facts_of

BY_TIME = 0.1
"""The part of kills that come after a random time, in the midst of reckoning too."""


@dataclass
class Killer:
    """Starts work and kills it: mostly at a call that changes something, each in its turn, else at a random time."""

    host: Host
    told: Path
    dice: random.Random
    calls: int = 0
    seconds: float = 0.0
    killed: int = 0
    deck: list[int] = field(default_factory=list)

    def whole(self, work: str, **values: object) -> Child:
        """Let the work end, so that it is known how long it takes."""
        started = time.monotonic()
        child = self.host.start(self.told, work, dies_at=0, **values)
        assert child.end() == 0
        self.calls, self.seconds = child.calls(), time.monotonic() - started
        assert self.calls, "calls are counted"
        return child

    def start(self, work: str, **values: object) -> Child:
        """Start the work and kill it; it may have ended before."""
        if self.dice.random() < BY_TIME:
            child = self.host.start(self.told, work, **values)
            code = child.kill_after(self.dice.uniform(0, 1.2 * self.seconds))
        else:
            if not self.deck:
                self.deck = self.dice.sample(range(1, self.calls + 1), self.calls)
            child = self.host.start(self.told, work, dies_at=self.deck.pop(), **values)
            code = child.end()
        self.killed += code == -signal.SIGKILL
        return child

    def __str__(self) -> str:
        return f"{self.killed} killed under way, at one of {self.calls} calls"


def _loads_that_are_killed(url: str, count: int, killer: Killer) -> None:
    killer.whole("load", url=url, seed=0)
    killer.whole("load", url=url, seed=1)
    before = 1
    for seed in range(2, count + 2):
        child = killer.start("load", url=url, seed=seed)
        versions = {facts_of(one).version(): one for one in (before, seed)}
        with open_store(url) as store:
            store.verify()
            now = versions[store.data_version]
            assert now == seed or not child.lines(), "an acknowledged load was lost"
            assert list(store.facts()) == list(facts_of(now))
            assert dict(store.snapshots()) == {"toy": pack(facts_of(now))}
        before = now
    killer.whole("load", url=url, seed=0)
    print(f"{count} loads into {url.partition(':')[0]}: {killer}")


@pytest.fixture
def killer(host: Host, told: Path, dice: random.Random) -> Killer:
    return Killer(host, told, dice)


def test_loads_are_all_or_nothing(killer: Killer, tmp_path: Path) -> None:
    url = f"ladybug://{tmp_path.as_posix()}/store"
    _loads_that_are_killed(url, rounds(4, 1000), killer)
    left = [one.suffix for one in (tmp_path / "store").glob("graph-*")]
    assert left.count(".lbug") <= KEPT, "what killed loads left is gone"
    assert len(left) <= KEPT + 2 * (KEPT + SAID), "two files say what the sources of a version said"


def test_loads_into_neo4j_are_all_or_nothing(killer: Killer, empty_neo4j: str) -> None:
    _loads_that_are_killed(empty_neo4j, rounds(2, 100), killer)


def test_judgements_that_were_acknowledged_are_there(killer: Killer, tmp_path: Path) -> None:
    home = tmp_path / "home"
    judgements, writers = Judgements(home), rounds(8, 500)
    acknowledged = len(killer.whole("judge", home=str(home), first=0, number=20, author="0").lines())
    for number in range(writers):
        child = killer.start("judge", home=str(home), first=0, number=10_000, author=str(number))
        there = {one.number: one for one in judgements.all()}
        assert list(there) == list(range(1, len(there) + 1))
        for line in child.lines():
            place, n = map(int, line.split())
            assert (there[place].a, there[place].author) == (f"organisation:x:{n}", str(number))
        assert len(there) - acknowledged - len(child.lines()) in (0, 1), "at most the last one was not acknowledged"
        acknowledged = len(there)
    print(f"{acknowledged} judgements of {writers} writers: {killer}")


def _starts_like(store: Path, old: Path) -> bool:
    """Say whether all that a store had is there to the byte, which costs less than to read it as today's."""
    return all((store / one.name).read_bytes() == one.read_bytes() for one in old.iterdir())


def test_starting_and_recovering_can_be_killed(killer: Killer, tmp_path: Path) -> None:
    """A home of version 0.1.0, whose judgements and store are brought up to date."""
    with tarfile.open(FILES / "store-0.1.0.tar.xz") as archive:
        archive.extractall(tmp_path / "old", filter="data")
    shutil.move(tmp_path / "old" / "store", tmp_path / "old" / "home" / "store")
    home = tmp_path / "home"
    shutil.copytree(tmp_path / "old" / "home", home)
    work: dict[str, Any] = {"work": "start", "home": str(home), "url": f"ladybug://{(home / 'store').as_posix()}"}
    said = [(one.a, one.b, one.verdict) for one in Judgements(home).all()]
    with open_store(work["url"]) as store:
        clusters = {node.id for node in store.facts().nodes(Cluster)}
    [wanted] = killer.whole(**work).lines()
    homes = rounds(3, 200)
    for _ in range(homes):
        shutil.rmtree(home)
        shutil.copytree(tmp_path / "old" / "home", home)
        for _ in range(2):  # the second one recovers from what the first left
            killer.start(**work)
            assert [(one.a, one.b, one.verdict) for one in Judgements(home).all()] == said
            if not _starts_like(home / "store", tmp_path / "old" / "home" / "store"):
                with open_store(work["url"]) as store:
                    assert {node.id for node in store.facts().nodes(Cluster)} == clusters
        child = killer.host.start(killer.told, **work)
        assert child.end() == 0
        assert child.lines() == [wanted]
        with open_store(work["url"]) as store:
            store.verify()
            assert store.data_version == wanted
    print(f"{homes} homes, twice each: {killer}")


@pytest.mark.parametrize("seed", [0, 5, 16])
def test_the_graphs_differ(seed: int) -> None:
    assert facts_of(seed).version() != facts_of(seed + 1).version()
