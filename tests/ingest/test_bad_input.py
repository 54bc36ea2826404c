"""Files that are not what they seem: one sentence that says where and what to do, and nothing else happens."""

import gzip
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import BadInputError, InterclusterError, NotFoundError
from ingest.reading.audit import Audit
from ingest.reading.documents import Document, documents
from ingest.reading.entries.mapping import NO_MAPPING, read_mapping
from ingest.reading.grids import grids
from ingest.reading.kinds import MEMBER_LIST
from ingest.reading.lists import understand
from ingest.reading.reading import ImportOptions, Reading, source_of
from ingest.reading.tables import read_table
from ingest.sources import members
from tests.support.spreadsheets import xlsx

HEADER = ["Naam", "KBO", "Lidgeld"]


def only(path: Path) -> Document:
    (document,) = documents(path)
    return document


def listing(path: Path, sheet: str | None = None) -> None:
    understand(only(path), MEMBER_LIST, NO_MAPPING, Audit(), sheet)


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadInputError, match=r"leden\.csv is empty"):
        listing(written(tmp_path / "leden.csv", content))


def test_an_empty_sheet(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="holds no cells"):
        listing(xlsx(tmp_path / "leden.xlsx", []))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"weg\.csv does not exist"):
        documents(tmp_path / "weg.csv")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = "Société;Cotisation\nÉlectricité Générale;1 250,50\nMétal à façon;2\n"
    path = written(tmp_path / "membres.csv", text.encode(encoding))
    (grid,) = grids(only(path))
    assert grid.rows[1] == ["Électricité Générale", "1 250,50"]


def test_a_wrong_encoding(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="not a text file"):
        listing(written(tmp_path / "leden.csv", "Naam;KBO\nAlfa;\n".encode("utf-32")))


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"no table: expected a file of the kinds \.csv"):
        listing(written(tmp_path / "leden.pdf", b"%PDF-1.7"))
    with pytest.raises(BadInputError, match="is damaged, locked, or not what its name says"):
        listing(written(tmp_path / "leden.xlsx", b"Naam\0;KBO\n"))


def test_a_wrong_sheet(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "leden.xlsx", [HEADER, ["Alfa", "", 1]], other=[["uitleg"]])
    with pytest.raises(BadInputError, match="no sheet 'Lede'; its sheets are: Info, Leden"):
        listing(path, "Lede")
    with pytest.raises(BadInputError, match="no row among the first 60 has a column for 'name', such as naam"):
        listing(path, "Info")


def test_duplicate_headers(tmp_path: Path) -> None:
    path = written(tmp_path / "leden.csv", "Naam;Naam;KBO\nAlfa;Bèta;\n")
    with pytest.raises(BadInputError, match="row 1: 2 columns are called 'Naam'; rename"):
        listing(path)
    with pytest.raises(BadInputError, match="row 1: the column 'Naam' is there more than once"):
        read_table(only(path), Audit())


def test_a_cell_of_ten_megabytes(tmp_path: Path) -> None:
    path = written(tmp_path / "leden.csv", f'Naam;KBO\n"{"x" * (10 << 20)}";\n')
    with pytest.raises(BadInputError, match="a cell has more than 100,000 characters"):
        listing(path)


def test_formulas_with_values_are_read_and_without_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "leden.xlsx"
    xlsx(path, [HEADER, ["Alfa", "", 777]])
    _replace(path, "xl/worksheets/sheet1.xml", b"<v>777</v>", b"<f>700+77</f><v>777</v>")
    assert grids(only(path))[0].rows[1][2] == 777
    _replace(path, "xl/worksheets/sheet1.xml", b"<f>700+77</f><v>777</v>", b"<f>700+77</f>")
    with pytest.raises(BadInputError, match="cell C2: a formula without a value"):
        listing(path)


def test_a_zip_bomb_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "leden.xlsx"
    xlsx(path, [HEADER, ["Alfa", "", 1]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image.bin", b"\0" * (300 << 20))
    with pytest.raises(BadInputError, match="like a zip bomb"):
        listing(path)


def test_a_gzip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "h2020.csv.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(12):
            file.write(b"\0" * (16 << 20))
    with pytest.raises(BadInputError, match="like a zip bomb"):
        read_table(only(path), Audit())


def test_xml_entities(tmp_path: Path) -> None:
    path = tmp_path / "leden.xlsx"
    xlsx(path, [HEADER, ["Alfa", "", 1]])
    entity = b'<!DOCTYPE x [<!ENTITY e "0123456789"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;">]>\n<worksheet'
    _replace(path, "xl/worksheets/sheet1.xml", b"<worksheet", entity)
    with pytest.raises(BadInputError, match="defines XML entities"):
        listing(path)


def test_a_zip_with_a_path_outside(tmp_path: Path) -> None:
    path = tmp_path / "cordis.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../etc/passwd", "root")
    with pytest.raises(BadInputError, match="a path outside itself"):
        documents(path)
    with pytest.raises(BadInputError, match="not a zip file"):
        documents(written(tmp_path / "kapot.zip", b"PK\x03\x04 not really"))


@pytest.mark.skipif(os.name != "posix", reason="links need no rights on POSIX alone")
def test_a_link_that_leads_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "project.csv").symlink_to(written(tmp_path / "secret.csv", "a,b\n1,2\n"))
    with pytest.raises(BadInputError, match=r"project\.csv in .* is a link to a file outside"):
        documents(folder)


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "leden.csv", "Naam\nAlfa\n")
    plain = Path.read_bytes

    def slow(self: Path) -> bytes:
        content = plain(self)
        with self.open("ab") as file:
            file.write(b"more\n")
        return content

    monkeypatch.setattr(Path, "read_bytes", slow)
    with pytest.raises(BadInputError, match="changed while it was being read"):
        listing(path)


