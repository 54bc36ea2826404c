"""The back-test of the consolidation score: it ranks what really happened, and the score never reads it."""

import dataclasses
import random
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadInputError, NotFoundError, NotLoadedError
from graph.facts import Facts
from graph.schema import Cluster, ContinuesIn, MemberOf, Organisation, Source
from graph.store import Store
from graph.store.subsets import as_store
from ingest import flanders
from queries import EVALUATIONS, QUESTIONS
from queries.consolidating.landscape import landscape
from queries.consolidating.score import homes, scoring
from queries.consolidating.weights import weights
from queries.evaluations.consolidation import BackTest
from queries.evaluations.orders import scored
from queries.evaluations.ranking import Place, auc, share
from tests.queries.test_questions import without_what_happened
from tests.support import toys
from tests.support.asking import ask
from tests.support.toys import A, B, C, X, Y, stored


def back_test(store: Store) -> list[Any]:
    return list(ask(EVALUATIONS["consolidation"], store).rows)


def with_outcomes(facts: Facts, *ends: tuple[str, str]) -> Facts:
    records = [record for record in facts if not isinstance(record, ContinuesIn)]
    return Facts([*records, *(ContinuesIn(start=a, end=b, outcome="absorbed", sources=toys.PLACE) for a, b in ends)])


def shuffled(facts: Facts) -> Facts:
    """Return the facts with every outcome dealt out anew, to clusters and targets drawn at random."""
    draw = random.Random(1)
    clusters = [record for record in facts if isinstance(record, Cluster)]
    homes = [record.id for record in facts if isinstance(record, Organisation) and record.kind != "firm"]
    outcomes = [cluster.outcome for cluster in clusters]
    draw.shuffle(outcomes)
    changed = {c.id: dataclasses.replace(c, outcome=o) for c, o in zip(clusters, outcomes, strict=True)}
    count = sum(isinstance(record, ContinuesIn) for record in facts)
    ends = zip(draw.sample([c.id for c in clusters], count), draw.choices(homes, k=count), strict=True)
    records = [changed.get(record.id, record) if isinstance(record, Cluster) else record for record in facts]
    return with_outcomes(Facts(records), *ends)


