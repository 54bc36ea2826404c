"""Which kind of likeness a pair has."""

from collections.abc import Mapping
from typing import Literal

import numpy as np

from queries.likeness.features import starts_later
from queries.likeness.initiative import Initiative

Kind = Literal["same", "follow_up", "parallel", "related", "coincidental", "cannot_tell"]

SAME_TITLE = 0.9
LIKE_TITLE = 0.7
SAME_PROMOTER = 1 / 3
"""The share of participants from which one of them is taken to lead both (a judgement)."""


def kind(a: Initiative, b: Initiative, value: Mapping[str, float], *, texts_alike: bool) -> Kind:
    """Name the likeness of a pair by its features' values; `texts_alike`: more than those of 95 % of random pairs.

    cannot_tell: a text is too short to judge by and no participant is shared. The one and its sequel have the same
    title but for numbering, or one title has nothing that the other lacks. follow_up: so, and one starts later; or
    alike titles, and one starts when the other ends. same: so, at the same time, with the same number, and not each
    with words of its own ("material component", "immaterial component"). Both need a promoter in common, a third of the
    participants; a follow-up may instead have a number that goes on, and needs one where a start is unknown. parallel:
    texts more alike than by chance, other promoters, not another instrument. related: a promoter in common, or more
    alike than by chance. coincidental: the rest.
    """
    shared = bool(a.participants & b.participants)
    if not (a.legible and b.legible) and not shared:
        return "cannot_tell"
    promoter = value["consortium"] >= SAME_PROMOTER - 1e-9
    later = starts_later(a, b)
    goes_on = value["numbering"] == 1.0
    one_title = _one_title(value, numbered=promoter and goes_on)
    sequel = one_title and (promoter or goes_on) and (later or (later is None and goes_on))
    if sequel or (promoter and _successor(value)):
        return "follow_up"
    unlike = later or value["numbering"] != 0.0 or value["own_words"] == 0.0
    if one_title and not unlike and (promoter or np.isnan(value["consortium"])):
        return "same"
    alike = texts_alike or value["titles"] >= LIKE_TITLE
    if promoter or shared:
        return "related"
    if alike:
        return "related" if value["instrument"] == 0.0 else "parallel"
    return "coincidental"


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
