"""One road to an answer: the same rows and words everywhere, worked out once, of the version that is shown."""

import asyncio
import csv
import gc
import io
import threading
import time
import weakref
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.answers import plain
from api.cli.context import Context
from api.http.stores import CurrentStore
from api.service import create_app
from api.web.frame.jobs import Jobs
from graph.errors import BadInputError, EmptyStoreError
from graph.judgements import Judgements
from graph.progress import Track
from graph.settings import Settings
from graph.store import Store, open_store
from graph.store.answers import all_facts
from ingest.aside import Place
from ingest.loading import Loaded
from queries.asking.question import Question
from queries.likeness.duplicates import duplicates
from queries.networks.overlap import overlap
from tests.support import toys
from tests.support.processes import wait_until
from tests.support.toys import P1, P2, stored

FILES = Path("/proc/self/fd")


def nothing(_: Store) -> None:
    """Warm nothing."""


def run(work: Coroutine[Any, Any, list[httpx.Response]]) -> list[httpx.Response]:
    """Run it in a thread of its own: where tests with a browser ran before, this one has an event loop already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work)).result()


async def get(app: FastAPI, *paths: str) -> list[httpx.Response]:
    """Ask for all at once."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        return list(await asyncio.gather(*(client.get(path) for path in paths)))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were worked out, in order."""
    names: list[str] = []
    found = Question.found

    def counting(self: Question[..., Any], *args: Any) -> list[Any]:
        names.append(self.name)
        time.sleep(0.05)
        return found(self, *args)

    monkeypatch.setattr(Question, "found", counting)
    return names


def test_ten_at_once_work_an_answer_out_once(tmp_path: Path, counted: list[str]) -> None:
    app = create_app(stored(tmp_path / "store", toys.triangle()), Judgements(tmp_path))
    answers = run(get(app, *["/api/v1/overlap?limit=1"] * 4, *["/api/v1/overlap?limit=5&offset=1"] * 3, *["/"] * 3))
    assert {answer.status_code for answer in answers} == {200}
    assert counted.count("overlap") == 1


def test_a_warm_overview_works_nothing_out(tmp_path: Path, counted: list[str]) -> None:
    app = create_app(stored(tmp_path / "store", toys.triangle()), Judgements(tmp_path))
    app.state.store.warm()
    counted.clear()
    assert run(get(app, "/"))[0].status_code == 200
    assert not counted


def test_a_judgement_is_shown_on_every_road(tmp_path: Path) -> None:
    store, judgements = stored(tmp_path / "store", toys.triangle()), Judgements(tmp_path)
    app = create_app(store, judgements)
    before = run(get(app, "/api/v1/duplicates"))[0].json()
    judgements.add(P1, P2, "related", author="somebody")
    desk = Context(Settings(tmp_path, store.url, tmp_path), store.url).desk
    paths = ("/api/v1/duplicates", "/api/v1/duplicates?format=csv", "/duplicates?show=all&format=csv")
    route, table, page = run(get(app, *paths))
    command = desk.ask(duplicates, store)
    (row,) = route.json()["rows"]
    assert row == {**before["rows"][0], "judgement": "related"}
    assert [plain(one) for one in command.rows] == [row]
    assert list(command.notes) == route.json()["notes"] != before["notes"]
    assert table.text == page.text
    assert [one["judgement"] for one in csv.DictReader(io.StringIO(page.text))] == ["related"]


def more() -> Any:
    """Facts of a newer version."""
    return toys.with_members()


def test_a_newer_version_is_warm_before_it_is_shown(tmp_path: Path) -> None:
    store, may_end, warmed = stored(tmp_path / "store", toys.triangle()), threading.Event(), []

    def warm(newest: Store) -> None:
        warmed.append(newest.data_version)
        assert may_end.wait(10)

    current = CurrentStore(store, warm)
    store.load(more())
    with current.reading() as old:
        assert old.data_version == toys.triangle().version()
    waiting = threading.Thread(target=current.renew)
    waiting.start()
    with current.reading() as old:
        assert old.rows("MATCH (c:Cluster) RETURN count(*) AS n") == [{"n": 3}]
    may_end.set()
    waiting.join(10)
    with current.reading() as new:
        assert [new.data_version] == warmed == [more().version()]


