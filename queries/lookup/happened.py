"""What sources say happened to a cluster, and what it was told at its start: beside an advice, read by no score."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.store import Row, Store
from queries.lookup.values import shown_places

HAPPENED = """
MATCH (c:Cluster)
WHERE c.outcome IS NOT NULL
RETURN c.id AS cluster, c.name AS cluster_name, c.outcome AS outcome
ORDER BY cluster
"""

TIED = """
MATCH (c:Cluster)-[r:CONTINUES_IN]->(t)
RETURN c.id AS cluster, c.name AS cluster_name, r.outcome AS outcome, t.id AS target, t.name AS target_name,
       r.sources AS sources
ORDER BY cluster, target
"""

TOLD = """
MATCH (c:Cluster)-[r:MUST_JOIN]->(t:Cluster)
RETURN c.id AS cluster, c.name AS cluster_name, t.id AS target, t.name AS target_name, r.imposed_by AS imposed_by,
       r.sources AS sources
ORDER BY cluster, target
"""


@dataclass(frozen=True, slots=True)
class Happened:
    """What became of a cluster: the outcome in the words of the source, into what, and where that is stated."""

    cluster: str
    cluster_name: str
    outcome: str
    target: str | None
    target_name: str | None
    source: str

    def __str__(self) -> str:
        into = f" -> {self.target_name}" if self.target else ""
        return f"{self.cluster_name}: {self.outcome}{into}"


@dataclass(frozen=True, slots=True)
class Imposed:
    """That a cluster was told at its start to join another, by whom (null: unknown), and where that is stated."""

    cluster: str
    cluster_name: str
    target: str
    target_name: str
    imposed_by: str | None
    sources: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.cluster_name}: to join {self.target_name}"


def imposed(store: Store) -> Mapping[str, Imposed]:
    """Return what was imposed on clusters at their start, by cluster; of several targets the first by id."""
    found: dict[str, Imposed] = {}
    for row in store.rows(TOLD):
        found.setdefault(row["cluster"], Imposed(**{**row, "sources": tuple(row["sources"])}))
    return found


def happened(store: Store) -> Mapping[str, Happened]:
    """Return what is known to have happened, by cluster; of several targets the first by id."""
    found: dict[str, Happened] = {}
    places = shown_places(store, "outcome")
    for row in store.rows(TIED):
        found.setdefault(row["cluster"], _told(row, _first(row["sources"]), row["target"], row["target_name"]))
    for row in store.rows(HAPPENED):
        source = _first(places.get((row["cluster"], "outcome"), ()))
        found.setdefault(row["cluster"], _told(row, source))
    return found


def _told(row: Row, source: str, target: str | None = None, target_name: str | None = None) -> Happened:
    return Happened(row["cluster"], row["cluster_name"], row["outcome"] or "", target, target_name, source)


def _first(places: tuple[str, ...] | list[str]) -> str:
    return next(iter(places), "")
