"""How much each feature counts in the consolidation scores, why, and how a user sets it otherwise."""

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Annotated

from graph.errors import BadInputError
from graph.messages import Message
from queries.asking.question import FromFile

UNSAID = Message("")

OwnWeights = Annotated[
    str | None,
    "weights of your own: 'fold.stated_niche=0.2, ...', or a file like consolidation_weights.csv",
    FromFile(),
]


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a feature counts in one advice, and why; negative counts against.

    `zero` is the value at which it counts for nothing, fixed for good and all, and `zero_is` what that means.
    """

    advice: str
    feature: str
    weight: float
    reason: Message
    zero: float = 0.0
    zero_is: Message = UNSAID


MOST = 100.0
"""No weight is larger than this, for or against."""


def weights(advice: str, overrides: str | None = None) -> tuple[Weight, ...]:
    """Return one advice's weights with their reasons, those that `overrides` names replaced.

    Overrides are `advice.feature=number`, several of them apart by commas or lines, or a table with the columns
    advice, feature and weight, such as a changed copy of queries/consolidating/weights.csv. Raise BadInputError where
    one cannot be read or names no feature of the score.
    """
    own = _ours()
    changed = dict(_overrides(overrides or ""))
    unknown = sorted(set(changed) - {(weight.advice, weight.feature) for weight in own})
    if unknown:
        known = ", ".join(f"{weight.advice}.{weight.feature}" for weight in own)
        raise BadInputError(
            "'%(unknown)s' has no weight: choose from %(known)s.", unknown=".".join(unknown[0]), known=known
        )
    return tuple(
        replace(weight, weight=changed.get((weight.advice, weight.feature), weight.weight))
        for weight in own
        if weight.advice == advice
    )


@cache
def _ours() -> tuple[Weight, ...]:
    text = files(__package__).joinpath("weights.csv").read_text(encoding="utf-8")
    return tuple(
        Weight(
            r["advice"], r["feature"], float(r["weight"]), Message(r["reason"]), float(r["zero"]), Message(r["zero_is"])
        )
        for r in csv.DictReader(io.StringIO(text))
    )


def _overrides(text: str) -> Iterator[tuple[tuple[str, str], float]]:
    lines = text.strip().splitlines()
    if lines and {"advice", "feature", "weight"} <= set(lines[0].replace(" ", "").split(",")):
        for row in csv.DictReader(lines, skipinitialspace=True):
            yield (row["advice"] or "", row["feature"] or ""), _number(row["weight"] or "")
        return
    for item in filter(None, (part.strip() for line in lines for part in line.split(","))):
        name, _, value = item.partition("=")
        advice, _, feature = name.strip().partition(".")
        yield (advice, feature), _number(value, item)


def _number(value: str, item: str = "") -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not abs(number) <= MOST:
        raise BadInputError(
            "'%(item)s' is no weight: expected for instance 'fold.stated_niche=0.2'.", item=item or value
        )
    return number
