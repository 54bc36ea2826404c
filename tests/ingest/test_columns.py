"""Columns recognised by heading and cells, in any official EU language; what is doubtful is asked, never taken."""

from datetime import date
from pathlib import Path

import pytest

from graph.schema import Organisation, ParticipatesIn, Project
from ingest.reading.audit import Audit
from ingest.reading.choices import DoubtfulListError
from ingest.reading.columns.headings import fold, vocabulary, vocabulary_rows
from ingest.reading.documents import documents
from ingest.reading.entries.mapping import NO_MAPPING, ColumnMapping, read_mapping
from ingest.reading.files.encodings import likeliest
from ingest.reading.kinds import MEMBER_LIST, PROJECT_LIST, ListKind
from ingest.reading.lists import understand
from ingest.reading.reading import ImportOptions, Reading, source_of
from ingest.sources import projects

LANGUAGES = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split()
MEANINGS = ("title", "beneficiary", "start", "end", "cost", "grant", "rate", "postcode", "category", "updated")
ROWS = (
    ("Alfa BV", "Slimme haven", "01.02.2016", "31.12.2018", "1.250.000,00", "50", "9000"),
    ("Beta GmbH", "Groene dijk", "15.03.2017", "30.06.2019", "300.000,50", "40", "1060"),
    ("Gamma SA", "Nieuwe school", "01.09.2015", "31.08.2017", "75.000,00", "50", "4000"),
)


def columns(tmp_path: Path, content: str, kind: ListKind = PROJECT_LIST, **said: str) -> dict[str, str]:
    path = tmp_path / "list.csv"
    path.write_text(content, encoding="utf-8")
    found = understand(documents(path)[0], kind, ColumnMapping(said), Audit())
    return {name: found.headings[i] for name, i in found.columns.items()}


def facts_of(path: Path, mapping: ColumnMapping = NO_MAPPING) -> tuple[Reading, list[Project]]:
    source = source_of("projects", "l", "t", "p", "l", None)
    reading = Reading(source, documents(path), Audit(), ImportOptions(mapping=mapping))
    return reading, list(projects.read(reading).nodes(Project))


def first_words(meaning: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for said, language, phrase in vocabulary_rows():
        if said == meaning:
            found.setdefault(language, phrase)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_annex_list_is_understood_in_every_official_language(tmp_path: Path, language: str) -> None:
    words = {meaning: first_words(meaning)[language] for meaning in MEANINGS}
    order = ("beneficiary", "title", "start", "end", "cost", "rate", "postcode")
    lines = [";".join(words[meaning] for meaning in order), *(";".join(row) for row in ROWS)]
    found = columns(tmp_path, "\n".join(lines) + "\n")
    assert found["title"] == words["title"]
    assert words["beneficiary"] in (found.get("participant"), found.get("promoter"))
    assert (found["start_date"], found["end_date"]) == (words["start"], words["end"])
    assert found["cost_eur"] == words["cost"]
    assert words["rate"] not in found.values()
    assert words["postcode"] not in found.values()


def test_the_vocabulary_has_every_meaning_in_every_language() -> None:
    for meaning in MEANINGS:
        assert set(first_words(meaning)) == set(LANGUAGES), meaning


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Name des Beguenstigten", "beneficiary"),
        ("3. Nazwa beneficjenta*", "beneficiary"),
        ("Datum des Beginns des Vorhabens / operation start date", "start"),
        ("Union co-financing rate, as per priority axis", "rate"),
        ("TOTAL ELIGIBLE EXPENDITURE", "eligible"),
        ("Code postal du bénéficiaire", "postcode"),
    ],
)
def test_a_heading_means_what_it_resembles_most(heading: str, meaning: str) -> None:
    found = vocabulary().meanings(heading)
    assert max(found, key=lambda one: found[one].score) == meaning


def test_letters_of_other_scripts_stay() -> None:
    assert fold("Δικαιούχος / Бенефициент") == "δικαιουχοσ бенефициент"


def test_a_postcode_or_type_or_person_is_no_name(tmp_path: Path) -> None:
    types = "Soort organisatie;Instelling;Naam contactpersoon\nBedrijf;Alfa;An Peeters\nBedrijf;Beta;Jan Claes\n"
    assert columns(tmp_path, types, MEMBER_LIST)["name"] == "Instelling"
    french = "Code postal du bénéficiaire;Nom du bénéficiaire;Intitulé de l'opération\n94025;Alpha SA;Usine propre\n"
    assert columns(tmp_path, french) == {"title": "Intitulé de l'opération", "participant": "Nom du bénéficiaire"}


