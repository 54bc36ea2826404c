"""Pages' answers: made once, however many ask at once, and the overview's before anybody asks."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.http.app import create_app
from api.web.frame.asking import Kept
from api.web.frame.jobs import Jobs
from api.web.frame.warming import warm
from graph.errors import BadInputError
from graph.judgements import Judgements
from ingest.loading import Loaded
from ingest.reading.reading import Track
from queries.asking.question import Answer, Question
from tests.support.toys import stored
from tests.support.toys import triangle as toy


def test_who_asks_meanwhile_waits_and_gets_the_same() -> None:
    kept, asked, may_end = Kept(), [], threading.Event()

    def make() -> object:
        asked.append(1)
        may_end.wait(10)
        return object()

    found: list[object] = []
    readers = [threading.Thread(target=lambda: found.append(kept.get(("a",), make))) for _ in range(4)]
    for reader in readers:
        reader.start()
    may_end.set()
    for reader in readers:
        reader.join(10)
    assert len(found) == 4
    assert len(set(map(id, found))) == len(asked) == 1


def test_what_fails_is_asked_again() -> None:
    kept = Kept()
    with pytest.raises(ZeroDivisionError):
        kept.get(("a",), lambda: 1 // 0)
    assert kept.get(("a",), lambda: 7) == 7
    assert kept.get(("a",), lambda: 1 // 0) == 7


def test_the_longest_unused_goes_first() -> None:
    kept = Kept(most=2)
    for key in "abac":
        kept.get((key,), partial(str, key))
    assert kept.get(("a",), lambda: "anew") == "a"
    assert kept.get(("b",), lambda: "anew") == "anew"


def test_pages_are_made_warm_after_every_load_even_one_that_fails() -> None:
    called = threading.Event()

    def work(_: Track) -> Loaded:
        raise BadInputError("no")

    job = Jobs(then=called.set).start("load", work)
    assert called.wait(10)
    assert (job.finished, job.error) == (True, "no")


def test_a_warm_overview_asks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(stored(tmp_path / "store", toy()), Judgements(tmp_path))
    warm(app)

    def refuse(self: Question, *_: Any, **__: Any) -> Answer:
        raise AssertionError(f"{self.name} was asked again")

    monkeypatch.setattr(Question, "ask", refuse)
    # In a thread of its own: where tests with a browser ran before, this one has an event loop already.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: asyncio.run(_overview(app))).result().status_code == 200


async def _overview(app: FastAPI) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
        return await client.get("/")
