"""Scores mislead nobody: fixed points, effect sizes beside their tests, dates, coverage; cases of our own and laws."""

import math
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.facts import Facts
from graph.measures.listing import Listed, in_common
from graph.schema import Cluster, Hosts, MemberOf, Organisation, ParticipatesIn, Project, Source
from graph.store.subsets import as_store
from ingest import flanders
from queries import QUESTIONS
from queries.consolidating.consolidation import Consolidation
from queries.consolidating.reasons import Reason
from tests.support import asking

LIST = "source:own:list"
ROW = (f"{LIST}#row 1",)
BIM, BUILDING = "cluster:flanders:bim", "cluster:flanders:bouwindustrialisatie"


def ask(facts: Facts, question: str, **values: object) -> list[Any]:
    with as_store(facts) as store:
        return list(asking.ask(QUESTIONS[question], store, **values).rows)


def listed(facts: Facts, cluster: str, numbers: range, **about: Any) -> Facts:
    """Add a list of members of a cluster, known by their numbers."""
    names = [f"organisation:own:m{number}" for number in numbers]
    facts.add(Source(id=LIST, title="Lists", sources=ROW))
    facts.add(*(Organisation(id=name, name=f"Member {name[18:]}", kind="firm", sources=ROW) for name in names))
    facts.add(*(MemberOf(start=name, end=cluster, sources=ROW, **about) for name in names))
    return facts


def own(**members: range) -> Facts:
    """Return clusters of nothing but member lists."""
    facts = Facts()
    for name, numbers in members.items():
        facts.add(Cluster(id=f"cluster:own:{name}", name=name.title(), sources=ROW))
        listed(facts, f"cluster:own:{name}", numbers)
    return facts


def scores(rows: list[Consolidation], besides: str = "") -> dict[tuple[str, str, str], float]:
    return {(r.advice, r.cluster, r.target): r.score for r in rows if besides not in (r.cluster, r.target)}


def reason(row: Consolidation, feature: str) -> Reason:
    return next(one for one in (*row.reasons, *row.against) if one.feature == feature)


def test_two_lists_of_the_same_names_are_a_candidate_that_cannot_be_tested() -> None:
    facts = own(a=range(50), b=range(50))
    (row,) = ask(facts, "consolidation", advice="merge")
    assert reason(row, "member_overlap").value == 1.0
    assert "cannot be tested" in reason(row, "member_overlap").detail
    assert row.gao_class == "overlap"
    (pair,) = ask(facts, "overlap", over="members")
    assert (pair.jaccard, pair.p_fdsm, pair.q_fdsm, pair.test) == (1.0, None, None, "cannot be tested")


def test_four_lists_of_the_same_names_are_six_candidates() -> None:
    rows = ask(own(a=range(40), b=range(40), c=range(40), d=range(40)), "consolidation", advice="merge")
    assert [(row.rank, reason(row, "member_overlap").value) for row in rows] == [(1, 1.0)] * 6


def test_the_only_thing_known_counts() -> None:
    facts = listed(listed(flanders.facts(), BIM, range(80)), BUILDING, range(8, 84))
    (row,) = [r for r in ask(facts, "consolidation", advice="merge") if (r.cluster, r.target) == (BIM, BUILDING)]
    found = reason(row, "member_overlap")
    assert found.value == pytest.approx(72 / 84)
    assert found.contribution == pytest.approx(found.weight * 72 / 84)


def test_a_list_of_two_clusters_moves_no_other_pair_to_the_last_digit() -> None:
    before = ask(flanders.facts(), "consolidation")
    after = ask(listed(listed(flanders.facts(), BIM, range(80)), BUILDING, range(60, 140)), "consolidation")
    touched = {BIM, BUILDING}
    assert {(r.advice, r.cluster, r.target): r.score for r in before if not {r.cluster, r.target} & touched} == {
        (r.advice, r.cluster, r.target): r.score for r in after if not {r.cluster, r.target} & touched
    }


def test_a_part_of_a_list_overrides_no_reported_number() -> None:
    before = ask(flanders.facts(), "consolidation")
    after = ask(listed(flanders.facts(), BIM, range(13)), "consolidation")
    moved = {key: abs(score - scores(before)[key]) for key, score in scores(after).items()}
    assert set(moved.values()) == {0.0}
    fold = next(r for r in after if (r.cluster, r.target) == (BIM, "organisation:flanders:wtcb"))
    assert fold.score_low <= fold.score < fold.score_high


