"""Rows and cells of lists as people and programs leave them: separators, totals, second tables, odd files."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from graph.errors import BadInputError
from graph.facts import Facts
from graph.schema import Cluster, MemberOf, Organisation, ParticipatesIn
from ingest.reading.audit import Audit
from ingest.reading.documents import documents
from ingest.reading.entries.remnants import is_footnote, is_total
from ingest.reading.reading import ImportOptions, Reading, source_of
from ingest.sources import members, projects


def read(path: Path, cluster: str | None = "T") -> tuple[dict[str, Facts], Audit]:
    audit = Audit()
    source = source_of("members", "l", "t", "p", "l", None)
    return dict(members.read(Reading(source, documents(path), audit, ImportOptions(cluster)))), audit


def names(path: Path) -> list[str | None]:
    (facts,) = read(path)[0].values()
    return [one.name for one in facts.nodes(Organisation)]


def written(tmp_path: Path, content: str | bytes, name: str = "leden.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('Naam;Gemeente;Lidgeld;Sector\nAlfa;Gent;100,50;"a; b"\nBeta;Luik;200,50;"c; d"\n', ["Alfa", "Beta"]),
        ('Name,City,Sectors\n"Alfa, R & Co",Gent,"a; b"\nBeta,Mons,"c; d"\n', ["Alfa, R & Co", "Beta"]),
        (
            "Naam;Gemeente;Lidgeld;Opmerking\nAlfa;Gent;100,50;\nBeta;Luik;200,50\nGamma;Ath;5,5\n",
            ["Alfa", "Beta", "Gamma"],
        ),
        ("Naam\nAlfa, Research & Co\nBeta, Gamma en Co\n", ["Alfa, Research & Co", "Beta, Gamma en Co"]),
        ("Naam\tGemeente\nAlfa; Beta\tGent\n", ["Alfa; Beta"]),
    ],
)
def test_what_separates_the_cells(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert names(written(tmp_path, content)) == expected


def test_a_stray_quotation_mark_swallows_no_rows(tmp_path: Path) -> None:
    path = written(tmp_path, 'Naam;Gemeente\nAlfa;Gent\n"De Beta;Luik\nGamma;Mons\n"De Delta;Hasselt\nEta;Genk\n')
    assert names(path) == ["Alfa", "De Beta", "De Delta", "Eta", "Gamma"]


def test_a_stray_quotation_mark_where_lines_are_no_rows_is_named(tmp_path: Path) -> None:
    path = written(
        tmp_path, 'Naam;Gemeente\nAlfa;Gent\n"De Beta;Luik\nGamma;Mons\n"De Delta;Hasselt\n"Eta\nen Co";Genk\nA;B;C\n'
    )
    with pytest.raises(BadInputError, match=r"line 3: a quotation mark is opened here and swallows .* line 5"):
        read(path)


def test_a_quotation_mark_inside_a_cell_is_no_harm(tmp_path: Path) -> None:
    assert names(written(tmp_path, 'Naam;Gemeente\n"Alfa" Beta NV;Gent\nGamma;Luik\n')) == ["Alfa Beta NV", "Gamma"]


@pytest.mark.parametrize(
    "cell",
    ["Totaal", "Grand Total", "Total général", "Gesamt", "Summe:", "Totaal: 2 leden", "Razem", "Celkem", "Összesen",
     "Total socios: 2", "Totale soci: 14", "Σύνολο", "Общо", "Yhteensä", "I alt", "Iš viso", "Ukupno", "Total geral"],
)  # fmt: skip
def test_a_total_is_known_in_many_languages(cell: str) -> None:
    assert is_total(cell)


@pytest.mark.parametrize("cell", ["TotalEnergies SE", "Total Belgium NV", "Summa Linguae", "Alfa", "Som & Zoon"])
def test_a_name_is_no_total(cell: str) -> None:
    assert not is_total(cell)


def test_footnotes_are_no_members() -> None:
    assert is_footnote(["* nieuw lid sinds 2024"])
    assert is_footnote(["Bron: jaarverslag"])
    assert not is_footnote(["Alfa"])
    assert not is_footnote(["* Alfa", "Gent"])


def test_what_is_no_entry_is_left_out_and_counted(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Naam;Gemeente;Lidgeld\nAlfa;Gent;100\nalfa;Gent;\nTotaal;;100\n\nGeassocieerde leden\n"
        "Naam;Lidgeld;Gemeente\nGamma;300;Mons\n* voorlopig\n",
    )
    found, audit = read(path)
    facts = found["t"]
    towns = {one.name: one.town for one in facts.nodes(Organisation)}
    assert towns == {"Alfa": "Gent", "Gamma": "Mons"}
    assert sorted(tie.fee_eur or 0 for tie in facts.relations(MemberOf)) == [100.0, 300.0]
    assert (
        "leden.csv: 7 rows read; 2 used; 1 joined to the entry of another row; 4 left out: 1 total (row 4), "
        "1 section's title (row 6), 1 row of headings (row 7), 1 footnote (row 9)." in audit.lines()
    )


def test_the_sheet_that_is_shown_counts(tmp_path: Path) -> None:
    path = tmp_path / "leden.xlsx"
    with xlsxwriter.Workbook(path) as book:
        old, new = book.add_worksheet("Oud"), book.add_worksheet("Nieuw")
        for sheet, rows in ((old, ("Naam", "A", "B", "C", "D")), (new, ("Naam", "Alfa"))):
            for row, cell in enumerate(rows):
                sheet.write_string(row, 0, cell)
        new.activate()
        old.hide()
    assert names(path) == ["Alfa"]


def test_a_formula_that_gives_nothing_is_an_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "leden.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Naam", "Gemeente"])
        sheet.write_row(1, 0, ["Alfa"])
        sheet.write_formula(1, 1, '=IF(A9="","",A9)', None, "")
    packed = tmp_path / "excel.xlsx"
    # Excel keeps the empty text of a formula as an empty value of the kind "str".
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                assert b'<c r="B2">' in content
                content = content.replace(b'<c r="B2">', b'<c r="B2" t="str">')
            new.writestr(name, content)
    assert names(packed) == ["Alfa"]


def test_a_stray_cell_at_the_end_of_the_sheet_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "leden.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Naam"])
        sheet.write_row(1, 0, ["Alfa"])
        sheet.write_string(1_048_575, 16_383, " ")
    with pytest.raises(BadInputError, match="cell XFD1048576: the sheet reaches to row 1,048,576 and column 16,384"):
        read(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leden.xls", "<html><body><table><tr><th>Naam<th>BTW</tr><tr><td>Alfa &amp; Co</td><td></td></table></html>"),
        ("leden.xls", "Naam\tGemeente\nAlfa & Co\tGent\n"),
        ("leden.xlsx", "Naam;Gemeente\nAlfa & Co;Gent\n"),
        ("leden.csv", "Naam;Gemeente\nAlfa &amp; Co;Gent\n"),
    ],
)
def test_a_file_is_what_its_bytes_say(tmp_path: Path, name: str, content: str) -> None:
    assert names(written(tmp_path, content, name)) == ["Alfa & Co"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", '[{"naam": "Alfa", "gemeente": "Gent"}, {"naam": "Beta", "gemeente": "Luik"}]'),
        ("b.jsonl", '{"naam": "Alfa", "gemeente": "Gent"}\n{"naam": "Beta", "gemeente": "Luik"}\n'),
        ("c.json", '{"meta": {"n": 2}, "data": {"items": [{"naam": "Alfa", "x": [1, 2]}, {"naam": "Beta"}]}}'),
        ("d.json", '{"naam": {"0": "Alfa", "1": "Beta"}, "gemeente": {"0": "Gent", "1": null}}'),
        ("e.geojson", '{"features": [{"type": "Feature", "properties": {"naam": "Alfa"}}, {"naam": "Beta"}]}'),
        ("f.json", '[["Naam", "Gemeente"], ["Alfa", "Gent"], ["Beta", null]]'),
        ("g.txt", '[{"lid": {"naam": "Alfa", "adres": {"stad": "Gent"}}}, {"lid": {"naam": "Beta"}}]'),
    ],
)
def test_a_list_may_be_json(tmp_path: Path, name: str, content: str) -> None:
    assert names(written(tmp_path, content, name)) == ["Alfa", "Beta"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "is no JSON"),
        ('{"naam": 1}', "holds no list of records"),
        ('{"naam": "Alfa"}\n{"naam": \n', "line 2 is no JSON"),
        ("[" * 100_000, "nested too deeply|is no JSON"),
    ],
)
def test_what_is_no_list_of_json_is_said(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(BadInputError, match=why):
        names(written(tmp_path, content, "leden.json"))


def test_a_fee_in_another_currency_is_kept_as_such(tmp_path: Path) -> None:
    facts = read(written(tmp_path, "Název společnosti;Členský příspěvek (Kč)\nAlfa;1 500,50\n"))[0]["t"]
    assert [(one.fee_eur, one.fee_other) for one in facts.relations(MemberOf)] == [(None, "CZK 1500.50")]


def test_a_web_page_without_a_table(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="is a web page without a table"):
        read(written(tmp_path, "<!DOCTYPE html><html><body>Log in</body></html>", "leden.xls"))


def test_a_zip_made_on_a_mac(tmp_path: Path) -> None:
    path = tmp_path / "leden.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("leden.csv", "Naam\nAlfa\n")
        archive.writestr("__MACOSX/._leden.csv", b"\0\5\26\7\0")
        archive.writestr(".DS_Store", b"\0\0\0\1")
    assert names(path) == ["Alfa"]


def test_dates_are_decided_by_the_whole_column(tmp_path: Path) -> None:
    path = written(tmp_path, "Company;Member since\nAlfa;03/04/2019\nBeta;12/31/2018\n")
    (facts,) = read(path)[0].values()
    assert {tie.since for tie in facts.relations(MemberOf)} == {date(2019, 3, 4), date(2018, 12, 31)}


def test_numbers_of_programs(tmp_path: Path) -> None:
    path = written(tmp_path, "Naam;BTW;Lidgeld\nAlfa;403170701.0;3.955834594E7\nBeta;;1200.5\n")
    (facts,) = read(path)[0].values()
    assert [one.kbo for one in facts.nodes(Organisation)] == ["0403170701", None]
    assert sorted(tie.fee_eur or 0 for tie in facts.relations(MemberOf)) == [1200.5, 39_558_345.94]


def test_a_cell_of_several_clusters(tmp_path: Path) -> None:
    path = written(tmp_path, 'Naam;Cluster\nAlfa;"Flux50; EUKA"\nBeta;Flux50\nGamma;"Flux50, EUKA"\n')
    found, _ = read(path, None)
    assert {key: len(facts.relations(MemberOf)) for key, facts in found.items()} == {"flux50": 3, "euka": 2}


def test_a_column_a_cluster_with_crosses(tmp_path: Path) -> None:
    path = written(tmp_path, "Naam;Flux50;EUKA\nAlfa;x;x\nBeta;;X\nGamma;x;\n")
    found, _ = read(path, None)
    assert {key: len(facts.relations(MemberOf)) for key, facts in found.items()} == {"flux50": 2, "euka": 2}
    assert [one.name for one in found["euka"].nodes(Cluster)] == ["EUKA"]


@pytest.mark.parametrize(
    "content",
    [
        "Firma;Ort;Cluster 1;Cluster 2\nAlfa;Ulm;Flux50;EUKA\nBeta;Jena;EUKA;\n",
        "Company;Flux50;EUKA\nAlfa;yes;yes\nBeta;no;yes\n",
        "Company;Flux50;EUKA\nAlfa;1;1\nBeta;0;1\n",
        "Naam;Cluster\nAlfa;Flux50 / EUKA\nBeta;EUKA\nAlfa;Flux50\n",
    ],
    ids=["numbered columns", "yes and no", "ones and noughts", "a sign between known names"],
)
def test_a_list_of_several_clusters(tmp_path: Path, content: str) -> None:
    found, _ = read(written(tmp_path, content), cluster=None)
    listed = {name: {node.name for node in facts.nodes(Organisation)} for name, facts in found.items()}
    assert listed == {"flux50": {"Alfa"}, "euka": {"Alfa", "Beta"}}


def test_partners_in_numbered_columns(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Titel;Koordinator;Partner 1;Partner 2\nHalle;Alfa AG;Beta AG;Gamma KG\nBad;Beta AG;Alfa AG;\n"
    )
    facts = projects.read(Reading(source_of("projects", "l", "t", "p", "l", None), documents(path), Audit()))
    assert {node.name for node in facts.nodes(Organisation)} == {"Alfa AG", "Beta AG", "Gamma KG"}
    assert len(facts.relations(ParticipatesIn)) == 5


def test_the_last_year_s_fee_counts_and_a_postcode_is_no_part_of_a_town(tmp_path: Path) -> None:
    content = "Lid;PLZ / Ort;Bijdrage 2022;Bijdrage 2023\nAlfa;89073 Ulm;500;600\nBeta;Jena;400;\n"
    (facts,) = read(written(tmp_path, content))[0].values()
    assert [(one.postcode, one.town) for one in facts.nodes(Organisation)] == [("89073", "Ulm"), (None, "Jena")]
    assert [one.fee_eur for one in facts.relations(MemberOf)] == [600.0, None]


@pytest.mark.parametrize(
    "content",
    [
        "Soci&eacute;t&eacute;;Ville;Cotisation\nAlfa &amp; fils;Li&egrave;ge;100\nL&#39;&quot;As&quot; SA;Mons;5\n",
        "Soci&eacute;t&eacute;,Ville\nAlfa &amp; fils,Li&egrave;ge\nL&#39;&quot;As&quot; SA,Mons\n",
        "Soci&eacute;t&eacute;;Ville;Cotisation\nAlfa &amp; fils;Li&egrave;ge;100\nL&#39;&#34;As&#34; SA;Mons;5\n",
    ],
)
def test_entities_of_pages_are_letters_and_no_signs(tmp_path: Path, content: str) -> None:
    assert names(written(tmp_path, content)) == ["Alfa & fils", 'L\'"As" SA']


def test_titles_of_parts_with_entities_name_their_clusters(tmp_path: Path) -> None:
    head = "Naam;Gemeente;Lidgeld"
    content = f"Cluster R&amp;D;;\n{head}\nAlfa;Gent;1\nCluster &quot;B&quot;;;\n{head}\nBeta;Luik;2\n"
    found, _ = read(written(tmp_path, content), None)
    clusters = {one.name for facts in found.values() for one in facts.nodes(Cluster)}
    assert clusters == {"Cluster R&D", 'Cluster "B"'}


def test_a_postcode_and_a_town_in_one_cell(tmp_path: Path) -> None:
    facts = read(written(tmp_path, "Virksomhed;Postnr. og by\nAlfa A/S;8000 Aarhus C\n"))[0]["t"]
    assert [(one.postcode, one.town) for one in facts.nodes(Organisation)] == [("8000", "Aarhus C")]
