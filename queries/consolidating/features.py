"""The features of the consolidation scores: each a small function whose docstring is what a user reads.

A feature looks at a cluster and a target in the landscape and returns evidence: a value from 0 (nothing) to 1, one
line of detail, and the sources. None means unknown: it counts for nothing and is shown as unknown. Nothing but what is
known of the two is read, so that a fact about one pair moves no other.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graph.measures.listing import Common, Estimate, in_common
from graph.messages import Message, Term
from graph.messages import listed as some
from queries.consolidating.landscape import UNKNOWN_PROJECT, Landscape, Sources, Tie, joined

NEARLY_ALL = 0.75
"""From this share of its members on a cluster could close and leave few of them unserved (a judgement)."""
SHOWN = 5
"""So many names of what is in common are written out."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a feature found; where it cannot tell, the value is None, and lies between the bounds that are known."""

    value: float | None
    detail: str
    sources: Sources = ()
    low: float | None = None
    high: float | None = None

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most that the value can be."""
        least, most = (0.0, 1.0) if self.value is None else (self.value, self.value)
        return (least if self.low is None else self.low, most if self.high is None else self.high)


Feature = Callable[[Landscape, str, str], Finding | None]
F = TypeVar("F", bound=Feature)

FEATURES: dict[str, Feature] = {}
"""The features by name; `weights.csv` says what each counts, in which advice, and why."""
TYING: set[str] = set()
"""Features that tie this cluster to this target; a pair without any of them is no candidate."""


def feature(*, ties: bool) -> Callable[[F], F]:
    """Make a function a feature, which alone makes a pair a candidate or (`ties=False`) does not."""

    def known(function: F) -> F:
        FEATURES[function.__name__] = function
        TYING.update({function.__name__} if ties else ())
        return function

    return known


NOTHING = Finding(0.0, Message("none found"))


@feature(ties=True)
def hosted_by_target(land: Landscape, cluster: str, target: str) -> Finding:
    """The target runs the cluster: 1 as its only host, 1/n as one of n."""
    tie = land.tie("HOSTS", target, cluster)
    hosts = land.hosts(cluster)
    return _stated(
        tie,
        Message("one of %(count)s hosts", count=len(hosts)) if len(hosts) > 1 else Message("its host"),
        1 / max(1, len(hosts)),
    )


@feature(ties=True)
def target_steers(land: Landscape, cluster: str, target: str) -> Finding:
    """The target sits in the cluster's steering group."""
    return _stated(land.tie("STEERS", target, cluster), Message("sits in its steering group"))


@feature(ties=True)
def stated_niche(land: Landscape, cluster: str, target: str) -> Finding:
    """A source states that the cluster covers a niche of the target."""
    return _stated(land.tie("NICHE_OF", cluster, target), Message("stated niche of the target"))


@feature(ties=True)
def stated_overlap(land: Landscape, cluster: str, target: str) -> Finding:
    """A source states that the two overlap."""
    tie = land.tie("OVERLAPS_WITH", cluster, target) or land.tie("OVERLAPS_WITH", target, cluster)
    return _stated(tie, Message("stated overlap"))


@feature(ties=True)
def same_host(land: Landscape, cluster: str, target: str) -> Finding:
    """One organisation runs both: the share of all their hosts that they have in common."""
    a, b = set(land.hosts(cluster)), set(land.hosts(target))
    sources = [s for o in sorted(a & b) for c in (cluster, target) for s in land.ties[("HOSTS", o, c)].sources]
    return _jaccard(a, b, land, sources)


@feature(ties=True)
def shared_projects(land: Landscape, cluster: str, target: str) -> Finding:
    """Projects in which both take part, or for an organisation also the other clusters that it runs: n / (n + 1).

    Each counts for what it is: 1 where it is funded, 0.5 for another joint project, 0.25 for an application or an
    event, times how sure it is.
    """
    own, other = land.projects.get(cluster, {}), _around(land, land.projects, cluster, target)
    common = sorted(set(own) & set(other))
    if not common:
        return NOTHING
    kinds = [land.kinds.get(project, UNKNOWN_PROJECT) for project in common]
    names = [
        Message("%(name)s (%(kind)s)", name=land.names[project].name, kind=Term(kind.word))
        if kind.word
        else land.names[project].name
        for project, kind in zip(common, kinds, strict=True)
    ]
    amount = sum(kind.counts for kind in kinds)
    detail = Message("%(names)s", names=tuple(names))
    return Finding(amount / (amount + 1), detail, joined(own[p] + other[p] for p in common))


@feature(ties=True)
def theme_similarity(land: Landscape, cluster: str, target: str) -> Finding | None:
    """Cosine of the two sets of themes, n / sqrt(a b); an organisation has those of the other clusters it runs."""
    own, other = land.themes.get(cluster, {}), _around(land, land.themes, cluster, target)
    if not own or not other:
        return None
    common = sorted(set(own) & set(other))
    if not common:
        return NOTHING
    names = ", ".join(land.names[theme].name for theme in common)
    value = len(common) / math.sqrt(len(own) * len(other))
    tested = land.theme_tests.get((min(cluster, target), max(cluster, target)))
    return Finding(
        value,
        Message("%(names)s (%(tested)s)", names=names, tested=tested) if tested else names,
        joined(own[t] + other[t] for t in common),
    )


