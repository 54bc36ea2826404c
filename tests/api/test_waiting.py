"""A page whose answer takes long says so, shows how far it is, and lets its reader give it up."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from api.http import kept, waiting
from api.service import create_app
from graph.apart.workers import Workers
from graph.judgements import Judgements
from graph.progress import shown_by, track
from graph.store import Store
from graph.store.answers import made
from queries.asking.question import Question
from tests.support import toys
from tests.support.command import PATIENT
from tests.support.processes import HUNG, wait_until
from tests.support.service import listening
from tests.support.toys import stored

PAGE = {"Accept": "text/html"}


class Slow:
    """A question that takes as long as it is not let go."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.asked = 0

    def work(self) -> None:
        self.asked += 1
        for _ in track(range(1000), "Trying groupings", 1000):
            if self.may_end.wait(0.02):
                return


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    one, found = Slow(), Question.found

    def finding(self: Question[[], object], *args: object) -> object:
        if self.name == "consolidation":
            one.work()
        return found(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Question, "found", finding)
    for module in (waiting, kept):
        monkeypatch.setattr(module, "PATIENCE", 0.1)
    yield one
    one.may_end.set()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    app = create_app(stored(tmp_path / "store", toys.triangle()), Judgements(tmp_path))
    with listening(app) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=HUNG) as found:
        yield found


def ticket(page: httpx.Response) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def test_a_page_says_that_it_is_being_worked_out(slow: Slow, client: httpx.Client) -> None:
    first = client.get("/consolidation", headers=PAGE)
    assert (first.status_code, first.headers["refresh"], first.headers["cache-control"]) == (202, "1", "no-store")
    assert "http-equiv" not in first.text
    seen = [first]

    def shows_how_far() -> bool:
        seen.append(client.get("/consolidation", headers=PAGE))
        return re.search(r'<progress max="1000" value="\d+"', seen[-1].text) is not None

    wait_until(shows_how_far)
    assert ticket(seen[-1]) == ticket(first)
    assert client.get("/readyz").json()["being_worked_out"] == 1
    others = client.get("/clusters", headers=PAGE | PATIENT)
    assert others.status_code == 200, "others are served meanwhile, however busy the machine is"
    slow.may_end.set()
    last = client.get("/consolidation", headers=PAGE | PATIENT)
    assert last.status_code == 200
    assert client.get("/consolidation", headers=PAGE).status_code == 200
    assert (slow.asked, client.get("/readyz").json()["being_worked_out"]) == (1, 0)


def test_who_asks_for_data_waits(slow: Slow, client: httpx.Client) -> None:
    threading.Timer(0.5, slow.may_end.set).start()
    assert client.get("/api/v1/consolidation", headers=PAGE).status_code == 200
    assert slow.asked == 1


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Sec-Fetch-Dest": "empty"}, PATIENT])
def test_a_part_of_a_page_waits_and_who_would_rather_wait(
    headers: dict[str, str], slow: Slow, client: httpx.Client
) -> None:
    threading.Timer(0.5, slow.may_end.set).start()
    assert client.get("/consolidation", headers=PAGE | headers).status_code == 200


def test_what_is_given_up_is_worked_out_no_more(slow: Slow, client: httpx.Client) -> None:
    page = client.get("/consolidation", headers=PAGE)
    told = client.post("/give-up", data={"ticket": ticket(page)})
    assert (told.status_code, 'href="/consolidation"' in told.text) == (200, True)
    assert client.post("/give-up", data={"ticket": ticket(page)}).status_code == 404
    assert client.post("/give-up", data={"ticket": "x"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    time.sleep(0.3)
    slow.may_end.set()
    assert client.get("/consolidation", headers=PAGE | PATIENT).status_code == 200
    assert slow.asked == 2, "it was asked anew"


def test_many_long_answers_leave_room(slow: Slow, client: httpx.Client) -> None:
    for number in range(kept.MOST_AT_ONCE + 2):
        assert client.get(f"/consolidation?of=A{number}", headers=PAGE).status_code in (202, 404)
    assert client.get("/clusters", headers=PAGE | PATIENT).status_code == 200


def wait_for_ever(_: Store) -> None:
    """Work without end, in a process that can be ended."""
    for _number in track(range(10_000), "Waiting", 10_000):
        time.sleep(0.01)


def test_what_is_worked_out_in_another_process_tells_how_far_it_is_and_can_be_given_up(tmp_path: Path) -> None:
    with stored(tmp_path / "store", toys.triangle()) as store, closing(Workers(store.url, number=1)) as workers:
        store.answers.elsewhere = workers
        making = waiting.Making("/")
        said: list[BaseException] = []

        def ask() -> None:
            with shown_by(making.track, making.leash):
                try:
                    made(wait_for_ever, store)
                except BaseException as error:
                    said.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        wait_until(lambda: making.done >= 500)
        assert (making.step, making.total) == ("Waiting", 10_000)
        making.leash.give_up()
        thread.join(10)
        assert [type(one).__name__ for one in said] == ["GivenUpError"]
        assert workers.call(len_of_version, store) > 0, "the next is another process"


def len_of_version(store: Store) -> int:
    """Do a little."""
    return len(store.data_version)