def test_a_list_that_shares_nothing_is_no_worse_than_none() -> None:
    without = ask(own(a=range(40), b=range(20, 60)), "consolidation", advice="merge")
    published = ask(own(a=range(40), b=range(20, 60), c=range(100, 140)), "consolidation", advice="merge")
    assert scores(published) == scores(without)


def test_a_list_that_is_withheld_is_never_better_than_one_that_is_shown() -> None:
    """No pair with that cluster gains, and no pair of two others moves."""
    lists = {"a": range(20), "b": range(5, 30), "c": range(15, 22), "d": range(40, 60)}
    shown = scores(ask(own(**lists), "consolidation"))
    for name in lists:
        facts = own(**{one: numbers for one, numbers in lists.items() if one != name})
        withheld = f"cluster:own:{name}"
        facts.add(Cluster(id=withheld, name=name.title(), sources=ROW))
        for pair, score in scores(ask(facts, "consolidation")).items():
            assert score <= shown[pair] if withheld in pair else score == shown[pair]


def test_who_left_is_no_member_any_more() -> None:
    facts = own(alfa=range(0), beta=range(0))
    listed(facts, "cluster:own:alfa", range(30), until=date(2012, 12, 31), fee_eur=1000.0)
    listed(facts, "cluster:own:alfa", range(30, 40), fee_eur=500.0)
    listed(facts, "cluster:own:beta", range(25), since=date(2020, 1, 1), fee_eur=100.0)
    assert ask(facts, "consolidation", advice="merge") == []
    (pair,) = ask(facts, "overlap", over="members")
    assert (pair.shared, pair.size_a, pair.size_b) == (0, 10, 25)
    figures = {row.figure: row.together for row in ask(facts, "what_if", a="Alfa", b="Beta")}
    assert figures["fees_eur"] == 10 * 500 + 25 * 100
    with as_store(facts) as store:
        notes = asking.ask(QUESTIONS["overlap"], store, over="members").notes
    assert any("30 memberships that had ended, or not begun, by 2020-01-01" in note for note in notes)


@pytest.mark.parametrize(
    ("kind", "status", "value"),
    [
        ("intercluster", "running", 1 / 2),
        ("intercluster", "applied", 0.25 / 1.25),
        ("event", None, 0.25 / 1.25),
        ("working_group", None, 0.5 / 1.5),
    ],
)
def test_a_joint_project_counts_for_what_it_is(kind: str, status: str | None, value: float) -> None:
    facts = own(a=range(3), b=range(10, 13))
    project = Project(id="project:own:p", title="Together", kind=kind, status=status, sources=ROW)
    facts.add(project, *(ParticipatesIn(start=f"cluster:own:{c}", end=project.id, sources=ROW) for c in "ab"))
    (row,) = ask(facts, "consolidation", advice="merge")
    assert reason(row, "shared_projects").value == pytest.approx(value)
    assert reason(row, "shared_projects").detail == f"Together ({status or kind})"


def test_one_keyword_in_common_is_no_overlap_in_the_sense_of_gao() -> None:
    rows = ask(flanders.facts(), "consolidation", advice="merge")
    one_word = [r for r in rows if reason(r, "theme_similarity").detail.startswith("digitalisering (q ")]
    assert len(one_word) > 50
    assert {r.gao_class for r in one_word if not reason(r, "stated_overlap").value} == {"fragmentation"}


def test_no_candidate_depends_on_the_seed() -> None:
    random = np.random.default_rng(4)
    facts = Facts()
    for k in range(8):
        facts.add(Cluster(id=f"cluster:own:k{k}", name=f"K{k}", sources=ROW))
        for number in sorted(set(random.integers(0, 60, size=15).tolist())):
            listed(facts, f"cluster:own:k{k}", range(number, number + 1))
    found = [scores(ask(facts, "consolidation", advice="merge", seed=seed)) for seed in (0, 5)]
    assert found[0] == found[1]


def test_two_made_one_share_a_project_once() -> None:
    facts = own(a=range(2), b=range(2, 4), c=range(4, 6))
    project = Project(id="project:own:p", title="Three together", sources=ROW)
    host = Organisation(id="organisation:own:host", name="Host", sources=ROW)
    facts.add(project, *(ParticipatesIn(start=f"cluster:own:{c}", end=project.id, sources=ROW) for c in "abc"))
    facts.add(host, *(Hosts(start=host.id, end=f"cluster:own:{c}", sources=ROW) for c in "bc"))
    assert {r.figure: r.together for r in ask(facts, "what_if", a="A", b="B")}["strength"] == 2


SIZES = st.tuples(st.integers(1, 60), st.integers(1, 60), st.integers(1, 60), st.integers(1, 60))


