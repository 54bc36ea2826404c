"""The lists, brokers and outcomes as pages: what they show is what the API answers, and names are only names."""

import csv
import html
import io
import re
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from graph.schema import Cluster, Organisation, Theme
from queries.lookup.catalogue import TYPES
from tests.support import toys
from tests.support.command import served

HOSTILE = '<img src=x onerror=alert(1)> & "Sons" \''


def linked(page: str) -> list[str]:
    """Return what the rows of a page are about, in order."""
    return [unquote(found) for found in re.findall(r'<th scope="row"><a href="/entities/([^"]+)"', page)]


def test_each_figure_of_the_overview_leads_to_its_list(site: httpx.Client) -> None:
    page = site.get("/").text
    for of in TYPES:
        (number,) = re.findall(rf'<a href="/{of}">[^<]*</a><strong>([\d,]+)</strong>', page)
        total = site.get("/api/v1/listing", params={"of": of}).json()["total"]
        assert int(number.replace(",", "")) == total
        assert f'data-total="{total}"' in site.get(f"/{of}").text


@pytest.mark.parametrize("query", ["kind=IBN", "theme=theme%3Aflanders%3Adrones", "words=smart", "country=unknown"])
def test_a_list_its_csv_and_the_api_are_one_answer(query: str, site: httpx.Client) -> None:
    rows = site.get(f"/api/v1/listing?of=clusters&{query}").json()["rows"]
    page = site.get(f"/clusters?{query}").text
    assert linked(page) == [row["id"] for row in rows]
    table = list(csv.DictReader(io.StringIO(site.get(f"/clusters?{query}&format=csv").text)))
    assert [row["id"] for row in table] == [row["id"] for row in rows]


def test_an_option_says_how_many_it_leaves(site: httpx.Client) -> None:
    page = site.get("/organisations?country=BE").text
    kinds = page[page.index('<select name="kind">') :].partition("</select>")[0]
    options = re.findall(r'<option value="(\w+)">[^(]*\((\d+)\)</option>', kinds)
    assert len(options) > 2
    for kind, number in options:
        assert f'data-total="{number}"' in site.get(f"/organisations?country=BE&kind={kind}").text


def test_pages_follow_each_other_and_hold_all(site: httpx.Client) -> None:
    first, second, beyond = (site.get(f"/themes?page={page}").text for page in (1, 2, 99))
    found = linked(first + second)
    assert found == [row["id"] for row in site.get("/api/v1/listing?of=themes").json()["rows"]]
    assert 'href="/themes?page=2"' in first
    assert "page 2 of 2" in second
    assert "page 2 of 2" in beyond, "there is nothing after the last"


def test_what_may_not_be_asked_is_a_page_that_says_so(site: httpx.Client) -> None:
    assert site.get("/clusters?theme=no-such-theme-at-all").status_code == 404
    assert site.get("/clusters?order=nonsense").status_code == 422
    assert site.get("/clusters?page=0").status_code == 422


def test_brokers_and_outcomes_are_the_answers(site: httpx.Client) -> None:
    brokers = site.get("/api/v1/brokers").json()["rows"]
    page = html.unescape(site.get("/centrality").text)
    assert len(brokers) == 10
    assert all(row["without"] in page for row in brokers)
    page = site.get("/outcomes").text
    rows = site.get("/api/v1/outcomes").json()["rows"]
    assert linked(page) == [row["cluster"] for row in rows]
    assert all(row["sources"] for row in rows if row["outcome"])


def test_search_shows_results_by_type_with_a_way_to_the_list(site: httpx.Client) -> None:
    page = site.get("/search?text=drone").text
    kinds = re.findall(r'data-kind="(\w+)"', page)
    assert len(kinds) == len(set(kinds)) > 1
    assert 'href="/projects?words=drone"' in page


def test_search_finds_by_theme_in_each_language_and_a_theme_says_what_it_is_called(site: httpx.Client) -> None:
    for text, language in (("construction", "en"), ("bouw", "nl"), ("construction", "fr")):
        answer = site.get("/search", params={"text": text, "lang": language}, follow_redirects=False)
        assert answer.status_code == 200, "not away to the theme"
        found = {unquote(one) for one in re.findall(r'href="/entities/([^"]+)"', answer.text)}
        assert {f"cluster:flanders:{one}" for one in ("bim", "bouwindustrialisatie", "smart-buildings-in-use")} <= found
        assert "project:flanders:proeftuin-drones" in found
    page = site.get("/entities/theme:flanders:prefab?lang=fr").text
    site.cookies.clear()
    (broader,) = re.findall(r"<dd data-broader>(.*?)</dd>", page)
    assert re.findall(r'href="([^"]+)">([^<]+)</a>', broader) == [("/search?text=construction", "construction")]
    assert '<span lang="en">prefabrication</span>' in page
    assert "data-narrower" not in page


def test_the_search_box_offers_names(site: httpx.Client) -> None:
    options = re.findall(r'<option value="([^"]+)">', site.get("/search/names?text=smart+b").text)
    assert "Smart Buildings in Use" in options
    assert len(options) <= 8
    assert site.get("/search/names?text=").text == ""
    assert 'hx-get="/search/names"' in site.get("/").text


def test_a_name_is_only_a_name(tmp_path: Path) -> None:
    facts = toys.triangle()
    facts.add(
        Cluster(id="cluster:toy:z", name=HOSTILE, kind=HOSTILE, outcome=HOSTILE, sources=toys.PLACE),
        Organisation(id="organisation:toy:z", name=HOSTILE, kind=HOSTILE, country=HOSTILE, sources=toys.PLACE),
        Theme(id="theme:toy:z", label=HOSTILE, sources=toys.PLACE),
    )
    toys.stored(tmp_path / "store", facts)
    with served(tmp_path) as client:
        searches = ("/search?text=Sons", "/search/names?text=Sons")
        for path in ("/clusters", "/organisations", "/themes", "/centrality", "/outcomes", *searches):
            page = client.get(path).text
            assert "<img" not in page
            assert "&lt;img" in page
