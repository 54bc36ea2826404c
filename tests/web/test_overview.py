"""The overview and the pages that it leads to: what they show is what the API answers."""

import csv
import io
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from api.web.charts.matrix import MOST_CLUSTERS, matrix
from graph.facts import Facts
from graph.measures.seriation import spectral
from graph.schema import Cluster, MemberOf, Organisation, Relation
from queries.networks.overlap import Overlap
from tests.support import axe, toys
from tests.support.browser import photograph, visit
from tests.support.command import served

VALUES = """() => Object.fromEntries([...document.querySelectorAll("table.matrix td a")].map(
  a => [new URL(a.href).searchParams.get("a") + "|" + new URL(a.href).searchParams.get("b"), a.dataset.value]))"""


def names(page: Page) -> list[str]:
    page.wait_for_load_state()  # after a click a page is there before all of it is
    return page.locator("table.matrix tbody th").all_inner_texts()


def test_the_matrix_is_the_answer(browser: Browser, site: httpx.Client) -> None:
    answer = site.get("/api/v1/overlap", params={"limit": 1000}).json()
    with visit(browser, f"{site.base_url}/") as seen:
        page = seen.page
        assert len(names(page)) == 26
        shown = page.evaluate(VALUES)
        assert len(shown) == 26 * 25
        for row in answer["rows"]:
            a, b = shown[f"{row['a']}|{row['b']}"], shown[f"{row['b']}|{row['a']}"]
            assert a == b
            assert (None if a == "" else float(a)) == row["jaccard"]


