"""Headings by the words they are made of, in the ways of agencies that nobody asked; columns that agree row by row."""

from pathlib import Path

import pytest

from benchmarks.columns import MAIN, invented, shared
from ingest.reading.audit import Audit
from ingest.reading.choices import DoubtfulListError
from ingest.reading.columns.agreement import in_order
from ingest.reading.columns.concepts import concepts
from ingest.reading.documents import documents
from ingest.reading.entries.mapping import NO_MAPPING
from ingest.reading.kinds import MEMBER_LIST, PROJECT_LIST
from ingest.reading.lists import understand
from tests.support.agencies import ROWS, agencies
from tests.support.command import call
from tests.support.opendata import DATA, needs_data
from tests.support.places import FILES


@pytest.mark.parametrize(
    ("heading", "language", "meaning"),
    [
        ("Fördersatz", "de", "rate"),
        ("Förderfähige Gesamtausgaben", "de", "eligible"),
        ("Tuensaajan nimi", "fi", "beneficiary"),
        ("Numer umowy o dofinansowanie", "pl", "key"),
        ("IČO příjemce", "cs", "number"),
        ("Datum podpisu smlouvy", "cs", "approval"),
        ("Contribución propia del beneficiario", "es", "otherfunds"),
        ("Taux de cofinancement de l'Union", "fr", "rate"),
        ("Année de début", "fr", "start"),
        ("Място на изпълнение на проекта", "bg", "town"),
        ("Beneificary Nmae", "en", "beneficiary"),
    ],
)
def test_words_mean_something_together(heading: str, language: str, meaning: str) -> None:
    found, explained = concepts().meanings(heading, {language: 1.0})
    assert max(found, key=lambda one: found[one].score) == meaning
    assert explained > 0.5


def test_words_of_two_languages_are_told_apart_by_the_others() -> None:
    polish, croatian = ("Nazwa projektu", "Beneficjent", "Kraj"), ("Naziv projekta", "Korisnik", "Kraj")
    for headings, meaning in ((polish, "country"), (croatian, "end")):
        languages = concepts().languages(headings)
        found, _ = concepts().meanings("Kraj", languages)
        assert max(found, key=lambda one: found[one].score) == meaning


