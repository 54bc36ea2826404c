"""What is parted into groups and within which limits, and groups as columns of a programme."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Values = NDArray[np.float64]
Groups = NDArray[np.int64]

CHUNK = 10_000
NEVER = 1e6
"""What two that may not be in one group are worth together, below zero."""
EXACT = 1e-7


@dataclass(frozen=True, slots=True)
class Holding:
    """What things have, things x items, of which at least a share must be kept (0 to 1).

    An item of a thing is lost where fewer than half of its group have it: the group is not built around it. With
    `between`, an item is lost where all that have it are in one group: it ties no two groups any more. The first
    `hosts` things have nothing and do not count.
    """

    has: NDArray[np.bool_]
    between: bool = False
    hosts: int = 0

    @property
    def total(self) -> int:
        """How much there is to keep."""
        return int((self.has.sum(axis=0) > 1).sum() if self.between else self.has.sum())

    def least(self, size: int) -> tuple[Values, Values]:
        """Return a sum over the things of a group and over pairs of them that is never more than the group loses.

        things, and things x things. A bridge between two only is lost with them. Of all else one that k of n have is
        lost where 2 k < n; with t the fewest that keep it, k - k (k - 1) / (t - 1) is no more than what is lost.
        """
        has = self.has.astype(np.float64)
        none = np.zeros(len(has))
        if self.between:
            two = has[:, has.sum(axis=0) == 2]
            return none, _pairwise(two)
        fewest = -(-(size - (self.hosts > 0)) // 2)
        if fewest < 2:
            return none, np.zeros((len(has), len(has)))
        return has.sum(axis=1), -2 / (fewest - 1) * _pairwise(has)

    def lost(self, groups: Groups) -> NDArray[np.int64]:
        """Return how much each group, one a row, loses."""
        found = np.zeros(len(groups), np.int64)
        for start in range(0, len(groups), CHUNK):
            some = groups[start : start + CHUNK]
            part = self.has[some].sum(axis=1)
            if self.between:
                gone = (part > 1) & (part == self.has.sum(axis=0))
                found[start : start + CHUNK] = gone.sum(axis=1)
            else:
                size = (some >= self.hosts).sum(axis=1)[:, None]
                found[start : start + CHUNK] = np.where(2 * part < size, part, 0).sum(axis=1)
        return found


def _pairwise(has: Values) -> Values:
    """Return how many items each two things have in common, of one with itself none."""
    both = has @ has.T
    np.fill_diagonal(both, 0.0)
    return both


@dataclass(frozen=True, slots=True)
class Task:
    """What to part: the worth of each two in one group (symmetric), into how many groups, and within which limits.

    A group has at most `largest` things and weighs at most `heaviest`. `keep` is the share of each holding that is
    kept at least. `together` and `apart` are pairs that must or must not be in one group. The first `hosts` things take
    others in: no two are in one group, a group with one is not counted, and one alone is no group.
    """

    worth: Values
    into: int
    largest: int
    holdings: tuple[Holding, ...] = ()
    keep: float = 0.0
    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    weights: Values | None = None
    heaviest: float = np.inf
    hosts: int = 0

    @property
    def budgets(self) -> Values:
        """How much of each holding may be lost: whole items, so a share of one is none."""
        return np.array([np.floor((1 - self.keep) * one.total + EXACT) for one in self.holdings])

    def barred(self) -> Values:
        """Return the worth, with what must not be together far below zero."""
        worth = self.worth.copy()
        np.fill_diagonal(worth, 0.0)
        for a, b in (*self.apart, *combinations(range(self.hosts), 2)):
            worth[a, b] = worth[b, a] = -NEVER
        return worth

    def worth_of(self, groups: Groups) -> Values:
        """Return what each group, one a row, is worth: the sum over its pairs."""
        return np.asarray(self.barred()[groups[:, :, None], groups[:, None, :]].sum(axis=(1, 2)) / 2, dtype=np.float64)

    def counted(self, groups: Groups) -> Values:
        """Say by 1 which groups, one a row, count among those that remain, by 0 which a host takes in."""
        return np.asarray((groups >= self.hosts).all(axis=1), dtype=np.float64)

    def allowed(self, groups: Groups) -> NDArray[np.bool_]:
        """Say which groups, one a row, keep to what must and must not be together and to the weight."""
        fine: NDArray[np.bool_] = (groups < self.hosts).sum(axis=1) <= 1
        for a, b in self.together:
            fine &= (groups == a).any(axis=1) == (groups == b).any(axis=1)
        for a, b in self.apart:
            fine &= ~((groups == a).any(axis=1) & (groups == b).any(axis=1))
        if self.weights is not None:
            fine &= self.weights[groups].sum(axis=1) <= self.heaviest
        for holding, budget in zip(self.holdings, self.budgets, strict=True):
            fine[fine] = holding.lost(groups[fine]) <= budget
        return fine


@dataclass(frozen=True, slots=True)
class Pool:
    """Groups as columns of a programme: what each is made of, is worth and loses, and whether it counts (0 or 1)."""

    members: tuple[tuple[int, ...], ...]
    matrix: sparse.csc_array
    worth: Values
    lost: Values
    counted: Values

    @classmethod
    def of(cls, task: Task, arrays: Iterable[Groups]) -> "Pool":
        """Gather groups, each once."""
        none = np.zeros(0)
        empty = cls((), sparse.csc_array((len(task.worth), 0)), none, np.zeros((0, len(task.holdings))), none)
        return empty.more(task, arrays)

    def more(self, task: Task, arrays: Iterable[Groups]) -> "Pool":
        """Return these groups and others, each once."""
        seen = set(self.members)
        members, matrices, values, losses, counts = [*self.members], [self.matrix], [self.worth], [self.lost], []
        for array in arrays:
            fresh = {tuple(row): None for row in array[task.allowed(array)].tolist()}
            new = [group for group in fresh if group not in seen]
            if not new:
                continue
            seen.update(new)
            members += new
            groups = np.array(new, np.int64)
            ends = np.arange(len(groups) + 1) * groups.shape[1]
            shape = (len(task.worth), len(groups))
            matrices.append(sparse.csc_array((np.ones(groups.size), groups.ravel(), ends), shape=shape))
            values.append(task.worth_of(groups))
            losses.append(np.column_stack([np.zeros((len(groups), 0)), *(one.lost(groups) for one in task.holdings)]))
            counts.append(task.counted(groups))
        return Pool(
            tuple(members),
            sparse.csc_array(sparse.hstack(matrices)),
            np.concatenate(values),
            np.concatenate(losses),
            np.concatenate([self.counted, *counts]),
        )
