"""Set overlap and its significance: pure functions of arrays, one value a pair.

scipy.stats is imported where it is used: it takes a quarter of a second, and few commands need it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every pair of sets i < j in row-major order, and how many elements each pair shares."""

    i: Counts
    j: Counts
    shared: Counts


def pairs(memberships: sparse.csr_array) -> Pairs:
    """Return every pair of sets, which are the rows of a matrix of ones."""
    i, j = (ends.astype(np.int64) for ends in np.triu_indices(memberships.shape[0], 1))
    return Pairs(i, j, np.asarray((memberships @ memberships.T).todense(), dtype=np.int64)[i, j])


def jaccard(shared: Counts, size_a: Counts, size_b: Counts) -> Floats:
    """Return |A and B| / |A or B|; NaN where both are empty."""
    return _ratio(shared, size_a + size_b - shared)


def containment(shared: Counts, size: Counts) -> Floats:
    """Return the share of the first set that is in the second: |A and B| / |A|; NaN where A is empty."""
    return _ratio(shared, size)


def hypergeometric(shared: Counts, size_a: Counts, size_b: Counts, universe: int) -> Floats:
    """Return P(X >= shared) where both sets are drawn at random from a universe of that size.

    Tumminello et al. 2011, doi 10.1371/journal.pone.0017994. It takes every element to be equally active, so elements
    that are in many sets make it too small.
    """
    from scipy import stats

    tail = np.asarray(stats.hypergeom.sf(shared - 1, universe, size_a, size_b), dtype=np.float64)
    return np.where(shared > 0, tail, 1.0)


def q_values(p: Floats, tested: int | None = None) -> Floats:
    """Return Benjamini-Hochberg q-values (Benjamini and Hochberg 1995); all NaN where a p-value is unknown.

    `tested` is how many were tested where `p` leaves out some, which all had p = 1.
    """
    from scipy import stats

    if p.size == 0 or np.isnan(p).any():
        return np.full(p.shape, np.nan)
    everything = np.concatenate([p, np.ones((tested or p.size) - p.size)])
    return np.asarray(stats.false_discovery_control(everything, method="bh"), dtype=np.float64)[: p.size]


def _ratio(part: Counts, whole: NDArray[Any]) -> Floats:
    out: Floats = np.full(part.shape, np.nan)
    np.divide(part, whole, out=out, where=whole > 0)
    return out
