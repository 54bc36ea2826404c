"""Before and after a first support, beside organisations without it: stacked differences in differences.

Each year in which somebody is first supported is a cohort. Its supported are compared with those that are not supported
before the window ends, within cells of one stratum and of about the same earlier value (coarsened exact matching:
Iacus, King and Porro 2012); a compared one weighs as many supported as its cell has for each of its compared. That is
the weighted least squares of value on supported, year and their product, a cohort at a time, summed over the supported.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
NEVER = 1 << 30
SAMPLES = 200
LEAST = 10
"""So many supported and compared are needed for an interval."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Organisations by years: their values, the place of the year of each one's first support or NEVER, a stratum."""

    values: Floats
    first: Ints
    stratum: Ints


@dataclass(frozen=True, slots=True)
class Matched:
    """The units that are compared: an organisation in a cohort. `values` are units by the years of the window.

    `weight` is 1 for a supported unit, and for the compared of a cell they sum to the supported in it.
    """

    organisation: Ints
    cell: Ints
    supported: Bools
    weight: Floats
    values: Floats
    unmatched: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What the supported gained more than the compared since the year before, or of the years after over those before.

    `offset` counts years from that of the first support; None is the mean of the years from then on. The interval is of
    95 %, None where there are too few.
    """

    offset: int | None
    supported: float
    compared: float
    difference: float
    low: float | None
    high: float | None


def matched(panel: Panel, before: int, after: int, cohort: int | None = None) -> Matched:
    """Return the units of all cohorts with a whole window, or of one, each in a cell with both supported and compared.

    Nothing is known of who had no value before, so those are left out.
    """
    parts: list[tuple[Ints, Ints, Bools, Floats]] = []
    whole = range(before, panel.values.shape[1] - after)
    for year in whole if cohort is None else {cohort}.intersection(whole):
        window = panel.values[:, year - before : year + after + 1]
        there = window[:, :before].sum(axis=1) > 0
        who = np.flatnonzero(there & ((panel.first == year) | (panel.first > year + after)))
        size = np.ceil(np.log2(np.maximum(window[who, :before].mean(axis=1), 1e-9))).astype(np.int64)
        cell = np.stack([np.full(len(who), year), panel.stratum[who], size])
        parts.append((who, cell, panel.first[who] == year, window[who]))
    width = before + after + 1
    empty = np.zeros(0, np.int64)
    parts.append((empty, np.zeros((3, 0), np.int64), empty.astype(bool), np.zeros((0, width))))
    who, cells, supported, values = (
        np.concatenate([part[0] for part in parts]),
        np.concatenate([part[1] for part in parts], axis=1),
        np.concatenate([part[2] for part in parts]),
        np.concatenate([part[3] for part in parts]),
    )
    cell = np.unique(cells, axis=1, return_inverse=True)[1].reshape(-1)
    ours, theirs = np.bincount(cell, supported), np.bincount(cell, ~supported)
    kept = ((ours > 0) & (theirs > 0))[cell] if len(cell) else np.zeros(0, bool)
    weight = np.where(supported, 1.0, (ours / np.maximum(theirs, 1))[cell]) if len(cell) else np.zeros(0)
    unmatched = int((supported & ~kept).sum())
    return Matched(who[kept], cell[kept], supported[kept], weight[kept], values[kept], unmatched)


def effects(units: Matched, before: int, seed: int = 0, samples: int = SAMPLES) -> list[Effect]:
    """Return the effect of all years after and of each year, with intervals of a bootstrap over organisations.

    Years before the first support are placebo days: what is found there is no effect.
    """
    if not len(units.values):
        return []
    years = range(-before, units.values.shape[1] - before)
    pooled = units.values[:, before:].mean(axis=1) - units.values[:, :before].mean(axis=1)
    gains = np.column_stack([pooled, units.values - units.values[:, [before - 1]]])
    levels = np.column_stack([units.values[:, before:].mean(axis=1), units.values])
    supported = np.average(levels[units.supported], axis=0)
    compared = np.average(levels[~units.supported], axis=0, weights=units.weight[~units.supported])
    found = _difference(units, gains, np.ones((1, int(units.organisation.max()) + 1)))[0]
    enough = min(units.supported.sum(), (~units.supported).sum()) >= LEAST
    spread = _resampled(units, gains, seed, samples) if enough else None
    offsets: Sequence[int | None] = (None, *years)
    return [
        Effect(
            offset,
            float(supported[k]),
            float(compared[k]),
            float(found[k]),
            None if spread is None or offset == -1 else float(spread[0, k]),
            None if spread is None or offset == -1 else float(spread[1, k]),
        )
        for k, offset in enumerate(offsets)
    ]


def _resampled(units: Matched, gains: Floats, seed: int, samples: int) -> Floats:
    random = np.random.default_rng(seed)
    who, place = np.unique(units.organisation, return_inverse=True)
    drawn = random.multinomial(len(who), np.full(len(who), 1 / len(who)), samples).astype(np.float64)
    same = Matched(place, units.cell, units.supported, units.weight, units.values, units.unmatched)
    spread: Floats = np.nanquantile(_difference(same, gains, drawn), [0.025, 0.975], axis=0)
    return spread


def _difference(units: Matched, gains: Floats, drawn: Floats) -> Floats:
    """Return, for each draw (draws x organisations, how often each was drawn), the difference of each gain."""
    cells = np.unique(units.cell, return_inverse=True)[1]
    shape = (int(cells.max()) + 1, drawn.shape[1])

    def sums(which: Bools, values: Floats) -> Floats:
        matrix = sparse.csr_array((values[which], (cells[which], units.organisation[which])), shape=shape)
        return np.asarray(matrix @ drawn.T, np.float64)

    ones = np.ones(len(cells))
    ours, theirs = sums(units.supported, ones), sums(~units.supported, ones)
    both = (ours > 0) & (theirs > 0)
    share = np.divide(ours, theirs, out=np.zeros_like(ours), where=both)
    number = np.where(both, ours, 0.0).sum(axis=0)
    found = np.empty((drawn.shape[0], gains.shape[1]))
    for k in range(gains.shape[1]):
        own = np.where(both, sums(units.supported, gains[:, k]), 0.0) - share * sums(~units.supported, gains[:, k])
        found[:, k] = np.divide(own.sum(axis=0), number, out=np.full(len(number), np.nan), where=number > 0)
    return found
