"""What each finding weighs, in bits.

After Fellegi and Sunter 1969 a finding weighs log2(m / u): how much likelier it is between two records of one
initiative (m) than between two others (u). Prior and u are of one population, the candidate pairs that are compared:
both are found by expectation maximisation (Winkler 1988) with m held fast, since candidates were chosen for their
likeness and on random pairs the same likeness would be counted twice. m is a judgement, written down below, because
labelled pairs are few.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from queries.likeness.features import Features, features
from queries.likeness.initiative import Initiative
from queries.likeness.vectors import Floats, Indices, Vectors

PRIOR = 0.01
"""What is expected of a candidate pair where there are few: one in a hundred is one initiative, or has a sequel."""

ROUNDS = 25
"""So many rounds of expectation maximisation; after ten nothing moves by a hundredth of a bit on the lists tried."""

RANDOM_PAIRS = 20_000
TRUST = 200
"""What is expected weighs as much as so many pairs: with few pairs, what was counted says little."""

BEYOND_CHANCE = 0.95
FAR_BEYOND_CHANCE = 0.99
LEAST_LIKE = 0.1
"""Texts less alike than this are never called alike: where data are few, one word in common would do (a judgement)."""


@dataclass(frozen=True, slots=True)
class Level:
    """From the value `least` on, evidence is seen with probability m between one initiative's records, else u."""

    least: float
    m: float
    u: float


LEVELS: Mapping[str, tuple[Level, ...]] = {
    "titles": (Level(0.9, 0.80, 0.01), Level(0.7, 0.12, 0.02), Level(0.4, 0.05, 0.10), Level(0.0, 0.03, 0.87)),
    "own_words": (Level(1.0, 0.98, 0.20), Level(0.0, 0.02, 0.80)),
    "numbering": (Level(1.0, 0.50, 0.05), Level(0.5, 0.05, 0.15), Level(0.0, 0.45, 0.80)),
    "texts": (Level(0.5, 0.30, 0.02), Level(0.3, 0.40, 0.06), Level(0.15, 0.25, 0.32), Level(0.0, 0.05, 0.60)),
    "consortium": (
        Level(0.8, 0.70, 0.05),
        Level(1 / 2, 0.12, 0.02),
        Level(1 / 3, 0.07, 0.02),
        Level(1 / 5, 0.04, 0.02),
        Level(0.001, 0.03, 0.06),
        Level(0.0, 0.04, 0.83),
    ),
    "themes": (Level(0.5, 0.60, 0.15), Level(0.01, 0.30, 0.25), Level(0.0, 0.10, 0.60)),
    "instrument": (Level(1.0, 0.80, 0.60), Level(0.0, 0.20, 0.40)),
    "dates": (Level(1.0, 0.60, 0.30), Level(0.5, 0.30, 0.30), Level(0.0, 0.10, 0.40)),
    "period": (Level(1.0, 0.30, 0.05), Level(0.0, 0.70, 0.95)),
    "amounts": (Level(1.0, 0.20, 0.01), Level(0.0, 0.80, 0.99)),
    "rare_words": (Level(3.0, 0.40, 0.02), Level(1.0, 0.30, 0.18), Level(0.0, 0.30, 0.80)),
}
"""The levels of each feature, the highest first, with m and the u that is expected where few pairs are compared."""

UNORDERED = ("numbering", "dates")
"""Of the other features a higher value never weighs less: levels of which that would not hold count as one."""


