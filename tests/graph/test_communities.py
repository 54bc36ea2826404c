"""Communities: one run that the others agree with, never a chain of what most of them put together."""

import networkx as nx
import numpy as np
import pytest

from graph.backend.sparse_network import SparseNetwork
from graph.measures import metrics

RUNS = range(20)


def parts(network: "nx.Graph[int]") -> list[set[int]]:
    found = metrics.communities(network).of
    return [{node for node, label in found.items() if label == one} for one in sorted(set(found.values()))]


@pytest.mark.parametrize(
    "network",
    [
        nx.convert_node_labels_to_integers(nx.grid_2d_graph(10, 10)),
        nx.cycle_graph(30),
        nx.path_graph(40),
        nx.planted_partition_graph(5, 12, 0.7, 0.05, seed=1),
        nx.barabasi_albert_graph(120, 2, seed=3),
    ],
    ids=["grid", "cycle", "path", "planted", "hubs"],
)
@pytest.mark.parametrize("sparse", [False, True])
def test_its_modularity_is_near_that_of_the_best_run(network: "nx.Graph[int]", *, sparse: bool) -> None:
    runs = [nx.community.louvain_communities(network, seed=seed) for seed in RUNS]
    best = max(nx.community.modularity(network, run) for run in runs)
    of = SparseNetwork.of(network, "weight") if sparse else network
    assert nx.community.modularity(network, parts(of)) >= best - metrics.NEARLY_BEST  # type: ignore[arg-type]


def test_planted_parts_are_found_whole() -> None:
    network = nx.planted_partition_graph(4, 15, 0.8, 0.02, seed=2)
    assert sorted(map(sorted, parts(network))) == [list(range(start, start + 15)) for start in range(0, 60, 15)]


def test_nodes_without_ties_are_alone() -> None:
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(3))
    assert [len(part) for part in parts(network)] == [1, 1, 1]
    assert metrics.communities(nx.Graph()).of == {}


def test_stability_by_hand() -> None:
    # Two triangles and one tie between: every run cuts it there.
    pair = nx.barbell_graph(3, 0)
    found = metrics.communities(pair)
    assert set(found.stability.values()) == {1.0}
    assert (found.together, found.apart) == (1.0, 0.0)
    assert found.modularity == found.best == pytest.approx(nx.community.modularity(pair, [{0, 1, 2}, {3, 4, 5}]))


def test_stability_is_the_share_of_runs_pair_by_pair() -> None:
    ring = nx.cycle_graph(30)
    found = metrics.communities(ring)
    runs = [numbers(nx.community.louvain_communities(ring, seed=seed, weight="weight")) for seed in range(20)]
    for node in ring:
        others = [other for other in ring if other != node and found.of[other] == found.of[node]]
        share = np.mean([run[node] == run[other] for run in runs for other in others])
        assert found.stability[node] == pytest.approx(share)
    assert found.together is not None
    assert found.apart is not None
    assert found.apart < found.together < 0.95, "on a ring any cut is as good as another"


def numbers(parts: list[set[int]]) -> dict[int, int]:
    return {node: number for number, part in enumerate(parts) for node in part}


def test_eigenvector_centrality_is_of_the_strongest_component_alone() -> None:
    graph = nx.disjoint_union(nx.complete_graph(6), nx.star_graph(8))
    found = metrics.eigenvector(graph)
    assert all(found[node] == pytest.approx(6**-0.5) for node in range(6))
    assert {found[node] for node in range(6, 15)} == {None}
