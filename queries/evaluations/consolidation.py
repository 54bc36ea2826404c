"""Would the consolidation score have pointed at what really happened?"""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from graph.errors import NotLoadedError
from graph.store import Store
from queries.consolidation import FoldScore, fold_scores
from queries.landscape import Landscape, landscape
from queries.question import Rows, Text

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
    feature: str | None
    hits_1: float
    hits_3: float
    mrr: float
    cases: int
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
    clusters were folded into them). feature is what adds most to the real target's score. No score reads an outcome,
    and the weights were written down before this test was.
    """
    rows = store.rows(OUTCOMES)
    if not rows:
        raise NotLoadedError("No cluster is known to have been folded into anything: there is nothing to test against.")
    land = landscape(store)
    popular = Counter(row["target"] for row in rows)
    tested: list[BackTest] = []
    for policy_links in (True, False):
        left_out = frozenset() if policy_links else POLICY_LINKS
        for row in rows:
            scores = fold_scores(land, row["cluster"], left_out)
            if any(found.target == row["target"] for found in scores):
                tested.append(_case(land, "fold", policy_links, scores, row["cluster"], row["target"], row["sources"]))
    for case in [case for case in tested if case.policy_links]:
        targets = [found.target for found in fold_scores(land, case.cluster)]
        others = popular - Counter([case.target])
        for name, count in (("most_popular", others), ("random", Counter())):
            scores = [FoldScore(target, count[target], "") for target in targets]
            tested.append(_case(land, name, None, scores, case.cluster, case.target or "", case.sources))
    groups = dict.fromkeys((case.score, case.policy_links) for case in tested)
    summaries = [_summary([case for case in tested if (case.score, case.policy_links) == group]) for group in groups]
    return Rows([*summaries, *tested], [_few(len(rows))])


def _case(
    land: Landscape,
    score: str,
    policy_links: bool | None,
    scores: list[FoldScore],
    cluster: str,
    target: str,
    sources: list[str] | tuple[str, ...],
) -> BackTest:
    real = next(found for found in scores if found.target == target)
    place = _Place(
        sum(found.score > real.score for found in scores), sum(found.score == real.score for found in scores)
    )
    return BackTest(
        score=score,
        policy_links=policy_links,
        cluster=cluster,
        cluster_name=land.names[cluster].name,
        target=target,
        target_name=land.names[target].name,
        rank=place.rank,
        targets=len(scores),
        feature=real.feature or None,
        hits_1=place.hits(1),
        hits_3=place.hits(3),
        mrr=place.reciprocal,
        cases=1,
        sources=tuple(sources),
    )


def _summary(cases: list[BackTest]) -> BackTest:
    return BackTest(
        score=cases[0].score,
        policy_links=cases[0].policy_links,
        cluster="all",
        cluster_name="all",
        target=None,
        target_name=None,
        rank=None,
        targets=None,
        feature=None,
        hits_1=float(np.mean([case.hits_1 for case in cases])),
        hits_3=float(np.mean([case.hits_3 for case in cases])),
        mrr=float(np.mean([case.mrr for case in cases])),
        cases=len(cases),
        sources=(),
    )


def _few(cases: int) -> Text:
    return Text(
        f"{cases} cases cannot train anything and hardly tell two good methods apart: the weights are arguments, not "
        "fits.",
        f"{cases} gevallen kunnen niets trainen en twee goede methodes nauwelijks onderscheiden: de gewichten zijn "
        "argumenten, geen schattingen.",
    )
