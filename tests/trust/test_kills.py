"""SIGKILL at random moments: nothing that was acknowledged is lost, nothing is there in part, and it always opens."""

import random
import shutil
import signal
import tarfile
import time
from pathlib import Path

import pytest

from graph.judgements import Judgements
from graph.schema import Cluster
from graph.store import open_store
from graph.store.snapshots import pack
from tests.support.places import FILES
from tests.trust.conftest import rounds
from tests.trust.host import Host
from tests.trust.victim import facts_of


def _loads_that_are_killed(url: str, count: int, dice: random.Random, host: Host, told: Path) -> None:
    started = time.monotonic()
    assert host.start(told, "load", url=url, seed=1).end() == 0
    usual, before, killed = time.monotonic() - started, 1, 0
    for seed in range(2, count + 2):
        child = host.start(told, "load", url=url, seed=seed)
        code = child.kill_after(dice.uniform(0, 1.2 * usual))
        killed += code == -signal.SIGKILL
        versions = {facts_of(one).version(): one for one in (before, seed)}
        with open_store(url) as store:
            store.verify()
            now = versions[store.data_version]
            assert now == seed or not child.lines(), "an acknowledged load was lost"
            assert list(store.facts()) == list(facts_of(now))
            assert dict(store.snapshots()) == {"toy": pack(facts_of(now))}
        before = now
    assert host.start(told, "load", url=url, seed=0).end() == 0
    print(f"{killed} of {count} loads into {url.partition(':')[0]} were killed under way, {usual:.1f} s each")


def test_loads_are_all_or_nothing(dice: random.Random, host: Host, told: Path, tmp_path: Path) -> None:
    url = f"ladybug://{tmp_path.as_posix()}/store"
    _loads_that_are_killed(url, rounds(4, 1000), dice, host, told)
    assert len(list((tmp_path / "store").glob("graph-*"))) <= 6, "what killed loads left is gone"


def test_loads_into_neo4j_are_all_or_nothing(dice: random.Random, host: Host, told: Path, empty_neo4j: str) -> None:
    _loads_that_are_killed(empty_neo4j, rounds(2, 100), dice, host, told)


def test_judgements_that_were_acknowledged_are_there(
    dice: random.Random, host: Host, told: Path, tmp_path: Path
) -> None:
    judgements, acknowledged, killed = Judgements(tmp_path / "home"), 0, rounds(8, 500)
    for number in range(killed):
        child = host.start(told, "judge", home=str(tmp_path / "home"), first=0, number=10_000, author=str(number))
        child.kill_after(dice.uniform(0, 0.3))
        there = {one.number: one for one in judgements.all()}
        assert list(there) == list(range(1, len(there) + 1))
        for line in child.lines():
            place, n = map(int, line.split())
            assert (there[place].a, there[place].author) == (f"organisation:x:{n}", str(number))
        assert len(there) - acknowledged - len(child.lines()) in (0, 1), "at most the last one was not acknowledged"
        acknowledged = len(there)
    print(f"{killed} writers killed, {acknowledged} judgements stored")


def test_starting_and_recovering_can_be_killed(dice: random.Random, host: Host, told: Path, tmp_path: Path) -> None:
    """A home of version 0.1.0, whose judgements and store are brought up to date."""
    with tarfile.open(FILES / "store-0.1.0.tar.xz") as archive:
        archive.extractall(tmp_path / "old", filter="data")
    shutil.move(tmp_path / "old" / "store", tmp_path / "old" / "home" / "store")
    home = tmp_path / "home"
    shutil.copytree(tmp_path / "old" / "home", home)
    url, usual, wanted = f"ladybug://{(home / 'store').as_posix()}", 0.0, ""
    said = [(one.a, one.b, one.verdict) for one in Judgements(home).all()]
    with open_store(url) as store:
        clusters = {node.id for node in store.facts().nodes(Cluster)}
    for number in range(rounds(3, 200) + 1):
        shutil.rmtree(home)
        shutil.copytree(tmp_path / "old" / "home", home)
        started = time.monotonic()
        child = host.start(told, "start", home=str(home), url=url)
        if number:
            for _ in range(2):  # the second one recovers from what the first left
                child.kill_after(dice.uniform(0, 1.2 * usual))
                assert [(one.a, one.b, one.verdict) for one in Judgements(home).all()] == said
                with open_store(url) as store:
                    assert {node.id for node in store.facts().nodes(Cluster)} == clusters
                child = host.start(told, "start", home=str(home), url=url)
        assert child.end() == 0
        usual = usual or time.monotonic() - started
        wanted = wanted or child.lines()[0]
        assert child.lines() == [wanted]
        with open_store(url) as store:
            store.verify()
            assert store.data_version == wanted


@pytest.mark.parametrize("seed", [0, 5, 16])
def test_the_graphs_differ(seed: int) -> None:
    assert facts_of(seed).version() != facts_of(seed + 1).version()
