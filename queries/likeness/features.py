"""The features of a pair of initiatives: what is compared, and how each finding reads in words."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from scipy import sparse

from graph.messages import Message
from queries.likeness.initiative import Initiative
from queries.likeness.titles import own_words, sequel
from queries.likeness.vectors import Flags, Floats, Indices, Vectors, both_filled, jaccards, products

SAME_NAME = 0.8
"""From this cosine on, two names of participants count as one, though their ids differ (a judgement)."""

ALIKE = 0.4
"""From this cosine on, titles are alike enough to ask what each says of its own (a judgement)."""

MOST_RARE = 3
"""More rare words in common than this say nothing more (a judgement)."""

LATER_DAYS = 180
MONTH_DAYS = 31
CLOSE_DAYS = 550


ASIDE = ("wordings", "usual")

NEAR = 0.1
"""Amounts that differ by no more than such a share may be one, rounded or revised (a judgement)."""


@dataclass(frozen=True, slots=True)
class Features:
    """One value a pair and feature; NaN is unknown.

    titles: cosine of the titles without their numbering; unknown, like all that is asked of titles, where one is so
    common that it names nothing. own_words: of alike titles, 1 where only one or neither says
    something that the other does not, 0 where both do. numbering: 1 where the later goes on where the other stops
    ("II", "bis"), 0.5 where the two are numbered differently, 0 where the same or not; unknown without a title. texts:
    cosine of acronym, title and abstract; unknown where one has no abstract, since that would be the titles again.
    consortium: Jaccard of the participants, or the cosine of their names where none has the same id. themes: Jaccard.
    instrument: 1 where they share one. dates: 1 where one follows the other, 0.5 where they run at the same time, 0
    where they are far apart; unknown where the first has no end, or a list without ends would know of no pair but that
    it runs at the same time. period: 1 where they start and end on the same days. amounts: 1 where grant or cost is the
    same to the euro. rare_words: how many words both have that hardly any other text has, at most 3.
    wordings is no evidence: the cosine of all that there is to read, be it only titles; nor is usual: 1 where what both
    were paid was paid to others, too.
    """

    titles: Floats
    own_words: Floats
    numbering: Floats
    texts: Floats
    consortium: Floats
    themes: Floats
    instrument: Floats
    dates: Floats
    period: Floats
    amounts: Floats
    rare_words: Floats
    wordings: Floats
    usual: Floats

    def items(self) -> list[tuple[str, Floats]]:
        """Return the features that are evidence, by name."""
        return [(field.name, getattr(self, field.name)) for field in fields(self) if field.name not in ASIDE]


def features(initiatives: Sequence[Initiative], vectors: Vectors, i: Indices, j: Indices) -> Features:
    """Return the features of each pair."""
    pairs = [(initiatives[a], initiatives[b]) for a, b in zip(i.tolist(), j.tolist(), strict=True)]
    later = [starts_later(*pair) for pair in pairs]
    common = vectors.common[i] | vectors.common[j]
    titles = np.where(common, np.nan, _cosines(vectors.titles, i, j))
    wordings = _cosines(vectors.texts, i, j)
    amounts = np.array([same_amount(*pair) for pair in pairs])
    described = np.array([one.described for one in initiatives], dtype=bool)
    return Features(
        titles=titles,
        own_words=np.array(
            [_own_words(*pair) if cosine >= ALIKE else np.nan for pair, cosine in zip(pairs, titles, strict=True)]
        ),
        numbering=np.where(
            common,
            np.nan,
            [_numbering(*pair, later=known) for pair, known in zip(pairs, later, strict=True)],
        ),
        texts=np.where(described[i] & described[j], wordings, np.nan),
        consortium=_consortium(vectors, i, j),
        themes=jaccards(vectors.themes, i, j),
        instrument=_meet(vectors, i, j),
        dates=np.array([_dates(*pair, later=known) for pair, known in zip(pairs, later, strict=True)]),
        period=np.array([_period(*pair) for pair in pairs]),
        amounts=amounts,
        rare_words=_rare_words(vectors, i, j, described[i] & described[j]),
        wordings=wordings,
        usual=np.array(
            [float(same == 1.0 and vectors.usual(*pair)) for pair, same in zip(pairs, amounts, strict=True)]
        ),
    )


def _cosines(matrix: sparse.csr_array, i: Indices, j: Indices) -> Floats:
    return np.where(both_filled(matrix, i, j), products(matrix, i, j), np.nan)


def starts_later(a: Initiative, b: Initiative) -> bool | None:
    """Say whether one starts half a year or more after the other; None where a start is unknown."""
    return abs((a.start - b.start).days) >= LATER_DAYS if a.start and b.start else None


def start_together(a: Initiative, b: Initiative) -> bool:
    """Say whether both starts are known and lie within a month of each other."""
    return bool(a.start and b.start and abs((a.start - b.start).days) <= MONTH_DAYS)


def in_words(feature: str, value: float, a: Initiative, b: Initiative) -> str:
    """Return a feature's finding as a reader sees it."""
    return Message("unknown") if np.isnan(value) else _known_in_words(feature, value, a, b)


