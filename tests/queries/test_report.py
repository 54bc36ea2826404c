"""What the evaluation report says of its own tables, against what the graph adds up to."""

from collections.abc import Iterator

import pytest

from graph.store import Store, open_store
from ingest import flanders
from queries import EVALUATIONS, QUESTIONS
from tests.graph.test_store import loaded
from tests.support.asking import ask
from tests.support.places import ROOT


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with loaded(open_store(f"ladybug://{tmp_path_factory.mktemp('s').as_posix()}"), flanders.facts()) as opened:
        yield opened


IBN = "Innovatieve bedrijfsnetwerken (IBN)"


def figures(store: Store) -> dict[tuple[str, str, str], tuple[str, str, bool | None]]:
    rows = ask(EVALUATIONS["report"], store).rows
    programme = [row for row in rows if row.entity.startswith("instrument:flanders:")]
    return {(row.figure, row.locator, row.computed_from): (row.stated, row.computed, row.agrees) for row in programme}


def test_the_figures_that_the_tables_bear_out(store: Store) -> None:
    agreed = {figure for (figure, _, _), (_, _, agrees) in figures(store).items() if agrees}
    assert len(agreed) >= 20
    assert {
        "clusters",
        "clusters_call_1",
        "clusters_call_2",
        "clusters_embedded",
        "members_embedded",
        "participations_embedded",
        "participations_independent",
        "applications_total",
        "applications_with_spc",
        "call_1_clusters_without_application",
        "clusters_with_equal_fees",
        "clusters_with_most_members",
        "smallest_grant",
    } <= agreed


DIFFERING = {
    ("clusters_call_2_in_first_half", "3.1"): [("6", "1")],
    ("clusters_ending_second_half_2021", "3.1"): [("6", "5")],
    ("collaborations_total", "Tabel 5"): [("176", "194")],
    ("grant_total_call_1", "1.2"): [("about 4,700,000", "4,824,749")],
    ("grants_at_maximum", "3.1"): [("about 5", "3")],
    ("members_independent", "3.1"): [("692", "719")],
    ("members_of_grants_over_400k", "3.1"): [("662", "661")],
    ("members_of_grants_up_to_400k", "3.1"): [("504", "505")],
    ("members_total", "4/2.1"): [("about 1,200", "1,139")],
    ("members_total", "Tabel 5"): [("1,132", "1,166"), ("1,132", "1,139")],
    ("new_members_total", "Tabel 5"): [("658", "655")],
}
"""Each figure that the tables do not bear out: as stated, and as computed, in one way or two."""


def test_the_figures_that_they_do_not(store: Store) -> None:
    differing = {(*key[:2], *value[:2]) for key, value in figures(store).items() if value[2] is False}
    assert differing == {(*key, *value) for key, values in DIFFERING.items() for value in values}


def test_what_cannot_be_compared_is_not_called_wrong(store: Store) -> None:
    """Three clusters have no grant in Tabel 8, so sums over it are lower bounds."""
    unknown = {key[0] for key, value in figures(store).items() if value[2] is None}
    assert unknown == {
        "grant_total_call_2",
        "grants_over_400k",
        "grants_under_300k",
    }


def test_every_difference_has_a_reason_or_says_that_none_was_found(store: Store) -> None:
    rows = ask(EVALUATIONS["report"], store).rows
    assert all(row.reason for row in rows if not row.agrees)
    assert sum(row.reason == "none found" for row in rows) == 1


def test_the_contradictions(store: Store) -> None:
    found = {(row.entity_name, row.property): row.values for row in ask(QUESTIONS["contradictions"], store).rows}
    assert len(found) == 46
    for name in ("Offshore Energy", "The Beacon", "Flanders.health"):
        assert {value.locator for value in found[(name, "end_date")]} == {"Tabel 3", "Tabel 7"}
    for name in ("Bouwindustrialisatie", "Digitising Manufacturing"):
        assert len(found[(name, "intercluster_projects_reported")]) == 2
    payers = {value.locator: value.value for value in found[("Smart Digital Farming", "paying_members")]}
    assert payers == {"Tabel 7": "28", "Tabel 8": "29"}, "more payers than members"
    needed = {float(value.value) for value in found[("Flanders' Bike Valley", "fees_per_year_eur")]}
    assert needed == {2 * 4 * 10_000, 100_350}, "four of 10,000 euro pay half, and a third of 301,049 is to be paid"
    assert found[("Flemish Aerospace Group", "model")][0].value == "mother organisation Agoria"
    means = [float(value.value) for value in found[(IBN, "effect_contribution_mean (by size)")]]
    assert means == [62.6, 57.8, 61.0], "a mean above those of both its parts"
    together = {name for name, what in found if what == "projects_with"}
    assert together == {"Innovatieve Coatings"}, "drones and Digitising Manufacturing have the projects that 3.2 names"
    for what, (said, printed) in {"outcome": ("Tabel 3", "Tabel 7"), "fee_median_eur": ("Tabel 6", "Tabel 8")}.items():
        assert {said, printed} <= {value.value for value in found[(IBN, f"table of {what}")]}
    assert [value.value for value in found[(IBN, "report_edition")]] == ["interim", "final"]
    splits = {value.value for value in found[(IBN, "effect_wanted_mean (one for several splits)")]}
    assert splits == {f"0.66, 0.77 (by {split})" for split in ("activity", "call", "model")}
    captions = found[(IBN, "collaborative strength mean as printed (call: 1)")]
    assert [value.value for value in captions] == ["2.79", "2.83"], "two figures with one caption"


def test_the_back_up_of_the_first_screen_of_the_readme(store: Store) -> None:
    """The README's three answers are what the questions say today."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    folds = ask(QUESTIONS["consolidation"], store, advice="fold").rows
    assert [(row.cluster_name, row.target_name) for row in folds[:5]] == [
        ("BIM", "WTCB"),
        ("Air Cargo Belgium", "VIL"),
        ("Digitising Manufacturing", "Sirris"),
        ("Power to Gas", "Flux50"),
        ("Smart Buildings in Use", "WTCB"),
    ]
    assert [row.rank for row in folds[:6]] == [1, 2, 3, 3, 3, 6]
    first = ask(QUESTIONS["collaboration"], store).rows[0]
    assert (first.a_name, first.b_name, first.shared_projects, first.hosts) == (
        "BIM",
        "Bouwindustrialisatie",
        2,
        ("WTCB",),
    )
    alike = ask(QUESTIONS["duplicates"], store).rows[0]
    assert f"*{alike.kind}* with a score of {alike.score:.3f} " in " ".join(readme.split())
