"""Every row of a list is used, joined, left out or bad, and what is said of them adds up; no two names are one."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from graph.identity import key_of, slug
from graph.schema import Cluster, MemberOf, Organisation, Project
from ingest.assembly import plain
from ingest.reading.audit import Audit
from ingest.reading.choices import DoubtfulListError
from ingest.reading.documents import documents
from ingest.reading.reading import ImportOptions, Reading, source_of
from ingest.sources import members, projects

NAMES = ("Alfa", "Beta BV", "Alfa", "Totaal", "* nieuw lid", "", "Naam", "C++ Consult", "C# Consult", "Ελλάδα", "Titel")
CELLS = st.sampled_from(NAMES)
EUROS = st.sampled_from(("100", "", "1.000,50", "abc", "-5"))
ROWS = st.lists(st.tuples(CELLS, CELLS, EUROS), min_size=1, max_size=12)
TALLY = re.compile(
    r"(?P<read>[\d,]+) rows read; (?P<used>[\d,]+) used"
    r"(?:; (?P<joined>[\d,]+) joined to the entry of another row)?(?:; (?P<out>[\d,]+) left out: (?P<why>.*))?\.$"
)


def tallies(kind: str, path: Path, cluster: str | None) -> tuple[dict[str, int], int]:
    """Return what is said of a list's rows, and how many records of it there are."""
    audit = Audit(skip_bad_rows=True)
    task = Reading(source_of(kind, "l", "t", "p", "l", None), documents(path), audit, ImportOptions(cluster))
    if kind == "projects":
        count = len(projects.read(task).nodes(Project))
    else:
        count = sum(len(facts.relations(MemberOf)) for facts in members.read(task).values())
    (line,) = (one for one in audit.lines() if "rows read" in one)
    found = TALLY.search(line)
    assert found, line
    said = {name: int((found[name] or "0").replace(",", "")) for name in ("read", "used", "joined", "out")}
    each = sum(
        int(number)
        for number in re.findall(r"(\d+) (?:totals?|footnotes?|sections?'s? titles?|rows? of|bad)", found["why"] or "")
    )
    assert each == said["out"], line
    return said, count


