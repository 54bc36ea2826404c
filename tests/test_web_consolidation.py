"""The consolidation page: bars that add up, weights that rank anew, and an address that says it all."""

import csv
import io
import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import visit

PARTS = """all => all.map(row => [
  row.dataset.score,
  row.dataset.base,
  ...[...row.querySelectorAll("[data-contribution]")].map(part => part.dataset.contribution),
].map(Number))"""


def pairs(page: Page) -> list[str]:
    return page.locator("#ranking li").evaluate_all("all => all.map(row => row.dataset.pair)")


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
            assert len(parts) >= 9


def test_what_speaks_against_is_never_silently_empty(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/consolidation?limit=300") as seen:
        said = seen.page.locator("[data-against]").all_inner_texts()
        assert len(said) == 273
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
