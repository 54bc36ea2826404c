"""Fit the weights of `partners` on one year of Horizon 2020, or print how the fitted ones do on later years.

`python -m benchmarks.partners --fit` prints weights by coordinate ascent on hit@10 + MRR for first joint projects that
begin in 2017, known to the end of 2016. Without it the table of `evaluate partners`. Horizon 2020 must be loaded
(`intercluster load cordis=PATH`); a minute.
"""

import argparse
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph.settings import Settings
from graph.store import Store, open_store
from queries.asking.desk import Desk
from queries.evaluations.partners import partners
from queries.partnering.likelihood import features, open_to, weights
from queries.partnering.past import new_ties, participations, past

STEPS = (-0.5, -0.2, 0.2, 0.5)
ORGANISATIONS = 400


def fit(store: Store) -> None:
    """Print the weights that coordinate ascent finds, from those that are set."""
    every = participations(store)
    known = past(every, date(2016, 12, 31))
    right = new_ties(every, known, date(2016, 12, 31), date(2017, 12, 31))
    asked = np.sort(np.random.default_rng(1).choice(sorted(right), ORGANISATIONS, replace=False))
    tables = []
    for one in asked.tolist():
        of = np.array([one])
        found, fine = features(known, of), open_to(known, of)[0]
        table = np.stack([weight.measured(found[weight.feature][0])[fine] for weight in weights()], axis=1)
        tables.append((table.astype(np.float32), np.isin(np.flatnonzero(fine), right[one])))
    best = np.array([weight.weight for weight in weights()])
    reached = _reached(tables, best)
    for _ in range(3):
        for place in range(len(best)):
            for step in STEPS:
                tried = best.copy()
                tried[place] += step
                if (value := _reached(tables, tried)) > reached:
                    best, reached = tried, value
        print({one.feature: round(float(w), 2) for one, w in zip(weights(), best, strict=True)}, round(reached, 4))


def _reached(tables: list[tuple[NDArray[np.float32], NDArray[np.bool_]]], weighting: NDArray[np.float64]) -> float:
    found = []
    for table, right in tables:
        scores = table @ weighting.astype(np.float32)
        rank = 1 + (scores > scores[right].max()).sum()
        found.append(float(rank <= 10) + 1 / float(rank))
    return float(np.mean(found))


def main() -> None:
    """Fit, or test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true", help="fit instead of testing")
    parser.add_argument("--sample", type=int, default=1000, help="so many organisations are tested; 0: all")
    chosen = parser.parse_args()
    store = open_store(Settings.from_environment().store_url)
    if chosen.fit:
        fit(store)
        return
    for row in Desk().ask(partners, store, sample=chosen.sample).rows:
        print(row)


if __name__ == "__main__":
    main()
