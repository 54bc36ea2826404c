"""What the back-test puts in order: the scores of `consolidation`, and simple rules that they have to beat."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from queries.consolidating.features import hosted_by_target, stated_niche, target_steers
from queries.consolidating.landscape import Landscape, Sources
from queries.consolidating.score import Scoring, homes, scoring
from queries.consolidating.weights import weights
from queries.evaluations.history import Case

POLICY_LINKS = frozenset({"stated_niche"})


@dataclass(frozen=True, slots=True)
class Scored:
    """What a possible target of a cluster scores, the feature that adds most, and where that is stated."""

    target: str
    score: float
    feature: str = ""
    sources: Sources = ()


@dataclass(frozen=True, slots=True)
class Order:
    """One way of putting the possible targets of a cluster in order.

    `tells` says whether its best score could tell that a cluster goes at all; `policy_links` is None where it reads
    none either way.
    """

    advice: str
    score: str
    of: Callable[[Case], Sequence[Scored]]
    policy_links: bool | None = None
    tells: bool = True


def orders(land: Landscape, cases: Sequence[Case], advice: str) -> list[Order]:
    """Return the score of an advice and what it is compared with, the score itself first."""
    if advice == "fold":
        every = weights("fold")
        linked, plain = every, tuple(one for one in every if one.feature not in POLICY_LINKS)
        own = [
            Order(advice, "fold", _by_score(scoring(land, "fold", used), homes), links)
            for used, links in ((linked, True), (plain, False))
        ]
        own += [Order(advice, "rule", _by_rule(land, links=links), links) for links in (True, False)]
        return [*own, *_baselines(land, cases, advice, homes)]
    own = [Order(advice, "merge", _by_score(scoring(land, "merge", weights("merge")), others))]
    return [*own, *_baselines(land, cases, advice, others)]


def others(land: Landscape, cluster: str) -> list[str]:
    """Return all other clusters."""
    return sorted(set(land.clusters) - {cluster})


def scored(found: Scoring, cluster: str, targets: Sequence[str]) -> list[Scored]:
    """Score possible targets of a cluster, tied to it or not, as `consolidation` does."""
    if not targets:
        return []
    pairs = [(cluster, target) for target in targets]
    if found.weights[0].advice == "merge":
        pairs = [(min(pair), max(pair)) for pair in pairs]
    candidates = [found.candidate(*pair) for pair in pairs]
    parts = found.above(candidates) * found.weighting
    return [
        Scored(target, round(float(total), 12), found.weights[most].feature, stated.sources if stated else ())
        for target, candidate, total, most in zip(
            targets, candidates, parts.sum(axis=1), parts.argmax(axis=1), strict=True
        )
        for stated in (candidate.evidence[most],)
    ]


Pool = Callable[[Landscape, str], list[str]]


def _by_score(found: Scoring, pool: Pool) -> Callable[[Case], Sequence[Scored]]:
    return lambda case: scored(found, case.cluster, pool(found.land, case.cluster))


def _by_rule(land: Landscape, *, links: bool) -> Callable[[Case], Sequence[Scored]]:
    """Stated niche, else host (one of n counts 1/n), else a seat in the steering group."""

    def score(cluster: str, target: str) -> float:
        niche = stated_niche(land, cluster, target).value if links else 0.0
        host, seat = (rule(land, cluster, target).value for rule in (hosted_by_target, target_steers))
        return 1e4 * (niche or 0.0) + 1e2 * (host or 0.0) + (seat or 0.0)

    return lambda case: [Scored(target, score(case.cluster, target)) for target in homes(land, case.cluster)]


def _baselines(land: Landscape, cases: Sequence[Case], advice: str, pool: Pool) -> list[Order]:
    popular = Counter(target for case in cases for target in case.targets)

    def by(score: Callable[[Case, str], float]) -> Callable[[Case], Sequence[Scored]]:
        return lambda case: [Scored(target, score(case, target)) for target in pool(land, case.cluster)]

    listed = [
        Order(advice, "member_jaccard", by(lambda case, target: _jaccard(_lists(land, case, target)))),
        Order(advice, "member_containment", by(lambda case, target: _containment(_lists(land, case, target)))),
    ]
    return [
        *(listed if land.members else []),
        Order(advice, "most_popular", by(lambda case, to: popular[to] - (to in case.targets)), tells=False),
        Order(advice, "random", by(lambda *_: 0.0), tells=False),
    ]


def _lists(land: Landscape, case: Case, target: str) -> tuple[set[str], set[str]]:
    members = land.members or {}
    return set(members.get(case.cluster, ())), set(members.get(target, ()))


def _jaccard(lists: tuple[set[str], set[str]]) -> float:
    a, b = lists
    return len(a & b) / max(1, len(a | b))


def _containment(lists: tuple[set[str], set[str]]) -> float:
    a, b = lists
    return len(a & b) / max(1, len(a))
