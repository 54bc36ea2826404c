"""The questions on toy ecosystems, with answers worked out by hand."""

import dataclasses
import math
from pathlib import Path
from typing import Any

import pytest

from api.words.language import Language
from graph.errors import AmbiguousError, BadInputError, EmptyStoreError, NotFoundError, NotLoadedError
from graph.facts import Facts
from graph.schema import Cluster, ContinuesIn, FundedBy, MustJoin, Organisation, ParticipatesIn, Project
from graph.store import Store, open_store
from queries import EVALUATIONS, QUESTIONS
from queries.asking.question import Question
from queries.consolidating.gao import gao_class
from tests.support import asking, toys
from tests.support.toys import FIRM, FUND, P1, P2, P3, A, B, C, X, Y, stored

dutch = Language("nl")


@pytest.fixture
def triangle(tmp_path: Path) -> Store:
    return stored(tmp_path, toys.triangle())


def without_what_happened(rows: list[Any]) -> list[Any]:
    return [dataclasses.replace(row, happened=(), imposed=()) for row in rows]


def ask(store: Store, question: str, **parameters: object) -> list[Any]:
    return list(asking.ask(QUESTIONS[question], store, **parameters).rows)


def test_collaboration_counts_what_two_clusters_share(triangle: Store) -> None:
    first, second = ask(triangle, "collaboration")
    assert (first.a, first.b, first.shared_projects, first.shared_hosts) == (A, B, 2, 1)
    assert first.projects == ("Clean water for dairy farms", "Clean water for dairy farms II")
    assert first.hosts == ("Host X",)
    assert (second.a, second.b, second.shared_projects, second.shared_hosts) == (B, C, 1, 1)
    assert first.sources == toys.PLACE


def test_shared_members_are_unknown_without_lists_and_counted_with_them(triangle: Store, tmp_path: Path) -> None:
    assert {row.shared_members for row in ask(triangle, "collaboration")} == {None}
    rows = ask(stored(tmp_path / "members", toys.with_members()), "collaboration")
    assert {(row.a, row.b): row.shared_members for row in rows} == {(A, B): 2, (B, C): 1}


def test_organisations_work_together_through_projects(tmp_path: Path) -> None:
    facts = toys.triangle()
    facts.add(ParticipatesIn(start=X, end=P3, sources=toys.PLACE))
    (row,) = ask(stored(tmp_path, facts), "collaboration", between="organisations")
    assert (row.a, row.b, row.shared_projects) == (FIRM, X, 1)


def test_centrality_of_a_path_of_three(triangle: Store) -> None:
    rows = {row.id: row for row in ask(triangle, "centrality")}
    assert [row.id for row in ask(triangle, "centrality")] == [B, A, C]
    assert rows[B].betweenness == 1.0
    assert rows[A].betweenness == rows[C].betweenness == 0.0
    assert (rows[A].degree, rows[B].degree, rows[C].degree) == (1, 2, 1)
    assert (rows[A].strength, rows[B].strength, rows[C].strength) == (3, 5, 2)
    assert rows[B].closeness == 1.0
    assert rows[A].closeness == pytest.approx(2 / 3)
    assert (rows[A].core, rows[B].core) == (1, 1)
    # Burt: A's one contact holds all of its ties; B divides its own 3/5 and 2/5.
    assert rows[A].constraint == pytest.approx(1.0)
    assert rows[B].constraint == pytest.approx((3 / 5) ** 2 + (2 / 5) ** 2)
    assert rows[B].effective_size == pytest.approx(2.0)
    assert sum(row.pagerank for row in rows.values()) == pytest.approx(1.0)
    # Eigenvector of the weights 3 and 2: B is sqrt(1/2), A and C are 3 and 2 over sqrt(13), times sqrt(1/2).
    assert rows[B].eigenvector == pytest.approx(math.sqrt(0.5), abs=1e-6)
    assert rows[A].eigenvector == pytest.approx(3 / math.sqrt(26), abs=1e-6)


def test_burts_measures_are_undefined_in_the_affiliation_network(triangle: Store) -> None:
    rows = ask(triangle, "centrality", network="affiliation")
    assert {row.constraint for row in rows} == {None}
    assert {row.id for row in rows} == {A, B, C, X, Y, FIRM, P1, P2, P3}


