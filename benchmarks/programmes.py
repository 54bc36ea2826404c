"""Does the merge score find which parts of Horizon 2020 became one in Horizon Europe? A history that really happened.

`python -m benchmarks.programmes [--draws 8]` reads the projects of 2014 to 2016 and their participants from the folder
of open data (INTERCLUSTER_DATA): 20 parts of the programme with 21 to 3,324 organisations. Eighteen of them have a
sister with which they became one (the LEIT parts cluster 4, food and environment cluster 6, energy and transport
cluster 5, FET, risk finance and SMEs the EIC, ERC, MSCA and infrastructures the first pillar, widening and science with
society one part). With whole lists, and with lists of a fifth to all members drawn at random, the number reported.
"""

import argparse
import csv
import gzip
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from benchmarks.mergers import PLACE, compare
from graph.facts import Facts
from graph.schema import Cluster, MemberOf, Organisation, Source
from graph.settings import Settings

TOGETHER = {
    "Cluster 4": ("2.1.1", "2.1.2", "2.1.3", "2.1.4", "2.1.5", "2.1.6"),
    "Cluster 5": ("3.3", "3.4"),
    "Cluster 6": ("3.2", "3.5"),
    "European Innovation Council": ("1.2", "2.2", "2.3"),
    "Excellent science": ("1.1", "1.3", "1.4"),
    "Widening and research area": ("4", "5"),
}
TRUTH = "\n".join(["cluster,became", *(f"{part},{one}" for one, parts in TOGETHER.items() for part in parts)])


def parts_of(programme: str) -> set[str]:
    """Return the parts of Horizon 2020 that a project's programme codes lie in: H2020-EU.2.1.1.7. is in 2.1.1."""
    found = set()
    for code in programme.replace(",", ";").split(";"):
        numbers = code.strip().removeprefix("H2020-EU.").strip(".").split(".")
        depth = {"1": 2, "3": 2, "2": 3 if numbers[1:2] == ["1"] else 2}.get(numbers[0], 1)
        if code.strip().startswith("H2020-EU.") and len(numbers) >= depth:
            found.add(".".join(numbers[:depth]))
    return found


def lists(folder: Path) -> dict[str, set[str]]:
    """Return the organisations in each part, by their PIC."""
    with gzip.open(folder / "projects_2016.tsv.gz", "rt", encoding="utf-8-sig") as file:
        parts = {row["rcn"].strip(): parts_of(row["programme"]) for row in csv.DictReader(file, delimiter="\t")}
    found: dict[str, set[str]] = defaultdict(set)
    with gzip.open(folder / "h2020.csv.gz", "rt", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            for part in parts.get(row["rcn"], ()):
                found[part].add(row["pic"])
    return found


def history(parts: dict[str, set[str]], seed: int, *, whole: bool) -> tuple[Facts, str]:
    """Return the parts as clusters with their lists, and what became of them."""
    random = np.random.default_rng(seed)
    facts = Facts([Source(id="source:generated:lists", title="Horizon 2020", sources=PLACE)])
    for part, members in sorted(parts.items()):
        cluster = Cluster(id=f"cluster:h2020:{part}", name=part, members_reported=len(members), sources=PLACE)
        listed = len(members) if whole else round(random.uniform(0.2, 1) * len(members))
        who = [
            Organisation(id=f"organisation:cordis:{pic}", name=str(pic), sources=PLACE)
            for pic in random.choice(sorted(members), listed, replace=False).tolist()
        ]
        facts.add(cluster, *who, *(MemberOf(start=one.id, end=cluster.id, sources=PLACE) for one in who))
    return facts, TRUTH


def main() -> None:
    """Read the lists, ask the history, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=8, help="how often lists in part are drawn")
    asked = parser.parse_args()
    folder = Settings.from_environment().data / "cordis_h2020"
    if not folder.exists():
        sys.exit(f"{folder} is not there: set INTERCLUSTER_DATA to the folder of open data.")
    parts = lists(folder)
    compare({"whole lists": lambda seed: history(parts, seed, whole=True)}, range(1))
    compare({"lists in part": lambda seed: history(parts, seed, whole=False)}, range(asked.draws))


if __name__ == "__main__":
    main()
