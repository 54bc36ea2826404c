"""Disks that fill, that do not sync, and that give back other bytes than they were given."""

import contextlib
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.users import Role, User, Users
from graph.errors import StoreError
from graph.judgements import Judgement, Judgements
from graph.store import open_store
from graph.store.snapshots import pack
from ingest.keeping import taken, write_backup
from tests.support.missing import missing
from tests.trust.conftest import rounds
from tests.trust.host import Host
from tests.trust.victim import facts_of, judge, load

DISK = 64 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 64 MB."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        missing("a full disk is not tested: only root mounts a tmpfs")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder], check=False)
    if mount.returncode:
        missing("a full disk is not tested: no tmpfs can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def free(folder: Path) -> int:
    """Return the bytes that are free on a disk."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


@contextlib.contextmanager
def filled(folder: Path, left: int) -> Iterator[None]:
    """Leave so many bytes free on a disk for a while."""
    filler = folder / "filler"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, free(folder) - left))
    try:
        yield
    finally:
        filler.unlink()


def test_a_disk_that_fills_at_any_point_loses_nothing(dice: random.Random, host: Host, told: Path, disk: Path) -> None:
    url, refused, points = f"ladybug://{disk.as_posix()}/store", 0, rounds(5, 50)
    assert host.start(told, "load", url=url, seed=1).end() == 0
    before = free(disk)
    assert host.start(told, "load", url=url, seed=2).end() == 0
    needed, now = before - free(disk), 2
    for point in range(points):
        seed = point + 3
        with filled(disk, int(2.5 * needed * (point + dice.random()) / points)):
            child = host.start(told, "load", url=url, seed=seed)
            if child.end() == 0:
                now = seed
            else:
                refused += 1
                child.refusal()
            with open_store(url) as store:
                store.verify()
                assert list(store.facts()) == list(facts_of(now))
    assert 0 < refused < points
    assert host.start(told, "load", url=url, seed=0).end() == 0
    print(f"{points} loads on a disk with 0 to {1.6 * needed / 1e6:.1f} MB free: {refused} refused in one sentence")


def test_judgements_on_a_disk_that_fills(dice: random.Random, host: Host, told: Path, disk: Path) -> None:
    home, stored = disk / "home", 0
    Judgements(home).all()
    for number in range(rounds(3, 50)):
        with filled(disk, dice.randrange(0, 300_000)):
            child = host.start(told, "judge", home=str(home), first=0, number=400, author="An" * dice.randrange(1, 900))
            child.end()
            stored += len(child.lines())
        assert len(Judgements(home).all()) == stored, number
    assert stored


def test_a_sync_that_fails_loses_nothing(host: Host, told: Path, tmp_path: Path) -> None:
    url, home = f"ladybug://{tmp_path.as_posix()}/store", tmp_path / "home"
    load(url, 1, told)
    judge(str(home), 0, 5, "An", told)
    refused, now = 0, 1
    works: list[dict[str, Any]] = [{"work": "load", "url": url}, {"work": "judge", "home": str(home), "number": 3}]
    for place in range(rounds(3, 30)):
        asked = works[place % 4 == 3] | ({"seed": place + 2} if place % 4 != 3 else {"first": 5, "author": "Bo"})
        child = host.start(told, fsync_fails_at=1 + place * 5 % 17, **asked)
        code = child.end()
        refused += code
        with open_store(url) as store:
            store.verify()
            versions = {facts_of(one).version(): one for one in (now, place + 2)}
            now = versions[store.data_version]
            assert now == place + 2 or asked["work"] == "judge" or code
            assert list(store.facts()) == list(facts_of(now))
        there = [one.author for one in Judgements(home).all()]
        assert there.count("An") == 5
        if asked["work"] == "judge" and code == 0:
            assert there[-3:] == ["Bo"] * 3
    load(url, 0, told)
    print(f"{refused} were refused in one sentence")


Whole = tuple[str, list[object], dict[str, bytes], list[Judgement], dict[str, User]]


def everything(home: Path) -> Whole:
    """Return all that a home answers from."""
    with open_store(f"ladybug://{home.as_posix()}/store") as store:
        facts, sources = list(store.facts()), dict(store.snapshots())
        store.decisions()
        return store.data_version, [*facts], sources, Judgements(home).all(), dict(Users(home).all())


def test_a_changed_byte_or_a_cut_gives_no_wrong_answer(dice: random.Random, tmp_path: Path) -> None:
    """In every file of a home: the answer is right, or one sentence says that it cannot be given."""
    home, told = tmp_path / "home", tmp_path / "told"
    url = f"ladybug://{home.as_posix()}/store"
    load(url, 1, told)
    load(url, 2, told)
    judge(str(home), 0, 40, "An", told)
    Users(home).add("An", Role.JUDGE)
    right = everything(home)
    assert right[2] == {"toy": pack(facts_of(2))}
    files = sorted(path for path in home.rglob("*") if path.is_file() and path.name not in ("LOCK", "users.lock"))
    said, sentences = {path.suffix or path.name: 0 for path in files}, [""]
    flips, cuts = rounds(40, 500), rounds(16, 100)
    for number in range(flips + cuts):
        path = files[number % len(files)]
        content, mode = path.read_bytes(), path.stat().st_mode
        changed = bytearray(content)
        place = dice.randrange(len(content))
        if number < flips:
            changed[place] ^= 1 << dice.randrange(8)
        else:
            changed = changed[: dice.choice([0, place, len(content) - 1])]
        path.chmod(0o644)
        path.write_bytes(changed)
        try:
            found = everything(home)
        except StoreError as error:
            sentences.append(str(error))
            said[path.suffix or path.name] += 1
        else:
            assert found == right, f"{path.name}, byte {place}"
        path.write_bytes(content)
        path.chmod(mode)
    assert everything(home) == right
    assert max(len(one.splitlines()) for one in sentences) == 1
    print(f"{flips} flipped bits and {cuts} cuts in {len(files)} files: sentences {said}, else the right answer")


def test_a_backup_of_a_damaged_home_is_refused(tmp_path: Path) -> None:
    load(f"ladybug://{tmp_path.as_posix()}/store", 1, tmp_path / "told")
    [sources] = (tmp_path / "store").glob("*.sources")
    sources.write_bytes(sources.read_bytes()[:-1])
    with open_store(f"ladybug://{tmp_path.as_posix()}/store") as store, pytest.raises(StoreError, match="damaged"):
        write_backup(tmp_path / "backup", taken(store, Judgements(tmp_path), {}))
    assert not (tmp_path / "backup").exists()
