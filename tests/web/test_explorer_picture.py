"""What the explorer draws: clusters with what they share, filters, and places of thousands of nodes."""

from datetime import date

import networkx as nx
import numpy as np

from graph.facts import Facts
from graph.picture.between import clusters
from graph.picture.layout import STRETCH, positions
from graph.picture.picture import whole
from graph.picture.selection import Filters
from graph.schema import Cluster, MemberOf, Organisation
from tests.support import toys
from tests.support.toys import P1, P2, P3, A, B, C, X, Y


def test_clusters_are_tied_by_what_they_share() -> None:
    picture = clusters(toys.triangle(), Filters(), 100)
    weights = {(e.start, e.end): e.weight for e in picture.edges}
    assert weights == {(A, B): 3.0, (B, C): 2.0}
    assert {node.id for node in picture.nodes} == {A, B, C}
    hosts = clusters(toys.triangle(), Filters(relations=("HOSTS",)), 100)
    assert {(e.start, e.end): e.facts for e in hosts.edges} == {(A, B): ("hosts: Host X",), (B, C): ("hosts: Host Y",)}


def test_a_period_and_other_organisations_as_filters() -> None:
    facts = toys.triangle()
    assert {n.id for n in whole(facts, Filters(since=date(2021, 1, 1), kinds=("Cluster",))).nodes} == {C}
    assert {n.id for n in whole(facts, Filters(kinds=("other_organisation",))).nodes} == {X, Y}
    near = whole(facts, Filters(ego=B, depth=2, relations=("PARTICIPATES_IN",)), most=4)
    assert {n.id for n in near.nodes} == {B, P1, P2, P3}, "the nearest are kept"
    assert near.nodes[0].id == B


def test_a_large_part_is_laid_out_the_same_each_time_and_nothing_covers() -> None:
    facts = Facts([Cluster(id=f"cluster:toy:{n}", name=str(n)) for n in range(40)])
    facts.add(*(Organisation(id=f"organisation:toy:{n}", name=str(n)) for n in range(900)))
    ends = ((n, (n * 7 + k * 13) % 40) for n in range(900) for k in range(2))
    facts.add(*(MemberOf(start=f"organisation:toy:{n}", end=f"cluster:toy:{c}") for n, c in ends))
    picture = whole(facts)
    assert picture == whole(Facts(reversed(list(facts))))
    points = np.array([(node.x, node.y) for node in picture.nodes])
    apart = np.abs(points[:, None] - points[None]).sum(axis=2) + 1e9 * np.eye(len(points))
    assert apart.min() > 20


def test_a_tail_does_not_make_the_rest_of_a_large_picture_small() -> None:
    network = nx.barabasi_albert_graph(600, 3, seed=1)
    nx.add_path(network, [0, *range(600, 630)])
    points = np.array(list(positions(nx.relabel_nodes(network, "{:04}".format)).values()))
    away = np.hypot(*((points - np.median(points, axis=0)) / (STRETCH, 1.0)).T)
    assert away.max() < 3 * np.quantile(away, 0.9)
