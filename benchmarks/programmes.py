"""Does the merge score find which parts of Horizon 2020 became one, or are one? Histories that really happened.

`python -m benchmarks.programmes [--draws 4]` reads Horizon 2020 from the folder of open data (INTERCLUSTER_DATA). A
cluster is what its projects make it: its members are their participants, each known with its projects of these years.

- parts: 20 parts of the programme in 2014 to 2016, most of which became one with others in Horizon Europe.
- subparts: what these parts consist of, and the same truth.
- calls: the calls of one family (energy efficiency, say) became one in 2016.
- schemes, years: a part by kind of grant, and by year of start, were one part.
- topics: topics that are said apart by a letter or a year were one.
- countries: 2017 to 2020, a part by the coordinator's country; not looked at before the score was settled.

Lists of fewer than 15 are left out (60 of countries). With whole lists, and with lists of a fifth to all members drawn
at random, the number reported; MRR over clusters with a 95 % bootstrap interval over them.
"""

import argparse
import csv
import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.mergers import PLACE, compare
from graph.facts import Facts
from graph.schema import Cluster, MemberOf, Organisation, ParticipatesIn, Project, Source
from graph.settings import Settings

TOGETHER = {
    "Cluster 4": ("2.1.1", "2.1.2", "2.1.3", "2.1.4", "2.1.5", "2.1.6"),
    "Cluster 5": ("3.3", "3.4"),
    "Cluster 6": ("3.2", "3.5"),
    "European Innovation Council": ("1.2", "2.2", "2.3"),
    "Excellent science": ("1.1", "1.3", "1.4"),
    "Widening and research area": ("4", "5"),
}
BECAME = {part: one for one, parts in TOGETHER.items() for part in parts}

Row = Mapping[str, str]
Named = Iterable[tuple[str, str]]
"""The clusters that a project is of, each with what became of it; empty where that is not known."""


def codes_of(programme: str, deeper: int = 0) -> set[str]:
    """Return the parts of Horizon 2020 that a project's programme codes lie in: H2020-EU.2.1.1.7. is in 2.1.1."""
    found = set()
    for code in programme.replace(",", ";").split(";"):
        numbers = code.strip().removeprefix("H2020-EU.").strip(".").split(".")
        depth = {"1": 2, "3": 2, "2": 3 if numbers[1:2] == ["1"] else 2}.get(numbers[0], 1) + deeper
        if code.strip().startswith("H2020-EU.") and len(numbers) >= depth:
            found.add(".".join(numbers[:depth]))
    return found


def parts(row: Row) -> Named:
    """The parts of the programme."""
    return [(code, BECAME.get(code, "")) for code in codes_of(row["programme"])]


def subparts(row: Row) -> Named:
    """What these parts consist of."""
    return [(code, BECAME.get(code.rpartition(".")[0], "")) for code in codes_of(row["programme"], 1)]


def calls(row: Row) -> Named:
    """A call, which names its family: H2020-EE-2014-3-MarketUptake."""
    found = re.match(r"H2020-(.+?)-20\d\d", row["call"].strip())
    return [(row["call"].strip(), re.sub(r"[-_]?\d+$", "", found[1]))] if found else []


def schemes(row: Row) -> Named:
    """The parts by the kind of grant: RIA, IA, CSA."""
    return [(f"{code} {row['fundingScheme'].split('-')[0].strip()}", code) for code in codes_of(row["programme"])]


def years(row: Row) -> Named:
    """The parts by the year in which a project starts."""
    return [(f"{code} in {row['startDate'][:4]}", code) for code in codes_of(row["programme"])]


def topics(row: Row) -> Named:
    """Topics, which name their number: SFS-01a-2014, SFS-01b-2014."""
    for topic in row["topics"].replace(",", ";").split(";"):
        if found := re.match(r"([A-Za-z-]+?)-?(\d+)\w*-20\d\d", topic.strip()):
            yield topic.strip(), found[1] + found[2]


@dataclass(frozen=True, slots=True)
class Told:
    """Clusters with their members, what became of them, and in which projects each member takes part."""

    members: Mapping[str, set[str]]
    became: Mapping[str, str]
    projects: Mapping[str, set[str]]

    @property
    def truth(self) -> str:
        """What became of the clusters as `--truth` reads it, where more than one became the same."""
        known = [(name, self.became[name]) for name in sorted(self.members) if self.became[name]]
        several = {one for k, (_, one) in enumerate(known) if one in {other for _, other in known[:k]}}
        return "\n".join(["cluster,became", *(f'"{name}","{one}"' for name, one in known if one in several)])


