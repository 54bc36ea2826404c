"""Who is who among the members of one cluster: how time grows with their number.

`python -m benchmarks.resolution` decides lists of 7,000, 14,000 and 28,000 made-up members, beside them lists that name
one organisation as often, and prints processor seconds and the power of the number that they grow with.
"""

import math
import random
import time
from collections.abc import Callable

import benchmarks
from graph.facts import Facts
from graph.schema import Cluster, MemberOf, Organisation
from ingest.resolution.decide import decide

SIZES = (7_000, 14_000, 28_000)
TRADES = "bouw drones energie food logistics materials medical robotics software textiles water wood".split()
FORMS = ("NV", "BV", "BVBA", "GmbH", "SAS", "Ltd", "vzw", "")
CLUSTER = "cluster:members:k"


def different(size: int) -> Facts:
    """Return a cluster's members, each with a name of its own, and one in twenty spelled twice."""
    draw = random.Random(7)  # noqa: S311 - made-up names
    facts = Facts([Cluster(id=CLUSTER, name="K", sources=("source:list:k#1",))])
    for row in range(size):
        own = "".join(draw.choice("bdfgklmnprstvz") + draw.choice("aeiou") for _ in range(draw.randint(2, 4)))
        name = f"{own.title()} {draw.choice(TRADES)} {draw.choice(FORMS)}".strip()
        _add(facts, row, name)
        if row % 20 == 0:
            _add(facts, size + row, name.upper())
    return facts


def one_name(size: int) -> Facts:
    """Return as many records of one name."""
    facts = Facts([Cluster(id=CLUSTER, name="K", sources=("source:list:k#1",))])
    for row in range(size):
        _add(facts, row, "Zyxomat Research NV")
    return facts


def _add(facts: Facts, row: int, name: str) -> None:
    member = Organisation(id=f"organisation:members-k:{row}", name=name, sources=(f"source:list:k#{row}",))
    facts.add(member, MemberOf(start=member.id, end=CLUSTER, sources=member.sources))


def seconds(made: Callable[[int], Facts], size: int) -> float:
    """Return the processor seconds that deciding takes."""
    facts = made(size)
    started = time.process_time()
    decide([facts])
    return time.process_time() - started


def main() -> None:
    """Print the table."""
    decide([different(200)])
    for name, made in (("members of one cluster", different), ("records of one name", one_name)):
        took = [seconds(made, size) for size in SIZES]
        power = math.log(took[-1] / took[0]) / math.log(SIZES[-1] / SIZES[0])
        shown = "  ".join(f"{size:,}: {one:.1f} s" for size, one in zip(SIZES, took, strict=True))
        print(f"{name:24} {shown}  power {power:.2f}")


if __name__ == "__main__":
    benchmarks.run(main, __doc__)
