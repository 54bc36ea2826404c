"""Projects by their ids, with all that two of them are compared by."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graph.store import Store

PROJECTS = """
MATCH (p:Project)
WHERE p.id IN $ids
RETURN p.id AS id, p.title AS title, p.acronym AS acronym, p.abstract AS abstract, p.kind AS kind, p.status AS status,
       p.start_date AS start_date, p.end_date AS end_date, p.cost_eur AS cost_eur, p.grant_eur AS grant_eur,
       p.sources AS sources
"""

PARTICIPANTS = """
MATCH (n:Cluster|Organisation)-[:PARTICIPATES_IN]->(p:Project)
WHERE p.id IN $ids
RETURN DISTINCT p.id AS id, n.name AS name
ORDER BY id, name
"""

INSTRUMENTS = """
MATCH (p:Project)-[:FUNDED_BY]->(i:FundingInstrument)
WHERE p.id IN $ids
RETURN DISTINCT p.id AS id, i.name AS name
ORDER BY id, name
"""


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """One project, unknown as None; who takes part and who pays, by name."""

    id: str
    title: str | None
    acronym: str | None
    abstract: str | None
    kind: str | None
    status: str | None
    start_date: date | None
    end_date: date | None
    cost_eur: float | None
    grant_eur: float | None
    sources: tuple[str, ...]
    participants: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()


def project_facts(store: Store, ids: Iterable[str]) -> dict[str, ProjectFacts]:
    """Return these projects by id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    participants, instruments = (_names(store, query, wanted) for query in (PARTICIPANTS, INSTRUMENTS))
    return {
        row["id"]: ProjectFacts(
            **{**row, "sources": tuple(row["sources"])},
            participants=tuple(participants[row["id"]]),
            instruments=tuple(instruments[row["id"]]),
        )
        for row in store.rows(PROJECTS, ids=wanted)
    }


def _names(store: Store, query: str, ids: list[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in store.rows(query, ids=ids):
        if row["name"]:
            found[row["id"]].append(row["name"])
    return found
