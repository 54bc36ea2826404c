"""Clusters worth joining, or folding into a host."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.messages import Message
from graph.store import Store
from queries.asking.listings import who_left
from queries.asking.question import Rows, question
from queries.consolidating.features import cluster_share, smaller_share, stated_niche, stated_overlap, theme_similarity
from queries.consolidating.flip import Flip, flips
from queries.consolidating.gao import gao_class
from queries.consolidating.landscape import Landscape, landscape
from queries.consolidating.reasons import Reason, told
from queries.consolidating.score import Candidate, Scoring, Values, scoring
from queries.consolidating.weights import OwnWeights
from queries.consolidating.weights import weights as set_weights
from queries.lookup.entities import resolve
from queries.lookup.happened import Happened, Imposed, happened, imposed

T = TypeVar("T")

DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Consolidation:
    """A candidate with its reasons; score = base_score + the contributions of `reasons` and `against`.

    `base_score` is what a pair with nothing in common scores: 0. `score_low` and `score_high` are the score were all
    that is unknown as bad or as good for the advice as it can be. `rank_low` and `rank_high` bound the rank in 90 % of
    random weightings. `flip` is the smallest change of one weight that turns the advice round. `happened` is what
    sources say became of the cluster, of a merger of both, and `imposed` whom it was told to join at its start; no
    score reads them.
    """

    ENDS: ClassVar = ("cluster", "target")

    BRIEF: ClassVar = tuple("advice cluster_name target_name score ranks happened reasons against imposed".split())

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
    score_low: float
    score_high: float
    happened: tuple[Happened, ...] = ()
    imposed: tuple[Imposed, ...] = ()

    @property
    def ranks(self) -> str:
        """The rank with its interval, for a table."""
        return f"{self.rank} ({self.rank_low}-{self.rank_high})"


@question
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
    contribution is its weight times how far it lies from a fixed point, 0 (nothing), so a score is a function of the
    pair and the weights alone and can be compared between data and regions. Weights, fixed points and the reason for
    each are in queries/consolidating/weights.csv; they were set by argument, not fitted. Members in common count as
    Jaccard, in which who takes part in many projects counts less, 1 / ln(e + projects); whether they are more than
    chance (FDSM, Benjamini-Hochberg q over all pairs) stands beside them and decides nothing. Members who left before
    the data's day are not counted. Unknown features count for nothing and are shown as unknown; score_low and
    score_high are the score were they as bad or as good as they can be. A list that names fewer members than a source
    reports is a sample: what depends on it has an interval (90 %, members missing at random). What counts is the least,
    what both lists name, so that no pair gains by names that are withheld; that nobody is left of the smaller is
    unknown where no source says how many members it has. Rank intervals hold the middle 90 % of 1,000 rankings in which
    every weight is drawn between half and double (log-uniform) and every such value from its interval; equal scores
    share a rank. flip is the smallest change of one weight, its sign kept, after which, among the candidates of the
    pair's first cluster, another is level with the first, or this one is level at the top.
    gao_class names what the pair is in the words of the US GAO (GAO-15-49SP): duplication (half of the themes and half
    of the members in common), overlap (two themes or more and half of them, a quarter of the members, or stated),
    unknown (neither themes nor members known), else fragmentation. What really happened to a cluster afterwards
    (happened), and whom it was told to join at its start (imposed), is shown and never read. Ordered by rank; the two
    advices are ranked apart.
    """
    land = landscape(store, seed)
    only = resolve(land.names, of).id if of else None
    chosen = ("fold", "merge") if advice == "all" else (advice,)
    became, bidden = happened(store), imposed(store)
    rows = [
        replace(row, happened=_beside(row, became), imposed=_beside(row, bidden))
        for kind in chosen
        for row in ranked(land, kind, weights, seed)
    ]
    kept = [row for row in rows if only is None or only in (row.cluster, row.target)]
    notes = [_turned_round(names)] if (names := _against_their_sign(chosen, weights)) else []
    notes += who_left(store)
    return Rows(sorted(kept, key=lambda row: (row.rank, row.advice, row.cluster, row.target)), notes)


def _beside(row: Consolidation, known: Mapping[str, T]) -> tuple[T, ...]:
    """Return what is known of a candidate's cluster, of a merger of both."""
    ends = (row.cluster, row.target) if row.advice == "merge" else (row.cluster,)
    return tuple(known[one] for one in ends if one in known)


def _against_their_sign(advices: Iterable[str], weights: str | None) -> list[str]:
    """Return the features that own weights count for instead of against, or against instead of for."""
    return [
        f"{advice}.{own.feature}"
        for advice in advices
        for own, usual in zip(set_weights(advice, weights), set_weights(advice), strict=True)
        if own.weight * usual.weight < 0
    ]


