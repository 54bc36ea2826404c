"""What the consolidation scores may read of the graph: everything but what happened after the funding."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from graph.errors import NotLoadedError
from graph.measures.listing import Listed
from graph.measures.network import Affiliation, cluster_affiliation
from graph.measures.overlap import pairs
from graph.measures.significance import LEAST_SAMPLES, Model, significance
from graph.messages import Message
from graph.store import Row, Store
from graph.store.answers import kept
from queries.asking.listings import whole
from queries.lookup.entities import Entity, entities
from queries.lookup.values import shown_places

CLUSTERS = """
MATCH (c:Cluster)
RETURN c.id AS id, c.name AS name, c.kind AS kind, c.model AS model, c.end_date AS end_date,
       c.members_reported AS members
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

PROJECT_KINDS = """
MATCH (p:Project)
RETURN p.id AS id, p.kind AS kind, p.status AS status, p.confidence AS confidence
"""

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


@dataclass(frozen=True, slots=True)
class ProjectKind:
    """What a joint project is, in a word, and how much it counts as cooperation shown (0 to 1)."""

    word: str
    counts: float


FUNDED = frozenset(("running", "finished", "funded", "closed", "signed"))
ASKED = frozenset(("applied", "rejected"))
ASKED_COUNTS, EVENT_COUNTS, OTHER_COUNTS = 0.25, 0.25, 0.5
"""An application shows the will, and an event that they met; only money shows work (judgements)."""
UNKNOWN_PROJECT = ProjectKind("", OTHER_COUNTS)


@dataclass(frozen=True, slots=True)
class Tie:
    """That a tie is stated, where, and how surely (0 to 1)."""

    confidence: float
    sources: Sources


@dataclass(frozen=True, slots=True)
class Landscape:
    """The clusters and their surroundings, read once; `members` is None where no membership lists are loaded.

    `starts` and `ends` are the ties' ends by type and the end they are looked up from, `partners` the organisations in
    each project, `kinds` what the projects are. `member_tests` and `theme_tests` say of two clusters in a few words
    whether what they share is more than chance; no score reads them. `whole` are the clusters whose list says that it
    is whole. `lighter` says by how much a member counts less than one, `off` what that is of a cluster's whole list.
    """

    names: dict[str, Entity]
    clusters: dict[str, ClusterFacts]
    stated: Mapping[tuple[str, str], Sources]
    ties: dict[tuple[str, str, str], Tie]
    starts: dict[tuple[str, str], tuple[str, ...]]
    ends: dict[tuple[str, str], tuple[str, ...]]
    partners: dict[str, list[str]]
    projects: dict[str, dict[str, Sources]]
    themes: dict[str, dict[str, Sources]]
    members: dict[str, dict[str, Sources]] | None
    kinds: dict[str, ProjectKind]
    whole: frozenset[str]
    lighter: Mapping[str, float]
    off: Mapping[str, float]
    member_tests: Mapping[tuple[str, str], str]
    theme_tests: Mapping[tuple[str, str], str]

    def tie(self, label: str, start: str, end: str) -> Tie | None:
        """Return the tie of that type, or None where none is stated."""
        return self.ties.get((label, start, end))

    def sources(self, entity: str, *names: str) -> Sources:
        """Return where these properties of an entity are stated."""
        return tuple(dict.fromkeys(s for name in names for s in self.stated.get((entity, name), ())))

    def listed(self, cluster: str) -> Listed:
        """Return how many members of a cluster are listed, and how many it reports."""
        listed = len((self.members or {}).get(cluster, ()))
        return Listed(listed, self.clusters[cluster].members, cluster in self.whole)

    def common_themes(self, cluster: str, target: str) -> int:
        """Return how many themes a cluster has in common with a target, or with the other clusters that it runs."""
        around = {
            theme for one in (target, *self.hosted(target)) if one != cluster for theme in self.themes.get(one, ())
        }
        return len(around & self.themes.get(cluster, {}).keys())

    def hosts(self, cluster: str) -> tuple[str, ...]:
        """Return the organisations that run a cluster."""
        return self.starts.get(("HOSTS", cluster), ())

    def hosted(self, organisation: str) -> tuple[str, ...]:
        """Return the clusters that an organisation runs."""
        return self.ends.get(("HOSTS", organisation), ())

    def around(self, cluster: str) -> set[str]:
        """Return the organisations that run or steer a cluster, or take part in one of its projects."""
        steering = self.starts.get(("STEERS", cluster), ())
        partners = {who for project in self.projects.get(cluster, ()) for who in self.partners.get(project, ())}
        return {*self.hosts(cluster), *steering, *partners}


