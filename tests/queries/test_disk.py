"""`centrality` on organisations, from a sample too, and answers kept on disk."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from api.words.language import Language
from graph.errors import BadInputError
from graph.facts import Facts
from graph.measures import metrics
from graph.schema import Organisation, ParticipatesIn, Project
from graph.store import Store
from queries import QUESTIONS
from queries.asking import disk as disks
from queries.asking.desk import Desk
from queries.asking.disk import DiskCache
from tests.support import toys
from tests.support.asking import ask
from tests.support.toys import stored

dutch = Language("nl")


def ring(size: int) -> Facts:
    """Organisations in a ring: each shares one project with the next."""
    facts = Facts()
    for i in range(size):
        facts.add(Organisation(id=f"organisation:toy:{i:02}", name=f"Firm {i}", sources=toys.PLACE))
        facts.add(Project(id=f"project:toy:{i:02}", title=f"Project {i}", sources=toys.PLACE))
    for i in range(size):
        facts.add(ParticipatesIn(start=f"organisation:toy:{i:02}", end=f"project:toy:{i:02}", sources=toys.PLACE))
        facts.add(
            ParticipatesIn(start=f"organisation:toy:{i:02}", end=f"project:toy:{(i + 1) % size:02}", sources=toys.PLACE)
        )
    return facts


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return stored(tmp_path / "store", ring(8))


centrality = QUESTIONS["centrality"]


@pytest.mark.parametrize("least_work", [0, 2_000_000], ids=["back end", "networkx"])
def test_organisations_tied_by_projects(store: Store, least_work: int) -> None:
    with nx.config.backends["intercluster"](least_work=least_work):
        rows = ask(centrality, store, network="organisations").rows
    assert [row.id for row in rows] == [f"organisation:toy:{i:02}" for i in range(8)]
    # In a ring of 8, of the 21 pairs of others: 0.5 at distance 2 or less on one side, and so on: 4.5 in all.
    first = rows[0]
    assert (first.degree, first.strength, first.core) == (2, 2.0, 2)
    assert first.betweenness == pytest.approx(4.5 / 21)
    assert first.closeness == pytest.approx(7 / 16)
    assert first.pagerank == pytest.approx(1 / 8)
    assert (first.constraint, first.effective_size) == (pytest.approx(0.5), pytest.approx(2.0))


def test_both_ways_of_measuring_agree_on_the_affiliation_network(store: Store) -> None:
    plain = ask(centrality, store, network="affiliation").rows
    with nx.config.backends["intercluster"](least_work=0):
        ours = ask(centrality, store, network="affiliation").rows
    for a, b in zip(plain, ours, strict=True):
        left, right = dataclasses.asdict(a), dataclasses.asdict(b)
        for name in ("community", "community_stability"):
            del left[name], right[name]  # Louvain's and Leiden's
        assert left == {name: pytest.approx(v) if isinstance(v, float) else v for name, v in right.items()}


def test_a_sample_is_said_with_its_error_bound(store: Store) -> None:
    answer = ask(centrality, store, network="organisations", pivots=4, seed=3)
    note, _ = answer.notes
    assert "4 of 8 nodes" in note
    assert "4 van 8 knopen" in dutch.said(note)
    (parts,) = ask(centrality, store, network="organisations", pivots=8).notes
    assert parts.startswith("Communities: modularity ")
    for pivots in (1, -1):
        with pytest.raises(BadInputError, match="pivots"):
            ask(centrality, store, pivots=pivots)


def test_a_large_network_is_estimated_within_what_is_said_and_exact_on_request(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = {row.id: row.betweenness for row in ask(centrality, store, network="organisations").rows}
    monkeypatch.setattr(metrics, "SLOW", 8)
    answer = ask(centrality, store, network="organisations", epsilon=0.05)
    note, _ = answer.notes
    assert "within 0.05 of the exact ones" in note
    assert "0,05" in dutch.said(note)
    found = {row.id: row.betweenness for row in answer.rows}
    assert found != exact
    assert found == pytest.approx(exact, abs=0.05)
    again = ask(centrality, store, network="organisations", epsilon=0)
    assert {row.id: row.betweenness for row in again.rows} == exact
    assert not any("estimated" in note for note in again.notes)
    for epsilon in (-0.1, 1):
        with pytest.raises(BadInputError, match="epsilon"):
            ask(centrality, store, epsilon=epsilon)


@pytest.fixture
def never(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Keep every answer, however fast; call the result to make finding a new one an error."""
    monkeypatch.setattr(disks, "SLOW", 0.0)

    def fail(*_: Any, **__: Any) -> None:
        pytest.fail("found anew")

    return lambda: monkeypatch.setattr(metrics, "betweenness", fail)


def test_a_slow_answer_is_found_once(store: Store, tmp_path: Path, never: Callable[[], None]) -> None:
    memory = DiskCache(tmp_path / "answers")
    asked = {"network": "organisations", "pivots": 4}
    first = ask(centrality, store, Desk(memory), **asked)
    never()
    again = ask(centrality, store, Desk(memory), **asked)
    assert (list(again.rows), again.notes) == (list(first.rows), first.notes)
    assert again.data_version == first.data_version


def test_new_data_parameters_or_code_make_a_new_answer(
    store: Store, tmp_path: Path, never: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = DiskCache(tmp_path / "answers")
    ask(centrality, store, Desk(memory), network="organisations")
    other = stored(tmp_path / "other", ring(9))
    assert len(ask(centrality, other, Desk(memory), network="organisations").rows) == 9
    assert len(ask(centrality, store, Desk(memory), network="affiliation").rows) == 16
    monkeypatch.setattr(disks, "_code", lambda: "newer")
    ask(centrality, store, Desk(memory), network="organisations")
    assert len(list(memory.folder.glob("*.json"))) == 4


def test_a_broken_or_old_file_does_no_harm(
    store: Store, tmp_path: Path, never: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = DiskCache(tmp_path / "answers")
    first = ask(centrality, store, Desk(memory)).rows
    (file,) = memory.folder.glob("*.json")
    for content in ("", "[]", json.dumps({"columns": {}, "notes": []}), '{"columns": {"id": 1}}'):
        file.write_text(content)
        assert list(ask(centrality, store, Desk(memory)).rows) == list(first)
    monkeypatch.setattr(disks, "KEPT", 2)
    for seed in range(4):
        ask(centrality, store, Desk(memory), network="organisations", seed=seed + 1)
    assert len(list(memory.folder.iterdir())) == 2
    blocked = tmp_path / "a file"
    blocked.touch()
    assert list(ask(centrality, store, Desk(DiskCache(blocked))).rows) == list(first)


def test_a_changed_byte_is_not_shown(store: Store, tmp_path: Path, never: Callable[[], None]) -> None:
    memory = DiskCache(tmp_path / "answers")
    first = ask(centrality, store, Desk(memory), network="organisations").rows
    (file,) = memory.folder.glob("*.json")
    written = file.read_bytes()
    assert b"Firm 1" in written
    file.write_bytes(written.replace(b"Firm 1", b"Firm 9"))
    assert list(ask(centrality, store, Desk(memory), network="organisations").rows) == list(first)
    assert file.read_bytes() == written


def test_fast_answers_and_other_questions_are_not_kept(store: Store, tmp_path: Path) -> None:
    memory = DiskCache(tmp_path / "answers")
    ask(centrality, store, Desk(memory))
    ask(QUESTIONS["search"], store, Desk(memory), text="Firm 1")
    assert not memory.folder.exists()


def test_without_clusters_nobody_is_central(store: Store) -> None:
    assert list(ask(centrality, store).rows) == []
