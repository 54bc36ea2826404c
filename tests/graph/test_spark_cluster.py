"""Spark on a real standalone cluster, a master and two workers on loopback: a worker dies, the answer is the same."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import networkx as nx
import numpy as np
import pytest
from scipy import sparse

from graph.backend.sparse_network import SparseNetwork
from graph.errors import EngineError
from graph.measures import metrics
from graph.measures.engine import LOCAL
from graph.measures.network import Ties, TwoMode
from graph.spark import session
from graph.spark.engine import SparkEngine
from tests.graph.test_spark import QUICK
from tests.support.missing import missing
from tests.support.processes import UnavailableError
from tests.support.spark_cluster import Cluster, kill, once_busy, running, wait_for_executors


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    monkeypatch.setenv("JDK_JAVA_OPTIONS", QUICK)
    try:
        with running(tmp_path / "cluster") as found:
            yield found
    except UnavailableError as reason:
        missing(f"Spark is not tested on a cluster: {reason}")


def test_a_worker_dies_and_the_answer_is_the_same(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    node, thing = random.integers(0, 1_000, 8_000), random.integers(0, 2_000, 8_000)
    matrix = sparse.csr_array((np.ones(8_000, np.int64), (node, thing)), shape=(1_000, 2_000))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    nodes = tuple(f"{n:04}" for n in range(1_000))
    here = SparseNetwork.projection(nodes, matrix)
    network: nx.Graph[str] = cast("nx.Graph[str]", here)
    monkeypatch.setattr(metrics, "TOLERANCE", 1e-9)  # fewer steps, for both

    engine = SparkEngine(cluster.url)
    try:
        wait_for_executors(engine.session, 2)
        watch = once_busy(engine.session, 1, lambda: kill(cluster.workers[0]))
        found = engine.overlaps(matrix)
        watch.join(timeout=0)
        assert not watch.is_alive(), "no worker died before the answer was there"
        assert [process.poll() is None for process in cluster.workers] == [False, True]
        expected = LOCAL.overlaps(matrix)
        for one in ("i", "j", "shared"):
            assert np.array_equal(getattr(found.pairs, one), getattr(expected.pairs, one))
        assert np.array_equal(found.p, expected.p)
        assert np.array_equal(found.q, expected.q)
        there = engine.measures(Ties(lambda: here, lambda: TwoMode(nodes, matrix)))
        assert there.degree == metrics.degree(network)
        assert there.strength == metrics.strength(network)
        assert there.component == metrics.component(network)
        assert there.pagerank == pytest.approx(metrics.pagerank(network), abs=1e-9)
        kill(cluster.workers[1])
        monkeypatch.setattr(session, "WORKERS_WITHIN", 2)
        with pytest.raises(EngineError, match="lost its workers, and had none for 2 seconds"):
            engine.overlaps(matrix)
    finally:
        ended = engine.session
        engine.close()
    # As Spark ends by itself where what it takes for a master is none; it takes a minute to.
    with pytest.raises(EngineError, match="nothing there answers as a master"), session.speaking("No"):
        ended._jsparkSession.range(1).count()
    with pytest.raises(EngineError, match="has no worker free within 2 seconds"):
        session.start(cluster.url)
