"""By what a network is narrowed: country, region, programme, instrument, theme, source, and how large a grant is."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from graph.schema import FundedBy, FundingInstrument, Hosts, MemberOf, Organisation, ParticipatesIn, Source, Steers
from graph.store import Store
from graph.store.answers import all_facts, kept
from queries.lookup.catalogue import Entry, Facet, catalogue
from queries.lookup.entities import entities

FACETS: tuple[Facet, ...] = ("country", "instrument", "theme")
CHOICES = ("country", "region", "programme", "instrument", "theme", "source")
OF_ITSELF = ("country", "region", "source")
"""What an entity has by itself; all else is of projects, so who takes part in one of them counts too."""
LEAST = "least_eur"
MOST_OPTIONS = 100
REGION = 4
"""So many characters of a NUTS code name a region (NUTS 2)."""

Chosen = tuple[tuple[str, str], ...]
"""What is chosen, by name: one of CHOICES, or LEAST with a number of euro."""
Values = Mapping[str, Collection[str]]
"""The values of each entity, by id."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value that may be chosen, what it is called, and how many have it; a country is called by its code."""

    value: str
    name: str
    number: int


@kept
def within(store: Store, chosen: Chosen) -> frozenset[str] | None:
    """Return the ids of the entities that have all that is chosen; None where nothing is."""
    if not chosen:
        return None
    found = {entry.listed.id for entry in _entries(store)}
    for name, value in chosen:
        has = _granted(store, float(value)) if name == LEAST else _having(store, name, value)
        found &= has if name in OF_ITSELF else has | {value} | _taking_part(store, has)
    return frozenset(found)


@kept
def options(store: Store) -> Mapping[str, list[Option]]:
    """Return what may be chosen, the most frequent first; a choice between fewer than two is none."""
    names = {one.id: one.name for one in entities(store).values()}
    names |= {one.id: one.title or one.id for one in all_facts(store).nodes(Source)}
    counted = {name: Counter(value for values in _values(store, name).values() for value in values) for name in CHOICES}
    return {
        name: [Option(value, names.get(value, value), number) for value, number in found.most_common(MOST_OPTIONS)]
        for name, found in counted.items()
        if len(found) > 1
    }


@kept
def has_amounts(store: Store) -> bool:
    """Return whether the grant of anything is known."""
    return any(entry.listed.grant_eur is not None for entry in _entries(store))


@kept
def _values(store: Store, name: str) -> Values:
    if name == "region":
        return _regions(store)
    if name == "programme":
        return _programmes(store)
    if name == "source":
        return {one.listed.id: {place.split("#")[0] for place in one.listed.sources} for one in _entries(store)}
    (facet,) = (one for one in FACETS if one == name)
    return {one.listed.id: one.facets[facet] for one in _entries(store)}


def _regions(store: Store) -> Values:
    """Return the regions of organisations, and of the clusters and projects that they are tied to."""
    facts = all_facts(store)
    own = {one.id: one.nuts[:REGION] for one in facts.nodes(Organisation) if one.nuts and len(one.nuts) >= REGION}
    found: dict[str, set[str]] = defaultdict(set, {one: {region} for one, region in own.items()})
    for kind in (ParticipatesIn, MemberOf, Hosts, Steers):
        for tie in facts.relations(kind):
            if tie.start in own:
                found[tie.end].add(own[tie.start])
    return found


def _programmes(store: Store) -> Values:
    """Return the programmes of instruments, and of what they pay for."""
    facts = all_facts(store)
    own = {one.id: one.programme for one in facts.nodes(FundingInstrument) if one.programme}
    found: dict[str, set[str]] = defaultdict(set, {one: {programme} for one, programme in own.items()})
    for tie in facts.relations(FundedBy):
        if tie.end in own:
            found[tie.start].add(own[tie.end])
    return found


def _having(store: Store, name: str, value: str) -> set[str]:
    return {one for one, values in _values(store, name).items() if value in values}


def _granted(store: Store, least: float) -> set[str]:
    return {one.listed.id for one in _entries(store) if (one.listed.grant_eur or 0.0) >= least}


def _taking_part(store: Store, projects: set[str]) -> set[str]:
    return {tie.start for tie in all_facts(store).relations(ParticipatesIn) if tie.end in projects}


def _entries(store: Store) -> Iterator[Entry]:
    return (entry for found in catalogue(store).values() for entry in found)
