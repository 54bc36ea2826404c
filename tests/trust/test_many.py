"""Many at once: what they do comes out as if one had gone after the other, or is refused in one sentence."""

import random
from pathlib import Path

from graph.judgements import Judgements
from graph.store import open_store
from tests.trust.conftest import LONG, rounds
from tests.trust.host import Child, Host
from tests.trust.victim import facts_of

WRITERS = 8


def several(host: Host, folder: Path, asked: list[dict[str, object]]) -> list[Child]:
    """Start several children at once."""
    return [host.start(folder / f"told-{n}", **one) for n, one in enumerate(asked)]  # type: ignore[arg-type]


def test_eight_writers_of_judgements(host: Host, tmp_path: Path) -> None:
    number = 500 if LONG else 25
    asked: list[dict[str, object]] = [
        {"work": "judge", "home": str(tmp_path / "home"), "first": 0, "number": number, "author": str(writer)}
        for writer in range(WRITERS)
    ]
    children = several(host, tmp_path, asked)
    assert [child.end() for child in children] == [0] * WRITERS
    there = Judgements(tmp_path / "home").all()
    assert [one.number for one in there] == list(range(1, WRITERS * number + 1))
    for writer, child in enumerate(children):
        own = [(one.number, one.a) for one in there if one.author == str(writer)]
        assert [a for _, a in own] == [f"organisation:x:{n}" for n in range(number)]
        assert [f"{place} {n}" for n, (place, _) in enumerate(own)] == child.lines()
    print(f"{len(there)} judgements of {WRITERS} writers, in order")


def _loads_at_once(host: Host, dice: random.Random, folder: Path, url: str, count: int) -> None:
    done = refused = 0
    for number in range(count):
        seeds = [dice.randrange(1, 500) for _ in range(dice.choice([2, 2, 3]))]
        children = several(host, folder, [{"work": "load", "url": url, "seed": seed} for seed in seeds])
        codes = [child.end() for child in children]
        assert 0 in codes, "one of them goes on"
        for child, code in zip(children, codes, strict=True):
            if code:
                assert "Another load is writing" in child.refusal(), number
        ended = {facts_of(seed).version() for seed, code in zip(seeds, codes, strict=True) if code == 0}
        with open_store(url) as store:
            store.verify()
            assert store.data_version in ended
        done, refused = done + codes.count(0), refused + codes.count(1)
    print(f"{count} times several loads at once into {url.partition(':')[0]}: {done} loaded, {refused} refused")


def test_loads_at_once(host: Host, dice: random.Random, tmp_path: Path) -> None:
    _loads_at_once(host, dice, tmp_path, f"ladybug://{tmp_path.as_posix()}/store", rounds(2, 50))


def test_loads_at_once_into_neo4j(host: Host, dice: random.Random, tmp_path: Path, empty_neo4j: str) -> None:
    _loads_at_once(host, dice, tmp_path, empty_neo4j, rounds(1, 20))


def test_a_load_beside_a_copy(host: Host, dice: random.Random, tmp_path: Path) -> None:
    """The copy is one version of the source, whole, whatever is loaded into either meanwhile."""
    one, other = (f"ladybug://{tmp_path.as_posix()}/{name}" for name in ("one", "other"))
    before = 1
    assert host.start(tmp_path / "told", "load", url=one, seed=before).end() == 0
    for number in range(rounds(2, 50)):
        seed, into = dice.randrange(2, 500), dice.choice([one, other])
        children = several(
            host,
            tmp_path,
            [{"work": "copy", "source": one, "target": other}, {"work": "load", "url": into, "seed": seed}],
        )
        codes = [child.end() for child in children]
        for child, code in zip(children, codes, strict=True):
            if code:
                assert "Another load is writing" in child.refusal(), number
        versions = {facts_of(n).version() for n in (before, seed)}
        assert codes[0] != 0 or children[0].lines()[0] in versions
        before = seed if into == one and codes[1] == 0 else before
        for url in (one, other):
            with open_store(url) as store:
                store.verify()


def test_a_load_beside_readers(host: Host, tmp_path: Path) -> None:
    """Every reading is of one version, whole; a reader is never refused."""
    url, seeds, readers = f"ladybug://{tmp_path.as_posix()}/store", range(1, 4 if not LONG else 8), rounds(4, 50)
    assert host.start(tmp_path / "told", "load", url=url, seed=1).end() == 0
    asked: list[dict[str, object]] = [{"work": "read", "url": url, "number": 8} for _ in range(readers)]
    children = several(host, tmp_path, asked)
    for seed in seeds:
        assert host.start(tmp_path / "told", "load", url=url, seed=seed).end() == 0
    whole = {facts_of(seed).version() for seed in seeds}
    read = 0
    for child in children:
        assert child.end() == 0, child.refusal()
        for line in child.lines():
            named, found = line.split()
            assert named == found
            assert named in whole
            read += 1
    assert read == 8 * readers
    print(f"{read} readings of {readers} readers beside {len(seeds)} loads, each whole")
