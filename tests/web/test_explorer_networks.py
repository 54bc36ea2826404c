"""The explorer's networks in one browser: questions, ties, marks moved, chosen, hidden and opened in place, undone."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import axe
from tests.support.browser import Visit
from tests.support.explorer import BIM, address, counts, explored, until_ready

EUKA = "cluster:flanders:euka"
WHERE = """async (id) => {
  const found = await (await fetch("/explorer/data.json" + location.search)).json();
  const { x, y } = found.nodes.find((node) => node.id === id);
  const [cx, cy, k] = new URLSearchParams(location.search).get("cam").split("_").map(Number);
  const canvas = document.getElementById("network");
  const box = canvas.getBoundingClientRect();
  return [box.left + canvas.clientWidth / 2 + (x - cx) * k, box.top + canvas.clientHeight / 2 + (y - cy) * k];
}"""


@pytest.fixture(scope="module")
def seen(site: httpx.Client, browser: Browser) -> Iterator[Visit]:
    with explored(browser, site) as visited:
        yield visited


def go(page: Page, site: httpx.Client, query: str = "") -> None:
    page.goto(address(site, query))
    until_ready(page)
    page.locator("#status[data-nodes]").wait_for()
    page.wait_for_timeout(400)


def where(page: Page, identifier: str) -> tuple[float, float]:
    """Where a mark is on screen."""
    x, y = page.evaluate(WHERE, identifier)
    return float(x), float(y)


def test_each_question_is_drawn_as_the_api_draws_it(site: httpx.Client, seen: Visit) -> None:
    for name in ("overlap", "consolidation", "duplicates", "affiliation"):
        found = site.get("/api/v1/network", params={"network": name}).json()
        go(seen.page, site, f"?network={name}")
        assert counts(seen.page) == (len(found["nodes"]), len(found["edges"])), name
        assert seen.page.locator("select[name=network]").input_value() == name


def test_a_measure_gives_sizes_and_colours_with_a_legend_a_card_and_a_column(site: httpx.Client, seen: Visit) -> None:
    page = seen.page
    go(page, site, f"?network=centrality&sel={BIM}")
    expect(page.locator("#scales")).to_contain_text("Size: betweenness")
    expect(page.locator("#scales")).to_contain_text("community 1")
    (row,) = [row for row in site.get("/api/v1/centrality").json()["rows"] if row["id"] == BIM]
    values = page.locator("#panel .values")
    assert f"{row['betweenness']:.3f}".rstrip("0") in values.inner_text()
    assert "betweenness" in page.locator("#node-head").text_content()  # type: ignore[operator]
    page.locator("select[name=size]").select_option("grant_eur")
    expect(page.locator("#scales")).to_contain_text("unknown: a dashed edge")
    assert axe.findings(page) == []


def test_a_tie_has_a_card(site: httpx.Client, seen: Visit) -> None:
    page = seen.page
    go(page, site)
    (ax, ay), (bx, by) = where(page, BIM), where(page, EUKA)
    page.mouse.click((ax + bx) / 2, (ay + by) / 2)
    card = page.locator("#panel[data-tie]")
    assert card.get_attribute("data-tie") == f"{BIM} {EUKA}"
    assert "Drones als hulpmiddel in de bouw" in card.inner_text()
    assert "finaal rapport IBN" in card.inner_text()
    page.locator("#network").focus()
    page.keyboard.press("t")
    assert card.get_attribute("data-tie") != f"{BIM} {EUKA}", "the keyboard goes on to the next"
    page.keyboard.press("Control+z")
    assert card.get_attribute("data-tie"), "where there is nothing to undo, what is selected stays"


def test_how_two_are_connected_is_drawn_with_none_of_it_faint(site: httpx.Client, seen: Visit) -> None:
    page = seen.page
    go(page, site)
    page.mouse.click(*where(page, BIM))
    page.keyboard.down("Shift")
    page.mouse.click(*where(page, EUKA))
    page.keyboard.up("Shift")
    page.locator("#panel .path").click()
    expect(page.locator("#question")).to_have_text("How are BIM and EUKA connected?")
    until_ready(page)
    expect(page.locator("#answer")).to_have_text(
        "Ties between them: 2. Ways of that length: 2, such as BIM – Drones als hulpmiddel in de bouw – EUKA."
    )
    assert "sel=" not in page.url
    expect(page.locator("#panel[data-id]")).to_have_count(0)


def test_marks_are_moved_chosen_hidden_and_each_step_undone(site: httpx.Client, seen: Visit) -> None:
    page = seen.page
    go(page, site)
    before, (x, y) = counts(page), where(page, BIM)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y - 90, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(f"put={BIM.replace(':', '%3A')}"))
    page.locator("#network").focus()
    page.keyboard.press("Control+ArrowLeft")
    page.keyboard.press("Control+z")
    page.locator("#undo").click()
    expect(page).not_to_have_url(re.compile("put="))
    expect(page.locator("#undo")).to_be_disabled()
    page.mouse.click(x, y)
    expect(page.locator(f"#panel[data-id='{BIM}']")).to_be_visible()
    page.keyboard.down("Shift")
    page.mouse.click(*where(page, EUKA))
    page.keyboard.up("Shift")
    expect(page.locator("#panel h2")).to_have_text("Chosen: 2")
    page.locator("#panel .hide").click()
    expect(page.locator("#status")).to_have_attribute("data-nodes", str(before[0] - 2))
    page.locator("#undo").click()
    expect(page.locator("#status")).to_have_attribute("data-nodes", str(before[0]))
    assert counts(page) == before


def test_what_is_around_a_mark_opens_in_place_and_the_address_keeps_it(site: httpx.Client, seen: Visit) -> None:
    page = seen.page
    go(page, site, f"?sel={BIM}")
    before, place = counts(page), where(page, EUKA)
    page.locator("#panel .expand").click()
    expect(page.locator("#status")).not_to_have_attribute("data-nodes", str(before[0]))
    opened = counts(page)
    assert where(page, EUKA) == place, "nothing that was there moves"
    page.reload()
    until_ready(page)
    expect(page.locator("#status")).to_have_attribute("data-nodes", str(opened[0]))


def test_filters_move_no_mark(site: httpx.Client) -> None:
    def places(query: str) -> dict[str, tuple[float, float]]:
        nodes = site.get(f"/explorer/data.json?{query}").json()["nodes"]
        return {node["id"]: (node["x"], node["y"]) for node in nodes}

    for network, filters in (("clusters", "min_weight=2"), ("all", "first_year=2025"), ("overlap", "kind=SPC")):
        whole, some = places(f"network={network}"), places(f"network={network}&{filters}")
        assert 0 < len(some) < len(whole)
        assert some.items() <= whole.items()


def test_the_files_hold_measures_and_the_q_of_a_tie(site: httpx.Client) -> None:
    def rows(network: str, name: str) -> list[dict[str, str]]:
        found = site.get("/explorer/tables.zip", params={"network": network}).content
        with zipfile.ZipFile(io.BytesIO(found)) as archive:
            return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig"))))

    asked = {row["id"]: row["betweenness"] for row in site.get("/api/v1/centrality").json()["rows"]}
    assert {row["id"]: float(row["betweenness"]) for row in rows("centrality", "nodes") if row["id"] in asked} == asked
    ties = site.get("/api/v1/network", params={"network": "overlap"}).json()["edges"]
    assert [float(row["q"]) for row in rows("overlap", "ties")] == [tie["q"] for tie in ties]


def test_filters_of_communities_lead_to_the_organisations_that_they_leave(site: httpx.Client, seen: Visit) -> None:
    page = seen.page
    go(page, site, "?network=communities")
    page.locator("input[value=firm]").check()
    expect(page.locator("select[name=network]")).to_have_value("organisations")
    found = site.get("/explorer/data.json", params={"network": "communities", "kind": "firm"}).json()
    assert {node["mark"] for node in found["nodes"]} == {"firm"}
    assert counts(page) == (len(found["nodes"]), len(found["ties"]))
