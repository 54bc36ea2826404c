"""The groups that are worth more than their prices: extended thing by thing, within what a longer one may be worth."""

from collections.abc import Iterator
from time import monotonic

import numpy as np

from queries.restructuring.task import CHUNK, Groups, Task, Values

MOST_HELD = 3_000_000
"""So many groups are extended at once; more take too much memory."""


class UnfinishedError(Exception):
    """Not all groups could be looked at, for want of time or memory."""


def better(task: Task, prices: Values, floor: float, most: int, until: float = np.inf) -> Iterator[Groups]:
    """Yield, by size, the groups that are worth over `floor` more than their prices, up to `most` in all, best first.

    Prices are of the things, of the number of groups, and of what may be lost. Raise UnfinishedError when it is
    `until`.
    """
    found = 0
    for size in range(2, min(task.largest, len(task.worth)) + 1):
        groups = _of_size(task, prices, floor, size, until)
        groups = groups[task.allowed(groups)]
        above = _above(task, prices, groups)
        order = np.argsort(-above, kind="stable")[: most - found]
        fine = groups[order[above[order] > floor]]
        found += len(fine)
        yield fine
        if found >= most:
            return


def _above(task: Task, prices: Values, groups: Groups) -> Values:
    """Return what each group is worth above its prices."""
    things = len(task.worth)
    lost = [price * one.lost(groups) for price, one in zip(prices[things + 1 :], task.holdings, strict=True)]
    cost = prices[groups].sum(axis=1) + prices[things] * task.counted(groups) + sum(lost)
    return np.asarray(task.worth_of(groups) - cost, dtype=np.float64)


def _of_size(task: Task, prices: Values, floor: float, size: int, until: float) -> Groups:
    """Return the groups of one size that may be above the floor."""
    things = np.arange(len(task.worth))
    gain, ties = _most(task, prices, size)
    groups, value = things[:, None], gain - prices[len(things)] * (things >= task.hosts)
    for more in range(size - 1, 0, -1):
        groups, value = _longer(ties, gain, groups, value, floor, more, until)
    return groups


def _most(task: Task, prices: Values, size: int) -> tuple[Values, Values]:
    """Return what groups of one size are worth at most above their prices, as sums over things and over pairs of them.

    Two such sums, sums x things and sums x things x things, of which the smaller holds: one as if nothing were lost
    but bridges, one with the least that a group of this size loses, which is below nothing where much is in common.
    """
    things = len(task.worth)
    gain, ties = np.array([-prices[:things]] * 2), np.array([task.barred()] * 2)
    for price, holding in zip(prices[things + 1 :], task.holdings, strict=True):
        alone, together = holding.least(size)
        for k in (0, 1) if holding.between else (1,):
            gain[k] -= price * alone
            ties[k] -= price * together
    return gain, ties


def _longer(
    ties: Values, gain: Values, groups: Groups, value: Values, floor: float, more: int, until: float
) -> tuple[Groups, Values]:
    """Return the groups of one more thing from which one above the floor may grow by adding `more` things.

    What a thing adds at most is what it is worth with the group and half of its best ties among those to come.
    """
    things = len(gain[0])
    later = gain + np.sort(ties, axis=2)[:, :, things - more + 1 :].sum(axis=2) / 2
    next_groups, next_values = [np.zeros((0, groups.shape[1] + 1), np.int64)], [np.zeros((2, 0))]
    for start in range(0, len(groups), CHUNK):
        if monotonic() > until or sum(map(len, next_groups)) > MOST_HELD:
            raise UnfinishedError
        part, held = groups[start : start + CHUNK], value[:, start : start + CHUNK]
        with_them = ties[:, part].sum(axis=2)
        reach = np.where(np.arange(things) > part[:, -1:], with_them + later[:, None, :], -np.inf)
        others = np.partition(reach, things - more, axis=2)[:, :, things - more + 1 :].sum(axis=2)
        row, thing = np.nonzero((held[:, :, None] + reach + others[:, :, None]).min(axis=0) > floor)
        next_groups.append(np.hstack([part[row], thing[:, None]]))
        next_values.append(held[:, row] + with_them[:, row, thing] + gain[:, thing])
    return np.concatenate(next_groups), np.concatenate(next_values, axis=1)