def test_there_are_lists_of_35_languages_and_half_are_held_apart() -> None:
    lists = list(agencies())
    assert len({one.language for one in lists}) == 35
    assert len(lists) >= 40
    assert sum(one.held for one in lists) in range(len(lists) // 2, len(lists) // 2 + 2)
    assert all({column.field for column in one.columns} >= set(MAIN) for one in lists)
    assert ROWS >= 40


def test_lists_of_agencies_are_understood_without_asking() -> None:
    score = invented(held=False)
    assert not score.wrong
    assert (score.right, score.asked) == (score.lists, 0)


def test_lists_that_were_held_apart_are_understood_too() -> None:
    score = invented(held=True)
    assert not score.wrong
    assert score.found.total() >= 0.9 * score.there.total()


@needs_data
def test_real_lists_are_understood_without_the_words_of_their_country() -> None:
    score = shared(DATA / "operations_lists", own_words=False)
    assert score.found.total() >= 0.9 * score.there.total(), str(score)


def test_a_start_is_before_an_end_and_no_grant_above_its_cost() -> None:
    days = [f"{n}.1.2015" for n in range(1, 9)]
    later = [f"{n}.2.2016" for n in range(1, 9)]
    assert in_order(("start_date", "end_date"), days, later) == 1.0
    assert in_order(("start_date", "end_date"), later, days) == 0.0
    assert in_order(("start_date", "end_date"), days[:4], later[:4]) is None
    assert in_order(("grant_eur", "cost_eur"), ["10,5"] * 6, ["1.000,00"] * 5 + ["9,00"]) == pytest.approx(5 / 6)


def test_columns_that_disagree_with_their_headings_are_asked(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = [f"Haven {n};01.01.2019;01.01.2015" for n in range(8)]
    path.write_text("\n".join(["Projecttitel;Startdatum;Einddatum", *rows]), encoding="utf-8")
    with pytest.raises(DoubtfulListError, match=r"'start_date' could be 'Startdatum' .*, 'end_date' could be"):
        understand(documents(path)[0], PROJECT_LIST, NO_MAPPING, Audit())


def test_a_heading_of_two_fields_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    names = ["Flynns Garage Limited", "Mary Byrne", "John Toole", "Rosslare Port", "Green Farm"]
    rows = [f"{name};{number}00" for number, name in enumerate(names, start=1)]
    path.write_text("\n".join(["Project Name (Beneficiary);Total cost", *rows]), encoding="utf-8")
    with pytest.raises(DoubtfulListError, match=r"'title' could be .*'participant' could be"):
        understand(documents(path)[0], PROJECT_LIST, NO_MAPPING, Audit())


ARTICLE_49 = [line.split("|") for line in (FILES / "article49.txt").read_text(encoding="utf-8").splitlines()[2:]]
OPERATION = "Alfa GmbH|Beta Bau|Neue Halle {0}|Ein Bau|{0}.2.2022|{0}.3.2024|1.200.{0}00,00|ERDF|1.1|40|BE2|BE|Grant"


@pytest.mark.parametrize("headings", ARTICLE_49, ids=lambda headings: headings[0])
def test_what_article_49_asks_is_understood_in_every_language(tmp_path: Path, headings: list[str]) -> None:
    _, beneficiary, contractor, title, _, start, end, cost, *_ = headings
    path = tmp_path / "list.csv"
    rows = [OPERATION.format(n) for n in range(1, 9)]
    path.write_text("\n".join(("|".join(headings[1:]), *rows)) + "\n", encoding="utf-8")
    listing = understand(documents(path)[0], PROJECT_LIST, NO_MAPPING, Audit())
    found = {name: listing.headings[place] for name, place in listing.columns.items()}
    who = {found.get("participant"), found.get("promoter")}
    assert (found["title"], found["start_date"], found["end_date"], found["cost_eur"]) == (title, start, end, cost)
    assert beneficiary in who
    assert contractor not in who
    assert "grant_eur" not in found


@pytest.mark.parametrize(
    ("heading", "cells", "fields"),
    [
        ("Cofinanciación UE", ["50", "80", "50", "80"], ()),
        ("% of EU co-financing", ["50 %", "85 %", "50 %", "85 %"], ()),
        ("EU part", ["12000.50", "800.00", "9500.25", "30000.00"], ("grant_eur",)),
        ("Fundo", ["12.000,50", "800,00", "9.500,25", "30.000,00"], ("grant_eur",)),
        ("Fundo", ["FEDER", "FSE", "FEDER", "FSE"], ("instrument",)),
        ("Chef de file", ["oui", "non", "oui", "non"], ()),
        ("Participating countries", ["BE, NL", "BE, DE", "FR", "BE"], ()),
        ("Förderprogrammgruppe", ["Achse 1", "3", "Achse 2", "4"], ("instrument",)),
        ("Ineligible expenditure", ["12.000,50", "800,00", "9.500,25", "30.000,00"], ()),
        ("Restbetrag der Förderung", ["12.000,50", "800,00", "9.500,25", "30.000,00"], ()),
    ],
)
def test_what_cells_are_decides_what_a_heading_means(
    tmp_path: Path, heading: str, cells: list[str], fields: tuple[str, ...]
) -> None:
    path = tmp_path / "list.csv"
    rows = [f"Plan {n};Alfa Ltd;{n}.2.2022;250000,00;{cells[n % 4]}" for n in range(1, 13)]
    path.write_text("\n".join((f"Project title;Beneficiary;Start date;Total cost;{heading}", *rows)) + "\n")
    listing = understand(documents(path)[0], PROJECT_LIST, NO_MAPPING, Audit())
    assert tuple(name for name, place in listing.columns.items() if place == 4) == fields


DIRECTORIES = (FILES / "directories.txt").read_text(encoding="utf-8").splitlines()[2:]
MEMBER = {
    "name": "Alfa Beta {0} {1}", "number": "4031{0}02", "street": "Hoofdstraat {0}", "postcode": "90{0}",
    "town": "Arden", "country": "Belgium", "since": "{0}.01.2019", "until": "{0}.06.2023", "fee": "{0}00,00",
    "website": "www.alfa{0}.eu", "cluster": "Flux50",
}  # fmt: skip


@pytest.mark.parametrize("line", DIRECTORIES, ids=[f"{one.split('|')[0]}-{k}" for k, one in enumerate(DIRECTORIES)])
def test_a_members_directory_is_understood_in_every_language_without_asking(tmp_path: Path, line: str) -> None:
    columns = [column.split(":", 1) for column in line.split("|")[1:]]
    path = tmp_path / "list.csv"
    rows = [[MEMBER.get(field, "Petra Novak").format(n, "BV") for field, _ in columns] for n in range(10, 28)]
    path.write_text("\n".join(map(";".join, ([heading for _, heading in columns], *rows))), encoding="utf-8")
    listing = understand(documents(path)[0], MEMBER_LIST, NO_MAPPING, Audit())
    assert {name: listing.headings[place] for name, place in listing.columns.items()} == {
        field: heading for field, heading in columns if field
    }


def test_public_amounts_alone_are_asked_and_the_mapping_to_correct_takes_neither(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = [f"Plan {n};Alfa GmbH;12.{n}00,00" for n in range(1, 10)]
    path.write_text(
        "\n".join(("Projekttitel;Begünstigter;Gewährte öffentliche Beträge", *rows)) + "\n", encoding="utf-8"
    )
    audit = Audit()
    with pytest.raises(DoubtfulListError) as refused:
        understand(documents(path)[0], PROJECT_LIST, NO_MAPPING, audit)
    assert {choice.field for choice in refused.value.choices} == {"cost_eur", "grant_eur"}
    assert '\n# grant_eur = "Gewährte öffentliche Beträge"' in audit.listings[0]
    assert "\ngrant_eur = " not in audit.listings[0]


def test_the_role_of_a_beneficiary_names_nobody_and_a_payment_ends_nothing(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Project ref;Project name;Lead organisation;Role of beneficiary;Start;Last payment date\n"
        "N-1;Clean shipping;Havila AS;Coordinator;01.02.2021;15.03.2022\n"
        "N-2;Smart feed;Skretting AS;Partner;21.04.2021;20.05.2023\n",
        encoding="utf-8",
    )
    told = call("load", f"projects={path}", "--dry-run", home=tmp_path)
    assert "role from 'Role of beneficiary'" in told.stdout + told.stderr
    assert "promoter from 'Lead organisation'" in told.stdout + told.stderr
    assert "Not used in list.csv: Last payment date." in told.stdout + told.stderr
