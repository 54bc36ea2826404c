"""What there would be if two were one, what turns an advice round, and what a rank depends on; worked out by hand."""

from pathlib import Path

import pytest

from graph.errors import BadInputError
from graph.schema import Organisation, Source
from graph.store import Store
from graph.subsets import largest_organisations, without_entities, without_source
from queries import QUESTIONS
from queries.what_if_network import joining
from tests import toys
from tests.test_questions import ask
from tests.toys import FIRM, P1, A, B, C, X, Y, stored


@pytest.fixture
def triangle(tmp_path: Path) -> Store:
    return stored(tmp_path, toys.triangle())


def figures(store: Store, a: str, b: str) -> dict[str, tuple[float | None, float | None, float | None]]:
    return {row.figure: (row.a, row.b, row.together) for row in ask(store, "what_if", a=a, b=b)}


def test_what_is_in_both_counts_once(triangle: Store) -> None:
    found = figures(triangle, "Alpha", "Beta")
    assert found["themes"] == (2, 1, 2)
    assert found["projects"] == (2, 3, 3)
    assert found["members"] == (30, None, None), "Beta reports none, so the sum is unknown and not 30"
    assert found["grant_eur"] == (None, None, None)
    # Alpha - Beta - Gamma in a row: together they have the one neighbour Gamma, at one project and one host.
    assert found["partners"] == (1, 2, 1)
    assert found["strength"] == (3, 5, 2)
    assert found["betweenness"] == (0, 1, 0)


def test_member_lists_are_united(tmp_path: Path) -> None:
    store = stored(tmp_path, toys.with_members())
    assert figures(store, "Alpha", "Beta")["members"] == (3, 3, 4)
    (row,) = [row for row in ask(store, "what_if", a=A, b=B) if row.figure == "members"]
    assert row.detail == "in both: Member 2, Member 3"
    assert row.sources == toys.PLACE


def test_an_organisation_stands_for_the_clusters_that_it_runs(triangle: Store) -> None:
    assert figures(triangle, "Alpha", "Host Y")["themes"] == (2, 2, 3), "water and fire, of Beta and Gamma"
    with pytest.raises(BadInputError, match="is no cluster"):
        ask(triangle, "what_if", a="Host X", b="Alpha")
    with pytest.raises(BadInputError, match="one already"):
        ask(triangle, "what_if", a="Alpha", b=A)


def test_with_the_flipped_weight_the_two_score_the_same(triangle: Store) -> None:
    """The property that defines a flip: at the needed weight the candidate and its rival are level."""
    tried = 0
    for row in ask(triangle, "consolidation"):
        if row.flip is None:
            continue
        weights = f"{row.advice}.{row.flip.feature}={row.flip.needed!r}"
        again = ask(triangle, "consolidation", advice=row.advice, weights=weights)
        scores = {frozenset((one.cluster, one.target)): one.score for one in again}
        ends = {row.cluster, row.target} if row.advice == "merge" else {row.cluster}
        rivals = [scores.get(frozenset((end, row.flip.rival))) for end in ends]
        assert any(
            rival == pytest.approx(scores[frozenset((row.cluster, row.target))], abs=1e-9)
            for rival in rivals
            if rival is not None
        )
        tried += 1
    assert tried >= 2


def test_ranks_without_a_part(triangle: Store) -> None:
    rows = ask(triangle, "sensitivity", ranking="collaboration")
    assert [(row.a, row.b, row.rank, row.rank_low, row.rank_high) for row in rows] == [(A, B, 1, 1, 1), (B, C, 2, 2, 2)]
    # One source: nothing would be left without it. The five largest are all three organisations.
    assert [one.left_out for one in rows[0].without] == ["knowledge institutions", "the 5 largest organisations"]
    folds = {(row.a, row.b): row for row in ask(triangle, "sensitivity", ranking="fold")}
    assert [one.rank for one in folds[(A, X)].without] == [folds[(A, X)].rank, None], "without Host X it is gone"
    assert QUESTIONS["sensitivity"].ask(triangle, ranking="centrality").rows[0].a == B


def test_what_is_left_of_a_graph() -> None:
    facts = toys.triangle()
    assert largest_organisations(facts, 2) == [X, Y], "two each; what Host X took in later is not counted"
    left = without_entities(facts, [P1])
    assert len(left) == len(facts) - 4, "the project, its two participants and its funding"
    other = Source(id="source:toy:list", title="A list", sources=("source:toy:list#row 1",))
    facts.add(other, Organisation(id=FIRM, name="Firm 1", sources=("source:toy:list#row 2",)))
    assert {record.id for record in without_source(facts, toys.REPORT)} == {other.id, FIRM}
    assert len(without_source(facts, "source:toy:list")) == len(toys.triangle())


def test_the_network_of_two_as_one_has_the_neighbours_that_what_if_counts(triangle: Store) -> None:
    found = joining(triangle, triangle.facts(), A, B)
    assert {node.id for node in found.before.nodes} == {A, B, C}
    assert [(edge.start, edge.end, edge.weight) for edge in found.after.edges] == [(A, C, 2)]
    assert {node.id: node.name for node in found.after.nodes} == {A: "Alpha + Beta", C: "Gamma"}
    assert (found.centres, found.centre) == ((A, B), A)


def test_an_organisation_that_runs_no_other_cluster_adds_nothing_to_the_network(triangle: Store) -> None:
    found = joining(triangle, triangle.facts(), "Alpha", FIRM)
    assert found.centres == (A,)
    assert {node.id for node in found.after.nodes} == {A, B}