@pytest.fixture(scope="module")
def flemish(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(tmp_path_factory.mktemp("flanders"), flanders.facts())


def test_a_toy_by_hand(tmp_path: Path) -> None:
    # A goes to its host X, which is tied to it most: first of B, C, X and Y.
    rows = back_test(stored(tmp_path, with_outcomes(toys.triangle(), (A, X))))
    case = next(row for row in rows if (row.cluster, row.score, row.policy_links) == (A, "fold", False))
    assert (case.target, case.rank, case.feature) == (X, 1.0, "hosted_by_target")
    assert (case.hits_1, case.hits_3, case.mrr, case.cases) == (1.0, 1.0, 1.0, 1)
    assert homes(landscape(stored(tmp_path / "again", toys.triangle())), A) == [B, C, X, Y]
    assert case.targets == 4
    # Any order of four: the mean place is 2.5, the expected reciprocal (1 + 1/2 + 1/3 + 1/4) / 4.
    chance = next(row for row in rows if (row.cluster, row.score) == (A, "random"))
    assert (chance.rank, chance.hits_1, chance.hits_3) == (2.5, 0.25, 0.75)
    assert chance.mrr == pytest.approx(25 / 48)


def test_the_most_popular_target_is_counted_over_the_other_clusters(tmp_path: Path) -> None:
    # Of A's point of view only C went anywhere: to X, which is then the most popular; X is A's real target too.
    rows = back_test(stored(tmp_path, with_outcomes(toys.triangle(), (A, X), (C, X))))
    popular = next(row for row in rows if (row.cluster, row.score) == (A, "most_popular"))
    assert (popular.rank, popular.hits_1) == (1.0, 1.0)


def test_without_outcomes_there_is_nothing_to_test_against(tmp_path: Path) -> None:
    with pytest.raises(NotLoadedError, match="nothing to test against"):
        back_test(stored(tmp_path, with_outcomes(toys.triangle())))


def test_the_flemish_clusters_that_were_folded_into_something(flemish: Store) -> None:
    rows = [row for row in back_test(flemish) if row.advice == "fold"]
    summary = {(row.score, row.policy_links): row for row in rows if row.cluster == "all"}
    linked, plain, rule = summary[("fold", True)], summary[("fold", False)], summary[("rule", True)]
    popular, chance = summary[("most_popular", None)], summary[("random", None)]
    assert (linked.cases, linked.hits_3) == (8, 1.0)
    assert linked.hits_1 == rule.hits_1 == pytest.approx(0.8125)
    assert linked.mrr >= rule.mrr
    assert linked.mrr_interval.low < linked.mrr <= linked.mrr_interval.high
    assert plain.hits_1 >= 0.5 > max(popular.hits_1, chance.hits_1)
    assert plain.mrr > 2 * max(popular.mrr, chance.mrr)
    assert linked.auc_interval.low < 0.5 < linked.auc_interval.high, "whether a cluster goes at all is not told"


def test_what_became_of_every_cluster_is_told(flemish: Store) -> None:
    rows = [row for row in back_test(flemish) if (row.score, row.policy_links) == ("fold", True)][1:]
    assert len(rows) == 20
    assert sum(row.folded is True for row in rows) == 8
    assert sum(row.folded is None for row in rows) == 5
    farming = next(row for row in rows if row.cluster_name == "Smart Digital Farming")
    assert (farming.outcome, farming.folded, farming.advised_name, farming.rank) == (
        "project_funding",
        False,
        "ILVO",
        None,
    )
    assert max(row.targets for row in rows) < 60, "who has no tie to any cluster is no possible target"


def test_policy_links_are_read_only_where_said(flemish: Store) -> None:
    rows = {(row.cluster, row.policy_links): row for row in back_test(flemish) if row.score == "fold"}
    offshore = "cluster:flanders:offshore-energy"
    assert rows[(offshore, True)].feature == "stated_niche"
    assert (rows[(offshore, False)].feature, rows[(offshore, False)].same_place) == ("", ()), "no feature carried it"


def test_a_tie_stated_beside_what_happened_is_said(flemish: Store) -> None:
    answer = ask(EVALUATIONS["consolidation"], flemish)
    euka = next(row for row in answer.rows if (row.cluster_name, row.policy_links) == ("EUKA", False))
    assert (euka.feature, euka.same_place) == ("target_steers", ("source:flanders:ibn-evaluation-2020#3.2",))
    assert "hosted_by_target 4, target_steers 2. For 6 of them" in answer.notes[1]


def test_shuffled_outcomes_change_no_score_to_the_last_digit(flemish: Store, tmp_path: Path) -> None:
    other = stored(tmp_path, shuffled(flanders.facts()))
    assert back_test(other) != back_test(flemish), "the outcomes were shuffled"
    advised = [list(ask(QUESTIONS["consolidation"], store).rows) for store in (other, flemish)]
    assert without_what_happened(advised[0]) == without_what_happened(advised[1])
    for name in ("overlap", "centrality", "duplicates", "collaboration", "sensitivity"):
        assert list(ask(QUESTIONS[name], other).rows) == list(ask(QUESTIONS[name], flemish).rows)
    before, after = (scoring(landscape(store), "fold", weights("fold")) for store in (flemish, other))
    for cluster in before.land.clusters:
        targets = homes(before.land, cluster)
        assert scored(before, cluster, targets) == scored(after, cluster, targets)


def lists(*clusters: tuple[str, range, int | None]) -> Facts:
    """Return clusters with their lists of members, known by number, and how many they report."""
    facts = Facts([Source(id=toys.REPORT, title="Lists", sources=toys.PLACE)])
    for name, members, reported in clusters:
        cluster = Cluster(id=f"cluster:own:{name}", name=name, members_reported=reported, sources=toys.PLACE)
        who = [Organisation(id=f"organisation:own:{n}", name=f"Member {n}", sources=toys.PLACE) for n in members]
        facts.add(cluster, *who, *(MemberOf(start=one.id, end=cluster.id, sources=toys.PLACE) for one in who))
    return facts


def told(facts: Facts, truth: str) -> dict[tuple[str, str], BackTest]:
    with as_store(facts) as store:
        rows = ask(EVALUATIONS["consolidation"], store, truth=truth).rows
    return {(row.score, row.cluster_name): row for row in rows if row.advice == "merge"}


def test_a_history_of_ones_own_by_hand() -> None:
    # Alder and Beech share 5 of 15, Alder and Cedar 2 of 18; both Alder and Cedar became Forest.
    facts = lists(("Alder", range(10), None), ("Beech", range(5, 15), None), ("Cedar", range(8, 18), None))
    rows = told(facts, "Cluster;Became\nAlder;Forest\nCedar;Forest\nBeech;-\n")
    alder, beech = rows["merge", "Alder"], rows["merge", "Beech"]
    assert (alder.target_name, alder.rank, alder.advised_name) == ("Cedar", 2.0, "Beech")
    assert (beech.folded, beech.rank, beech.outcome) == (False, None, "-")
    assert rows["member_jaccard", "all"].mrr == rows["merge", "all"].mrr == 0.5
    assert (rows["merge", "all"].cases, rows["merge", "all"].mrr_lead) == (2, None)
    # Best scores: Alder 1/2 x 5/15, Cedar 1/2 x 7/13, of those that went; Beech 1/2 x 7/13, which did not.
    assert rows["merge", "all"].auc == pytest.approx((0 + 0.5) / 2)


def test_a_history_names_what_is_loaded_and_counts_what_is_not() -> None:
    facts = lists(("Alder", range(10), None), ("Beech", range(5, 15), None), ("Cedar", range(8, 18), None))
    rows = told(facts, "cluster,became\nAlder,beech\nCedar,Something new\n")
    assert (rows["merge", "Alder"].target_name, rows["merge", "Alder"].rank) == ("Beech", 1.0)
    assert (rows["merge", "Cedar"].rank, rows["merge", "all"].cases) == (None, 1)
    with pytest.raises(NotFoundError, match="row 2: No entity is called 'Oak'"):
        told(facts, "cluster,became\nOak,Alder\n")
    with pytest.raises(BadInputError, match="expected the columns cluster, became; found a, b"):
        told(facts, "a,b\n1,2\n")
    with pytest.raises(NotLoadedError, match=r"2 are not ranked, since what .* is not loaded .*: Some, Something\."):
        told(facts, "cluster,became\nAlder,Something\nCedar,Some\n")


def test_of_lists_in_part_counts_what_is_sure() -> None:
    # Five names of a hundred say little, though all five are Alder's; forty of forty are Beech's.
    facts = lists(("Alder", range(100), None), ("Beech", range(40), None), ("Cedar", range(95, 100), 100))
    rows = told(facts, "cluster,became\nAlder,Beech\n")
    assert rows["merge", "Alder"].rank == 1.0
    cedar = lists(("Alder", range(100), None), ("Beech", range(90, 130), None), ("Cedar", range(50, 100), 60))
    rows = told(cedar, "cluster,became\nAlder,Cedar\n")
    assert rows["merge", "Alder"].rank == 1.0


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=6))
def test_the_expected_place_is_that_over_all_orders(scored: list[tuple[int, bool]]) -> None:
    scores, right = [float(score) for score, _ in scored], [one for _, one in scored]
    if not any(right):
        return
    place = Place.of(scores, right)
    ranks = []
    for order in permutations(range(len(scores))):
        ranked = sorted(order, key=lambda k: -scores[k])
        ranks.append(next(rank for rank, k in enumerate(ranked, 1) if right[k]))
    assert place.rank == pytest.approx(sum(ranks) / len(ranks))
    assert place.reciprocal == pytest.approx(sum(1 / rank for rank in ranks) / len(ranks))
    assert place.hits(2) == pytest.approx(sum(rank <= 2 for rank in ranks) / len(ranks))


def test_auc_counts_pairs_and_needs_both() -> None:
    told = auc([3, 1], [2, 1])
    assert told is not None
    assert told.value == (1 + 1 + 0 + 0.5) / 4
    assert auc([1], []) is None
    assert share([1.0] * 8).interval.low == pytest.approx(0.676, abs=1e-3), "eight of eight are no certainty"
