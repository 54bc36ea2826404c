"""From the store to networks: who is affiliated with what, as one sparse matrix, and its projection.

Everything that two entities share (projects, members, themes, hosts) is a product of the affiliation matrix with its
own transpose; no loop over pairs. NetworkX graphs are made from it where a measure needs one.
"""

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import networkx as nx
import numpy as np
from scipy import sparse

from graph.backend.sparse_network import SparseNetwork
from graph.days import data_day
from graph.errors import NotLoadedError
from graph.store import Row, Store
from graph.store.answers import kept

CLUSTERS = "MATCH (c:Cluster) RETURN c.id AS id ORDER BY id"

CLUSTER_PROJECTS = """
MATCH (c:Cluster)-[r:PARTICIPATES_IN]->(p:Project)
RETURN c.id AS row, p.id AS col, r.sources AS sources ORDER BY row, col
"""

CLUSTER_MEMBERS = """
MATCH (o:Organisation)-[r:MEMBER_OF]->(c:Cluster)
RETURN c.id AS row, o.id AS col, r.sources AS sources, r.fee_eur AS fee, r.since AS since, r.until AS until
ORDER BY row, col
"""

PUBLISHED = "MATCH (s:Source) WHERE s.published IS NOT NULL RETURN s.published AS day"

CLUSTER_THEMES = """
MATCH (c:Cluster)-[r:ABOUT]->(t:Theme)
RETURN c.id AS row, t.id AS col, r.sources AS sources ORDER BY row, col
"""

CLUSTER_HOSTS = """
MATCH (o:Organisation)-[r:HOSTS]->(c:Cluster)
RETURN c.id AS row, o.id AS col, r.sources AS sources ORDER BY row, col
"""

ORGANISATION_PROJECTS = """
MATCH (o:Organisation)-[r:PARTICIPATES_IN]->(p:Project)
RETURN o.id AS row, p.id AS col, r.sources AS sources ORDER BY row, col
"""

ORGANISATION_HOSTED = """
MATCH (o:Organisation)-[r:HOSTS]->(c:Cluster)
RETURN o.id AS row, c.id AS col, r.sources AS sources ORDER BY row, col
"""

ORGANISATION_STEERED = """
MATCH (o:Organisation)-[r:STEERS]->(c:Cluster)
RETURN o.id AS row, c.id AS col, r.sources AS sources ORDER BY row, col
"""

ORGANISATION_JOINED = """
MATCH (o:Organisation)-[r:MEMBER_OF]->(c:Cluster)
RETURN o.id AS row, c.id AS col, r.sources AS sources ORDER BY row, col
"""

ORGANISATION_CLUSTERS = (ORGANISATION_HOSTED, ORGANISATION_STEERED, ORGANISATION_JOINED)

CLUSTER_AFFILIATIONS = {
    "projects": CLUSTER_PROJECTS,
    "members": CLUSTER_MEMBERS,
    "themes": CLUSTER_THEMES,
    "hosts": CLUSTER_HOSTS,
}

Over = Literal["members", "themes", "projects"]
"""What overlap of clusters may be of."""

