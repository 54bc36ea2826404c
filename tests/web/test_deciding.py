"""The pages to decide by: what they say first, what they keep out of the address, and what they refuse."""

import json
import re
from pathlib import Path

import httpx
import pytest

from api.web.charts.front import Point, front
from api.words.language import Language
from tests.support.command import call, served, with_flanders


def answer(page: str) -> str:
    found = re.search(r'<p class="answer"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


def test_a_restructuring_says_first_who_is_joined(site: httpx.Client) -> None:
    page = site.get("/restructure?into=25").text
    assert answer(page).startswith("Of 26 clusters 25 groups would remain. To be joined:")
    assert page.count("data-group=") == 1
    assert page.count("<li>", page.index("data-alone")) >= 24
    assert "data-front" not in page.split("hx-get")[0], "the front takes longer and is asked for by itself"


def test_the_front_is_a_picture_with_its_numbers(site: httpx.Client) -> None:
    page = site.get("/restructure?into=25&compare=1").text
    picture = page.split("data-front")[1].split("</svg>")[0]
    assert picture.count("<circle") == 21, "26 down to 6 groups of at most five"
    assert 0 < picture.count("hollow") < 21


def test_the_heights_of_a_front_by_hand() -> None:
    points = [Point(2, 0.0, True, {"themes": 1.0}), Point(1, 4.0, False, {"themes": 0.5})]
    drawn = str(front(points, 1, "Front", Language("en")))
    dots = re.findall(r'<circle cx="(\d+)" cy="(\d+)" r="4" class="([\w ]+)"', drawn)
    assert dots == [("70", "176", "dot c0"), ("630", "26", "dot hollow c0")]
    assert "M70.0 222.0L630.0 297.0" in drawn, "half way down"
    assert front(points[:1], None, "Front", Language("en")) is None


@pytest.mark.parametrize("query", ["into=0", "into=99", "keep=2", "together=BIM", "into=x"])
def test_what_cannot_be_parted_is_one_sentence(query: str, site: httpx.Client) -> None:
    page = site.get(f"/restructure?{query}", headers={"accept": "text/html"})
    assert page.status_code in (404, 422)
    assert "That did not work" in page.text


def test_partners_of_a_name_and_of_what_is_no_name(site: httpx.Client) -> None:
    page = site.get("/partners?name=WTCB").text
    assert answer(page).startswith("First of all with ILVO")
    assert "data-partner=" in page
    assert "data-partner=" not in site.get("/partners").text
    unclear = site.get("/partners?name=Smart").text
    assert "is not the name of one organisation or cluster" in answer(unclear)
    assert "<script" not in answer(site.get("/partners", params={"name": "<script>alert(1)"}).text)


def test_an_application_is_screened_and_stands_in_no_address(site: httpx.Client) -> None:
    title = "Drones als hulpmiddel op de bouwwerf"
    told = site.post("/screen", data={"title": title, "partners": "WTCB"}, files={"file": ("", b"")})
    assert told.status_code == 303
    address = told.headers["location"]
    assert re.fullmatch(r"/screen\?key=[\w-]+", address)
    page = site.get(address).text
    assert answer(page).startswith("Most like it is Drones als hulpmiddel")
    assert "data-aligned" in page
    rows = site.get(f"{address}&format=csv").text
    assert rows.startswith("application,title,rank,")
    assert title in rows


def test_a_list_is_screened_and_says_of_what_it_says_nothing(site: httpx.Client) -> None:
    text = "titel;partners\nDrones als hulpmiddel op de bouwwerf;WTCB\nQwxz vbnm jklp;\nDrones;\n"
    address = site.post("/screen", files={"file": ("list.csv", text.encode())}).headers["location"]
    page = site.get(address).text
    assert answer(page) == "Of 3 applications 1 resemble something that exists."
    assert re.findall(r"data-silent>([\w ]+)<", page) == ["nothing alike", "cannot tell"]


@pytest.mark.parametrize(
    ("data", "content", "said"),
    [
        ({}, b"", "nothing to screen"),
        ({}, b"name of it\nx\n", "no column"),
        ({"title": "x", "start": "soon"}, b"", "is no day"),
        ({}, b"title\n" + b"x\n" * 501, "too many for a page"),
    ],
)
def test_what_cannot_be_screened_is_one_sentence(
    data: dict[str, str], content: bytes, said: str, site: httpx.Client
) -> None:
    name = "list.csv" if content else ""
    page = site.post("/screen", data=data, files={"file": (name, content)}, headers={"accept": "text/html"})
    assert page.status_code == 422
    assert said in page.text


def test_nobody_elses_page_screens(site: httpx.Client) -> None:
    assert (
        site.post("/screen", data={"title": "x y"}, headers={"origin": "http://elsewhere.example"}).status_code == 403
    )


def test_a_pair_goes_on_the_list_and_off_it(tmp_path: Path) -> None:
    with_flanders(tmp_path)
    said = {"a": "BIM", "b": "WTCB", "state": "to_check", "owner": "Bo", "day": "2020-01-02", "author": "Ann"}
    with served(tmp_path) as client:
        assert "Nothing is on the list yet" in answer(client.get("/actions").text)
        assert client.post("/actions", data={**said, "author": ""}).status_code == 422
        assert client.post("/actions", data={**said, "day": "soon"}).status_code == 422
        assert client.post("/actions", data=said).status_code == 303
        page = client.get("/actions").text
        assert answer(page) == "Of 1 pairs 1 are open. 1 is overdue."
        row = client.get("/actions?format=csv").text.splitlines()[1]
        assert row.startswith(
            "cluster:flanders:bim,organisation:flanders:wtcb,BIM,WTCB,consolidation,to_check,Bo,2020-01-02"
        )
        assert "data-state=" not in client.get("/actions?owner=Nobody").text
        assert [one["overdue"] for one in client.get("/api/v1/actions").json()["rows"]] == [True]
        told = {"a": "BIM", "b": "WTCB", "state": "done", "author": "Bo"}
        assert client.post("/api/v1/actions", json=told).status_code == 201
        history = client.get("/actions?a=WTCB&b=BIM").text.split("data-history")[1].split("</ul>")[0]
        assert history.count("<li>") == 2
        assert call("act", "BIM", "WTCB", "being_checked", "--day", "2030-05-01", home=tmp_path).returncode == 0
        (listed,) = json.loads(call("actions", "--open", "--json", home=tmp_path).stdout)["rows"]
        assert (listed["state"], listed["day"], listed["overdue"]) == ("being_checked", "2030-05-01", False)
        assert answer(client.get("/actions").text) == "Of 1 pairs 1 are open."
        client.post("/actions", data={**said, "state": "dropped"})
        assert "Nothing is on the list yet" in answer(client.get("/actions").text)
