"""What a support added: the supported and comparable others, before and after."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from graph.days import day_of, inside
from graph.errors import BadInputError
from graph.measures.event_study import NEVER, Effect, Floats, Ints, Panel, effects, matched
from graph.measures.network import day_of_data
from graph.messages import Message
from graph.store import Row, Store
from graph.store.then import span
from queries.asking.question import Rows, over_time
from queries.lookup.entities import entities, resolve
from queries.time.evolution import PARTICIPATIONS
from queries.time.persistence import SUPPORT

CLUSTERS = """
MATCH (c:Cluster)-[:PARTICIPATES_IN]->(p:Project)
RETURN DISTINCT p.id AS project, c.id AS support, coalesce(c.name, c.id) AS name
ORDER BY support, project
"""

BEGAN = """
MATCH (o:Organisation)-[r:MEMBER_OF|FUNDED_BY]->(s:Cluster|FundingInstrument)
WHERE r.since IS NOT NULL
RETURN o.id AS organisation, s.id AS support, coalesce(s.name, s.id) AS name, r.since AS since
ORDER BY support, organisation
"""

STRATA = "MATCH (o:Organisation) RETURN o.id AS id, coalesce(o.kind, '') AS kind, coalesce(o.country, '') AS country"

Measure = Literal["partners", "projects"]


@dataclass(frozen=True, slots=True)
class Additionality:
    """A support's effect in one year, counted from that of the first support, or over all years after (offset null).

    `supported` and `compared` are organisations in a cohort; means are theirs, the compared weighted like the
    supported. `difference` is what the supported gained more since the year before; for all years, over the mean of the
    years before. The interval of 95 % is null with fewer than ten.
    """

    NONE_THERE: ClassVar = ("offset",)

    support: str
    support_name: str
    offset: int | None
    difference: float
    difference_low: float | None
    difference_high: float | None
    supported: int
    compared: int
    mean_supported: float
    mean_compared: float


@over_time
def additionality(
    store: Store,
    *,
    support: Annotated[str | None, "only this instrument or cluster (name or id)"] = None,
    measure: Annotated[Measure, "what is counted beyond what comes with the support"] = "partners",
    years: Annotated[int, "so many years before and after the year of the first support"] = 2,
    day: Annotated[str | None, "only those first supported in the year from this day on (YYYY-MM-DD)"] = None,
    seed: Annotated[int, "seed of the bootstrap"] = 0,
) -> list[Additionality]:
    """What a support added: differences in differences of its organisations' partners, beside matched others.

    Counted are the partners that an organisation has in projects running in a year, if only for a day, or the projects
    themselves; those of the support itself are left out, since they come with it. An organisation is supported from
    the year in which its first project under an instrument begins, or its membership of a cluster. It is compared with
    organisations of its kind and country and with about as many earlier partners (a factor of two) that are not
    supported by the time the window ends (coarsened exact matching, a cohort a year, stacked). The effect is what the
    supported gained more. Intervals are a bootstrap over organisations, 200 draws, 95 %. The years before the support
    are placebo days: a difference there says that the two went different ways before, and that the effect is not to be
    trusted. Who had no partner in the years before is left out, as are projects without dates and years outside the
    data. It does not prove that the support was the cause: who applies and is chosen may have grown anyway, or be
    larger than the years before tell, the compared may gain or lose from the support of others, and partners outside
    the data are not seen. Ordered by support with the most supported, and year.
    """
    if years < 1:
        raise BadInputError("%(years)s is no number of years: expected 1 or more.", years=years)
    only = resolve(entities(store), support).id if support else None
    of_day = None if day is None else inside(span(store), day_of(day))
    found = store.rows(PARTICIPATIONS)
    known = [row for row in found if row["since"] is not None and row["until"] is not None]
    if not known:
        return Rows((), [Message("No project has a first and a last day.")])
    panel = _Years.of(known, day_of(day) if day else None, day_of_data(store))
    _check(panel, of_day, years)
    names, projects, began = _supports(store, panel, known)
    strata = _strata(store, panel.organisations)
    chosen = sorted(names if only is None else names.keys() & {only})
    counted = panel.counted(measure, [projects[one] for one in chosen])
    rows, left = [], 0
    for one, values in zip(chosen, counted, strict=True):
        units = matched(Panel(values, began[one], strata), years, years, panel.cohort)
        left += units.unmatched
        sizes = int(units.supported.sum()), int((~units.supported).sum())
        rows += [_row(one, names[one], sizes, effect) for effect in effects(units, years, seed)]
    rows.sort(key=lambda row: (-row.supported, row.support, row.offset is not None, row.offset or 0))
    return Rows(rows, _notes(rows, left, len({row["project"] for row in found}) - panel.projects))


def _check(panel: "_Years", day: date | None, years: int) -> None:
    """Raise BadInputError where the data do not reach far enough around a day."""
    if day and panel.cohort not in range(years, len(panel.starts) - 1 - years):
        raise BadInputError(
            "%(day)s needs %(years)s whole years of data before it and after its own; they are from %(first)s to "
            "%(last)s.",
            day=day,
            years=years,
            first=panel.starts[0],
            last=panel.starts[-1],
        )


@dataclass(frozen=True, slots=True)
class _Years:
    """The years of the data, by their first days; who is where, and from when to when each participation runs."""

    starts: tuple[date, ...]
    cohort: int | None
    organisations: Mapping[str, int]
    places: Mapping[str, int]
    ends: Ints
    from_to: NDArray[np.int64]

    @classmethod
    def of(cls, known: Sequence[Row], day: date | None, last: date) -> "_Years":
        began = min(row["since"] for row in known)
        month, of_month = (day.month, min(day.day, 28)) if day else (1, 1)
        first = began.year if day is None or (began.month, began.day) <= (month, of_month) else began.year + 1
        starts = tuple(date(year, month, of_month) for year in range(first, last.year + 2))
        if day:  # whole years only: the last one must have ended
            starts = tuple(one for one in starts if one <= last + timedelta(days=1))
        organisations = {one: k for k, one in enumerate(sorted({row["organisation"] for row in known}))}
        places = {one: k for k, one in enumerate(sorted({row["project"] for row in known}))}
        ends = np.array([(organisations[row["organisation"]], places[row["project"]]) for row in known])
        days = np.array([(row["since"].toordinal(), row["until"].toordinal()) for row in known])
        cohort = next((k for k, one in enumerate(starts) if one.year == day.year), NEVER) if day else None
        return cls(starts, cohort, organisations, places, ends, days)

    @property
    def projects(self) -> int:
        return len(self.places)

    def year_of(self, day: date) -> int:
        """Return the place of the year that a day is in; before the data -1."""
        return sum(one <= day for one in self.starts) - 1

    def counted(self, measure: Measure, own: Sequence[Sequence[str]]) -> list[Floats]:
        """Return, for each support's own projects, the organisations' values by year without them."""
        masks = [np.isin(np.arange(self.projects), [self.places[p] for p in one if p in self.places]) for one in own]
        found = [np.zeros((len(self.organisations), len(self.starts) - 1)) for _ in own]
        for k in range(len(self.starts) - 1):
            runs = (self.from_to[:, 0] < self.starts[k + 1].toordinal()) & (
                self.from_to[:, 1] >= self.starts[k].toordinal()
            )
            ends = np.unique(self.ends[runs], axis=0)
            count = _projects if measure == "projects" else _Partners.of(ends, len(self.organisations), self.projects)
            for values, mask in zip(found, masks, strict=True):
                values[:, k] = count(ends, mask, len(self.organisations))
        return found


def _projects(ends: Ints, own: NDArray[np.bool_], organisations: int) -> Ints:
    return np.bincount(ends[~own[ends[:, 1]], 0], minlength=organisations)


@dataclass(frozen=True, slots=True)
class _Partners:
    """All ties of a year: ends as one number each, in order, with how many projects the two share."""

    codes: Ints
    shared: Ints
    degree: Ints

    @classmethod
    def of(cls, ends: Ints, organisations: int, projects: int) -> "_Partners":
        codes, shared = _ties(ends, organisations, projects)
        return cls(codes, shared, np.bincount(codes // organisations, minlength=organisations))

    def __call__(self, ends: Ints, own: NDArray[np.bool_], organisations: int) -> Ints:
        """Return how many partners each has without those with whom it shares projects of these alone."""
        codes, shared = _ties(ends[own[ends[:, 1]]], organisations, len(own))
        alone = self.shared[np.searchsorted(self.codes, codes)] == shared
        return self.degree - np.bincount(codes[alone] // organisations, minlength=organisations)


def _ties(ends: Ints, organisations: int, projects: int) -> tuple[Ints, Ints]:
    matrix = sparse.csr_array((np.ones(len(ends), np.int64), (ends[:, 0], ends[:, 1])), shape=(organisations, projects))
    tied = sparse.csr_array(matrix @ matrix.T)
    tied.sort_indices()
    rows = np.repeat(np.arange(organisations), np.diff(tied.indptr))
    apart = rows != tied.indices
    return rows[apart] * organisations + tied.indices[apart], tied.data[apart]


def _supports(
    store: Store, panel: _Years, known: Sequence[Row]
) -> tuple[dict[str, str], dict[str, list[str]], dict[str, Ints]]:
    """Return the supports' names, their own projects, and in which year each organisation is first supported."""
    names: dict[str, str] = {}
    projects: dict[str, list[str]] = defaultdict(list)
    for row in (*store.rows(SUPPORT), *store.rows(CLUSTERS)):
        names[row["support"]] = row["name"]
        projects[row["support"]].append(row["project"])
    by_project: dict[str, list[Row]] = defaultdict(list)
    for row in known:
        by_project[row["project"]].append(row)
    paid = [
        (one, row) for one in names if not one.startswith("cluster:") for p in projects[one] for row in by_project[p]
    ]
    stated = [(row["support"], row) for row in store.rows(BEGAN)]
    names |= {row["support"]: row["name"] for _, row in stated}
    began = {one: np.full(len(panel.organisations), NEVER, np.int64) for one in names}
    for one, row in sorted((*paid, *stated), key=lambda told: told[1]["since"], reverse=True):
        if row["organisation"] in panel.organisations:
            began[one][panel.organisations[row["organisation"]]] = panel.year_of(row["since"])
    return names, projects, began


