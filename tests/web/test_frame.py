"""What holds for every page: nothing from elsewhere, no error, readable by all, in every language, on a telephone."""

import re
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect

from api.web.frame.login import local
from api.words.language import LANGUAGES
from tests.support import axe
from tests.support.browser import Visit, visit
from tests.support.command import served, with_flanders
from tests.support.places import ROOT

WEB = ROOT / "api" / "web"
PAGES = {
    "overview": "/",
    "choose": "/compare",
    "compare": "/compare?a=BIM&b=Bouwindustrialisatie",
    "cluster": "/entities/cluster:flanders:bouwindustrialisatie",
    "organisation": "/entities/organisation:flanders:ilvo",
    "project": "/entities/project:flanders:drones-als-hulpmiddel-bouwwerf",
    "instrument": "/entities/instrument:flanders:ibn",
    "consolidation": "/consolidation?limit=3&weights=fold.stated_niche%3D0.2",
    "candidate": "/consolidation/candidate?cluster=cluster%3Aflanders%3Abim&target=organisation%3Aflanders%3Awtcb",
    "brief": "/brief?a=BIM&b=WTCB",
    "brief of a cluster": "/brief?a=EUKA",
    "brief, to choose": "/brief",
    "restructure": "/restructure?into=13&hosts=true&compare=1",
    "partners": "/partners?name=WTCB",
    "screen": "/screen",
    "actions": "/actions?a=BIM&b=WTCB",
    "duplicates": "/duplicates",
    "who is who": "/who-is-who",
    "quality": "/quality",
    "upload": "/upload",
    "search": "/search?text=drone",
    "selection": "/clusters?among=BIM,EUKA",
    "theme": "/entities/theme:flanders:prefab",
    "clusters": "/clusters?kind=IBN&order=grant_eur",
    "organisations": "/organisations?country=BE",
    "projects": "/projects?words=drone",
    "instruments": "/instruments",
    "themes": "/themes?page=2",
    "centrality": "/centrality",
    "outcomes": "/outcomes",
    "changes": "/changes?since=2019-01-01&until=2020-06-01",
    "loads": "/loads",
    "alerts": "/alerts",
    "evolution": "/evolution?between=clusters",
    "persistence": "/persistence",
    "additionality": "/additionality?measure=projects",
    "as of a day": "/clusters?at=2019-10-01",
    "explorer": "/explorer?view=all&sel=cluster:flanders:bim",
    "login": "/login",
}


WITHOUT_CSV = {"choose", "upload", "login", "explorer", "screen", "brief", "brief of a cluster", "brief, to choose"}
OTHERS = sorted(set(LANGUAGES) - {"en"})


def at_home(seen: Visit, site: httpx.Client) -> bool:
    return all(urlsplit(url).netloc == urlsplit(str(site.base_url)).netloc for url in seen.requests)


@pytest.mark.parametrize("name", PAGES)
def test_every_page(name: str, browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}{PAGES[name]}", color_scheme="light") as seen:
        page = seen.page
        expect(page.locator("html")).to_have_attribute("data-ready", "true")
        expect(page.locator("h1")).to_have_count(1)
        assert axe.findings(page) == []
        page.emulate_media(color_scheme="dark")
        assert axe.findings(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert page.locator("html").get_attribute("lang") == "en"
        before = parse_qsl(urlsplit(page.url).query)
        for code in OTHERS:
            page.click(f".languages a[lang={code}]")
            expect(page.locator("html")).to_have_attribute("lang", code)
            assert set(before) <= set(parse_qsl(urlsplit(page.url).query)), "in whatever form its characters are"
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert at_home(seen, site)
        assert seen.errors == []


@pytest.mark.parametrize("name", sorted(set(PAGES) - WITHOUT_CSV))
def test_every_page_has_a_csv_of_what_it_shows(name: str, site: httpx.Client) -> None:
    address = re.search(r'href="([^"]*format=csv[^"]*)" download', site.get(PAGES[name]).text.split("<footer")[1])
    assert address
    answer = site.get(address[1].replace("&amp;", "&"))
    assert answer.headers["content-type"].startswith("text/csv")
    assert len(answer.text.splitlines()) >= 1


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_a_strict_policy_and_obeys_it(name: str, site: httpx.Client) -> None:
    answer = site.get(PAGES[name])
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\s(src=|type=.application/json))", answer.text)
    assert not re.search(r'(src|action)="(https?:)?//', answer.text)


