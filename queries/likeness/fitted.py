"""Which kind of likeness a pair has that no rule decides: fitted to labelled pairs, by a few findings that can be read.

Multinomial logistic regression; `kinds.csv` holds the coefficients, `benchmarks/likeness_kinds.py` fits them.
"""

import csv
import io
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np

from queries.likeness.features import starts_later
from queries.likeness.initiative import Initiative
from queries.likeness.titles import parts_of_one, words_in_common

ALIKE = 0.4
"""From this cosine on titles are alike at all, as in the features."""
PROMOTER = 1 / 3
FINDINGS = (
    "titles",
    "wordings",
    "promoter",
    "anybody",
    "later",
    "partners",
    "alike",
    "own_words",
    "parts",
    "words",
    "paid",
    "at_once",
    "described",
    "common",
)
"""Cosine of titles and of all that there is to read; 1 where a third of the participants is shared, any is, one starts
later with such a promoter, titles are alike, only one has words of its own; ln(1 + n) / 3 of n shared; 1 where they are
parts of one programme by their titles; which share of the words of both titles the two have in common, names of
participants left out; 1 where the same was paid to the euro, as schemes do that pay everybody their most; where they
run at the same time, both have a description, a title is so common that it names nothing."""


def findings(a: Initiative, b: Initiative, value: Mapping[str, float], wordings: float) -> tuple[float, ...]:
    """Return what is looked at of a pair, in the order of `FINDINGS`; the unknown is 0."""
    titles, consortium = _known(value["titles"]), _known(value["consortium"])
    promoter, shared = consortium >= PROMOTER - 1e-9, len(a.participants & b.participants)
    common = math.isnan(value["titles"]) and bool(a.title.bare and b.title.bare)
    return (
        titles,
        _known(wordings),
        float(promoter),
        float(shared > 0),
        float(bool(starts_later(a, b)) and promoter),
        math.log1p(shared) / 3,
        float(titles >= ALIKE),
        float(value["own_words"] == 1.0),
        float(parts_of_one(a.title, b.title)),
        0.0 if common else words_in_common(a.title, b.title, (*a.participant_names, *b.participant_names)),
        float(value["amounts"] == 1.0),
        float(value["dates"] == 0.5),
        float(not math.isnan(value["texts"])),
        float(common),
    )


def likelihoods(found: tuple[float, ...]) -> dict[str, float]:
    """Return how likely each kind is; they add up to 1."""
    kinds, coefficients = _fitted()
    bits = coefficients @ np.array([1.0, *found])
    odds = np.exp(bits - bits.max())
    return dict(zip(kinds, (odds / odds.sum()).tolist(), strict=True))


@cache
def _fitted() -> tuple[tuple[str, ...], np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    text = files(__package__).joinpath("kinds.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    numbers = [[float(row[name]) for name in ("constant", *FINDINGS)] for row in rows]
    return tuple(row["kind"] for row in rows), np.array(numbers)


def _known(value: float) -> float:
    return 0.0 if math.isnan(value) else value
