"""The steps whose cost grows with pairs, and who computes them: this machine, or Apache Spark (graph/spark).

Whoever computes, the answer is the same, row for row; an engine that lacks a measure leaves it out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.measures import metrics, overlap
from graph.measures.metrics import EXACT, Sampling
from graph.measures.network import Ties
from graph.measures.overlap import Overlaps

Places = NDArray[np.int64]
"""Pairs of places, one in each of two lists: a pair a row, none twice."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Measures of a network, each by node; None where the engine does not compute it, or the network has it not.

    `within` is how far betweenness may be off with 95 % confidence, 0 where it is exact.
    """

    degree: Mapping[str, int]
    strength: Mapping[str, float]
    pagerank: Mapping[str, float]
    component: Mapping[str, int]
    betweenness: Mapping[str, float] | None = None
    within: float = 0.0
    closeness: Mapping[str, float] | None = None
    eigenvector: Mapping[str, float | None] | None = None
    core: Mapping[str, int] | None = None
    constraint: Mapping[str, float | None] | None = None
    effective_size: Mapping[str, float | None] | None = None
    communities: metrics.Communities[str] | None = None


@runtime_checkable
class Engine(Protocol):
    """Who computes; `name` is what the command line calls it."""

    @property
    def name(self) -> str:
        """The word for it."""

    def overlaps(self, memberships: sparse.csr_array) -> Overlaps:
        """Return what pairs of sets share, the sets being the rows of a matrix of ones; pairs that share nothing not.

        Pairs are i < j in row-major order.
        """

    def measures(self, network: Ties, sampling: Sampling = EXACT) -> Measures:
        """Measure a network; `sampling` says how betweenness is estimated."""

    def same_key(self, here: Sequence[Collection[str]], there: Sequence[Collection[str]], crowd: int) -> Places:
        """Return which of two lists share a key that at most `crowd` of the second list have."""

    def nearest(self, here: sparse.csr_array, there: sparse.csr_array, most: int, least: float) -> Places:
        """Return for each row of one matrix the `most` of another with the largest product, of at least `least`."""

    def close(self) -> None:
        """Let go of what it runs."""


@dataclass(frozen=True, slots=True)
class OneMachine:
    """This machine."""

    name: str = "local"

    def overlaps(self, memberships: sparse.csr_array) -> Overlaps:
        """See Engine."""
        return overlap.overlaps(memberships)

    def measures(self, network: Ties, sampling: Sampling = EXACT) -> Measures:
        """See Engine."""
        ties = metrics.prepared(network.graph())
        return Measures(
            degree=metrics.degree(ties),
            strength=metrics.strength(ties),
            pagerank=metrics.pagerank(ties),
            component=metrics.component(ties),
            betweenness=metrics.betweenness(ties, sampling),
            within=sampling.error(ties),
            closeness=metrics.closeness(ties),
            eigenvector=metrics.eigenvector(ties),
            core=metrics.core(ties),
            constraint=metrics.constraint(ties) if network.one_mode else None,
            effective_size=metrics.effective_size(ties) if network.one_mode else None,
            communities=metrics.communities(ties),
        )

    def same_key(self, here: Sequence[Collection[str]], there: Sequence[Collection[str]], crowd: int) -> Places:
        """See Engine."""
        keys = dict.fromkeys(key for one in min(here, there, key=len) for key in one)
        numbers = {key: number for number, key in enumerate(keys)}
        left, right = _keyed(here, numbers), _keyed(there, numbers)
        few = np.bincount(right.indices, minlength=len(numbers)) <= crowd
        return places_of(left[:, few] @ right[:, few].T)

    def nearest(self, here: sparse.csr_array, there: sparse.csr_array, most: int, least: float) -> Places:
        """See Engine."""
        from sparse_dot_topn import sp_matmul_topn  # only a load that compares names pays for it

        left, right = sparse.csr_matrix(here), sparse.csr_matrix(there.T)
        return places_of(sp_matmul_topn(left, right, top_n=most, threshold=least, sort=True, n_threads=2))

    def close(self) -> None:
        """See Engine: it runs nothing."""


LOCAL = OneMachine()


def places_of(matrix: sparse.csr_array) -> Places:
    """Return where a matrix holds something."""
    found: Places = np.stack(matrix.tocoo().coords, axis=1).astype(np.int64)
    return found


def _keyed(things: Sequence[Collection[str]], numbers: Mapping[str, int]) -> sparse.csr_array:
    """Return which thing has which of the keys that have numbers."""
    had = [[numbers[key] for key in keys if key in numbers] for keys in things]
    bounds = np.concatenate(([0], np.cumsum(np.fromiter(map(len, had), np.int32, len(had)))))
    columns = np.fromiter(chain.from_iterable(had), np.int32, bounds[-1])
    return sparse.csr_array((np.ones(len(columns), bool), columns, bounds), (len(things), len(numbers)))
