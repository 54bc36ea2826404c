"""Loads of a service run in a process of their own: what ends it is one sentence, and the graph is as it was."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.apart.once import NICE
from graph.apart.pipes import FailedError
from graph.errors import BadInputError, StoreError
from graph.progress import GivenUpError, Leash, Track, silently
from graph.store import open_store
from ingest.aside import Place, aside, rebuild
from ingest.loading import Loaded
from tests.support import toys
from tests.support.processes import HUNG, running, wait_until
from tests.support.toys import stored

NOTHING = Loaded(0, "", (), 0, 0)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with stored(tmp_path / "store", toys.triangle()) as store:
        yield Place(store.url, tmp_path)


def die(place: Place, _: Track) -> Loaded:
    os._exit(1)


def fail(place: Place, _: Track) -> Loaded:
    raise KeyError("a name")


def refuse_under_way(place: Place, track: Track) -> Loaded:
    for number in track(range(10), "Counting", 10):
        if number == 5:
            raise BadInputError("Five is too much.")
    return NOTHING


def load_and_wait(place: Place, told: Path, _: Track) -> Loaded:
    """Be in the midst of a load, with a process of its own, for longer than anybody waits."""
    child = os.fork()
    if child:
        told.write_text(f"{child} {os.nice(0)}")
    time.sleep(2 * HUNG)
    return NOTHING


def test_what_comes_of_a_load_comes_back(place: Place) -> None:
    store = open_store(place.url)
    with store:
        assert aside(rebuild, (place,), silently).sources == tuple(store.snapshots())


@pytest.mark.parametrize(("work", "said"), [(die, StoreError), (fail, FailedError), (refuse_under_way, BadInputError)])
def test_what_ends_a_load_is_said(work: Any, said: type[Exception], place: Place) -> None:
    with pytest.raises(said, match=r"was ended, most likely|KeyError|Five is too much"):
        aside(work, (place,), silently)


def test_a_load_that_is_given_up_is_ended_with_all_that_it_started(place: Place, tmp_path: Path) -> None:
    leash, told = Leash(), tmp_path / "told"

    def give_up() -> None:
        wait_until(lambda: told.exists() and " " in told.read_text())
        leash.give_up()

    threading.Thread(target=give_up).start()
    with pytest.raises(GivenUpError, match="given up"):
        aside(load_and_wait, (place, told), silently, leash)
    child, nice = map(int, told.read_text().split())
    assert nice >= min(os.nice(0) + NICE, 19), "it gives way to readers"
    wait_until(lambda: not running(child))
    with pytest.raises(GivenUpError):
        aside(rebuild, (place,), silently, leash)
