"""The best partition of a few hundred things into groups: set partitioning, exact by integer programming (HiGHS).

Groups are not written out all: a linear programme over a few of them prices the others, those that could be better are
added until there are none (column generation; Barnhart et al. 1998, doi 10.1287/opre.46.3.316), and what could still be
part of a better partition than the one found goes into the integer programme. So the optimum is proven, or the gap
says how much better a partition could be at most.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from graph.progress import track
from queries.restructuring.task import CHUNK, EXACT, NEVER, Groups, Pool, Task, Values

ENOUGH = 1_500
"""So many better groups are taken at once before prices are made anew."""
PAIRS_EACH = 5
"""So many pairs a thing, the best, are there from the beginning."""
MOST_GROUPS = 60_000
"""The integer programme takes no more groups; beyond, the gap is left and said."""
NEAR = 600
"""So many groups that came near are kept, for other weights."""
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Partition:
    """The groups of the best partition, what it is worth, and how much more another could be worth at most.

    `pool` are the groups that came near, among them all of the best.
    """

    groups: tuple[tuple[int, ...], ...]
    worth: float
    gap: float
    pool: Pool


def best_partition(task: Task) -> Partition | None:
    """Return the partition that is worth most, or None where none keeps to the limits."""
    pool = Pool.of(task, [*_beginning(task)])
    bound, prices, pool = _priced(task, pool)
    if bound < -NEVER / 2:
        return None
    chosen = _chosen(task, pool, pool.worth)
    best = float(pool.worth[chosen].sum()) if chosen is not None else -np.inf
    if bound - best > EXACT:
        missing = [*_better(task, prices, best - bound if chosen is not None else -abs(bound), MOST_GROUPS)]
        pool = pool.more(task, missing)
        if (again := _chosen(task, pool, pool.worth)) is not None:
            chosen = again
        complete = sum(map(len, missing)) < MOST_GROUPS
        best = float(pool.worth[chosen].sum()) if chosen is not None else -np.inf
        bound = best if complete and chosen is not None else bound
    if chosen is None:
        return None
    real = (pool.members[k] for k in chosen if max(pool.members[k]) >= task.hosts)
    groups = sorted(real, key=lambda group: (-len(group), group))
    return Partition(tuple(groups), best, max(0.0, bound - best), _near(pool, prices, chosen))


def fewest_within_reach(task: Task) -> int:
    """Return the fewest groups, `task.into` or more, that the limits leave possible, be it in shares of groups.

    What is possible with some groups is so with more, mixed with all things alone; so the number is found by halving.
    """
    if _within_reach(task):
        return task.into
    low, high = task.into + 1, len(task.worth) - task.hosts
    while low < high:
        middle = (low + high) // 2
        if _within_reach(replace(task, into=middle)):
            high = middle
        else:
            low = middle + 1
    return max(low, task.into)


def _within_reach(task: Task) -> bool:
    pool = Pool.of(task, _beginning(task))
    while True:
        bound, prices = _relaxed(task, pool)
        if bound > -NEVER / 2:
            return True
        before = len(pool.members)
        pool = pool.more(task, _better(task, prices, EXACT, ENOUGH))
        if len(pool.members) == before:
            return False


def _near(pool: Pool, prices: Values, chosen: Sequence[int]) -> Pool:
    """Return the groups that come nearest to being worth their prices, and those that were chosen."""
    size = pool.matrix.shape[0]
    above = pool.worth - pool.matrix.T @ prices[:size] - pool.counted * prices[size] - pool.lost @ prices[size + 1 :]
    above[list(chosen)] = np.inf
    kept = np.sort(np.argsort(-above, kind="stable")[:NEAR])
    members = tuple(pool.members[k] for k in kept)
    matrix = sparse.csc_array(pool.matrix[:, kept])
    return Pool(members, matrix, pool.worth[kept], pool.lost[kept], pool.counted[kept])


def chosen_of(task: Task, pool: Pool, worth: Values) -> list[tuple[int, ...]]:
    """Return the best partition by another worth of the groups of a pool."""
    chosen = _chosen(task, pool, worth)
    return [pool.members[k] for k in chosen or () if max(pool.members[k]) >= task.hosts]


def greedy(task: Task) -> tuple[tuple[int, ...], ...]:
    """Join the two groups that gain most, again and again, within the size alone: what a person would do by hand."""
    gains = np.triu(task.barred(), 1)
    gains[np.tril_indices(len(gains))] = -np.inf
    groups: dict[int, tuple[int, ...]] = {k: (k,) for k in range(len(gains))}
    sizes = np.ones(len(gains))
    while sum(min(group) >= task.hosts for group in groups.values()) > task.into:
        fits = np.where(sizes[:, None] + sizes <= task.largest, np.round(gains, 12), -np.inf)
        a, b = (int(end) for end in np.unravel_index(int(fits.argmax()), fits.shape))
        if fits[a, b] < -NEVER / 2:
            break
        groups[a] = tuple(sorted((*groups[a], *groups.pop(b))))
        sizes[a] += sizes[b]
        gains[:a, a] += gains[:a, b]
        gains[a, a + 1 : b] += gains[a + 1 : b, b]
        gains[a, b + 1 :] += gains[b, b + 1 :]
        gains[b, :] = gains[:, b] = -np.inf
    real = (group for group in groups.values() if max(group) >= task.hosts)
    return tuple(sorted(real, key=lambda group: (-len(group), group)))


def _beginning(task: Task) -> Iterator[Groups]:
    """Yield groups to begin with: each thing alone, each two, and what joining greedily gives."""
    size = len(task.worth)
    yield np.arange(size)[:, None]
    if task.largest > 1 and size > 1:
        pairs = np.column_stack(np.triu_indices(size, 1))
        best = np.argsort(-task.barred()[pairs[:, 0], pairs[:, 1]], kind="stable")
        yield pairs[best[: PAIRS_EACH * size]]
    for group in greedy(task):
        yield np.array([group])


def _priced(task: Task, pool: Pool) -> tuple[float, Values, Pool]:
    """Return what a partition is worth at most, the prices of things and limits, and the groups that count."""
    for _ in track(range(1000), "groups priced", 0):
        bound, prices = _relaxed(task, pool)
        better = [*_better(task, prices, EXACT, ENOUGH)]
        if not any(map(len, better)):
            break
        before = len(pool.members)
        pool = pool.more(task, better)
        if len(pool.members) == before:
            break
    return bound, prices, pool


def _relaxed(task: Task, pool: Pool) -> tuple[float, Values]:
    """Solve the linear programme; prices are of the things, of the number of groups, and of what may be lost."""
    from scipy.optimize import linprog

    size = len(task.worth)
    slack = sparse.csc_array(np.hstack([np.eye(size + 1), -np.eye(size + 1)]))
    equal = sparse.hstack([sparse.vstack([pool.matrix, sparse.csc_array(pool.counted[None, :])]), slack], format="csc")
    limits = np.hstack([pool.lost.T, np.zeros((len(task.holdings), 2 * (size + 1)))])
    found = linprog(
        np.concatenate([-pool.worth, np.full(2 * (size + 1), NEVER)]),
        A_ub=limits if len(limits) else None,
        b_ub=task.budgets if len(limits) else None,
        A_eq=equal,
        b_eq=np.concatenate([np.ones(size), [task.into]]),
        bounds=(0, None),
        method="highs",
    )
    losses = -found.ineqlin.marginals if len(limits) else np.zeros(0)
    worth = -NEVER if found.fun is None else -float(found.fun)
    return worth, np.concatenate([-found.eqlin.marginals, losses])


def _chosen(task: Task, pool: Pool, worth: Values) -> list[int] | None:
    """Solve the integer programme over a pool's groups; return which are chosen, or None where there is no way."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    rules = [
        LinearConstraint(pool.matrix, 1, 1),
        LinearConstraint(pool.counted[None, :], task.into, task.into),
    ]
    if task.holdings:
        rules.append(LinearConstraint(pool.lost.T, -np.inf, task.budgets))
    whole = np.ones(len(pool.members), np.int64)
    found = milp(
        -worth,
        constraints=rules,
        integrality=whole,
        bounds=Bounds(0, 1),
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )
    return None if found.x is None else np.flatnonzero(found.x > 0.5).tolist()