def _turned_round(names: list[str]) -> Message:
    listed = ", ".join(names)
    return Message(
        "The weights given turn these from a reason for into one against, or the other way round: %(listed)s.",
        listed=listed,
    )


def ranked(land: Landscape, advice: str, weights: str | None = None, seed: int = 0) -> list[Consolidation]:
    """Return the candidates of one advice, `merge` or `fold`, by rank."""
    found = scoring(land, advice, set_weights(advice, weights))
    above, bounds = found.above(found.candidates), found.bounds(found.candidates)
    parts = above * found.weighting
    scores = parts.sum(axis=1)
    ranks = _ranks(scores[:, None])[:, 0] if len(scores) else scores
    low, high = _rank_interval(above, _drawn(found, bounds), found.weighting, seed)
    ends = [(candidate.cluster, candidate.target) for candidate in found.candidates]
    turned = flips(found, above)
    spans = np.sort(bounds * found.weighting[:, None], axis=2).sum(axis=1)
    return [
        _row(
            found,
            found.candidates[k],
            parts[k],
            (int(ranks[k]), min(int(low[k]), int(ranks[k])), max(int(high[k]), int(ranks[k]))),
            turned[k],
            (float(spans[k, 0]), float(spans[k, 1])),
        )
        for k in sorted(range(len(ends)), key=lambda k: (ranks[k], ends[k]))
    ]


def _ranks(scores: Values) -> NDArray[np.int64]:
    """Return ranks by column, 1 the highest; equal scores share the best of their places."""
    from scipy.stats import rankdata  # a third of a second

    return np.asarray(rankdata(-np.round(scores, 12), method="min", axis=0), dtype=np.int64)


def _drawn(found: Scoring, bounds: Values) -> Values:
    """Return the bounds that a rank interval draws from: of partial lists, not of what nothing is known of."""
    partial = np.array(
        [
            [e is not None and e.value is not None and e.low is not None for e in one.evidence]
            for one in found.candidates
        ]
    ).reshape(bounds.shape[:2])
    return np.where(partial[:, :, None], bounds, np.nan)


def _rank_interval(
    above: Values, drawn: Values, weighting: Values, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, for each candidate, the ranks that bound the middle 90 % of rankings under random weights and lists.

    Candidates of the same evidence are drawn as one, so they share their ranks; drawn in the order of their evidence,
    so names change nothing.
    """
    if not above.size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    low, high = (np.where(np.isnan(end), above, end) for end in (drawn[:, :, 0], drawn[:, :, 1]))
    kinds, kind = np.unique(np.round(np.hstack([above, low, high]), 12), axis=0, return_inverse=True)
    _, least, most = np.hsplit(kinds, 3)
    random = np.random.default_rng(seed)
    factors = np.exp2(random.uniform(-1, 1, size=(DRAWS, weighting.size)))
    weighted = factors * weighting
    scores = least @ weighted.T
    for k in np.flatnonzero((most > least).any(axis=1)):
        scores[k] += (random.uniform(size=weighted.shape) * (most[k] - least[k]) * weighted).sum(axis=1)
    ranks = _ranks(scores[kind.ravel()])
    bound_low, bound_high = np.quantile(ranks, [0.05, 0.95], axis=1, method="nearest")
    return bound_low.astype(np.int64), bound_high.astype(np.int64)


def _row(
    found: Scoring,
    candidate: Candidate,
    parts: Values,
    ranks: tuple[int, int, int],
    flip: Flip | None,
    span: tuple[float, float],
) -> Consolidation:
    reasons, against = told(found.weights, candidate, parts)
    names, target = found.land.names, found.land.names[candidate.target]
    return Consolidation(
        found.weights[0].advice,
        candidate.cluster,
        names[candidate.cluster].name,
        target.id,
        target.name,
        target.kind,
        float(parts.sum()),
        0.0,
        *ranks,
        gao_class=_gao_class(found, candidate),
        reasons=reasons,
        against=against,
        flip=flip,
        score_low=span[0],
        score_high=span[1],
    )


def _gao_class(found: Scoring, candidate: Candidate) -> str:
    land, ends = found.land, (candidate.cluster, candidate.target)
    share = smaller_share if found.weights[0].advice == "merge" else cluster_share
    ties = (stated_overlap(land, *ends), stated_niche(land, *ends), stated_niche(land, *reversed(ends)))
    return gao_class(
        *(one.value if one else None for one in (theme_similarity(land, *ends), share(land, *ends))),
        stated=any(tie.value for tie in ties),
        common_themes=land.common_themes(*ends),
    )
