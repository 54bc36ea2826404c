"""The review pages: a decision is made by key or button, lasts, and is taken back by adding."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from api.web.frame.pairs import differences, field
from graph.errors import NotFoundError
from graph.judgements import Judgements
from tests.support import axe
from tests.support.browser import visit
from tests.support.command import Client, call, served, with_flanders

LISTS = {
    "EUKA": "bedrijf;straat;postcode;gemeente\nImec;Kapeldreef 75;3001;Leuven\nAcme Drones;Dorpsstraat 1;9000;Gent\n",
    "BIM": "bedrijf;straat;postcode;gemeente\nIMEC Leuven;Kapeldreef 75;3001;Leuven\nBouw NV;;2000;Antwerpen\n",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server where a pair of organisations waits for a person; tests may decide and load."""
    home = tmp_path_factory.mktemp("desk")
    with_flanders(home)
    for cluster, text in LISTS.items():
        file = home / f"{cluster}.csv"
        file.write_text(text, encoding="utf-8")
        assert call("load", f"members={file}", "--cluster", cluster, home=home).returncode == 0
    with served(home) as client:
        yield client


def judged(client: httpx.Client) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = client.get("/api/v1/judgements").json()["rows"]
    return rows


def undo_all(client: httpx.Client, path: str, page: Page) -> None:
    page.goto(f"{client.base_url}{path}?show=judged")
    page.click("[data-choose-all]")
    page.click("text=Undo the chosen")
    expect(page.locator("article.pair")).to_have_count(0)


def test_a_pair_is_judged_by_key_and_the_decision_lasts(browser: Browser, desk: Client) -> None:
    with visit(browser, f"{desk.base_url}/duplicates") as seen:
        page = seen.page
        total = page.locator("article.pair").count()
        both = page.locator("article.pair [data-field=title]").first.locator("td")
        assert both.nth(0).is_visible()
        assert both.nth(1).is_visible()
        expect(both.nth(2)).to_have_text("≠ different")
        expect(page.locator("article.pair mark").first).to_be_visible()
        page.fill("#author", "An Peeters")
        page.locator("h1").click()
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.locator("article.pair").nth(1)).to_be_focused()
        page.keyboard.press("k")
        expect(page.locator("article.pair").nth(0)).to_be_focused()
        key = page.locator("article.pair").nth(0).get_attribute("data-pair")
        page.keyboard.press("2")
        said = page.locator(f"[data-pair='{key}'] [data-judgement]")
        expect(said).to_contain_text("related, An Peeters")
        expect(page.locator(f"[data-pair='{key}']")).to_be_focused()
        expect(page.locator("#filters")).to_contain_text("related (1)")
        page.reload()
        expect(page.locator("article.pair")).to_have_count(total - 1)
        expect(page.locator("#author")).to_have_value("An Peeters")
        page.goto(f"{desk.base_url}/duplicates?show=related")
        expect(said).to_contain_text("related, An Peeters")
        expect(said.locator("time")).to_have_attribute("datetime", judged(desk)[0]["at"])
        page.locator(f"[data-pair='{key}']").get_by_text("Undo").click()
        expect(said).to_have_count(0)
        assert [row["verdict"] for row in judged(desk)[:2]] == ["withdrawn", "related"]
        page.goto(f"{desk.base_url}/duplicates")
        expect(page.locator("article.pair")).to_have_count(total)
        assert seen.errors == []


def test_several_are_judged_at_once_and_unsure_can_be_found_again(browser: Browser, desk: Client) -> None:
    with visit(browser, f"{desk.base_url}/duplicates") as seen:
        page = seen.page
        page.fill("#author", "Bert")
        for box in page.locator("article.pair [type=checkbox]").all()[:3]:
            box.check()
        page.click("#bulk button[value=unsure]")
        page.click("[data-choose-all]")
        page.click("#bulk button[value=different]")
        expect(page.locator("main")).to_contain_text("Every pair is judged.")
        page.goto(f"{desk.base_url}/duplicates?show=unsure")
        expect(page.locator("article.pair")).to_have_count(3)
        expect(page.locator("[data-judgement]").first).to_contain_text("unsure, Bert")
        undo_all(desk, "/duplicates", page)


def test_who_judges_must_be_said(browser: Browser, desk: Client) -> None:
    before = len(judged(desk))
    with visit(browser, f"{desk.base_url}/duplicates") as seen:
        page = seen.page
        page.keyboard.press("j")
        page.keyboard.press("1")
        expect(page.locator("#author")).to_be_focused()
        expect(page.locator("#author")).to_have_value("")
        expect(page.locator("[data-said]")).to_contain_text("Say who you are first")
        page.keyboard.type("An")
        page.click("#bulk button[value=same]")
        expect(page.locator("[data-said]")).to_contain_text("Choose at least one pair")
        expect(page).to_have_url(f"{desk.base_url}/duplicates")
        assert axe.findings(page) == []
    answer = desk.post("/duplicates/judge", data={"pair": "a|b", "verdict": "same"})
    assert answer.status_code == 422
    assert len(judged(desk)) == before


