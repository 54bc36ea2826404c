"""Pages, pictures and exports as of a day: what was there then, and every link leads on to that day."""

import asyncio
import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from api.drawing.differences import difference
from api.http.stores import CurrentStore
from api.service import create_app
from api.web.frame.days import OF_TIME, TIMELESS, kept
from api.web.frame.jobs import Jobs
from api.web.frame.moved import ANSWERED, moved, named
from graph.days import day_of
from graph.facts import Facts
from graph.judgements import Judgements
from graph.progress import Track
from graph.store import Store, open_store
from ingest.aside import Place
from ingest.loading import Loaded
from queries.asking.desk import Desk
from queries.asking.question import Question
from queries.time.changes import changes
from tests.queries.test_additionality import toy as supported
from tests.queries.test_as_of import dated
from tests.queries.test_evolution import toy as grown
from tests.queries.test_persistence import toy as lasting
from tests.support.command import PATIENT, with_flanders
from tests.support.processes import wait_until
from tests.support.toys import FUND, P1, P3, A, B, C, stored

DAY = "2019-06-01"
PAGES = (
    "/",
    "/compare?a=Alpha&b=Beta",
    f"/entities/{A}",
    f"/entities/{P3}",
    "/clusters",
    "/organisations?kind=firm",
    "/projects",
    "/centrality",
    "/outcomes",
    "/consolidation",
    "/duplicates?show=all",
    "/quality",
    "/search?text=a",
    "/changes?since=2016-06-01",
    "/alerts",
    "/evolution",
    "/persistence",
    "/additionality",
    "/explorer",
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    folder = tmp_path_factory.mktemp("days")
    return create_app(stored(folder / "store", dated()), Judgements(folder))


def get(app: FastAPI, path: str, **values: str) -> httpx.Response:
    """Ask in a thread of its own: where tests with a browser ran before, this one has an event loop already."""

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            return await client.get(
                str(httpx.URL(path).copy_merge_params(values)), headers={"accept": "text/html"} | PATIENT
            )

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(ask())).result()


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_as_of_a_day_keeps_it(app: FastAPI, path: str) -> None:
    page = get(app, path, at=DAY)
    assert page.status_code == 200
    text = page.text if path != "/explorer" else ""
    links = [unescape(one) for one in re.findall(r'<a[^>]*\shref="(/[^"]*)"', text)]
    assert [
        one for one in links if not one.startswith(TIMELESS) and "at" not in parse_qs(urlsplit(one).query, True)
    ] == []
    assert [one for one in links if one.startswith(TIMELESS) and "at=" in one] == []
    for form in re.findall(r"<form(?![^>]*method=.post).*?</form>", text, re.DOTALL):
        assert form.count('name="at"') == 1
    day = day_of(DAY).strftime("%-d %b %Y")
    said = f"Seen from {day}: 0 entities and ties" if path.startswith(OF_TIME) else f"As of {day}: 5 entities and ties"
    assert text == "" or said in text


def test_a_page_without_a_day_says_none(app: FastAPI) -> None:
    text = get(app, "/clusters").text
    assert "data-then" not in text
    assert not re.search(r"[?;]at=", text)


def test_lists_and_their_csv_hold_what_was_there(app: FastAPI) -> None:
    """On 2019-06-01 P1 (2018) is over; on 2016-06-01 B, of 2016, is there and C, of 2017, is not."""
    rows = csv.DictReader(io.StringIO(get(app, "/projects", format="csv", at=DAY).text))
    assert P1 not in {row["id"] for row in rows}
    assert "Gamma" not in get(app, "/clusters", at="2016-06-01").text.split("<table")[1]
    assert get(app, f"/entities/{C}", at="2016-06-01").status_code == 404


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("31/02", "is no day"),
        ("2019-02-31", "is no day"),
        ("1900-01-01", "outside the data"),
        ("soon", "is no day"),
    ],
)
def test_a_bad_day_is_one_sentence_on_every_road(app: FastAPI, at: str, said: str) -> None:
    api = ("/api/v1/export/gexf", "/api/v1/overlap", f"/api/v1/entities/{A}", "/api/v1/network")
    of_time = ("/changes", "/alerts.atom", "/evolution", "/persistence", "/additionality", "/api/v1/persistence")
    for path in ("/", "/clusters", f"/entities/{A}", "/explorer", "/explorer/data.json", *api, *of_time):
        answer = get(app, path, at=at)
        assert (answer.status_code, said in unescape(answer.text)) == (422, True), path


def test_what_is_about_records_knows_no_day(app: FastAPI) -> None:
    assert get(app, "/upload", at="1900-01-01").status_code == 200
    assert "data-then" not in get(app, "/who-is-who", at=DAY).text