def test_the_switches_change_rows_values_and_address(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/") as seen:
        page = seen.page
        spectral_order = names(page)
        page.click(".switch a:text-is('name')")
        expect(page).to_have_url(re.compile("order=name"))
        expect(page.locator(".switch a:text-is('name')")).to_have_attribute("aria-current", "true")
        assert names(page) == sorted(spectral_order, key=str.casefold) != spectral_order
        page.click(".switch a:text-is('number')")
        expect(page).to_have_url(re.compile("order=name.*measure=count|measure=count.*order=name"))
        cell = page.locator('td a[href*="a=cluster%3Aflanders%3Amaas&b="]:text-matches("^2")')
        expect(cell).to_have_count(1)
        page.click(".switch a:text-is('members')")
        expect(page.locator("#overlap")).to_contain_text("Unknown: fewer than two membership lists are loaded")
        page.go_back()
        expect(page.locator("table.matrix")).to_be_visible()
        assert seen.errors == []


def test_a_cell_opens_the_two_side_by_side(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/?over=projects") as seen:
        page = seen.page
        page.click('td a[href="/compare?a=cluster%3Aflanders%3Abim&b=cluster%3Aflanders%3Abouwindustrialisatie"]')
        expect(page.locator("h1")).to_have_text("What do BIM and Bouwindustrialisatie have in common?")
        expect(page.locator("[data-over=projects] td").first).to_have_text("2")
        expect(page.locator("[data-over=members]")).to_contain_text("unknown")
        expect(page.locator("main")).to_contain_text("Both are run by WTCB")


def test_cards_and_charts_say_why(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/") as seen:
        page = seen.page
        cards = page.locator("[data-cards=consolidation] > li")
        expect(cards).to_have_count(min(5, site.get("/api/v1/consolidation").json()["total"]))
        assert all(len(text.splitlines()) >= 2 for text in cards.all_inner_texts())
        expect(page.locator("[data-cards=consolidation] > li").first).to_contain_text(
            "run by the target, shared projects"
        )
        kinds = {row["kind"] for row in site.get("/api/v1/duplicates").json()["rows"]}
        assert not kinds & {"double_funding", "same", "follow_up"}
        expect(page.locator("[data-cards=duplicates]")).to_have_count(0)
        expect(page.locator("[data-no-duplicates]")).to_contain_text("No likely duplicates")
        expect(page.locator("svg.chart")).to_have_count(3)
        expect(page.locator("svg .span.open")).to_have_count(20)
        expect(page.locator("svg path.ribbon")).to_have_count(26 + 10)
        expect(page.locator(".tiles")).to_contain_text("unknown")
        page.click("[data-cards=consolidation] a >> nth=0")
        expect(page.locator("#rank-1")).to_contain_text("WTCB")


def test_the_csv_of_the_overview_is_its_matrix(site: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(site.get("/?over=projects&format=csv").text)))
    answer = site.get("/api/v1/overlap", params={"over": "projects", "limit": 1000}).json()
    assert [(row["a"], row["b"], int(row["shared"])) for row in rows] == [
        (row["a"], row["b"], row["shared"]) for row in answer["rows"]
    ]


def test_the_name_of_a_csv_is_harmless(site: httpx.Client) -> None:
    answer = site.get('/entities/Power "to" Gas?format=csv')
    assert answer.headers["content-disposition"] == 'attachment; filename="Power-to-Gas.csv"'


def test_the_picture_of_the_overview(browser: Browser, site: httpx.Client, tmp_path: Path) -> None:
    with visit(browser, f"{site.base_url}/", height=1560, color_scheme="light") as seen:
        assert photograph(seen.page, "overview.png", tmp_path) > 50_000


def test_seriation_brings_blocks_together() -> None:
    blocks = np.kron(np.eye(2), np.ones((3, 3))).astype(np.float64) + 0.01
    mixed = [0, 3, 1, 4, 2, 5]
    order = [mixed[k] for k in spectral(blocks[np.ix_(mixed, mixed)])]
    assert {frozenset(order[:3]), frozenset(order[3:])} == {frozenset((0, 1, 2)), frozenset((3, 4, 5))}
    assert spectral(np.zeros((3, 3))) == [0, 1, 2]
    assert spectral(np.zeros((0, 0))) == []


def test_a_matrix_stays_readable() -> None:
    many = MOST_CLUSTERS + 5
    rows = [_pair(i, j, shared=int(i < 3 and j < 3)) for i in range(many) for j in range(i + 1, many)]
    made = matrix(rows, "count", "name")
    assert (len(made.names), made.left_out) == (MOST_CLUSTERS, 5)
    assert {"c00", "c01", "c02"} <= set(made.names)
    assert matrix([], "jaccard", "spectral").names == {}


def test_a_cell_of_lists_in_part_says_how_much_they_name() -> None:
    row = replace(_pair(0, 1, shared=1), over="members", size_a=75, listed_a=13)
    made = matrix([row], "jaccard", "name")
    cells = [cell for cells in made.cells for cell in cells if cell]
    assert [dict(cell.in_part) for cell in cells] == [{"c00": "13 of 75 listed"}] * 2


def _pair(i: int, j: int, shared: int) -> Overlap:
    a, b = f"c{i:02}", f"c{j:02}"
    told = {field.name for field in fields(Overlap)[:13]} | {"sources", "listed_a", "listed_b"}
    nothing: dict[str, Any] = dict.fromkeys(field.name for field in fields(Overlap) if field.name not in told)
    return Overlap(
        a,
        b,
        a,
        b,
        "themes",
        1,
        1,
        shared,
        (),
        float(shared),
        None,
        None,
        None,
        **nothing,
        sources=(),
        listed_a=1,
        listed_b=1,
    )


def test_every_fact_has_its_source_and_day(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/entities/cluster:flanders:bouwindustrialisatie") as seen:
        page = seen.page
        facts = page.locator("table.facts tbody tr")
        for text, html in zip(
            facts.all_inner_texts(), facts.evaluate_all("all => all.map(f => f.innerHTML)"), strict=True
        ):
            unknown = text.startswith("unknown")
            assert ("/quality#source" in html and "14 May 2020" in text) != unknown, text
        expect(facts.last).to_have_attribute("data-unknown", "")
        ties = page.locator("table[data-relation] tbody tr")
        assert ties.count() > 5
        for tie in ties.all():
            expect(tie.locator("td.sources")).to_contain_text("(14 May 2020)")
            assert (
                tie.locator("td.sources a").first.get_attribute("href")
                == "/quality#source%3Aflanders%3Aibn-evaluation-2020"
            )
        conflict = page.locator("[data-property=intercluster_projects_reported]")
        expect(conflict).to_contain_text("2 Tabel 10 (counted)")
        expect(conflict).to_contain_text("3 Tabel 7")
        expect(conflict).to_contain_text("the sources disagree")
        shown = [
            float(v)
            for v in page.locator("[data-overlap=themes] [data-value]").evaluate_all("e => e.map(x => x.dataset.value)")
        ]
        assert shown == sorted(shown, reverse=True)
        assert shown


@pytest.mark.parametrize(
    ("path", "unknown"),
    [
        ("project:flanders:compositeloop", ("cost_eur", "grant_eur", "start_date", "abstract")),
        ("cluster:flanders:catalisti", ("grant_eur", "members_reported", "fee_median_eur")),
    ],
)
def test_what_is_unknown_reads_unknown(
    path: str, unknown: tuple[str, ...], browser: Browser, site: httpx.Client
) -> None:
    with visit(browser, f"{site.base_url}/entities/{path}") as seen:
        for name in unknown:
            expect(seen.page.locator(f"tr[data-unknown] [data-property={name}]")).to_be_visible()
            expect(seen.page.locator("tr[data-unknown] th")).to_have_text("unknown")


def test_what_is_known_comes_first_and_no_other_name_is_its_own(site: httpx.Client) -> None:
    page = site.get("/entities/EUKA").text
    table = page[page.index('class="facts"') : page.index("</table>")]
    unknown = table.index("data-unknown")
    assert table.rindex("<tr data-property") < unknown < table.index('data-property="aliases"')
    assert "Euka" not in table


def test_members_are_listed_by_what_they_are(browser: Browser, tmp_path: Path) -> None:
    facts = toys.with_members()
    facts.add(
        Organisation(id="organisation:toy:uni", name="A university", kind="knowledge_institution", sources=toys.PLACE),
        Organisation(id="organisation:toy:who", name="A mystery", sources=toys.PLACE),
        *(MemberOf(start=f"organisation:toy:{one}", end=toys.A, sources=toys.PLACE) for one in ("uni", "who")),
    )
    facts.add(Cluster(id=toys.B, members_reported=75, sources=toys.PLACE))
    toys.stored(tmp_path / "store", facts)
    with served(tmp_path) as client, visit(browser, f"{client.base_url}/entities/{toys.A}") as seen:
        assert 'Members <span class="faint">(3 of 75 listed)' in client.get(f"/entities/{toys.B}").text
        assert "listed)" not in client.get(f"/entities/{toys.A}").text, "A's list says that it is whole"
        members = seen.page.locator("[data-relation='in:MEMBER_OF']")
        parts = members.locator("tbody").evaluate_all("all => all.map(b => [b.dataset.kind, b.rows.length - 1])")
        assert parts == [["firm", 3], ["knowledge_institution", 1], ["", 1]]
        expect(members.locator("th[scope=rowgroup]")).to_have_text(
            ["Firm (3)", "Knowledge institution (1)", "Unknown (1)"]
        )
        ties = client.get(f"/api/v1/entities/{toys.A}").json()["relations"]
        assert sum(tie["relation"] == "MEMBER_OF" for tie in ties) == sum(number for _, number in parts)
        assert axe.findings(seen.page) == []


def test_a_project_leads_to_what_is_like_it(browser: Browser, site: httpx.Client) -> None:
    project = "project:flanders:data-solanea"
    first = site.get("/api/v1/duplicates", params={"of": project}).json()["rows"][0]
    other = next(end for end in ("a", "b") if first[end] != project)
    with visit(browser, f"{site.base_url}/entities/{project}") as seen:
        seen.page.click("section[aria-labelledby=similar] a >> nth=0")
        pair = seen.page.locator("article.pair").first
        expect(pair).to_contain_text("Data Solanea")
        expect(pair.locator("table").first).to_contain_text(first[f"{other}_name"])


def test_quality_holds_what_the_api_holds(browser: Browser, site: httpx.Client) -> None:
    coverage = site.get("/api/v1/coverage", params={"limit": 1000}).json()["rows"]
    contradictions = site.get("/api/v1/contradictions").json()
    with visit(browser, f"{site.base_url}/quality") as seen:
        page = seen.page
        expect(page.locator("[data-contradictions] tbody tr")).to_have_count(contradictions["total"])
        for row in coverage:
            if row["property"] and row["total"]:
                line = page.locator(f"[data-coverage='{row['source']} {row['type']} {row['property']}'] td")
                assert line.inner_text().strip() == f"{row['known']}/{row['total']}"
        expect(page.locator("[data-sources] tbody tr")).to_have_count(2)
        source = page.locator("[data-sources] tbody tr", has_text="finaal rapport IBN")
        expect(source).to_contain_text("stale: more than three years old")
        expect(source.locator("a")).to_have_attribute("href", "https://www.vlaio.be")


def test_what_is_around_a_cluster_is_drawn_with_a_way_into_the_explorer(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/entities/cluster:flanders:euka") as seen:
        around = seen.page.locator("section[aria-labelledby=around]")
        drawn = site.get("/api/v1/network", params={"ego": "cluster:flanders:euka"}).json()
        expect(around.locator("svg.chart path")).to_have_count(len(drawn["nodes"]))
        expect(around.locator("svg.chart line")).to_have_count(len(drawn["edges"]))
        link = around.get_by_role("link", name="Explore it").get_attribute("href")
        assert link == "/explorer?ego=cluster%3Aflanders%3Aeuka&sel=cluster%3Aflanders%3Aeuka"


def test_two_clusters_are_chosen_by_name(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/compare?a=BIM") as seen:
        expect(seen.page.get_by_label("First")).to_have_value("BIM")
        seen.page.get_by_label("Second").fill("EUKA")
        seen.page.get_by_role("button", name="Compare").click()
        expect(seen.page.locator("h1")).to_have_text("What do BIM and EUKA have in common?")


def test_what_sources_say_beside_the_facts_is_on_the_page(browser: Browser, site: httpx.Client) -> None:
    with visit(browser, f"{site.base_url}/entities/instrument:flanders:ibn") as seen:
        said = seen.page.locator("[data-said] tr")
        wanted = said.filter(has_text="size: small").filter(has_text="57")
        expect(wanted.first).to_contain_text("n = 269")
        expect(said.filter(has_text="a temporary impulse")).to_contain_text("stakeholders")
        expect(said.filter(has_text="well over 200")).to_have_count(0)
        assert axe.findings(seen.page) == []


def test_who_works_together_comes_first_with_its_network(browser: Browser, site: httpx.Client) -> None:
    told = site.get("/api/v1/collaboration", params={"limit": 5}).json()["rows"]
    with visit(browser, f"{site.base_url}/") as seen:
        page = seen.page
        expect(page.locator("main h2").first).to_have_text("Who works together?")
        cards = page.locator("[data-cards='collaboration'] li strong").all_inner_texts()
        assert cards == [f"{row['a_name']} – {row['b_name']}" for row in told]
        drawn = page.locator("section[aria-labelledby='together'] svg")
        expect(drawn.locator("line")).to_have_count(site.get("/api/v1/collaboration").json()["total"])
        assert seen.errors == []


def test_without_clusters_nothing_is_said_to_be_absent_that_was_not_asked(tmp_path: Path) -> None:
    facts = Facts([one for one in toys.triangle() if not isinstance(one, (Cluster, Relation))])
    toys.stored(tmp_path / "store", facts)
    with served(tmp_path) as client:
        page = client.get("/").text
        assert "No clusters are loaded" in page
        assert "What is done twice?" in page
        assert "none found" not in page