def test_overlap_of_themes(triangle: Store) -> None:
    rows = {(row.a, row.b): row for row in ask(triangle, "overlap")}
    assert set(rows) == {(A, B), (A, C), (B, C)}
    row = rows[(A, B)]
    assert (row.size_a, row.size_b, row.shared, row.shared_names) == (2, 1, 1, ("water",))
    assert (row.jaccard, row.containment_a, row.containment_b) == (0.5, 0.5, 1.0)
    # Two of three themes drawn by A: B's one theme is among them with probability 2/3.
    assert row.p_hypergeometric == pytest.approx(2 / 3)
    assert row.q_hypergeometric == pytest.approx(1.0)
    # A has two of three themes and each theme keeps its number of clusters: every shuffle is one of a few, and the seed
    # says which, so the same question has the same answer.
    assert row.p_fdsm is not None
    assert 0 < row.p_fdsm <= 1
    assert ask(triangle, "overlap", seed=0) == ask(triangle, "overlap")


def test_overlap_says_how_often_its_methods_err(triangle: Store) -> None:
    answer = asking.ask(QUESTIONS["overlap"], triangle, samples=2000, seed=3)
    (note,) = answer.notes
    assert "2,000 samples" in note
    assert "2.000 steekproeven" in dutch.said(note)
    assert answer.seed == 3
    with pytest.raises(BadInputError, match="1,000 to 100,000"):
        ask(triangle, "overlap", samples=10)


def test_intersections_are_the_rows_of_an_upset_chart(tmp_path: Path) -> None:
    store = stored(tmp_path, toys.with_members())
    rows = {row.clusters: row for row in ask(store, "intersections", over="members")}
    # 1 is in A alone, 2 and 3 in A and B, 4 in B and C.
    assert {clusters: row.exclusive for clusters, row in rows.items()} == {(A,): 1, (A, B): 2, (B, C): 1}
    assert {clusters: row.shared for clusters, row in rows.items()} == {(A,): 3, (A, B): 2, (B, C): 1}
    assert rows[(B, C)].p_hypergeometric == pytest.approx(3 / 4)
    assert rows[(A,)].p is None
    assert rows[(A, B)].sources == toys.PLACE
    with pytest.raises(BadInputError, match="2 to 6"):
        ask(store, "intersections", sets=9)


def test_clusters_without_a_member_list_are_not_compared(tmp_path: Path) -> None:
    facts = toys.with_members()
    facts.add(Cluster(id="cluster:toy:d", name="Delta", sources=toys.PLACE))
    answer = asking.ask(QUESTIONS["overlap"], stored(tmp_path, facts), over="members")
    assert not any("cluster:toy:d" in (row.a, row.b) for row in answer.rows)
    assert "of 1 of the 4 clusters" in answer.notes[0]
    themes = asking.ask(QUESTIONS["overlap"], stored(tmp_path / "again", facts), over="themes")
    assert not any("cluster:toy:d" in (row.a, row.b) for row in themes.rows), "unknown is not zero"
    assert themes.notes[0] == "No themes are known of 1 of the 4 clusters, which are not compared."


def test_overlap_of_members_needs_membership_lists(triangle: Store, tmp_path: Path) -> None:
    with pytest.raises(NotLoadedError, match="No membership lists loaded"):
        ask(triangle, "overlap", over="members")
    rows = ask(stored(tmp_path / "members", toys.with_members()), "overlap", over="members")
    assert [(row.a, row.b, row.shared) for row in rows] == [(A, B, 2), (B, C, 1), (A, C, 0)]
    assert rows[0].jaccard == 0.5
    # Three of four drawn twice: P(2 or 3 in common) is certain, since two threes of four meet in at least two.
    assert rows[0].p_hypergeometric == pytest.approx(1.0)


def test_consolidation_adds_up_and_names_its_reasons(triangle: Store) -> None:
    rows = ask(triangle, "consolidation")
    assert rows
    for row in rows:
        contributions = sum(reason.contribution for reason in (*row.reasons, *row.against))
        assert row.score == pytest.approx(row.base_score + contributions, abs=1e-12)
        assert row.rank_low <= row.rank_high
    fold = next(row for row in rows if (row.advice, row.cluster, row.target) == ("fold", A, X))
    host = next(reason for reason in fold.reasons if reason.feature == "hosted_by_target")
    assert (host.value, host.sources) == (1.0, toys.PLACE)
    assert not any((row.cluster, row.target) == (A, FIRM) for row in rows), "a firm is no home for a cluster"


@pytest.mark.parametrize(
    ("themes", "members", "stated", "expected"),
    [
        (0.5, 0.5, False, "duplication"),
        (0.5, 0.9, False, "duplication"),
        (0.9, None, False, "overlap"),
        (0.9, 0.4, False, "overlap"),
        (None, None, True, "overlap"),
        (0.0, None, False, "fragmentation"),
        (None, None, False, "unknown"),
    ],
)
def test_gao_classes_never_take_the_unknown_for_duplication(
    themes: float | None, members: float | None, stated: bool, expected: str
) -> None:
    assert gao_class(themes, members, stated=stated) == expected


