"""The features of the consolidation scores: each a small function whose docstring is what a user reads.

A feature looks at a cluster and a target in the landscape and returns evidence: a value from 0 (nothing) to 1, one
line of detail, and the sources. None means unknown: it counts for nothing and is shown as unknown.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import accumulate

from graph.measures.significance import LEVEL
from queries.consolidating.landscape import Landscape, Sources, Tie, joined

ENOUGH_MEMBERS = 60
FUNDING_YEARS = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What a feature found."""

    value: float
    detail: str
    sources: Sources = ()


Feature = Callable[[Landscape, str, str], Finding | None]

NOTHING = Finding(0.0, "none found")


def hosted_by_target(land: Landscape, cluster: str, target: str) -> Finding:
    """The target runs the cluster: 1 as its only host, 1/n as one of n."""
    tie = land.tie("HOSTS", target, cluster)
    hosts = land.hosts(cluster)
    return _stated(tie, f"one of {len(hosts)} hosts" if len(hosts) > 1 else "its host", 1 / max(1, len(hosts)))


def target_steers(land: Landscape, cluster: str, target: str) -> Finding:
    """The target sits in the cluster's steering group."""
    return _stated(land.tie("STEERS", target, cluster), "sits in its steering group")


def stated_niche(land: Landscape, cluster: str, target: str) -> Finding:
    """A source states that the cluster covers a niche of the target."""
    return _stated(land.tie("NICHE_OF", cluster, target), "stated niche of the target")


def stated_overlap(land: Landscape, cluster: str, target: str) -> Finding:
    """A source states that the two overlap."""
    tie = land.tie("OVERLAPS_WITH", cluster, target) or land.tie("OVERLAPS_WITH", target, cluster)
    return _stated(tie, "stated overlap")


def same_host(land: Landscape, cluster: str, target: str) -> Finding:
    """One organisation runs both: the share of all their hosts that they have in common."""
    a, b = set(land.hosts(cluster)), set(land.hosts(target))
    sources = [s for o in sorted(a & b) for c in (cluster, target) for s in land.ties[("HOSTS", o, c)].sources]
    return _jaccard(a, b, land, sources)


def same_niche(land: Landscape, cluster: str, target: str) -> Finding:
    """A source places both in niches of one larger cluster."""
    a, b = set(land.niches(cluster)), set(land.niches(target))
    sources = [s for o in sorted(a & b) for c in (cluster, target) for s in land.ties[("NICHE_OF", c, o)].sources]
    return _jaccard(a, b, land, sources)


def shared_projects(land: Landscape, cluster: str, target: str) -> Finding:
    """Projects in which both take part, or for an organisation also the other clusters that it runs: n / (n + 1)."""
    own, other = land.projects.get(cluster, {}), _around(land, land.projects, cluster, target)
    common = sorted(set(own) & set(other))
    if not common:
        return NOTHING
    names = ", ".join(land.names[project].name for project in common)
    return Finding(len(common) / (len(common) + 1), names, joined(own[p] + other[p] for p in common))


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
    return Finding(value, names, joined(own[t] + other[t] for t in common))


def member_overlap(land: Landscape, cluster: str, target: str) -> Finding | None:
    """Jaccard of the member lists, 0 where chance may explain it (FDSM, q > 0.05); unknown where a list is missing."""
    a, b = _members(land, cluster), _members(land, target)
    if not a or not b:
        return None
    found = _jaccard(set(a), set(b), land, _shared_sources(a, b))
    q = land.chance[min(cluster, target), max(cluster, target)]
    if found.value > 0 and q > LEVEL:
        return Finding(0.0, f"{len(a.keys() & b)} in common, no more than chance (q {q:.2f})", found.sources)
    return replace(found, detail=f"{found.detail} (q {q:.3f})") if found.value else found


def member_containment(land: Landscape, cluster: str, target: str) -> Finding | None:
    """Share of the cluster's members that the target has too; unknown where a list is not loaded."""
    a, b = _members(land, cluster), _members(land, target)
    if not a or not b:
        return None
    common = a.keys() & b
    return Finding(len(common) / len(a), f"{len(common)} of {len(a)} members", _shared_sources(a, b))


def critical_mass(land: Landscape, cluster: str, target: str) -> Finding | None:
    """Few members, as listed or else reported: 1 with none, 0 from 60 on; of two clusters the smaller counts."""
    if not _size(land, cluster):
        return None
    small = min((c for c in (cluster, target) if _size(land, c)), key=lambda c: (_size(land, c), c))
    size, name, listed = _size(land, small), land.clusters[small].name, _members(land, small)
    value = max(0.0, 1 - size / ENOUGH_MEMBERS)
    if listed:
        return Finding(value, f"{name} lists {size} members", joined(listed.values()))
    return Finding(value, f"{name} reports {size} members", land.sources(small, "members_reported"))


