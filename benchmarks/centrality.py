"""Centralities of the collaboration of organisations: plain NetworkX, igraph and the back end, side by side.

`python -m benchmarks.centrality [--quick]` takes the organisations of Horizon 2020 tied by the projects they share, of
an eighth, a third and all of the projects (`--quick`: the first two). Each program measures in a process of its own
with the network already in its own form; making that form is a line of its own. The best run counts: of three for what
takes less than 5 s, of as many as two seconds hold for what takes less still. Where going through every node would
take NetworkX or igraph too long, a sample of nodes is timed and multiplied up: marked ~. Ratios are to plain NetworkX
on the same network in the same run (NetworkX's effective size by named nodes looks each neighbourhood through anew, the
back end counts triangles once: hence its ratio); growth is the exponent of seconds against ties between the smallest
and the largest network.
"""

import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np

from benchmarks import run
from graph.settings import Settings

SHARES = (0.125, 1 / 3, 1.0)
PROGRAMS = ("networkx", "igraph", "intercluster")
SAMPLES = {"networkx": 20, "igraph": 300}
"""How many nodes are searched from where all would take too long."""
SEARCHED = 3_000
"""The most nodes that are all searched from."""


def affiliation(share: float) -> Any:
    """Return the organisations x projects matrix of a share of the projects, organisations without one left out."""
    import pandas as pd
    from scipy import sparse

    table = pd.read_csv(Settings.from_environment().data / "cordis_h2020" / "h2020.csv.gz", dtype=str)
    project, organisation = (pd.factorize(table[name], sort=True)[0] for name in ("rcn", "pic"))
    kept = np.random.default_rng(0).random(project.max() + 1) < share
    rows = kept[project]
    i, j = np.unique(organisation[rows], return_inverse=True)[1], project[rows]
    matrix = sparse.csr_array((np.ones(i.size), (i, j)))
    matrix.data[:] = 1
    return matrix


def measure(program: str, share: float) -> dict[str, list[float]]:
    """Return, by measure, seconds, whether they are multiplied up (1 or 0), and the peak of memory so far in MB."""
    matrix = affiliation(share)
    started = time.perf_counter()
    calls = {"networkx": _networkx, "igraph": _igraph, "intercluster": _intercluster}[program](matrix)
    found = {"making the network": [time.perf_counter() - started, 0, _peak()]}
    for name, (call, times) in calls.items():
        found[name] = [_seconds(call) * times, float(times > 1), _peak()]
    return found


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _seconds(call: Callable[[], Any]) -> float:
    best, runs, begun = math.inf, 0, time.perf_counter()
    while runs < 3 or time.perf_counter() - begun < 2:
        started = time.perf_counter()
        call()
        best, runs = min(best, time.perf_counter() - started), runs + 1
        if best > 5:
            break
    return best


Calls = dict[str, tuple[Callable[[], Any], float]]


def _networkx(matrix: Any) -> Calls:
    import networkx as nx

    from graph.backend.sparse_network import SparseNetwork

    graph = SparseNetwork.projection(tuple(range(matrix.shape[0])), matrix).to_networkx()
    nodes, times = _sample("networkx", len(graph))
    return {
        **_cheap(nx, graph),
        "closeness": (lambda: [nx.closeness_centrality(graph, u=node) for node in nodes], times),
        "betweenness": (lambda: nx.betweenness_centrality(graph, k=len(nodes), seed=0), times),
        "effective size": (lambda: nx.effective_size(graph, nodes=nodes), times),
        "communities": (lambda: nx.community.louvain_communities(graph, seed=1), 1),
    }


def _intercluster(matrix: Any) -> Calls:
    import networkx as nx

    from graph.backend.communities import leiden_communities
    from graph.backend.sparse_network import SparseNetwork

    graph: Any = SparseNetwork.projection(tuple(range(matrix.shape[0])), matrix)
    _ = graph.pattern, graph.by_degree, graph.things, graph.place  # its own form, made when first asked for
    return {
        **_cheap(nx, graph),
        "closeness": (lambda: nx.closeness_centrality(graph), 1),
        "betweenness": (lambda: nx.betweenness_centrality(graph), 1),
        "effective size": (lambda: nx.effective_size(graph), 1),
        "communities": (lambda: leiden_communities(graph, seed=Random(1)), 1),  # noqa: S311 - no secret
    }