def _better(task: Task, prices: Values, floor: float, most: int) -> Iterator[Groups]:
    """Yield, by size, the groups that are worth more than their prices by over `floor`, up to `most` in all."""
    size = len(task.worth)
    worth, gain, number, losses = task.barred(), -prices[:size], prices[size], prices[size + 1 :]
    found = 0
    groups, value = np.arange(size)[:, None], gain - number * (np.arange(size) >= task.hosts)
    for length in range(1, task.largest + 1):
        fine = np.flatnonzero(value > floor)
        good, above = groups[fine], value[fine]
        if len(good) and length > 1:
            lost = sum((losses[k] * one.lost(good) for k, one in enumerate(task.holdings)), start=np.zeros(len(good)))
            good = good[(above - lost > floor) & task.allowed(good)]
            order = np.arange(len(good))[: most - found]
            found += len(order)
            yield good[order]
        if length == task.largest or found >= most:
            return
        groups, value = _longer(worth, gain, groups, value, floor, task.largest - length)


def _longer(
    worth: Values, gain: Values, groups: Groups, value: Values, floor: float, more: int
) -> tuple[Groups, Values]:
    """Return the groups of one more thing from which one above the floor may grow by adding `more` things at most.

    What a thing adds at most is what it is worth with the group and half of its best ties among those to come.
    """
    best = np.sort(np.maximum(worth, 0.0), axis=1)[:, ::-1]
    later = gain + best[:, : more - 1].sum(axis=1) / 2
    next_groups, next_values = [np.zeros((0, groups.shape[1] + 1), np.int64)], [np.zeros(0)]
    for start in range(0, len(groups), CHUNK):
        part, held = groups[start : start + CHUNK], value[start : start + CHUNK]
        ties = worth[part].sum(axis=1)
        open_to = np.arange(len(worth)) > part[:, -1:]
        reach = np.where(open_to, ties + later, -np.inf)
        most = np.sort(np.partition(reach, -more, axis=1)[:, -more:] if more < len(worth) else reach, axis=1)[:, ::-1]
        others = np.maximum(most[:, : more - 1], 0.0).sum(axis=1)
        row, thing = np.nonzero(held[:, None] + reach + others[:, None] > floor)
        next_groups.append(np.hstack([part[row], thing[:, None]]))
        next_values.append(held[row] + ties[row, thing] + gain[thing])
    return np.concatenate(next_groups), np.concatenate(next_values)
