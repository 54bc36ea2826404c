"""PageRank and components: values spread from nodes over things to nodes, step by step, until they stay.

A step is one job over the memberships, which stay where they are; a value for each node goes out from this machine and
comes back. So nothing that a step needs is lost with a worker. The values are whole numbers, whose sum does not depend
on the order in which the workers add: the answer is the same to the last bit, run after run.
"""

from collections.abc import Callable

import networkx as nx
import numpy as np
import pyarrow as pa
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as sf

from graph.overlap import Counts, Floats

UNIT = 1e18
"""One, as a whole number: the most that 64 bits hold of a share."""

Over = Callable[[str], Column]


def spread(memberships: DataFrame, values: Counts, over: Over, otherwise: Counts) -> Counts:
    """Return for each node `over` (sf.sum, sf.min) all its things of `over` all the nodes that have the thing.

    A node without things has what `otherwise` says.
    """
    table = pa.table({"node": np.arange(values.size, dtype=np.int64), "value": values})
    given = sf.broadcast(memberships.sparkSession.createDataFrame(table))
    of_thing = over("value").over(Window.partitionBy("thing"))
    found = memberships.join(given, "node").select("node", of_thing.alias("value"))
    back = found.groupBy("node").agg(over("value").alias("value")).toArrow()
    out = otherwise.copy()
    out[back["node"].to_numpy()] = back["value"].to_numpy()
    return out


def pagerank(memberships: DataFrame, nodes: int, alpha: float, tol: float, max_iter: int) -> Floats:
    """Return PageRank of the ties that things make, as graph/backend/walks.py does.

    The ties are W = A A' - D, D the number of things of a node: W x = A (A' x) - D x. Things of one node are left out,
    so that no sum is above one. Raise PowerIterationFailedConvergence after `max_iter` steps.
    """
    if nodes == 0:
        return np.zeros(0)
    nothing, ones = np.zeros(nodes, np.int64), np.ones(nodes, np.int64)
    things = tying(memberships).persist()
    counted = things.groupBy("node").agg(sf.count("*").alias("value")).toArrow()
    diagonal = nothing.copy()
    diagonal[counted["node"].to_numpy()] = counted["value"].to_numpy()
    strength = spread(things, ones, sf.sum, nothing) - diagonal
    hanging = strength == 0
    x = np.full(nodes, round(UNIT / nodes), np.int64)
    for _ in range(max_iter):
        last = x
        out = np.rint(np.divide(x, strength, out=np.zeros(nodes), where=~hanging)).astype(np.int64)
        walked = spread(things, out, sf.sum, nothing) - diagonal * out
        x = np.rint(alpha * (walked + x[hanging].sum() / nodes) + (1 - alpha) * UNIT / nodes).astype(np.int64)
        if np.abs(x - last).sum() < nodes * tol * UNIT:
            return np.asarray(x / UNIT)
    raise nx.PowerIterationFailedConvergence(max_iter)


def tying(memberships: DataFrame) -> DataFrame:
    """Return the memberships of things that two nodes or more have: the others tie nobody."""
    together = memberships.withColumn("nodes", sf.count("*").over(Window.partitionBy("thing")))
    return together.where("nodes > 1").drop("nodes")


def components(memberships: DataFrame, nodes: int) -> Counts:
    """Return for each node the smallest node that ties lead to.

    Every node takes the smallest label around it, hands it to the node whose label it had, and then takes the label of
    its label (FastSV, Zhang et al. 2020, doi 10.1137/1.9781611976137.5), so a long path takes few steps.
    """
    label = np.arange(nodes, dtype=np.int64)
    while True:
        last = label
        near = spread(memberships, last, sf.min, last)
        label = np.minimum(last, near)
        np.minimum.at(label, last, near)
        label = label[label]
        if np.array_equal(label, last):
            return label
