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
from ingest.reading.documents import documents
from ingest.reading.lists import DoubtfulListError
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
        int(number) for number in re.findall(r"(\d+) (?:totals?|footnotes?|titles?|rows? of|bad)", found["why"] or "")
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