def test_exports_hold_what_was_there(app: FastAPI) -> None:
    with zipfile.ZipFile(io.BytesIO(get(app, "/api/v1/export/csv", at=DAY).content)) as archive:
        found = archive.read("Project.csv").decode("utf-8-sig")
    assert P1 not in found
    assert P3 in found
    answer = get(app, "/api/v1/export/cytoscape", network="collaboration", at=DAY)
    assert answer.headers["content-disposition"].endswith(f'intercluster-collaboration-{DAY}.cyjs"')
    ties = {(t["data"]["source"], t["data"]["target"]): t["data"] for t in json.loads(answer.text)["elements"]["edges"]}
    assert (ties[A, B]["open"], ties[B, C]["open"]) == (True, False), "A may not have begun; Y runs both B and C"


def test_what_may_not_have_been_is_dashed(app: FastAPI) -> None:
    """A's start is unknown, B and C certainly are there on the day; so are they in the network of 2019."""
    for found in (get(app, "/api/v1/network", network="collaboration", at=DAY), get(app, "/api/v1/network", at=DAY)):
        nodes = {node["id"]: node for node in found.json()["nodes"]}
        assert [nodes[one]["dashed"] for one in (A, B, C)] == [True, False, False]
        assert f"open on {DAY}: a date is missing" in nodes[A]["facts"]
    ties = {(tie["start"], tie["end"]): tie["dashed"] for tie in found.json()["edges"]}
    assert (ties[B, P3], ties["organisation:toy:y", C]) == (True, False)
    assert f"as of {DAY}" in get(app, "/pictures/overlap.html", at=DAY).text


def of_toy(folder: Path, facts: Facts, path: str, **values: str) -> str:
    return unescape(get(create_app(stored(folder / "store", facts), Judgements(folder)), path, **values).text)


def test_what_lasted_is_a_sentence_a_picture_and_a_table(tmp_path: Path) -> None:
    """Of the five ties whose support has ended one is followed for longer than five years; see the toy's own test."""
    text = of_toy(tmp_path, lasting(), "/persistence")
    rows = [re.findall(r"<t[hd][^>]*>(?:<[^>]*>)*([^<]*)", row) for row in text.split("<tbody>")[1].split("<tr>")[1:]]
    assert rows[8][:1] == ["The Fund"]
    assert [row[5] for row in rows[8:10]] == ["75 %", "38 %"]
    assert "<title>The Fund, 1: 75 % (" in text
    assert "5 ties formed in projects that have ended" in text


def test_what_a_support_added_is_drawn_by_year(tmp_path: Path) -> None:
    text = of_toy(tmp_path, supported(), "/additionality", years="1", support=FUND)
    assert "The Fund: the 1 supported gained 0.7 partners more than comparable others; they are too few" in text
    drawn = re.findall(r"<title>The Fund, (-?\d): ([^<]*)</title>", text)
    assert drawn == [("-1", "0.0"), ("0", "+1.0"), ("1", "+0.3")]
    for wrong in ({"years": "0"}, {"day": "31/02"}, {"day": "1900-01-01"}, {"measure": "x"}):
        assert (
            get(
                create_app(stored(tmp_path / "again", supported()), Judgements(tmp_path)), "/additionality", **wrong
            ).status_code
            == 422
        )


def test_how_a_network_grew_is_drawn_by_year(tmp_path: Path) -> None:
    text = of_toy(tmp_path, grown(), "/evolution")
    assert "In 2017 0 organisations had 0 ties: 0 lasted from the year before, 0 were new, and 4 had ended." in text
    assert re.findall(r"<title>lasting ties, (\d+): ([^<]*)</title>", text) == [("2016", "2"), ("2017", "0")]
    assert "In 2016 2 organisations had 1 ties" in of_toy(tmp_path / "then", grown(), "/evolution", at="2016-12-30")
    assert "Unknown: no project has" in of_toy(tmp_path / "none", grown(), "/evolution", between="clusters")


def test_a_link_that_names_a_day_keeps_its_own() -> None:
    day = day_of(DAY)
    assert kept('<a href="/x?at=2017-01-01">', day) == '<a href="/x?at=2017-01-01">'
    assert kept('<a class="b" href="/x?a=1#c">', day) == f'<a class="b" href="/x?a=1&amp;at={DAY}#c">'
    assert kept('<a href="https://elsewhere/">x</a><p>href="/x"</p>', day).count(DAY) == 0
    assert kept('<a href="/x">', None) == '<a href="/x">'


