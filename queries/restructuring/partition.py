"""The best partition of a few hundred things into groups: set partitioning, exact by integer programming (HiGHS).

Groups are not written out all: a linear programme over a few of them prices the others, those that could be better are
added until there are none (column generation; Barnhart et al. 1998, doi 10.1287/opre.46.3.316), and what could still be
part of a better partition than the one found goes into the integer programme. So the optimum is proven, or the gap
says how much better a partition could be at most. When time is up, what was found so far is the answer, with its gap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np
from scipy import sparse

from graph.progress import track
from queries.restructuring.pricing import UnfinishedError, better
from queries.restructuring.programme import Choice, chosen, relaxed
from queries.restructuring.task import EXACT, NEVER, Groups, Pool, Task, Values

SECONDS = 90.0
"""So long a partition is sought."""
ENOUGH = 1_500
"""So many better groups are taken at once before prices are made anew."""
PAIRS_EACH = 5
"""So many pairs a thing, the best, are there from the beginning."""
MOST_GROUPS = 60_000
"""The integer programme takes no more groups; beyond, the gap is left and said."""
NEAR = 600
"""So many groups that came near are kept, for other weights."""


@dataclass(frozen=True, slots=True)
class Partition:
    """The groups of the best partition, what it is worth, and how much more another could be worth at most.

    `pool` are the groups that came near, among them, at `chosen`, all of the best.
    """

    groups: tuple[tuple[int, ...], ...]
    worth: float
    gap: float
    pool: Pool
    chosen: tuple[int, ...]


def best_partition(task: Task, seconds: float = SECONDS) -> Partition | None:
    """Return the partition that is worth most, or None where none keeps to the limits.

    Raise TimeoutError where none was found in so many seconds, though there may be one.
    """
    until = monotonic() + seconds
    bound, prices, pool = _priced(task, Pool.of(task, _beginning(task)), until)
    if bound < -NEVER / 2:
        return None
    found, pool = _proven(task, pool, prices, bound, until)
    if found.which is None:
        if found.bound == -np.inf:
            return None
        raise TimeoutError
    near, which = _near(pool, prices, found.which)
    return Partition(groups_of(task, near, which), found.worth, max(0.0, found.bound - found.worth), near, which)


def next_best(task: Task, best: Partition) -> Partition | None:
    """Return the partition that is worth most after the best one, of the groups that came near."""
    found = chosen(task, best.pool, best.pool.worth, monotonic(), other_than=best.chosen)
    if found.which is None:
        return None
    return replace(best, groups=groups_of(task, best.pool, found.which), worth=found.worth, chosen=found.which)


def groups_of(task: Task, pool: Pool, which: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Return the groups at these places, the largest first, without the hosts that take nothing in."""
    real = (pool.members[k] for k in which if max(pool.members[k]) >= task.hosts)
    return tuple(sorted(real, key=lambda group: (-len(group), group)))


def fewest_within_reach(task: Task, seconds: float = SECONDS) -> int:
    """Return the fewest groups, `task.into` or more, that the limits leave possible, be it in shares of groups.

    What is possible with some groups is so with more, mixed with all things alone; so the number is found by halving.
    A number that was not shown to be impossible in time is taken to be possible.
    """
    until = monotonic() + seconds
    if _within_reach(task, until):
        return task.into
    low, high = task.into + 1, len(task.worth) - task.hosts
    while low < high:
        middle = (low + high) // 2
        if _within_reach(replace(task, into=middle), until):
            high = middle
        else:
            low = middle + 1
    return max(low, task.into)


def _within_reach(task: Task, until: float) -> bool:
    return _priced(task, Pool.of(task, _beginning(task)), until, feasible=True)[0] > -NEVER / 2


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
    """Yield groups to begin with: each thing alone, the best pairs, what greed joins, and all in equal parts."""
    size = len(task.worth)
    yield np.arange(size)[:, None]
    if task.largest > 1 and size > 1:
        pairs = np.column_stack(np.triu_indices(size, 1))
        best = np.argsort(-task.barred()[pairs[:, 0], pairs[:, 1]], kind="stable")
        yield pairs[best[: PAIRS_EACH * size]]
    joined = greedy(task)
    for group in joined:
        yield np.array([group])
    in_order = [thing for group in joined for thing in group if thing >= task.hosts]
    for part in np.array_split(np.array(in_order), task.into):
        if 0 < len(part) <= task.largest:
            yield np.sort(part)[None, :]


def _priced(task: Task, pool: Pool, until: float, feasible: bool = False) -> tuple[float, Values, Pool]:
    """Return what a partition is worth at most, the prices of things and limits, and the groups that count.

    With `feasible` only until some partition keeps to the limits, be it in shares of groups.
    """
    for _ in track(range(1000), "groups priced", 0):
        bound, prices = relaxed(task, pool)
        if feasible and bound > -NEVER / 2:
            break
        try:
            fresh = [*better(task, prices, EXACT, ENOUGH, until)]
        except UnfinishedError:
            return _at_most(task), prices, pool
        before = len(pool.members)
        pool = pool.more(task, fresh)
        if len(pool.members) == before:
            break
    return bound, prices, pool


def _at_most(task: Task) -> float:
    """Return what no partition is worth more than: each thing with its best others, each pair counted half."""
    best = np.sort(np.maximum(task.barred(), 0.0), axis=1)[:, ::-1][:, : task.largest - 1]
    return float(best.sum()) / 2


def _proven(task: Task, pool: Pool, prices: Values, bound: float, until: float) -> tuple[Choice, Pool]:
    """Return the best choice, with what any could be worth at most, and the groups among which it was found.

    A better partition than the one found has no group that lies further below its prices than that one lies below the
    bound; so all groups from there on are added. Where none was found, first those not too far below, then all.
    """
    found, floor = chosen(task, pool, pool.worth, until), np.inf
    wanted = -abs(bound) - 1 if found.which is None else found.worth - bound
    while wanted < floor and bound - found.worth > EXACT:
        floor = wanted
        try:
            missing = [*better(task, prices, floor, MOST_GROUPS, until)]
        except UnfinishedError:
            return replace(found, bound=bound), pool
        pool = pool.more(task, missing)
        found = chosen(task, pool, pool.worth, until)
        if sum(map(len, missing)) >= MOST_GROUPS:
            return replace(found, bound=bound), pool
        wanted = found.worth - bound
    return replace(found, bound=min(bound, found.bound)), pool


def _near(pool: Pool, prices: Values, which: Sequence[int]) -> tuple[Pool, tuple[int, ...]]:
    """Return the groups that come nearest to being worth their prices, and where among them the chosen ones are."""
    size = pool.matrix.shape[0]
    above = pool.worth - pool.matrix.T @ prices[:size] - pool.counted * prices[size] - pool.lost @ prices[size + 1 :]
    above[list(which)] = np.inf
    kept = np.sort(np.argsort(-above, kind="stable")[:NEAR])
    members = tuple(pool.members[k] for k in kept)
    matrix = sparse.csc_array(pool.matrix[:, kept])
    near = Pool(members, matrix, pool.worth[kept], pool.lost[kept], pool.counted[kept])
    return near, tuple(np.searchsorted(kept, sorted(which)).tolist())
