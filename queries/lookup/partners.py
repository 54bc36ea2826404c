"""With whom one organisation is in projects."""

from dataclasses import dataclass

from graph.store import Store

PARTNERS = """
MATCH (o:Organisation)-[:PARTICIPATES_IN]->(p:Project)<-[:PARTICIPATES_IN]-(other:Organisation)
WHERE o.id IN $ids AND other.id <> o.id
RETURN DISTINCT other.id AS id, other.name AS name, coalesce(p.title, p.acronym, p.id) AS project
"""


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation and the projects in common, by title."""

    id: str
    name: str
    projects: tuple[str, ...]


def partners(store: Store, organisation: str) -> list[Partner]:
    """Return an organisation's partners, those with most projects in common first."""
    found: dict[str, tuple[str, list[str]]] = {}
    for row in store.rows(PARTNERS, ids=[organisation]):
        found.setdefault(row["id"], (row["name"] or row["id"], []))[1].append(row["project"])
    rows = [Partner(key, name, tuple(sorted(projects))) for key, (name, projects) in found.items()]
    return sorted(rows, key=lambda row: (-len(row.projects), row.name.casefold(), row.id))
