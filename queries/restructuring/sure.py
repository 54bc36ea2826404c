"""How sure a partition is: what the best would be by other weights."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from time import monotonic

import numpy as np
from scipy import sparse

from graph.progress import track
from queries.restructuring.groups import Pairs
from queries.restructuring.partition import Partition, groups_of
from queries.restructuring.programme import chosen
from queries.restructuring.task import Pool, Task, Values

SECONDS = 60.0
"""So long weightings are drawn."""
FEW = 10_000
"""So many partitions, and beginnings of partitions, are written out; beyond, each weighting is a programme."""


@dataclass(frozen=True, slots=True)
class Sure:
    """In what share of so many random weightings the best partition has a group, and each two things in one group."""

    draws: int
    groups: dict[tuple[int, ...], float]
    both: Values


def how_sure(task: Task, found: Partition, pairs: Pairs, draws: int, seed: int, seconds: float = SECONDS) -> Sure:
    """Draw every weight between half and double (log-uniform), up to `draws` times or as long as there is time.

    The best partition by each is sought among the groups that came near: where these make few partitions all are
    compared, else one programme of a few hundred columns serves them all, and only its prices change.
    """
    random = np.random.default_rng(seed)
    factors = np.exp2(random.uniform(-1, 1, size=(draws, pairs.parts.shape[1])))
    drawn = [*_drawn(task, found.pool, _parts(pairs, found.pool) @ factors.T, monotonic() + seconds)]
    each = 1 / max(1, len(drawn))
    groups = Counter(chain.from_iterable(drawn))
    both = np.zeros(task.worth.shape)
    for group, count in groups.items():
        both[np.ix_(group, group)] += count * each
    return Sure(len(drawn), {group: count * each for group, count in groups.items()}, both)


def _drawn(task: Task, pool: Pool, worths: Values, until: float) -> Iterator[tuple[tuple[int, ...], ...]]:
    few = _partitions(task, pool) if worths.size else []
    ends = np.cumsum([0, *map(len, few)])
    has = sparse.csr_array((np.ones(ends[-1]), np.array([*chain(*few)], np.int64), ends), (len(few), len(worths)))
    for worth in track(worths.T, "weightings drawn", worths.shape[1]):
        which = few[int((has @ worth).argmax())] if few else chosen(task, pool, worth, until, presolve=False).which
        yield groups_of(task, pool, which or ())
        if monotonic() > until:
            return


def _partitions(task: Task, pool: Pool) -> list[tuple[int, ...]]:
    """Return every partition within the limits by the places of its groups, or none where there are more than few."""
    groups = [frozenset(group) for group in pool.members]
    found: list[tuple[int, ...]] = []
    begun: list[tuple[tuple[int, ...], frozenset[int]]] = [((), frozenset(range(len(task.worth))))]
    for _ in range(FEW):
        if not begun:
            return found
        which, rest = begun.pop()
        if rest:
            least = min(rest)
            begun += [((*which, k), rest - group) for k, group in enumerate(groups) if least in group and group <= rest]
        elif _keeps_to(task, pool, list(which)):
            found.append(which)
    return []


def _keeps_to(task: Task, pool: Pool, which: list[int]) -> bool:
    """Whether groups are as many as are wanted and lose no more than they may."""
    return bool(pool.counted[which].sum() == task.into and (pool.lost[which].sum(axis=0) <= task.budgets).all())


def _parts(pairs: Pairs, pool: Pool) -> Values:
    """Return the summed parts of the groups of a pool, groups x features."""
    parts = np.zeros((len(pool.members), pairs.parts.shape[1]))
    for size in {len(group) for group in pool.members}:
        which = [k for k, group in enumerate(pool.members) if len(group) == size]
        parts[which] = pairs.parts_of(np.array([pool.members[k] for k in which]))
    return parts