@feature(ties=True)
def member_overlap(land: Landscape, cluster: str, target: str) -> Finding | None:
    """Jaccard of the members, each counting 1 / ln(e + its projects); unknown where a list is missing.

    Who takes part in everything says little of any two (Adamic and Adar 2003).
    """
    both = _members(land, cluster).keys() & _members(land, target)
    off = math.fsum(land.lighter.get(one, 0.0) for one in both)
    return _in_common(land, cluster, target, lambda common: common.weighed(land.off[cluster], land.off[target], off))


@feature(ties=True)
def members_served(land: Landscape, cluster: str, target: str) -> Finding | None:
    """Cosine of the members, k / sqrt(a b), of partial lists what both name; unknown where a list is missing.

    That is the share of the cluster's members that the target serves, times the share of the target's members that they
    are, under a root: a large target has many members of any cluster by chance, and they would be few among its own.
    """
    return _in_common(land, cluster, target, lambda common: common.cosine)


def cluster_share(land: Landscape, cluster: str, target: str) -> Finding | None:
    """Share of the cluster's members that the target has too; unknown where a list is missing."""
    return _in_common(land, cluster, target, lambda common: common.containment(common.a))


@feature(ties=False)
def smaller_contained(land: Landscape, cluster: str, target: str) -> Finding | None:
    """Whether the larger has nearly all members of the smaller: 0 up to three quarters of them, 1 with all.

    Less is no sign: a large cluster has many members of any other by chance. Unknown where a list is missing, or where
    no source says how many members the smaller has: that nobody is left cannot be told from who is on a list.
    """
    found = _in_common(land, cluster, target, lambda common: _nearly_all(_contained(common)))
    sides = land.listed(cluster), land.listed(target)
    smaller = [one for one in sides if one.size == min(other.size for other in sides)]
    if found is None or any(one.told_whole or not one.complete for one in smaller):
        return found
    detail = Message("%(detail)s; %(more)s", detail=found.detail, more=Message("nothing says that the list is whole"))
    return Finding(None, detail, found.sources)


def smaller_share(land: Landscape, cluster: str, target: str) -> Finding | None:
    """Share of the smaller's members that the larger has too; unknown where a list is missing."""
    return _in_common(land, cluster, target, _contained)


def _contained(common: Common) -> Estimate:
    return common.containment(min(common.a, common.b, key=lambda one: one.size))


def _nearly_all(share: Estimate) -> Estimate:
    found = (share.value, share.low, share.high, share.least)
    value, low, high, least = (max(0.0, (x - NEARLY_ALL) / (1 - NEARLY_ALL)) for x in found)
    return Estimate(value, low, high, least, share.known)


def _in_common(land: Landscape, cluster: str, target: str, share: Callable[[Common], Estimate]) -> Finding | None:
    """Return what two lists say of a share of the members in common, with what they leave possible.

    Of lists in part only what both name counts, so that no list gains by what is left out of it.
    """
    a, b = _members(land, cluster), _members(land, target)
    if not a or not b:
        return None
    both = sorted(a.keys() & b)
    listed = land.listed(cluster), land.listed(target)
    common = in_common(*listed, len(both))
    found = share(common)
    said: list[str] = [one.told for one in listed if not one.complete]
    if both and (tested := land.member_tests.get((min(cluster, target), max(cluster, target)))):
        said.append(tested)
    if common.high > len(both):
        likely = Message("likely %(low)s to %(high)s of all", low=round(common.low), high=round(common.high))
        said.append(likely)
    detail = Message("none found")
    if both:
        detail = Message("%(count)s in common: %(names)s", count=len(both), names=_first_names(land, both))
    for one in said:
        detail = Message("%(detail)s; %(more)s", detail=detail, more=one)
    sources = _shared_sources(a, b)
    return Finding(found.least, detail, sources, found.least, found.high)


def _first_names(land: Landscape, items: Sequence[str]) -> str:
    return some([land.names[item].name for item in items], SHOWN)


@feature(ties=False)
def different_model(land: Landscape, cluster: str, target: str) -> Finding | None:
    """An independent association beside an organisation, or beside a cluster that an established one runs."""
    own = land.clusters[cluster]
    if own.model is None:
        return None
    other = land.clusters[target].model if target in land.clusters else "embedded"
    if other is None:
        return None
    return Finding(
        float(own.model != other),
        Message("%(model)s beside %(other)s", model=Term(own.model), other=Term(other)),
        land.sources(cluster, "model"),
    )


def _stated(tie: Tie | None, detail: str, value: float = 1.0) -> Finding:
    return Finding(value * tie.confidence, detail, tie.sources) if tie else NOTHING


def _jaccard(a: set[str], b: set[str], land: Landscape, sources: Iterable[str]) -> Finding:
    common = sorted(a & b)
    if not common:
        return NOTHING
    return Finding(len(common) / len(a | b), _first_names(land, common), tuple(dict.fromkeys(sources)))


def _around(
    land: Landscape, what: Mapping[str, Mapping[str, Sources]], cluster: str, target: str
) -> dict[str, Sources]:
    """What the target has itself and, where it is an organisation, through the other clusters that it runs."""
    found = dict(what.get(target, {}))
    for other in land.hosted(target):
        if other != cluster:
            for item, sources in what.get(other, {}).items():
                found[item] = joined((found.get(item, ()), sources))
    return found


def _members(land: Landscape, cluster: str) -> Mapping[str, Sources]:
    return (land.members or {}).get(cluster, {})


def _shared_sources(a: Mapping[str, Sources], b: Mapping[str, Sources]) -> Sources:
    return joined(a[item] + b[item] for item in sorted(a.keys() & b))
