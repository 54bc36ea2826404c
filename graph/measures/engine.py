"""The steps whose cost grows with pairs, and who computes them: this machine, or Apache Spark (graph/spark).

Whoever computes, the answer is the same, row for row; an engine that lacks a measure leaves it out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from scipy import sparse

from graph.measures import metrics, overlap
from graph.measures.metrics import EXACT, Sampling
from graph.measures.network import Ties
from graph.measures.overlap import Overlaps

Places = set[tuple[int, int]]
"""Pairs of places, one in each of two lists."""


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
        holders: dict[str, list[int]] = {key: [] for keys in here for key in keys}
        for place, keys in enumerate(there):
            for key in keys:
                if key in holders:
                    holders[key].append(place)
        return {
            (place, other)
            for place, keys in enumerate(here)
            for key in keys
            if len(holders[key]) <= crowd
            for other in holders[key]
        }

    def nearest(self, here: sparse.csr_array, there: sparse.csr_array, most: int, least: float) -> Places:
        """See Engine."""
        from sparse_dot_topn import sp_matmul_topn  # only a load that compares names pays for it

        left, right = sparse.csr_matrix(here), sparse.csr_matrix(there.T)
        near = sp_matmul_topn(left, right, top_n=most, threshold=least, sort=True, n_threads=2).tocoo()
        return set(zip(near.row.tolist(), near.col.tolist(), strict=True))

    def close(self) -> None:
        """See Engine: it runs nothing."""


LOCAL = OneMachine()
