"""What only the embedded store promises: a reader keeps its version, damage is noticed, nothing outside is read."""

import errno
import os
import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadInputError, StoreError
from graph.facts import Facts
from graph.schema import Cluster, Hosts, Organisation
from graph.store import Store, open_store
from graph.store.ladybug import building
from graph.store.ladybug.embedded import EmbeddedStore
from graph.store.ladybug.folder import KEPT, copies, name, read_current
from graph.store.snapshots import pack
from tests.graph.test_store import COUNT, loaded
from tests.support import toys


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"ladybug://{(tmp_path / 'store').as_posix()}")


def test_loading_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    now = loaded(store, toys.triangle())
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "store").iterdir()}
    now.load(toys.triangle())
    assert now.current() is now
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "store").iterdir()}
    assert {name for name in before if name != "LOCK"} == {name for name in after if name != "LOCK"}
    assert before["CURRENT"] == after["CURRENT"]


def test_a_reader_keeps_its_version_until_it_asks_for_the_newest(store: Store) -> None:
    old = loaded(store, toys.triangle())
    more = toys.triangle()
    more.add(Cluster(id="cluster:toy:d", name="Delta"))
    old.load(more)
    assert old.rows(COUNT) == [{"n": 3}]
    assert old.current().rows(COUNT) == [{"n": 4}]
    assert old.data_version != old.current().data_version


def test_readers_never_see_half_a_load(store: Store) -> None:
    now = loaded(store, toys.triangle())
    more = toys.with_members()
    seen: set[tuple[str, int]] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            with now.current() if now.current() is not now else open_store(now.url) as newest:
                seen.add((newest.data_version, newest.rows("MATCH (n:Organisation) RETURN count(*) AS n")[0]["n"]))

    reader = threading.Thread(target=read)
    reader.start()
    for facts in (more, toys.triangle(), more, toys.triangle()):
        now.load(facts)
    done.set()
    reader.join()
    assert seen <= {(toys.triangle().version(), 3), (more.version(), 7)}


def test_two_loads_at_once_are_not_possible(store: Store, tmp_path: Path) -> None:
    from filelock import FileLock

    loaded(store, toys.triangle())
    with FileLock(tmp_path / "store" / "LOCK"), pytest.raises(StoreError, match="Another load"):
        open_store(store.url).load(toys.with_members())


def test_a_damaged_file_is_noticed(store: Store, tmp_path: Path) -> None:
    loaded(store, toys.triangle()).close()
    graph = next((tmp_path / "store").glob("graph-*.lbug"))
    graph.chmod(0o644)
    content = bytearray(graph.read_bytes())
    content[len(content) // 2] ^= 0xFF
    graph.write_bytes(content)
    with pytest.raises(StoreError, match="damaged: run 'intercluster restore'"):
        open_store(store.url)


@pytest.mark.parametrize("text", ["", "{}", "[1]", "not json", '{"file": 1}'])
def test_a_current_that_is_no_stores_is_noticed(store: Store, tmp_path: Path, text: str) -> None:
    loaded(store, toys.triangle()).close()
    (tmp_path / "store" / "CURRENT").write_text(text)
    with pytest.raises(StoreError, match="CURRENT"):
        open_store(store.url)


def test_current_cannot_name_a_file_outside(store: Store, tmp_path: Path) -> None:
    loaded(store, toys.triangle()).close()
    named = read_current(tmp_path / "store")
    assert named
    name(tmp_path / "store", replace(named, file="../../etc/passwd"))
    with pytest.raises(StoreError, match="outside the store"):
        open_store(store.url)


def test_places_that_cannot_be_a_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="is a file"):
        open_store(f"ladybug://{(tmp_path / 'file').as_posix()}")
    with pytest.raises(StoreError, match="no store"):
        open_store(f"ladybug://{tmp_path.as_posix()}")
    with pytest.raises(BadInputError, match="absolute"):
        open_store("ladybug://relative/folder")
    with pytest.raises(BadInputError, match="not a kind of store"):
        open_store("sqlite:///x")


def test_a_folder_with_a_space_and_an_accent(tmp_path: Path) -> None:
    store = EmbeddedStore.at((tmp_path / "mijn gegevens é").as_posix())
    assert loaded(store, toys.triangle()).rows(COUNT) == [{"n": 3}]


def test_damaged_snapshots_are_noticed(store: Store, tmp_path: Path) -> None:
    store.load(toys.triangle(), {"toy": pack(toys.triangle())})
    now = store.current()
    assert dict(now.snapshots()) == {"toy": pack(toys.triangle())}
    (file,) = (tmp_path / "store").glob("*.sources")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        now.snapshots()
    file.unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        now.snapshots()


def test_a_graph_file_may_not_be_written_once_it_is_named(store: Store, tmp_path: Path) -> None:
    loaded(store, toys.triangle())
    (graph,) = (tmp_path / "store").glob("graph-*.lbug")
    assert graph.stat().st_mode & 0o222 == 0


def test_the_version_before_is_kept_and_older_ones_go(store: Store, tmp_path: Path) -> None:
    for n in range(4):
        facts = toys.triangle()
        facts.add(*(Cluster(id=f"cluster:toy:x{i}") for i in range(n)))
        store.load(facts)
    assert [one.number for one in copies(tmp_path / "store")] == [4, 3]
    assert len(list((tmp_path / "store").glob("graph-*"))) == 2 * KEPT + KEPT


def test_what_reads_back_otherwise_is_not_named(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = loaded(store, toys.triangle())
    real = building.run

    def write(path: Path, steps: list[tuple[str, Any]]) -> None:
        real(path, [step for step in steps if "COPY HOSTS" not in step[0]])

    monkeypatch.setattr(building, "run", write)
    facts = toys.triangle()
    facts.add(Organisation(id="organisation:toy:z"), Hosts(start="organisation:toy:z", end=toys.A))
    with pytest.raises(StoreError, match="reads back otherwise"):
        store.load(facts)
    assert now.current() is now
    assert len(list((tmp_path / "store").glob("graph-*"))) == 3


def test_a_current_that_is_gone_is_not_an_empty_store(store: Store, tmp_path: Path) -> None:
    loaded(store, toys.triangle())
    (tmp_path / "store" / "CURRENT").unlink()
    for touch in (lambda: open_store(store.url), lambda: store.load(toys.with_members())):
        with pytest.raises(StoreError, match="CURRENT, which names it, is gone"):
            touch()
    assert len(list((tmp_path / "store").glob("graph-*"))) == 3


FAILING = ("graph-.*lbug$", "graph-.*sources$", "CURRENT.next$", "store$")


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("where", FAILING)
def test_a_disk_that_does_not_sync_loses_nothing(store: Store, where: str, nth: int, tmp_path: Path) -> None:
    """Whichever sync fails, the store opens and holds the graph before or the new one, whole."""
    now = loaded(store, toys.triangle())
    real, seen = os.fsync, []

    def fsync(handle: int) -> None:
        if re.search(where, os.readlink(f"/proc/self/fd/{handle}")):
            seen.append(handle)
            if len(seen) == nth:
                raise OSError(errno.EIO, "Input/output error")
        real(handle)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        if not _loads(now, toys.with_members()):
            assert len(seen) == nth
    with open_store(store.url) as after:
        after.verify()
        assert list(after.facts()) in (list(toys.triangle()), list(toys.with_members()))
    assert _loads(store, toys.with_members())
    with open_store(store.url) as after:
        assert list(after.facts()) == list(toys.with_members())


def _loads(store: Store, facts: Facts) -> bool:
    try:
        store.load(facts)
    except StoreError:
        return False
    return True
