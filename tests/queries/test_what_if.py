"""What there would be if two were one, what turns an advice round, and what a rank depends on; worked out by hand."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from api.drawing.joining import joining
from api.words.language import Language
from graph.errors import BadInputError
from graph.schema import Hosts, MemberOf, Node, Organisation, Source
from graph.store import Store
from graph.store.subsets import as_store, largest_organisations, without_entities, without_source
from ingest import flanders
from queries import QUESTIONS
from queries.consolidating.consolidation import Consolidation
from queries.consolidating.flip import Flip, first_place, overtaken
from queries.consolidating.sensitivity import moved
from tests.queries.test_questions import ask
from tests.support import asking, toys
from tests.support.toys import FIRM, P1, A, B, C, X, Y, stored

dutch = Language("nl")


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
    said = list(asking.ask(QUESTIONS["what_if"], triangle, a="Alpha", b="Host Y").notes)
    assert said[0] == "Host Y stands for the other clusters that it runs: Beta, Gamma."
    rank = next(r.rank for r in ask(triangle, "consolidation", advice="fold") if (r.cluster, r.target) == (A, Y))
    assert f"As a candidate to fold (Alpha, Host Y) it is number {rank} of" in said[1]
    with pytest.raises(BadInputError, match="is no cluster"):
        ask(triangle, "what_if", a="Host X", b="Alpha")
    with pytest.raises(BadInputError, match="one already"):
        ask(triangle, "what_if", a="Alpha", b=A)


def test_of_one_side_only_is_no_sum() -> None:
    with as_store(flanders.facts()) as store:
        answer = asking.ask(QUESTIONS["what_if"], store, a="Smart Digital Farming", b="ILVO")
    found = {row.figure: row for row in answer.rows}
    assert (found["themes"].a, found["themes"].b, found["themes"].together) == (5, None, None)
    assert found["themes"].detail == "unknown how many are in both"
    assert (found["projects"].b, found["projects"].together) == (1, 4), "ILVO takes part in one of the four itself"
    assert answer.notes[0].startswith("ILVO runs no other cluster")


def _on_top(rows: list[Consolidation], of: Consolidation) -> bool:
    """Whether no candidate of the same cluster scores more."""
    mine = [row for row in rows if row.advice == of.advice and of.cluster in (row.cluster, row.target)]
    (score,) = [row.score for row in mine if (row.cluster, row.target) == (of.cluster, of.target)]
    return all(row.score <= score + 1e-12 for row in mine)


def test_beyond_the_flipped_weight_another_is_on_top() -> None:
    """What defines a flip: a little further and what was on top is not, or what was not is."""
    with as_store(flanders.facts()) as store:
        before = ask(store, "consolidation")
        tried = 0
        for row in before:
            if row.flip is None or row.flip.level:
                continue
            further = row.flip.needed + 1e-6 * (1 if row.flip.needed > row.flip.weight else -1)
            weights = f"{row.advice}.{row.flip.feature}={further!r}"
            after = ask(store, "consolidation", advice=row.advice, weights=weights)
            assert _on_top(before, row) != _on_top(after, row), row.flip
            tried += 1
            if tried == 12:
                break
        assert tried >= 10


LEADS = arrays(np.float64, st.tuples(st.integers(1, 5), st.integers(1, 4)), elements=st.integers(-4, 4).map(float))


@given(LEADS, st.data())
def test_no_smaller_change_would_do(lead: NDArray[np.float64], data: st.DataObject) -> None:
    rivals, features = lead.shape
    scores = data.draw(arrays(np.float64, rivals, elements=st.integers(-6, 6).map(float)))
    first = bool((scores >= 0).all())
    weighting = data.draw(arrays(np.float64, features, elements=st.sampled_from([-100.0, -3.0, 2.0, 100.0])))
    change, _ = (overtaken if first else first_place)(lead, scores, weighting)

    def on_top(feature: int, by: NDArray[np.float64]) -> NDArray[np.bool_]:
        return np.asarray((scores[:, None] + lead[:, feature, None] * by >= -1e-9).all(axis=0), dtype=np.bool_)

    for feature in range(features):
        found, weight = change[feature], weighting[feature]
        tries = np.linspace(-15, 15, 601)
        tries = tries[(weight + tries) * np.sign(weight) > 1e-9]
        if np.isnan(found):
            assert (on_top(feature, tries) == first).all() or not first, "first for one weight alone is no turn"
            assert (np.diff(np.flatnonzero(on_top(feature, tries))) != 1).all() or first
        else:
            nearer = tries[np.abs(tries) < np.abs(found) - 1e-9]
            assert (on_top(feature, nearer) == first).all()
            ways = np.array([found - 1e-6, found + 1e-6])
            assert (on_top(feature, ways) != first).any()


def test_a_flip_leaves_every_weight_its_sign() -> None:
    with as_store(flanders.facts()) as store:
        turned = [row.flip for row in ask(store, "consolidation") if row.flip]
    assert turned
    assert all(flip.needed * flip.weight > 0 for flip in turned)


@pytest.mark.parametrize(("needed", "told"), [(0.2, "0.15 -> 0.20"), (0.1513, "0.150 -> 0.151"), (0.15002, "0.15000")])
def test_a_flip_says_two_weights_that_differ(needed: float, told: str) -> None:
    flip = Flip("same_host", 0.15, needed, A, "Alpha")
    assert told in str(flip)
    assert not flip.level


def test_two_that_are_level_at_the_top_share_rank_interval_and_rival(tmp_path: Path) -> None:
    facts = toys.triangle()
    twin = Organisation(id="organisation:toy:twin", name="Host T", kind="federation", sources=toys.PLACE)
    facts.add(twin, *(Hosts(start=twin.id, end=end, sources=toys.PLACE) for end in (A, B)))
    rows = [row for row in ask(stored(tmp_path, facts), "consolidation", advice="fold") if row.cluster == A][:2]
    assert {row.target for row in rows} == {X, twin.id}
    assert len({(row.rank, row.rank_low, row.rank_high, row.score) for row in rows}) == 1
    assert [str(row.flip) for row in rows] == ["level with Host X", "level with Host T"]


def test_ranks_without_a_part(triangle: Store) -> None:
    rows = ask(triangle, "sensitivity", ranking="collaboration")
    assert [(row.a, row.b, row.rank, row.rank_low, row.rank_high) for row in rows] == [(A, B, 1, 1, 1), (B, C, 2, 2, 2)]
    # One source: nothing would be left without it. The five largest are all three organisations.
    parts = ["universities", "knowledge institutions", "the 5 largest organisations"]
    assert [one.left_out for one in rows[0].without] == parts
    folds = {(row.a, row.b): row for row in ask(triangle, "sensitivity", ranking="fold")}
    rank = folds[(A, X)].rank
    assert [one.rank for one in folds[(A, X)].without] == [rank, rank, None], "without Host X it is gone"
    assert (folds[(A, X)].rank_high, folds[(A, X)].gone) == (rank, 1)
    assert asking.ask(QUESTIONS["sensitivity"], triangle, ranking="centrality").rows[0].a == B


def test_a_row_does_not_move_because_others_vanish() -> None:
    before: dict[tuple[str, str | None], int] = {("a", None): 1, ("b", None): 2, ("c", None): 3, ("d", None): 4}
    assert moved(before, {("c", None): 1, ("d", None): 2}) == {("c", None): 3, ("d", None): 4}
    assert moved(before, {("d", None): 1, ("c", None): 2}) == {("c", None): 4, ("d", None): 3}


def test_who_was_left_out_is_named() -> None:
    with as_store(flanders.facts()) as store:
        universities, knowing, largest, *more = asking.ask(
            QUESTIONS["sensitivity"], store, ranking="collaboration"
        ).notes
    assert universities == "Left out as universities: KU Leuven, Lund University, UGent."
    assert "ILVO" in knowing
    assert dutch.said(largest).startswith("Weggelaten als de 5 grootste organisaties: ")
    assert [note.endswith("rows are gone.") for note in more] == [True] * 5, "three groups, and two sources"


def test_a_university_of_unknown_kind_is_known_by_its_name(tmp_path: Path) -> None:
    facts = toys.with_members()
    ghent = Organisation(id="organisation:toy:ghent", name="Universiteit Gent", sources=toys.PLACE)
    facts.add(ghent, MemberOf(start=ghent.id, end=A, sources=toys.PLACE))
    said = list(asking.ask(QUESTIONS["sensitivity"], stored(tmp_path, facts), ranking="merge").notes)
    assert said[0] == "Left out as universities: Universiteit Gent."
    assert said[-1] == "Everything is from one source, so none was left out."
    said = list(asking.ask(QUESTIONS["sensitivity"], stored(tmp_path / "none", toys.with_members())).notes)
    assert said[0] == "None are known as universities, so nothing was left out."


def test_what_is_left_of_a_graph() -> None:
    facts = toys.triangle()
    assert largest_organisations(facts, 2) == [X, Y], "two each; what Host X took in later is not counted"
    left = without_entities(facts, [P1])
    assert len(left) == len(facts) - 4, "the project, its two participants and its funding"
    other = Source(id="source:toy:list", title="A list", sources=("source:toy:list#row 1",))
    facts.add(other, Organisation(id=FIRM, name="Firm 1", sources=("source:toy:list#row 2",)))
    assert {record.id for record in without_source(facts, toys.REPORT) if isinstance(record, Node)} == {other.id, FIRM}
    assert len(without_source(facts, "source:toy:list")) == len(toys.triangle())


def test_the_network_of_two_as_one_has_the_neighbours_that_what_if_counts(triangle: Store) -> None:
    found = joining(triangle, A, B)
    assert {node.id for node in found.before.nodes} == {A, B, C}
    assert [(edge.start, edge.end, edge.weight) for edge in found.after.edges] == [(A, C, 2)]
    assert {node.id: node.name for node in found.after.nodes} == {A: "Alpha + Beta", C: "Gamma"}
    assert (found.centres, found.centre) == ((A, B), A)


def test_an_organisation_that_runs_no_other_cluster_adds_nothing_to_the_network(triangle: Store) -> None:
    found = joining(triangle, "Alpha", FIRM)
    assert found.centres == (A,)
    assert {node.id for node in found.after.nodes} == {A, B}