COOPERATION = ("projects", "hosts", "members")
"""What two clusters have in common where they work together, each counted once; what happened later is none."""


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A two-mode network: `matrix[i, j]` is 1 where `rows[i]` is affiliated with `columns[j]`."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    matrix: sparse.csr_array
    sources: dict[tuple[str, str], tuple[str, ...]]

    @property
    def sizes(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The number of affiliations of each row."""
        return np.asarray(self.matrix.sum(axis=1), dtype=np.int64)

    def known(self) -> "Affiliation":
        """Return the rows with any affiliation; where none is known, the others say nothing."""
        kept = np.flatnonzero(self.sizes)
        return Affiliation(tuple(self.rows[k] for k in kept), self.columns, self.matrix[kept], self.sources)

    def shared(self) -> sparse.coo_array:
        """Return, for each pair of rows i < j that share something, how much: the upper triangle of A A'."""
        return sparse.coo_array(sparse.triu(self.matrix @ self.matrix.T, k=1))

    def common(self, i: int, j: int) -> tuple[str, ...]:
        """Return the columns that rows i and j share, in order."""
        both = np.intersect1d(self._of(i), self._of(j), assume_unique=True)
        return tuple(self.columns[column] for column in both)

    def sources_of(self, row: str, columns: Iterable[str]) -> tuple[str, ...]:
        """Return where it is stated that a row is affiliated with these columns, each place once."""
        return tuple(dict.fromkeys(s for column in columns for s in self.sources[(row, column)]))

    def _of(self, i: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        start, end = self.matrix.indptr[i : i + 2]
        return np.sort(self.matrix.indices[start:end])


@dataclass(frozen=True, slots=True)
class TwoMode:
    """Nodes by things, a matrix of ones; two nodes are tied by as much as they share."""

    nodes: tuple[str, ...]
    matrix: sparse.csr_array


@dataclass(frozen=True, slots=True)
class Ties:
    """A network in two forms, each made when it is asked for: its ties, and the much smaller matrix they come from.

    `one_mode` says that two neighbours of a node may be tied.
    """

    graph: Callable[[], "nx.Graph[str] | SparseNetwork[str]"]
    two_mode: Callable[[], TwoMode]
    one_mode: bool = True


Kind = Literal["collaboration", "affiliation", "organisations"]


def ties(store: Store, kind: Kind) -> Ties:
    """Return a network of this kind."""
    match kind:
        case "collaboration":
            return Ties(lambda: collaboration_network(store), lambda: _collaboration(store))
        case "affiliation":
            return Ties(
                lambda: affiliation_network(store), lambda: incidence(affiliation_network(store)), one_mode=False
            )
        case "organisations":
            return Ties(lambda: organisation_network(store), lambda: _organisations(store))


def cluster_affiliation(store: Store, over: str) -> Affiliation:
    """Return all clusters by their `projects`, `members`, `themes` or `hosts`, clusters without any included.

    Raise NotLoadedError for members where no membership list is loaded: unknown is not zero.
    """
    found = memberships(store).current if over == "members" else store.rows(CLUSTER_AFFILIATIONS[over])
    return _affiliation([row["id"] for row in store.rows(CLUSTERS)], found)


@dataclass(frozen=True, slots=True)
class Memberships:
    """Who is a member of what on a day, and who is named by a list but had left by then, or had yet to join."""

    day: date
    current: list[Row]
    others: list[Row]


def day_of_data(store: Store, *told: date | None) -> date:
    """Return the day as of which a store is, else that of the data: of the newest source, or what is `told`."""
    return store.day or data_day([*(row["day"] for row in store.rows(PUBLISHED)), *told])


def memberships(store: Store, day: date | None = None) -> Memberships:
    """Return the memberships of a day, by default the data's own; a bound that is not known is none.

    The data's day is the newest on which a source was published or a member joined, else today: what a list says of a
    member is said after that. Raise NotLoadedError where no membership list is loaded: unknown is not zero.
    """
    found = store.rows(CLUSTER_MEMBERS)
    if not found:
        raise NotLoadedError("No membership lists loaded: which organisations are members of which cluster is unknown.")
    on = day or day_of_data(store, *(row["since"] for row in found))
    valid = [
        (row["since"] is None or row["since"] <= on) and (row["until"] is None or row["until"] >= on) for row in found
    ]
    return Memberships(
        on,
        [row for row, there in zip(found, valid, strict=True) if there],
        [row for row, there in zip(found, valid, strict=True) if not there],
    )


@kept
def organisation_affiliation(store: Store) -> Affiliation:
    """Return organisations by the projects they take part in, read once."""
    found = store.rows(ORGANISATION_PROJECTS)
    return _affiliation(sorted({row["row"] for row in found}), found)


def cooperation(store: Store) -> dict[str, Affiliation]:
    """Return the clusters by all that COOPERATION names; by members only where lists are loaded."""
    found = {over: cluster_affiliation(store, over) for over in COOPERATION if over != "members"}
    with contextlib.suppress(NotLoadedError):
        found["members"] = cluster_affiliation(store, "members")
    return found


def collaboration_network(store: Store) -> "nx.Graph[str]":
    """Return the clusters, tied where they work together.

    A tie's `weight` is the number of `projects`, `hosts` and listed `members` in common, which it lists; `sources` says
    where they are stated. A cluster without ties is a node all the same.
    """
    network: nx.Graph[str] = nx.Graph()
    for over, affiliation in cooperation(store).items():
        network.add_nodes_from(affiliation.rows)
        shared = affiliation.shared()
        for i, j in zip(*shared.coords, strict=True):
            a, b = affiliation.rows[i], affiliation.rows[j]
            common = affiliation.common(i, j)
            sources = affiliation.sources_of(a, common) + affiliation.sources_of(b, common)
            tie = network.get_edge_data(a, b, {"weight": 0, "sources": (), **dict.fromkeys(COOPERATION, ())})
            joined = tuple(dict.fromkeys((*tie["sources"], *sources)))
            network.add_edge(a, b, **{**tie, "weight": tie["weight"] + len(common), over: common, "sources": joined})
    return network


def organisation_network(store: Store) -> SparseNetwork[str]:
    """Return organisations tied by the projects they share; a tie's `weight` is their number."""
    affiliation = organisation_affiliation(store)
    return SparseNetwork.projection(affiliation.rows, affiliation.matrix)


def affiliation_network(store: Store) -> "nx.Graph[str]":
    """Return clusters and organisations tied to their projects, and organisations to the clusters they run or join."""
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(row["id"] for row in store.rows(CLUSTERS))
    for cypher in (CLUSTER_PROJECTS, ORGANISATION_PROJECTS, *ORGANISATION_CLUSTERS):
        for row in store.rows(cypher):
            network.add_edge(row["row"], row["col"], weight=1, sources=tuple(row["sources"]))
    return network


def _collaboration(store: Store) -> TwoMode:
    found = list(cooperation(store).values())
    return TwoMode(found[0].rows, sparse.csr_array(sparse.hstack([one.matrix for one in found])))


def _organisations(store: Store) -> TwoMode:
    found = organisation_affiliation(store)
    return TwoMode(found.rows, found.matrix)


def incidence(network: "nx.Graph[str]") -> TwoMode:
    """Return a network as nodes by ties: each tie is a thing that its two ends share."""
    place = {node: position for position, node in enumerate(network)}
    ends = np.array([(place[a], place[b]) for a, b in network.edges], dtype=np.int64).reshape(-1, 2)
    tie = np.repeat(np.arange(len(ends)), 2)
    ones = np.ones(tie.size, dtype=np.int64)
    return TwoMode(tuple(place), sparse.csr_array((ones, (ends.ravel(), tie)), shape=(len(place), len(ends))))


def _affiliation(rows: list[str], found: list[Row]) -> Affiliation:
    columns = sorted({row["col"] for row in found})
    place = {name: position for position, name in enumerate(rows)}
    column_place = {name: position for position, name in enumerate(columns)}
    sources: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in found:
        key = (row["row"], row["col"])
        sources[key] = (*sources.get(key, ()), *row["sources"])
    i = [place[row] for row, _ in sources]
    j = [column_place[column] for _, column in sources]
    matrix: sparse.csr_array = sparse.csr_array(
        (np.ones(len(i), dtype=np.int64), (i, j)), shape=(len(rows), len(columns))
    )
    return Affiliation(tuple(rows), tuple(columns), matrix, sources)