def test_the_language_follows_the_browser_and_the_choice_is_kept(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/entities/EUKA", locale="nl-BE") as seen:
        page = seen.page
        expect(page.locator("html")).to_have_attribute("lang", "nl")
        expect(page.locator("[data-property=grant_eur] td").first).to_have_text("€ 449.969")
        expect(page.locator("[data-property=end_date] td").first).to_have_text("31 dec 2019")
        page.click(".languages a[lang=fr]")
        expect(page.locator("[data-property=grant_eur] td").first).to_have_text("€ 449\u202f969")
        expect(page.locator("[data-property=end_date] td").first).to_have_text("31 déc. 2019")
        page.click(".languages a[lang=en]")
        expect(page.locator("[data-property=grant_eur] td").first).to_have_text("€ 449,969")
        page.goto(f"{site.base_url}/quality")
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/upload") as seen:
        page = seen.page
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        wanted = page.locator("main a, main button, main input").count()
        reached = set()
        for _ in range(wanted + 3):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.outerHTML"))
            shown = "document.activeElement === document.body || getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(shown) != "none"
        assert len([one for one in reached if "<main" not in one]) >= wanted


def test_copy_link(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/consolidation?of=EUKA", permissions=["clipboard-read"]) as seen:
        seen.page.click("[data-copy-link]")
        expect(seen.page.locator("[data-copy-link]")).to_have_attribute("data-done", "true")
        assert seen.page.evaluate("navigator.clipboard.readText()") == seen.page.url


def test_search_by_any_name(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/") as seen:
        seen.page.fill("#search-box", "Power 2 Gas")
        seen.page.press("#search-box", "Enter")
        expect(seen.page.locator("h1")).to_have_text("Power to Gas")
        seen.page.goto(f"{site.base_url}/search?text=zzzzqqq")
        expect(seen.page.locator("main")).to_contain_text("none found")


def test_what_does_not_exist_is_a_page_that_says_so(browser: Browser, site: httpx.Client) -> None:
    page_of_its_own = {"accept": "text/html"}
    for path in ("/entities/nobody-at-all", "/nonsense", "/jobs/nonsense", "/upload/nonsense"):
        answer = site.get(path, headers=page_of_its_own)
        assert answer.status_code == 404
        assert "That did not work" in answer.text
    with visit(browser, f"{site.base_url}/nonsense") as seen:
        assert axe.findings(seen.page) == []
    assert site.get("/consolidation?weights=nonsense").status_code == 422
    assert site.get("/consolidation?advice=nonsense").status_code == 422


def test_the_api_docs_work_without_another_host(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/docs") as seen:
        page = seen.page
        expect(page.locator("header nav [aria-current]")).to_have_text("API docs")
        operation = page.locator("#operations-health-healthz_healthz_get")
        operation.get_by_role("button").first.click()
        operation.get_by_text("Try it out").click()
        operation.get_by_text("Execute", exact=True).click()
        expect(operation.locator(".live-responses-table tbody .response-col_status")).to_contain_text("200")
        assert at_home(seen, site)
        assert [error for error in seen.errors if "Content Security Policy" in error] == []


SWAGGERS_OWN = {"heading-order", "nested-interactive"}
"""What axe finds in Swagger UI 5.32 whatever the page around it: its tags are h3, its rows hold buttons in buttons."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_api_docs_are_a_page_like_the_others(
    scheme: Literal["light", "dark"], browser: Browser, site: httpx.Client
) -> None:
    policy = site.get("/docs").headers["content-security-policy"]
    assert "script-src 'self';" in policy
    with visit(browser, f"{site.base_url}/docs?x=1", color_scheme=scheme) as seen:
        page = seen.page
        expect(page.locator(".opblock").first).to_be_visible()
        assert {found.partition(":")[0] for found in axe.findings(page)} <= SWAGGERS_OWN
        paper = "rgb(20, 23, 27)" if scheme == "dark" else "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.click(".languages a[lang=nl]")
        expect(page.locator("html")).to_have_attribute("lang", "nl")
        expect(page.locator("main")).to_contain_text("Elke vraag is een route")
        expect(page.locator("header nav a")).to_have_count(8)
        assert seen.errors == []


def test_the_pictures_still_draw(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/pictures/collaboration.html") as seen:
        seen.page.wait_for_selector("[data-ready]")
        assert seen.errors == []
        assert at_home(seen, site)


def test_an_empty_store_says_so_on_every_page(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as client:
        with visit(browser, f"{client.base_url}/") as seen:
            assert axe.findings(seen.page) == []
            assert seen.errors == []
        for path in (
            "/",
            "/compare",
            "/consolidation",
            "/duplicates",
            "/who-is-who",
            "/quality",
            "/entities/EUKA",
            "/search?text=a",
            "/clusters",
            "/centrality",
            "/outcomes",
            "/changes",
            "/loads",
            "/evolution",
            "/persistence",
            "/additionality",
        ):
            answer = client.get(path)
            assert answer.status_code == 200
            assert "Nothing is loaded yet" in answer.text
        assert "Load a list or open data" in client.get("/upload").text


def test_a_browser_gets_in_with_the_token(browser: Browser, tmp_path: Path) -> None:
    with_flanders(tmp_path)
    with served(tmp_path, INTERCLUSTER_TOKEN="a-token") as client:
        with visit(browser, f"{client.base_url}/entities/EUKA?x=1") as seen:
            page = seen.page
            expect(page).to_have_url(re.compile(r"/login\?next="))
            page.fill("#token", "wrong")
            page.click("main button")
            expect(page.get_by_role("alert")).to_have_text("That is not the token.")
            page.fill("#token", "a-token")
            page.click("main button")
            expect(page).to_have_url(f"{client.base_url}/entities/EUKA?x=1")
            [cookie] = [one for one in page.context.cookies() if one["name"] == "intercluster_login"]
            assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
            assert "a-token" not in cookie["value"]
            page.click("text=Log out")
            page.goto(f"{client.base_url}/")
            expect(page).to_have_url(re.compile("/login"))
        assert client.get("/", headers={"accept": "text/html"}).status_code == 303
        assert client.get("/").status_code == 401
        assert client.get("/static/style.css").status_code == 200
        forged = {"cookie": "intercluster_login=0000", "accept": "*/*"}
        assert client.get("/api/v1/overlap", headers=forged).status_code == 401


@pytest.mark.parametrize("foreign", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/a\nb"])
def test_no_login_leads_elsewhere(foreign: str) -> None:
    assert local(foreign) == "/"
    assert local("/quality?lang=nl") == "/quality?lang=nl"


@pytest.mark.parametrize("path", ["/login", "/logout", "/author", "/duplicates/judge", "/who-is-who/apply", "/upload"])
def test_a_page_of_another_site_may_post_nothing(path: str, site: httpx.Client) -> None:
    for header in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
    ):
        data = {"author": "Eve", "verdict": "same", "pair": "a|b"}
        assert site.post(path, data=data, headers=header).status_code == 403


@pytest.mark.parametrize("path", ["/consolidation", "/duplicates", "/brief?a=BIM&b=WTCB"])
def test_on_paper_there_is_ink_on_white_and_nothing_to_press(path: str, browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}{path}", color_scheme="dark") as seen:
        page = seen.page
        expect(page.locator("header.top")).to_be_visible()
        page.emulate_media(media="print")
        for gone in ("header.top", "form.day", "main form", "main button", "#tools"):
            assert not [one for one in page.locator(gone).all() if one.is_visible()], gone
        expect(page.locator("h1")).to_be_visible()
        colours = page.evaluate(
            "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
        )
        assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
