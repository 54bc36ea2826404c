"""The explorer's days: a slider and play on one layout, what is open counted apart, the phases of funding under it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from api.web.charts.phases import Phase, Timeline, phases, share
from api.web.explorer.times import timeline
from api.words.language import Language
from tests.queries.test_as_of import dated
from tests.support import axe
from tests.support.browser import Visit
from tests.support.command import PATIENT
from tests.support.explorer import address, api_counts, counts, explored, until_ready
from tests.support.toys import stored

PLACES = """async () => {
  const found = await (await fetch("/explorer/data.json" + location.search)).json();
  return Object.fromEntries(found.nodes.map(({ id, x, y }) => [id, [x, y]]));
}"""


@pytest.fixture(scope="module")
def seen(site: httpx.Client, browser: Browser) -> Iterator[Visit]:
    with explored(browser, site) as visited:
        yield visited


def test_slider_and_play_go_through_the_days_and_no_mark_moves(site: httpx.Client, seen: Visit) -> None:
    page = seen.page
    always = page.evaluate(PLACES)
    slider = page.get_by_role("slider", name="Day")
    assert slider.get_attribute("aria-valuetext") == "all that is known"
    page.locator("#day").fill("2018-07-01")
    page.locator("#day").dispatch_event("change")
    expect(page.locator("#status")).to_contain_text("dashed, since a missing date leaves open")
    until_ready(page)
    assert counts(page) == api_counts(site, view="clusters", at="2018-07-01")
    assert "at=2018-07-01" in page.url
    steps = page.evaluate("history.length")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#day")).to_have_value("2018-10-01")
    expect(slider).to_have_attribute("aria-valuetext", "1 October 2018")
    until_ready(page)
    then = page.evaluate(PLACES)
    assert then.items() <= always.items()
    page.get_by_role("button", name="Play").click()
    expect(page.locator("#day")).to_have_value("2019-01-01")
    page.get_by_role("button", name="Stop").click()
    assert page.evaluate("history.length") == steps, "days are no steps to go back by"
    assert page.locator("#day-line").get_attribute("visibility") == "visible"
    assert page.locator("#matrix-of-day").get_attribute("href") == "/?at=2019-01-01#overlap"
    assert axe.findings(page) == []
    page.reload()
    until_ready(page)
    expect(page.locator("#day-said")).to_have_text("1 January 2019")
    page.get_by_role("button", name="Show all that is known").click()
    expect(page.locator("#status")).to_have_attribute("data-nodes", "26")
    assert "at=" not in page.url


def test_the_network_of_a_question_stays_where_it_is_on_every_day(site: httpx.Client) -> None:
    def places(**asked: str) -> dict[str, tuple[float, float]]:
        found = site.get("/explorer/data.json", params={"network": "collaboration", **asked}).json()
        return {node["id"]: (node["x"], node["y"]) for node in found["nodes"]}

    always, then = places(), places(at="2020-01-15")
    assert 0 < len(then) < len(always)
    assert then.items() <= always.items()


def test_who_wants_less_motion_steps_by_hand(site: httpx.Client, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce", extra_http_headers=PATIENT)
    page = context.new_page()
    page.goto(address(site, "?at=2019-01-01"))
    until_ready(page)
    expect(page.locator("#play")).to_be_hidden()
    page.get_by_role("button", name="Day after").click()
    expect(page.locator("#day")).to_have_value("2019-04-01")
    context.close()


def test_phases_are_what_was_paid_and_open_where_a_date_is_missing(tmp_path: Path) -> None:
    """The Fund pays for A, of unknown start, and P1 (2017-2018); of A's support no date of its own is known."""
    found = timeline(stored(tmp_path, dated()))
    assert found is not None
    assert (found.days[0], found.days[1], found.days[-1]) == (date(2016, 1, 1), date(2016, 4, 1), date(2026, 12, 31))
    (phase,) = found.phases
    assert (phase.start, phase.end, phase.number, phase.open) == (date(2017, 1, 1), date(2018, 12, 31), 1, False)


def test_a_day_stands_where_the_slider_has_it() -> None:
    days = (date(2020, 1, 1), date(2020, 4, 1), date(2020, 7, 1))
    time = Timeline(days, (Phase("Fund <1>", "2", 3, date(2019, 1, 1), date(2020, 4, 1), True),))
    assert [share(time, day) for day in (date(2019, 5, 1), *days, date(2021, 1, 1))] == [0, 0, 50, 100, 100]
    drawn = str(phases(time, Language("en"), "Phases"))
    assert "Fund &lt;1&gt;, call 2 (3)" in drawn
    assert 'width="50.00%"' in drawn
    assert "span c0 open" in drawn
