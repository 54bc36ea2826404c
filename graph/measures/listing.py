"""What two partial lists say of the whole: an interval under members missing at random.

A membership list is a sample of a cluster's members. Of K members that two clusters really share, those are seen that
both lists name: a hypergeometric draw from each. The interval holds every K under which what is seen lies in neither
5 % tail (Clopper and Pearson 1934 for draws without replacement), so it covers K in at least 90 of 100 cases.

Scores count the least that it can be, which is what both lists name: names are seldom left out at random, and whoever
chose them could else lift a score by leaving out the others. Of all values that are right where lists are whole it is
the largest that a list in part never lifts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from graph.measures.overlap import hypergeometric, hypergeometric_chance
from graph.messages import Message

TAIL = 0.05
TOO_WIDE = 0.5
"""A value whose interval may span half of what it can be at most says nothing (a judgement)."""


@dataclass(frozen=True, slots=True)
class Listed:
    """How many members of a cluster are listed, and how many a source says that there are; None where none says it.

    `whole` says that the list names them all.
    """

    listed: int
    reported: int | None = None
    whole: bool = False

    @property
    def size(self) -> int:
        """How many there are: what is reported, unless the list is whole or at least as long."""
        return self.listed if self.complete else self.reported or 0

    @property
    def complete(self) -> bool:
        """Whether nothing is known to be missing."""
        return self.whole or self.reported is None or self.listed >= self.reported

    @property
    def share(self) -> float:
        """Which share of the members it names."""
        return self.listed / max(1, self.size)

    @property
    def told_whole(self) -> bool:
        """Whether a source says that nothing is missing: without a number a list is only taken for the whole."""
        return self.whole or (self.reported is not None and self.complete)

    def __str__(self) -> str:
        return self.told

    @property
    def told(self) -> Message:
        """How much of a cluster's members its list names, in words."""
        if self.complete:
            return Message("%(count)s listed", count=self.listed)
        return Message("%(count)s of %(reported)s listed", count=self.listed, reported=self.reported)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value between the least and the most that is likely; known where these are less than half apart.

    `least` is what it is were nothing in common but what both lists name: scores count that.
    """

    value: float
    low: float
    high: float
    least: float
    known: bool = True


@dataclass(frozen=True, slots=True)
class Common:
    """How many members two clusters have in common: as estimated from their lists, and between which it likely lies.

    `seen` is how many both lists name.
    """

    a: Listed
    b: Listed
    shared: float
    low: float
    high: float
    seen: int

    @property
    def jaccard(self) -> Estimate:
        """The share of all members of the two that both have."""
        return self.weighed(0.0, 0.0, 0.0)

    def weighed(self, off_a: float, off_b: float, off_both: float) -> Estimate:
        """Jaccard where some members count less than one: how much is off of the names of a, of b, and of both.

        Who is not listed counts one, so a name that is published never lowers the least.
        """
        a, b = self.a.size - off_a, self.b.size - off_b

        def share(k: float) -> float:
            both = max(0.0, min(k - off_both, a, b))
            return both / (a + b - both) if both else 0.0

        return self._share(share)

    def containment(self, of: Listed) -> Estimate:
        """The share of the members of one of the two that the other has too."""
        return self._share(lambda k: k / max(1, of.size))

    @property
    def cosine(self) -> Estimate:
        """The geometric mean of both containments."""
        return self._share(lambda k: k / float(np.sqrt(max(1, self.a.size) * max(1, self.b.size))))

    @property
    def combined(self) -> Estimate:
        """Half of the larger containment plus half of Jaccard (EnrichmentMap)."""
        together, least = self.a.size + self.b.size, max(1, min(self.a.size, self.b.size))
        return self._share(lambda k: 0.5 * (k / least + k / max(1.0, together - k)))

    def _share(self, share: Callable[[float], float]) -> Estimate:
        least, most = (self.low, self.high) if self.a.complete and self.b.complete else _middle(self.a, self.b)
        known = share(most) - share(least) < TOO_WIDE * share(min(self.a.size, self.b.size))
        return Estimate(share(self.shared), share(self.low), share(self.high), share(self.seen), known)


def in_common(a: Listed, b: Listed, shared: int) -> Common:
    """Return what two clusters have in common, of whose lists so many names are the same."""
    if a.complete and b.complete:
        return Common(a, b, shared, shared, shared, shared)
    low, high = _bounds(a, b, shared)
    seen = a.share * b.share
    estimate = shared / seen if seen else 0.0
    return Common(a, b, min(max(estimate, low), high), low, high, shared)


@lru_cache(maxsize=4096)
def _bounds(a: Listed, b: Listed, shared: int) -> tuple[int, int]:
    """Return the fewest and the most members in common under which it is no rarity to see so many.

    Where no number makes it likely, the names were not left out at random: everything that is possible stays so.
    """
    most = min(a.size, b.size, shared + (a.size - a.listed) + (b.size - b.listed))
    low = _first(shared, most, lambda k: _seen_at_least(a, b, k, shared) > TAIL)
    high = _first(low, most, lambda k: 1 - _seen_at_least(a, b, k, shared + 1) <= TAIL) - 1
    return (shared, most) if low > most or high < low else (low, high)


@lru_cache(maxsize=4096)
def _middle(a: Listed, b: Listed) -> tuple[int, int]:
    """Return the bounds where half of what can be in common is: there they lie furthest apart.

    So whether two lists can tell does not depend on what they happen to share, and sharing more never lowers a value.
    """
    half = min(a.size, b.size) * a.share * b.share / 2
    return _bounds(a, b, round(half))


def _first(low: int, high: int, fits: Callable[[int], bool]) -> int:
    """Return the first number from low to high that fits, high + 1 where none does; all that follow fit too."""
    high += 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle + 1, high)
    return low


def _seen_at_least(a: Listed, b: Listed, common: int, seen: int) -> float:
    """Return the chance that both lists name at least so many of those that the clusters have in common."""
    in_a = np.arange(min(common, a.listed) + 1)
    chance = hypergeometric_chance(in_a, np.full(in_a.shape, common), a.listed, a.size)
    tail = hypergeometric(np.full(in_a.shape, seen), in_a, np.full(in_a.shape, b.listed), b.size)
    return float(chance @ np.where(in_a >= seen, tail, 0.0))