def told(projects: Mapping[str, set[str]], of: Iterable[tuple[str, Named]], least: int = 15) -> Told:
    """Gather the clusters that projects are of."""
    members: dict[str, set[str]] = defaultdict(set)
    became: dict[str, str] = {}
    known: dict[str, set[str]] = defaultdict(set)
    for project, names in of:
        for who in projects.get(project, ()):
            known[who].add(project)
        for name, one in names:
            members[name] |= projects.get(project, set())
            became[name] = one
    return Told({name: who for name, who in members.items() if len(who) >= least}, became, known)


def read(folder: Path, name: str, delimiter: str = ",") -> Iterator[Row]:
    """Read a compressed table."""
    with gzip.open(folder / name, "rt", encoding="utf-8-sig") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def countries(folder: Path) -> Iterator[tuple[str, Named]]:
    """The projects of 2017 to 2020, each of its part in its coordinator's country."""
    part_of = {row["rcn"]: row["programme_part"] for row in read(folder, "programme_parts.csv.gz")}
    for row in read(folder, "h2020.csv.gz"):
        if row["role"] == "coordinator" and "2017" <= row["start_year"] <= "2020" and row["rcn"] in part_of:
            yield row["rcn"], [(f"{part_of[row['rcn']]} from {row['country']}", part_of[row["rcn"]])]


def history(of: Told, seed: int, *, whole: bool) -> tuple[Facts, str]:
    """Return the clusters with their lists, who is in which project, and what became of the clusters."""
    random = np.random.default_rng(seed)
    facts = Facts([Source(id="source:generated:lists", title="Horizon 2020", sources=PLACE)])
    seen: set[str] = set()
    for number, (name, members) in enumerate(sorted(of.members.items())):
        cluster = Cluster(id=f"cluster:h2020:{number}", name=name, members_reported=len(members), sources=PLACE)
        listed = len(members) if whole else max(3, round(random.uniform(0.2, 1) * len(members)))
        who = random.choice(sorted(members), listed, replace=False).tolist()
        facts.add(cluster, *(Organisation(id=f"organisation:cordis:{one}", name=one, sources=PLACE) for one in who))
        facts.add(*(MemberOf(start=f"organisation:cordis:{one}", end=cluster.id, sources=PLACE) for one in who))
        seen.update(who)
    for project in sorted(set().union(*(of.projects[one] for one in seen))):
        facts.add(Project(id=f"project:cordis:{project}", title=project, sources=PLACE))
    for one in sorted(seen):
        ends = (f"project:cordis:{project}" for project in sorted(of.projects[one]))
        facts.add(*(ParticipatesIn(start=f"organisation:cordis:{one}", end=end, sources=PLACE) for end in ends))
    return facts, of.truth


def gathered(folder: Path) -> dict[str, Told]:
    """Return all histories."""
    projects: dict[str, set[str]] = defaultdict(set)
    for row in read(folder, "h2020.csv.gz"):
        projects[row["rcn"]].add(row["pic"])
    early = [(row["rcn"].strip(), row) for row in read(folder, "projects_2016.tsv.gz", "\t")]
    keys: tuple[Callable[[Row], Named], ...] = (parts, subparts, calls, schemes, years, topics)
    found = {key.__name__: told(projects, [(rcn, list(key(row))) for rcn, row in early]) for key in keys}
    return found | {"countries": told(projects, countries(folder), least=60)}


def main() -> None:
    """Read the lists, ask the histories, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=4, help="how often lists in part are drawn")
    asked = parser.parse_args()
    folder = Settings.from_environment().data / "cordis_h2020"
    if not folder.exists():
        sys.exit(f"{folder} is not there: set INTERCLUSTER_DATA to the folder of open data.")
    every = gathered(folder)
    for whole, draws in ((True, 1), (False, asked.draws)):
        made = {
            f"{name}, {'whole lists' if whole else 'lists in part'}": partial(history, of, whole=whole)
            for name, of in every.items()
        }
        compare(made, range(draws), lambda _, cluster: cluster)


if __name__ == "__main__":
    main()
