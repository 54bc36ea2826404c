"""Why two should be one, and why not: the parts of a score, the strongest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.messages import Message
from queries.consolidating.features import Finding
from queries.consolidating.score import Candidate, Values
from queries.consolidating.weights import Weight


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature's part in a score: contribution = weight x (value - zero, its fixed point); unknown is null, adds 0.

    `low` and `high` are the least and the most that the value can be.
    """

    feature: str
    value: float | None
    weight: float
    contribution: float
    detail: str
    sources: tuple[str, ...]
    low: float = 0.0
    high: float = 1.0
    zero: float = 0.0

    def __str__(self) -> str:
        return f"{self.feature} {self.contribution:+.2f}"


def told(
    weights: Sequence[Weight], candidate: Candidate, parts: Values
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Return what speaks for a candidate and what against, by the sign of the weights; `parts` are contributions."""
    every = [_reason(*one) for one in zip(weights, candidate.evidence, parts.tolist(), strict=True)]
    return (
        _strongest((reason for reason in every if reason.weight >= 0), 1),
        _strongest((reason for reason in every if reason.weight < 0), -1),
    )


def _reason(weight: Weight, evidence: Finding | None, contribution: float) -> Reason:
    if evidence is None:
        return Reason(weight.feature, None, weight.weight, 0.0, Message("unknown"), (), zero=weight.zero)
    return Reason(
        weight.feature,
        evidence.value,
        weight.weight,
        contribution,
        evidence.detail,
        evidence.sources,
        *evidence.bounds,
        weight.zero,
    )


def _strongest(reasons: Iterable[Reason], sign: int) -> tuple[Reason, ...]:
    """Order reasons by how far they lift a score, or with sign -1 lower it; the unknown come last."""
    return tuple(sorted(reasons, key=lambda r: (r.value is None, -sign * r.contribution, r.feature)))
