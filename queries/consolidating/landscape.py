"""What the consolidation scores may read of the graph: everything but what happened after the funding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from graph.errors import NotLoadedError
from graph.measures import metrics
from graph.measures.network import Affiliation, cluster_affiliation, collaboration_network
from graph.measures.overlap import pairs
from graph.measures.significance import LEVEL, enough_samples, least_q, significance
from graph.store import Store
from queries.lookup.entities import Entity, entities

CLUSTERS = """
MATCH (c:Cluster)
RETURN c.id AS id, c.name AS name, c.kind AS kind, c.model AS model, c.end_date AS end_date,
       c.members_reported AS members, c.fee_payers AS fee_payers, c.fee_payers_of_half AS fee_payers_of_half
"""

CLAIMS = """
MATCH (c:Claim)
WHERE c.property <> 'outcome'
RETURN c.entity_id AS entity, c.property AS property, c.sources AS sources
ORDER BY entity, property, c.locator, c.id
"""

TIES = """
MATCH (o:Organisation)-[r:HOSTS]->(c:Cluster)
RETURN 'HOSTS' AS tie, o.id AS start_id, c.id AS end_id, r.sources AS sources, r.confidence AS confidence
UNION ALL
MATCH (o:Organisation)-[r:STEERS]->(c:Cluster)
RETURN 'STEERS' AS tie, o.id AS start_id, c.id AS end_id, r.sources AS sources, r.confidence AS confidence
UNION ALL
MATCH (a:Cluster)-[r:NICHE_OF]->(b:Cluster)
RETURN 'NICHE_OF' AS tie, a.id AS start_id, b.id AS end_id, r.sources AS sources, r.confidence AS confidence
UNION ALL
MATCH (a:Cluster)-[r:OVERLAPS_WITH]->(b:Cluster)
RETURN 'OVERLAPS_WITH' AS tie, a.id AS start_id, b.id AS end_id, r.sources AS sources, r.confidence AS confidence
UNION ALL
MATCH (o:Organisation)-[r:PARTICIPATES_IN]->(p:Project)
RETURN 'PARTICIPATES_IN' AS tie, o.id AS start_id, p.id AS end_id, r.sources AS sources, r.confidence AS confidence
"""

FEES = """
MATCH (o:Organisation)-[m:MEMBER_OF]->(c:Cluster)
WHERE m.fee_eur > 0
RETURN c.id AS cluster, m.fee_eur AS fee, m.sources AS sources
ORDER BY cluster, fee DESC, o.id
"""

PUBLISHED = "MATCH (s:Source) WHERE s.published IS NOT NULL RETURN s.id AS id, s.published AS published"

Sources = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """What is known of one cluster, unknown as None."""

    id: str
    name: str
    kind: str | None
    model: str | None
    end_date: date | None
    members: int | None
    fee_payers: int | None
    fee_payers_of_half: int | None


@dataclass(frozen=True, slots=True)
class Fee:
    """What one listed member pays, in euro, and where that is stated."""

    eur: float
    sources: Sources


@dataclass(frozen=True, slots=True)
class Tie:
    """That a tie is stated, where, and how surely (0 to 1)."""

    confidence: float
    sources: Sources


@dataclass(frozen=True, slots=True)
class Landscape:
    """The clusters and their surroundings, read once; `members` is None where no membership lists are loaded.

    `starts` and `ends` are the ties' ends by type and the end they are looked up from, `partners` the organisations in
    each project, `fees` what listed members pay, the highest first, `chance` the q-value (FDSM) of two clusters
    sharing so many members.
    """

    names: dict[str, Entity]
    clusters: dict[str, ClusterFacts]
    stated: dict[tuple[str, str], Sources]
    ties: dict[tuple[str, str, str], Tie]
    starts: dict[tuple[str, str], tuple[str, ...]]
    ends: dict[tuple[str, str], tuple[str, ...]]
    partners: dict[str, list[str]]
    projects: dict[str, dict[str, Sources]]
    themes: dict[str, dict[str, Sources]]
    members: dict[str, dict[str, Sources]] | None
    fees: dict[str, list[Fee]]
    chance: dict[tuple[str, str], float]
    betweenness: dict[str, float]
    as_of: date | None

    def tie(self, label: str, start: str, end: str) -> Tie | None:
        """Return the tie of that type, or None where none is stated."""
        return self.ties.get((label, start, end))

    def sources(self, entity: str, *names: str) -> Sources:
        """Return where these properties of an entity are stated."""
        return tuple(dict.fromkeys(s for name in names for s in self.stated.get((entity, name), ())))

    def hosts(self, cluster: str) -> tuple[str, ...]:
        """Return the organisations that run a cluster."""
        return self.starts.get(("HOSTS", cluster), ())

    def hosted(self, organisation: str) -> tuple[str, ...]:
        """Return the clusters that an organisation runs."""
        return self.ends.get(("HOSTS", organisation), ())

    def niches(self, cluster: str) -> tuple[str, ...]:
        """Return the clusters of which a source says that this one covers a niche."""
        return self.ends.get(("NICHE_OF", cluster), ())

    def around(self, cluster: str) -> set[str]:
        """Return the organisations that run or steer a cluster, or take part in one of its projects."""
        steering = self.starts.get(("STEERS", cluster), ())
        partners = {who for project in self.projects.get(cluster, ()) for who in self.partners.get(project, ())}
        return {*self.hosts(cluster), *steering, *partners}


@lru_cache(maxsize=2)
def landscape(store: Store, seed: int = 0) -> Landscape:
    """Read from the store what the scores may see. Outcomes are in none of these queries.

    The seed is that of the shuffles by which members in common are tested. The last are kept, since a store always
    reads one version and a person who tries weights asks again and again: change nothing in them.
    """
    members = _members(store)
    projects = _by_row(cluster_affiliation(store, "projects"))
    ties: dict[tuple[str, str, str], Tie] = {}
    partners: dict[str, list[str]] = {}
    for row in store.rows(TIES):
        if row["tie"] == "PARTICIPATES_IN":
            projects.setdefault(row["start_id"], {})[row["end_id"]] = tuple(row["sources"])
            partners.setdefault(row["end_id"], []).append(row["start_id"])
        else:
            ties[(row["tie"], row["start_id"], row["end_id"])] = Tie(row["confidence"], tuple(row["sources"]))
    stated = _stated(store)
    return Landscape(
        names=entities(store),
        clusters={row["id"]: ClusterFacts(**row) for row in store.rows(CLUSTERS)},
        stated=stated,
        ties=ties,
        starts=_grouped(((label, end), start) for label, start, end in sorted(ties)),
        ends=_grouped(((label, start), end) for label, start, end in sorted(ties)),
        partners=partners,
        projects=projects,
        themes=_by_row(cluster_affiliation(store, "themes")),
        members=_by_row(members) if members else None,
        fees=_fees(store),
        chance=_chance(members.known(), seed) if members else {},
        betweenness=metrics.betweenness(collaboration_network(store)),
        as_of=_as_of(store, stated),
    )


def _stated(store: Store) -> dict[tuple[str, str], Sources]:
    stated: dict[tuple[str, str], Sources] = {}
    for row in store.rows(CLAIMS):
        key = (row["entity"], row["property"])
        stated[key] = (*stated.get(key, ()), *row["sources"])
    return stated


def _as_of(store: Store, stated: Mapping[tuple[str, str], Sources]) -> date | None:
    """Return the day of the newest source that says when a funding ends, since a newer list of members knows no more.

    Where no claim says it, that of the newest source.
    """
    days = {row["id"]: row["published"] for row in store.rows(PUBLISHED)}
    saying = {place.partition("#")[0] for (_, name), places in stated.items() if name == "end_date" for place in places}
    return max((days[one] for one in saying & days.keys()), default=max(days.values(), default=None))


def _grouped(pairs: Iterable[tuple[tuple[str, str], str]]) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def _members(store: Store) -> Affiliation | None:
    try:
        return cluster_affiliation(store, "members")
    except NotLoadedError:
        return None


def _fees(store: Store) -> dict[str, list[Fee]]:
    fees: dict[str, list[Fee]] = {}
    for row in store.rows(FEES):
        fees.setdefault(row["cluster"], []).append(Fee(row["fee"], tuple(row["sources"])))
    return fees


def _chance(members: Affiliation, seed: int) -> dict[tuple[str, str], float]:
    """Return the q-value of each pair of clusters with a member list; by BiCM where there are too many to shuffle."""
    compared = pairs(members.matrix)
    samples = enough_samples(compared.shared.size)
    tested = significance(members.matrix, compared, samples, seed)
    shuffled = tested.samples and least_q(compared.shared.size, samples) <= LEVEL
    q = tested.q["fdsm" if shuffled else "bicm"]
    ends = zip(compared.i.tolist(), compared.j.tolist(), strict=True)
    return {(members.rows[i], members.rows[j]): value for (i, j), value in zip(ends, q.tolist(), strict=True)}


def joined(groups: Iterable[Sources]) -> Sources:
    """Return the sources of several facts, each once."""
    return tuple(dict.fromkeys(source for group in groups for source in group))


def _by_row(affiliation: Affiliation) -> dict[str, dict[str, Sources]]:
    found: dict[str, dict[str, Sources]] = {row: {} for row in affiliation.rows}
    for (row, column), sources in affiliation.sources.items():
        found[row][column] = sources
    return found
