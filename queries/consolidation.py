"""Clusters worth joining, or folding into a host."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from graph.store import Store
from queries.asking.question import FromFile, Rows, Text
from queries.consolidating.features import Finding
from queries.consolidating.flip import Flip, flips
from queries.consolidating.landscape import Landscape, landscape
from queries.consolidating.score import Candidate, Scoring, Values, scoring
from queries.consolidating.weights import Weight
from queries.consolidating.weights import weights as set_weights
from queries.lookup.entities import resolve

SAME = 0.5
"""From this share in common on, themes or members count as the same (a judgement)."""

DRAWS = 1000

OwnWeights = Annotated[
    str | None,
    "weights of your own: 'fold.stated_niche=0.2, ...', or a file like consolidation_weights.csv",
    FromFile(),
]


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
    90 % of random weightings. `flip` is the smallest change of one weight that turns the advice round.
    """

    BRIEF: ClassVar = tuple("advice cluster_name target_name score rank rank_low rank_high reasons against".split())

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
    flip: Flip | None


def consolidation(
    store: Store,
    *,
    advice: Annotated[Literal["merge", "fold", "all"], "cluster with cluster, cluster into a host, or both"] = "all",
    of: Annotated[str | None, "only candidates with this cluster or target (name or id)"] = None,
    weights: OwnWeights = None,
    seed: Annotated[int, "where the shuffled member lists and the random weights start"] = 0,
) -> list[Consolidation]:
    """Clusters worth joining or folding into a host, ranked, each with its reasons and counter-reasons.

    Two scores, each the weighted sum of named features between 0 and 1: merge (cluster with cluster) and fold (a
    cluster into an organisation around it, or into a cluster that is funded at least three years longer). A feature's
    contribution is its weight times how far it lies above the mean of all candidates, so the contributions and the base
    score add up to the score. Weights and the reason for each are in queries/consolidation_weights.csv; they were set
    by argument, not fitted. Members in common count for a merger only where they are more than chance (FDSM, q <= 0.05
    over all pairs; BiCM where there are too many to shuffle). Rank intervals hold the middle 90 % of 1,000 rankings in
    which every weight is drawn between half and double (log-uniform). flip is the smallest change of one weight, its
    sign kept, after which, among the candidates of the pair's first cluster, another is level with the first, or this
    one is level at the top. Unknown features count for nothing and are shown as unknown. gao_class names what the pair
    is in the words of the US GAO (GAO-15-49SP): duplication (half of the themes and half of the members in common),
    overlap (themes or members in common, or stated), unknown (neither themes nor members known), else fragmentation.
    What really happened to a cluster afterwards is never read. Ordered by rank; the two advices are ranked apart.
    """
    land = landscape(store, seed)
    only = resolve(land.names, of).id if of else None
    chosen = ("fold", "merge") if advice == "all" else (advice,)
    rows = [row for kind in chosen for row in ranked(land, kind, weights, seed)]
    kept = [row for row in rows if only is None or only in (row.cluster, row.target)]
    notes = [_turned_round(names)] if (names := _against_their_sign(chosen, weights)) else []
    return Rows(sorted(kept, key=lambda row: (row.rank, row.advice, row.cluster, row.target)), notes)


def _against_their_sign(advices: Iterable[str], weights: str | None) -> list[str]:
    """Return the features that own weights count for instead of against, or against instead of for."""
    return [
        f"{advice}.{own.feature}"
        for advice in advices
        for own, usual in zip(set_weights(advice, weights), set_weights(advice), strict=True)
        if own.weight * usual.weight < 0
    ]


def _turned_round(names: list[str]) -> Text:
    listed = ", ".join(names)
    return Text(
        f"The weights given turn these from a reason for into one against, or the other way round: {listed}.",
        f"De opgegeven gewichten maken van deze een reden tegen in plaats van voor, of omgekeerd: {listed}.",
    )


def ranked(land: Landscape, advice: str, weights: str | None = None, seed: int = 0) -> list[Consolidation]:
    """Return the candidates of one advice, `merge` or `fold`, by rank."""
    found = scoring(land, advice, set_weights(advice, weights))
    above = found.above(found.candidates)
    parts = above * found.weighting
    scores = found.base + parts.sum(axis=1)
    low, high = _rank_interval(above, found.weighting, seed)
    ends = [(candidate.cluster, candidate.target) for candidate in found.candidates]
    turned = flips(found, above)
    order = sorted(range(len(ends)), key=lambda k: (-round(scores[k], 12), ends[k]))
    return [
        _row(found, found.candidates[k], parts[k], (rank, int(low[k]), int(high[k])), turned[k])
        for rank, k in enumerate(order, start=1)
    ]


def _rank_interval(above: Values, weighting: Values, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, for each candidate, the ranks that bound the middle 90 % of rankings under random weights."""
    factors = np.exp2(np.random.default_rng(seed).uniform(-1, 1, size=(DRAWS, weighting.size)))
    scores = above @ (factors * weighting).T
    ranks = (-scores).argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") + 1
    low, high = np.quantile(ranks, [0.05, 0.95], axis=1, method="nearest")
    return low.astype(np.int64), high.astype(np.int64)


def _row(
    found: Scoring, candidate: Candidate, parts: Values, ranks: tuple[int, int, int], flip: Flip | None
) -> Consolidation:
    reasons = [
        _reason(weight, evidence, float(part))
        for weight, evidence, part in zip(found.weights, candidate.evidence, parts, strict=True)
    ]
    names, target = found.land.names, found.land.names[candidate.target]
    return Consolidation(
        found.weights[0].advice,
        candidate.cluster,
        names[candidate.cluster].name,
        target.id,
        target.name,
        target.kind,
        found.base + float(parts.sum()),
        found.base,
        *ranks,
        gao_class=gao_class({reason.feature: reason.value for reason in reasons}),
        reasons=_strongest((reason for reason in reasons if reason.weight >= 0), 1),
        against=_strongest((reason for reason in reasons if reason.weight < 0), -1),
        flip=flip,
    )


def gao_class(values: Mapping[str, float | None]) -> str:
    """Name what a pair is by its features' values, in the words of GAO-15-49SP.

    `duplication`: the same activities for the same beneficiaries, here half of the themes and half of the members in
    common; unknown members never make one. `overlap`: similar goals, activities or beneficiaries, here themes or
    members in common, or a source that says so. `fragmentation`: no more than that they work in one broad area.
    `unknown`: neither the themes nor the members of both are known, and no source says anything.
    """
    themes, overlap, contained = (values.get(f) for f in ("theme_similarity", "member_overlap", "member_containment"))
    members = max(overlap or 0.0, contained or 0.0)
    if min(themes or 0.0, members) >= SAME:
        return "duplication"
    stated = max(values.get("stated_overlap") or 0.0, values.get("stated_niche") or 0.0)
    if max(themes or 0.0, members, stated) > 0:
        return "overlap"
    return "unknown" if themes is overlap is contained is None else "fragmentation"


def _reason(weight: Weight, evidence: Finding | None, contribution: float) -> Reason:
    if evidence is None:
        return Reason(weight.feature, None, weight.weight, 0.0, "unknown", ())
    return Reason(weight.feature, evidence.value, weight.weight, contribution, evidence.detail, evidence.sources)


def _strongest(reasons: Iterable[Reason], sign: int) -> tuple[Reason, ...]:
    """Order reasons by how far they lift a score, or with sign -1 lower it; the unknown come last."""
    return tuple(sorted(reasons, key=lambda r: (r.value is None, -sign * r.contribution, r.feature)))
