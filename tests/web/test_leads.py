"""Who leads the projects on hydrogen: by command, API and page, and what is said where no source knows."""

import csv
import re
from pathlib import Path

import pytest

from api.service import create_app
from graph.judgements import Judgements
from graph.store import open_store
from tests.support.command import call
from tests.support.service import Inside

PROJECTS = (
    ("101", "HYGRID", "Hydrogen storage for islands", "2021-01-01", "2024-12-31", "4000000"),
    ("102", "FJORDCELL", "Ferries on fuel cells", "2022-03-01", "2025-02-28", "2500000"),
    ("103", "SOILMATE", "Compost on sandy soils", "2020-01-01", "2022-12-31", "900000"),
    ("104", "", "", "2020-01-01", "2022-12-31", "900000"),
)
TOPICS = (("102", "HORIZON-FCH-2", "Fuel Cells and Hydrogen in waterborne transport"),)
PARTNERS = (
    ("101", "900001", "Noordzee Energie NV", "coordinator"), ("101", "900002", "Institut du Vent", "participant"),
    ("102", "900003", "Fjord Ferje AS", "coordinator"), ("102", "900001", "Noordzee Energie NV", "participant"),
    ("103", "900004", "Kompost GmbH", "participant"), ("104", "900005", "", "coordinator"),
)  # fmt: skip


def written(folder: Path) -> Path:
    """Write a small CORDIS in today's layout."""
    tables = {
        "project": ("id acronym title startDate endDate ecMaxContribution", PROJECTS),
        "topics": ("projectID topic title", TOPICS),
        "organization": (
            "projectID organisationID name role activityType country",
            [(*row, "PRC", "NO") for row in PARTNERS],
        ),
    }
    folder.mkdir()
    for name, (heading, rows) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows([heading.split(), *rows])
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    loaded = call("load", f"cordis={written(home / 'cordis')}", home=home)
    assert loaded.returncode == 0, loaded.stderr
    return home


def test_a_list_and_a_search_say_who_leads(home: Path) -> None:
    listed = call("ask", "listing", "--of", "projects", "--words", "hydrogène", "--json", home=home).stdout
    assert re.findall(r'"leads": \[\s*"([^"]+)"', listed) == ["Fjord Ferje AS", "Noordzee Energie NV"]
    table = call("ask", "search", "waterstof", "--format", "csv", home=home).stdout
    found = {row["name"]: row["leads"] for row in csv.DictReader(table.splitlines())}
    assert found["Hydrogen storage for islands"] == "Noordzee Energie NV"
    assert found["Ferries on fuel cells"] == "Fjord Ferje AS", "found by its topic"
    assert "without a title in any source" in listed


def test_pages_say_who_leads_in_a_sentence_and_a_column(home: Path) -> None:
    site = Inside(create_app(open_store(f"ladybug://{home / 'store'}"), Judgements(home)))
    page = site.get("/projects?words=hydrogen").text
    assert "Of 2 of 2 projects a source says who leads them; most often" in page
    assert 'data-label="led by"><a href="/entities/organisation%3Apic%3A900003">Fjord Ferje AS</a></td>' in page
    assert "Projects without a title in any source that is loaded: 1." in page
    assert "No source says who leads these projects." in site.get("/projects?words=compost&lang=en").text
    assert "Led by Noordzee Energie NV. Others who take part: 1." in site.get("/entities/project:cordis:101").text
    found = site.get("/search?text=hydrogen&lang=en").text
    assert 'data-label="led by"><a href="/entities/organisation%3Apic%3A900001">Noordzee Energie NV</a></td>' in found


def test_what_no_source_names_is_called_by_what_it_is(home: Path) -> None:
    site = Inside(create_app(open_store(f"ladybug://{home / 'store'}"), Judgements(home)))
    for path in ("/projects", "/organisations", "/entities/project:cordis:104", "/entities/organisation:pic:900005"):
        shown = re.sub(r"<code>[^<]*</code>|<[^>]*>", " ", site.get(path).text)
        assert not re.search(r"\b(project|organisation):\w+:", shown), path
    assert "organisation without a name (PIC 900005)" in site.get("/projects").text


ROLES = {
    "Lead partner": True, "Lead beneficiary (LB)": True, "Penvoerder": True, "chef de file": True, "Koordinator": True,
    "Capofila": True, "Partner": False, "Co-promotor": False, "partenaire": False, "": False,
}  # fmt: skip


def test_a_list_says_who_leads_in_any_language(tmp_path: Path) -> None:
    path = tmp_path / "projects.csv"
    rows = [f"Harbour light {number};Alfa {number} NV;{role}" for number, role in enumerate(ROLES)]
    path.write_text("\n".join(["Project;Organisation;Role", *rows]), encoding="utf-8")
    assert call("load", f"projects={path}", home=tmp_path / "home").returncode == 0
    found = call("ask", "listing", "--of", "projects", "--format", "csv", home=tmp_path / "home").stdout
    assert [bool(row["leads"]) for row in csv.DictReader(found.splitlines())] == list(ROLES.values())