def _size(land: Landscape, cluster: str) -> int:
    """Return how many members a cluster is known to have, 0 where that is unknown."""
    reported = land.clusters[cluster].members if cluster in land.clusters else None
    return len(_members(land, cluster)) or reported or 0


def fee_concentration(land: Landscape, cluster: str, _target: str) -> Finding | None:
    """Few members pay half of the fees, as listed or else reported: 1 - 2 x their share of all payers."""
    facts, fees = land.clusters[cluster], land.fees.get(cluster)
    if fees:
        paid = list(accumulate(fee.eur for fee in fees))
        payers, of_half = len(fees), bisect_left(paid, paid[-1] / 2) + 1
        sources = joined(fee.sources for fee in fees)
    elif facts.fee_payers and facts.fee_payers_of_half is not None:
        payers, of_half = facts.fee_payers, facts.fee_payers_of_half
        sources = land.sources(cluster, "fee_payers_of_half", "fee_payers")
    else:
        return None
    return Finding(max(0.0, 1 - 2 * of_half / payers), f"{of_half} of {payers} payers pay half", sources)


def funding_ends(land: Landscape, cluster: str, _target: str) -> Finding | None:
    """Time to the end of the funding, from the newest source that says one: 1 once ended, 0 three years before."""
    end = land.clusters[cluster].end_date
    if end is None or land.as_of is None:
        return None
    value = 1 - (end - land.as_of) / timedelta(days=365.25 * FUNDING_YEARS)
    return Finding(min(1.0, max(0.0, value)), f"funded until {end}", land.sources(cluster, "end_date"))


def themes_orphaned(land: Landscape, cluster: str, target: str) -> Finding | None:
    """Share of the cluster's themes that nobody else in the target works on; unknown where those are unknown."""
    own, other = land.themes.get(cluster, {}), _around(land, land.themes, cluster, target)
    if not own or not other:
        return None
    lost = sorted(set(own) - set(other))
    names = ", ".join(land.names[theme].name for theme in lost)
    return Finding(len(lost) / len(own), names or "none found", joined(own[theme] for theme in lost))


def broker_lost(land: Landscape, cluster: str, _target: str) -> Finding:
    """The cluster's betweenness in the collaboration network, as a share of the highest."""
    top = max(land.betweenness.values(), default=0.0)
    value = land.betweenness.get(cluster, 0.0) / top if top else 0.0
    return Finding(value, f"betweenness {land.betweenness.get(cluster, 0.0):.3f}")


def different_model(land: Landscape, cluster: str, target: str) -> Finding | None:
    """An independent association beside an organisation, or beside a cluster that an established one runs."""
    own = land.clusters[cluster]
    if own.model is None:
        return None
    other = land.clusters[target].model if target in land.clusters else "embedded"
    if other is None:
        return None
    return Finding(float(own.model != other), f"{own.model} beside {other}", land.sources(cluster, "model"))


def periods_apart(land: Landscape, cluster: str, target: str) -> Finding | None:
    """Years between the ends of the two clusters' funding, as a share of three years, at most 1."""
    a, b = land.clusters[cluster].end_date, land.clusters[target].end_date
    if a is None or b is None:
        return None
    value = abs(a - b) / timedelta(days=365.25 * FUNDING_YEARS)
    sources = joined((land.sources(cluster, "end_date"), land.sources(target, "end_date")))
    return Finding(min(1.0, value), f"funded until {a} and {b}", sources)


FEATURES: Mapping[str, Feature] = {
    feature.__name__: feature
    for feature in (
        hosted_by_target,
        target_steers,
        stated_niche,
        stated_overlap,
        same_host,
        same_niche,
        shared_projects,
        theme_similarity,
        member_overlap,
        member_containment,
        critical_mass,
        fee_concentration,
        funding_ends,
        themes_orphaned,
        broker_lost,
        different_model,
        periods_apart,
    )
}


def _stated(tie: Tie | None, detail: str, value: float = 1.0) -> Finding:
    return Finding(value * tie.confidence, detail, tie.sources) if tie else NOTHING


def _jaccard(a: set[str], b: set[str], land: Landscape, sources: Iterable[str]) -> Finding:
    common = sorted(a & b)
    if not common:
        return NOTHING
    names = ", ".join(land.names[item].name for item in common[:5])
    more = f" and {len(common) - 5} more" if len(common) > 5 else ""
    return Finding(len(common) / len(a | b), names + more, tuple(dict.fromkeys(sources)))


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