@pytest.mark.parametrize(
    ("kind", "heading", "cluster"),
    [
        ("members", "Naam;Gemeente;Lidgeld", "T"),
        ("members", "Naam;Cluster;Lidgeld", None),
        ("projects", "Titel;Promotor;Subsidie", None),
        ("projects", "Projectnummer;Titel;Subsidie", None),
        ("projects", "Projectnummer;Promotor;Subsidie", None),
    ],
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_rows_add_up(
    tmp_path: Path, kind: str, heading: str, cluster: str | None, rows: list[tuple[str, str, str]]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\n".join([heading, *(";".join(row) for row in rows)]), encoding="utf-8")
    try:
        said, count = tallies(kind, path, cluster)
    except DoubtfulListError:
        reject()  # cells that do not fit their heading are asked
    assert said["read"] == said["used"] + said["joined"] + said["out"]
    assert said["read"] == sum(any(row) for row in rows)
    if cluster or kind == "projects":
        assert count == said["used"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_names_of_other_letters_have_other_keys(a: str, b: str) -> None:
    def letters(name: str) -> str:
        return re.sub(r"[\W_]+", " ", name.casefold()).strip()

    if a.isascii() and not set(a) & set("+#"):
        assert key_of(a) == slug(a)
    if key_of(a) and key_of(a) == key_of(b) and not (a.isascii() and b.isascii()):
        assert slug(a) == slug(b)


def test_a_key_keeps_what_ascii_loses() -> None:
    names = (
        "Εταιρεία 3",
        "Σχολή 3",
        "C++ Consult",
        "C# Consult",
        "C Consult",
        "Łuk Sp",
        "Uk Sp",
        "株式会社",
        "Газпром",
    )
    assert len({key_of(name) for name in names}) == len(names)
    assert key_of("Coöperatief-plus") == slug("Coöperatief-plus") == "cooperatief-plus"
    assert key_of("ΣΧΟΛΉ  3") == key_of("Σχολή 3")
    assert key_of(" - ") == ""
    assert plain("Ελλάδα") != plain("Αθήνα")


def test_members_projects_and_clusters_of_every_script_keep_apart(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Name;Cluster\nΑλφα 3;Αθήνα\nΒητα 3;Πάτρα\nC++;Αθήνα\nC#;Αθήνα\n", encoding="utf-8")
    task = Reading(source_of("members", "l", "t", "p", "l", None), documents(path), Audit(), ImportOptions())
    found = members.read(task)
    assert {node.name for facts in found.values() for node in facts.nodes(Cluster)} == {"Αθήνα", "Πάτρα"}
    assert sum(len(facts.nodes(Organisation)) for facts in found.values()) == 4
    path.write_text("Title;Grant\nΕργο 1;100\nΔρομος 1;100\n", encoding="utf-8")
    task = Reading(source_of("projects", "l", "t", "p", "l", None), documents(path), Audit(), ImportOptions())
    assert len(projects.read(task).nodes(Project)) == 2


HEADINGS = "Project title;Beneficiary;Start date;End date;Total cost;EU grant"
ENTRIES = [f"New line {n};Alfa Ltd;1.2.2020;1.3.2021;{1000 + n};{500 + n}" for n in range(1, 13)]


def read(tmp_path: Path, rows: list[str], headings: str = HEADINGS) -> tuple[list[Project], Audit]:
    path, audit = tmp_path / "list.csv", Audit()
    path.write_text("\n".join((headings, *rows)) + "\n", encoding="utf-8")
    reading = Reading(source_of("projects", "l", "t", "p", "l", None), documents(path), audit)
    return list(projects.read(reading).nodes(Project)), audit


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("1;2;3;4;5;6", "row of column numbers"),
        ("(1);(2);(3);(4);(5);(6)=(5)/2", "row of column numbers"),
        ("Priority axis 1: Research;;;;;", "section's title"),
        ("Subtotal axis 1;;;;12078;6078", "total"),
    ],
)
def test_a_row_that_is_no_project_is_left_out_and_counted(tmp_path: Path, row: str, what: str) -> None:
    found, audit = read(tmp_path, [row, *ENTRIES])
    assert len(found) == 12
    assert any(f"1 {what}" in line for line in audit.lines())


def test_a_project_called_total_something_is_one(tmp_path: Path) -> None:
    found, _ = read(tmp_path, [*ENTRIES, "Total quality in small firms;Beta BV;1.2.2020;;5;"])
    assert [one.cost_eur for one in found if one.title == "Total quality in small firms"] == [5.0]


def test_dates_in_both_orders_and_columns_that_are_not_read_are_said(tmp_path: Path) -> None:
    _, audit = read(tmp_path, [*ENTRIES, "Odd one;Beta BV;31/12/2020;12/31/2021;5;"])
    assert any("some of its dates have the day first, others the month" in line for line in audit.lines())
    rows = [f"New line {n};Alfa Ltd;phase {n};1.3.2021;12,34,567.50;{500 + n}" for n in range(1, 13)]
    found, audit = read(tmp_path, rows)
    assert {one.start_date for one in found} == {one.cost_eur for one in found} == {None}
    unread = [line for line in audit.lines() if "is something else" in line or "are something else" in line]
    assert sorted("Start date" in line for line in unread) == [False, True]


@pytest.mark.parametrize("heading", ["Grant requested", "Last date for the call", "Payments", "Ineligible costs"])
def test_what_is_asked_for_paid_or_ineligible_is_no_grant_cost_or_end(tmp_path: Path, heading: str) -> None:
    cells = [f"{n}.4.2020" if "date" in heading else f"{n}00,50" for n in range(1, 13)]
    rows = [f"New line {n};Alfa Ltd;{cell}" for n, cell in enumerate(cells)]
    found, _ = read(tmp_path, rows, f"Project title;Beneficiary;{heading}")
    assert {(one.end_date, one.cost_eur, one.grant_eur) for one in found} == {(None, None, None)}


def test_where_too_little_is_understood_dates_and_amounts_are_offered_too(tmp_path: Path) -> None:
    with pytest.raises(DoubtfulListError) as refused:
        read(tmp_path, [row.replace("New line", "Nieuwe lijn") for row in ENTRIES], "Wat;Wie;Eerst;Later;Zoveel;Dat")
    offered = {choice.field: [heading for heading, _ in choice.candidates] for choice in refused.value.choices}
    assert offered["title"][0] == "Wat"
    assert offered["start_date"] == offered["end_date"] == ["Eerst", "Later"]
    assert offered["cost_eur"] == offered["grant_eur"] == ["Zoveel", "Dat"]


def test_one_number_under_names_without_a_word_in_common_is_said(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    rows = ("Bakkerij Molens;0403.170.701", "Vervoer De Wilde;0403.170.701", "Molens NV;0403.170.701", "X;0400.378.485")
    path.write_text("Naam;Ondernemingsnummer\n" + "\n".join(rows) + "\n", encoding="utf-8")
    audit = Audit()
    members.read(Reading(source_of("members", "l", "t", "p", "l", None), documents(path), audit, ImportOptions("T")))
    (said,) = (one for one in audit.lines() if "taken for one" in one)
    assert said.startswith("l.csv, row 3: 'Vervoer De Wilde' has the number of 'Bakkerij Molens'")