def test_where_nothing_is_loaded_a_load_is_shown_at_once(tmp_path: Path) -> None:
    empty, may_end = open_store(f"ladybug://{tmp_path.as_posix()}/store"), threading.Event()

    def warm(_: Store) -> None:
        may_end.wait(10)

    current = CurrentStore(empty, warm)
    with current.reading() as store, pytest.raises(EmptyStoreError):
        assert store.data_version
    empty.load(toys.triangle())
    with current.reading() as store:
        assert store.data_version == toys.triangle().version()
    may_end.set()


@pytest.mark.skipif(not FILES.is_dir(), reason="which files are open is seen where Linux tells it")
def test_a_replaced_graph_is_closed_when_its_last_reader_leaves_and_its_answers_go(tmp_path: Path) -> None:
    store = stored(tmp_path / "store", toys.triangle())
    (file,) = (tmp_path / "store").glob("graph-*.lbug")
    current = CurrentStore(store, nothing)
    with current.reading() as first:
        with current.reading() as second:
            facts = weakref.ref(all_facts(second))
            store.load(more())
            current.renew()
        assert is_open(file)
        assert facts() is all_facts(first), "the first reader is still there"
    assert not is_open(file)
    gc.collect()
    assert facts() is None
    with current.reading() as newest:
        assert newest.data_version == more().version()


def is_open(file: Path) -> bool:
    """Return whether this process holds a file, though it be deleted."""
    targets = []
    for handle in FILES.iterdir():
        try:
            targets.append(str(handle.readlink()))
        except FileNotFoundError:
            continue
    return any(target.startswith(str(file)) for target in targets)


def test_a_service_lets_go_of_what_was_replaced(tmp_path: Path) -> None:
    store = stored(tmp_path / "store", toys.triangle())
    app = create_app(store, Judgements(tmp_path))
    assert run(get(app, "/consolidation"))[0].status_code == 200
    (file,) = (tmp_path / "store").glob("graph-*.lbug")
    store.load(more())
    app.state.store.renew()
    versions = [answer.json()["data_version"] for answer in run(get(app, "/readyz", "/api/v1/consolidation"))]
    assert versions == [more().version()] * 2
    assert not (FILES.is_dir() and is_open(file))


def load_more(place: Place, fails: bool, _: Track) -> Loaded:
    """Load the newer version, or refuse to."""
    if fails:
        raise BadInputError("no")
    with open_store(place.url) as store:
        store.load(more())
    return Loaded(1, more().version(), (), 0, 0)


@pytest.mark.parametrize("fails", [False, True])
def test_a_job_is_finished_when_what_it_loaded_is_shown(tmp_path: Path, *, fails: bool) -> None:
    store, warmed = stored(tmp_path / "store", toys.triangle()), []
    current = CurrentStore(store, lambda newest: warmed.append(newest.data_version))

    job = Jobs(current, Place(store.url, tmp_path)).start("load", load_more, fails)
    wait_until(lambda: job.finished)
    with current.reading() as shown:
        assert (job.error, warmed) == (("no", []) if fails else (None, [shown.data_version]))
        assert shown.data_version == (toys.triangle() if fails else more()).version()


def test_answers_are_asked_for_by_the_question_itself(tmp_path: Path, counted: list[str]) -> None:
    store = stored(tmp_path / "store", toys.with_members())
    desk = Context(Settings(tmp_path, store.url, tmp_path), store.url).desk
    first = desk.ask(overlap, store, over="themes")
    assert desk.ask(overlap, store).rows is first.rows, "the usual value is as good as none"
    assert desk.ask(overlap, store, over="members").rows is not first.rows
    assert counted == ["overlap", "overlap"]
