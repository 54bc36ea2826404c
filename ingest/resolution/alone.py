"""Names alone, at full size: what the program does with lists that give nothing but names, and whose truth is known."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from pathlib import Path

from graph.facts import Facts
from graph.judgements import Decision
from graph.schema import Organisation
from ingest.resolution.decide import decide
from ingest.resolution.labelled import table_of


@dataclass(frozen=True, slots=True)
class Named:
    """A name in one list, and the number that tells which organisation it is."""

    listed: str
    name: str
    truth: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of the pairs of one truth how many are joined or asked, and of the pairs joined or asked how many are of one."""

    true: int
    joined: int
    joined_right: int
    asked: int
    asked_right: int


def cordis_names(data: Path) -> list[Named]:
    """Return the names of CORDIS participants in four yearly lists; raise NotLoadedError where they are not there."""
    table = table_of(data / "cordis_h2020" / "organisation_names.csv.gz")
    table.ignore("shortName", "activityType", "country", "city", "street", "postCode")
    return [Named(source, name, pic) for _, (pic, name, source) in table.rows("pic", "name", "source") if name and pic]


def decided(named: Iterable[Named]) -> Outcome:
    """Return what the program decides of records that have a name and nothing else, each list a source of its own."""
    records = {(one.listed, one.name, one.truth): f"organisation:list:{n}" for n, one in enumerate(named)}
    sources: defaultdict[str, Facts] = defaultdict(Facts)
    truth = {identifier: key[2] for key, identifier in records.items()}
    for (listed, name, _), identifier in records.items():
        sources[listed].add(Organisation(id=identifier, name=name, sources=(f"source:list:{listed}",)))
    found = decide(list(sources.values()))
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for identifier, key in truth.items():
        holders[key].append(identifier)
    together = together_of(found)
    true = {(min(a, b), max(a, b)) for ids in holders.values() for a, b in combinations(ids, 2)}
    asked = {(one.a, one.b) for one in found if one.verdict != "same"} - together
    return Outcome(len(true), len(together), len(together & true), len(asked), len(asked & true))


def together_of(decisions: Iterable[Decision]) -> set[tuple[str, str]]:
    """Return the pairs of records that end in one group."""
    from ingest.resolution.groups import Groups

    groups = Groups.of((), (), [(one.a, one.b) for one in decisions if one.verdict == "same"])
    return {(min(a, b), max(a, b)) for group in groups.together() for a, b in combinations(group, 2)}


def wilson(right: int, of: int, z: float = 1.96) -> tuple[float, float] | None:
    """Return the 95 % interval of a share (Wilson 1927, doi 10.1080/01621459.1927.10502953); None of nothing."""
    if not of:
        return None
    share, n = right / of, float(of)
    middle = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