@kept
def landscape(store: Store, seed: int = 0, *, tested: bool = True) -> Landscape:
    """Read from the store what the scores may see. Outcomes are in none of these queries.

    The seed is that of the shuffles by which what is in common is tested; scores do not read these tests, so a ranking
    does without them (`tested`), which takes most of the time where lists are long. It is kept, since a person who
    tries weights asks again and again.
    """
    members, themes = _members(store), cluster_affiliation(store, "themes")
    projects = _by_row(cluster_affiliation(store, "projects"))
    ties: dict[tuple[str, str, str], Tie] = {}
    partners: dict[str, list[str]] = {}
    for row in store.rows(TIES):
        if row["tie"] == "PARTICIPATES_IN":
            projects.setdefault(row["start_id"], {})[row["end_id"]] = tuple(row["sources"])
            partners.setdefault(row["end_id"], []).append(row["start_id"])
        else:
            ties[(row["tie"], row["start_id"], row["end_id"])] = Tie(row["confidence"], tuple(row["sources"]))
    lists = _by_row(members) if members else None
    lighter = {one: _lighter(len(projects[one])) for one in members.columns if one in projects} if members else {}
    return Landscape(
        names=entities(store),
        clusters={row["id"]: ClusterFacts(**row) for row in store.rows(CLUSTERS)},
        stated=shown_places(store, "model", "members_reported"),
        ties=ties,
        starts=_grouped(((label, end), start) for label, start, end in sorted(ties)),
        ends=_grouped(((label, start), end) for label, start, end in sorted(ties)),
        partners=partners,
        projects=projects,
        themes=_by_row(themes),
        members=lists,
        kinds={row["id"]: _kind(row) for row in store.rows(PROJECT_KINDS)},
        whole=whole(store),
        lighter=lighter,
        off={one: math.fsum(lighter.get(who, 0.0) for who in listed) for one, listed in (lists or {}).items()},
        member_tests=_tests(members.known(), seed) if members and tested else {},
        theme_tests=_tests(themes.known(), seed) if tested else {},
    )


def _kind(project: Row) -> ProjectKind:
    """Return what a project is: its status where that says whether it was funded, else its kind."""
    kind, status = project["kind"] or "", project["status"] or ""
    if status in FUNDED or kind == "research":
        found = ProjectKind(status or kind, 1.0)
    elif status in ASKED:
        found = ProjectKind(status, ASKED_COUNTS)
    elif kind == "event":
        found = ProjectKind(kind, EVENT_COUNTS)
    else:
        found = ProjectKind(status or kind, OTHER_COUNTS)
    return ProjectKind(found.word, found.counts * project["confidence"])


def _lighter(projects: int) -> float:
    """Return by how much less than one a member counts: who takes part in everything says little of any two.

    1 / ln(e + projects) is left (Adamic and Adar 2003): one where no project is known, 0.16 where there are 500.
    """
    return 1 - 1 / math.log(math.e + projects)


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


def _tests(affiliation: Affiliation, seed: int) -> dict[tuple[str, str], str]:
    """Say of each pair of clusters that share something how likely that is by chance, and by which test."""
    compared = pairs(affiliation.matrix)
    if not compared.shared.any():
        return {}
    tested = significance(affiliation.matrix, compared, LEAST_SAMPLES, seed)
    model: Model = "fdsm" if tested.samples else "bicm"
    q = tested.q[model]
    found = {}
    for k in np.flatnonzero(compared.shared).tolist():
        ends = affiliation.rows[compared.i[k]], affiliation.rows[compared.j[k]]
        found[ends] = (
            tested.test(k) if tested.fixed[k] else Message("q %(q).3f, %(test)s", q=float(q[k]), test=tested.test(k))
        )
    return found


def joined(groups: Iterable[Sources]) -> Sources:
    """Return the sources of several facts, each once."""
    return tuple(dict.fromkeys(source for group in groups for source in group))


def _by_row(affiliation: Affiliation) -> dict[str, dict[str, Sources]]:
    found: dict[str, dict[str, Sources]] = {row: {} for row in affiliation.rows}
    for (row, column), sources in affiliation.sources.items():
        found[row][column] = sources
    return found
