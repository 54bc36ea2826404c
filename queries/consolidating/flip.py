"""The smallest change of one weight that turns an advice round."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from queries.consolidating.score import Scoring, Values

Turned = Callable[[Values, Values, Values], tuple[Values, NDArray[np.int64]]]

LEVEL = 1e-12
"""Scores that differ by less are the same but for rounding."""
MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Flip:
    """Were this feature's weight `needed` instead of `weight`, the candidate would be level with `rival` at the top.

    The candidates of the pair's first cluster are compared. For the one that comes first the rival is whatever is
    nearest to overtake it; for any other the one that it would have to pass last to come first itself. A weight never
    changes its sign. Of candidates that are level at the top each is the other's rival, and no change is `needed`.
    """

    feature: str
    weight: float
    needed: float
    rival: str
    rival_name: str

    @property
    def level(self) -> bool:
        """Whether the two are level as it is, so that no change is needed and the order between them says nothing."""
        return self.needed == self.weight

    @property
    def digits(self) -> int:
        """How many digits it takes to see the two weights differ, two at the least."""
        return next((n for n in range(2, MOST_DIGITS) if round(self.weight, n) != round(self.needed, n)), MOST_DIGITS)

    def __str__(self) -> str:
        if self.level:
            return f"level with {self.rival_name}"
        weight, needed = (f"{one:.{self.digits}f}" for one in (self.weight, self.needed))
        return f"{self.feature} {weight} -> {needed}: {self.rival_name}"


def flips(found: Scoring, above: Values) -> Mapping[int, Flip | None]:
    """Return the flip of each candidate by its place; None where no weight of the same sign could turn it round.

    above: candidates x features, as `Scoring.above` returns it.
    """
    scores = above @ found.weighting
    result: dict[int, Flip | None] = {}
    for cluster, options in _options(found).items():
        best = max(round(float(scores[k]), 12) for k in options)
        top = [k for k in options if round(float(scores[k]), 12) == best]
        for k in options:
            if found.candidates[k].cluster == cluster:
                rivals = [other for other in options if other != k]
                if k in top and len(top) > 1:
                    result[k] = _level_with(
                        found, k, min((other for other in top if other != k), key=_ends(found)), cluster
                    )
                    continue
                turned = overtaken if k in top else first_place
                result[k] = _flip(found, above[k] - above[rivals], cluster, rivals, turned)
    return result


def overtaken(lead: Values, ahead: Values, weighting: Values) -> tuple[Values, NDArray[np.int64]]:
    """Return by feature the smallest change of its weight after which a rival is level, and which rival's row.

    lead: rivals x features, how much higher the candidate's values are. ahead: rivals, by how much it scores more, at
    least 0. weighting: features, the weights as they are. NaN where no change does it that leaves a weight its sign.
    """
    change = _same_sign(_level(lead, ahead), weighting)
    row = np.where(np.isnan(change), np.inf, np.abs(change)).argmin(axis=0)
    return change[row, np.arange(lead.shape[1])], row


def first_place(lead: Values, ahead: Values, weighting: Values) -> tuple[Values, NDArray[np.int64]]:
    """Return by feature the smallest change of its weight after which nobody scores more, and the last rival passed.

    As `overtaken`, but for a candidate that some score more than: every rival must be level or behind at once.
    """
    change = _level(lead, ahead)
    at_least = np.where(lead > LEVEL, change, -np.inf)
    at_most = np.where(lead < -LEVEL, change, np.inf)
    low, high = at_least.max(axis=0), at_most.min(axis=0)
    never = ((np.abs(lead) <= LEVEL) & (ahead < -LEVEL)[:, None]).any(axis=0) | (low > high - LEVEL)
    smallest = np.where(high < 0, high, np.maximum(low, 0.0))
    found = _same_sign(np.where(never, np.nan, smallest), weighting)
    return found, np.where(high < 0, at_most.argmin(axis=0), at_least.argmax(axis=0))


def _level(lead: Values, ahead: Values) -> Values:
    """Return by rival and feature the change of the weight that makes the two level."""
    return -ahead[:, None] / np.where(np.abs(lead) <= LEVEL, np.nan, lead)


def _same_sign(change: Values, weighting: Values) -> Values:
    """Return the changes that leave a weight its sign, else NaN.

    A weight that must fall to 0 would have to go on below it for the turn to come.
    """
    return np.where((weighting + change) * np.sign(weighting) > LEVEL, change, np.nan)


def _options(found: Scoring) -> Mapping[str, list[int]]:
    """Return the candidates of each cluster, whichever end of the pair it is."""
    options: dict[str, list[int]] = defaultdict(list)
    for k, candidate in enumerate(found.candidates):
        options[candidate.cluster].append(k)
        if found.weights[0].advice == "merge":
            options[candidate.target].append(k)
    return options


def _ends(found: Scoring) -> Callable[[int], tuple[str, str]]:
    return lambda k: (found.candidates[k].cluster, found.candidates[k].target)


def _level_with(found: Scoring, k: int, rival: int, cluster: str) -> Flip:
    """Return that two are level at the top: the feature is the one that carries most of the score of both."""
    parts = found.above([found.candidates[k]])[0] * found.weighting
    weight = found.weights[int(parts.argmax())]
    other = found.candidates[rival]
    name = other.target if other.target != cluster else other.cluster
    return Flip(weight.feature, weight.weight, weight.weight, name, found.land.names[name].name)


def _flip(found: Scoring, lead: Values, cluster: str, rivals: Sequence[int], turned: Turned) -> Flip | None:
    """Return the smallest change of any weight; lead is rivals x features."""
    if not rivals:
        return None
    change, row = turned(lead, lead @ found.weighting, found.weighting)
    if np.isnan(change).all():
        return None
    feature = int(np.nanargmin(np.abs(np.round(change, 12))))
    rival = found.candidates[rivals[int(row[feature])]]
    other = rival.target if rival.target != cluster else rival.cluster
    weight = found.weights[feature]
    return Flip(
        weight.feature, weight.weight, float((found.weighting + change)[feature]), other, found.land.names[other].name
    )
