"""The records of organisations that the sources hold, with what tells them apart or together."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_
from urllib.parse import urlsplit

from graph.facts import Facts
from graph.schema import MemberOf, Organisation, ParticipatesIn
from ingest.reading.registers import SCHEMES
from ingest.resolution.names import at_other_times

SETTLED = frozenset(("kbo", "ror", "pic", "vat", "flanders")) | SCHEMES
"""Schemes of ids whose publisher keeps organisations apart: two such records are never joined by their names."""

MOST_IN_EVENT = 200
"""To be in a list of more members than this says nothing of who knows whom."""

SHORT_ALIAS = 6
"""An alias of so few letters is an acronym, which many organisations share; it proves nothing by itself."""


MOST_SPELLINGS = 8
"""So many spellings of a record are compared; ROR gives some organisations forty, in as many languages."""


@dataclass(slots=True)
class OrganisationRecord:
    """One id as the sources describe it: `names` are its spellings, `events` the clusters and projects it is in."""

    id: str
    names: tuple[str, ...]
    country: str | None
    town: str | None
    street: str | None
    postcode: str | None
    website: str | None
    registry: dict[str, str]
    events: set[str] = field(default_factory=set)
    sources: tuple[str, ...] = ()

    @property
    def scheme(self) -> str:
        """The scheme of its id."""
        return scheme_of(self.id)


def scheme_of(identifier: str) -> str:
    """Return the scheme of an id: `pic` of `organisation:pic:999981149`."""
    return identifier.split(":")[1]


def telling(record: OrganisationRecord) -> list[str]:
    """Return the names by which a record can be found: all but short aliases."""
    return [name for i, name in enumerate(record.names) if i == 0 or len(name) > SHORT_ALIAS]


def spellings(record: OrganisationRecord) -> list[str]:
    """Return the names by which a record is compared."""
    return telling(record)[:MOST_SPELLINGS]


def domain(website: str | None) -> str:
    """Return a website's host, without www; "" where there is none."""
    if not website:
        return ""
    host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    return host.removeprefix("www.")


def records_of(sources: Sequence[Facts]) -> dict[str, OrganisationRecord]:
    """Return the records by id; an id that several sources describe is one record."""
    described: dict[str, Organisation] = {}
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for facts in sources:
        for node in facts.nodes(Organisation):
            described.setdefault(node.id, node)
            told = [name for name in (node.name, *node.aliases) if name]
            names[node.id].update(dict.fromkeys([*told, *(one for name in told for one in at_other_times(name))]))
    found = {key: _record(node, tuple(names[key])) for key, node in described.items()}
    for facts in sources:
        for kind in (MemberOf, ParticipatesIn):
            for tie in facts.relations(kind):
                if tie.start in found:
                    found[tie.start].events.add(tie.end)
    return found


class Partners:
    """Who took part with whom: the other records in a record's clusters and projects."""

    def __init__(self, records: dict[str, OrganisationRecord]) -> None:
        self._present: defaultdict[str, set[str]] = defaultdict(set)
        for record in records.values():
            for event in record.events:
                self._present[event].add(record.id)
        self._joint = {record.id: self._with_others(record.events) for record in records.values()}
        schemes = {scheme: number for number, scheme in enumerate(sorted({one.scheme for one in records.values()}))}
        self._kinds = {
            event: reduce(or_, (1 << schemes[scheme_of(one)] % 63 for one in present), 0)
            for event, present in self._present.items()
        }
        self._marks: dict[str, str] = {}
        self._of = lru_cache(maxsize=4_096)(self._work_out)

    def present(self, event: str) -> str:
        """Return a mark of who is in an event."""
        if event not in self._marks:
            digest = hashlib.sha256("\n".join(sorted(self._present[event])).encode())
            self._marks[event] = digest.hexdigest()[:16]
        return self._marks[event]

    def shared(self, a: OrganisationRecord, b: OrganisationRecord) -> int:
        """Return how many partners two records have in common; those of an event that both are in do not count."""
        left, right = self._joint[a.id], self._joint[b.id]
        if not left or not right:
            return 0
        together = left & right
        return len((self._of(left - together) & self._of(right - together)) - {a.id, b.id})

    def kinds(self, record: OrganisationRecord) -> int:
        """Return the schemes of a record's partners as bits: two that have no bit in common share no partner."""
        return reduce(or_, (self._kinds[event] for event in self._joint[record.id]), 0)

    def _with_others(self, events: Iterable[str]) -> frozenset[str]:
        """Return the events that tell who somebody's partners are: neither alone in them nor among very many."""
        return frozenset(one for one in events if 1 < len(self._present[one]) <= MOST_IN_EVENT)

    def _work_out(self, events: frozenset[str]) -> set[str]:
        return set().union(*(self._present[one] for one in events))


def _record(node: Organisation, names: tuple[str, ...]) -> OrganisationRecord:
    registry = {scheme: value for scheme in ("kbo", "pic", "ror", "vat") if (value := getattr(node, scheme))}
    if node.registration:
        code, _, number = node.registration.rpartition("-")
        registry[code] = number
    place = (node.country, node.town, node.street, node.postcode, node.website)
    return OrganisationRecord(node.id, names, *place, registry, sources=node.sources)