def _strata(store: Store, organisations: Mapping[str, int]) -> Ints:
    told = {row["id"]: (row["kind"], row["country"]) for row in store.rows(STRATA)}
    place = {one: k for k, one in enumerate(sorted(set(told.values())))}
    return np.array([place[told[one]] for one, _ in sorted(organisations.items(), key=itemgetter(1))], np.int64)


def _row(support: str, name: str, sizes: tuple[int, int], effect: Effect) -> Additionality:
    means = effect.supported, effect.compared
    found = (effect.difference, effect.low, effect.high)
    return Additionality(support, name, effect.offset, *found, *sizes, *means)


def _notes(rows: Sequence[Additionality], unmatched: int, undated: int) -> Iterator[Message]:
    if unmatched or undated:
        yield Message(
            "Left out are %(unmatched)s supported without anybody comparable, and %(undated)s projects without dates.",
            unmatched=unmatched,
            undated=undated,
        )
    before = [row for row in rows if row.offset is not None and row.offset < -1 and row.difference_low is not None]
    apart = [row for row in before if not (row.difference_low or 0) <= 0 <= (row.difference_high or 0)]
    if before:
        yield Message(
            "Of %(placebos)s placebo years before a support %(apart)s differ from 0: there the two went different ways "
            "before.",
            placebos=len(before),
            apart=len(apart),
        )
