"""Initiatives that look alike."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

import numpy as np

from graph.messages import Message, Term
from graph.store import Store
from queries.asking.question import Rows, narrowed_by, question
from queries.likeness.candidates import candidates, same_consortium
from queries.likeness.chains import Chain, chains, lesser
from queries.likeness.evidence import Chance, all_bits, settled
from queries.likeness.features import Features, features, in_words
from queries.likeness.index import Index, index
from queries.likeness.initiative import Initiative, initiatives
from queries.likeness.kinds import CLAIMS, Aside, Named, against, named
from queries.likeness.narrowing import narrowed
from queries.likeness.vectors import Floats, Indices, Vectors

FEW = Message(
    "There are fewer than two projects in the store, so there is nothing to compare: load a source of projects."
)

OF_WORDS = ("titles", "own_words", "texts")
"""Features of words as they are written, which say nothing between two languages."""


@dataclass(frozen=True, slots=True)
class LikenessEvidence:
    """One feature's finding: its value (null where unknown), in words, and its weight in bits."""

    feature: str
    value: float | None
    weight: float
    detail: str

    def __str__(self) -> str:
        return f"{self.feature} {self.weight:+.1f}"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A pair that looks alike: `bits` is the sum of the evidence, `score` that on a scale from 0 to 1.

    `score` is null where it cannot be told, and above 0.5 just where `kind` is double_funding, same or
    follow_up; the others are parallel, related, coincidental and cannot_tell. `judgement` is a person's newest word on
    the pair. `amount_eur` is the lesser of the two grants (costs where unknown), which may be paid twice. `chain` is
    what the two hang together with, of pairs that are one initiative or one and its sequel.
    """

    ENDS: ClassVar = ("a", "b")

    a: str
    b: str
    a_name: str
    b_name: str
    kind: str
    score: float | None
    bits: float
    evidence: tuple[LikenessEvidence, ...]
    judgement: str | None
    sources: tuple[str, ...]
    amount_eur: float | None = None
    chain: Chain | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """All initiatives of a store, ready to be compared pair by pair."""

    initiatives: Sequence[Initiative]
    vectors: Vectors
    by_chance: Chance

    @classmethod
    def among(cls, known: Index) -> "Compared":
        """Return all that are indexed."""
        return cls(known.initiatives, known.vectors, known.by_chance)

    def rows(self, i: Indices, j: Indices, *, speaking: bool = False) -> list[Duplicate]:
        """Return the row of each pair; if `speaking`, of those that `duplicates` lists."""
        found = features(self.initiatives, self.vectors, i, j)
        weights = all_bits(found, self.by_chance)
        weights["languages"] = self._given_back(found, weights, i, j)
        kept = np.full(len(i), True)
        if speaking:
            kept = np.sum(list(weights.values()), axis=0) > 0
            legible = np.array([one.legible for one in self.initiatives])
            alike = (found.wordings > self.by_chance.like_texts) & legible[i] & legible[j]
            kept |= alike | same_consortium(self.vectors, i, j)
        return [
            self._row(
                self.initiatives[i[k]],
                self.initiatives[j[k]],
                {name: float(values[k]) for name, values in found.items()},
                {name: float(values[k]) for name, values in weights.items()},
                wordings=float(found.wordings[k]),
                usual=bool(found.usual[k]),
                languages=(self.vectors.languages[i[k]], self.vectors.languages[j[k]]),
            )
            for k in np.flatnonzero(kept).tolist()
        ]

    def _given_back(self, found: Features, weights: Mapping[str, Floats], i: Indices, j: Indices) -> Floats:
        """Return what words that differ weigh against pairs in two languages that words or the amount tie."""
        languages = self.vectors.languages
        apart = np.array([_translated(languages[a], languages[b]) for a, b in zip(i.tolist(), j.tolist(), strict=True)])
        worded = (np.nan_to_num(found.rare_words) >= 1) | (found.wordings > self.by_chance.texts)
        tied = worded | (found.amounts == 1.0)
        lost = np.sum([np.minimum(weights[name], 0.0) for name in OF_WORDS], axis=0)
        return np.where(apart.astype(bool) & tied, -lost, 0.0)

    def _row(
        self,
        a: Initiative,
        b: Initiative,
        value: Mapping[str, float],
        weight: Mapping[str, float],
        *,
        wordings: float,
        usual: bool,
        languages: tuple[str | None, str | None],
    ) -> Duplicate:
        translated = _translated(*languages)
        evidence = [
            LikenessEvidence(
                "prior",
                self.by_chance.prior,
                self.by_chance.prior_bits,
                Message("%(share).1f %% of the candidate pairs are one initiative", share=100 * self.by_chance.prior),
            ),
            *(
                LikenessEvidence(name, None if np.isnan(found) else found, weight[name], in_words(name, found, a, b))
                for name, found in value.items()
            ),
        ]
        if translated:
            evidence.append(LikenessEvidence("languages", None, weight["languages"], _in_languages(*languages)))
        aside = Aside(wordings, wordings > self.by_chance.texts, translated, usual)
        found = named(a, b, value, aside)
        summed = sum(one.weight for one in evidence)
        bits = _decided(summed, found)
        if bits != summed:
            evidence.append(LikenessEvidence("rule", None, bits - summed, _why(a, b, value, found)))
        score = 1 / (1 + 2**-bits) if found.kind != "cannot_tell" else None
        sources = tuple(dict.fromkeys(a.sources + b.sources))
        ends = (a.id, b.id, a.name, b.name)
        return Duplicate(*ends, found.kind, score, bits, tuple(evidence), None, sources, amount_eur=lesser(a, b))


@narrowed_by(narrowed)
@question
def duplicates(
    store: Store, *, seed: Annotated[int, "which random pairs show how common a likeness is"] = 0
) -> list[Duplicate]:
    """Initiatives that look alike, ranked, with the evidence side by side and the kind of likeness.

    First what may be paid twice (double_funding: one text or one title and promoter, at the same time, under two
    instruments; co-financing and one project in two lists look the same). Candidates are each project's ten most like
    it in title, text and participants together (TF-IDF on character 3- to 5-grams; titles without their numbering), and
    those of the very same participants and days in whatever words; without texts, those that share half of a
    consortium. The score is for the two being one initiative, or one and its sequel: after Fellegi and Sunter the bits
    of the evidence, log2(m/u) a feature, are added to a prior, and turned into a number from 0 to 1. Prior and u are
    both of the candidate pairs, found by expectation maximisation; m is a judgement. More likeness never weighs less,
    and sharing more participants than 95 % of random pairs do never weighs against. Unknown features add nothing; texts
    are unknown where a project has no description, dates where the source gives no end. The kind says on which side of
    0.5 a score lies (the item rule, with what decides); where a rule decides, the evidence says how far. Where none
    does, the score is how often labelled pairs like it are a sequel, and no more than the evidence where it can be
    none. Titles that more than ten consortia have are unknown. It ranks; it is no calibrated probability, since the
    features are not independent. Pairs with more evidence against than for are left out, unless
    they share half of a consortium or all that there is to read of them is more alike than of 99 % of random pairs.
    Kinds: double_funding; same (one title, at the same time, a promoter in common or participants unknown; or the same
    participants and days, in two languages a start in one month, in other words or another language, with the same
    amount, in two languages one that few others were paid, or a rare word or more letters than by chance in common: the
    item languages gives back what words that differ weigh), follow_up
    (one title, a promoter in common or a number that goes on, one starting half a year later or more; where starts are
    unknown, with a number that goes on; or alike titles, a promoter in common, and one starting about when the other
    ends), parallel (the same scheme by others), related (a promoter or a subject in common, other work), coincidental,
    cannot_tell (too little text, no participant in common). Where no rule says that two are one or its sequel, the
    likeliest of follow_up, parallel, related and coincidental is taken by a multinomial logistic regression of
    fourteen findings, fitted to labelled pairs (`queries/likeness/kinds.csv`); a follow_up so found has a participant
    in common. Titles numbered side by side (quay 3, quay 5) are two. Words that only hold a sentence together, in
    Dutch, French, English and German, are no words of one's own. What cannot be told has no score. A promoter in
    common is a third of the participants. Pairs that are one initiative or one and its sequel hang together in chains;
    of each, grants are added up, costs where no grant is known. Ordered by bits, double funding first, those without a
    score last.
    """
    if len(initiatives(store)) < 2:
        return Rows(notes=[FEW])
    compared = Compared.among(index(store, seed))
    i, j = candidates(compared.initiatives, compared.vectors)
    return _chained(ranked(compared.rows(i, j, speaking=True)), compared.initiatives)


def ranked(rows: Iterable[Duplicate]) -> list[Duplicate]:
    """Return rows by their bits, what may be paid twice first and those without a score last."""
    return sorted(
        rows, key=lambda row: (row.score is None, row.kind != "double_funding", -round(row.bits, 9), row.a, row.b)
    )


def _chained(rows: Sequence[Duplicate], every: Sequence[Initiative]) -> list[Duplicate]:
    """Return rows with the chain that each is of, if it is of one."""
    found = chains(((row.a, row.b) for row in rows if row.kind in CLAIMS), {one.id: one for one in every})
    return [replace(row, chain=found[row.a]) if row.kind in CLAIMS else row for row in rows]


def _decided(summed: float, found: Named) -> float:
    """Return the bits of a pair: of the sum where a rule decides, else of how likely it is a sequel by the fit.

    The lesser of the two where it can be none by its definition.
    """
    if found.kind == "cannot_tell":
        return summed
    if found.sequel is None:
        return settled(summed, claimed=found.kind in CLAIMS)
    fitted = math.log2(found.sequel / (1 - found.sequel))
    return settled(fitted if found.possible else min(fitted, summed), claimed=found.kind in CLAIMS)


def _why(a: Initiative, b: Initiative, value: Mapping[str, float], found: Named) -> Message:
    """Say what decides on the side of 0.5 that a pair is."""
    if found.sequel is None or not found.possible:
        return Message("told as one") if found.kind in CLAIMS else against(a, b, value)
    share = Message("of labelled pairs like it %(share).1f %% are a sequel", share=100 * found.sequel)
    if found.kind in CLAIMS:
        return share
    return Message("%(why)s; %(share)s", why=against(a, b, value), share=share)


def _in_languages(a: str | None, b: str | None) -> Message:
    one, other = (Term(f"language_{code}", code) for code in (a, b))
    return Message("in two languages, %(a)s and %(b)s: words that differ say nothing", a=one, b=other)


def _translated(a: str | None, b: str | None) -> bool:
    """Say whether two texts are in two languages."""
    return a is not None and b is not None and a != b
