"""Is an overlap more than chance? Three answers to what chance is, as pure functions of a membership matrix.

FDSM is the reference: it keeps both margins exactly. BiCM keeps them on average and needs no samples; the
hypergeometric test (`graph.measures.overlap`) keeps only the sizes of the sets. All p-values are one-sided, P(at least
as much).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.measures.overlap import Counts, Floats, hypergeometric_chance

TRADES_PER_SET = 10
FEW = 20
"""So many shuffles tell a share to within a quarter of itself; fewer do not."""

MOST_CELLS = 50_000_000
"""The counts of FDSM take one number for each pair and each size of overlap: above this (400 MB) it is not computed."""


@dataclass(frozen=True, slots=True)
class Shuffles:
    """What pairs of sets share when memberships are shuffled with both margins kept.

    `seen[pair, k]` counts the shuffles in which the pair shared k; `apart[shuffle, pair]` is what it shared in further
    shuffles, to try a method on. Pairs are i < j, row-major.
    """

    seen: Counts
    apart: Counts

    def p_values(self, shared: Counts) -> Floats:
        """Return (1 + shuffles that share at least as much) / (1 + shuffles), for one number shared a pair.

        Where fewer than `FEW` shuffles reach so much, that share is noise: there the tail is that of the binomial
        distribution with the mean and the variance of all shuffles, which any seed gives nearly the same.
        """
        tails = np.cumsum(self.seen[:, ::-1], axis=1)[:, ::-1]
        reached = tails[np.arange(shared.size), shared]
        counted = (1 + reached) / (1 + self.seen.sum(axis=1))
        return np.where((reached < FEW) & ~self.fixed, self._tail(shared, counted), counted)

    @property
    def fixed(self) -> NDArray[np.bool_]:
        """Whether every shuffle of a pair shares the same: its margins leave nothing to chance, nothing to test."""
        return np.asarray((self.seen > 0).sum(axis=1) <= 1)

    def _tail(self, shared: Counts, otherwise: Floats) -> Floats:
        """Return P(X >= shared) of a binomial of the same two moments; `otherwise` where there is none such."""
        from scipy.special import betainc  # a tenth of a second, and only needed once something is shuffled

        drawn, numbers = self.seen.sum(axis=1), np.arange(self.seen.shape[1])
        mean = self.seen @ numbers / drawn
        variance = self.seen @ numbers**2 / drawn - mean**2
        fits = (variance > 0) & (variance < mean) & (shared > mean)
        chance = np.where(fits, 1 - variance / np.where(mean > 0, mean, 1), 0.5)
        trials = np.where(fits, mean / chance, 1.0)
        possible = fits & (trials - shared + 1 > 0)
        tail = betainc(np.maximum(shared, 1), np.where(possible, trials - shared + 1, 1.0), chance)
        return np.where(possible, tail, otherwise)


def shuffles(memberships: sparse.csr_array, samples: int, apart: int, seed: int) -> Shuffles | None:
    """Shuffle memberships (sets in rows, ones where a member belongs) by curveball trades; None where too large.

    The fixed degree sequence model (Strona et al. 2014, doi 10.1038/ncomms5114; Neal et al. 2021, doi
    10.1038/s41598-021-03238-3): ten trades a set lie between two samples. The same seed gives the same shuffles.
    """
    from graph.measures.shuffling import shuffled_overlaps  # numba takes half a second

    sets, columns = memberships.shape
    sizes = np.sort(np.diff(memberships.indptr))
    most = int(sizes[-2]) if sets > 1 else 0
    if sets * (sets - 1) // 2 * (most + 1) > MOST_CELLS:
        return None
    if sets < 2:
        return Shuffles(np.zeros((0, 1), np.int64), np.zeros((apart, 0), np.int64))
    starts, members = memberships.indptr.astype(np.int64), memberships.indices.astype(np.int64)
    random = np.random.default_rng(seed)
    return Shuffles(*shuffled_overlaps(starts, members, columns, samples, apart, TRADES_PER_SET * sets, most, random))


def bicm(memberships: sparse.csr_array) -> Floats:
    """Return the chance of each membership under the bipartite configuration model, sets x members.

    p_ij = x_i y_j / (1 + x_i y_j), with x and y such that every row and column has its number of memberships on
    average (Saracco et al. 2017, doi 10.1088/1367-2630/aa6b38). Rows of one size share their x, columns their y, so
    the equations solved are as many as there are different sizes.
    """
    from scipy.optimize import least_squares

    shape = memberships.shape
    rows, row_class = np.unique(np.diff(memberships.indptr), return_inverse=True)
    columns, column_class = np.unique(
        np.bincount(memberships.indices, minlength=shape[1]).astype(np.int64), return_inverse=True
    )
    n, m = np.bincount(row_class), np.bincount(column_class)

    def chance(logs: Floats) -> Floats:
        free = logs[: rows.size, None] + logs[None, rows.size :]
        fitted = 0.5 * (1 + np.tanh(free / 2))
        return np.where((rows == 0)[:, None] | (columns == 0), 0.0, fitted)

    def missed(logs: Floats) -> Floats:
        p = chance(logs)
        return np.concatenate([p @ m - rows, n @ p - columns])

    def slope(logs: Floats) -> Floats:
        p = chance(logs)
        spread = p * (1 - p)
        by_row = np.hstack([np.diag(spread @ m), spread * m])
        by_column = np.hstack([(spread * n[:, None]).T, np.diag(n @ spread)])
        return np.vstack([by_row, by_column])

    if min(shape) == 0 or memberships.nnz == 0:
        return np.zeros(shape)
    start = np.log(np.concatenate([np.maximum(rows, 0.5), np.maximum(columns, 0.5) / memberships.nnz]))
    solved = least_squares(missed, start, jac=slope, method="trf", xtol=1e-14, ftol=1e-14, gtol=1e-12)
    return np.asarray(chance(solved.x)[row_class][:, column_class], dtype=np.float64)


def bicm_p_values(chance: Floats, shared: Counts, i: Counts, j: Counts) -> Floats:
    """Return P(X >= shared) for pairs of rows where memberships are drawn independently with these chances.

    The sum of unequal draws is computed exactly (Poisson-binomial), not by an approximation.
    """
    from graph.measures.shuffling import sum_tails

    tails: NDArray[np.float64] = sum_tails(np.ascontiguousarray(chance), shared, i, j)
    return tails


def common_p_value(shared: int, sizes: tuple[int, ...], universe: int) -> float:
    """Return P(X >= shared) where X is what two or more sets of these sizes, drawn at random, all have in common.

    The exact test of Wang et al. 2015 (doi 10.1038/srep16923): what the first sets have in common is one more set to
    draw the next from. With two sets it is the hypergeometric test.
    """
    return float(min(1.0, _in_common(tuple(sorted(sizes)), universe)[shared:].sum()))


@lru_cache(maxsize=20_000)
def _in_common(sizes: tuple[int, ...], universe: int) -> Floats:
    """Return the probability of each number in common; many combinations share their smaller sets."""
    *first, size = sizes
    if not first:
        only: Floats = np.eye(1, size + 1, size)[0]
        return only
    within = _in_common(tuple(first), universe)
    known = np.arange(within.size)
    drawn = np.arange(min(within.size - 1, size) + 1)
    chance = hypergeometric_chance(drawn[None, :], known[:, None], size, universe)
    return np.asarray(np.matmul(within, chance), dtype=np.float64)
