"""Which cluster an entry is of, where a list says it above its rows or by its sheets; what is doubtful is asked."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from graph.errors import BadInputError
from graph.schema import Cluster, MemberOf, Organisation
from ingest.reading.audit import Audit
from ingest.reading.documents import documents
from ingest.reading.entries.mapping import NO_MAPPING, ColumnMapping
from ingest.reading.reading import ImportOptions, Reading, source_of
from ingest.sources import members, projects


def reading(path: Path, mapping: ColumnMapping = NO_MAPPING, cluster: str | None = None) -> Reading:
    source = source_of("members", "l", "t", "p", "l", None)
    return Reading(source, documents(path), Audit(), ImportOptions(cluster, mapping=mapping))


def belong(task: Reading) -> dict[str, set[str]]:
    """Return cluster -> names of its members."""
    found: dict[str, set[str]] = {}
    for facts in members.read(task).values():
        names = {one.id: str(one.name) for one in facts.nodes(Cluster)}
        names |= {one.id: str(one.name) for one in facts.nodes(Organisation)}
        for tie in facts.relations(MemberOf):
            found.setdefault(names[tie.end], set()).add(names[tie.start])
    return found


def written(folder: Path, text: str) -> Path:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return path


def book(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    with xlsxwriter.Workbook(path) as file:
        for name, rows in sheets.items():
            sheet = file.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize(
    ("first", "second"),
    [("Textielcluster", "Klaster Wodny:"), ("Pôle Bois", "Polo Agri"), ("Energy cluster", "Πράσινο κλάστερ")],
)
def test_titles_that_speak_of_clusters_name_them(tmp_path: Path, first: str, second: str) -> None:
    text = f"Company;Town\n{first};\nAlfa;Gent\nBeta;Liège\n{second};\nGamma;Mons\nAlfa;Gent\n"
    task = reading(written(tmp_path, text))
    assert belong(task) == {first: {"Alfa", "Beta"}, second.rstrip(":"): {"Gamma", "Alfa"}}
    assert "list.csv: 6 rows read; 4 used; 2 left out: 2 sections' titles (row 2, 5)." in task.audit.lines()


def test_titles_above_headings_that_come_again_name_clusters(tmp_path: Path) -> None:
    text = "Cluster Nord;\n\nFirma;Ort\nAlfa;Kiel\n;\nCluster Süd;\n\nFirma;Ort\nBeta;Ulm\nGamma;Linz\n"
    assert belong(reading(written(tmp_path, text))) == {"Cluster Nord": {"Alfa"}, "Cluster Süd": {"Beta", "Gamma"}}


REGIONS = "Company;Town\nNorth;\nAlfa;Gent\nBeta;Liège\nSouth;\nGamma;Mons\n"


def test_other_titles_name_clusters_only_where_somebody_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, REGIONS)
    with pytest.raises(BadInputError, match=r'clusters \(North, South\), put clusters = "titles"'):
        belong(reading(path))
    said = ColumnMapping({}, clusters="titles")
    assert belong(reading(path, said)) == {"North": {"Alfa", "Beta"}, "South": {"Gamma"}}
    assert belong(reading(path, cluster="All")) == {"All": {"Alfa", "Beta", "Gamma"}}


@pytest.mark.parametrize(
    "text",
    [
        "Company;Town\nAlfa;Gent\nBeta;\nGamma;Mons\n",
        "Company;Town\nAlfa;\nBeta;\nGamma;Mons\nDelta;Gent\n",
        "Company;Town\nAlfa;\nGamma;Mons\nDelta;Gent\nEpsilon;\n",
    ],
)
def test_a_member_of_which_only_the_name_is_known_is_no_title(tmp_path: Path, text: str) -> None:
    task = reading(written(tmp_path, text), cluster="T")
    assert len(belong(task)["T"]) == text.count("\n") - 1


LEAVES = {
    "Flux": [["Naam", "Gemeente"], ["Alfa", "Gent"], ["Beta", "Luik"]],
    "Blauw": [["Naam", "Gemeente"], ["Gamma", "Mons"], ["Alfa", "Gent"]],
}


def test_sheets_name_clusters_where_somebody_says_so(tmp_path: Path) -> None:
    path = book(tmp_path / "list.xlsx", LEAVES)
    with pytest.raises(BadInputError, match=r'sheets are clusters \(Flux, Blauw\), put clusters = "sheets"'):
        belong(reading(path))
    task = reading(path, ColumnMapping({}, sheet="Blauw", clusters="sheets"))
    assert belong(task) == {"Flux": {"Alfa", "Beta"}, "Blauw": {"Gamma", "Alfa"}}
    assert len(task.audit.listings) == 1


def test_sheets_that_are_not_read_are_named(tmp_path: Path) -> None:
    task = reading(book(tmp_path / "list.xlsx", LEAVES), cluster="T")
    assert belong(task) == {"T": {"Alfa", "Beta"}}
    assert "list.xlsx, sheet Flux is what is read; these sheets hold lists, too: Blauw." in task.audit.lines()


def test_who_has_no_cross_is_counted_and_in_no_cluster(tmp_path: Path) -> None:
    text = "Company;Town;Water innovation;Steel\nAlfa;Gent;x;\nBeta;Liège;;\nGamma;Mons;x;x\n"
    task = reading(written(tmp_path, text))
    assert belong(task) == {"Water innovation": {"Alfa", "Gamma"}, "Steel": {"Gamma"}}
    assert "1 left out: 1 row without a cross (row 3)" in " ".join(task.audit.lines())


def test_a_title_between_projects_is_none_wherever_it_stands(tmp_path: Path) -> None:
    rows = "".join(f"Firm {i};Project {i};2020-01-0{i};{i}000,00\n" for i in range(1, 8))
    path = written(tmp_path, f"Beneficiary;Project title;Start date;Grant\nPriority 1;;;\n{rows}")
    task = reading(path)
    assert len([*projects.read(task)]) > 7
    assert "list.csv: 8 rows read; 7 used; 1 left out: 1 section's title (row 2)." in task.audit.lines()
