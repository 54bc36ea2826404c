"""The facts files of the Flemish ecosystem: complete, cited, unambiguous, and refused where a row is broken."""

import csv
import shutil
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from graph.days import Calendar
from graph.errors import BadInputError
from graph.schema import About, Claim, Cluster, ContinuesIn, Hosts, ParticipatesIn, Project, Source
from ingest import flanders
from tests.support.places import ROOT

FOLDER = Path(str(files("ingest.flanders")))
TABLES = sorted(FOLDER.glob("*.csv"))
REPORT = ROOT.parent / "shared" / "seed" / "ibn-evaluation-report-2020.txt"
FACTS = flanders.facts()


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def claims(entity: str, name: str) -> dict[str, str]:
    found = [c for c in FACTS.nodes(Claim) if isinstance(c, Claim) and (c.entity_id, c.property) == (entity, name)]
    return {claim.locator: claim.value for claim in found}


def test_all_clusters_are_there() -> None:
    kinds = Counter(c.kind for c in FACTS.nodes(Cluster) if isinstance(c, Cluster))
    assert kinds == {"IBN": 20, "SPC": 6}
    assert len(rows("hosts.csv")) == len(FACTS.relations(Hosts)) == 26


def test_the_fifteen_projects_and_their_participants() -> None:
    projects = {p.id for p in FACTS.nodes(Project) if isinstance(p, Project) and p.kind == "intercluster"}
    assert len(projects) == 15
    models = {c.id: c.model for c in FACTS.nodes(Cluster) if isinstance(c, Cluster)}
    parts = [models.get(r.start) for r in FACTS.relations(ParticipatesIn) if r.end in projects]
    assert Counter(model for model in parts if model) == {"embedded": 18, "independent": 8}


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.name)
def test_every_row_is_cited_and_no_row_is_there_twice(table: Path) -> None:
    found = rows(table.name)
    assert found
    assert all(row["source"] and row["locator"] for row in found)
    assert len({tuple(row.items()) for row in found}) == len(found)


def test_every_fact_is_cited() -> None:
    assert all(record.sources for record in FACTS)
    sources = {source.id for source in FACTS.nodes(Source)}
    assert {place.partition("#")[0] for record in FACTS for place in record.sources} == sources


def test_a_spelling_belongs_to_one_entity() -> None:
    owners: dict[str, set[str]] = {}
    for row in rows("spellings.csv"):
        owners.setdefault(row["spelling"].casefold(), set()).add(row["id"])
    assert [spelling for spelling, ids in owners.items() if len(ids) > 1] == []


def test_both_end_dates_are_kept_and_tabel_7_is_shown() -> None:
    offshore = "cluster:flanders:offshore-energy"
    assert claims(offshore, "end_date") == {"Tabel 3": "2020-02-20", "Tabel 7": "2020-02-29"}
    shown = next(c for c in FACTS.nodes(Cluster) if c.id == offshore)
    assert isinstance(shown, Cluster)
    assert str(shown.end_date) == "2020-02-29"


def test_targets_are_not_results() -> None:
    for name in ("the-beacon", "smart-buildings-in-use", "flanders-health"):
        cluster = next(c for c in FACTS.nodes(Cluster) if c.id == f"cluster:flanders:{name}")
        assert isinstance(cluster, Cluster)
        assert cluster.members_reported is None
        assert cluster.collaborations_reported is None
        assert cluster.members_target


def test_eight_clusters_were_folded_into_something() -> None:
    folded = {tie.start for tie in FACTS.relations(ContinuesIn) if not tie.end.startswith("instrument:")}
    assert len(folded) == 8


def test_themes_of_one_word_are_one_theme() -> None:
    digital = [tie.start for tie in FACTS.relations(About) if tie.end == "theme:flanders:digitalisering"]
    assert len(digital) == 14


