"""The entities of each type as a list shows them: what is known of each, what it is tied to, and what finds it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, get_args

from graph.schema import (
    About,
    BackedBy,
    Cluster,
    FundedBy,
    FundingInstrument,
    Hosts,
    MemberOf,
    Node,
    Organisation,
    ParticipatesIn,
    Project,
    Relation,
    Steers,
    Theme,
)
from graph.statements import read_nodes, read_relations
from graph.store import Row, Store
from graph.store.answers import kept
from queries.lookup.entities import Entity, entities
from queries.lookup.leads import leads

Of: TypeAlias = Literal["clusters", "organisations", "projects", "instruments", "themes"]
Facet: TypeAlias = Literal["kind", "country", "year", "instrument", "theme"]
TYPES: Mapping[Of, type[Node]] = {
    "clusters": Cluster,
    "organisations": Organisation,
    "projects": Project,
    "instruments": FundingInstrument,
    "themes": Theme,
}
FACETS: tuple[Facet, ...] = get_args(Facet)
UNKNOWN = "unknown"
"""The value of a facet for what has none that is known."""

COLUMNS = ("id", "country", "start_date", "end_date", "grant_eur")
TIES: tuple[type[Relation], ...] = (MemberOf, Hosts, Steers, BackedBy, ParticipatesIn, FundedBy, About)


@dataclass(frozen=True, slots=True)
class Listed:
    """One entity; `countries` are its own, else those of the organisations tied to it.

    `clusters`, `organisations` and `projects` count what is known to be tied to it, null where nothing is: a list that
    is not loaded is no empty one. `instruments`, `themes` and `leads`, who leads a project as far as a source says so,
    are names; `lead_ids` are the ids of the latter.
    """

    id: str
    name: str
    kind: str | None
    leads: tuple[str, ...]
    countries: tuple[str, ...]
    start_date: date | None
    end_date: date | None
    grant_eur: float | None
    clusters: int | None
    organisations: int | None
    projects: int | None
    instruments: tuple[str, ...]
    themes: tuple[str, ...]
    lead_ids: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entity, and its values of each facet, none where unknown; of instruments and themes they are ids."""

    listed: Listed
    facets: Mapping[Facet, tuple[str, ...]]


@kept
def catalogue(store: Store) -> Mapping[Of, Sequence[Entry]]:
    """Return the entities of each type, by name."""
    known, tied, led = entities(store), _tied(store), leads(store)
    rows = {of: store.rows(read_nodes(kind, columns=COLUMNS, ordered=False)) for of, kind in TYPES.items()}
    countries = {row["id"]: row["country"] for row in rows["organisations"] if row["country"]}
    return {
        of: sorted(
            (_entry(row, known, tied.get(row["id"], ()), countries, led.get(row["id"], ())) for row in found),
            key=lambda one: (one.listed.name.casefold(), one.listed.id),
        )
        for of, found in rows.items()
    }


def _tied(store: Store) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for tie in TIES:
        for row in store.rows(read_relations(tie, columns=())):
            found[row["start_id"]].add(row["end_id"])
            found[row["end_id"]].add(row["start_id"])
    return found


def _entry(
    row: Row, known: Mapping[str, Entity], tied: Iterable[str], countries: Mapping[str, str], leads: tuple[str, ...]
) -> Entry:
    entity = known[row["id"]]
    beside: dict[str, list[str]] = defaultdict(list)
    for other in sorted(tied):
        beside[known[other].label].append(other)
    instruments, themes = beside["FundingInstrument"], beside["Theme"]
    ends = (entity.id, *beside["Organisation"]) if entity.label in ("Cluster", "Project") else (entity.id,)
    listed = Listed(
        id=entity.id,
        name=entity.name,
        kind=entity.kind,
        leads=tuple(known[one].name for one in leads),
        countries=tuple(sorted({countries[end] for end in ends if end in countries})),
        start_date=row.get("start_date"),
        end_date=row.get("end_date"),
        grant_eur=row.get("grant_eur"),
        clusters=len(beside["Cluster"]) or None,
        organisations=len(beside["Organisation"]) or None,
        projects=len(beside["Project"]) or None,
        instruments=tuple(known[one].name for one in instruments),
        themes=tuple(known[one].name for one in themes),
        lead_ids=leads,
        sources=entity.sources,
    )
    facets: dict[Facet, tuple[str, ...]] = {
        "kind": (entity.kind,) if entity.kind else (),
        "country": listed.countries,
        "year": _years(listed),
        "instrument": tuple(instruments),
        "theme": tuple(themes),
    }
    return Entry(listed, facets)


def _years(one: Listed) -> tuple[str, ...]:
    """Return the years in which it was active, none where its start or end is unknown."""
    if one.start_date is None or one.end_date is None:
        return ()
    return tuple(map(str, range(one.start_date.year, one.end_date.year + 1)))
