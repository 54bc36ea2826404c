"""With whom an organisation or cluster has not worked and probably should."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np

from graph.errors import BadInputError
from graph.messages import Message, Term, listed
from graph.store import Store
from graph.store.answers import kept
from queries.asking.question import Rows, question
from queries.consolidating.features import member_overlap, theme_similarity
from queries.consolidating.landscape import Landscape, landscape
from queries.lookup.entities import Entity, entities, resolve
from queries.partnering.likelihood import Values, Weight, features, open_to, parts, rank_intervals, weights
from queries.partnering.past import Participations, Past, participations, past

SHOWN = 5


@dataclass(frozen=True, slots=True)
class PartnerReason:
    """One feature's part in a score: contribution = weight x the value, or its logarithm, as the method says."""

    feature: str
    value: float
    weight: float
    contribution: float
    detail: str
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.feature} {self.contribution:+.2f}"


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody with whom there is no joint project yet, why, and through whom (`via`: common partners).

    `rank_low` and `rank_high` bound the rank in 90 % of random weightings.
    """

    BRIEF: ClassVar = tuple("rank rank_low rank_high name kind country score common via reasons".split())

    id: str
    name: str
    kind: str | None
    country: str | None
    score: float
    rank: int
    rank_low: int
    rank_high: int
    common: int
    via: tuple[str, ...]
    reasons: tuple[PartnerReason, ...]


@question
def partners(
    store: Store,
    name: Annotated[str, "an organisation or a cluster (name or id)"],
    *,
    most: Annotated[int, "so many suggestions"] = 20,
    country: Annotated[str | None, "only organisations of this country (two letters)"] = None,
    kind: Annotated[str | None, "only organisations of this kind: firm, knowledge, ..."] = None,
    seed: Annotated[int, "where the random weights start"] = 0,
) -> list[Suggested]:
    """With whom an organisation or a cluster has not worked yet and probably should, with reasons.

    Of an organisation: all with whom it shares no project, by a weighted sum of features: joint projects with common
    partners (each partner counting the less the more partners it has), common partners by Adamic and Adar, how many
    projects the other began within a year, the cosine of their themes and instruments, one country, and whether it is a
    firm; the first three count by their logarithm. The weights were fitted on first joint projects of one year of
    Horizon 2020 and are tested on later ones by `evaluate partners`, beside simpler orders. Of a cluster: the clusters
    with members or themes in common and no joint project (white spots), by the Jaccard index of the members plus the
    cosine of the themes; whether these are more than chance stands beside them. Rank intervals hold the middle 90 % of
    200 rankings in which every weight is drawn between half and double (log-uniform). A score orders, it is no
    probability: it says who looks like those who came to work together, not that they should.
    """
    if most < 1:
        raise BadInputError("%(most)s is no number of suggestions: expected 1 or more.", most=most)
    known = entities(store)
    one = resolve(known, name)
    if one.label == "Cluster":
        return _white_spots(landscape(store), one, most, seed)
    every = participations(store)
    if one.id not in every.organisations:
        return Rows(notes=[Message("%(name)s takes part in no project: there is nothing to go by.", name=one.name)])
    now = _now(store)
    of = np.array([every.organisations.index(one.id)])
    found = features(now, of)
    fine = open_to(now, of)[0]
    who = zip(every.countries, every.kinds, strict=True)
    fine &= np.array([(not country or c == country) and (not kind or k == kind) for c, k in who], np.bool_)
    fine &= (found["paths"][0] > 0) | (found["themes"][0] > 0)
    given = parts(found)[0][fine]
    scores, left = given.sum(axis=1), np.flatnonzero(fine)
    order = sorted(range(len(left)), key=lambda k: (-round(float(scores[k]), 12), every.organisations[left[k]]))[:most]
    spans = rank_intervals(given, np.array(order, np.int64), seed)
    rows = [
        _row(known, every, now, int(of[0]), int(left[k]), (_rank(scores, float(scores[k])), *span), found)
        for k, span in zip(order, spans, strict=True)
    ]
    return Rows(rows, [Message("%(count)s organisations could be new partners.", count=int(fine.sum()))])


@kept
def _now(store: Store) -> Past:
    return past(participations(store))


def _row(
    known: dict[str, Entity],
    every: Participations,
    now: Past,
    of: int,
    other: int,
    ranks: tuple[int, int, int],
    found: dict[str, Values],
) -> Suggested:
    both = np.intersect1d(now.partners[[of]].indices, now.partners[[other]].indices)
    best = sorted(both.tolist(), key=lambda k: (now.degree[k], every.organisations[k]))
    via = tuple(known[every.organisations[k]].name for k in best[:SHOWN])
    themes = np.intersect1d(now.about[[of]].indices, now.about[[other]].indices)
    details = {
        "paths": Message("%(count)s partners in common", count=len(both)),
        "common_partners": listed([known[every.organisations[k]].name for k in best], SHOWN) or Message("none found"),
        "active": Message("%(count)s projects begun within a year", count=int(now.recent[other])),
        "themes": listed([known[every.subjects[k]].name for k in themes.tolist()], SHOWN) or Message("none found"),
        "same_country": every.countries[other] or Message("unknown"),
        "firm": _term(every.kinds[other]),
    }
    reasons = [_reason(one, float(found[one.feature][0, other]), details[one.feature]) for one in weights()]
    entity = known[every.organisations[other]]
    return Suggested(
        entity.id,
        entity.name,
        entity.kind,
        every.countries[other],
        sum(reason.contribution for reason in reasons),
        *ranks,
        len(both),
        via,
        tuple(sorted(reasons, key=lambda reason: (-reason.contribution, reason.feature))),
    )


def _term(kind: str | None) -> Message:
    return Message("%(kind)s", kind=Term(kind)) if kind else Message("unknown")


def _reason(weight: Weight, value: float, detail: str) -> PartnerReason:
    part = float(weight.weight * weight.measured(np.array(value)))
    return PartnerReason(weight.feature, value, weight.weight, part, detail)


def _white_spots(land: Landscape, one: Entity, most: int, seed: int) -> list[Suggested]:
    mine = land.projects.get(one.id, {}).keys()
    found = []
    for other in sorted(land.clusters):
        if other == one.id or mine & land.projects.get(other, {}).keys():
            continue
        members, themes = member_overlap(land, one.id, other), theme_similarity(land, one.id, other)
        reasons = [
            PartnerReason(feature, said.value, 1.0, said.value, said.detail, said.sources)
            for feature, said in (("member_overlap", members), ("theme_similarity", themes))
            if said is not None and said.value
        ]
        if reasons:
            found.append((other, reasons))
    found.sort(key=lambda spot: (-sum(reason.contribution for reason in spot[1]), spot[0]))
    names = ("member_overlap", "theme_similarity")
    given = np.array([[_given(reasons, name) for name in names] for _, reasons in found]).reshape(-1, 2)
    spans = rank_intervals(given, np.arange(min(most, len(found)), dtype=np.int64), seed)
    scores = given.sum(axis=1)
    return Rows(
        [
            _spot(land, one.id, other, (_rank(scores, float(score)), *span), reasons)
            for score, span, (other, reasons) in zip(scores, spans, found, strict=False)
        ],
        [
            Message(
                "%(count)s clusters have members or themes in common with %(name)s and no joint project with it.",
                count=len(found),
                name=one.name,
            )
        ],
    )


def _rank(scores: Values, score: float) -> int:
    """Return the rank of a score, 1 the highest; equal scores share the best of their places."""
    return 1 + int((scores > score + 1e-12).sum())


def _given(reasons: Sequence[PartnerReason], feature: str) -> float:
    return sum(reason.contribution for reason in reasons if reason.feature == feature)


def _spot(
    land: Landscape, one: str, other: str, ranks: tuple[int, int, int], reasons: Sequence[PartnerReason]
) -> Suggested:
    both = _around(land, one) & _around(land, other)
    return Suggested(
        other,
        land.names[other].name,
        land.names[other].kind,
        None,
        sum(reason.contribution for reason in reasons),
        *ranks,
        len(both),
        tuple(sorted(land.names[k].name for k in both))[:SHOWN],
        tuple(reasons),
    )


def _around(land: Landscape, cluster: str) -> set[str]:
    return {*land.around(cluster), *(land.members or {}).get(cluster, ())}