def test_reading_twice_gives_the_same_and_so_does_another_order_of_rows(tmp_path: Path) -> None:
    assert flanders.facts().version() == FACTS.version()
    shutil.copytree(FOLDER, tmp_path / "facts")
    table = tmp_path / "facts" / "participants.csv"
    header, *lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([header, *reversed(lines)]) + "\n", encoding="utf-8")
    backwards = flanders.facts(tmp_path / "facts")
    assert {(r.start, r.end) for r in backwards.relations(ParticipatesIn)} == {
        (r.start, r.end) for r in FACTS.relations(ParticipatesIn)
    }


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("periods.csv", "2019-08-31", "31/08/2019", r"periods.csv, row 2, column end_date: expected a date YYYY-MM-DD"),
        ("financing.csv", "450000", "450.000 EUR", r"financing.csv, row 2, column grant_eur: expected a number"),
        ("performance.csv", "140", "many", r"performance.csv, row 2, column members: expected a whole number"),
        ("clusters.csv", "Tabel 3", "", r"clusters.csv, row 2, column locator: expected text, found nothing"),
        ("hosts.csv", "organisation,", "organization,", r"hosts.csv, row 1: the column 'organisation' is missing"),
        ("hosts.csv", ":wtcb,", ":nobody,", r"HOSTS from organisation:flanders:nobody .* which no row describes"),
        ("hosts.csv", "organisation:flanders:acb", "theme:flanders:bouw", r"HOSTS cannot tie theme:flanders:bouw"),
        ("niches.csv", ",1.2\n", "\n", r"niches.csv, row 2: expected 4 cells, found 3"),
        ("overlaps.csv", ",0.5,", ",nan,", r"overlaps.csv, row 2, column confidence: expected a number"),
    ],
)
def test_a_broken_row_says_where_and_what_was_expected(
    table: str, old: str, new: str, message: str, tmp_path: Path
) -> None:
    shutil.copytree(FOLDER, tmp_path / "facts")
    path = tmp_path / "facts" / table
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInputError, match=message):
        flanders.facts(tmp_path / "facts")


def test_a_file_that_is_not_utf_8_or_missing(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "facts")
    path = tmp_path / "facts" / "organisations.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    with pytest.raises(BadInputError, match=r"organisations.csv: byte \d+ is not UTF-8"):
        flanders.facts(tmp_path / "facts")
    path.unlink()
    with pytest.raises(BadInputError, match=r"organisations.csv is missing"):
        flanders.facts(tmp_path / "facts")


@pytest.fixture(scope="module")
def report() -> str:
    if not REPORT.exists():
        pytest.skip("the evaluation report is not beside this checkout (../shared/seed)")
    text = REPORT.read_text(encoding="utf-8").replace("’", "'").replace("<i>", "").replace("</i>", "")
    return " ".join(text.split()).casefold()


def test_every_spelling_stands_in_the_report(report: str) -> None:
    parts = [(row["spelling"], row["spelling"].replace("(", "").replace(")", "")) for row in rows("spellings.csv")]
    assert [whole for whole, bare in parts if whole.casefold() not in report and bare.casefold() not in report] == []


def test_no_sentence_of_the_report_was_copied(report: str) -> None:
    titles = {row["title"] for name in ("projects.csv", "sources.csv") for row in rows(name)}
    for table in TABLES:
        for row in rows(table.name):
            for cell in row.values():
                is_whole = cell in titles or cell.startswith("https://")
                assert len(cell) <= 80 or is_whole, f"{table.name}: {cell}"


def test_a_cluster_of_the_second_call_is_not_there_in_2017() -> None:
    """Its start is unknown, but three years of support before its end begin after that; the first call's may be."""
    facts = flanders.facts()
    then = Calendar(facts).as_of(date(2017, 6, 1))
    there = {node.id: node for node in then.facts.nodes(Cluster)}
    assert {node.call for node in facts.nodes(Cluster) if node.id not in there} == {"2", None}
    assert (sum(one.kind == "IBN" for one in there.values()), then.unknown["cluster"]) == (14, 14)