@dataclass(frozen=True, slots=True)
class Chance:
    """What pairs of the same data look like that are not one initiative.

    `u` is the share of such candidate pairs at each level of a feature, `prior` the share of candidates that are one;
    `texts` is the cosine of all that there is to read that 95 % of random pairs do not exceed, `like_texts` the one
    that 99 % do not, `consortium` what 95 % of random pairs do not exceed in sharing participants.
    """

    u: Mapping[str, tuple[float, ...]]
    prior: float
    texts: float
    like_texts: float
    consortium: float

    @classmethod
    def of(cls, random: Features, compared: Features) -> "Chance":
        """Count what random pairs have, and fit prior and u to those that are compared."""
        expected = {name: tuple(level.u for level in levels) for name, levels in LEVELS.items()}
        made = cls(
            u=expected,
            prior=PRIOR,
            texts=max(_quantile(random.wordings, BEYOND_CHANCE), LEAST_LIKE),
            like_texts=max(_quantile(random.wordings, FAR_BEYOND_CHANCE), LEAST_LIKE),
            consortium=_quantile(random.consortium, BEYOND_CHANCE),
        )
        for _ in range(ROUNDS):
            made = made._fitted(compared)
        return made

    def _fitted(self, compared: Features) -> "Chance":
        """Return prior and u as they are where each pair is one initiative as likely as these say."""
        bits = np.sum([self.bits(name, values) for name, values in compared.items()], axis=0)
        one = 1 / (1 + np.exp2(np.clip(-bits - self.prior_bits, -60, 60)))
        return replace(
            self,
            u={name: _shares(name, values, 1 - one) for name, values in compared.items()},
            prior=float((one.sum() + TRUST * PRIOR) / (one.size + TRUST)),
        )

    @property
    def prior_bits(self) -> float:
        """What is assumed of a pair before it is looked at, in bits."""
        return math.log2(self.prior / (1 - self.prior))

    def bits(self, feature: str, values: Floats) -> Floats:
        """Return what each value weighs: the unknown nothing, and sharing more than by chance nothing against."""
        ratios = [(level.m, u) for level, u in zip(LEVELS[feature], self.u[feature], strict=True)]
        if feature not in UNORDERED:
            ratios = _pooled(ratios)
        found = np.array([math.log2(m / u) for m, u in ratios] + [0.0])[_level(feature, values)]
        if feature == "consortium":
            found = np.where(values > self.consortium, np.maximum(found, 0.0), found)
        return np.asarray(found)


def settled(bits: float, *, claimed: bool) -> float:
    """Return the bits of a pair of which a kind claims that it is one initiative, or one and its sequel, or not.

    The rules look at what goes together, which a sum cannot: they have the last word on which side of 0 a pair is, the
    sum on how far. Within a side more bits are always more.
    """
    if claimed:
        return bits if bits >= 1 else 1 / (2 - bits)
    return bits if bits <= -1 else -1 / (2 + bits)


def chance(initiatives: Sequence[Initiative], vectors: Vectors, compared: tuple[Indices, Indices], seed: int) -> Chance:
    """Look at random pairs, or at all where there are fewer, and at the candidates."""
    random = features(initiatives, vectors, *_random_pairs(len(initiatives), seed))
    return Chance.of(random, features(initiatives, vectors, *compared))


def all_bits(found: Features, by_chance: Chance) -> dict[str, Floats]:
    """Return what each feature weighs, a value a pair."""
    return {name: by_chance.bits(name, values) for name, values in found.items()}


def _quantile(values: Floats, share: float) -> float:
    known = values[~np.isnan(values)]
    return float(np.quantile(known, share)) if known.size else 1.0


def _pooled(ratios: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Make neighbours whose m / u would rise on the way down one level (the pool-adjacent-violators algorithm)."""
    blocks: list[tuple[float, float, int]] = []
    for m, u in ratios:
        blocks.append((m, u, 1))
        while len(blocks) > 1 and blocks[-1][0] * blocks[-2][1] > blocks[-2][0] * blocks[-1][1]:
            below, above = blocks.pop(), blocks.pop()
            blocks.append((above[0] + below[0], above[1] + below[1], above[2] + below[2]))
    return [(m, u) for m, u, count in blocks for _ in range(count)]


def _shares(feature: str, values: Floats, weights: Floats) -> tuple[float, ...]:
    """Return the share of known values at each level, drawn towards what is expected where few are known."""
    levels = LEVELS[feature]
    counts = np.bincount(_level(feature, values), weights, minlength=len(levels) + 1)[: len(levels)]
    expected = np.array([level.u for level in levels])
    return tuple(((counts + TRUST * expected) / (counts.sum() + TRUST)).tolist())


def _level(feature: str, values: Floats) -> Indices:
    """Return the number of each value's level, one past the last where it is unknown."""
    levels = LEVELS[feature]
    reached = sum((values >= level.least - 1e-9).astype(np.int64) for level in levels)
    return np.where(np.isnan(values), len(levels), len(levels) - reached)


def _random_pairs(size: int, seed: int) -> tuple[Indices, Indices]:
    if size * (size - 1) // 2 <= RANDOM_PAIRS:
        i, j = np.triu_indices(size, 1)
        return i.astype(np.int64), j.astype(np.int64)
    drawn = np.random.default_rng(seed)
    i = drawn.integers(size, size=RANDOM_PAIRS)
    j = (i + drawn.integers(1, size, size=RANDOM_PAIRS)) % size
    return np.minimum(i, j), np.maximum(i, j)
