"""Would the consolidation scores have pointed at what really happened?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from graph.errors import NotLoadedError
from graph.messages import Message, Term, listed
from graph.store import Store
from queries.asking.question import FromFile, Rows, of_all
from queries.consolidating.landscape import Landscape, landscape
from queries.evaluations.history import Case, loaded, read
from queries.evaluations.orders import Order, Scored, orders
from queries.evaluations.ranking import Interval, Measured, Place, auc, mean, share


@dataclass(frozen=True, slots=True)
class BackTest:
    """What one score made of one cluster, or with cluster `all` what it reached on all of them.

    `advised` is the target that scores most. `rank` is that of the best right target, the expectation over orders where
    scores are equal; null where it is not among the possible ones, which counts as a miss. `policy_links` is null where
    the score reads none. `feature` is empty where no feature carried the right target among the first three,
    `same_place` holds the places of a source that state both that feature and what happened. `mrr_lead` is how far the
    advice's own score (the first row) is ahead of this one in MRR. Intervals are of 95 %.
    """

    BRIEF: ClassVar = tuple(
        "advice score policy_links cluster_name rank hits_1 hits_3 mrr auc outcome advised_name target_name".split()
    )

    advice: str
    score: str
    policy_links: bool | None
    cluster: str
    cluster_name: str
    outcome: str
    folded: bool | None = None
    advised: str | None = None
    advised_name: str = ""
    advised_score: float | None = None
    target: str | None = None
    target_name: str = ""
    rank: float | None = None
    targets: int | None = None
    feature: str = ""
    same_place: tuple[str, ...] = ()
    hits_1: float | None = None
    hits_3: float | None = None
    mrr: float | None = None
    auc: float | None = None
    mrr_lead: float | None = None
    hits_1_interval: Interval | None = None
    hits_3_interval: Interval | None = None
    mrr_interval: Interval | None = None
    auc_interval: Interval | None = None
    mrr_lead_interval: Interval | None = None
    cases: int = 1
    sources: tuple[str, ...] = ()


NONE_FOLDED = Message("No cluster is known to have been folded into anything: there is nothing to test against.")


@dataclass(frozen=True, slots=True)
class _Tried:
    """One order tried on one case."""

    order: Order
    case: Case
    row: BackTest


@of_all
def consolidation(
    store: Store,
    *,
    truth: Annotated[
        str | None,
        "what became of clusters, a CSV of cluster and became; without it what the loaded sources tell",
        FromFile(told_whole=False),
    ] = None,
) -> list[BackTest]:
    """Would the consolidation scores have pointed at what really happened? Rank of the real target, hits, MRR and AUC.

    For each cluster that went into something, the real target is ranked by the score of `consolidation`: fold among all
    other clusters and all organisations but firms that run or steer a cluster or take part in a project of one, with
    and without the stated policy links (NICHE_OF); merge among the other clusters, where it went into one. No weight is
    fitted. hits_1 and hits_3 are the shares ranked first and among the first three (Wilson's intervals), mrr is the
    mean of 1 / rank (bootstrap over cases); where scores are equal, the expectation over random orders. auc is the
    chance that a cluster that went into something has a higher best score than one that did not (0.5 is a coin);
    clusters of which that is unclear do not count. Beside the scores stand what they have to beat: the rule "stated
    niche, else host, else steering group", Jaccard and containment of the lists of members as they are, the most
    popular target of the other clusters, and any order; mrr_lead says by how much they do. The clusters that went into
    nothing are listed too, with what was advised. feature is what adds most to the score of a right target among the
    first three. No score reads an outcome. A source that tells what happened may mention a tie because of that;
    same_place says where one place states both. In a history of one's own (truth) became names a cluster or an
    organisation that is loaded, or something later: then the others that went into the same are right.
    """
    land = landscape(store, tested=False)
    cases = read(truth, land) if truth is not None else loaded(store)
    if not any(case.targets for case in cases):
        lost = [case for case in cases if case.folded]
        raise NotLoadedError(_not_loaded(lost) if lost else NONE_FOLDED)
    tried = [
        [_tried(land, order, case) for case in cases]
        for advice in ("fold", "merge")
        if any(_ranked(case, advice, land) for case in cases)
        for order in orders(land, cases, advice)
    ]
    firsts = {group[0].order.advice: group for group in reversed(tried)}
    summaries = [_summary(group, firsts[group[0].order.advice]) for group in tried]
    own = [id(group) for group in firsts.values()]
    shown = [one.row for group in tried for one in group if one.row.mrr is not None or id(group) in own]
    return Rows([*summaries, *shown], _notes(cases, tried))


def _ranked(case: Case, advice: str, land: Landscape) -> bool:
    """Say whether the right target of a case is ranked by an advice."""
    return any(advice == "fold" or target in land.clusters for target in case.targets)


def _tried(land: Landscape, order: Order, case: Case) -> _Tried:
    scores = order.of(case)
    best = max(scores, key=lambda one: one.score, default=None) if order.tells else None
    advised = best if best and best.score > 0 else None
    row = BackTest(
        advice=order.advice,
        score=order.score,
        policy_links=order.policy_links,
        cluster=case.cluster,
        cluster_name=land.names[case.cluster].name,
        outcome=case.outcome,
        folded=case.folded,
        advised=advised.target if advised else None,
        advised_name=land.names[advised.target].name if advised else "",
        advised_score=best.score if best else None,
        targets=len(scores),
        sources=case.sources,
    )
    return _Tried(order, case, _placed(land, row, case, scores) if _ranked(case, order.advice, land) else row)


def _placed(land: Landscape, row: BackTest, case: Case, scores: Sequence[Scored]) -> BackTest:
    """Return the row with the place of the right target; where none is among the possible ones it is missed."""
    right = [one for one in scores if one.target in case.targets]
    if not right:
        first = case.targets[0]
        return replace(row, target=first, target_name=land.names[first].name, hits_1=0.0, hits_3=0.0, mrr=0.0)
    real = max(right, key=lambda one: one.score)
    place = Place.of([one.score for one in scores], [one.target in case.targets for one in scores])
    found = place.hits(3) > 0 and real.feature
    return replace(
        row,
        target=real.target,
        target_name=land.names[real.target].name,
        rank=place.rank,
        feature=real.feature if found else "",
        same_place=tuple(sorted(set(real.sources) & set(case.sources))) if found else (),
        hits_1=place.hits(1),
        hits_3=place.hits(3),
        mrr=place.reciprocal,
    )


def _summary(group: Sequence[_Tried], first: Sequence[_Tried]) -> BackTest:
    """Return what an order reached on all cases, and how far the advice's own score is ahead of it."""
    placed = [one.row for one in group if one.row.mrr is not None]
    hits_1, hits_3 = (share([getattr(row, hits) for row in placed]) for hits in ("hits_1", "hits_3"))
    reciprocal = mean([row.mrr or 0.0 for row in placed])
    lead = mean([(a.row.mrr or 0.0) - (b.row.mrr or 0.0) for a, b in _same_cases(first, group)])
    tells = _tells(group)
    order = group[0].order
    return BackTest(
        advice=order.advice,
        score=order.score,
        policy_links=order.policy_links,
        cluster="all",
        cluster_name="all",
        outcome="",
        hits_1=hits_1.value,
        hits_3=hits_3.value,
        mrr=reciprocal.value,
        auc=tells.value if tells else None,
        mrr_lead=None if group is first else lead.value,
        hits_1_interval=hits_1.interval,
        hits_3_interval=hits_3.interval,
        mrr_interval=reciprocal.interval,
        auc_interval=tells.interval if tells else None,
        mrr_lead_interval=None if group is first else lead.interval,
        cases=len(placed),
    )


def _same_cases(first: Sequence[_Tried], group: Sequence[_Tried]) -> list[tuple[_Tried, _Tried]]:
    other = {one.case.cluster: one for one in group if one.row.mrr is not None}
    return [(one, other[one.case.cluster]) for one in first if one.case.cluster in other]


def _tells(group: Sequence[_Tried]) -> Measured | None:
    """Return how well the best score tells the clusters that went into something from those that did not."""
    if not group[0].order.tells:
        return None
    best = {went: [one.row.advised_score or 0.0 for one in group if one.case.folded is went] for went in (True, False)}
    return auc(best[True], best[False])


def _notes(cases: Sequence[Case], tried: Sequence[Sequence[_Tried]]) -> list[Message]:
    went = Counter(case.folded for case in cases)
    told = Message(
        "Of %(cases)s clusters %(folded)s went into something, %(not_folded)s did not, of %(unclear)s it is unclear. "
        "So few cases cannot train anything and hardly tell two good methods apart: the weights are arguments, not "
        "fits.",
        cases=len(cases),
        folded=went[True],
        not_folded=went[False],
        unclear=went[None],
    )
    lost = [case for case in cases if case.folded and not case.targets]
    plain = [
        one.row for group in tried for one in group if one.order.policy_links is False and one.order.score == "fold"
    ]
    return [told, *([_not_loaded(lost)] if lost else []), *([_carried(plain)] if plain else [])]


def _not_loaded(lost: Sequence[Case]) -> Message:
    return Message(
        "%(count)s are not ranked, since what they went into is not loaded and nothing else went into it: %(names)s.",
        count=len(lost),
        names=listed(sorted({case.outcome for case in lost}), 5),
    )


def _carried(rows: Sequence[BackTest]) -> Message:
    """Say which features carried the hits, and how many of those may be hindsight."""
    hits = [row for row in rows if row.feature]
    features = tuple(
        Message("%(feature)s %(count)s", feature=Term(feature), count=count)
        for feature, count in Counter(row.feature for row in hits).most_common()
    )
    return Message(
        "Without policy links these features carried the %(count)s hits: %(features)s. For %(same)s of "
        "them the table or section that states the tie also tells what happened, so hindsight cannot be "
        "ruled out (same_place).",
        count=len(hits),
        features=features or Message("none"),
        same=sum(bool(row.same_place) for row in hits),
    )
