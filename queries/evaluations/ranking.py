"""How well an order puts the right one first, and how sure that is with so few cases."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 2000
Z = 1.959963984540054
"""The normal quantile of a 95 % interval."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Place:
    """How many score higher than the best of the right ones, and how many as much as that, of which some are right."""

    above: int
    equal: int
    right: int = 1

    @classmethod
    def of(cls, scores: Sequence[float], right: Sequence[bool]) -> "Place":
        """Return the place of the best of the right ones."""
        best = max(score for score, one in zip(scores, right, strict=True) if one)
        level = [one for score, one in zip(scores, right, strict=True) if score == best]
        return cls(sum(score > best for score in scores), len(level), sum(level))

    @property
    def chances(self) -> Values:
        """The chance that the first right one is the k-th of those that are level, over random orders of them."""
        left, chances = 1.0, []
        for k in range(self.equal - self.right + 1):
            chances.append(left * self.right / (self.equal - k))
            left -= chances[-1]
        return np.array(chances)

    @property
    def places(self) -> Values:
        """The ranks to which the chances belong."""
        return np.arange(self.equal - self.right + 1, dtype=np.float64) + self.above + 1

    def hits(self, first: int) -> float:
        """Return the chance that a right one is among so many first ones."""
        return float(self.chances[self.places <= first].sum())

    @property
    def rank(self) -> float:
        """The expected rank of the first right one."""
        return round(float(self.chances @ self.places), 9)

    @property
    def reciprocal(self) -> float:
        """The expected reciprocal rank of the first right one."""
        return float(self.chances @ (1 / self.places))


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of a 95 % interval."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:.2f} to {self.high:.2f}"


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and its 95 % interval."""

    value: float
    interval: Interval


def share(hits: Sequence[float]) -> Measured:
    """Return the share of hits with Wilson's interval, which is not nothing where all are hits."""
    n, p = len(hits), float(np.mean(hits))
    middle, width = p + Z * Z / (2 * n), Z * float(np.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)))
    low, high = ((middle + sign * width) / (1 + Z * Z / n) for sign in (-1, 1))
    return Measured(p, Interval(max(0.0, low), min(1.0, high)))


def mean(values: Sequence[float]) -> Measured:
    """Return the mean with the percentile interval of a bootstrap over cases."""
    found = np.array(values)
    means = found[_draws(len(found))].mean(axis=1)
    return _measured(float(found.mean()), means)


def auc(positive: Sequence[float], negative: Sequence[float]) -> Measured | None:
    """Return the chance that one of the first scores more than one of the others, a tie counting half.

    The interval is of a bootstrap over both; None where one of the two is empty.
    """
    if not positive or not negative:
        return None
    a, b = np.array(positive), np.array(negative)
    wins = (a[:, None] > b) + 0.5 * (a[:, None] == b)
    drawn_a, drawn_b = _draws(len(a)), _draws(len(b), 1)
    drawn = np.array([wins[np.ix_(i, j)].mean() for i, j in zip(drawn_a, drawn_b, strict=True)])
    return _measured(float(wins.mean()), drawn)


def _draws(n: int, seed: int = 0) -> NDArray[np.int64]:
    return np.random.default_rng(seed).integers(0, n, size=(DRAWS, n))


def _measured(value: float, drawn: Values) -> Measured:
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Measured(value, Interval(float(low), float(high)))
