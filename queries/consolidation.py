"""Clusters worth joining, or folding into a host."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from itertools import combinations
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from graph.store import Store
from queries.consolidation_features import FEATURES, Evidence
from queries.entities import resolve
from queries.landscape import Landscape, landscape

TYING = {
    "hosted_by_target",
    "target_steers",
    "stated_niche",
    "stated_overlap",
    "same_host",
    "shared_projects",
    "theme_similarity",
    "member_overlap",
    "member_containment",
}
"""Features that tie this cluster to this target; a pair without any of them is no candidate."""

SAME = 0.5
"""From this share in common on, themes or members count as the same (a judgement)."""

LONGER = timedelta(days=3 * 365)
DRAWS = 1000
SEED = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature's part in a score: contribution = weight x (value - mean over all candidates); unknown is null."""

    feature: str
    value: float | None
    weight: float
    contribution: float
    detail: str
    sources: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.feature} {self.contribution:+.2f}"


@dataclass(frozen=True, slots=True)
class Consolidation:
    """A candidate with its reasons; score = base_score + the contributions of `reasons` and `against`.

    `base_score` is what an average candidate of the same advice scores. `rank_low` and `rank_high` bound the rank in
    90 % of random weightings.
    """

    BRIEF: ClassVar = tuple("advice cluster_name target_name score rank rank_low rank_high gao_class reasons".split())

    advice: str
    cluster: str
    cluster_name: str
    target: str
    target_name: str
    target_kind: str | None
    score: float
    base_score: float
    rank: int
    rank_low: int
    rank_high: int
    gao_class: str
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a feature counts in one advice, and why; negative counts against."""

    advice: str
    feature: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    cluster: str
    target: str
    evidence: tuple[Evidence | None, ...]


def consolidation(
    store: Store,
    *,
    advice: Annotated[Literal["merge", "fold", "all"], "cluster with cluster, cluster into a host, or both"] = "all",
    of: Annotated[str | None, "only candidates with this cluster or target (name or id)"] = None,
) -> list[Consolidation]:
    """Clusters worth joining or folding into a host, ranked, each with its reasons and counter-reasons.

    Two scores, each the weighted sum of named features between 0 and 1: merge (cluster with cluster) and fold (a
    cluster into an organisation around it, or into a cluster that is funded at least three years longer). A feature's
    contribution is its weight times how far it lies above the mean of all candidates, so the contributions and the
    base score add up to the score. Weights and the reason for each are in queries/consolidation_weights.csv; they
    were set by argument, not fitted. Rank intervals hold the middle 90 % of 1,000 rankings in which every weight is
    drawn between half and double (log-uniform, seed 0). Unknown features count for nothing and are shown as unknown.
    gao_class names what the pair is in the words of the US GAO (GAO-15-49SP): duplication (half of the themes and half
    of the members in common), overlap (themes or members in common, or stated), else fragmentation. What really
    happened to a cluster afterwards is never read. Ordered by rank; the two advices are ranked apart.
    """
    land = landscape(store)
    only = resolve(land.names, of).id if of else None
    chosen = ("fold", "merge") if advice == "all" else (advice,)
    rows = [row for kind in chosen for row in _ranked(land, kind)]
    kept = [row for row in rows if only is None or only in (row.cluster, row.target)]
    return sorted(kept, key=lambda row: (row.rank, row.advice, row.cluster, row.target))


def weights() -> list[Weight]:
    """Return every weight with its reason."""
    text = files("queries").joinpath("consolidation_weights.csv").read_text(encoding="utf-8")
    return [
        Weight(row["advice"], row["feature"], float(row["weight"]), row["reason"])
        for row in csv.DictReader(io.StringIO(text))
    ]


def _ranked(land: Landscape, advice: str) -> list[Consolidation]:
    used = [weight for weight in weights() if weight.advice == advice]
    candidates = [c for pair in _pairs(land, advice) if (c := _candidate(land, used, *pair))]
    if not candidates:
        return []
    means = _means(_values(candidates))
    above = _above(_values(candidates), means)
    weighting = np.array([weight.weight for weight in used])
    contributions = above * weighting
    base = float(means @ weighting)
    scores = base + contributions.sum(axis=1)
    order = sorted(range(len(candidates)), key=lambda k: (-round(scores[k], 12), *_ends(candidates[k])))
    low, high = _rank_interval(above, weighting)
    return [
        _row(
            land,
            advice,
            candidates[k],
            used,
            contributions[k],
            base,
            float(scores[k]),
            (rank, int(low[k]), int(high[k])),
        )
        for rank, k in enumerate(order, start=1)
    ]


@dataclass(frozen=True, slots=True)
class FoldScore:
    """What folding a cluster into one possible target scores, and the feature that adds most."""

    target: str
    score: float
    feature: str


def fold_scores(land: Landscape, cluster: str, left_out: frozenset[str] = frozenset()) -> list[FoldScore]:
    """Score every possible target of a cluster, tied to it or not, as `consolidation` does; features may be left out.

    Possible targets are all other clusters and all organisations but firms and the association that is the cluster.
    """
    used = [weight for weight in weights() if weight.advice == "fold" and weight.feature not in left_out]
    tied = [c for pair in _pairs(land, "fold") if (c := _candidate(land, used, *pair))]
    homes = (o.id for o in land.names.values() if o.label == "Organisation" and o.kind != "firm")
    targets = sorted({t for t in homes if not _is_itself(land, t, cluster)} | (set(land.clusters) - {cluster}))
    found = [_Candidate(cluster, target, _evidence(land, used, cluster, target)) for target in targets]
    weighting = np.array([weight.weight for weight in used])
    parts = _above(_values(found), _means(_values(tied))) * weighting
    return [
        FoldScore(c.target, round(float(part.sum()), 12), used[int(part.argmax())].feature)
        for c, part in zip(found, parts, strict=True)
    ]


def _values(candidates: list[_Candidate]) -> NDArray[np.float64]:
    """Return the features' values, candidates x features; unknown is NaN."""
    return np.array([[np.nan if e is None else e.value for e in c.evidence] for c in candidates])


