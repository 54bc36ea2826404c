"""Membership lists and project lists, as managers keep them: what is understood, and what is said of the rest."""

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from graph.errors import BadInputError
from graph.facts import Facts
from graph.schema import (
    About,
    Cluster,
    FundedBy,
    MemberOf,
    Organisation,
    ParticipatesIn,
    Project,
)
from ingest.reading.audit import Audit
from ingest.reading.documents import documents
from ingest.reading.entries.mapping import NO_MAPPING, ColumnMapping, read_mapping
from ingest.reading.grids import grids
from ingest.reading.kinds import MEMBER_LIST, PROJECT_LIST
from ingest.reading.lists import understand
from ingest.reading.reading import ImportOptions, Reading, source_of
from ingest.reading.template import LANGUAGES, TEMPLATES, columns, template
from ingest.sources import members, projects
from tests.support.places import FILES
from tests.support.spreadsheets import ods, xlsx

LIST: list[list[object]] = [
    ["Ledenlijst Flux50, versie maart 2024"],
    [],
    ["Nr", "Naam organisatie", "KBO-nummer", "Lidgeld (€)", "Lid sinds", "Gemeente", "Contactpersoon"],
    [1, "Alfa NV", "BE 0403.170.701", "2.500,00", "01/02/2018", "Brussel", "An"],
    [2, "Bèta", None, 1500, 43831, "Gent", "Jan"],
    [3, "Gamma BV", "0403.170.702", "1500", "vorig jaar", None, None],
    [None, "Totaal", None, 5500],
]


def reading(path: Path, cluster: str | None = "Flux50", mapping: ColumnMapping | None = None) -> Reading:
    options = ImportOptions(cluster, None, mapping or ColumnMapping({}))
    return Reading(source_of("members", "list", "t", "p", "l", None), documents(path), Audit(), options)


def members_of(path: Path, cluster: str | None = "Flux50") -> Facts:
    (facts,) = members.read(reading(path, cluster)).values()
    return facts


def memberships(facts: Facts) -> dict[str, MemberOf]:
    names = {node.id: node.name for node in facts.nodes(Organisation)}
    return {names[tie.start] or "": tie for tie in facts.relations(MemberOf)}


def test_a_list_with_titles_totals_and_people(tmp_path: Path) -> None:
    asked = reading(xlsx(tmp_path / "leden.xlsx", LIST, other=[["uitleg"], ["nog iets"]]))
    (facts,) = members.read(asked).values()
    found = memberships(facts)
    assert list(found) == ["Alfa NV", "Bèta", "Gamma BV"] or set(found) == {"Alfa NV", "Bèta", "Gamma BV"}
    assert (found["Alfa NV"].start, found["Alfa NV"].fee_eur) == ("organisation:kbo:0403170701", 2500.0)
    assert (found["Alfa NV"].since, found["Bèta"].since) == (date(2018, 2, 1), date(2020, 1, 1))
    assert (found["Gamma BV"].since, found["Gamma BV"].fee_eur) == (None, 1500.0)
    assert found["Bèta"].sources == ("source:members:list#leden.xlsx, sheet Leden row 5",)
    said = "\n".join(asked.audit.lines())
    assert "header in row 3; name from 'Naam organisatie', number from 'KBO-nummer', fee from 'Lidgeld (€)'" in said
    assert "row 6, column 'KBO-nummer': '0403.170.702' is not an enterprise number" in said
    assert "row 6, column 'Lid sinds': expected a date, found 'vorig jaar'; it stays unknown" in said
    assert "Not used in leden.xlsx, sheet Leden: Nr, Contactpersoon." in said


