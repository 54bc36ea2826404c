"""How likely a first joint project is: a weighted sum of features, fitted on one year and tested on later ones.

The weights were found by coordinate ascent on hit@10 + MRR for the organisations of Horizon 2020 whose first joint
projects began in 2017, from what was known at the end of 2016 (`python -m benchmarks.partners --fit`);
`evaluate partners` tests them on later years.
"""

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.messages import Message
from queries.partnering.past import Past

Values = NDArray[np.float64]
Rows = NDArray[np.int64]
DRAWS = 200


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a feature counts, and why; with a floor it is the logarithm of value + floor that counts."""

    feature: str
    weight: float
    floor: float | None
    reason: Message

    def measured(self, values: Values) -> Values:
        """Return what is multiplied by the weight."""
        return values if self.floor is None else np.log(values + self.floor) - np.log(self.floor)


@lru_cache(maxsize=1)
def weights() -> tuple[Weight, ...]:
    """Return the weights with their reasons."""
    text = files(__package__).joinpath("weights.csv").read_text(encoding="utf-8")
    return tuple(
        Weight(
            row["feature"], float(row["weight"]), float(row["floor"]) if row["floor"] else None, Message(row["reason"])
        )
        for row in csv.DictReader(io.StringIO(text))
    )


def features(known: Past, of: Rows) -> dict[str, Values]:
    """Return each feature of some organisations with all others, rows x organisations."""
    degree = np.maximum(known.degree, 1.0)
    each = sparse.diags_array
    shape = (len(of), len(known.organisations))
    return {
        "paths": (known.together[of] @ each(1 / degree) @ known.together).toarray(),
        "common_partners": adamic_adar(known, of),
        "active": np.broadcast_to(known.recent, shape),
        "themes": (known.about[of] @ known.about.T).toarray(),
        "same_country": ((known.country[of][:, None] == known.country) & (known.country != "")).astype(np.float64),
        "firm": np.broadcast_to(known.firm.astype(np.float64), shape),
    }


def parts(found: dict[str, Values]) -> Values:
    """Return what each feature gives to the score, rows x organisations x features."""
    return np.stack([one.weight * one.measured(found[one.feature]) for one in weights()], axis=-1)


def likelihood(found: dict[str, Values]) -> Values:
    """Return the score of features: of no meaning by itself, larger is likelier."""
    return np.asarray(parts(found).sum(axis=-1), dtype=np.float64)


def rank_intervals(parts: Values, shown: Rows, seed: int) -> list[tuple[int, int]]:
    """Return the ranks that bound the middle 90 % under random weights, of some of those that are ranked.

    `parts` are the weighted features of all, things x features; each weight is drawn between half and double
    (log-uniform); equal scores share a rank.
    """
    random = np.random.default_rng(seed)
    factors = np.exp2(random.uniform(-1, 1, size=(DRAWS, parts.shape[1])))
    ranks = np.empty((DRAWS, len(shown)), np.int64)
    for draw, factor in enumerate(factors):
        scores = np.sort(np.round(parts @ factor, 12))
        ranks[draw] = 1 + len(scores) - np.searchsorted(scores, np.round(parts[shown] @ factor, 12), side="right")
    low, high = np.quantile(ranks, [0.05, 0.95], axis=0, method="nearest").astype(int).tolist()
    return list(zip(low, high, strict=True))


def common_neighbours(known: Past, of: Rows) -> Values:
    """Return the number of common partners (Newman 2001)."""
    return np.asarray((known.partners[of] @ known.partners).toarray(), dtype=np.float64)


def adamic_adar(known: Past, of: Rows) -> Values:
    """Return common partners, each by 1 / log of its partners (Adamic and Adar 2003)."""
    rare = sparse.diags_array(1 / np.log(np.maximum(known.degree, 2.0)))
    return np.asarray((known.partners[of] @ rare @ known.partners).toarray(), dtype=np.float64)


def katz(known: Past, of: Rows, beta: float = 5e-4) -> Values:
    """Return paths of two and three steps, each step counting `beta` (Katz 1953, cut off)."""
    two = known.partners[of] @ known.partners
    return np.asarray((two + beta * (two @ known.partners)).toarray(), dtype=np.float64)


def popularity(known: Past, of: Rows) -> Values:
    """Return in how many projects the other is, the same for all."""
    return np.broadcast_to(
        np.asarray(known.projects.sum(axis=1), dtype=np.float64), (len(of), len(known.organisations))
    )


def open_to(known: Past, of: Rows) -> NDArray[np.bool_]:
    """Say who may be a new partner: whoever has any partner, but not oneself and not those of now."""
    fine = np.broadcast_to(known.degree > 0, (len(of), len(known.organisations))).copy()
    fine[known.partners[of].toarray() > 0] = False
    fine[np.arange(len(of)), of] = False
    return fine
