"""Answers, pictures and exports among a selection: what is between the selected, with the figures of the whole."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.drawing.pictures import picture
from api.exported import Asked, exported
from api.exports.formats import exporter
from graph.errors import BadInputError, NotFoundError
from graph.schema import ENTITY_TYPES, Claim, Cluster, Hosts, Source
from graph.store import Store
from graph.store.subsets import only_entities
from queries import QUESTIONS
from queries.asking.desk import Desk
from queries.asking.question import AMONG, Answer
from queries.lookup.selected import MOST, selected
from tests.support import toys
from tests.support.toys import P1, P2, A, B, C, X, Y, stored

DESK = Desk()


@pytest.fixture(scope="module")
def triangle(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(tmp_path_factory.mktemp("store"), toys.with_members())


def ask(store: Store, question: str, **parameters: object) -> Answer[Any]:
    return DESK.ask(QUESTIONS[question], store, **parameters)


@pytest.mark.parametrize("name", [name for name, one in QUESTIONS.items() if one.ends and not one.needs_more])
def test_an_answer_among_all_is_the_answer(name: str, triangle: Store) -> None:
    question = QUESTIONS[name]
    assert AMONG in question.parameters
    rows = list(ask(triangle, name).rows)
    ends = {getattr(row, end) for row in rows for end in question.ends}
    assert rows
    assert list(ask(triangle, name, among=",".join(sorted(ends))).rows) == rows


def test_pairs_have_both_ends_in_it_and_the_figures_of_the_whole(triangle: Store) -> None:
    every = {(row.a, row.b): row for row in ask(triangle, "overlap", over="members").rows}
    answer = ask(triangle, "overlap", over="members", among="Alpha, cluster:toy:b")
    assert list(answer.rows) == [every[A, B]]
    assert answer.parameters["among"] == "Alpha, cluster:toy:b"
    assert answer.notes[-1] == "Only among the 2 selected; figures and ranks are those of all."


def test_only_types_of_which_anything_is_selected_are_narrowed(triangle: Store) -> None:
    folds = [row for row in ask(triangle, "consolidation", advice="fold").rows if row.cluster == B]
    assert {C, X, Y} <= {row.target for row in folds}
    hosts = [row for row in folds if row.target != C]
    assert list(ask(triangle, "consolidation", advice="fold", among=B).rows) == hosts, "of hosts none is selected"
    narrowed = ask(triangle, "consolidation", advice="fold", among=f"{B},{X}").rows
    assert {row.target for row in narrowed} == {X}
    assert len(ask(triangle, "duplicates", among=A).rows) == len(ask(triangle, "duplicates").rows)
    assert [(row.a, row.b) for row in ask(triangle, "duplicates", among=f"{P1},{P2}").rows] == [(P1, P2)]


def test_lists_are_of_what_is_selected(triangle: Store) -> None:
    assert [row.id for row in ask(triangle, "listing", among=f"{C},{A}").rows] == [A, C]
    assert not ask(triangle, "listing", of="projects", among=A).rows
    kinds = [row for row in ask(triangle, "facets", among=f"{C},{A}").rows if row.facet == "kind"]
    assert sum(row.number for row in kinds) == 2


def test_a_selection_is_checked(triangle: Store) -> None:
    assert [one.id for one in selected(triangle, f" Beta,{A},,beta ")] == [B, A]
    with pytest.raises(NotFoundError, match="No entity is called 'cluster:toy:zzz'"):
        ask(triangle, "overlap", over="themes", among=f"{A},cluster:toy:zzz")
    with pytest.raises(NotFoundError, match="'Nobody'"):
        ask(triangle, "listing", among="Nobody")
    with pytest.raises(BadInputError, match="selects nothing"):
        selected(triangle, " , ")
    with pytest.raises(BadInputError, match="too many"):
        selected(triangle, ",".join([A] * (MOST + 1)))


def test_a_selection_of_one_answer_works_nothing_out_anew(triangle: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(triangle, "collaboration")
    monkeypatch.setattr("queries.asking.desk._worked_out", lambda *_: pytest.fail("worked out"))
    assert len(ask(triangle, "collaboration", among=f"{A},{B}").rows) == 1


def test_the_facts_of_some_entities_are_a_graph_of_their_own() -> None:
    facts = only_entities(toys.with_members(), {A, B, X})
    facts.check()
    assert {node.id for kind in ENTITY_TYPES for node in facts.nodes(kind)} == {A, B, X}
    assert {(tie.start, tie.end) for tie in facts.relations(Hosts)} == {(X, A), (X, B)}
    assert {claim.entity_id for claim in facts.nodes(Claim)} <= {A, B, X}
    assert facts.nodes(Source)


def test_pictures_and_exports_are_of_what_is_selected(triangle: Store) -> None:
    for name in ("collaboration", "centrality"):
        drawn = picture(DESK, triangle, name, among=f"{A},{B}")
        assert {node.id for node in drawn.nodes} == {A, B}
    whole = picture(DESK, triangle, "centrality", network="organisations")
    some = ",".join(node.id for node in whole.nodes[:2])
    drawn = picture(DESK, triangle, "centrality", network="organisations", among=some)
    assert ",".join(sorted(node.id for node in drawn.nodes)) == ",".join(sorted(some.split(",")))
    ids, cyjs = frozenset((A, B)), exporter("cytoscape")
    graph = json.loads(exported(DESK, triangle, Asked(cyjs, among=ids)))["elements"]["nodes"]
    assert {node["data"]["id"] for node in graph if node["data"]["type"] == "Cluster"} == ids
    network = json.loads(exported(DESK, triangle, Asked(cyjs, "collaboration", among=ids)))["elements"]
    measures = {row.id: row.betweenness for row in ask(triangle, "centrality").rows}
    assert {one["data"]["id"]: one["data"]["betweenness"] for one in network["nodes"]} == {
        A: measures[A],
        B: measures[B],
    }
    assert len(network["edges"]) == 1


def test_a_name_with_a_comma_is_selected_by_its_id(tmp_path: Path) -> None:
    facts = toys.triangle()
    facts.add(Cluster(id="cluster:toy:d", name="Delta, the fourth"))
    store = stored(tmp_path, facts)
    assert [row.name for row in ask(store, "listing", among="cluster:toy:d").rows] == ["Delta, the fourth"]