def test_the_beneficiary_is_no_title_even_where_only_it_is_called_a_name(tmp_path: Path) -> None:
    found = columns(tmp_path, "Name;Bezeichnung des Vorhabens\nAlfa GmbH;Neubau\nBeta e.V.;Umbau\n")
    assert found == {"title": "Bezeichnung des Vorhabens", "participant": "Name"}


def test_two_columns_that_could_be_one_field_are_asked(tmp_path: Path) -> None:
    content = "Project title;Total cost;Total project costs\nSlimme haven;100;200\nGroene dijk;300;400\n"
    with pytest.raises(
        DoubtfulListError, match=r"'cost_eur' could be 'Total cost' .* or 'Total project costs'"
    ) as error:
        columns(tmp_path, content)
    (choice,) = error.value.choices
    assert choice.candidates == (("Total cost", ("100", "300")), ("Total project costs", ("200", "400")))
    assert columns(tmp_path, content, cost_eur="Total project costs")["cost_eur"] == "Total project costs"


def test_a_list_that_says_too_little_gives_a_mapping_to_correct(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("aaa;bbb\nSlimme haven;12\nGroene dijk;13\n", encoding="utf-8")
    audit = Audit()
    with pytest.raises(DoubtfulListError, match=r"'title' could be 'aaa' \(Slimme haven, Groene dijk\)"):
        understand(documents(path)[0], PROJECT_LIST, NO_MAPPING, audit)
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(audit.listings[0].replace("[columns]", '[columns]\ntitle = "aaa"'), encoding="utf-8")
    found = understand(documents(path)[0], PROJECT_LIST, read_mapping(mapping), Audit())
    assert dict(found.columns) == {"title": 0}


def test_projects_may_have_numbers_and_no_titles(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Projectnummer;Begunstigde;Subsidie\nP1;Alfa BV;100\nP2;Beta BV;200\n", encoding="utf-8")
    _, found = facts_of(path)
    assert [(one.title, one.grant_eur) for one in found] == [(None, 100.0), (None, 200.0)]


def test_units_and_currencies_of_headings_count(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Project title;Total cost (SEK);Grant (k€)\nSmart port;5000000;250\n", encoding="utf-8")
    _, (project,) = facts_of(path)
    assert (project.cost_eur, project.cost_other, project.grant_eur) == (None, "SEK 5000000.00", 250_000.0)


@pytest.mark.parametrize(
    ("country", "heading", "cell", "cost"),
    [
        ("DK", "Samlet budget, t.kr.", "1.234", "DKK 1234000.00"),
        ("CZ", "Celkové náklady (tis. Kč)", "1 234,5", "CZK 1234500.00"),
        ("UA", "Загальний бюджет, тис. грн", "1 234,5", "UAH 1234500.00"),
        ("IS", "Heildarkostnaður (þús. kr.)", "1.234", "ISK 1234000.00"),
        ("NO", "Totalkostnad (mill. kr)", "0,35", "NOK 350000.00"),
        ("HU", "Teljes költség (eFt)", "1 234", "HUF 1234000.00"),
        ("SE", "totalBudgetSEK", "1000.5", "SEK 1000.50"),
    ],
)
def test_a_unit_stands_before_a_currency_of_any_country(
    tmp_path: Path, country: str, heading: str, cell: str, cost: str
) -> None:
    path = tmp_path / "list.csv"

    path.write_text(f"Title|{heading}\nHavn|{cell}\n", encoding="utf-8")
    said = ColumnMapping({"title": "Title", "cost_eur": heading}, country=country)
    _, (project,) = facts_of(path, said)
    assert project.cost_other == cost


def test_each_row_may_have_a_currency_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Project title;Grant;Currency\nPort;100,5;SEK\nDike;200;EUR\nQuay;300;NOK\n", encoding="utf-8")
    reading, found = facts_of(path)
    assert {one.title: (one.grant_eur, one.grant_other) for one in found} == {
        "Port": (None, "SEK 100.50"),
        "Dike": (200.0, None),
        "Quay": (None, "NOK 300.00"),
    }
    assert any("'Currency' says in which currency each row's amounts are" in line for line in reading.audit.lines())


@pytest.mark.parametrize(("year", "cost"), [(2019, (None, "BGN 100.00")), (2026, (100.0, None))])
def test_a_country_pays_in_euro_since_it_has_it(
    tmp_path: Path, year: int, cost: tuple[float | None, str | None]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        f"Наименование на проекта;Бенефициент;Дата на стартиране;Обща стойност\nМост;Алфа;1.2.{year};100\n", "utf-8"
    )
    _, (project,) = facts_of(path)
    assert (project.cost_eur, project.cost_other) == cost


def test_a_period_is_a_start_and_an_end(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Projet;Promoteur;Période\nQuai;Alfa SA;2019-2021\nPort;Beta SA;03/2020 - 05/2021\n", "utf-8")
    _, found = facts_of(path)
    assert {(one.start_date, one.end_date) for one in found} == {
        (date(2019, 1, 1), date(2021, 12, 31)),
        (date(2020, 3, 1), date(2021, 5, 31)),
    }


def test_an_impossible_unit_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Project title;Grant €m\nSmart port;1434364\nGreen dike;5000000\n", encoding="utf-8")
    reading, found = facts_of(path)
    assert {one.grant_eur for one in found} == {1_434_364.0, 5_000_000.0}
    assert any("in units of 1,000,000, which cells such as" in line for line in reading.audit.lines())


@pytest.mark.parametrize(
    ("content", "currency"),
    [
        ("Projektnamn;Stödmottagare;Totala kostnader\nHamn;Alfa AB;100\n", "SEK 100.00"),
        ("Project title;Country;Total cost\nPort;United Kingdom;100\n", "GBP 100.00"),
        ("Project title;Total cost\nPort;£100\n", "GBP 100.00"),
        ("Tytuł projektu;Wartość projektu\nPort;100 zł\n", "PLN 100.00"),
    ],
)
def test_a_currency_comes_from_cells_country_or_language(tmp_path: Path, content: str, currency: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(content, encoding="utf-8")
    _, (project,) = facts_of(path)
    assert (project.cost_eur, project.cost_other) == (None, currency)


def test_a_mapping_overrules_the_currency_of_a_language(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Projektnamn;Stödmottagare;Totala kostnader\nHamn;Alfa AB;100\n", encoding="utf-8")
    _, (project,) = facts_of(path, ColumnMapping({}, currency="EUR"))
    assert (project.cost_eur, project.cost_other) == (100.0, None)


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("cp1252", "Naam;Gemeente\nAlfa;Liège\nFrères Dupont;Forêt\n"),
        ("cp1252", "Navn;By\nSmørrebrød ApS;Århus\n"),
        ("cp1250", "Příjemce;Obec\nMěsto Plzeň;Plzeň\n"),
        ("cp1250", "Nazwa;Miasto\nUniwersytet Łódzki;Łódź\n"),
        ("cp1250", "Kedvezményezett;Település\nGyőr Város Önkormányzata;Győr\n"),
        ("cp1253", "Δικαιούχος;Δήμος\nΔήμος Αθηναίων;Αθήνα\n"),
        ("cp1251", "Бенефициент;Община\nОбщина Пловдив;Пловдив\n"),
        ("cp1257", "Finansējuma saņēmējs;Vieta\nRīgas Tehniskā universitāte;Rīga\n"),
        ("mac_roman", "Nom;Ville\nFrères Dupont;Liège\n"),
        ("cp850", "Name;Ort\nMüller & Söhne;Köln\n"),
    ],
)
def test_an_encoding_is_told_by_the_language(encoding: str, content: str) -> None:
    assert content.encode(encoding).decode(likeliest(content.encode(encoding))) == content


def test_rows_of_one_number_and_two_titles_are_two_projects_and_a_stated_conflict(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = ["Nr;Titel;Promotor;Subsidie", "1;Slimme haven;Alfa;100", "2;Groene dijk;Beta;200", "1;Oude molen;Gamma;300"]
    path.write_text("\n".join(rows), encoding="utf-8")
    reading, found = facts_of(path)
    assert {(one.title, one.grant_eur) for one in found} == {
        ("Slimme haven", 100.0),
        ("Groene dijk", 200.0),
        ("Oude molen", 300.0),
    }
    assert any("rows 2, 4: 2 projects have the number '1'" in line for line in reading.audit.lines())
    path.write_text("\n".join([rows[0], *rows[:0:-1]]), encoding="utf-8")
    assert {one.id for one in facts_of(path)[1]} == {one.id for one in found}
    _, joined = facts_of(path, ColumnMapping({}, identity="number"))
    assert len(joined) == 2


def test_rows_of_one_title_are_one_project_unless_they_disagree(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Titel;Deelnemer;Subsidie\nHaven;Alfa;100\nHaven;Beta;100\nHaven;Gamma;900\n", encoding="utf-8")
    reading, found = facts_of(path)
    assert sorted(one.grant_eur or 0 for one in found) == [100.0, 900.0]
    assert "list.csv: 3 rows read; 2 used; 1 joined to the entry of another row." in reading.audit.lines()


def test_several_participants_in_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        'Title;Participants\nSmart port;"Alfa NV, Beta BV, Gent University"\nGreen dike;"Alfa NV, Gamma"\n'
        'Old mill;"L&#39;Or&eacute;al, Ltd"\n',
        encoding="utf-8",
    )
    source = source_of("projects", "l", "t", "p", "l", None)
    facts = projects.read(Reading(source, documents(path), Audit(), ImportOptions()))
    names = {one.name for one in facts.nodes(Organisation)}
    assert names == {"Alfa NV", "Beta BV", "Gent University", "Gamma", "L'Oréal, Ltd"}
    assert len(facts.relations(ParticipatesIn)) == 6


NAMED = "Partner;Titel;Start;Ende"


def of_amounts(tmp_path: Path, *headings: str, cells: tuple[str, ...] = ("1000,00", "400,00")) -> dict[str, str]:
    """Return the columns of a list of projects that has these of amounts, the first of them the larger."""
    rows = "".join(f"Alfa {i} NV;Haven {i};2020-01-0{i};2021-01-0{i};{';'.join(cells)}\n" for i in range(1, 10))
    return columns(tmp_path, f"{NAMED};{';'.join(headings)}\n{rows}")


@pytest.mark.parametrize(
    ("cost", "grant"),
    [
        ("Projectomvang (k€)", "Toegekende PPS-toeslag (k€)"),
        ("Gesamtkosten (CHF)", "Beitrag Innosuisse (CHF)"),
        ("Prosjektkostnad (NOK)", "Tildelt fra Forskningsrådet (NOK)"),
        ("Project costs (£)", "Award value (£)"),
    ],
)
def test_what_has_a_currency_is_an_amount_whoever_pays(tmp_path: Path, cost: str, grant: str) -> None:
    found = of_amounts(tmp_path, cost, grant)
    assert (found["cost_eur"], found["grant_eur"]) == (cost, grant)


@pytest.mark.parametrize(
    ("total", "eligible"),
    [
        ("Wartość projektu (PLN)", "Wydatki kwalifikowalne (PLN)"),
        ("Total project cost", "Total eligible cost"),
        ("Coût total du projet", "Dépenses éligibles"),
    ],
)
def test_the_whole_cost_comes_before_the_eligible_one(tmp_path: Path, total: str, eligible: str) -> None:
    assert of_amounts(tmp_path, total, eligible)["cost_eur"] == total
    assert of_amounts(tmp_path, eligible)["cost_eur"] == eligible


def test_a_heading_in_two_languages_of_one_cost_is_not_asked(tmp_path: Path) -> None:
    both = "Totale subsidiabele uitgaven Total eligible expenditure"
    assert of_amounts(tmp_path, both)["cost_eur"] == both


def test_a_value_that_could_be_cost_or_grant_is_asked(tmp_path: Path) -> None:
    with pytest.raises(DoubtfulListError, match="'cost_eur' could be 'Value'"):
        of_amounts(tmp_path, "Value", cells=("1000,00",))


@pytest.mark.parametrize(("first", "second"), [("Aportación CDTI", "Presupuesto"), ("Contribution FNR", "Budget")])
def test_what_a_funder_contributes_is_the_grant_where_rows_are_projects(
    tmp_path: Path, first: str, second: str
) -> None:
    assert of_amounts(tmp_path, second, first)["grant_eur"] == first
    rows = "".join(f"Alfa {i} NV;Haven {i % 2};2000,00;400,00\n" for i in range(10))
    shares = columns(tmp_path, f"Partner;Title;{second};{first}\n{rows}")
    assert shares["contribution_eur"] == first


def test_partners_of_several_kinds_all_take_part(tmp_path: Path) -> None:
    rows = "".join(f"Haven {i};Alfa {i} NV;Universiteit {i}\n" for i in range(1, 10))
    path = tmp_path / "list.csv"
    path.write_text(f"Titre du projet;Partenaires industriels;Partenaires scientifiques\n{rows}", encoding="utf-8")
    task, found = facts_of(path)
    assert len(found) == 9
    assert len(list(projects.read(task).nodes(Organisation))) == 18


def test_a_mapping_that_was_printed_reads_the_list_the_same(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = "".join(f"Haven {i};Alfa {i} NV, Beta {i} NV;Universiteit {i}, Alfa {i} NV\n" for i in range(1, 10))
    path.write_text(f"Titre du projet;Partenaires industriels;Partenaires scientifiques\n{rows}", encoding="utf-8")
    first, _ = facts_of(path)
    (tmp_path / "m.toml").write_text(first.audit.listings[0], encoding="utf-8")
    second, _ = facts_of(path, read_mapping(tmp_path / "m.toml"))
    one, other = ({o.name for o in projects.read(task).nodes(Organisation)} for task in (first, second))
    assert one == other
    assert len(one) == 27


def test_a_number_within_headings_tells_partners_apart(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Project title;Partner 1 name;Partner 1 country;Partner 2 name;Partner 2 country\n"
        "Haven;Alfa NV;BE;Beta GmbH;DE\nSluis;Gamma SA;FR;;\n",
        encoding="utf-8",
    )
    task, _ = facts_of(path)
    assert {one.name for one in projects.read(task).nodes(Organisation)} == {"Alfa NV", "Beta GmbH", "Gamma SA"}


def test_crowns_are_those_of_the_list_s_language(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = "".join(f"Projekt {i};Firma {i} A/S;1.234.567 kr.;{i}00.000 kr.\n" for i in range(1, 10))
    path.write_text(f"Projektnavn;Tilskudsmodtager;Samlet budget (kr.);EU-tilskud (kr.)\n{rows}", encoding="utf-8")
    _, found = facts_of(path)
    assert {one.cost_other for one in found} == {"DKK 1234567.00"}
    assert {one.cost_eur for one in found} == {None}


def test_a_heading_that_is_the_field_comes_before_one_that_resembles_it(tmp_path: Path) -> None:
    rows = "".join(f"Alfa {i} NV;Sensoren für den Hafen {i};{('SmartNet', 'KMU')[i % 2]}\n" for i in range(1, 12))
    found = columns(tmp_path, f"Zuwendungsempfänger;Thema;Verbundprojekt\n{rows}")
    assert found["title"] == "Thema"


@pytest.mark.parametrize(
    ("name", "since"),
    [("Partnerunternehmen", "Partner seit"), ("Empresa", "Data de admissão"), ("Organisatie", "Lid sinds")],
)
def test_since_when_a_member_is_one(tmp_path: Path, name: str, since: str) -> None:
    found = columns(tmp_path, f"{name};{since}\nAlfa;2019\nBeta;2020\n", MEMBER_LIST)
    assert found["since"] == since


def test_the_last_entry_is_no_row_of_headings(tmp_path: Path) -> None:
    text = "Type of member;Contact name;Company;Company size\nFull;Jo Roe;Alfa;Small\nAssociate;Al Doe;Beta;Large\n"
    assert columns(tmp_path, text, MEMBER_LIST) == {"name": "Company"}


@pytest.mark.parametrize(("name", "town"), [("Název", "Město"), ("Názov", "Mesto"), ("Naziv", "Mjesto")])
def test_what_is_a_project_s_title_elsewhere_is_a_member_s_name(tmp_path: Path, name: str, town: str) -> None:
    found = columns(tmp_path, f"{name};{town}\nŠkoda s.r.o.;Plzeň\nŽelezárny;Třinec\n", MEMBER_LIST)
    assert found == {"name": name, "town": town}


@pytest.mark.parametrize("heading", ["Cluster de competitividade", "Nom du pôle", "Název klastru", "Clusternaam"])
def test_a_column_of_clusters_is_known_by_its_words(tmp_path: Path, heading: str) -> None:
    other = {"Cluster de competitividade": "Empresa", "Nom du pôle": "Entreprise", "Název klastru": "Firma"}
    name = other.get(heading, "Organisatie")
    text = f"{name};{heading}\nAlfa SA;Bois Vert\nBeta SA;Agri\nGamma SA;Bois Vert\n"
    assert columns(tmp_path, text, MEMBER_LIST) == {"name": name, "cluster": heading}


def test_what_describes_a_project_is_its_name_where_there_is_no_other(tmp_path: Path) -> None:
    text = "Beneficiary;Beschrijving;Subsidie\nAlfa NV;Slimme haven;100\nBeta NV;Groene dijk;200\n"
    assert columns(tmp_path, text)["title"] == "Beschrijving"


def test_headings_said_again_in_another_language_are_no_project(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    heads = "Nom du projet;Bénéficiaire;Budget total\nNaam project;Begunstigde;Totaal budget\n"
    path.write_text(f"{heads}Quai;Alfa SA;100\nPort;Beta SA;200\n", encoding="utf-8")
    _, found = facts_of(path)
    assert {(one.title, one.cost_eur) for one in found} == {("Quai", 100.0), ("Port", 200.0)}


def test_a_currency_goes_on_with_a_word(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("ProjectTitle;AwardPounds;TotalCost (ALL)\nQuay;100;200\n", encoding="utf-8")
    _, (project,) = facts_of(path)
    assert (project.grant_other, project.cost_other) == ("GBP 100.00", "ALL 200.00")
