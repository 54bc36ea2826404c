"""Is what three and more sets have in common more than chance? The configuration model, for any number of sets.

Under BiCM (`null_models.bicm`) member m is in set s with chance p_sm, whatever else it is in; so it is in all sets of a
combination with the product of these, and how many are is a sum of unequal draws (Poisson-binomial), whose tail is
computed exactly. Hubs have high chances in every set, so what they share is expected.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations

import numpy as np
from scipy import sparse

from graph.measures import null_models
from graph.measures.overlap import Counts, Floats

Combination = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tested:
    """How many a combination is expected to have in common, and P(at least as many as it has)."""

    expected: float
    p: float


@dataclass(frozen=True, slots=True)
class Chances:
    """Chances of membership by class of members that are in equally many sets: sets x classes, and class sizes."""

    by_class: Floats
    sizes: Counts

    @classmethod
    def of(cls, memberships: sparse.csr_array) -> "Chances":
        """Fit the configuration model to memberships (sets in rows)."""
        often = np.bincount(memberships.indices, minlength=memberships.shape[1])
        _, first, sizes = np.unique(often, return_index=True, return_counts=True)
        return cls(null_models.bicm(memberships)[:, first], sizes.astype(np.int64))

    def test(self, combination: Combination, shared: int) -> Tested:
        """Test what the sets of a combination have in common."""
        p = reduce(np.multiply, (self.by_class[k] for k in combination))
        return Tested(float(p @ self.sizes), tail(p, self.sizes, shared))


def tail(p: Floats, draws: Counts, least: int) -> float:
    """Return P(at least so many) of so many draws with each chance: binomials, convolved."""
    if least == 0:
        return 1.0
    below = np.zeros(least)
    below[0] = 1.0
    for chance, count in zip(p.tolist(), draws.tolist(), strict=True):
        if chance > 0:
            below = np.convolve(below, _binomial(chance, count, least))[:least]
    return float(min(1.0, max(0.0, 1 - below.sum())))


def _binomial(chance: float, count: int, numbers: int) -> list[float]:
    """Return the probabilities of 0, 1, ... so many numbers out of `count` draws."""
    if chance >= 1:
        return [float(k == count) for k in range(numbers)]
    found = [(1 - chance) ** count]
    for k in range(1, numbers):
        found.append(found[-1] * max(0, count - k + 1) / k * chance / (1 - chance))
    return found


def fixed(memberships: sparse.csr_array, combination: Combination) -> bool:
    """Whether the margins alone say what a combination has in common: all sets together, or sets of everything."""
    sizes = np.diff(memberships.indptr)
    others = [k for k in range(memberships.shape[0]) if k not in combination]
    return all(sizes[k] in (0, memberships.shape[1]) for k in others)


def in_common(columns: Iterable[Sequence[int]], most: int) -> Mapping[Combination, int]:
    """Return how many columns lie in all rows of each combination of 2 to `most` rows that have any in common."""
    found: dict[Combination, int] = {}
    for rows in columns:
        for size in range(2, most + 1):
            for one in combinations(rows, size):
                found[one] = found.get(one, 0) + 1
    return found


def shuffled_columns(memberships: sparse.csr_array, shuffles: int, seed: int) -> Iterable[list[list[int]]]:
    """Yield the rows of each column after each of so many shuffles that keep both margins (curveball trades)."""
    from graph.measures.shuffling import trade_rounds  # numba takes half a second

    sets, columns = memberships.shape
    starts, members = memberships.indptr.astype(np.int64), memberships.indices.astype(np.int64)
    owner, pool = np.zeros(columns, np.int64), np.empty(2 * max(1, columns), np.int64)
    random = np.random.default_rng(seed)
    rows = np.repeat(np.arange(sets), np.diff(starts))
    for shuffle in range(shuffles):
        trade_rounds(
            starts, members, owner, pool, null_models.TRADES_PER_SET * sets * (10 if shuffle == 0 else 1), random
        )
        yield [
            sorted(part.tolist())
            for part in np.split(rows[np.argsort(members, kind="stable")], _ends(members, columns))
        ]


def _ends(members: Counts, columns: int) -> Counts:
    return np.cumsum(np.bincount(members, minlength=columns))[:-1].astype(np.int64)
