"""Names alone, at full size: what the program does with lists that give nothing but names, and whose truth is known.

Organisations are dealt out by a hash into a half on which rules may be tried and a half that is only ever counted. All
names are decided together, as a load does; the half of a pair is that of one of its organisations.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from pathlib import Path

from graph.facts import Facts
from graph.judgements import Decision
from graph.schema import Organisation
from ingest.resolution.decide import decide
from ingest.resolution.groups import Groups
from ingest.resolution.measuring.labelled import table_of

HALVES = ("development half", "held-out half")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """A name in one list, and the number that tells which organisation it is."""

    listed: str
    name: str
    truth: str


@dataclass(frozen=True, slots=True)
class Share:
    """A share of pairs, `right` of `of`, and its 95 % interval; pairs of one group are not independent."""

    right: int
    of: int
    low: float | None
    high: float | None

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.right / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of the pairs joined without asking the share that is right; of the true pairs the shares joined and reached.

    Reached is joined or asked.
    """

    precision: Share
    joined: Share
    reached: Share


def cordis_names(data: Path, every: int = 1) -> list[Named]:
    """Return the names of one in `every` CORDIS participants in four yearly lists.

    Raise NotLoadedError where they are not there.
    """
    table = table_of(data / "cordis_h2020" / "organisation_names.csv.gz")
    table.ignore("shortName", "activityType", "country", "city", "street", "postCode")
    rows = (row for _, row in table.rows("pic", "name", "source"))
    return [Named(source, name, pic) for pic, name, source in rows if name and pic and _digest(pic) // 2 % every == 0]


def ror_names(data: Path, every: int = 4) -> list[Named]:
    """Return the names of one in `every` organisations of ROR, each kind and language of name a list of its own.

    Acronyms are left out. Raise NotLoadedError where ROR is not there.
    """
    found: dict[tuple[str, str], Named] = {}
    table = table_of(data / "ror" / "names.parquet")
    for _, (key, name, kind, language) in table.rows("ror_id", "name", "type", "lang"):
        if kind != "acronym" and name and _digest(key) // 2 % every == 0:
            listed = Named(kind if kind == "ror_display" else f"{kind} {language}", name, key)
            if kind == "ror_display":
                found[key, name] = listed
            else:
                found.setdefault((key, name), listed)
    return list(found.values())


def decided(named: Iterable[Named]) -> dict[str, Outcome]:
    """Return, half by half, what is decided of records that have a name and nothing else, each list a source."""
    records = {(one.listed, one.name, one.truth): f"organisation:list:{n}" for n, one in enumerate(named)}
    sources: defaultdict[str, Facts] = defaultdict(Facts)
    truth = {identifier: key[2] for key, identifier in records.items()}
    for (listed, name, _), identifier in records.items():
        sources[listed].add(Organisation(id=identifier, name=name, sources=(f"source:list:{listed}",)))
    return outcomes(decide(list(sources.values())), truth)


def outcomes(decisions: Sequence[Decision], truth: Mapping[str, str]) -> dict[str, Outcome]:
    """Return what decisions are worth, by half, given record -> organisation."""
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for identifier, key in truth.items():
        holders[key].append(identifier)
    together = together_of(decisions)
    asked = {(one.a, one.b) for one in decisions if one.verdict != "same"} - together.keys()
    true = [(min(a, b), max(a, b)) for ids in holders.values() for a, b in combinations(ids, 2)]
    found = {}
    for half in HALVES:
        joined = [pair for pair in together if half_of(truth[pair[0]], truth[pair[1]]) == half]
        real = [pair for pair in true if half_of(truth[pair[0]]) == half]
        found[half] = Outcome(
            _share(joined, lambda pair: truth[pair[0]] == truth[pair[1]], lambda pair: together[pair]),
            _share(real, lambda pair: pair in together, lambda pair: truth[pair[0]]),
            _share(real, lambda pair: pair in together or pair in asked, lambda pair: truth[pair[0]]),
        )
    return found


def half_of(*organisations: str) -> str:
    """Return the half of an organisation, or of the first by hash of two."""
    return HALVES[min(map(_digest, organisations)) % 2]


def _digest(key: str) -> int:
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) >> 3


def together_of(decisions: Iterable[Decision]) -> dict[Pair, int]:
    """Return the pairs of records that end in one group, with the number of the group."""
    groups = Groups.of((), (), [(one.a, one.b) for one in decisions if one.verdict == "same"]).together()
    return {(min(a, b), max(a, b)): n for n, group in enumerate(groups) for a, b in combinations(group, 2)}


def _share(pairs: Sequence[Pair], right: Callable[[Pair], bool], cluster: Callable[[Pair], Hashable]) -> Share:
    """Return the share of right pairs; the interval takes the pairs of one cluster for as alike as they are."""
    sizes = Counter(cluster(pair) for pair in pairs)
    hits = Counter(cluster(pair) for pair in pairs if right(pair))
    number = sum(hits.values())
    interval = wilson(number, len(pairs), len(pairs) / _design_effect(sizes, hits)) if pairs else None
    return Share(number, len(pairs), *(interval or (None, None)))


def _design_effect(sizes: Mapping[Hashable, int], hits: Mapping[Hashable, int]) -> float:
    """Return by how much clustering widens a share's variance, at least 1 (Kish 1965, ratio estimate)."""
    of = sum(sizes.values())
    share = sum(hits.values()) / of
    if not 0 < share < 1:
        return max(1.0, sum(size * size for size in sizes.values()) / of)
    between = sum((hits.get(one, 0) - share * size) ** 2 for one, size in sizes.items())
    return max(1.0, between / (of * share * (1 - share)))


def wilson(right: int, of: int, effective: float | None = None, z: float = 1.96) -> tuple[float, float] | None:
    """Return the 95 % interval of a share (Wilson 1927, doi 10.1080/01621459.1927.10502953); None of nothing.

    `effective` is to how many independent ones the `of` come.
    """
    if not of:
        return None
    share, n = right / of, effective or float(of)
    middle = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))