def _means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each feature's mean over the candidates of which it is known, 0 where of none."""
    return np.array([column[~np.isnan(column)].mean() if (~np.isnan(column)).any() else 0.0 for column in values.T])


def _above(values: NDArray[np.float64], means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each value lies above the mean; the unknown counts as average."""
    return np.where(np.isnan(values), 0.0, values - means)


def _ends(candidate: _Candidate) -> tuple[str, str]:
    return candidate.cluster, candidate.target


def _pairs(land: Landscape, advice: str) -> Iterable[tuple[str, str]]:
    if advice == "merge":
        return combinations(sorted(land.clusters), 2)
    return ((cluster, target) for cluster in sorted(land.clusters) for target in _targets(land, cluster))


def _targets(land: Landscape, cluster: str) -> list[str]:
    """Return what a cluster could be folded into: what is around it, who runs other clusters, clusters funded longer.

    A firm is no home for a cluster, and neither is the association that runs this cluster and no other: that is the
    cluster itself. Organisations with no tie to the cluster or to another one are never looked at.
    """
    running = {start for label, start, _ in land.ties if label == "HOSTS"}
    near = land.around(cluster) | running
    homes = {o for o in near if land.names[o].kind != "firm" and not _is_itself(land, o, cluster)}
    end = land.clusters[cluster].end_date
    longer = {c.id for c in land.clusters.values() if end and c.end_date and c.end_date - end >= LONGER}
    return sorted((homes | longer) - {cluster})


def _is_itself(land: Landscape, organisation: str, cluster: str) -> bool:
    return land.clusters[cluster].model == "independent" and land.hosted(organisation) == (cluster,)


def _candidate(land: Landscape, used: list[Weight], cluster: str, target: str) -> _Candidate | None:
    evidence = _evidence(land, used, cluster, target)
    tied = any(e is not None and e.value > 0 and w.feature in TYING for w, e in zip(used, evidence, strict=True))
    return _Candidate(cluster, target, evidence) if tied else None


def _evidence(land: Landscape, used: list[Weight], cluster: str, target: str) -> tuple[Evidence | None, ...]:
    return tuple(FEATURES[weight.feature](land, cluster, target) for weight in used)


def _rank_interval(
    above: NDArray[np.float64], weighting: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, for each candidate, the ranks that bound the middle 90 % of rankings under random weights."""
    factors = np.exp2(np.random.default_rng(SEED).uniform(-1, 1, size=(DRAWS, weighting.size)))
    scores = above @ (factors * weighting).T
    ranks = (-scores).argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") + 1
    low, high = np.quantile(ranks, [0.05, 0.95], axis=1, method="nearest")
    return low.astype(np.int64), high.astype(np.int64)


def _row(
    land: Landscape,
    advice: str,
    candidate: _Candidate,
    used: list[Weight],
    contributions: NDArray[np.float64],
    base: float,
    score: float,
    ranks: tuple[int, int, int],
) -> Consolidation:
    reasons = [
        _reason(weight, evidence, float(part))
        for weight, evidence, part in zip(used, candidate.evidence, contributions, strict=True)
    ]
    target = land.names[candidate.target]
    return Consolidation(
        advice,
        candidate.cluster,
        land.names[candidate.cluster].name,
        target.id,
        target.name,
        target.kind,
        score,
        base,
        *ranks,
        gao_class=gao_class({reason.feature: reason.value for reason in reasons}),
        reasons=_strongest(reason for reason in reasons if reason.weight > 0),
        against=_strongest(reason for reason in reasons if reason.weight < 0),
    )


def gao_class(values: Mapping[str, float | None]) -> str:
    """Name what a pair is by its features' values, in the words of GAO-15-49SP.

    `duplication`: the same activities for the same beneficiaries, here half of the themes and half of the members in
    common; unknown members never make one. `overlap`: similar goals, activities or beneficiaries, here themes or
    members in common, or a source that says so. `fragmentation`: no more than that they work in one broad area.
    """
    themes = values.get("theme_similarity") or 0.0
    members = max(values.get("member_overlap") or 0.0, values.get("member_containment") or 0.0)
    if min(themes, members) >= SAME:
        return "duplication"
    stated = max(values.get("stated_overlap") or 0.0, values.get("stated_niche") or 0.0)
    return "overlap" if max(themes, members, stated) > 0 else "fragmentation"


def _reason(weight: Weight, evidence: Evidence | None, contribution: float) -> Reason:
    if evidence is None:
        return Reason(weight.feature, None, weight.weight, 0.0, "unknown", ())
    return Reason(weight.feature, evidence.value, weight.weight, contribution, evidence.detail, evidence.sources)


def _strongest(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda r: (r.value is None, -abs(r.weight * (r.value or 0.0)), r.feature)))