def test_every_kind_of_file_gives_the_same_members(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Bedrijf", "BTW-nummer", "Bijdrage", "Lid sinds"],
        ["Alfa NV", "BE 0403.170.701", 1500.5, date(2019, 3, 1)],
    ]
    text = "Bedrijf{0}BTW-nummer{0}Bijdrage{0}Lid sinds\nAlfa NV{0}BE 0403.170.701{0}1500{1}5{0}01/03/2019\n"
    for name, separator, decimal in (("a.csv", ";", ","), ("b.csv", ",", "."), ("c.tsv", "\t", ",")):
        (tmp_path / name).write_text(text.format(separator, decimal), encoding="utf-8")
    paths = [
        *sorted(tmp_path.iterdir()),
        xlsx(tmp_path / "d.xlsx", rows),
        ods(tmp_path / "e.ods", rows),
        FILES / "members.xls",
    ]
    for path in paths:
        tie = memberships(members_of(path))["Alfa NV"]
        assert (tie.start, tie.fee_eur, tie.since) == ("organisation:kbo:0403170701", 1500.5, date(2019, 3, 1)), path


@pytest.mark.parametrize(
    "header",
    [
        "Naam;Ondernemingsnummer;Bijdrage;Sinds;Tot;Plaats;Website",
        "Nom de l'entreprise;N° TVA;Cotisation;Membre depuis;Jusqu'au;Ville;Site web",
        "Company name;VAT number;Membership fee;Member since;Until;City;Website",
    ],
)
def test_headings_in_three_languages(tmp_path: Path, header: str) -> None:
    path = tmp_path / "l.csv"
    path.write_text(f"{header}\nAlfa;BE0403170701;100;2019;2021;Gent;alfa.be\n", encoding="utf-8")
    facts = members_of(path)
    (tie,) = facts.relations(MemberOf)
    (node,) = facts.nodes(Organisation)
    assert (tie.fee_eur, tie.since, tie.until) == (100.0, date(2019, 1, 1), date(2021, 12, 31))
    assert (node.name, node.kbo, node.town, node.website) == ("Alfa", "0403170701", "Gent", "alfa.be")


