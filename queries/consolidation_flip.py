"""The smallest change of one weight that turns an advice round."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from queries.consolidation_score import Scoring, Values


@dataclass(frozen=True, slots=True)
class Flip:
    """Were this feature's weight `needed` instead of `weight`, `rival` and the candidate would score the same.

    The rival is the best of the other candidates of the cluster, or for the best one whatever is nearest to overtake
    it. A weight never changes its sign.
    """

    feature: str
    weight: float
    needed: float
    rival: str
    rival_name: str

    def __str__(self) -> str:
        return f"{self.feature} {self.weight:.2f} -> {self.needed:.2f}: {self.rival_name}"


def flips(found: Scoring, above: Values) -> Mapping[int, Flip | None]:
    """Return the flip of each candidate by its place; None where no weight of the same sign could turn it round.

    above: candidates x features, as `Scoring.above` returns it.
    """
    scores = above @ found.weighting
    result: dict[int, Flip | None] = {}
    for cluster, options in _options(found).items():
        best = min(options, key=lambda k: (-round(float(scores[k]), 12), found.candidates[k].target))
        for k in options:
            if found.candidates[k].cluster == cluster:
                rivals = [other for other in options if other != k] if k == best else [best]
                result[k] = _nearest(found, above, k, rivals, cluster)
    return result


def _options(found: Scoring) -> Mapping[str, list[int]]:
    """Return the candidates of each cluster, whichever end of the pair it is."""
    options: dict[str, list[int]] = defaultdict(list)
    for k, candidate in enumerate(found.candidates):
        options[candidate.cluster].append(k)
        if found.weights[0].advice == "merge":
            options[candidate.target].append(k)
    return options


def _nearest(found: Scoring, above: Values, k: int, rivals: list[int], cluster: str) -> Flip | None:
    if not rivals:
        return None
    weighting = found.weighting
    lead = above[k] - above[rivals]
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = weighting - (lead @ weighting)[:, None] / lead
    needed[~np.isfinite(needed)] = np.nan
    needed[needed * np.sign(weighting) < 0] = np.nan
    change = np.abs(needed - weighting)
    if np.isnan(change).all():
        return None
    row, feature = np.unravel_index(np.nanargmin(np.round(change, 12)), change.shape)
    rival = found.candidates[rivals[int(row)]]
    other = rival.target if rival.target != cluster else rival.cluster
    weight = found.weights[int(feature)]
    return Flip(weight.feature, weight.weight, float(needed[row, feature]), other, found.land.names[other].name)