def test_the_page_of_changes_draws_and_lists_them(app: FastAPI) -> None:
    """Between the days P1 (2017 to 2018) ends; B and C stay; A, whose start is unknown, may have begun between."""
    days = {"since": "2018-07-01", "until": DAY}
    text = get(app, "/changes", **days).text
    drawing = text.split("data-difference>")[1].split("</svg>")[0]
    happened = dict(re.findall(r"<title>(\w[^\n<]*)\nwhat: (\w+)", drawing))
    assert [happened[name] for name in ("Alpha", "Beta", "Gamma")] == ["unknown", "stayed", "stayed"]
    assert happened["Clean water for dairy farms"] == "ended"
    table = get(app, "/changes", **days, what="ended", kind="project", format="csv").text
    assert [row["a"] for row in csv.DictReader(io.StringIO(table))] == [P1]
    assert get(app, "/changes", since=DAY, until="2018-07-01").status_code == 422
    assert "is no day" in unescape(get(app, "/changes", since="31/02").text)


def test_no_mark_of_the_picture_of_changes_moves_with_the_days(app: FastAPI) -> None:
    places = []
    for until in ("2018-07-01", "2021-01-01"):
        picture = difference(Desk().ask(changes, app.state.store._shown, until=until).rows, dated(), 100)
        places.append({node.id: (node.x, node.y) for node in picture.nodes})
    one, other = places
    assert one.keys() != other.keys()
    assert {key: place for key, place in one.items() if key in other} == {k: p for k, p in other.items() if k in one}


def without_the_first(place: Place, _: Track) -> Loaded:
    """Load all but the first project."""
    names = ("id", "start", "end")
    left = Facts(one for one in dated() if P1 not in (getattr(one, name, None) for name in names))
    with open_store(place.url) as store:
        store.load(left)
    return Loaded(1, left.version(), (), 0, 0)


def test_a_load_says_what_it_changed_and_what_moved(tmp_path: Path) -> None:
    store = stored(tmp_path / "store", dated())

    jobs = Jobs(CurrentStore(store, lambda _: None), Place(store.url, tmp_path), Desk())
    job = jobs.start("load", without_the_first)
    wait_until(lambda: job.compared)
    assert job.error is None
    assert job.moved is not None
    found = {one.question: one for one in job.moved}
    (went,), (place,) = found["funding"].went, found["funding"].places
    assert went == {"instrument_name": "The Fund", "funded_name": "Clean water for dairy farms", "call": "2017"}
    assert (place.row["funded_name"], place.was, place.now) == ("Beta", 3, 2)
    assert job.left == (), "even what takes long is compared at last"
    assert "collaboration" not in found, "the same pairs in the same order, though two share one project less"


def the_first(place: Place, _: Track) -> Loaded:
    """Load where nothing was."""
    with open_store(place.url) as store:
        store.load(dated())
    return Loaded(1, dated().version(), (), 0, 0)


def test_the_first_load_of_all_moves_nothing(tmp_path: Path) -> None:
    url = f"ladybug://{(tmp_path / 'store').as_posix()}"
    jobs = Jobs(CurrentStore(open_store(url), lambda _: None), Place(url, tmp_path), Desk())
    job = jobs.start("load", the_first)
    wait_until(lambda: job.compared)
    assert (job.error, job.moved) == (None, None)


def test_rows_that_change_places_are_said() -> None:
    a, b, c, d, e, x, y = ({"name": name} for name in "abcdexy")
    (found,) = moved({"overlap": [a, b, c, d], "brokers": [x, y]}, {"overlap": [c, a, b, e], "brokers": [x, y]})
    assert (found.question, found.came, found.went) == ("overlap", (e,), (d,))
    assert [(one.row, one.was, one.now) for one in found.places] == [(c, 3, 1), (a, 1, 2), (b, 2, 3)]
    assert found.answers.startswith("Every pair of clusters")


@pytest.fixture(scope="module")
def flanders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = with_flanders(tmp_path_factory.mktemp("compared"))
    with open_store(f"ladybug://{(home / 'store').as_posix()}") as opened:
        yield opened


@pytest.mark.parametrize("question", ANSWERED, ids=lambda question: question.name)
def test_what_a_row_is_known_by_tells_it_apart(flanders: Store, question: Question[..., Any]) -> None:
    few = {one.name: 2 for one in question.parameters if one.name == "draws"}
    rows = [named(row, question) for row in question(flanders, **few)[:200]]
    assert all(rows), "each is known by something"
    same = [row for row, times in Counter(map(str, rows)).items() if times > 1]
    assert len(same) <= len(rows) / 20, same[:3]


def test_the_feed_of_alerts_is_atom(app: FastAPI) -> None:
    answer = get(app, "/alerts.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(answer.content)
    titles = [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")]
    assert "Alpha: its host runs another" in titles
    ids = [entry.findtext(f"{atom}id") for entry in feed.iter(f"{atom}entry")]
    assert len(ids) == len(set(ids)) > 0
    assert all(entry.find(f"{atom}updated") is not None for entry in (feed, *feed.iter(f"{atom}entry")))
    assert "data-events" in get(app, f"/entities/{A}").text
