"""Who took part in what up to a day, as sparse matrices: organisations by projects, by partners, and by themes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.store import Store
from graph.store.answers import kept

PARTICIPATIONS = """
MATCH (o:Organisation)-[:PARTICIPATES_IN]->(p:Project)
RETURN DISTINCT o.id AS organisation, p.id AS project, p.start_date AS day
ORDER BY organisation, project
"""

SUBJECTS = """
MATCH (p:Project)-[:ABOUT]->(t:Theme)
RETURN DISTINCT p.id AS project, t.id AS subject
UNION ALL
MATCH (p:Project)-[:FUNDED_BY]->(i:FundingInstrument)
RETURN DISTINCT p.id AS project, i.id AS subject
"""

WHO = "MATCH (o:Organisation) RETURN o.id AS id, o.kind AS kind, o.country AS country"

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Participations:
    """Every participation: which organisation, which project, and when it begins (None where unknown)."""

    organisations: tuple[str, ...]
    projects: tuple[str, ...]
    subjects: tuple[str, ...]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    days: tuple[date | None, ...]
    about: sparse.csr_array
    kinds: tuple[str | None, ...]
    countries: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of joint work up to a day.

    All have one row an organisation, in the order of `organisations`: `partners` says with whom it was in a project,
    `together` in how many, `about` which subjects its projects have (each row of length 1), `recent` how many of its
    projects began in the last year.
    """

    organisations: tuple[str, ...]
    projects: sparse.csr_array
    partners: sparse.csr_array
    together: sparse.csr_array
    about: sparse.csr_array
    recent: NDArray[np.float64]
    firm: NDArray[np.bool_]
    country: NDArray[np.str_]

    @property
    def degree(self) -> NDArray[np.float64]:
        """How many partners each organisation has."""
        return np.diff(self.partners.indptr).astype(np.float64)


@kept
def participations(store: Store) -> Participations:
    """Read who takes part in what; each organisation once a project, whatever its roles."""
    found = store.rows(PARTICIPATIONS)
    organisations = sorted({row["organisation"] for row in found})
    days = {row["project"]: row["day"] for row in found}
    projects = sorted(days)
    who = {row["id"]: (row["kind"], row["country"]) for row in store.rows(WHO)}
    place, column = ({one: k for k, one in enumerate(names)} for names in (organisations, projects))
    about = [row for row in store.rows(SUBJECTS) if row["project"] in column]
    subjects = sorted({row["subject"] for row in about})
    subject = {one: k for k, one in enumerate(subjects)}
    ends = np.array([(column[row["project"]], subject[row["subject"]]) for row in about], np.int64).reshape(-1, 2)
    return Participations(
        tuple(organisations),
        tuple(projects),
        tuple(subjects),
        np.array([place[row["organisation"]] for row in found], np.int64),
        np.array([column[row["project"]] for row in found], np.int64),
        tuple(days[project] for project in projects),
        _ones(ends[:, 0], ends[:, 1], (len(projects), len(subjects))),
        tuple(who[one][0] for one in organisations),
        tuple(who[one][1] for one in organisations),
    )


def past(every: Participations, until: date | None = None) -> Past:
    """Return what was known at the end of a day; without one, everything, projects without a date included."""
    begun = np.array([until is None or (day is not None and day <= until) for day in every.days], np.bool_)
    last = until or max((day for day in every.days if day), default=None)
    late = np.array([day is not None and last is not None and last - YEAR < day <= last for day in every.days])
    shape = (len(every.organisations), len(every.projects))
    use = begun[every.column] if len(every.column) else np.zeros(0, np.bool_)
    projects = _ones(every.row[use], every.column[use], shape)
    together = sparse.csr_array(projects @ projects.T)
    together.setdiag(0)
    together.eliminate_zeros()
    partners = together.copy()
    partners.data = np.ones_like(partners.data)
    about = sparse.csr_array(projects @ every.about)
    length = np.sqrt(np.asarray(about.multiply(about).sum(axis=1), dtype=np.float64)).ravel()
    return Past(
        every.organisations,
        projects,
        partners,
        together,
        sparse.csr_array(sparse.diags_array(1 / np.maximum(length, 1e-12)) @ about),
        np.asarray(projects @ late.astype(np.float64), dtype=np.float64) if late.size else np.zeros(shape[0]),
        np.array([kind == "firm" for kind in every.kinds], np.bool_),
        np.array([country or "" for country in every.countries], np.str_),
    )


def new_ties(every: Participations, before: Past, since: date, until: date) -> Mapping[int, NDArray[np.int64]]:
    """Return, for each organisation, the first joint projects after a day with those that were there before it."""
    begun = np.array([day is not None and since < day <= until for day in every.days], np.bool_)
    use = begun[every.column]
    projects = _ones(every.row[use], every.column[use], (len(every.organisations), len(every.projects)))
    there = before.degree > 0
    together = sparse.coo_array(projects @ projects.T)
    fresh = (together.row != together.col) & there[together.row] & there[together.col]
    size = len(every.organisations)
    pairs = together.row.astype(np.int64) * size + together.col
    before_pairs = sparse.coo_array(before.partners)
    known = np.isin(pairs, before_pairs.row.astype(np.int64) * size + before_pairs.col)
    fresh &= ~known
    found: dict[int, list[int]] = {}
    for a, b in zip(together.row[fresh].tolist(), together.col[fresh].tolist(), strict=True):
        found.setdefault(a, []).append(b)
    return {a: np.array(sorted(others), np.int64) for a, others in sorted(found.items())}


def _ones(row: NDArray[np.int64], column: NDArray[np.int64], shape: tuple[int, int]) -> sparse.csr_array:
    found = sparse.csr_array((np.ones(len(row)), (row, column)), shape=shape)
    found.sum_duplicates()
    found.data = np.ones_like(found.data)
    return found
