"""The network explorer in a real browser: what it shows, says, keeps in its address and gives away as files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.support import axe
from tests.support.browser import Visit, flagged, photograph, visit
from tests.support.command import PATIENT, served
from tests.support.explorer import BIM, address, api_counts, counts, explored, painted, until_ready


@pytest.fixture
def seen(site: httpx.Client, browser: Browser) -> Iterator[Visit]:
    with explored(browser, site) as visited:
        yield visited


def test_the_clusters_are_drawn_first_and_counted_as_the_api_counts(seen: Visit, site: httpx.Client) -> None:
    assert painted(seen.page) > 0.01
    assert counts(seen.page) == api_counts(site, view="clusters")
    assert counts(seen.page)[0] == 26
    seen.page.locator("select[name=network]").select_option("all")
    expect(seen.page.locator("#status")).to_contain_text("210")
    until_ready(seen.page)
    assert counts(seen.page) == api_counts(site)
    assert painted(seen.page) > 0.01


def test_types_and_relations_filter(seen: Visit, site: httpx.Client) -> None:
    seen.page.locator("select[name=network]").select_option("all")
    seen.page.locator("input[value=Cluster]").check()
    seen.page.locator("input[value=other_organisation]").check()
    seen.page.locator("input[value=HOSTS]").check()
    wanted = api_counts(site, kind=["Cluster", "other_organisation"], relation="HOSTS")
    expect(seen.page.locator("#status")).to_have_attribute("data-nodes", str(wanted[0]))
    assert counts(seen.page) == wanted
    assert "relation=HOSTS" in seen.page.url
    seen.page.get_by_role("button", name="Clear the filters").click()
    expect(seen.page.locator("#status")).to_have_attribute("data-nodes", "26")


def test_a_year_lowers_the_counts(seen: Visit, site: httpx.Client) -> None:
    before = counts(seen.page)
    seen.page.locator("input[name=first_year]").fill("2025")
    expect(seen.page.locator("#status")).not_to_have_attribute("data-nodes", str(before[0]))
    after = counts(seen.page)
    assert 0 < after[0] < before[0]
    assert after[1] < before[1]
    assert after == api_counts(site, view="clusters", first_year=2025)


def test_search_and_arrows_lead_to_the_same_panel(seen: Visit) -> None:
    page = seen.page
    page.locator("#network").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    panel = page.locator("#panel")
    walked = panel.get_attribute("data-id")
    assert walked
    name, text = page.locator("#panel h2").inner_text(), panel.inner_text()
    page.keyboard.press("Escape")
    expect(page.locator("#panel[data-id]")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type(name)
    expect(page.locator("#found li").first).to_contain_text(name)
    page.keyboard.press("Enter")
    expect(page.locator(f"#panel[data-id='{walked}']")).to_be_visible()
    assert panel.inner_text() == text
    assert "finaal rapport IBN" in text, "each fact has its source"
    assert page.locator("#panel a.open").get_attribute("href") == f"/entities/{walked.replace(':', '%3A')}"


def test_an_entity_that_is_not_drawn_is_found_and_its_surroundings_shown(seen: Visit, site: httpx.Client) -> None:
    seen.page.locator("#find").fill("WTCB")
    seen.page.locator("#found li", has_text="not drawn").first.click()
    expect(seen.page.locator("#ego-name")).to_contain_text("WTCB")
    until_ready(seen.page)
    identifier = seen.page.locator("#panel").get_attribute("data-id")
    assert counts(seen.page) == api_counts(site, ego=identifier, most=300)
    one_away = counts(seen.page)
    seen.page.locator("select[name=depth]").select_option("2")
    expect(seen.page.locator("#status")).not_to_have_attribute("data-nodes", str(one_away[0]))
    assert counts(seen.page) == api_counts(site, ego=identifier, depth=2, most=300)


def test_a_copied_address_restores_all(seen: Visit, browser: Browser) -> None:
    page = seen.page
    page.locator("select[name=network]").select_option("all")
    expect(page.locator("#status")).to_have_attribute("data-nodes", "210")
    page.locator("input[value=PARTICIPATES_IN]").check()
    expect(page.locator("#status")).not_to_have_attribute("data-nodes", "210")
    page.locator("#find").fill("EUKA")
    page.keyboard.press("Enter")
    page.locator("#network").focus()
    page.keyboard.press("+")
    page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_timeout(600)
    until_ready(page)
    state = json.loads(page.evaluate(STATE))
    context = browser.new_context(viewport={"width": 1280, "height": 800}, extra_http_headers=PATIENT)
    other = context.new_page()
    other.goto(page.url)
    until_ready(other)
    assert json.loads(other.evaluate(STATE)) == state
    assert other.url == page.url
    assert state["selected"] == "cluster:flanders:euka"
    assert painted(other) == pytest.approx(painted(page), rel=0.02)
    context.close()


STATE = """() => JSON.stringify({
  selected: document.getElementById("panel").dataset.id,
  status: document.getElementById("status").textContent,
  chosen: [...document.querySelectorAll("#filters :checked")].map((field) => field.value),
  camera: new URLSearchParams(location.search).get("cam"),
})"""


def test_the_picture_of_the_explorer(browser: Browser, site: httpx.Client, tmp_path: Path) -> None:
    looks = "?network=centrality&size=betweenness&colour=community"
    with visit(browser, address(site, looks), color_scheme="light") as seen:
        until_ready(seen.page)
        seen.page.locator("#find").fill("BIM")
        expect(seen.page.locator("#found li").first).to_contain_text("BIM")
        seen.page.keyboard.press("Enter")
        expect(seen.page.locator(f"#panel[data-id='{BIM}']")).to_be_visible()
        seen.page.wait_for_timeout(600)
        expect(seen.page.locator("#found")).to_be_hidden()
        assert photograph(seen.page, "explorer.png", tmp_path) > 50_000


def test_back_undoes_a_filter(seen: Visit) -> None:
    seen.page.locator("input[name=min_weight]").fill("2")
    expect(seen.page.locator("#status")).not_to_have_attribute("data-nodes", "26")
    seen.page.go_back()
    expect(seen.page.locator("#status")).to_have_attribute("data-nodes", "26")
    expect(seen.page.locator("input[name=min_weight]")).to_have_value("")


def test_the_tables_hold_the_same(seen: Visit) -> None:
    page = seen.page
    page.get_by_text("Entities as a table").click()
    page.get_by_text("Ties as a table", exact=True).click()
    assert (page.locator("#node-rows tr").count(), page.locator("#tie-rows tr").count()) == counts(page)
    page.locator("#node-rows button", has_text="BIM").first.click()
    expect(page.locator(f"#panel[data-id='{BIM}']")).to_be_visible()


def test_dutch(site: httpx.Client, browser: Browser) -> None:
    with visit(browser, address(site, "?lang=nl&view=all")) as dutch:
        until_ready(dutch.page)
        assert "210 entiteiten, 324 banden" in dutch.page.inner_text("#status")
        dutch.page.locator("#find").fill("BIM")
        dutch.page.keyboard.press("Enter")
        expect(dutch.page.locator("#panel")).to_contain_text("Bronnen")
        assert "sel=" in str(dutch.page.locator("a[hreflang=en]").get_attribute("href"))
        assert dutch.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_colours_of_the_page(
    site: httpx.Client, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(color_scheme=scheme, extra_http_headers=PATIENT)
    page.goto(address(site))
    until_ready(page)
    corner = page.evaluate(
        'document.getElementById("network").getContext("2d").getImageData(0, 0, 1, 1).data.slice(0, 3)'
    )
    assert (max(corner) < 60) == (scheme == "dark")
    page.close()


def test_nothing_is_wider_than_a_telephone(site: httpx.Client, browser: Browser) -> None:
    with visit(browser, address(site), width=320) as narrow:
        until_ready(narrow.page)
        assert narrow.page.evaluate("document.documentElement.scrollWidth") <= 320
        assert float(narrow.page.evaluate("document.getElementById('network').getBoundingClientRect().width")) <= 320


@pytest.mark.parametrize("width", [1280, 360])
def test_it_keeps_nobody_out(site: httpx.Client, browser: Browser, width: int) -> None:
    with visit(browser, address(site, f"?view=all&sel={BIM}"), width=width, color_scheme="light") as seen:
        until_ready(seen.page)
        seen.page.get_by_text("Entities as a table").click()
        seen.page.locator("#find").fill("euka")
        expect(seen.page.locator("#found li").first).to_be_visible()
        assert axe.findings(seen.page) == []
        seen.page.emulate_media(color_scheme="dark")
        assert axe.findings(seen.page) == []


def test_the_keyboard_reaches_all_of_it(site: httpx.Client, browser: Browser) -> None:
    with visit(browser, address(site, f"?sel={BIM}")) as seen:
        until_ready(seen.page)
        wanted = {"fit", "png", "svg", "find", "clear", "network"}
        reached = set()
        for _ in range(90):
            seen.page.keyboard.press("Tab")
            reached.add(seen.page.evaluate("document.activeElement.id"))
            if seen.page.evaluate("document.activeElement.matches('.menu:not([open]) summary')"):
                seen.page.keyboard.press("Enter")
        assert wanted <= reached


def test_it_says_where_nothing_is_found(site: httpx.Client, browser: Browser) -> None:
    with visit(browser, address(site, "?min_weight=99")) as empty:
        expect(empty.page.locator("#message")).to_contain_text("None found")
        assert counts(empty.page) == (0, 0)


def test_it_says_where_nothing_is_loaded(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as client, visit(browser, address(client)) as empty:
        assert "Nothing is loaded yet" in empty.page.inner_text("main")


def test_it_needs_no_graphics_card(site: httpx.Client, browser: Browser) -> None:
    with flagged(browser, "--disable-3d-apis") as plain, visit(plain, address(site)) as seen:
        until_ready(seen.page)
        assert painted(seen.page) > 0.01