def _known_in_words(feature: str, value: float, a: Initiative, b: Initiative) -> str:
    if feature == "own_words":
        mine, yours = own_words(a.title, b.title)
        return _beside(sorted(mine), sorted(yours))
    if feature == "numbering":
        return _beside(a.title.numbering, b.title.numbering)
    if feature == "consortium" and (a.participants & b.participants or not value):
        return _in_common(a.participants, b.participants)
    if feature == "themes":
        return _in_common(a.themes, b.themes)
    if feature == "rare_words":
        most = Message("%(count)s or more", count=MOST_RARE)
        return most if value >= MOST_RARE else f"{value:.0f}"
    return _WORDS.get((feature, value), Message("%(number).0f %% alike", number=100 * value))


_WORDS = {
    ("instrument", 1.0): Message("the same"),
    ("instrument", 0.0): Message("different"),
    ("period", 1.0): Message("the same days"),
    ("period", 0.0): Message("other days"),
    ("amounts", 1.0): Message("the same to the euro"),
    ("amounts", 0.0): Message("different"),
    ("dates", 1.0): Message("one follows the other"),
    ("dates", 0.5): Message("at the same time"),
    ("dates", 0.0): Message("far apart"),
}


def _beside(a: Sequence[str], b: Sequence[str]) -> Message:
    none = Message("none")
    return Message("%(one)s / %(other)s", one=tuple(a) or none, other=tuple(b) or none)


def _in_common(a: frozenset[str], b: frozenset[str]) -> str:
    return Message("%(count)s of %(count_2)s in common", count=len(a & b), count_2=len(a | b))


def _own_words(a: Initiative, b: Initiative) -> float:
    mine, yours = own_words(a.title, b.title)
    return float(not (mine and yours))


def _numbering(a: Initiative, b: Initiative, *, later: bool | None) -> float:
    if not (a.title.bare and b.title.bare):
        return np.nan
    if a.title.numbering == b.title.numbering:
        return 0.0
    if later is None:  # "part 1" and "part 2" may well run side by side; "X" and "X II" hardly
        return 0.5 if a.title.numbering and b.title.numbering else 1.0
    first, second = sorted((a, b), key=lambda one: str(one.start))
    return 1.0 if later and sequel(first.title, second.title) else 0.5


def _consortium(vectors: Vectors, i: Indices, j: Indices) -> Floats:
    share, names = jaccards(vectors.participants, i, j), products(vectors.names, i, j)
    return np.where((share == 0) & (names >= SAME_NAME), names, share)


def _meet(vectors: Vectors, i: Indices, j: Indices) -> Floats:
    share = jaccards(vectors.instruments, i, j)
    return np.where(np.isnan(share), np.nan, (share > 0).astype(np.float64))


def _dates(a: Initiative, b: Initiative, *, later: bool | None) -> float:
    first, second = sorted((a, b), key=lambda one: str(one.start))
    if later is None or first.end is None or second.start is None:
        return np.nan
    if not later:
        return 0.5
    return float(abs((second.start - first.end).days) <= CLOSE_DAYS)


def _period(a: Initiative, b: Initiative) -> float:
    if not (a.start and b.start and a.end and b.end):
        return np.nan
    return float((a.start, a.end) == (b.start, b.end))


def same_amount(a: Initiative, b: Initiative) -> float:
    """Return 1 where grant or cost is the same to the euro, 0 where both are known and differ, NaN where unknown."""
    known = [(x, y) for x, y in zip(a.amounts, b.amounts, strict=True) if x and y]
    return float(any(round(x) == round(y) for x, y in known)) if known else np.nan


def near_amount(a: Initiative, b: Initiative) -> bool | None:
    """Say whether grants or costs differ by a tenth at the most; None where none is known of both."""
    known = [(x, y) for x, y in zip(a.amounts, b.amounts, strict=True) if x and y]
    return any(abs(x - y) <= NEAR * max(x, y) for x, y in known) if known else None


def _rare_words(vectors: Vectors, i: Indices, j: Indices, described: Flags) -> Floats:
    shared = np.minimum(products(vectors.rare_words, i, j), MOST_RARE)
    return np.where(described, shared, np.nan)
