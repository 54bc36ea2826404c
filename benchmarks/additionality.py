"""How often does `additionality` find what is not there, and what is? Simulated organisations with planted gains.

`python -m benchmarks.additionality [--runs 100]`: in each run 1,500 organisations of unequal size have Poisson counts
in seven years that grow by a tenth of the first a year; 15 % are first supported in one of three years. Where they are
chosen by size, one of twice the usual size is chosen twice as often; where by growth, the chosen grow twice as fast,
support or not. A gain of 1 or 2 a year is planted, or none. Printed are the shares of runs whose 95 % interval of all
years is beyond 0, and whose placebo year is, with 95 % intervals (Wilson).
"""

import argparse

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import binomtest

from graph.measures.event_study import NEVER, Effect, Panel, effects, matched

ORGANISATIONS, YEARS, SHARE, GROWTH = 1500, 7, 0.15, 0.1
CHOSEN = ("at random", "by size", "by growth")


def panel(random: np.random.Generator, chosen: str, gain: float) -> Panel:
    """Return organisations with so large a gain from the first year of support on."""
    size = random.lognormal(1.2, 0.7, ORGANISATIONS)
    odds = size if chosen == "by size" else np.ones(ORGANISATIONS)
    supported = random.random(ORGANISATIONS) < np.minimum(1, SHARE * odds / odds.mean())
    first = np.where(supported, random.integers(2, 5, ORGANISATIONS), NEVER).astype(np.int64)
    growth = GROWTH * (1 + (supported if chosen == "by growth" else 0))
    years = np.arange(YEARS)
    mean = size[:, None] * (1 + np.outer(np.broadcast_to(growth, ORGANISATIONS), years))
    after = years[None, :] >= first[:, None]
    return Panel(random.poisson(mean + gain * after).astype(float), first, np.zeros(ORGANISATIONS, np.int64))


def is_beyond(effect: Effect) -> bool:
    """Return whether an interval leaves 0 out."""
    return effect.low is not None and effect.high is not None and not effect.low <= 0 <= effect.high


def share(found: list[bool]) -> str:
    """Return a share in per cent with its interval."""
    between = binomtest(sum(found), len(found)).proportion_ci(method="wilson")
    return f"{100 * np.mean(found):.0f} % ({100 * between.low:.0f} to {100 * between.high:.0f})"


def main() -> None:
    """Run the simulation and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100)
    runs = parser.parse_args().runs
    random = np.random.default_rng(0)
    table = Table("chosen", "gain", "effect beyond 0", "placebo beyond 0", "mean effect", title=f"{runs} runs")
    for chosen in CHOSEN:
        for gain in (0.0, 1.0, 2.0):
            found = [effects(matched(panel(random, chosen, gain), 2, 2), 2, seed) for seed in range(runs)]
            cells = share([is_beyond(one[0]) for one in found]), share([is_beyond(one[1]) for one in found])
            table.add_row(chosen, f"{gain:g}", *cells, f"{np.mean([one[0].difference for one in found]):.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
