"""What the graph holds about a funding programme, read once: its clusters, their joint projects, what is claimed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from graph.messages import Message, Term
from graph.store import Row, Store

CLUSTERS = """
MATCH (c:Cluster)-[r:FUNDED_BY]->(i:FundingInstrument)
RETURN i.id AS instrument, c.id AS id, c.name AS name, c.kind AS kind, r.call AS call, c.model AS model,
       c.end_date AS end_date, r.amount_eur AS grant_eur, c.members_reported AS members,
       c.members_target AS members_target, c.collaborations_reported AS collaborations, c.fee_min_eur AS fee_min,
       c.fee_max_eur AS fee_max, c.fee_payers AS payers, c.fee_payers_of_half AS payers_of_half
ORDER BY instrument, id
"""

PARTICIPATIONS = """
MATCH (c:Cluster)-[r:PARTICIPATES_IN]->(p:Project)
WHERE p.kind = 'intercluster'
RETURN c.id AS cluster, c.kind AS kind, p.id AS project, r.sources AS sources
ORDER BY cluster, project
"""

CLAIMED_TOTALS = """
MATCH (c:Claim)
RETURN c.entity_id AS entity, c.property AS property, c.value AS value, c.locator AS locator
ORDER BY entity, property, locator
"""

SCHEME = "instrument:flanders:"
"""The figures below are the Flemish report's and cite its tables, so they are of its instruments alone."""

COUNTED = "intercluster_projects_reported"
"""The property of a cluster that says in how many projects between clusters it takes part."""


@dataclass(frozen=True, slots=True)
class Participant:
    """A cluster under an instrument, with what the tables say of it; unknown is None."""

    instrument: str
    id: str
    name: str
    kind: str | None
    call: str | None
    model: str | None
    end_date: date | None
    grant_eur: float | None
    members: int | None
    members_target: int | None
    collaborations: int | None
    fee_min: float | None
    fee_max: float | None
    payers: int | None
    payers_of_half: int | None


@dataclass(frozen=True, slots=True)
class Programme:
    """What the graph holds about one instrument: its clusters, the projects between clusters, and what is claimed.

    `claimed` is by property and locator.
    """

    clusters: tuple[Participant, ...]
    participations: tuple[tuple[str, str], ...]
    kinds: Mapping[str, str | None]
    claimed: Mapping[tuple[str, str], float]

    def projects(self) -> dict[str, set[str]]:
        """Return the participating clusters of each project between clusters."""
        found: dict[str, set[str]] = {}
        for cluster, project in self.participations:
            found.setdefault(project, set()).add(cluster)
        return found


@dataclass(frozen=True, slots=True)
class Computed:
    """What the graph adds up to. Where some of the parts are unknown it is a lower bound, and `note` says so."""

    value: int | float | str
    places: str
    how: Literal["counted", "summed", "divided", "ranked"]
    note: str = ""
    bound: bool = False
    tolerance: float | None = None

    @property
    def locator(self) -> Message:
        """Where the parts stand, and what was done with them."""
        return Message("%(places)s (%(how)s)", places=self.places, how=Term(self.how))


NOT_COUNTED = Computed(0, Message("no project"), "counted")


def programmes(store: Store) -> dict[str, Programme]:
    """Return what is known of each Flemish instrument that funds clusters or of which something is claimed.

    An instrument that funds no cluster itself, such as a call for projects between clusters, is about all of them.
    """
    clusters: dict[str, list[Participant]] = {}
    for row in store.rows(CLUSTERS):
        clusters.setdefault(row["instrument"], []).append(Participant(**row))
    rows = store.rows(PARTICIPATIONS)
    participations = tuple((row["cluster"], row["project"]) for row in rows)
    kinds = {row["cluster"]: row["kind"] for row in rows}
    claimed: dict[str, dict[tuple[str, str], float]] = {}
    for row in store.rows(CLAIMED_TOTALS):
        if row["entity"].startswith(SCHEME) and _number(row["value"]) is not None:
            claimed.setdefault(row["entity"], {}).setdefault((row["property"], row["locator"]), float(row["value"]))
    everyone = {cluster.id: cluster for some in clusters.values() for cluster in some}
    return {
        name: Programme(tuple(clusters.get(name) or everyone.values()), participations, kinds, claimed.get(name, {}))
        for name in sorted({*clusters, *claimed})
        if name.startswith(SCHEME)
    }


def counted(store: Store) -> dict[str, Computed]:
    """Return in how many projects between clusters each cluster takes part, and where those are stated.

    A cluster without any is left out.
    """
    rows: dict[str, list[Row]] = {}
    for row in store.rows(PARTICIPATIONS):
        rows.setdefault(row["cluster"], []).append(row)
    return {cluster: Computed(len(found), _places(found), "counted") for cluster, found in rows.items()}


def _places(rows: list[Row]) -> str:
    """Return the places that all rows share, which is where they were counted; else every place."""
    places = [{source.partition("#")[2] for source in row["sources"]} for row in rows]
    return ", ".join(sorted(set.intersection(*places) or set.union(*places)))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