def _cheap(nx: Any, graph: Any) -> Calls:
    return {
        "pagerank": (lambda: nx.pagerank(graph), 1),
        "eigenvector": (lambda: nx.eigenvector_centrality(graph, weight="weight"), 1),
        "core": (lambda: nx.core_number(graph), 1),
        "clustering": (lambda: nx.clustering(graph), 1),
        "constraint": (lambda: nx.constraint(graph, weight="weight"), 1),
    }


def _sample(program: str, n: int) -> tuple[list[int], float]:
    size = n if n <= SEARCHED else SAMPLES[program]
    return np.random.default_rng(0).choice(n, size, replace=False).tolist(), n / size


def _igraph(matrix: Any) -> Calls:
    import igraph
    from scipy import sparse

    product = sparse.coo_array(sparse.triu(matrix @ matrix.T, k=1))
    graph = igraph.Graph(n=matrix.shape[0], edges=np.column_stack(product.coords).tolist())
    graph.es["weight"] = product.data.tolist()
    nodes, times = _sample("igraph", matrix.shape[0])
    return {
        "pagerank": (lambda: graph.pagerank(weights="weight"), 1),
        "eigenvector": (lambda: graph.eigenvector_centrality(weights="weight"), 1),
        "core": (graph.coreness, 1),
        "clustering": (lambda: graph.transitivity_local_undirected(mode="zero"), 1),
        "constraint": (lambda: graph.constraint(weights="weight"), 1),
        "closeness": (lambda: graph.closeness(vertices=nodes), times),
        "betweenness": (lambda: graph.betweenness(sources=nodes), times),
        "communities": (
            lambda: graph.community_leiden("modularity", weights="weight", n_iterations=2),
            1,
        ),
    }


def main() -> None:
    """Print a table for each size, then growth."""
    if len(sys.argv) == 4 and sys.argv[1] == "--one":
        print(json.dumps(measure(sys.argv[2], float(sys.argv[3]))))
        return
    shares = SHARES[:2] if "--quick" in sys.argv else SHARES
    results: dict[float, dict[str, dict[str, list[float]]]] = {}
    ties = {}
    for share in shares:
        matrix = affiliation(share)
        ties[share] = ((matrix @ matrix.T).nnz - matrix.shape[0]) // 2
        print(f"\n{matrix.shape[0]:,} organisations, {ties[share]:,} ties", flush=True)
        results[share] = {program: _one(program, share) for program in PROGRAMS}
        _show(results[share])
    _growth(results, ties)


def _one(program: str, share: float) -> dict[str, list[float]]:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.centrality", "--one", program, repr(share)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - this very file
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def _show(found: dict[str, dict[str, list[float]]]) -> None:
    print(f"{'':20}" + "".join(f"{program + ', s':>18}{'ratio':>8}" for program in PROGRAMS))
    for name, (plain, more, _) in found["networkx"].items():
        line = f"{name:20}{'~' if more else ' '}{plain:17.3f}{1:8}"
        for program in PROGRAMS[1:]:
            own = found[program].get(name)
            line += f"{'~' if own[1] else ' '}{own[0]:17.4f}{plain / own[0]:8,.0f}" if own else f"{'-':>18}{'-':>8}"
        print(line)
    peaks = (f"{program} {max(row[2] for row in found[program].values()):,.0f} MB" for program in PROGRAMS)
    print(f"peak memory: {', '.join(peaks)}", flush=True)


def _growth(results: dict[float, dict[str, dict[str, list[float]]]], ties: dict[float, int]) -> None:
    small, large = min(results), max(results)
    print("\ngrowth: seconds go with ties to the power of")
    for name in results[small]["networkx"]:
        powers = [
            math.log(results[large][program][name][0] / results[small][program][name][0])
            / math.log(ties[large] / ties[small])
            for program in PROGRAMS
            if name in results[small][program]
        ]
        print(f"{name:20}" + "".join(f"{power:26.1f}" for power in powers))


if __name__ == "__main__":
    run(main, __doc__)
