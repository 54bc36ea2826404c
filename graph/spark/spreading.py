"""PageRank and components: values spread from nodes over things to nodes, step by step, until they stay.

The memberships are cut by thing into blocks, which lie with the workers. A step is one job over them: a value for each
node goes out from this machine, and comes back from each block. So a lost worker takes nothing with it that cannot be
had again. The values are whole numbers, whose sum does not depend on the order in which they are added: the answer is
the same to the last bit, run after run.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.measures.overlap import Counts, Floats

if TYPE_CHECKING:
    from pyspark import RDD, SparkContext

UNIT = 1e18
"""One, as a whole number: a share of it fits into 64 bits."""
MEMBERSHIPS = 200_000
"""So many in one block, where there are enough for every core to have one."""

Places = NDArray[np.int32]
Block = tuple[Places, Places, Places, Places, Places]
"""Some things: the nodes of each and where each starts among them; the things of each node, where they start, the node.

Plain arrays, so that a worker needs numpy and nothing of ours.
"""


@dataclass(frozen=True, slots=True)
class Spreading:
    """Memberships laid out with the workers, and how many things, shared with others, each node has."""

    context: "SparkContext"
    blocks: "RDD[Block]"
    things: Counts

    @classmethod
    def of(cls, context: "SparkContext", memberships: sparse.csr_array) -> "Spreading":
        """Lay out a nodes x things matrix of ones, without things of one node: they tie nobody."""
        things = sparse.csr_array(memberships.T)
        things = things[np.flatnonzero(np.diff(things.indptr) > 1)]
        most = max(1, min(MEMBERSHIPS, things.nnz // context.defaultParallelism))
        cut = list(_cut(things, most))
        held = np.bincount(things.indices, minlength=memberships.shape[0]).astype(np.int64)
        return cls(context, context.parallelize(cut, max(1, len(cut))).persist(), held)

    def spread(self, values: Counts, over: np.ufunc, out: Counts) -> Counts:
        """Return `out` with, for each node, `over` all its things of `over` all the nodes that have the thing."""
        given = self.context.broadcast(values)

        def step(block: Block) -> tuple[Places, Counts]:
            nodes, thing_starts, things, node_starts, touched = block
            of_thing = over.reduceat(given.value[nodes], thing_starts)
            return touched, over.reduceat(of_thing[things], node_starts)

        found = self.blocks.map(step).collect()
        given.destroy()
        for touched, back in found:
            out[touched] = over(out[touched], back)
        return out

    def pagerank(self, alpha: float, tol: float, max_iter: int) -> Floats:
        """Return PageRank of the ties that things make, as graph/backend/walks.py does.

        The ties are W = A A' - D, D the number of things of a node: W x = A (A' x) - D x. Without things of one node no
        sum is above one. Raise PowerIterationFailedConvergence after `max_iter` steps.
        """
        n = self.things.size
        if n == 0:
            return np.zeros(0)
        strength = self._sums(np.ones(n, np.int64)) - self.things
        hanging = strength == 0
        x = np.full(n, round(UNIT / n), np.int64)
        for _ in range(max_iter):
            last = x
            out = _whole(np.divide(x, strength, out=np.zeros(n), where=~hanging))
            walked = self._sums(out) - self.things * out
            x = _whole(alpha * (walked + x[hanging].sum() / n) + (1 - alpha) * UNIT / n)
            if np.abs(x - last).sum() < n * tol * UNIT:
                return np.asarray(x / UNIT)
        raise nx.PowerIterationFailedConvergence(max_iter)

    def components(self) -> Counts:
        """Return for each node the smallest node that ties lead to.

        Every node takes the smallest label around it, hands it to the node whose label it had, and then takes the label
        of its label (FastSV, Zhang et al. 2020, doi 10.1137/1.9781611976137.5), so a long path takes few steps.
        """
        label = np.arange(self.things.size, dtype=np.int64)
        while True:
            last = label
            label = self.spread(last, np.minimum, last.copy())
            np.minimum.at(label, last, label.copy())
            label = label[label]
            if np.array_equal(label, last):
                return label

    def _sums(self, values: Counts) -> Counts:
        return self.spread(values, np.add, np.zeros(self.things.size, np.int64))


def _cut(things: sparse.csr_array, most: int) -> Iterator[Block]:
    """Yield blocks of whole things, of about `most` memberships each."""
    ends = np.searchsorted(things.indptr, np.arange(most, things.nnz + most, most))
    start = 0
    for end in np.minimum(ends, things.shape[0]).tolist():
        if end > start:
            part = things[start:end]
            back = sparse.csr_array(part.T)
            touched = np.flatnonzero(np.diff(back.indptr))
            arrays = part.indices, part.indptr[:-1], back.indices, back.indptr[touched], touched
            nodes, thing_starts, of_node, node_starts, names = (one.astype(np.int32) for one in arrays)
            yield nodes, thing_starts, of_node, node_starts, names
        start = end


def _whole(values: Floats) -> Counts:
    return np.rint(values).astype(np.int64)
