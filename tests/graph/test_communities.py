"""Communities: one run that the others agree with, never a chain of what most of them put together."""

import networkx as nx
import pytest

from graph.backend.sparse_network import SparseNetwork
from graph.measures import metrics

RUNS = range(20)


def parts(network: "nx.Graph[int]") -> list[set[int]]:
    found = metrics.community(network)
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
    assert metrics.community(nx.Graph()) == {}
