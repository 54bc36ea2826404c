"""Question, network, picture and explorer count the same for every pair of clusters."""

from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from api.drawing.networks import working_together
from graph.facts import Facts
from graph.measures.network import collaboration_network, ties
from graph.picture.between import clusters
from graph.picture.selection import Filters
from graph.schema import Cluster, ContinuesIn, MemberOf
from ingest import flanders
from queries.networks.collaboration import collaboration
from tests.support import toys
from tests.support.places import ROOT
from tests.support.toys import A, B, C, X, stored


def with_lists() -> Facts:
    """Return a toy whose hosts took clusters in later, and one of whose members had left by then."""
    facts = toys.with_members()
    facts.add(*(ContinuesIn(start=one, end=X, outcome="absorbed", sources=toys.PLACE) for one in (A, B)))
    left = date(2019, 1, 1)
    return Facts(replace(one, until=left) if isinstance(one, MemberOf) and one.end == C else one for one in facts)


@pytest.mark.parametrize("facts", [flanders.facts(), with_lists()], ids=["flanders", "lists"])
def test_every_pair_has_one_number(facts: Facts, tmp_path: Path) -> None:
    store = stored(tmp_path, facts)
    rows = {frozenset((row.a, row.b)): row for row in collaboration(store)}
    network = collaboration_network(store)
    explorer = {frozenset((e.start, e.end)): e.weight for e in clusters(facts, Filters(), 1000).edges}
    drawn = working_together(list(rows.values()))
    two_mode = ties(store, "collaboration").two_mode()
    shared = (two_mode.matrix @ two_mode.matrix.T).todense()
    place = {node: number for number, node in enumerate(two_mode.nodes)}
    for a, b in combinations(sorted(node.id for node in facts.nodes(Cluster)), 2):
        row = rows.get(frozenset((a, b)))
        counted = row.shared_projects + row.shared_hosts + (row.shared_members or 0) if row else 0
        assert network.get_edge_data(a, b, {"weight": 0})["weight"] == counted
        assert explorer.get(frozenset((a, b)), 0) == counted
        assert drawn.get_edge_data(a, b, {"weight": 0})["weight"] == counted
        assert shared[place[a], place[b]] == counted


def test_a_host_counts_once_and_an_outcome_not_at_all(tmp_path: Path) -> None:
    pair = ("cluster:flanders:bim", "cluster:flanders:bouwindustrialisatie")
    (row,) = [row for row in collaboration(stored(tmp_path, flanders.facts())) if (row.a, row.b) == pair]
    assert (row.shared_projects, row.shared_hosts, row.shared_members) == (2, 1, None)
    (edge,) = [e for e in clusters(flanders.facts(), Filters(), 1000).edges if (e.start, e.end) == pair]
    assert edge.weight == 3


def test_the_readme_says_what_is_counted(tmp_path: Path) -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    store = stored(tmp_path, flanders.facts())
    weights: list[tuple[str, str, int]] = list(collaboration_network(store).edges(data="weight"))
    start, end, weight = max(weights, key=lambda tie: tie[2])
    (row,) = [row for row in collaboration(store) if {row.a, row.b} == {start, end}]
    number = {1: "one", 2: "two", 3: "three"}
    assert f"{row.a_name} and {row.b_name} most of all" in readme
    assert f"{number[row.shared_projects]} project applications in common" in readme
    assert f"{number[row.shared_hosts]} host, {', '.join(row.hosts)}" in readme
    assert weight == row.shared_projects + row.shared_hosts
    euka = {frozenset((one.a_name, one.b_name)): one for one in collaboration(store)}
    assert all(euka[frozenset(("EUKA", name))].shared_projects == 2 for name in (row.a_name, row.b_name))


def test_members_who_left_are_not_shared(tmp_path: Path) -> None:
    found = {(row.a, row.b): row.shared_members for row in collaboration(stored(tmp_path, with_lists()))}
    assert found[A, B] == 2
    assert found[B, C] is None, "nobody is known to be a member of Gamma any more"
