"""Apache Spark as an engine: what one machine holds is handed over, what comes back is collected."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from scipy import sparse

from graph.measures import metrics
from graph.measures.engine import Measures, Places
from graph.measures.metrics import EXACT, Sampling
from graph.measures.network import Ties
from graph.measures.overlap import Counts, Overlaps, Pairs
from graph.spark.session import at_work, start
from graph.spark.spreading import Spreading

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class SparkEngine:
    """Apache Spark on a master (graph/settings.py); a session starts when it is first needed."""

    name = "spark"

    def __init__(self, master: str) -> None:
        self._master = master
        self._started = False

    @cached_property
    def session(self) -> "SparkSession":
        """The session; raise EngineError where there can be none."""
        found = start(self._master)
        self._started = True
        return found

    def overlaps(self, memberships: sparse.csr_array) -> Overlaps:
        """See Engine."""
        universe = int(np.count_nonzero(memberships.sum(axis=0)))
        with self.memberships(memberships) as frame:
            from graph.spark.overlap import tested

            found = tested(frame, memberships.shape[0], universe).select("a", "b", "shared", "p", "q").toArrow()
        i, j, shared = (found[name].to_numpy().astype(np.int64) for name in ("a", "b", "shared"))
        order = np.lexsort((j, i))
        p, q = found["p"].to_numpy()[order], found["q"].to_numpy()[order]
        return Overlaps(Pairs(i[order], j[order], shared[order]), p, q)

    def measures(self, network: Ties, sampling: Sampling = EXACT) -> Measures:  # noqa: ARG002 - as Engine
        """Return degree, strength, PageRank and component; the others are not computed on Spark."""
        found = network.two_mode()
        nodes = len(found.nodes)
        with self.memberships(found.matrix) as frame:
            degree, strength = self._partners(frame, nodes)
        with at_work(self.session):
            spreading = Spreading.of(self.session.sparkContext, found.matrix)
            rank = spreading.pagerank(metrics.DAMPING, metrics.TOLERANCE, metrics.MOST_STEPS)
            label = spreading.components()
            spreading.blocks.unpersist()
        by_node = [dict(zip(found.nodes, values.tolist(), strict=True)) for values in (degree, strength, label)]
        return Measures(
            degree=by_node[0],
            strength={node: float(value) for node, value in by_node[1].items()},
            pagerank=dict(zip(found.nodes, rank.tolist(), strict=True)),
            component=metrics.numbered(by_node[2]),
        )

    def same_key(self, here: Sequence[Collection[str]], there: Sequence[Collection[str]], crowd: int) -> Places:
        """See Engine."""
        with at_work(self.session):
            from graph.spark.candidates import same_key

            found = same_key(self.session, here, there, crowd).toArrow()
        return np.stack((found["here"].to_numpy(), found["there"].to_numpy()), axis=1).astype(np.int64)

    def nearest(self, here: sparse.csr_array, there: sparse.csr_array, most: int, least: float) -> Places:
        """See Engine."""
        with at_work(self.session):
            from graph.spark.candidates import nearest

            return nearest(self.session, here, there, most, least)

    def close(self) -> None:
        """End the session, if there is one."""
        if self._started:
            self.session.stop()
            del self.session
            self._started = False

    @contextmanager
    def memberships(self, matrix: sparse.csr_array) -> Iterator["DataFrame"]:
        """Hand the memberships over; they lie by thing, in order, so that nothing moves to bring a thing together."""
        session = self.session
        node, thing = (places.astype(np.int32) for places in sparse.coo_array(matrix).coords)
        size = np.bincount(node, minlength=matrix.shape[0]).astype(np.int32)[node]
        with at_work(session):
            handed = session.createDataFrame(pa.table({"node": node, "size": size, "thing": thing}))
            frame = handed.repartition("thing").sortWithinPartitions("thing").persist()
            try:
                yield frame
            finally:
                session.catalog.clearCache()

    def _partners(self, frame: "DataFrame", nodes: int) -> tuple[Counts, Counts]:
        """Return for each node how many others it shares something with, and how much in all."""
        from graph.spark.overlap import partners

        found = partners(frame).toArrow()
        degree, strength = np.zeros(nodes, np.int64), np.zeros(nodes, np.int64)
        place = found["node"].to_numpy()
        degree[place], strength[place] = found["degree"].to_numpy(), found["strength"].to_numpy()
        return degree, strength
