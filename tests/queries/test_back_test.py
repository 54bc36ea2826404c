"""The back-test of the consolidation score: it ranks what really happened, and the score never reads it."""

import dataclasses
import random
from pathlib import Path
from typing import Any

import pytest

from graph.errors import NotLoadedError
from graph.facts import Facts
from graph.schema import Cluster, ContinuesIn, Organisation
from graph.store import Store
from ingest import flanders
from queries import EVALUATIONS, QUESTIONS
from queries.consolidating.landscape import landscape
from queries.consolidating.score import homes, scoring
from queries.consolidating.weights import weights
from queries.evaluations.consolidation import fold_scores
from tests.queries.test_questions import without_what_happened
from tests.support import toys
from tests.support.toys import A, B, C, X, Y, stored


def back_test(store: Store) -> list[Any]:
    return list(EVALUATIONS["consolidation"].ask(store).rows)


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
    summary = {(row.score, row.policy_links): row for row in back_test(flemish) if row.cluster == "all"}
    linked, plain = summary[("fold", True)], summary[("fold", False)]
    popular, chance = summary[("most_popular", None)], summary[("random", None)]
    assert (linked.cases, linked.hits_3) == (8, 1.0)
    assert linked.hits_1 >= 0.75
    assert plain.hits_1 >= 0.5 > max(popular.hits_1, chance.hits_1)
    assert plain.mrr > 2 * max(popular.mrr, chance.mrr)


def test_policy_links_are_read_only_where_said(flemish: Store) -> None:
    rows = {(row.cluster, row.policy_links): row for row in back_test(flemish) if row.score == "fold"}
    offshore = "cluster:flanders:offshore-energy"
    assert rows[(offshore, True)].feature == "stated_niche"
    assert (rows[(offshore, False)].feature, rows[(offshore, False)].same_place) == ("", ()), "no feature carried it"


def test_a_tie_stated_beside_what_happened_is_said(flemish: Store) -> None:
    answer = EVALUATIONS["consolidation"].ask(flemish)
    euka = next(row for row in answer.rows if (row.cluster_name, row.policy_links) == ("EUKA", False))
    assert (euka.feature, euka.same_place) == ("target_steers", ("source:flanders:ibn-evaluation-2020#3.2",))
    assert "hosted_by_target 4, target_steers 2. For 6 of them" in answer.notes[1]


def test_shuffled_outcomes_change_no_score_to_the_last_digit(flemish: Store, tmp_path: Path) -> None:
    other = stored(tmp_path, shuffled(flanders.facts()))
    assert back_test(other) != back_test(flemish), "the outcomes were shuffled"
    advised = [list(QUESTIONS["consolidation"].ask(store).rows) for store in (other, flemish)]
    assert without_what_happened(advised[0]) == without_what_happened(advised[1])
    for name in ("overlap", "centrality", "duplicates", "collaboration", "sensitivity"):
        assert list(QUESTIONS[name].ask(other).rows) == list(QUESTIONS[name].ask(flemish).rows)
    before, after = (scoring(landscape(store), "fold", weights("fold")) for store in (flemish, other))
    for cluster in before.land.clusters:
        assert fold_scores(before, cluster) == fold_scores(after, cluster)
