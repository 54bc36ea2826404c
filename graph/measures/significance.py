"""Is what pairs of sets share more than chance? Every null model on every pair, and how often each errs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.measures import null_models
from graph.measures.overlap import Counts, Floats, Pairs, hypergeometric, q_values

Model = Literal["fdsm", "bicm", "hypergeometric"]
MODELS: tuple[Model, ...] = get_args(Model)
TITLES: Mapping[Model, str] = {"fdsm": "FDSM", "bicm": "BiCM", "hypergeometric": "hypergeometric"}
UNTESTABLE = "cannot be tested"
LEVEL = 0.05
LEAST_SAMPLES = 1000
USUAL_SAMPLES = 20_000
"""As many as are drawn unasked, at most: a few seconds."""


def enough_samples(pairs: int) -> int:
    """Return how many shuffles let one pair alone among so many reach q <= 0.05, within what is usual."""
    return min(USUAL_SAMPLES, max(LEAST_SAMPLES, round(pairs / LEVEL)))


@dataclass(frozen=True, slots=True)
class Significance:
    """P-values by null model, one a pair; all NaN where the model was not computed.

    `calibration` is the share of pairs with p <= 0.05 when the same model looks at shuffled memberships, in which there
    is nothing to find; NaN where that was not tried. `samples` is 0 where there were too many sets to shuffle. Of pairs
    that are `fixed` the margins alone say what they share (two lists, lists of the same members): there is no test.
    """

    p: Mapping[Model, Floats]
    calibration: Mapping[Model, float]
    samples: int
    fixed: NDArray[np.bool_]

    @property
    def q(self) -> dict[Model, Floats]:
        """Benjamini-Hochberg q-values over all pairs, by null model."""
        return {model: q_values(p) for model, p in self.p.items()}

    def test(self, pair: int) -> str:
        """Name the reference test of a pair, or say that there is none."""
        if self.fixed[pair]:
            return UNTESTABLE
        return TITLES["fdsm" if self.samples else "bicm"]


def significance(
    memberships: sparse.csr_array, pairs: Pairs, samples: int, seed: int, calibrations: int = 0
) -> Significance:
    """Test all pairs of rows under each null model, and each model on that many further shuffles."""
    sizes = np.asarray(memberships.sum(axis=1), dtype=np.int64)
    universe = int(np.count_nonzero(memberships.sum(axis=0)))
    chance = null_models.bicm(memberships)
    shuffled = null_models.shuffles(memberships, samples, calibrations, seed)

    def tests(shared: Counts) -> dict[Model, Floats]:
        return {
            "fdsm": shuffled.p_values(shared) if shuffled else np.full(shared.shape, np.nan),
            "bicm": null_models.bicm_p_values(chance, shared, pairs.i, pairs.j),
            "hypergeometric": hypergeometric(shared, sizes[pairs.i], sizes[pairs.j], universe),
        }

    apart = [tests(shared) for shared in shuffled.apart] if shuffled and pairs.shared.size else []
    calibration = {model: _mean([float(np.mean(p[model] <= LEVEL)) for p in apart]) for model in MODELS}
    fixed = shuffled.fixed if shuffled else np.zeros(pairs.shared.shape, bool)
    return Significance(tests(pairs.shared), calibration, samples if shuffled else 0, fixed)


def _mean(shares: list[float]) -> float:
    return float(np.mean(shares)) if shares else float("nan")
