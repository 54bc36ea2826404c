"""Would the consolidation score have pointed at what really happened?"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from graph.errors import NotLoadedError
from graph.messages import Message
from graph.store import Store
from queries.asking.question import Rows
from queries.consolidating.landscape import Landscape, Sources, landscape
from queries.consolidating.score import Scoring, homes, scoring
from queries.consolidating.weights import weights

OUTCOMES = """
MATCH (c:Cluster)-[r:CONTINUES_IN]->(t:Cluster|Organisation)
RETURN c.id AS cluster, t.id AS target, r.sources AS sources
ORDER BY cluster, target
"""

POLICY_LINKS = frozenset({"stated_niche"})


@dataclass(frozen=True, slots=True)
class BackTest:
    """The rank of one cluster's real target by one score, or with cluster `all` what the score reached on all of them.

    `rank` is the mean of the places that equal scores share; `policy_links` is null where the score reads none.
    `feature` is empty where no feature carried the real target among the first three, `same_place` holds the places of
    a source that state both that feature and what happened.
    """

    BRIEF: ClassVar = (
        "score",
        "policy_links",
        "cluster_name",
        "target_name",
        "rank",
        "feature",
        "hits_1",
        "hits_3",
        "mrr",
    )

    score: str
    policy_links: bool | None
    cluster: str
    cluster_name: str
    target: str | None
    target_name: str | None
    rank: float | None
    targets: int | None
    feature: str
    same_place: tuple[str, ...]
    hits_1: float
    hits_3: float
    mrr: float
    cases: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoldScore:
    """What folding a cluster into one possible target scores, the feature that adds most, and where that is stated."""

    target: str
    score: float
    feature: str = ""
    sources: Sources = ()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """That a cluster was folded into a target."""

    cluster: str
    target: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """How many targets score higher than the real one, and how many the same, itself included."""

    above: int
    equal: int

    def hits(self, first: int) -> float:
        return min(1.0, max(0.0, (first - self.above) / self.equal))

    @property
    def rank(self) -> float:
        return self.above + (self.equal + 1) / 2

    @property
    def reciprocal(self) -> float:
        return float(np.mean(1 / (self.above + 1 + np.arange(self.equal))))


def consolidation(store: Store) -> list[BackTest]:
    """Would the consolidation score have pointed at what really happened? Rank of the real target, hits and MRR.

    For each cluster that was folded into something, the real target is ranked among all possible ones (all other
    clusters and all organisations but firms) by the fold score of `consolidation`, with and without the stated policy
    links (NICHE_OF). A shared rank is the mean of its places. hits_1 and hits_3 are the shares ranked first and among
    the first three, mrr is the mean of 1 / rank; where scores are equal, the expectation over random orders. Beside
    them stand two baselines: random (any order) and most_popular (targets in the order of how many of the other
    clusters were folded into them). feature is what adds most to the score of a real target that is among the first
    three. No score reads an outcome, and the weights were written down before this test was. A source that tells what
    happened may mention a tie because of that; same_place says where one place states both.
    """
    rows = store.rows(OUTCOMES)
    if not rows:
        raise NotLoadedError(
            Message("No cluster is known to have been folded into anything: there is nothing to test against.")
        )
    land = landscape(store)
    tested = _tested(land, [_Outcome(row["cluster"], row["target"], tuple(row["sources"])) for row in rows])
    groups = dict.fromkeys((case.score, case.policy_links) for case in tested)
    summaries = [_summary([case for case in tested if (case.score, case.policy_links) == group]) for group in groups]
    return Rows(
        [*summaries, *tested], [_few(len(rows)), _carried([case for case in tested if case.policy_links is False])]
    )


def fold_scores(found: Scoring, cluster: str) -> list[FoldScore]:
    """Score every possible target of a cluster, tied to it or not, as `consolidation` does."""
    candidates = [found.candidate(cluster, target) for target in homes(found.land, cluster)]
    parts = found.above(candidates) * found.weighting
    return [
        FoldScore(
            candidate.target, round(float(total), 12), found.weights[most].feature, stated.sources if stated else ()
        )
        for candidate, total, most in zip(candidates, parts.sum(axis=1), parts.argmax(axis=1), strict=True)
        for stated in (candidate.evidence[most],)
    ]


def _tested(land: Landscape, outcomes: list[_Outcome]) -> list[BackTest]:
    linked, plain = (
        scoring(land, "fold", tuple(w for w in weights("fold") if w.feature not in left_out))
        for left_out in (frozenset[str](), POLICY_LINKS)
    )
    possible = {outcome: homes(land, outcome.cluster) for outcome in outcomes}
    cases = [outcome for outcome in outcomes if outcome.target in possible[outcome]]
    popular = Counter(outcome.target for outcome in outcomes)

    def most_popular(case: _Outcome) -> list[FoldScore]:
        return [FoldScore(target, popular[target] - (target == case.target)) for target in possible[case]]

    return [
        *(_case(land, "fold", True, fold_scores(linked, case.cluster), case) for case in cases),
        *(_case(land, "fold", False, fold_scores(plain, case.cluster), case) for case in cases),
        *(_case(land, "most_popular", None, most_popular(case), case) for case in cases),
        *(_case(land, "random", None, [FoldScore(target, 0.0) for target in possible[case]], case) for case in cases),
    ]


def _case(
    land: Landscape, score: str, policy_links: bool | None, scores: list[FoldScore], outcome: _Outcome
) -> BackTest:
    real = next(found for found in scores if found.target == outcome.target)
    place = _Place(
        sum(found.score > real.score for found in scores), sum(found.score == real.score for found in scores)
    )
    return BackTest(
        score=score,
        policy_links=policy_links,
        cluster=outcome.cluster,
        cluster_name=land.names[outcome.cluster].name,
        target=outcome.target,
        target_name=land.names[outcome.target].name,
        rank=place.rank,
        targets=len(scores),
        feature=real.feature if place.hits(3) else "",
        same_place=tuple(sorted(set(real.sources) & set(outcome.sources))) if place.hits(3) else (),
        hits_1=place.hits(1),
        hits_3=place.hits(3),
        mrr=place.reciprocal,
        cases=1,
        sources=outcome.sources,
    )


def _summary(cases: list[BackTest]) -> BackTest:
    return replace(
        cases[0],
        target=None,
        target_name="all",
        rank=None,
        targets=None,
        feature="",
        same_place=(),
        cluster="all",
        cluster_name="all",
        hits_1=float(np.mean([case.hits_1 for case in cases])),
        hits_3=float(np.mean([case.hits_3 for case in cases])),
        mrr=float(np.mean([case.mrr for case in cases])),
        cases=len(cases),
        sources=(),
    )


def _few(cases: int) -> Message:
    return Message(
        "%(cases)s cases cannot train anything and hardly tell two good methods apart: the weights are "
        "arguments, not fits.",
        cases=cases,
    )


def _carried(cases: list[BackTest]) -> Message:
    """Say which features carried the hits, and how many of those may be hindsight."""
    hits = [case for case in cases if case.feature]
    features = ", ".join(
        f"{feature} {count}" for feature, count in Counter(case.feature for case in hits).most_common()
    )
    same = sum(bool(case.same_place) for case in hits)
    return Message(
        "Without policy links these features carried the %(count)s hits: %(features)s. For %(same)s of "
        "them the table or section that states the tie also tells what happened, so hindsight cannot be "
        "ruled out (same_place).",
        count=len(hits),
        features=features or Message("none"),
        same=same,
    )
