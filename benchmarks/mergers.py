"""Does the merge score find known mergers better than Jaccard of the lists of members? Generated histories.

`python -m benchmarks.mergers [--worlds 20] [--seed 1000]`: in each world there are 24 clusters of eight fields, and in
each field two of the three later become one. The two recruit a part of their members (a quarter to three quarters of
the smaller's) from the same organisations; the others come from their field and from anywhere. A setting adds one
difficulty at a time: sizes that differ (15 to 240 members, else 60), hubs (30 organisations of which every cluster has
a tenth to six tenths), lists that are not whole (a fifth to all of the members, drawn at random, while the number of
members is reported). Each world is loaded and asked with `evaluate consolidation --truth`, as any history is; nothing
is fitted. Seeds from 1000 on were not looked at while the score was made. MRR over the 16 clusters of a world, means
over worlds with 95 % bootstrap intervals, and by how much the score is ahead. Nothing is known of the members, so each
counts one: what the score adds to Jaccard otherwise is tried by `benchmarks.programmes`.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from graph.facts import Facts
from graph.schema import Cluster, MemberOf, Organisation, Source
from graph.store.subsets import as_store
from queries.evaluations.consolidation import consolidation
from queries.evaluations.ranking import mean

FIELDS, EACH = 8, 3
FIELD_SIZE, POOL, HUBS = 300, 3000, 30
USUAL, SMALLEST, LARGEST = 60, 15, 240
PLACE = ("source:generated:lists#1",)


@dataclass(frozen=True, slots=True)
class Setting:
    """What makes a history hard."""

    name: str
    sizes: bool = False
    hubs: bool = False
    parts: bool = False


SETTINGS = (
    Setting("alike"),
    Setting("sizes differ", sizes=True),
    Setting("hubs", hubs=True),
    Setting("lists in part", parts=True),
    Setting("sizes differ, lists in part", sizes=True, parts=True),
    Setting("all three", sizes=True, hubs=True, parts=True),
)


def history(setting: Setting, seed: int) -> tuple[Facts, str]:
    """Return clusters with their lists, and which of them became one as `--truth` reads it."""
    random = np.random.default_rng(seed)
    facts, truth = Facts([Source(id="source:generated:lists", title="Generated", sources=PLACE)]), ["cluster,became"]
    for field in range(FIELDS):
        where = random.choice(POOL, FIELD_SIZE, replace=False)
        sizes = [_size(random, setting) for _ in range(EACH)]
        common = random.choice(where, max(1, round(random.uniform(0.25, 0.75) * min(sizes[:2]))), replace=False)
        for number, size in enumerate(sizes):
            name = f"{'ABC'[number]} of field {field}"
            own = set(common.tolist()) if number < 2 else set()
            own |= set(_hubs(random).tolist()) if setting.hubs else set()
            while len(own) < size:
                own.add(int(random.choice(where) if random.random() < 0.5 else random.integers(POOL)))
            _add(facts, f"{field}-{number}", name, sorted(own), setting, random)
            if number < 2:
                truth.append(f"{name},Field {field} together")
    return facts, "\n".join(truth)


def _size(random: np.random.Generator, setting: Setting) -> int:
    return int(np.exp(random.uniform(np.log(SMALLEST), np.log(LARGEST)))) if setting.sizes else USUAL


def _hubs(random: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return POOL + np.flatnonzero(random.random(HUBS) < np.linspace(0.1, 0.6, HUBS))


def _add(facts: Facts, key: str, name: str, members: list[int], setting: Setting, random: np.random.Generator) -> None:
    cluster = Cluster(id=f"cluster:generated:{key}", name=name, members_reported=len(members), sources=PLACE)
    listed = max(3, round(random.uniform(0.2, 1) * len(members))) if setting.parts else len(members)
    facts.add(cluster)
    for one in random.choice(members, min(listed, len(members)), replace=False).tolist():
        who = Organisation(id=f"organisation:generated:{one}", name=f"Member {one}", sources=PLACE)
        facts.add(who, MemberOf(start=who.id, end=cluster.id, sources=PLACE))


Made = Callable[[int], tuple[Facts, str]]
Unit = Callable[[int, str], int | str]
SCORES = ("merge", "member_jaccard", "member_containment", "random")


def world(seed: int, cluster: str) -> int:  # noqa: ARG001 - the cases of one world hang together
    """Return what an interval draws from: whole worlds."""
    return seed


def compare(histories: Mapping[str, Made], seeds: Iterable[int], unit: Unit = world) -> None:
    """Ask each history, made with each seed, and print the table; intervals draw from the units of seed and case."""
    reached: dict[tuple[str, str], dict[int | str, list[float]]] = defaultdict(lambda: defaultdict(list))
    tries = [(name, seed) for name in histories for seed in seeds]
    for name, seed in track(tries, "Histories", console=Console(stderr=True)):
        facts, truth = histories[name](seed)
        with as_store(facts) as store:
            for row in consolidation(store, truth=truth):
                if row.cluster != "all" and row.advice == "merge" and row.mrr is not None:
                    reached[name, row.score][unit(seed, row.cluster)].append(row.mrr)
    table = Table("history", "units", "merge", "Jaccard", "containment", "any order", "merge ahead of Jaccard")
    for name in histories:
        scores = [[float(np.mean(one)) for one in reached[name, score].values()] for score in SCORES]
        lead = mean([own - other for own, other in zip(scores[0], scores[1], strict=True)])
        means = [mean(one) for one in scores]
        table.add_row(
            name,
            str(len(scores[0])),
            *(f"{m.value:.3f} ({m.interval})" for m in means),
            f"{lead.value:+.3f} ({lead.interval})",
        )
    Console(width=140).print(table)


def main() -> None:
    """Make the histories, ask them, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1000)
    asked = parser.parse_args()
    made = {setting.name: partial(history, setting) for setting in SETTINGS}
    compare(made, range(asked.seed, asked.seed + asked.worlds))


if __name__ == "__main__":
    main()
