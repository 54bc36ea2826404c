"""How the organisations' network grew and changed, year by year."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.measures.network import day_of_data
from graph.messages import Message
from graph.store import Store
from queries.asking.question import Rows, over_time
from queries.time.ends import Ends

PARTICIPATIONS = """
MATCH (o:Organisation)-[:PARTICIPATES_IN]->(p:Project)
RETURN DISTINCT o.id AS organisation, p.id AS project, p.start_date AS since, p.end_date AS until
ORDER BY organisation, project
"""

BETWEEN_CLUSTERS = """
MATCH (c:Cluster)-[:PARTICIPATES_IN]->(p:Project)
RETURN DISTINCT c.id AS organisation, p.id AS project, p.start_date AS since, p.end_date AS until
ORDER BY organisation, project
"""

FUNDED = "MATCH (p:Project)-[:FUNDED_BY]->(i:FundingInstrument) RETURN DISTINCT p.id AS project ORDER BY project"

Between = Literal["organisations", "clusters"]
ROWS = 1000


@dataclass(frozen=True, slots=True)
class Evolution:
    """The network of one year; what compares it with the year before is null in the first, a share of nothing too."""

    year: int
    nodes: int
    newcomers: int | None
    leavers: int | None
    ties: int
    ties_new: int | None
    ties_lasting: int | None
    ties_ended: int | None
    isolates: int
    components: int
    largest: int
    density: float | None
    centralisation: float | None
    clustering: float | None
    ties_unfunded: int
    share_local: float | None
    share_regional: float | None
    share_international: float | None
    share_firm_knowledge: float | None


@over_time
def evolution(store: Store, *, between: Annotated[Between, "whose network it is"] = "organisations") -> list[Evolution]:
    """How the organisations' network changed by year: newcomers, leavers, ties, density, centralisation, clustering.

    An organisation, or a cluster, is in the network of a year in which a project of its runs, if only for a day, and
    tied to all that take part in that project. Projects without a first or a last day are left out, and counted in a
    note; years after the day of the data, on which only plans are known, are no rows. Newcomers and new ties were not
    there the year before, leavers and ended ties were there then and are no more, lasting ties are in both years.
    Isolates have no tie, components count them too, largest is the number of nodes of the largest component.
    Centralisation is Freeman's of degree, 1 for a star and 0 where all have as many ties; clustering is the share of
    the paths of three nodes whose ends are tied (transitivity). Ties unfunded are those of two who share in that year
    no project of which a funding is known. Shares are of the ties of which it is known of both ends: local in one town,
    regional in one region (NUTS 2), international in two countries, firm and knowledge between a firm and a knowledge
    institution. Ordered by year.
    """
    found = store.rows(PARTICIPATIONS if between == "organisations" else BETWEEN_CLUSTERS)
    known = [row for row in found if row["since"] is not None and row["until"] is not None]
    notes = _notes(len({row["project"] for row in found}), len({row["project"] for row in known}))
    if not known:
        return Rows((), notes)
    places = {one: k for k, one in enumerate(sorted({row["organisation"] for row in known}))}
    columns = {one: k for k, one in enumerate(sorted({row["project"] for row in known}))}
    ends = np.array([(places[row["organisation"]], columns[row["project"]]) for row in known])
    years = np.array([(row["since"].year, row["until"].year) for row in known])
    last = min(int(years[:, 1].max()), day_of_data(store).year)
    funded = np.isin(list(columns), [row["project"] for row in store.rows(FUNDED)])[ends[:, 1]]
    known_of = Ends.of(store, places)
    rows: list[Evolution] = []
    before: _Year | None = None
    for year in range(int(years[:, 0].min()), last + 1):
        runs = (years[:, 0] <= year) & (year <= years[:, 1])
        now = _Year.of(ends[runs], len(places), len(columns))
        paid = _Year.of(ends[runs & funded], len(places), len(columns))
        rows.append(_row(year, now, before, paid, known_of))
        before = now
    return Rows(rows, notes)


@dataclass(frozen=True, slots=True)
class _Year:
    """Who is there (by place), and who is tied to whom: 1 for each pair, both ways round."""

    there: NDArray[np.bool_]
    tied: sparse.csr_array

    @classmethod
    def of(cls, running: NDArray[np.int64], nodes: int, projects: int) -> "_Year":
        there = np.zeros(nodes, bool)
        there[running[:, 0]] = True
        ones = np.ones(len(running), np.int64)
        matrix = sparse.csr_array((ones, (running[:, 0], running[:, 1])), shape=(nodes, projects))
        tied = sparse.csr_array(matrix @ matrix.T)
        tied.setdiag(0)
        tied.eliminate_zeros()
        tied.data[:] = 1
        return cls(there, tied)


def _row(year: int, now: _Year, before: _Year | None, paid: _Year, known_of: Ends) -> Evolution:
    from scipy.sparse.csgraph import connected_components  # here, since it loads all of scipy's linear algebra

    nodes = int(now.there.sum())
    degree = np.diff(now.tied.indptr)[now.there].astype(np.int64)
    ties = int(degree.sum()) // 2
    lasting = None if before is None else int(now.tied.multiply(before.tied).sum()) // 2
    inside = now.tied[now.there][:, now.there]
    components, of = connected_components(inside, directed=False) if nodes else (0, np.zeros(0, int))
    paths = int((degree * (degree - 1)).sum())
    shares = known_of.shares(now.tied)
    return Evolution(
        year=year,
        nodes=nodes,
        newcomers=None if before is None else int((now.there & ~before.there).sum()),
        leavers=None if before is None else int((before.there & ~now.there).sum()),
        ties=ties,
        ties_new=None if lasting is None else ties - lasting,
        ties_lasting=lasting,
        ties_ended=None if before is None or lasting is None else before.tied.nnz // 2 - lasting,
        isolates=int((degree == 0).sum()),
        components=int(components),
        largest=int(np.bincount(of).max()) if nodes else 0,
        density=2 * ties / (nodes * (nodes - 1)) if nodes > 1 else None,
        centralisation=float((degree.max() - degree).sum()) / ((nodes - 1) * (nodes - 2)) if nodes > 2 else None,
        clustering=_closed(inside) / paths if paths else None,
        ties_unfunded=ties - paid.tied.nnz // 2,
        share_local=shares.local,
        share_regional=shares.regional,
        share_international=shares.international,
        share_firm_knowledge=shares.firm_knowledge,
    )


def _closed(tied: sparse.csr_array) -> int:
    """Return how many paths of three nodes, both ways round, have tied ends: six for each triangle.

    Each tie points to the end with more ties, so that no node has many; some rows at a time spare memory.
    """
    rank = np.argsort(np.argsort(np.diff(tied.indptr), kind="stable"))
    ties = tied.tocoo()
    up = rank[ties.row] < rank[ties.col]
    pointed = sparse.csr_array((ties.data[up], (ties.row[up], ties.col[up])), shape=tied.shape)
    parts = (pointed[first : first + ROWS] for first in range(0, tied.shape[0], ROWS))
    return 6 * sum(int((part @ pointed).multiply(part).sum()) for part in parts)


def _notes(projects: int, dated: int) -> Iterator[Message]:
    if dated < projects:
        yield Message(
            "%(undated)s of %(projects)s projects have no first or no last day: they are left out.",
            undated=projects - dated,
            projects=projects,
        )
