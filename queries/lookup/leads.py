"""Who leads a project, as far as a source says so."""

from collections import defaultdict
from collections.abc import Mapping

from graph.store import Store
from graph.store.answers import kept

LEADING = ("coordinator", "promoter")
"""The roles of who leads; lists say them in many words, which reading them turns into one of these."""

LEADS = """
MATCH (n:Cluster|Organisation)-[r:PARTICIPATES_IN]->(p:Project)
WHERE r.role IN $roles
RETURN DISTINCT p.id AS project, n.id AS lead, n.name AS name
ORDER BY project, name, lead
"""


@kept
def leads(store: Store) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of who leads each project of which a source says it, by name."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in store.rows(LEADS, roles=list(LEADING)):
        found[row["project"]].append(row["lead"])
    return {project: tuple(ids) for project, ids in found.items()}
