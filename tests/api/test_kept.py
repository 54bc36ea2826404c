"""Answers that are kept as they were sent: the same ones, made once, and of nobody else."""

import asyncio
import gc
import weakref
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Scope

from api.http import kept
from api.http.kept import KeptAnswers
from api.service import create_app
from api.users import Role, Users
from graph.judgements import Judgements
from graph.store import Store, open_store
from tests.support import toys
from tests.support.toys import P1, P2, stored
from tests.web.test_one_road import get, run


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were answered anew, in order."""
    paths: list[str] = []
    make = KeptAnswers._made

    async def noting(self: KeptAnswers, scope: Scope, store: Store) -> kept.Sent:
        paths.append(scope["path"])
        return await make(self, scope, store)

    monkeypatch.setattr(KeptAnswers, "_made", noting)
    return paths


def service(home: Path) -> FastAPI:
    """Return the service over a toy and no judgements, whose file is made when it is first read."""
    judgements = Judgements(home)
    assert judgements.all() == []
    return create_app(stored(home / "store", toys.triangle()), judgements)


def test_the_same_answer_again_is_the_same_to_the_letter(tmp_path: Path, made: list[str]) -> None:
    app = service(tmp_path)
    pages = ("/", "/api/v1/overlap", "/explorer/data.json", "/clusters?format=csv")
    (*before,) = run(get(app, *pages))
    (*after,) = run(get(app, *pages))
    assert [one.content for one in before] == [one.content for one in after]
    unlike = {"x-request-id"}
    for one, other in zip(before, after, strict=True):
        assert one.status_code == 200
        assert {n: v for n, v in one.headers.items() if n not in unlike} == {
            n: v for n, v in other.headers.items() if n not in unlike
        }
    assert len(made) == len(pages)


def test_ten_at_once_are_answered_once(tmp_path: Path, made: list[str]) -> None:
    app = service(tmp_path)
    answers = run(get(app, *["/consolidation"] * 10))
    assert {answer.status_code for answer in answers} == {200}
    assert made == ["/consolidation"]


def test_what_is_no_function_of_the_graph_is_not_kept(tmp_path: Path, made: list[str]) -> None:
    app = service(tmp_path)
    paths = ("/upload", "/login", "/entities/nobody", "/?lang=nl")
    for _ in range(2):
        run(get(app, *paths))
    assert sorted(made) == sorted([path.partition("?")[0] for path in paths] * 2)


def test_a_version_that_nobody_reads_is_forgotten_with_all_that_was_kept_of_it(tmp_path: Path) -> None:
    app, writer = service(tmp_path), open_store(f"ladybug://{(tmp_path / 'store').as_posix()}")
    shown: list[weakref.ref[Store]] = []
    for facts in (toys.with_members(), toys.triangle(), toys.with_members()):
        run(get(app, "/", "/consolidation", "/explorer", "/api/v1/overlap"))
        shown.append(weakref.ref(app.state.store._shown))
        writer.load(facts)
        app.state.store.renew()
    gc.collect()
    assert [one() for one in shown] == [None, None, None]


def test_a_judgement_and_a_newer_graph_are_shown_at_once(tmp_path: Path) -> None:
    store, judgements = stored(tmp_path / "store", toys.triangle()), Judgements(tmp_path)
    app = create_app(store, judgements)

    def asked() -> tuple[str | None, str]:
        answer = run(get(app, "/api/v1/duplicates"))[0].json()
        return answer["rows"][0]["judgement"], answer["data_version"]

    assert asked() == (None, toys.triangle().version())
    for verdict in ("related", "same", "different"):
        judgements.add(P1, P2, verdict, author="somebody")
        assert asked() == (verdict, toys.triangle().version())
    store.load(toys.with_members())
    app.state.store.renew()
    assert run(get(app, "/api/v1/overlap"))[0].json()["data_version"] == toys.with_members().version()


def test_a_new_version_has_what_was_asked_of_the_old_one(tmp_path: Path, made: list[str]) -> None:
    app = service(tmp_path)
    run(get(app, "/consolidation", "/api/v1/overlap"))
    with app.state.store.reading() as store:
        store.load(toys.with_members())
    app.state.store.renew()
    made.clear()
    page, route = run(get(app, "/consolidation", "/api/v1/overlap"))
    assert not made
    assert page.status_code == 200
    assert route.json()["data_version"] == toys.with_members().version()


def test_a_rehearsal_ends_in_time_and_what_was_last_asked_comes_first(
    tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = service(tmp_path)
    for path in ("/clusters", "/api/v1/overlap"):
        run(get(app, path))
    for seconds, again in ((-1.0, []), (30.0, ["/api/v1/overlap", "/clusters"])):
        monkeypatch.setattr(kept, "REHEARSAL", seconds)
        with app.state.store.reading() as store:
            store.load(toys.with_members() if seconds < 0 else toys.triangle())
        made.clear()
        app.state.store.renew()
        assert made == again
        for path in ("/clusters", "/api/v1/overlap"):
            run(get(app, path))


def test_each_language_and_each_user_has_its_own(tmp_path: Path, made: list[str]) -> None:
    users = Users(tmp_path)
    keys = {name: users.add(name, Role.READ) for name in ("an", "bo")}
    app = service(tmp_path)

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return [
                await client.get("/", headers={"Accept-Language": code}, auth=auth)
                for code in ("en", "nl")
                for auth in (None, *keys.items())
            ]

    answers = run(ask())
    assert [one.status_code for one in answers] == [401, 200, 200] * 2
    assert 'lang="nl"' in answers[4].text
    assert len(made) == 4


def test_an_answer_is_made_though_who_asked_first_went_away(tmp_path: Path, made: list[str]) -> None:
    app = service(tmp_path)

    async def ask() -> list[httpx.Response]:
        first = asyncio.create_task(get(app, "/duplicates"))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(get(app, "/duplicates"))
        await asyncio.sleep(0.01)
        first.cancel()
        return await second

    assert run(ask())[0].status_code == 200
    assert made == ["/duplicates"]


def test_only_so_much_is_kept(tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    app = service(tmp_path)
    first, second = "/api/v1/overlap", "/api/v1/consolidation"
    size = max(len(one.content) for one in run(get(app, first, second)))
    monkeypatch.setattr(kept, "MOST_BYTES", size)
    for path in (f"{first}?limit=5", second, first):
        run(get(app, path))
    made.clear()
    run(get(app, first))
    run(get(app, second))
    assert made == [second]
