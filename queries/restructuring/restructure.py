"""Into which groups to join the clusters so that only so many remain."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Annotated, ClassVar

import numpy as np

from graph.errors import BadInputError
from graph.messages import Message
from graph.store import Store
from queries.asking.question import Rows, question
from queries.consolidating.landscape import Landscape, landscape
from queries.consolidating.reasons import Reason, told
from queries.consolidating.weights import OwnWeights
from queries.consolidating.weights import weights as set_weights
from queries.lookup.entities import resolve
from queries.lookup.happened import Happened, happened
from queries.restructuring.groups import Pairs, holdings, pairs_of
from queries.restructuring.partition import Partition, best_partition, fewest_within_reach, greedy, next_best
from queries.restructuring.sure import Sure, how_sure
from queries.restructuring.task import EXACT, Task, Values

MOST_DRAWS = 10_000


@dataclass(frozen=True, slots=True)
class Beside:
    """A cluster of one group and one of another, which fall together in this share of random weightings."""

    a: str
    b: str
    a_name: str
    b_name: str
    together: float

    def __str__(self) -> str:
        return f"{self.a_name} + {self.b_name} {self.together:.2f}"


@dataclass(frozen=True, slots=True)
class Joined:
    """Two of one group, the host last, why and why not, and in what share of random weightings they fall together."""

    a: str
    b: str
    a_name: str
    b_name: str
    score: float
    together: float
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]

    def __str__(self) -> str:
        return f"{self.a_name} + {self.b_name} {self.score:+.2f}"


@dataclass(frozen=True, slots=True)
class Restructured:
    """One group of clusters that would be one, or part of the `host`; a group of one without a host is left alone.

    `score` is the sum of the scores of its pairs, `together` the share of random weightings in which the best
    partition has this very group. `themes_kept` and `members_kept` are shares of what its clusters have that at least
    half of them have; null where unknown. `bridges_lost` are the organisations that tie nothing but its clusters.
    `elsewhere` are those of other groups with which one of its clusters falls together in some weightings.
    """

    BRIEF: ClassVar = tuple(
        "group names host_name score together themes_kept members_kept bridges_lost happened".split()
    )
    NONE_THERE: ClassVar = ("host_name",)

    group: int
    clusters: tuple[str, ...]
    names: tuple[str, ...]
    host: str | None
    host_name: str | None
    score: float
    together: float
    themes_kept: float | None
    members_kept: float | None
    bridges_lost: int
    pairs: tuple[Joined, ...]
    elsewhere: tuple[Beside, ...]
    happened: tuple[Happened, ...]


@question
def restructure(
    store: Store,
    *,
    into: Annotated[
        int | None, "how many groups remain; half of the clusters unless given, or as few more as must be"
    ] = None,
    keep: Annotated[float, "at least this share of themes, members and bridges is kept, each (0 to 1)"] = 0.95,
    largest: Annotated[int, "no group has more clusters"] = 5,
    most_members: Annotated[int | None, "no group has more members in all, as listed or reported"] = None,
    hosts: Annotated[bool, "clusters may be folded into organisations that run one, which then are no groups"] = False,
    together: Annotated[str | None, "pairs that must be in one group: 'A + B; C + D' (names or ids)"] = None,
    apart: Annotated[str | None, "pairs that must not be in one group: 'A + B; C + D'"] = None,
    weights: OwnWeights = None,
    draws: Annotated[int, "random weightings, for how sure a group is"] = 1000,
    seed: Annotated[int, "where the random weights start"] = 0,
) -> list[Restructured]:
    """Which clusters to join so that only so many remain, each group with its reasons, and how sure it is.

    Of all partitions of the clusters into that many groups the one with the largest sum of the merge scores of the
    pairs within its groups (see `consolidation`); of two that nothing ties only what speaks against them counts. With
    hosts a group may have one organisation that runs clusters, by the fold scores of its clusters into it; such a group
    is folded and does not count among those that remain. Exact:
    set partitioning by integer programming (HiGHS), groups priced by column generation; the gap says by how much a
    better partition could still beat it. A theme or member is kept where at least half of the group's clusters have it
    (the group is built around it), a bridge, an organisation around several clusters, where these do not all end in
    one group; members only count where they are listed. together is the share of random weightings, every weight drawn
    between half and double (log-uniform), whose best partition among the groups that came near has the group, or has
    the pair in one group. What really happened is shown and never read. Beside it, joining greedily the two groups that
    gain most. It says which joins fit best together, not that so few clusters should remain: that number is a choice.
    When time is up (90 seconds) the best so far is the answer. The next best partition is named, and whether it is
    level.
    """
    if draws < 0:
        raise BadInputError("%(count)s is no number of weightings: expected 0 or more.", count=draws)
    land = landscape(store, seed)
    pairs = pairs_of(land, set_weights("merge", weights), set_weights("fold", weights) if hosts else ())
    if not pairs.clusters:
        return []
    task = task_of(land, pairs, into, keep, largest, most_members)
    task = replace(task, together=_pairs(land, pairs, together), apart=(*pairs.apart, *_pairs(land, pairs, apart)))
    _check(task)
    task, found = _found(task, free=into is None)
    sure = how_sure(task, found, pairs, min(draws, MOST_DRAWS), seed)
    return Rows(_rows(store, land, task, found, pairs, sure), [*_notes(store, land, task, found, pairs, sure.draws)])


def _found(task: Task, *, free: bool) -> tuple[Task, Partition]:
    """Return the best partition; where the number of groups is free, into as few more as must be."""
    if free:
        task = replace(task, into=fewest_within_reach(task))
    try:
        found = best_partition(task)
        while found is None and free and task.into < len(task.worth) - task.hosts:
            task = replace(task, into=task.into + 1)
            found = best_partition(task)
    except TimeoutError:
        raise BadInputError(
            "In the time allowed no %(into)s groups were found that keep to these limits, nor that there are none: ask "
            "for more groups, smaller ones, or to keep less than %(keep).2f.",
            into=task.into,
            keep=task.keep,
        ) from None
    if found is None:
        raise BadInputError(
            "No %(into)s groups keep to these limits: ask for more groups, larger ones, or to keep less than "
            "%(keep).2f.",
            into=task.into,
            keep=task.keep,
        )
    return task, found


def task_of(
    land: Landscape, pairs: Pairs, into: int | None, keep: float, largest: int, most_members: int | None = None
) -> Task:
    """Return what is to be parted; raise BadInputError where a number cannot be."""
    count = len(pairs.clusters)
    into = -(-count // 2) if into is None else into
    if not 1 <= into <= count:
        raise BadInputError(
            "%(count)s clusters cannot become %(into)s: expected 1 to %(count)s.", count=count, into=into
        )
    if not 0 <= keep <= 1:
        raise BadInputError("%(share)s is no share: expected 0 to 1.", share=keep)
    if largest < 1 or (into * largest < count and not pairs.hosts):
        raise BadInputError(
            "%(into)s groups of at most %(largest)s cannot hold %(count)s clusters.",
            into=into,
            largest=largest,
            count=count,
        )
    if most_members is not None and most_members < 1:
        raise BadInputError("%(count)s members are no limit: expected 1 or more.", count=most_members)
    sizes = np.array([0.0] * pairs.hosts + [float(land.listed(cluster).size) for cluster in pairs.clusters])
    return Task(
        pairs.worth(),
        into,
        min(largest, len(pairs.things)),
        holdings(land, pairs.hosts),
        keep,
        weights=sizes,
        heaviest=np.inf if most_members is None else float(most_members),
        hosts=pairs.hosts,
    )


def kept(task: Task, partition: Partition) -> tuple[float | None, float | None, float | None]:
    """Return the shares of themes, members and bridges that are kept; None where there is nothing to keep."""
    lost = [sum(int(one.lost(np.array([group]))[0]) for group in partition.groups) for one in task.holdings]
    themes, members, bridges = (
        1 - gone / one.total if one.total else None for gone, one in zip(lost, task.holdings, strict=True)
    )
    return themes, members, bridges


def _pairs(land: Landscape, pairs: Pairs, text: str | None) -> tuple[tuple[int, int], ...]:
    place = {cluster: k for k, cluster in enumerate(pairs.things)}
    known = {identifier: land.names[identifier] for identifier in pairs.things}
    found = []
    for part in filter(str.strip, (text or "").split(";")):
        named = part.split(" + " if " + " in part else "+")
        ends = [place[resolve(known, name.strip()).id] for name in named] if len(named) == 2 else []
        if len(set(ends)) != 2:
            raise BadInputError("'%(part)s' is no pair: expected two clusters as 'A + B'.", part=part.strip())
        found.append((ends[0], ends[1]))
    return tuple(found)


def _check(task: Task) -> None:
    """Raise BadInputError where pairs that must and must not be together contradict each other."""
    group = list(range(len(task.worth)))
    for a, b in task.together:
        group = [group[a] if one == group[b] else one for one in group]
    if any(group[a] == group[b] for a, b in task.apart):
        raise BadInputError("Some pairs must be together and apart at once.")
    if max(map(group.count, group)) > task.largest:
        raise BadInputError("More than %(largest)s clusters would have to be together.", largest=task.largest)


def _rows(
    store: Store, land: Landscape, task: Task, found: Partition, pairs: Pairs, sure: Sure
) -> Iterable[Restructured]:
    became = happened(store)
    for number, group in enumerate(found.groups, 1):
        clusters = [k for k in group if k >= pairs.hosts]
        ids = tuple(pairs.things[k] for k in clusters)
        host = next((pairs.things[k] for k in group if k < pairs.hosts), None)
        joined = [_joined(land, pairs, b, a, float(sure.both[a, b])) for a, b in combinations(group, 2)]
        themes, members, bridges = (holding.lost(np.array([group]))[0] for holding in task.holdings)
        has = [int(holding.has[list(group)].sum()) for holding in task.holdings]
        yield Restructured(
            number,
            ids,
            tuple(land.names[one].name for one in ids),
            host,
            land.names[host].name if host else None,
            sum(one.score for one in joined),
            sure.groups.get(group, 0.0),
            1 - themes / has[0] if has[0] else None,
            1 - members / has[1] if has[1] else None,
            int(bridges),
            tuple(sorted(joined, key=lambda pair: (-pair.score, pair.a, pair.b))),
            tuple(_elsewhere(land, pairs, group, sure.both)),
            tuple(became[one] for one in ids if one in became),
        )


def _joined(land: Landscape, pairs: Pairs, a: int, b: int, together: float) -> Joined:
    """Return two of a group, the host last, else in order."""
    if min(a, b) >= pairs.hosts:
        a, b = min(a, b), max(a, b)
    weights, evidence, parts = pairs.evidence(a, b)
    one, other = pairs.things[a], pairs.things[b]
    reasons = told(weights, evidence, parts)
    return Joined(one, other, land.names[one].name, land.names[other].name, float(parts.sum()), together, *reasons)


def _elsewhere(land: Landscape, pairs: Pairs, group: tuple[int, ...], both: Values) -> Iterable[Beside]:
    others = [(float(both[a, b]), a, b) for a in group for b in np.flatnonzero(both[a]).tolist() if b not in group]
    for share, a, b in sorted(others, key=lambda one: (-one[0], one[1:])):
        one, other = pairs.things[a], pairs.things[b]
        yield Beside(one, other, land.names[one].name, land.names[other].name, share)


def _notes(store: Store, land: Landscape, task: Task, found: Partition, pairs: Pairs, draws: int) -> Iterable[Message]:
    by_hand = greedy(task)
    yield Message(
        "%(count)s clusters in %(into)s groups, %(alone)s of them left alone: scores add up to %(worth).2f; a "
        "better partition could add %(gap).2f at most. Joined greedily, whatever is lost by it, they add up to "
        "%(greedy).2f in %(groups)s groups.",
        count=len(pairs.clusters),
        into=task.into,
        alone=sum(len(group) == 1 for group in found.groups),
        worth=found.worth,
        gap=found.gap,
        greedy=sum(float(task.worth[np.ix_(group, group)].sum()) / 2 for group in by_hand),
        groups=sum(min(group) >= pairs.hosts for group in by_hand),
    )
    yield from _next(land, task, found, pairs)
    yield Message("How sure a group is was found by %(count)s random weightings.", count=draws)
    if pairs.hosts:
        folded = [len(group) - 1 for group in found.groups if min(group) < pairs.hosts]
        yield Message(
            "%(count)s clusters are folded into %(hosts)s of %(all)s organisations that run clusters.",
            count=sum(folded),
            hosts=len(folded),
            all=pairs.hosts,
        )
    yield from _kept(*kept(task, found))
    yield from _really(store, found, pairs)


def _next(land: Landscape, task: Task, found: Partition, pairs: Pairs) -> Iterable[Message]:
    """Say what the next best partition has instead, and by how much it is worth less."""
    other = next_best(task, found)
    if other is None:
        return

    def hosts_last(thing: int) -> tuple[bool, int]:
        return thing < pairs.hosts, thing

    def told(one: Partition, beside: Partition) -> str:
        groups = (sorted(group, key=hosts_last) for group in _but(one, beside))
        return "; ".join(", ".join(land.names[pairs.things[k]].name for k in group) for group in groups)

    here, there = told(found, other), told(other, found)
    less = found.worth - other.worth
    if less <= EXACT:
        yield Message(
            "Not the only best one: %(there)s would be worth as much as %(here)s; which of the two stands here means "
            "nothing.",
            there=there,
            here=here,
        )
    else:
        yield Message(
            "The next best partition, worth %(less).3f less, has %(there)s instead of %(here)s.",
            less=less,
            there=there,
            here=here,
        )


def _but(one: Partition, other: Partition) -> list[tuple[int, ...]]:
    """Return the groups of one that the other has not: those left alone only where there is nothing else."""
    own = [group for group in one.groups if group not in other.groups]
    return [group for group in own if len(group) > 1] or own


def _really(store: Store, found: Partition, pairs: Pairs) -> Iterable[Message]:
    ends = {frozenset((one.cluster, one.target)) for one in happened(store).values() if one.target in pairs.things}
    if ends:
        groups = [{pairs.things[k] for k in group} for group in found.groups]
        yield Message(
            "Of %(count)s pairs of which one really went into the other %(here)s are in one group.",
            count=len(ends),
            here=sum(any(pair <= group for group in groups) for pair in ends),
        )


def _kept(themes: float | None, members: float | None, bridges: float | None) -> Iterable[Message]:
    if themes is not None:
        yield Message("Of what clusters and themes have to do with each other %(share).2f is kept.", share=themes)
    if members is not None:
        yield Message("Of the listed memberships %(share).2f are kept.", share=members)
    if bridges is not None:
        yield Message("Of the organisations around several clusters %(share).2f still tie groups.", share=bridges)