def test_a_cluster_column_makes_a_source_of_each_cluster(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("Cluster;Naam\nFlux50;Alfa\nEUKA;Bèta\nFlux50;Gamma\n", encoding="utf-8")
    found = members.read(reading(path, None))
    assert list(found) == ["flux50", "euka"]
    assert [node.name for node in found["euka"].nodes(Cluster)] == ["EUKA"]
    assert len(found["flux50"].relations(MemberOf)) == 2


def test_a_list_of_nobody_knows_which_cluster(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("Naam\nAlfa\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="Name the cluster with --cluster"):
        members.read(reading(path, None))


def test_two_members_of_one_name_in_two_towns_are_two(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("Naam;Gemeente\nAlfa;Gent\nAlfa;Luik\nalfa;Gent\n", encoding="utf-8")
    assert len(members_of(path).nodes(Organisation)) == 2


def test_a_row_without_a_name_is_bad(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("Naam;Gemeente\nAlfa;Gent\n;Luik\n", encoding="utf-8")
    asked = reading(path)
    members.read(asked)
    with pytest.raises(BadInputError, match=r"1 of 2 rows .* row 3: it has no name\. Load without"):
        asked.audit.check()


def test_what_was_understood_is_a_mapping_that_says_the_same(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "leden.xlsx", LIST)
    asked = reading(path)
    members.read(asked)
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(asked.audit.listings[0], encoding="utf-8")
    again = reading(path, mapping=read_mapping(mapping))
    assert list(members.read(again)["flux50"]) == list(members.read(asked)["flux50"])


def test_a_mapping_overrules_the_guess(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("Naam;Handelsbenaming\nAlfa Holding NV;Alfa\n", encoding="utf-8")
    (facts,) = members.read(reading(path, mapping=ColumnMapping({"name": "Handelsbenaming"}))).values()
    assert [node.name for node in facts.nodes(Organisation)] == ["Alfa"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_filled_template_loads_without_a_mapping(tmp_path: Path, name: str, language: str) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(template(name, language))
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert set(re.findall(r'<dataValidation type="(\w+)"', sheet)) == {"list", "decimal"}
    head, example, *_ = grids(documents(path)[0], name)[0].rows
    more = [
        [f"{cell[10:]} {n}" if isinstance(cell, str) and ":" in cell else cell for cell in example] for n in range(3)
    ]
    xlsx(path, [head, example, *more])
    kind = MEMBER_LIST if name == "members" else PROJECT_LIST
    listing = understand(documents(path)[0], kind, NO_MAPPING, Audit())
    assert not listing.unused()
    fields = {column.heading: column.field for column in columns(name, language)}
    assert {field: listing.headings[place] for field, place in listing.columns.items()} == {
        field: heading for heading, field in fields.items()
    }
    task = reading(path, None)
    found = projects.read(task).nodes(Project) if name == "projects" else None
    count = len(found) if found is not None else len(members.read(task)["flux50"].nodes(Organisation))
    assert count == (3 if name == "projects" else 1), task.audit.lines()
    assert any("1 example (row 2)" in line for line in task.audit.lines())


def test_a_project_list_of_another_region(tmp_path: Path) -> None:
    path = tmp_path / "projets.csv"
    path.write_text(
        "Numéro;Intitulé;Chef de file;Partenaires;Subvention;Date de début;Thème;Mesure;Grappe\n"
        'P1;Usine propre;Alfa SA;"Bêta|Gamma";475 000€;01/02/2016;eau;FEDER;Pôle Mécatech\n',
        encoding="utf-8",
    )
    facts = projects.read(reading(path))
    (project,) = facts.nodes(Project)
    assert (project.id, project.title, project.grant_eur) == ("project:projects-list:p1", "Usine propre", 475000.0)
    assert (project.kind, project.start_date) == ("intercluster", date(2016, 2, 1))
    who: list[Organisation | Cluster] = [*facts.nodes(Organisation), *facts.nodes(Cluster)]
    names = {node.id: node.name for node in who}
    roles = {(names[tie.start], tie.role) for tie in facts.relations(ParticipatesIn)}
    assert roles == {
        ("Alfa SA", "promoter"),
        ("Bêta", "participant"),
        ("Gamma", "participant"),
        ("Pôle Mécatech", None),
    }
    assert [tie.amount_eur for tie in facts.relations(FundedBy)] == [475000.0]
    assert len(facts.relations(About)) == 1


def test_one_row_a_participation_gives_one_project(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(
        "Project number;Title;Participant;VAT;Contribution;Role\n"
        "7;Clean;Alfa;BE0403170701;100;partner\n7;Clean;Beta;;50,5;coordinator\n",
        encoding="utf-8",
    )
    facts = projects.read(reading(path))
    assert len(facts.nodes(Project)) == 1
    found = {tie.start: (tie.role, tie.contribution_eur) for tie in facts.relations(ParticipatesIn)}
    assert found == {
        "organisation:kbo:0403170701": ("partner", 100.0),
        "organisation:projects-list:beta": ("coordinator", 50.5),
    }


def test_a_cell_merged_over_rows_counts_for_each_of_them(tmp_path: Path) -> None:
    path = tmp_path / "l.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 1, "Alle leden")
        sheet.write_row(1, 0, ["Cluster", "Naam"])
        sheet.merge_range(2, 0, 3, 0, "Flux50")
        sheet.write_column(2, 1, ["Alfa", "Bèta"])
        sheet.write_row(4, 0, ["EUKA", "Gamma"])
    found = members.read(reading(path, None))
    assert {name: len(facts.relations(MemberOf)) for name, facts in found.items()} == {"flux50": 2, "euka": 1}


@pytest.mark.parametrize("merged", [True, False])
def test_headings_in_two_rows_are_read_together(tmp_path: Path, merged: bool) -> None:
    path = tmp_path / ("l.xlsx" if merged else "l.csv")
    above: list[object] = ["Project", "", "Beneficiary", "", "Period", "", "Amounts in EUR", ""]
    below: list[object] = ["Nr.", "Name", "Name", "Country", "from", "to", "Total cost", "EU grant"]
    rows: list[list[object]] = [
        [f"P{n}", f"Port {n}", f"Alfa{n} Ltd", "IE", f"0{n}/01/2020", f"0{n}/06/2022", 100 + n, n] for n in range(1, 9)
    ]
    if merged:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for place in range(0, 8, 2):
                sheet.merge_range(0, place, 0, place + 1, above[place])
            for number, row in enumerate([below, *rows], start=1):
                sheet.write_row(number, 0, row)
    else:
        path.write_text(
            "\n".join(";".join(str(cell) for cell in row) for row in (above, below, *rows)), encoding="utf-8"
        )
    asked = reading(path)
    facts = projects.read(asked)
    assert {node.name for node in facts.nodes(Organisation)} == {f"Alfa{n} Ltd" for n in range(1, 9)}
    project = facts.node(Project, "project:projects-list:p1")
    assert project is not None
    assert (project.title, project.end_date, project.grant_eur) == ("Port 1", date(2022, 6, 1), 1.0)
    said = tmp_path / "mapping.toml"
    said.write_text(asked.audit.listings[0], encoding="utf-8")
    assert list(projects.read(reading(path, mapping=read_mapping(said)))) == list(facts)


def test_rows_go_on_with_the_project_or_the_cluster_above(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("Nummer;Titel;Totale kost;Partner\nP1;Haven;100;Alfa\n;;;Beta\nP2;Weide;50;Gamma\n;;;Alfa\n")
    asked = reading(path)
    facts = projects.read(asked)
    assert {(tie.start.split(":")[-1], tie.end[-2:]) for tie in facts.relations(ParticipatesIn)} == {
        ("alfa", "p1"), ("beta", "p1"), ("gamma", "p2"), ("alfa", "p2"),
    }  # fmt: skip
    assert "l.csv: rows 3, 5 go on with the row above" in "\n".join(asked.audit.lines())
    path.write_text("Cluster;Naam\nFlux50;Alfa\n;Beta\nEUKA;Gamma\n;Alfa\n")
    found = members.read(reading(path, None))
    assert {name: len(facts.relations(MemberOf)) for name, facts in found.items()} == {"flux50": 2, "euka": 2}
    path.write_text("Cluster;Naam\nFlux50;Alfa\nEUKA;Gamma\n;Delta\n")
    asked = reading(path, None)
    members.read(asked)
    with pytest.raises(BadInputError, match="row 4: it has no cluster"):
        asked.audit.check()


def test_a_row_with_money_of_its_own_and_no_name_is_bad(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("Titel;Totale kost;Partner\nHaven;100;Alfa\n;50;Beta\n")
    asked = reading(path)
    projects.read(asked)
    with pytest.raises(BadInputError, match="the project has no title"):
        asked.audit.check()


def test_a_page_s_cell_over_several_rows_counts_for_each(tmp_path: Path) -> None:
    path = tmp_path / "l.xls"
    rows = "<tr><td rowspan=2>Flux50<td>Alfa<td rowspan=3>Gent<tr><td>Beta<tr><td>EUKA<td>Gamma<tr><td>BIM<td>Delta"
    path.write_text(f"<html><table><tr><th>Cluster<th>Naam<th>Gemeente{rows}</table></html>")
    found = members.read(reading(path, None))
    assert {name: [m.town for m in facts.nodes(Organisation)] for name, facts in found.items()} == {
        "flux50": ["Gent", "Gent"], "euka": ["Gent"], "bim": [None],
    }  # fmt: skip


def test_countries_in_the_words_of_the_list(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    lands = ["België", "Duitsland", "Pays-Bas", "France", "UK", "Atlantis"]
    rows = "\n".join(f"Firma {number};{land}" for number, land in enumerate(lands))
    path.write_text(f"Naam;Land\n{rows}\n", encoding="utf-8")
    asked = reading(path)
    (facts,) = members.read(asked).values()
    assert [node.country for node in facts.nodes(Organisation)] == ["BE", "DE", "NL", "FR", "GB", None]
    assert any("expected a country, found 'Atlantis'" in line for line in asked.audit.lines())


def test_a_legal_form_says_who_is_a_natural_person(tmp_path: Path) -> None:
    path = tmp_path / "leden.csv"
    path.write_text("Naam;Rechtsvorm\nJan Peeters;Eenmanszaak\nAlfa;NV\nBeta;\n", encoding="utf-8")
    facts = members_of(path)
    assert {node.name: node.kind for node in facts.nodes(Organisation)} == {
        "Jan Peeters": "natural_person",
        "Alfa": None,
        "Beta": None,
    }