def test_an_open_quotation_mark(tmp_path: Path) -> None:
    rows = "\n".join(f"firma {n};" for n in range(20_000))
    path = written(tmp_path / "leden.csv", f'Naam;KBO\n"Alfa;1\n{rows}')
    listing(path)
    uneven = "\n".join(f"firma {n}" + ";" * (n % 3) for n in range(20_000))
    path = written(tmp_path / "leden.csv", f'Naam;KBO\n"Alfa;1\n{uneven}')
    with pytest.raises(BadInputError, match="is a quotation mark left open"):
        listing(path)


def test_rows_of_another_length_are_bad_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "project.csv", "id,acronym\n1,A\n2\n3,C,extra\n4,D\n")
    audit = Audit()
    assert list(read_table(only(path), audit).column("id")) == ["1", "4"]
    with pytest.raises(BadInputError, match=r"2 of 4 rows \(50 %\) are bad; the first is row 3: it has 1 cells"):
        audit.check()
    skipping = Audit(skip_bad_rows=True)
    read_table(only(path), skipping)
    skipping.check()
    assert skipping.lines()[0].startswith("Left out: project.csv: 2 of 4 rows")


def test_a_mapping_that_does_not_fit(tmp_path: Path) -> None:
    path = written(tmp_path / "leden.csv", "Naam;KBO\nAlfa;\n")
    for content, why in (
        ("[columns]\nnaam = 'Naam'\n", "names the field 'naam'; the fields are: name"),
        ("[columns]\nname = 'Firma'\n", "the mapping's column 'Firma' is not in row 1; found Naam, KBO"),
        ("header_row = 99\n", "none is header_row 99"),
        ("[columns\n", "cannot be read"),
        ("kolommen = 1\n", "may hold `sheet`"),
    ):
        file = written(tmp_path / "mapping.toml", content)
        with pytest.raises(InterclusterError, match=why):
            understand(only(path), MEMBER_LIST, read_mapping(file), Audit())


def test_a_place_names_no_folder_of_this_machine(tmp_path: Path) -> None:
    path = written(tmp_path / "leden.csv", "Naam\nAlfa\n")
    source = source_of("members", "leden", "t", "p", "l", None)
    (document,) = documents(path)
    assert Reading(source, [document], Audit(), ImportOptions()).place(document.name, 2) == (
        "source:members:leden#leden.csv row 2",
    )


def _replace(path: Path, member: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    assert old in parts[member]
    parts[member] = parts[member].replace(old, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


SCRAPS = st.sampled_from(
    'Naam|KBO|Lidgeld|Lid sinds|;|,|\t|\n|"|=1+1|0403.170.701|1.250,50|2020|-|totaal|é|\x00|\x1a| |BE0403170701|'
    "31/02/2020|cluster|\ufeff".split("|")
)
NAMES = st.sampled_from(["a.csv", "a.xlsx", "a.ods", "a.xls", "a.json", "a.csv.gz", "a.parquet"])
MANY = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])


def said(read: Callable[[], object]) -> str:
    """Read, and return what a user is told where that is refused."""
    try:
        read()
    except InterclusterError as error:
        return str(error)
    return "fine"


@given(st.lists(st.one_of(SCRAPS, st.text(max_size=6)), max_size=60).map("".join))
@MANY
def test_whatever_a_list_holds_it_is_read_or_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    path = written(tmp_path / "l.csv", content.encode("utf-8", "surrogatepass"))
    source = source_of("members", "l", "t", "p", "l", None)

    def read() -> None:
        for facts in members.read(Reading(source, documents(path), Audit(), ImportOptions(cluster="Flux50"))).values():
            facts.check()

    assert "\n" not in said(read)


@given(st.binary(max_size=400), NAMES)
@MANY
def test_whatever_bytes_a_file_holds_it_is_read_or_refused(tmp_path: Path, content: bytes, name: str) -> None:
    path = written(tmp_path / name, content)
    assert "\n" not in said(lambda: read_table(only(path), Audit()))
