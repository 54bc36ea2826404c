"""The explorer's title and answer, and its network as a matrix: the same ties, by mouse and by keyboard."""

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.support import axe
from tests.support.browser import visit
from tests.support.explorer import address, counts, until_ready


@pytest.mark.parametrize(
    ("query", "question", "answered"),
    [
        ("", "Who works together?", "BIM and Bouwindustrialisatie work together most"),
        ("?network=centrality", "Who brokers?", "Digitising Manufacturing brokers most"),
        ("?network=duplicates", "What is done twice?", "No likely duplicates"),
        ("?network=overlap", "What do clusters have in common?", ""),
        ("?network=path&a=EUKA&b=BIM", "How are EUKA and BIM connected?", "Ties between them: 2"),
        ("?ego=cluster:flanders:bim", "What is around BIM?", ""),
        ("?network=all&relation=HOSTS", "Who runs which clusters?", "20 organisations run a cluster"),
        ("?min_weight=2", "Who works together?", ""),
    ],
)
def test_the_title_is_the_question_and_the_answer_stands_below(
    query: str, question: str, answered: str, site: httpx.Client
) -> None:
    assert f'<h1 id="question">{question}</h1>' in site.get(f"/explorer{query}").text
    found = site.get(f"/explorer/data.json{query}").json()
    assert found["question"] == question
    assert found["answer"].startswith(answered)
    assert bool(found["answer"]) is bool(answered), "what shows a part says nothing of all"


def test_another_network_asks_another_question(site: httpx.Client, browser: Browser) -> None:
    with visit(browser, address(site)) as seen:
        until_ready(seen.page)
        expect(seen.page.locator("#answer")).to_contain_text("work together most")
        seen.page.select_option("select[name=network]", "overlap")
        expect(seen.page.locator("h1")).to_have_text("What do clusters have in common?")
        expect(seen.page.locator("#answer")).to_be_hidden()
        assert seen.page.title() == "What do clusters have in common? · Intercluster"
        assert seen.errors == []


def test_the_matrix_has_each_tie_twice_and_its_card(site: httpx.Client, browser: Browser) -> None:
    with visit(browser, address(site), color_scheme="light") as seen:
        page = seen.page
        until_ready(page)
        nodes, ties = counts(page)
        page.click("#as-matrix")
        assert page.locator("#matrix tbody tr").count() == nodes
        assert page.locator("#matrix td button").count() == 2 * ties
        page.get_by_role("button", name="BIM – EUKA").click()
        expect(page.locator("#panel")).to_contain_text("Drones als hulpmiddel in de bouw")
        page.locator("#matrix th button", has_text="Flux50").click()
        expect(page.locator("#panel h2")).to_have_text("Flux50")
        assert axe.findings(page) == []
        page.emulate_media(color_scheme="dark")
        assert axe.findings(page) == []
        assert "as=matrix" in page.url
        page.reload()
        until_ready(page)
        expect(page.locator("#matrix")).to_be_visible()
        page.fill("input[name=min_weight]", "2")
        expect(page.locator("#matrix td button")).not_to_have_count(2 * ties)
        assert page.locator("#matrix td button").count() == 2 * counts(page)[1] > 0
        page.click("#as-matrix")
        expect(page.locator("#matrix")).to_be_hidden()
        assert seen.errors == []


def test_the_matrix_follows_the_slider(site: httpx.Client, browser: Browser) -> None:
    with visit(browser, address(site, "?as=matrix&network=collaboration")) as seen:
        page = seen.page
        until_ready(page)
        cells = page.locator("#matrix td button")
        always = cells.count()
        page.locator("#day").fill("2018-07-01")
        page.locator("#day").dispatch_event("change")
        expect(page.locator("#day-said")).to_have_text("1 July 2018")
        expect(cells).not_to_have_count(always)
        nodes, ties = counts(page)
        assert cells.count() == 2 * ties < always
        assert page.locator("#matrix tbody tr").count() == nodes
        assert seen.errors == []


def test_the_arrows_walk_from_cell_to_cell(site: httpx.Client, browser: Browser) -> None:
    with visit(browser, address(site, "?as=matrix")) as seen:
        page = seen.page
        until_ready(page)
        label = "document.activeElement.getAttribute('aria-label')"
        page.locator("#matrix td button[tabindex='0']").focus()
        first = page.evaluate(label)
        page.keyboard.press("ArrowDown")
        second = page.evaluate(label)
        assert second != first
        assert second.split(":")[0].split(" – ")[1] == first.split(":")[0].split(" – ")[1], "in the same column"
        page.keyboard.press("ArrowUp")
        assert page.evaluate(label) == first
        page.keyboard.press("Enter")
        expect(page.locator("#panel h3").first).to_be_visible()
        assert page.locator("#matrix td button[tabindex='0']").count() == 1
