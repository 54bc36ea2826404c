"""What pairs of nodes share, and whether it is more than chance, as frames."""

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as sf

from graph.measures import overlap
from graph.measures.overlap import Counts

KIND = ["shared", "size_a", "size_b"]


def shared(memberships: DataFrame) -> DataFrame:
    """Return `a`, `b`, `size_a`, `size_b`, `shared` for each pair of nodes a < b that share something."""
    left, right = (_of(memberships, end) for end in "ab")
    together = left.join(right, "thing").where("a < b")
    return together.groupBy("a", "b", "size_a", "size_b").agg(sf.count("*").alias("shared"))


def partners(memberships: DataFrame) -> DataFrame:
    """Return `node`, `degree`, the others it shares something with, and `strength`, how much in all."""
    ends = shared(memberships).select(sf.explode(sf.array("a", "b")).alias("node"), "shared")
    return ends.groupBy("node").agg(sf.count("*").alias("degree"), sf.sum("shared").alias("strength"))


def tested(memberships: DataFrame, nodes: int, universe: int) -> DataFrame:
    """Return `shared` with `p` and `q` of the hypergeometric test, things being `universe`, q over all pairs of nodes.

    Only the kinds of pair (what is shared, and both sizes), of which there are few, are tested one by one.
    """
    pairs = shared(memberships).persist()
    kinds = pairs.groupBy(*KIND).agg(sf.count("*").alias("times")).toArrow()
    p, q = overlap.tested(_rows(kinds, KIND), _rows(kinds, ["times"])[0], universe, overlap.number_of_pairs(nodes))
    values = kinds.select(KIND).append_column("p", pa.array(p)).append_column("q", pa.array(q))
    return pairs.join(sf.broadcast(memberships.sparkSession.createDataFrame(values)), KIND)


def _of(memberships: DataFrame, end: str) -> DataFrame:
    names = sf.col("node").alias(end), sf.col("size").alias(f"size_{end}")
    return memberships.select(*names, "thing")


def _rows(table: pa.Table, names: list[str]) -> Counts:
    return np.stack([table[name].to_numpy().astype(np.int64) for name in names])