@given(SIZES, st.data())
def test_intervals_hold_the_point_and_more_in_common_is_never_less(
    sizes: tuple[int, int, int, int], data: st.DataObject
) -> None:
    a, b = Listed(sizes[0], sizes[1]), Listed(sizes[2], sizes[3])
    shared = data.draw(st.integers(0, min(a.listed, b.listed)))
    found = in_common(a, b, shared)
    assert shared <= found.low <= found.shared <= found.high <= min(a.size, b.size)
    for share in (found.jaccard, found.containment(a), found.combined):
        assert 0 <= share.low <= share.value <= share.high <= 1
        assert share.least <= share.low
    if shared:
        less = in_common(a, b, shared - 1)
        assert less.jaccard.value <= found.jaccard.value + 1e-12
        assert less.jaccard.least <= found.jaccard.least
        assert less.jaccard.known == found.jaccard.known


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_a_name_that_is_published_never_counts_less(size_a: int, size_b: int, data: st.DataObject) -> None:
    """Whichever names of two true lists are shown, of whatever members: one more is never worth less."""
    start = data.draw(st.integers(0, size_a))
    a, b = set(range(size_a)), set(range(start, start + size_b))
    off = {one: data.draw(st.floats(0, 0.9)) for one in a | b}

    def values(shown_a: set[int], shown_b: set[int]) -> list[float]:
        common = in_common(Listed(len(shown_a), len(a)), Listed(len(shown_b), len(b)), len(shown_a & shown_b))
        light = (math.fsum(off[one] for one in names) for names in (shown_a, shown_b, shown_a & shown_b))
        shares = (common.weighed(*light), common.cosine, common.containment(common.a), common.containment(common.b))
        return [share.least for share in shares]

    shown_a, shown_b = set[int](), set[int]()
    before = values(shown_a, shown_b)
    for side, one in data.draw(st.permutations([*((shown_a, x) for x in a), *((shown_b, x) for x in b)])):
        side.add(one)
        after = values(shown_a, shown_b)
        assert all(more >= less - 1e-12 for more, less in zip(after, before, strict=True))
        before = after
    assert before[0] == pytest.approx(sum(1 - off[x] for x in a & b) / sum(1 - off[x] for x in a | b))


def test_five_names_never_outweigh_seventy_five() -> None:
    """Five that are all on the other list count as five, also of a list of which nobody says how long it is."""
    for listed_b in (Listed(75, 75), Listed(5, 75), Listed(60, 60, whole=True)):
        assert in_common(Listed(5, 75), listed_b, 5).seen == 5
    whole = in_common(Listed(75, 75), Listed(75, 75), 40)
    assert in_common(Listed(5, 75), Listed(75, 75), 5).jaccard.least < whole.jaccard.least
    (five,), (all_of_them,) = (
        ask(own(a=names, b=range(35, 110)), "consolidation", advice="merge") for names in (range(40, 45), range(75))
    )
    assert five.score < all_of_them.score
    assert reason(five, "smaller_contained").value is None


def test_who_takes_part_in_everything_says_less() -> None:
    """Of twenty in common those count less that are in many projects, and one of them is no more than one of a few."""
    facts = own(a=range(40), b=range(20, 60))
    (before,) = ask(facts, "consolidation", advice="merge")
    for number in range(30):
        project = Project(id=f"project:own:p{number}", title=f"Project {number}", sources=ROW)
        facts.add(project, ParticipatesIn(start="organisation:own:m25", end=project.id, sources=ROW))
    (after,) = ask(facts, "consolidation", advice="merge")
    off = 1 - 1 / math.log(math.e + 30)
    assert reason(before, "member_overlap").value == pytest.approx(20 / 60)
    assert reason(after, "member_overlap").value == pytest.approx((20 - off) / (60 - off))


@given(st.integers(10, 60), st.integers(10, 60), st.data())
def test_the_interval_covers_what_is_shared_in_nine_of_ten_draws(size_a: int, size_b: int, data: st.DataObject) -> None:
    shared = data.draw(st.integers(0, min(size_a, size_b)))
    a, b = Listed(data.draw(st.integers(5, size_a)), size_a), Listed(data.draw(st.integers(5, size_b)), size_b)
    random = np.random.default_rng(1)
    in_a = random.hypergeometric(shared, size_a - shared, a.listed, size=400)
    seen = random.hypergeometric(in_a, size_b - in_a, b.listed)
    covered = [(found := in_common(a, b, int(k))).low <= shared <= found.high for k in seen]
    assert np.mean(covered) > 0.85