def test_only_pairs_of_the_list_are_judged(desk: Client) -> None:
    before = len(judged(desk))
    for path in ("/duplicates/judge", "/who-is-who/judge"):
        for data in ({"pair": "project:x|project:y"}, {}):
            assert desk.post(path, data={**data, "verdict": "same", "author": "Eve"}).status_code == 404
    key = desk.get("/api/v1/duplicates").json()["rows"][0]
    wrong = {"pair": f"{key['a']}|{key['b']}", "verdict": "nonsense", "author": "Eve"}
    assert desk.post("/duplicates/judge", data=wrong).status_code == 422
    assert len(judged(desk)) == before


def test_organisations_are_judged_and_the_graph_follows_when_asked(browser: Browser, desk: Client) -> None:
    with visit(browser, f"{desk.base_url}/who-is-who") as seen:
        page = seen.page
        pair = page.locator("article.pair")
        expect(pair).to_have_count(1)
        expect(pair).to_contain_text("IMEC Leuven")
        expect(pair.locator("[data-field=street]")).to_contain_text("= same")
        expect(pair.locator("[data-field=sources] td").first).to_contain_text("row ")
        assert "IMEC Leuven</a> –" in desk.get("/quality").text, "names, not ids, of who is not resolved yet"
        assert (
            "Waiting for a person" in desk.get(f"/entities/{str(pair.get_attribute('data-pair')).split('|')[0]}").text
        )
        pair.locator("summary").click()
        expect(pair.locator(".evidence li").first).to_contain_text("bits")
        page.fill("#author", "An")
        pair.locator("[name=note]").fill("one campus")
        pair.locator("button[value=same]").click()
        expect(pair.locator("[data-judgement]")).to_contain_text("one campus")
        assert axe.findings(page) == []
        version = desk.get("/readyz").json()["data_version"]
        page.reload()
        page.click("text=Build the graph anew")
        expect(page.locator("[data-finished]")).to_be_visible()
        assert desk.get("/readyz").json()["data_version"] != version
        page.goto(f"{desk.base_url}/entities/Imec")
        expect(page.locator("[data-memberships]")).to_have_attribute("data-memberships", "2")
        expect(page.locator("main")).to_contain_text("one campus")
        assert axe.findings(page) == []
        page.goto(f"{desk.base_url}/entities/EUKA")
        members = desk.get("/api/v1/entities/EUKA").json()["relations"]
        number = len([tie for tie in members if tie["relation"] == "MEMBER_OF"])
        expect(page.locator("[data-relation='in:MEMBER_OF'] tbody tr:has(td)")).to_have_count(number)
        page.goto(f"{desk.base_url}/who-is-who")
        expect(page.locator("h1")).to_have_text("Who is who")
        expect(page.get_by_text("Build the graph anew")).to_have_count(0)
        undo_all(desk, "/who-is-who", page)
        page.goto(f"{desk.base_url}/who-is-who")
        expect(page.get_by_text("Build the graph anew")).to_have_count(1)
        assert seen.errors == []


def test_an_undo_adds_what_stood_before(tmp_path: Path) -> None:
    judgements = Judgements(tmp_path)
    with pytest.raises(NotFoundError):
        judgements.undo("a", "b", author="An")
    judgements.add("a", "b", "same", author="An", note="sure")
    judgements.add("b", "a", "different", author="Bert")
    assert judgements.undo("a", "b", author="Cas").verdict == "same"
    assert judgements.latest()["a", "b"].verdict == "same"
    assert [one.verdict for one in judgements.all()] == ["same", "different", "same"]
    judgements.add("c", "d", "same", author="An")
    judgements.undo("d", "c", author="An")
    assert ("c", "d") not in judgements.latest()
    judgements.undo("c", "d", author="An")
    assert judgements.latest()["c", "d"].verdict == "same"


def test_words_that_the_other_side_lacks_are_marked() -> None:
    a, b = differences("Drones in de bouw", "drones op de werf")
    assert [word.text for word in a if not word.shared] == ["in", "bouw"]
    assert [word.text for word in b if not word.shared] == ["op", "werf"]
    assert "".join(word.text for word in a) == "Drones in de bouw"
    assert field("title", None, "x").agrees is None
    assert field("participants", ("A", "B"), ("B", "A")).agrees
