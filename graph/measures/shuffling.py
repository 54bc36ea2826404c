"""Memberships shuffled by curveball trades: every set keeps its size, every member its number of sets.

Strona et al. 2014, doi 10.1038/ncomms5114: two sets pool the members that only one of them has and draw them anew.
Compiled by numba, and the compiled code is cached: a chain of ten thousand shuffles is a hundred million steps.
"""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@njit(cache=True)
def shuffled_overlaps(
    starts: Ints, members: Ints, columns: int, samples: int, held: int, trades: int, most: int, random: Any
) -> tuple[Ints, Ints]:
    """Return how often each pair of sets shared how much, and what the last `held` shuffles shared.

    `starts` and `members` are the CSR form of the memberships. The first array has a row a pair (i < j, row-major) and
    a column for each number shared, 0 to `most`, and counts `samples` shuffles; the second a row for each of `held`
    more and a column a pair. `trades` lie between two samples, ten times as many before the first.
    """
    sets = starts.size - 1
    pairs = sets * (sets - 1) // 2
    members = members.copy()
    seen = np.zeros((pairs, most + 1), np.int64)
    apart = np.zeros((held, pairs), np.int64)
    owner = np.zeros(columns, np.int64)
    pool = np.empty(2 * max(1, columns), np.int64)
    trade_rounds(starts, members, owner, pool, 10 * trades, random)
    for sample in range(samples + held):
        trade_rounds(starts, members, owner, pool, trades, random)
        shared = overlaps(starts, members, columns)
        if sample < samples:
            for pair in range(pairs):
                seen[pair, shared[pair]] += 1
        else:
            apart[sample - samples] = shared
    return seen, apart


@njit(cache=True)
def trade_rounds(starts: Ints, members: Ints, owner: Ints, pool: Ints, trades: int, random: Any) -> None:
    """Make so many trades in place; `owner` is all zeros before and after."""
    sets = starts.size - 1
    for _ in range(trades):
        i = int(random.random() * sets)
        j = int(random.random() * (sets - 1))
        if j >= i:
            j += 1
        trade(members[starts[i] : starts[i + 1]], members[starts[j] : starts[j + 1]], owner, pool, random)


@njit(cache=True)
def trade(a: Ints, b: Ints, owner: Ints, pool: Ints, random: Any) -> None:
    """Deal out anew, in place, the members that only one of two sets has."""
    for member in a:
        owner[member] = 1
    size, kept_b = 0, 0
    for member in b:
        if owner[member] == 1:
            owner[member] = 2
            b[kept_b] = member
            kept_b += 1
        else:
            pool[size] = member
            size += 1
    kept_a = 0
    for place in range(a.size):
        member = a[place]
        if owner[member] == 2:
            a[kept_a] = member
            kept_a += 1
        else:
            pool[size] = member
            size += 1
        owner[member] = 0
    for place in range(kept_a, a.size):
        drawn = int(random.random() * size)
        size -= 1
        a[place] = pool[drawn]
        pool[drawn] = pool[size]
    b[kept_b:] = pool[:size]


@njit(cache=True)
def overlaps(starts: Ints, members: Ints, columns: int) -> Ints:
    """Return how many members each pair of sets shares, pairs i < j row-major."""
    sets = starts.size - 1
    shared = np.zeros(sets * (sets - 1) // 2, np.int64)
    first = np.zeros(columns + 1, np.int64)
    for member in members:
        first[member + 1] += 1
    first = np.cumsum(first)
    filled = first[:-1].copy()
    sets_of = np.empty(members.size, np.int64)
    for i in range(sets):
        for member in members[starts[i] : starts[i + 1]]:
            for place in range(first[member], filled[member]):
                h = sets_of[place]
                shared[h * sets - h * (h + 1) // 2 + i - h - 1] += 1
            sets_of[filled[member]] = i
            filled[member] += 1
    return shared


@njit(cache=True)
def sum_tails(chance: NDArray[np.float64], least: Ints, i: Ints, j: Ints) -> NDArray[np.float64]:
    """Return, for each pair of rows, P(sum of independent draws with chance[i] * chance[j] >= least), exactly."""
    tails = np.ones(least.size)
    for pair in range(least.size):
        k = least[pair]
        if k == 0:
            continue
        below = np.zeros(k)
        below[0] = 1.0
        for column in range(chance.shape[1]):
            p = chance[i[pair], column] * chance[j[pair], column]
            for drawn in range(k - 1, 0, -1):
                below[drawn] += p * (below[drawn - 1] - below[drawn])
            below[0] *= 1 - p
        tails[pair] = min(1.0, max(0.0, 1 - below.sum()))
    return tails
