"""Which kind of likeness a pair has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from graph.messages import Message
from queries.likeness.features import near_amount, start_together, starts_later
from queries.likeness.fitted import findings, likelihoods
from queries.likeness.initiative import Initiative

Kind = Literal["double_funding", "same", "follow_up", "parallel", "related", "coincidental", "cannot_tell"]

KINDS_FITTED: tuple[Kind, ...] = ("follow_up", "parallel", "related", "coincidental")
"""Kinds that are fitted to labelled pairs where no rule says that the two are one."""

CLAIMS: tuple[Kind, ...] = ("double_funding", "same", "follow_up")
"""Kinds that say that the two are one initiative, or one and its sequel."""

SAME_TITLE = 0.9
LIKE_TITLE = 0.7
SAME_TEXT = 0.8
"""From this cosine on two texts are one, but for a word here and there (a judgement)."""
SAME_PROMOTER = 1 / 3
"""The share of participants from which one of them is taken to lead both (a judgement)."""
SAME_PARTNERS, ENOUGH_PARTNERS = 0.8, 3
"""From this share of participants on a consortium is the same; with so many in common that is no habit (judgements)."""


@dataclass(frozen=True, slots=True)
class Named:
    """A pair's kind, and how likely it is one and its sequel by what was fitted; None where a rule decides.

    Where it is no `possible` sequel by its definition, that is only how likely it is at the most.
    """

    kind: Kind
    sequel: float | None = None
    possible: bool = True


@dataclass(frozen=True, slots=True)
class Aside:
    """What is known of a pair beside its features: the cosine of all that there is to read, and what follows of others.

    `texts_alike`: more than those of 95 % of random pairs; `translated`: in two languages; `usual_amount`: what both
    were paid was paid to others, too.
    """

    wordings: float
    texts_alike: bool
    translated: bool = False
    usual_amount: bool = False


def named(a: Initiative, b: Initiative, value: Mapping[str, float], aside: Aside) -> Named:
    """Name the likeness of a pair: by a rule, else the likeliest kind that it can be by its definition."""
    ruled = _ruled(a, b, value, aside)
    if ruled is not None:
        return Named(ruled)
    likely = likelihoods(findings(a, b, value, aside.wordings))
    possible = [one for one in KINDS_FITTED if _can_be(one, a, b, value)]
    kind = max(possible, key=lambda one: likely[one])
    return Named(kind, likely["follow_up"], possible="follow_up" in possible)


def _ruled(a: Initiative, b: Initiative, value: Mapping[str, float], aside: Aside) -> Kind | None:
    """Return the kind that a rule gives a pair, if one does.

    cannot_tell: a text is too short to judge by and no participant is shared, unless nothing is. The one and its sequel
    have the same title but for numbering, or one title has nothing that the other lacks. double_funding: with one text,
    whoever the promoters are, or so with a promoter in common, paid by other instruments at the same time. follow_up:
    so, and one starts later; or alike titles, and one starts when the other ends. same: so, at the same time, with the
    same number, and not each with words of its own ("material component", "immaterial component"); or told twice, in
    other words or another language. Both need a promoter in common, a third of the participants; a
    follow-up may instead have a number that goes on, which it needs where a start is unknown, and then one text.
    """
    shared = bool(a.participants & b.participants)
    if not (a.legible and b.legible) and not shared:
        return "coincidental" if _nothing_in_common(a, b, value, aside.wordings) else "cannot_tell"
    promoter = value["consortium"] >= SAME_PROMOTER - 1e-9
    later = starts_later(a, b)
    goes_on = value["numbering"] == 1.0
    one_title = _one_title(value, numbered=promoter and goes_on)
    unlike = later or value["numbering"] != 0.0 or (value["own_words"] == 0.0 and not aside.translated)
    retold = not unlike and (_translated if aside.translated else _retold)(a, b, value, aside)
    one_text = value["texts"] >= SAME_TEXT or (promoter and (one_title or retold))
    if not unlike and value["instrument"] == 0.0 and one_text:
        return "double_funding"
    unnamed = bool(np.isnan(value["consortium"]))
    told_on = goes_on and (later or unnamed or value["texts"] >= SAME_TEXT)
    sequel = one_title and (promoter or told_on) and (later or (later is None and goes_on))
    if sequel or (promoter and _successor(value)):
        return "follow_up"
    if retold or (one_title and not unlike and (promoter or unnamed) and not _paid_apart(value, later=later)):
        return "same"
    return None


def _nothing_in_common(a: Initiative, b: Initiative, value: Mapping[str, float], wordings: float) -> bool:
    """Whether two of which one says next to nothing are by others and have not even letters in common."""
    alike = wordings if np.isnan(value["titles"]) else value["titles"]
    return bool(a.participants and b.participants) and not alike > 0


def _paid_apart(value: Mapping[str, float], *, later: bool | None) -> bool:
    """Whether two of unknown days, of which one title says more, were paid other amounts: two grants, two parts."""
    return later is None and value["amounts"] == 0.0 and value["titles"] < SAME_TITLE


def _can_be(one: Kind, a: Initiative, b: Initiative, value: Mapping[str, float]) -> bool:
    """Whether a kind that is fitted can be what it says, by its definition.

    A sequel has a participant in common, is not numbered beside the first, and is not years apart from it; parallel is
    by others, under no other instrument; what one promoter runs is related at the least.
    """
    shared = bool(a.participants & b.participants)
    if one == "coincidental":
        return not value["consortium"] >= SAME_PROMOTER - 1e-9
    if one == "follow_up":
        return shared and value["numbering"] != 0.5 and value["dates"] != 0.0
    return one != "parallel" or (not shared and value["instrument"] != 0.0)


def _retold(a: Initiative, b: Initiative, value: Mapping[str, float], aside: Aside) -> bool:
    """Whether one initiative is told twice, in other words.

    By the same participants, on the very same days, and with something else that only they have: the amount to the
    euro, or, with three participants or more, a rare word or more likeness than by chance. One promoter runs many a
    project on the days of one call, so that alone says nothing.
    """
    if value["consortium"] < SAME_PARTNERS or value["period"] != 1.0 or value["amounts"] == 0.0:
        return False
    several = value["amounts"] == 1.0 or len(a.participants & b.participants) >= ENOUGH_PARTNERS
    return several and (value["rare_words"] >= 1 or aside.texts_alike)


def _translated(a: Initiative, b: Initiative, value: Mapping[str, float], aside: Aside) -> bool:
    """Whether one initiative is told twice, in two languages.

    By the same participants, from the same month on (the end often differs), and with an amount to the euro that no
    others were paid, as schemes do that pay everybody their most; or with a rare word in common or more letters than
    by chance, and the amount to the euro, or three participants or more or the very same days and no other amount by
    more than a tenth.
    """
    same_days = value["period"] == 1.0
    if value["consortium"] < SAME_PARTNERS or not (same_days or start_together(a, b)):
        return False
    several = same_days or len(a.participants & b.participants) >= ENOUGH_PARTNERS
    if value["amounts"] == 1.0 and not aside.usual_amount:
        return True
    worded = value["rare_words"] >= 1 or aside.texts_alike
    return worded and (value["amounts"] == 1.0 or (several and near_amount(a, b) is not False))


def against(a: Initiative, b: Initiative, value: Mapping[str, float]) -> Message:
    """Say by which rule the two are not one initiative, nor one and its sequel."""
    if not a.participants & b.participants and not np.isnan(value["consortium"]):
        return Message("no participant in common")
    if value["numbering"] == 0.5:
        return Message("numbered side by side")
    if value["own_words"] == 0.0:
        return Message("each title has words of its own")
    if starts_later(a, b):
        return Message("years apart, and neither numbered as a sequel nor beginning when the other ends")
    return Message("not one title, and not one consortium on the same days")


def _successor(value: Mapping[str, float]) -> bool:
    """Whether titles are alike, not numbered side by side, and one initiative starts about when the other ends."""
    return value["titles"] >= LIKE_TITLE and value["dates"] == 1.0 and value["numbering"] != 0.5


def _one_title(value: Mapping[str, float], *, numbered: bool) -> bool:
    """Whether two titles are one but for numbering and spelling, or one says only more than the other.

    A numbered sequel by the same promoter may say far more: "Power-Link 2", "Power-Link, Energiekennisplatform".
    """
    if value["own_words"] == 1.0 and (numbered or value["titles"] >= LIKE_TITLE):
        return True
    return value["titles"] >= SAME_TITLE
