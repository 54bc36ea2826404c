"""What lasted: of the ties formed under a support, how many are active years after its end."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from graph.measures.network import day_of_data
from graph.messages import Message
from graph.store import Row, Store
from queries.asking.question import Rows, over_time
from queries.time.evolution import PARTICIPATIONS

SUPPORT = """
MATCH (p:Project)-[:FUNDED_BY]->(i:FundingInstrument)
RETURN DISTINCT p.id AS project, i.id AS support, coalesce(i.name, i.id) AS name
ORDER BY support, project
"""

Ints = NDArray[np.int64]
YEARS = (1, 2, 3, 5)
YEAR = 365.25
Z = 1.959964
UNDATED = -1


@dataclass(frozen=True, slots=True)
class Persistence:
    """The share of a support's ties that last more than so many years after its end, null beyond what was observed.

    `support` is an instrument's id, `all`, or `none`: ties formed in projects of which no funding is known. `ended` of
    the `ties` are known to have ended by then, `observed` were followed for longer. The interval is 95 %.
    """

    support: str
    support_name: str
    years: int
    ties: int
    ended: int
    observed: int
    share: float | None
    share_low: float | None
    share_high: float | None


@over_time
def persistence(store: Store) -> list[Persistence]:
    """How many of the ties formed under a support are still active 1, 2, 3 and 5 years after its end.

    Two organisations are tied by the first project that they share; its instruments are the tie's support, its last
    day the support's end. The tie lasts until the last day of the last project that they share, gaps included. Shares
    are Kaplan-Meier's: ties that are active on the day of the data are censored there. Intervals are Greenwood's
    on the scale of log(-log), 95 %, and take ties to be independent, which those of one project are not: they are too
    narrow. Ties with a project without first or last day, and ties whose support still ran on the day of the data, are
    left out and counted in a note. A difference between supports is no proof that a support made ties last.
    Ordered: all, without known support, then instruments by number of ties, and by years.
    """
    by_project = {one: list(rows) for one, rows in groupby(sorted(store.rows(PARTICIPATIONS), key=_KEY), key=_KEY)}
    today = day_of_data(store).toordinal()
    ties = _Ties.of(by_project)
    if not len(ties.formed):
        return Rows()
    followed = ties.dated & (ties.support_end <= today)
    lasted = np.minimum(ties.last, today) - ties.support_end
    ended = ties.last < today
    funded = store.rows(SUPPORT)
    names = {row["support"]: row["name"] for row in funded}
    members = _members(ties, list(by_project), funded)
    supported = np.isin(np.arange(len(followed)), np.concatenate([*members.values(), np.zeros(0, np.int64)]))
    groups: list[tuple[str, str, Ints]] = [
        ("all", "all", np.flatnonzero(followed)),
        ("none", "none", np.flatnonzero(followed & ~supported)),
    ]
    own = [(one, names[one], which[followed[which]]) for one, which in members.items()]
    groups += sorted(own, key=lambda group: (-len(group[2]), group[0]))
    rows = [row for one, name, which in groups if len(which) for row in _rows(one, name, lasted[which], ended[which])]
    return Rows(rows, _notes(len(ties.dated), int((~ties.dated).sum()), int((ties.dated & ~followed).sum())))


_KEY = itemgetter("project")


@dataclass(frozen=True, slots=True)
class _Ties:
    """Every tied pair: its first day, its support's last and its own last as ordinals, and whether all dates are known.

    `pair` and `project` say of each time that a pair is in a project which it is, `first` whether it was formed there.
    """

    formed: Ints
    support_end: Ints
    last: Ints
    dated: NDArray[np.bool_]
    pair: Ints
    project: Ints
    first: NDArray[np.bool_]

    @classmethod
    def of(cls, by_project: Mapping[str, Sequence[Row]]) -> "_Ties":
        place = {
            one: k for k, one in enumerate(sorted({row["organisation"] for r in by_project.values() for row in r}))
        }
        parts = [np.zeros((4, 0), np.int64)]
        for k, rows in enumerate(by_project.values()):
            who = np.array(sorted({place[row["organisation"]] for row in rows}))
            a, b = np.triu_indices(len(who), 1)
            since, until = rows[0]["since"], rows[0]["until"]
            known = since is not None and until is not None
            days = (since.toordinal(), until.toordinal()) if known else (UNDATED, UNDATED)
            parts.append(
                np.stack([who[a] * len(place) + who[b], *(np.full(len(a), day) for day in days), np.full(len(a), k)])
            )
        code, start, end, project = np.concatenate(parts, axis=1)
        order = np.argsort(code, kind="stable")
        code, start, end, project = code[order], start[order], end[order], project[order]
        at, pair = np.unique(code, return_index=True, return_inverse=True)[1:]
        if not len(at):
            return cls(at, at, at, at.astype(bool), pair, project, pair.astype(bool))
        formed = np.minimum.reduceat(start, at)
        first = start == formed[pair]
        support_end = np.maximum.reduceat(np.where(first, end, UNDATED), at)
        return cls(formed, support_end, np.maximum.reduceat(end, at), formed != UNDATED, pair, project, first)


def _members(ties: _Ties, projects: Sequence[str], funded: Sequence[Row]) -> dict[str, Ints]:
    """Return which ties were formed under each support."""
    place = {one: k for k, one in enumerate(projects)}
    found = {}
    for support, rows in groupby(funded, key=itemgetter("support")):
        own = np.zeros(len(projects), bool)
        own[[place[row["project"]] for row in rows if row["project"] in place]] = True
        found[str(support)] = np.unique(ties.pair[ties.first & own[ties.project]])
    return found


def _rows(support: str, name: str, lasted: Ints, ended: NDArray[np.bool_]) -> Iterator[Persistence]:
    for years in YEARS:
        until = round(years * YEAR)
        observed = int((lasted > until).sum())
        share, low, high = surviving(lasted, ended, until)
        gone = int((ended & (lasted <= until)).sum())
        yield Persistence(support, name, years, len(lasted), gone, observed, share, low, high)


def surviving(lasted: Ints, ended: NDArray[np.bool_], until: int) -> tuple[float | None, float | None, float | None]:
    """Return the share that lasts longer than `until`, by Kaplan and Meier, and its 95 % interval; null is unknown."""
    times, gone = np.unique(lasted[ended & (lasted <= until)], return_counts=True)
    there = len(lasted) - np.searchsorted(np.sort(lasted), times)
    if (gone == there).any():
        return 0.0, None, None
    share, variance = float(np.prod(1 - gone / there)), float((gone / (there * (there - gone))).sum())
    if not (lasted >= until).any():
        return None, None, None
    if share == 1.0:
        return share, None, None
    spread = math.exp(Z * math.sqrt(variance) / -math.log(share))
    return share, share**spread, share ** (1 / spread)


def _notes(ties: int, undated: int, running: int) -> Iterator[Message]:
    if undated or running:
        yield Message(
            "Of %(ties)s ties left out are %(undated)s with a project without first or last day, and %(running)s whose "
            "support had not ended on the day of the data.",
            ties=ties,
            undated=undated,
            running=running,
        )
