"""What is won and what is lost with each number of groups."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from graph.progress import track
from graph.store import Store
from queries.asking.question import question
from queries.consolidating.landscape import landscape
from queries.consolidating.weights import OwnWeights
from queries.consolidating.weights import weights as set_weights
from queries.restructuring.groups import pairs_of
from queries.restructuring.partition import best_partition
from queries.restructuring.restructure import kept, task_of


@dataclass(frozen=True, slots=True)
class Front:
    """The best partition into so many groups: its summed merge scores, and the shares kept; null where unknown.

    `best` says that no other number of groups has both a larger score and as much kept.
    """

    into: int
    score: float
    gap: float
    themes_kept: float | None
    members_kept: float | None
    bridges_kept: float | None
    best: bool


@question
def restructure_front(
    store: Store,
    *,
    keep: Annotated[float, "at least this share of themes, members and bridges is kept, each (0 to 1)"] = 0.0,
    largest: Annotated[int, "no group has more clusters"] = 5,
    hosts: Annotated[bool, "clusters may be folded into organisations that run one, which then are no groups"] = False,
    weights: OwnWeights = None,
) -> list[Front]:
    """What is won and what is lost with each number of groups that the clusters could become.

    For every number of groups, from all clusters alone down to as few as the limits allow, the partition of
    `restructure`: the sum of its merge scores, and the share of themes, members and bridges that it keeps. best marks
    the Pareto front: no other number of groups has a larger score and keeps at least as much of each. Where a number of
    groups is left out, no partition keeps to the limits.
    """
    land = landscape(store)
    pairs = pairs_of(land, set_weights("merge", weights), set_weights("fold", weights) if hosts else ())
    count = len(pairs.clusters)
    if not count:
        return []
    fewest = 1 if hosts else -(-count // max(1, largest))
    rows = []
    for into in track(range(count, fewest - 1, -1), "numbers of groups tried", count - fewest + 1):
        task = task_of(land, pairs, into, keep, largest)
        if found := best_partition(task):
            themes, members, bridges = kept(task, found)
            rows.append(Front(into, found.worth, found.gap, themes, members, bridges, best=True))
    return [replace(row, best=not any(_beats(other, row) for other in rows)) for row in rows]


def _beats(one: Front, other: Front) -> bool:
    a, b = [*_all(one)], [*_all(other)]
    return a != b and all(x >= y for x, y in zip(a, b, strict=True))


def _all(row: Front) -> Iterator[float]:
    yield round(row.score, 9)
    for share in (row.themes_kept, row.members_kept, row.bridges_kept):
        yield 0.0 if share is None else round(share, 9)
