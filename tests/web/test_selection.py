"""A selection in the pages: said above what it narrows, kept by their links, cleared, and made from a search."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser

from api.web.frame.links import carried
from api.web.frame.selection import PATHS, is_narrowed
from tests.support.browser import visit

BUILDING = [f"cluster:flanders:{name}" for name in ("bim", "bouwindustrialisatie", "smart-buildings-in-use")]
AMONG = ",".join(BUILDING)


def linked(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'<a[^>]*\shref="(/[^"]*)"', page)]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_says_what_it_is_narrowed_to_and_its_links_keep_it(path: str, site: httpx.Client) -> None:
    page = site.get(path, params={"among": AMONG}).text
    assert 'data-selection="3"' in page
    (clear,) = re.findall(r'href="([^"]*)">Clear the selection', page)
    assert parse_qs(urlsplit(html.unescape(clear)).query).get("among") is None
    assert "data-selection" not in site.get(html.unescape(clear)).text
    kept = [one for one in linked(page) if is_narrowed(re.split("[?#]", one)[0]) and one != html.unescape(clear)]
    assert kept
    assert [one for one in kept if parse_qs(urlsplit(one).query, True).get("among") != [AMONG]] == []
    for form in re.findall(r"<form(?![^>]*method=.post).*?</form>", page, re.DOTALL):
        action = re.search(r'action="([^"]*)"', form.partition(">")[0])
        assert form.count('name="among"') == (0 if action and not is_narrowed(action[1]) else 1)


def test_pages_show_what_is_among_the_selected(site: httpx.Client) -> None:
    assert 'data-total="3"' in site.get("/clusters", params={"among": BUILDING}).text, "one parameter each is as good"
    rows = site.get("/api/v1/overlap", params={"over": "themes", "among": AMONG}).json()
    assert {row[end] for row in rows["rows"] for end in ("a", "b")} <= set(BUILDING)
    page = site.get("/consolidation", params={"among": AMONG, "limit": 1000}).text
    assert set(re.findall(r'data-cluster="([^"]+)"', page)) <= set(BUILDING)
    drawn = site.get("/explorer/data.json", params={"among": AMONG}).json()
    assert ({node["id"] for node in drawn["nodes"]}, drawn["network"]) == (set(BUILDING), "clusters")
    whole = {node["id"]: (node["x"], node["y"]) for node in site.get("/explorer/data.json").json()["nodes"]}
    assert {node["id"]: (node["x"], node["y"]) for node in drawn["nodes"]}.items() <= whole.items(), "no mark moves"
    mixed = site.get("/explorer/data.json", params={"among": "EUKA,project:flanders:proeftuin-drones"}).json()
    assert (mixed["network"], len(mixed["nodes"]), len(mixed["ties"])) == ("all", 2, 1)
    network = site.get("/api/v1/network", params={"network": "overlap", "among": AMONG}).json()
    assert {node["id"] for node in network["nodes"]} == set(BUILDING)


def test_who_is_not_there_is_named(site: httpx.Client) -> None:
    for path in ("/clusters", "/explorer", "/explorer/data.json", "/api/v1/overlap", "/api/v1/export/csv"):
        answer = site.get(path, params={"among": "BIM,nobody"})
        assert answer.status_code == 404
        assert "No entity is called 'nobody'" in html.unescape(answer.text)
    assert site.get("/entities/cluster:flanders:bim", params={"among": "nobody"}).status_code == 200


def test_a_selection_is_data_in_links_and_forms() -> None:
    page = '<a href="/x?q=1#there">x</a><a href="/y">y</a><form action="/x"></form><form action="/y"></form>'
    assert carried(page, "among", '"><b>', lambda path: path == "/x") == (
        '<a href="/x?q=1&amp;among=%22%3E%3Cb%3E#there">x</a><a href="/y">y</a><form action="/x">'
        '<input type="hidden" name="among" value="&#34;&gt;&lt;b&gt;"></form><form action="/y"></form>'
    )


def test_from_a_search_to_a_figure_of_what_was_found(browser: Browser, site: httpx.Client) -> None:
    """The network of the construction clusters, for a report: a search and two clicks."""
    with visit(browser, f"{site.base_url}/search?text=construction") as seen:
        seen.page.click("section[data-kind=Cluster] >> text=The network of these")
        seen.page.wait_for_selector("#status:has-text('4 entities')")
        figure = seen.page.get_attribute("a[data-filtered='/explorer/figure.pdf']", "href") or ""
        assert set(BUILDING) <= set(parse_qs(urlsplit(figure).query)["among"][0].split(","))
        seen.page.click("#clear")
        assert "among=" in seen.page.url, "clearing the filters does not clear what is selected"
        seen.page.goto(f"{site.base_url}/search?text=construction")
        for name in ("BIM", "Smart Buildings in Use"):
            seen.page.check(f"input[aria-label='select {name}']")
        seen.page.click("button:has-text('its clusters')")
        assert seen.page.text_content("[data-selection] p") is not None
        assert seen.page.locator("[data-list] tbody tr").count() == 2
    assert site.get(figure).content.startswith(b"%PDF")


def test_the_network_of_projects_is_who_takes_part_in_them(site: httpx.Client) -> None:
    """Projects are hardly tied to each other: alone they would be marks without a tie."""
    chosen = ["project:flanders:drones-als-hulpmiddel-bouwwerf", "project:flanders:optimalisatie-drone-scanning"]
    drawn = site.get("/explorer/data.json", params={"among": ",".join(chosen)}).json()
    there = [node["id"] for node in drawn["nodes"]]
    assert set(chosen) < set(there)
    assert {"cluster:flanders:bim", "cluster:flanders:euka"} < set(there)
    assert "cluster:flanders:b-hive" not in there
    assert {there[end] for tie in drawn["ties"] for end in tie[:2]} == set(there)
    assert len(site.get("/explorer/data.json", params={"among": AMONG}).json()["nodes"]) == len(BUILDING)