def test_no_score_reads_an_outcome(tmp_path: Path) -> None:
    before = ask(stored(tmp_path / "before", toys.triangle()), "consolidation")
    records = [record for record in toys.triangle() if not isinstance(record, ContinuesIn)]
    changed = [
        dataclasses.replace(record, outcome="another") if isinstance(record, Cluster) else record for record in records
    ]
    changed.append(ContinuesIn(start=B, end=C, outcome="absorbed", sources=toys.PLACE))
    changed.append(MustJoin(start=B, end=C, imposed_by="The Agency", sources=toys.PLACE))
    after = ask(stored(tmp_path / "after", Facts(changed)), "consolidation")
    for row in after:
        ends = [row.cluster, row.target] if row.advice == "merge" else [row.cluster]
        assert [one.cluster for one in row.happened] == [one for one in ends if one.startswith("cluster:")]
        assert ("absorbed" in [one.outcome for one in row.happened]) == (B in ends)
        told = [(one.target, one.imposed_by) for one in row.imposed]
        assert told == ([(C, "The Agency")] if B in ends else [])
    assert without_what_happened(after) == without_what_happened(before)


def test_duplicates_find_the_sequel(triangle: Store) -> None:
    rows = ask(triangle, "duplicates")
    assert (rows[0].a, rows[0].b, rows[0].kind) == (P1, P2, "follow_up")
    assert rows[0].bits == pytest.approx(sum(item.weight for item in rows[0].evidence))
    assert {item.feature: item.value for item in rows[0].evidence}["consortium"] == 1.0
    assert not any(P3 in (row.a, row.b) for row in rows)


def test_duplicates_abstain_where_there_is_nothing_to_read(tmp_path: Path) -> None:
    facts = Facts([Project(id=f"project:toy:{n}", title="X1", sources=toys.PLACE) for n in "ab"])
    (row,) = ask(stored(tmp_path, facts), "duplicates")
    assert (row.kind, row.score) == ("cannot_tell", None)


def test_funding_lists_what_was_paid_and_leaves_the_unknown_unknown(triangle: Store) -> None:
    rows = ask(triangle, "funding")
    assert [(row.funded, row.amount_eur, row.confidence) for row in rows] == [
        (A, 100_000, 1),
        (P1, 5_000, 0.5),
        (B, None, 1),
    ]
    assert ask(triangle, "funding", of="The Fund") == rows
    assert [row.instrument for row in ask(triangle, "funding", of="Alpha")] == [FUND]


def test_contradictions_need_values_that_cannot_both_be_true(tmp_path: Path) -> None:
    facts = toys.triangle()
    facts.claim(A, "end_date", "2020-06-30", toys.REPORT, "Table 1")
    facts.claim(A, "end_date", "2020-06-20", toys.REPORT, "Table 2")
    facts.claim(A, "members_reported", 30, toys.REPORT, "Table 1")
    facts.claim(A, "members_reported", 32, toys.REPORT, "1.2", tolerance=5)
    facts.claim(A, "intercluster_projects_reported", 3, toys.REPORT, "Table 1")
    rows = ask(stored(tmp_path, facts), "contradictions")
    assert [(row.property, [(v.value, v.locator) for v in row.values]) for row in rows] == [
        ("end_date", [("2020-06-30", "Table 1"), ("2020-06-20", "Table 2")]),
        ("intercluster_projects_reported", [("3", "Table 1"), ("2", "Table 1 (counted)")]),
    ]


def test_coverage_counts_the_known_and_lists_what_nobody_has(triangle: Store) -> None:
    rows = {(row.type, row.property): row for row in ask(triangle, "coverage")}
    assert (rows[("Cluster", "members_reported")].known, rows[("Cluster", "members_reported")].total) == (1, 3)
    assert rows[("Cluster", "members_reported")].share == pytest.approx(1 / 3)
    assert rows[("MEMBER_OF", "")].total == 0
    assert rows[("PARTICIPATES_IN", "")].total == 7


def test_path_shows_every_shortest_way(triangle: Store) -> None:
    steps = ask(triangle, "path", a="Alpha", b="Gamma")
    ways = [[step.a for step in steps if step.path == number] + [C] for number in range(1, 7)]
    assert ways == sorted([A, first, B, second, C] for first in (X, P1, P2) for second in (Y, P3))
    assert all(step.sources == toys.PLACE for step in steps)
    assert {step.relation for step in steps} == {"HOSTS", "PARTICIPATES_IN"}


