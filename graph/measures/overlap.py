"""Set overlap and its significance: pure functions of arrays, one value a pair."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
NEGLIGIBLE = 1e-17
"""A term that is so small a share of a sum changes nothing."""


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


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Pairs of sets, what each shares, and the hypergeometric test of it; q over all pairs there are."""

    pairs: Pairs
    p: Floats
    q: Floats

    def of_every_pair(self, sets: int) -> "Overlaps":
        """Return every pair of so many sets, where these are the pairs that share something: the others have p = 1."""
        i, j = (ends.astype(np.int64) for ends in np.triu_indices(sets, 1))
        # In row-major order pair (i, j) stands after the i rows before it, each one shorter than the last.
        place = self.pairs.i * (2 * sets - self.pairs.i - 1) // 2 + self.pairs.j - self.pairs.i - 1
        shared, p, q = np.zeros(i.size, np.int64), np.ones(i.size), np.ones(i.size)
        shared[place], p[place], q[place] = self.pairs.shared, self.p, self.q
        return Overlaps(Pairs(i, j, shared), p, q)


def overlaps(memberships: sparse.csr_array) -> Overlaps:
    """Return the pairs of sets, the rows of a matrix of ones, that share something."""
    product = sparse.triu(memberships @ memberships.T, k=1).tocsr()
    product.sort_indices()
    i, j = (ends.astype(np.int64) for ends in product.tocoo().coords)
    shared = product.data.astype(np.int64)
    sizes = np.diff(memberships.indptr).astype(np.int64)
    universe = int(np.count_nonzero(memberships.sum(axis=0)))
    # One number a kind of pair: to sort numbers is many times faster than to sort rows of three.
    base = int(sizes.max(initial=0)) + 1
    numbers = (shared * base + sizes[i]) * base + sizes[j]
    numbers, kind, times = np.unique(numbers, return_inverse=True, return_counts=True)
    kinds = np.stack([numbers // base**2, numbers // base % base, numbers % base])
    p, q = tested(kinds, times, universe, number_of_pairs(sizes.size))
    return Overlaps(Pairs(i, j, shared), p[kind], q[kind])


def number_of_pairs(sets: int) -> int:
    """Return how many pairs of so many sets there are."""
    return sets * (sets - 1) // 2


def tested(kinds: Counts, times: Counts, universe: int, pairs: int) -> tuple[Floats, Floats]:
    """Return the hypergeometric p of each kind of pair, and q over all pairs: those not counted share nothing.

    `kinds` are three rows, shared, size of a, size of b, and `times` how many pairs are of each kind: there are far
    fewer kinds than pairs.
    """
    p = hypergeometric(kinds[0], kinds[1], kinds[2], universe)
    return p, q_values(p, pairs, times)


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
    # Up to what is expected it is one less what b leaves of a: P(a outside of b > size_a - shared). So only the
    # smaller side is ever added up, on which each term is smaller than the last.
    low = shared * universe <= size_a * size_b
    least = np.where(low, size_a - shared + 1, shared)
    tail = _tail(least, size_a, np.where(low, universe - size_b, size_b), universe)
    return np.where(low, 1 - tail, tail)


def hypergeometric_chance(shared: Counts, size_a: Counts, size_b: Counts | int, universe: int) -> Floats:
    """Return P(X = shared) where both sets are drawn at random from a universe of that size."""
    only_a, only_b = size_a - shared, size_b - shared
    neither = universe - size_a - only_b
    possible = (shared >= 0) & (only_a >= 0) & (only_b >= 0) & (neither >= 0)
    parts = [np.where(possible, part, 0) for part in (shared, only_a, only_b, neither)]
    coarse, fine = (
        table[size_a]
        + table[universe - size_a]
        + table[size_b]
        + table[universe - size_b]
        - table[universe]
        - sum(table[part] for part in parts)
        for table in _log_factorials(universe)
    )
    return np.asarray(np.exp(np.where(possible, coarse + fine, -np.inf)), dtype=np.float64)


def _tail(least: Counts, size_a: Counts, size_b: Counts, universe: int) -> Floats:
    """Return P(X >= least), where that is more than expected: each term follows from the last."""
    term = hypergeometric_chance(least, size_a, size_b, universe)
    total = term.copy()
    going = np.flatnonzero(term)
    k, a, b, term = least[going], size_a[going], size_b[going], term[going]
    while going.size:
        term = term * ((a - k) / (k + 1)) * ((b - k) / (universe - a - b + k + 1))
        total[going] += term
        counts = term > total[going] * NEGLIGIBLE
        going, k, a, b, term = going[counts], k[counts] + 1, a[counts], b[counts], term[counts]
    return total


@lru_cache(maxsize=8)
def _log_factorials(most: int) -> tuple[Floats, Floats]:
    """Return log(k!) for k from 0 to `most`, as two tables to add.

    The first holds multiples of 2^-28, which are added and subtracted without any error (up to sums of 2^25, half a
    million elements), so that the logarithms that do not cancel are all that is ever rounded.
    """
    logs = np.log(np.maximum(np.arange(most + 1), 1))
    coarse = np.rint(logs * 2**28) / 2**28
    return np.cumsum(coarse), np.cumsum(logs - coarse)


def q_values(p: Floats, tested: int | None = None, times: Counts | None = None) -> Floats:
    """Return Benjamini-Hochberg q-values (Benjamini and Hochberg 1995); all NaN where a p-value is unknown.

    `tested` is how many were tested where `p` leaves out some, which all had p = 1; `times` is how often each p-value
    was found, once by default.
    """
    if p.size == 0 or np.isnan(p).any():
        return np.full(p.shape, np.nan)
    order = np.argsort(p, kind="stable")
    rank = np.cumsum(np.ones(p.size, np.int64) if times is None else times[order])
    q = np.empty_like(p)
    q[order] = np.minimum.accumulate((p[order] * ((tested or rank[-1]) / rank))[::-1])[::-1]
    return np.minimum(q, 1.0)


def _ratio(part: Counts, whole: NDArray[Any]) -> Floats:
    out: Floats = np.full(part.shape, np.nan)
    np.divide(part, whole, out=out, where=whole > 0)
    return out
