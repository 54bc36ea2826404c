"""The consolidation page: bars that add up, weights that rank anew, and an address that says it all."""

import csv
import io
import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from queries.consolidating.weights import weights
from tests.support import axe
from tests.support.browser import visit

PARTS = """all => all.map(row => [
  row.dataset.score,
  row.dataset.base,
  ...[...row.querySelectorAll("[data-contribution]")].map(part => part.dataset.contribution),
].map(Number))"""


def pairs(page: Page) -> list[str]:
    page.wait_for_load_state()  # after a click a page is there before all of it is
    return [str(pair) for pair in page.locator("#ranking li").evaluate_all("all => all.map(row => row.dataset.pair)")]


def slide(page: Page, feature: str, value: str) -> None:
    page.locator(f"#w-{feature}").evaluate(
        """(slider, value) => {
          slider.value = value;
          for (const kind of ["input", "change"]) slider.dispatchEvent(new Event(kind, { bubbles: true }));
        }""",
        value,
    )


@pytest.mark.parametrize("advice", ["fold", "merge"])
def test_the_bars_add_up_to_the_score(advice: str, browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/consolidation?advice={advice}&limit=20") as seen:
        rows = seen.page.locator("#ranking li").evaluate_all(PARTS)
        assert len(rows) == 20
        for score, *parts in rows:
            assert sum(parts) == pytest.approx(score, abs=0.01)
            assert len(parts) == 1 + len(weights(advice)), "the base and each feature"


def test_what_speaks_against_is_never_silently_empty(browser: Browser, site: httpx.Client) -> None:
    rows = site.get("/api/v1/consolidation", params={"advice": "fold", "limit": 1}).json()["total"]
    with visit(browser, f"{site.base_url}/consolidation?limit=300") as seen:
        said = seen.page.locator("[data-against]").all_inner_texts()
        assert len(said) == rows > 50
        assert all(text.strip() for text in said)
        assert any("none found" in text for text in said)


def test_a_slider_ranks_anew_and_the_address_holds_it(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/consolidation") as seen:
        page = seen.page
        before = pairs(page)
        page.click("summary:has-text('Weights')")
        slide(page, "hosted_by_target", "-0.5")
        expect(page.locator("#shown-hosted_by_target")).to_have_text("-0.50")
        expect(page).to_have_url(re.compile(r"weights=fold.hosted_by_target(=|%3D)-0.5"))
        expect(page.locator("[data-weights]")).to_be_visible()
        after = pairs(page)
        assert after != before
        assert after == expected(site, "fold.hosted_by_target=-0.5")
        assert seen.errors == []
        with visit(browser, page.url) as other:
            assert pairs(other.page) == after
            expect(other.page.locator("#w-hosted_by_target")).to_have_value("-0.5")
            other.page.click("text=Back to the usual weights")
            expect(other.page.locator("[data-weights]")).to_have_count(0)
            assert pairs(other.page) == before


def expected(site: httpx.Client, weights: str) -> list[str]:
    found = site.get("/api/v1/consolidation", params={"advice": "fold", "weights": weights, "limit": 25}).json()["rows"]
    return [f"{row['cluster']} {row['target']}" for row in found]


def test_only_moved_weights_are_in_the_address(site: httpx.Client) -> None:
    sliders = {"w_stated_niche": "0.3", "w_target_steers": "0.1", "advice": "fold", "seed": "7", "lang": "nl"}
    answer = site.get("/consolidation", params=sliders)
    assert answer.status_code == 303
    assert httpx.URL(answer.headers["location"]).params == httpx.QueryParams(
        {"advice": "fold", "seed": "7", "lang": "nl", "weights": "fold.target_steers=0.1"}
    )
    assert site.get("/consolidation", params={"w_stated_niche": "nonsense"}).status_code == 422


def test_the_csv_is_the_rows(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/consolidation?of=EUKA&advice=merge") as seen:
        with seen.page.expect_download() as download:
            seen.page.click("text=CSV of what is shown")
        rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
        assert [f"{row['cluster']} {row['target']}" for row in rows] == pairs(seen.page)
        assert all("euka" in f"{row['cluster']} {row['target']}" for row in rows)


BIM_IN_WTCB = "/consolidation/candidate?advice=fold&cluster=cluster:flanders:bim&target=organisation:flanders:wtcb"


def test_a_candidate_shows_the_two_as_they_are_and_as_one(browser: Browser, site: httpx.Client) -> None:
    answer = site.get("/api/v1/what_if", params={"a": "BIM", "b": "WTCB"}).json()["rows"]
    figures = {row["figure"]: row for row in answer}
    with visit(browser, f"{site.base_url}{BIM_IN_WTCB}") as seen:
        page = seen.page
        assert page.locator("[data-figure]").evaluate_all("all => all.map(r => r.dataset.figure)") == list(figures)
        expect(page.locator("[data-figure=themes] td")).to_have_text(
            ["4", "8", "11", re.compile("^in both: digitalisering")]
        )
        expect(page.locator("[data-figure=members] td").nth(1)).to_have_text("unknown")
        expect(page.locator("[data-figure=grant_eur] td").first).to_have_text("€ 450,000")
        before, after = (page.locator("svg.chart").nth(k) for k in (0, 1))
        expect(before.locator("text.group")).to_have_text(["BIM", "Bouwindustrialisatie", "Smart Buildings in Use"])
        expect(after.locator("text.group")).to_have_text("BIM + WTCB")
        expect(after.locator("path")).to_have_count(1 + figures["partners"]["together"])
        assert seen.errors == []


def test_a_candidate_says_what_turns_it(browser: Browser, site: httpx.Client) -> None:
    rows = site.get("/api/v1/consolidation", params={"advice": "fold", "limit": 300}).json()["rows"]
    row = next(row for row in rows if row["flip"])
    flip = row["flip"]
    page = f"/consolidation/candidate?advice=fold&cluster={row['cluster']}&target={row['target']}"
    with visit(browser, f"{site.base_url}{page}") as seen:
        said = seen.page.locator("[data-flip]")
        expect(said).to_contain_text(f"{flip['needed']:.2f} instead of {flip['weight']:.2f}")
        expect(said).to_contain_text(flip["rival_name"])
        seen.page.click(".languages a[lang=nl]")
        expect(said).to_contain_text(f"in plaats van {flip['weight']:.2f}".replace(".", ","))


def test_a_candidate_says_what_its_rank_depends_on(browser: Browser, site: httpx.Client) -> None:
    ranks = site.get("/api/v1/sensitivity", params={"ranking": "fold", "limit": 300}).json()["rows"]
    [ranked] = [row for row in ranks if (row["a_name"], row["b_name"]) == ("BIM", "WTCB")]
    with visit(browser, f"{site.base_url}{BIM_IN_WTCB}") as seen:
        lines = seen.page.locator("[data-without] li")
        expect(lines).to_have_count(len(ranked["without"]))
        expect(lines.nth(1)).to_have_text("without knowledge institutions: no candidate any more")
        seen.page.click(".languages a[lang=nl]")
        expect(lines.nth(0)).to_contain_text("zonder universiteiten")
        expect(lines.nth(2)).to_contain_text("zonder de 5 grootste organisaties")


def test_the_ranking_opens_what_if_in_place(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/consolidation?limit=3") as seen:
        page = seen.page
        card = page.locator("#ranking > ol > li").nth(0)
        expect(card.locator(".joined a")).to_have_text("The candidate in full")
        card.locator("summary:has-text('What if the two were one')").click()
        expect(card.locator("[data-figures] tbody tr")).to_have_count(8)
        expect(card.locator("svg.chart")).to_have_count(2)
        expect(card.locator("[data-without] li")).not_to_have_count(0)
        assert axe.findings(page) == []
        assert seen.errors == []


def test_no_candidate_is_a_page_that_says_so(site: httpx.Client) -> None:
    answer = site.get("/consolidation/candidate?cluster=cluster:flanders:bim&target=nobody")
    assert answer.status_code == 404
    assert "There is no such candidate" in answer.text


def test_whom_the_ranking_is_of_is_said_by_name(site: httpx.Client) -> None:
    page = site.get("/consolidation", params={"of": "cluster:flanders:bim"}).text
    assert 'name="of" value="BIM"' in page
    assert site.get("/consolidation", params={"of": "BIM"}).text.count('id="rank-') == page.count('id="rank-') > 0
    assert 'name="of" value=""' in site.get("/consolidation").text