def test_path_leaves_common_instruments_out_unless_asked(tmp_path: Path) -> None:
    facts = toys.triangle()
    facts.add(Cluster(id="cluster:toy:d", name="Delta", sources=toys.PLACE))
    facts.add(next(dataclasses.replace(r, start="cluster:toy:d") for r in toys.triangle() if isinstance(r, FundedBy)))
    store = stored(tmp_path, facts)
    with pytest.raises(NotFoundError, match="try through 'all'"):
        ask(store, "path", a="Alpha", b="Delta")
    assert [step.b for step in ask(store, "path", a="Alpha", b="Delta", through="all")] == [FUND, "cluster:toy:d"]


def test_search_ignores_case_accents_and_punctuation(triangle: Store) -> None:
    for spelling in ("Alpha", "ALPHA", "álpha", "a team", A):
        assert ask(triangle, "search", text=spelling)[0].id == A
    assert ask(triangle, "search", text="Alpha")[0].score == 100
    assert ask(triangle, "search", text="zzzz") == []
    assert ask(triangle, "search", text="Host X", kind="organisation")[0].id == X


def test_search_puts_names_with_the_word_first_and_finds_no_scraps_of_it(tmp_path: Path) -> None:
    facts = toys.triangle()
    names = ("LE", "Adleuven", "Stad Leuven", "KU Leuven", "Admin Leuven bvba")
    facts.add(
        *(Organisation(id=f"organisation:toy:n{k}", name=name, sources=toys.PLACE) for k, name in enumerate(names))
    )
    found = ask(stored(tmp_path, facts), "search", text="leuven")
    assert [row.name for row in found if row.score >= 90] == ["KU Leuven", "Stad Leuven", "Admin Leuven bvba"]
    assert "LE" not in {row.name for row in found}


def test_a_name_that_fits_nobody_or_several_is_said_so(tmp_path: Path) -> None:
    facts = toys.triangle()
    facts.add(Organisation(id="organisation:toy:x2", name="Host X", sources=toys.PLACE))
    store = stored(tmp_path, facts)
    with pytest.raises(NotFoundError, match="No entity is called 'Nobody'"):
        ask(store, "path", a="Nobody", b="Alpha")
    with pytest.raises(AmbiguousError, match="organisation:toy:x2"):
        ask(store, "path", a="Host X", b="Alpha")


def test_wrong_parameters_are_named(triangle: Store) -> None:
    with pytest.raises(BadInputError, match="expected one of members, themes, projects"):
        ask(triangle, "overlap", over="nonsense")
    with pytest.raises(BadInputError, match="no parameter 'colour'"):
        ask(triangle, "overlap", colour="red")
    with pytest.raises(BadInputError, match="needs a value for 'text'"):
        ask(triangle, "search")


PARAMETERS: dict[str, dict[str, Any]] = {
    "path": {"a": "Alpha", "b": "Gamma"},
    "what_if": {"a": "Alpha", "b": "Beta"},
    "search": {"text": "a"},
    "partners": {"name": "Alpha"},
    "screen": {"title": "Clean water"},
    "restructure": {"draws": 20},
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_answers_are_the_same_twice_whatever_the_order_of_the_facts(name: str, tmp_path: Path) -> None:
    facts = toys.triangle()
    backwards = Facts(reversed(list(facts)))
    one = ask(stored(tmp_path / "one", facts), name, **PARAMETERS.get(name, {}))
    other = ask(stored(tmp_path / "other", backwards), name, **PARAMETERS.get(name, {}))
    assert one == other
    assert len({repr(row) for row in one}) == len(one), "no row twice"


@pytest.mark.parametrize("question", [*QUESTIONS.values(), *EVALUATIONS.values()], ids=lambda q: q.name)
def test_an_empty_store_is_said_so(question: Question[..., Any], tmp_path: Path) -> None:
    with pytest.raises(EmptyStoreError, match="intercluster load"):
        asking.ask(question, open_store(f"ladybug://{tmp_path.as_posix()}"), **_parameters(question))


def _parameters(question: Question[..., Any]) -> dict[str, Any]:
    return PARAMETERS.get(question.name, {}) if QUESTIONS.get(question.name) is question else {}


@pytest.mark.parametrize("question", [*QUESTIONS.values(), *EVALUATIONS.values()], ids=lambda q: q.name)
def test_a_question_explains_itself(question: Question[..., Any]) -> None:
    assert question.answers
    assert len(question.method) > 40
    assert len(dutch.said(question.method)) > 40
    assert all(parameter.meaning for parameter in question.parameters)
    assert dataclasses.is_dataclass(question.row)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_graph_with_nothing_in_it_gives_no_rows_and_no_traceback(name: str, tmp_path: Path) -> None:
    store = stored(tmp_path, Facts([Cluster(id=A, name="Alpha"), Cluster(id=C, name="Gamma")]))
    try:
        rows = ask(store, name, **PARAMETERS.get(name, {}))
    except NotFoundError:
        rows = []
    assert isinstance(rows, list)
