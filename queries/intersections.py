"""What several clusters have in common: the rows of an UpSet chart."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, ClassVar, Literal

import numpy as np

from graph.errors import BadInputError
from graph.measures import overlap as measures
from graph.measures.network import Affiliation, cluster_affiliation
from graph.measures.null_models import common_p_value
from graph.messages import Message
from graph.progress import track
from graph.store import Store
from queries.asking.question import question
from queries.lookup.entities import entities

MOST_COMBINATIONS = 200_000


@dataclass(frozen=True, slots=True)
class Intersection:
    """Clusters and what all of them have: `shared` in all, `exclusive` in no other cluster besides (an UpSet bar).

    `expected`, `p` and `q` are null for one cluster alone; `q` also for more clusters than were tested.
    """

    BRIEF: ClassVar = ("names", "size", "exclusive", "shared", "expected", "p", "q", "shared_names")

    clusters: tuple[str, ...]
    names: tuple[str, ...]
    over: str
    size: int
    exclusive: int
    shared: int
    expected: float | None
    p: float | None
    q: float | None
    shared_names: tuple[str, ...]
    sources: tuple[str, ...]


@question
def intersections(
    store: Store,
    *,
    over: Annotated[Literal["members", "themes", "projects"], "what the clusters may share"] = "themes",
    sets: Annotated[int, "test combinations of so many clusters at most, 2 to 6"] = 3,
) -> list[Intersection]:
    """What two, three and more clusters have in common, and whether that is more than chance: rows of an UpSet chart.

    A row for each combination of clusters that something occurs in exactly (exclusive, the bar of an UpSet chart) and
    for each combination of up to `sets` clusters that all have something in common (shared). p is the exact
    probability that random sets of these sizes have at least so much in common (Wang et al. 2015); like every
    hypergeometric test it takes all to be equally common, so what many clusters have makes it too small. q is
    Benjamini-Hochberg over all combinations of up to `sets` clusters, those with nothing in common included. Clusters
    with nothing known are left out. Ordered by p, then shared; larger combinations than tested come last.
    """
    if not 2 <= sets <= 6:
        raise BadInputError(Message("%(sets)s is not a number of clusters to combine: expected 2 to 6.", sets=sets))
    affiliation = cluster_affiliation(store, over).known()
    known = entities(store)
    exclusive = _patterns(affiliation)
    shared = _shared(exclusive, sets)
    sizes, universe = affiliation.sizes.tolist(), len(affiliation.columns)
    chosen = sorted(set(exclusive) | set(shared))
    several = [c for c in chosen if len(c) > 1]
    p = {
        c: common_p_value(len(shared[c]), tuple(sizes[k] for k in c), universe)
        for c in track(several, "Exact tests", len(several))
    }
    q = _q_values({c: value for c, value in p.items() if len(c) <= sets}, len(sizes), sets)
    rows = [
        Intersection(
            clusters=(ids := tuple(affiliation.rows[k] for k in c)),
            names=tuple(known[cluster].name for cluster in ids),
            over=over,
            size=len(c),
            exclusive=len(exclusive.get(c, ())),
            shared=len(shared[c]),
            expected=universe * math.prod(sizes[k] / universe for k in c) if len(c) > 1 else None,
            p=p.get(c),
            q=q.get(c),
            shared_names=tuple(known[affiliation.columns[column]].name for column in sorted(shared[c])),
            sources=tuple(
                dict.fromkeys(
                    place
                    for cluster in ids
                    for place in affiliation.sources_of(cluster, (affiliation.columns[s] for s in sorted(shared[c])))
                )
            ),
        )
        for c in chosen
    ]
    return sorted(rows, key=lambda row: (row.q is None, 2.0 if row.p is None else row.p, -row.shared, row.clusters))


def _patterns(affiliation: Affiliation) -> dict[tuple[int, ...], list[int]]:
    """Return, for each combination of rows, the columns that occur in exactly these."""
    columns = affiliation.matrix.tocsc()
    found: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for column in range(columns.shape[1]):
        rows = np.sort(columns.indices[columns.indptr[column] : columns.indptr[column + 1]])
        found[tuple(rows.tolist())].append(column)
    return found


def _shared(exclusive: dict[tuple[int, ...], list[int]], sets: int) -> dict[tuple[int, ...], list[int]]:
    """Return what all of each combination have: of every combination of 2 to `sets`, and of those that occur as such.

    Raise BadInputError where there are too many to list.
    """
    sizes = Counter(len(pattern) for pattern in exclusive)
    listed = sum(n * math.comb(size, k) for size, n in sizes.items() for k in range(2, sets + 1))
    if listed > MOST_COMBINATIONS:
        raise BadInputError(
            Message(
                "There are %(listed)s combinations of up to %(sets)s clusters: choose fewer sets.",
                listed=listed,
                sets=sets,
            )
        )
    found: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for pattern, columns in exclusive.items():
        for size in range(2, sets + 1):
            for combination in combinations(pattern, size):
                found[combination] += columns
    for pattern in exclusive:
        if len(pattern) == 1 or len(pattern) > sets:
            inside = set(pattern)
            found[pattern] = [c for other, columns in exclusive.items() if inside <= set(other) for c in columns]
    return found


def _q_values(p: dict[tuple[int, ...], float], clusters: int, sets: int) -> dict[tuple[int, ...], float]:
    tested = sum(math.comb(clusters, size) for size in range(2, sets + 1))
    values = measures.q_values(np.array(list(p.values())), tested)
    return dict(zip(p, values.tolist(), strict=True))
