"""What several clusters have in common: the rows of an UpSet chart."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, ClassVar

import numpy as np

from graph.errors import BadInputError
from graph.measures import overlap as measures
from graph.measures.combinations import Chances, Combination, fixed, in_common, shuffled_columns
from graph.measures.network import Affiliation, Over, cluster_affiliation
from graph.measures.null_models import common_p_value
from graph.messages import Message
from graph.progress import track
from graph.store import Store
from queries.asking.question import Rows, question
from queries.lookup.entities import Entity, entities

MOST_COMBINATIONS = 200_000
CALIBRATIONS, MOST_CALIBRATED, LEVEL = 20, 2_000, 0.05
"""So many shuffles are tried, unless they have more combinations than this in common: about a second."""
UNTESTED = (None, None, None, None)


@dataclass(frozen=True, slots=True)
class Intersection:
    """Clusters and what all of them have: `shared` in all, `exclusive` in no other cluster besides (an UpSet bar).

    `expected` and `p` (BiCM) and `p_hypergeometric`, which takes hubs for overlap, are null for one cluster alone, and
    where the margins leave nothing to chance; `q` also for more clusters than were tested.
    """

    BRIEF: ClassVar = ("names", "size", "exclusive", "shared", "expected", "p", "q", "p_hypergeometric", "shared_names")

    clusters: tuple[str, ...]
    names: tuple[str, ...]
    over: str
    size: int
    exclusive: int
    shared: int
    expected: float | None
    p: float | None
    q: float | None
    p_hypergeometric: float | None
    shared_names: tuple[str, ...]
    sources: tuple[str, ...]


@question
def intersections(
    store: Store,
    *,
    over: Annotated[Over, "what the clusters may share"] = "themes",
    sets: Annotated[int, "test combinations of so many clusters at most, 2 to 6"] = 3,
) -> list[Intersection]:
    """What two, three and more clusters have in common, and whether that is more than chance: rows of an UpSet chart.

    A row for each combination of clusters that something occurs in exactly (exclusive, the bar of an UpSet chart) and
    for each combination of up to `sets` clusters that all have something in common (shared). expected and p are those
    of the configuration model (BiCM, Saracco et al. 2017), which knows how many each cluster has and in how many
    clusters each member or theme is, on average; the tail is exact (Poisson-binomial). So what hubs share is expected.
    p_hypergeometric is the probability that random sets of these sizes have at least so much in common (Wang et al.
    2015): it takes all to be equally common, so what many clusters have makes it too small. q is Benjamini-Hochberg
    over all combinations of up to `sets` clusters by BiCM, those with nothing in common included. What all clusters
    together have is fixed by the margins: no test. A note says how often both tests err on shuffles that keep both
    margins. Clusters with nothing known are left out. Ordered by p, then shared; larger combinations than tested come
    last.
    """
    if not 2 <= sets <= 6:
        raise BadInputError("%(sets)s is not a number of clusters to combine: expected 2 to 6.", sets=sets)
    affiliation = cluster_affiliation(store, over).known()
    exclusive = _patterns(affiliation)
    shared = _shared(exclusive, sets)
    chances = Chances.of(affiliation.matrix)
    several = [c for c in shared if len(c) > 1]
    tested = {
        c: chances.test(c, len(shared[c]))
        for c in track(several, "Exact tests", len(several))
        if not fixed(affiliation.matrix, c)
    }
    q = _q_values({c: one.p for c, one in tested.items() if len(c) <= sets}, len(affiliation.rows), sets)
    sizes, universe, known = affiliation.sizes.tolist(), len(affiliation.columns), entities(store)
    said = {
        c: (one.expected, one.p, q.get(c), common_p_value(len(shared[c]), tuple(sizes[k] for k in c), universe))
        for c, one in tested.items()
    }
    rows = [
        _row(affiliation, known, c, over, len(exclusive.get(c, ())), sorted(shared[c]), said.get(c, UNTESTED))
        for c in shared
    ]
    rows.sort(key=lambda row: (row.q is None, 2.0 if row.p is None else row.p, -row.shared, row.clusters))
    return Rows(rows, [_calibration(affiliation, chances, sets)] if tested else [])


def _row(
    affiliation: Affiliation,
    known: Mapping[str, Entity],
    combination: Combination,
    over: str,
    exclusive: int,
    shared: list[int],
    said: tuple[float | None, float | None, float | None, float | None],
) -> Intersection:
    ids = tuple(affiliation.rows[k] for k in combination)
    common = [affiliation.columns[column] for column in shared]
    return Intersection(
        ids,
        tuple(known[cluster].name for cluster in ids),
        over,
        len(ids),
        exclusive,
        len(shared),
        *said,
        tuple(known[one].name for one in common),
        tuple(dict.fromkeys(place for cluster in ids for place in affiliation.sources_of(cluster, common))),
    )


def _calibration(affiliation: Affiliation, chances: Chances, sets: int) -> Message:
    """Say how often the tests find something in shuffles that keep both margins, where there is nothing to find."""
    sizes, universe = affiliation.sizes.tolist(), len(affiliation.columns)
    every = sum(math.comb(len(sizes), size) for size in range(2, sets + 1))
    found: list[tuple[float, float]] = []
    for columns in shuffled_columns(affiliation.matrix, CALIBRATIONS, 0):
        seen = in_common(columns, sets)
        if len(seen) > MOST_CALIBRATED:
            return Message("Too many combinations to try the tests on shuffles: nothing was calibrated.")
        bicm = sum(chances.test(c, k).p <= LEVEL for c, k in seen.items())
        random = sum(common_p_value(k, tuple(sizes[i] for i in c), universe) <= LEVEL for c, k in seen.items())
        found.append((100 * bicm / every, 100 * random / every))
    shares = np.mean(found, axis=0)
    return Message(
        "Calibration: on %(calibrations)s shuffles that keep both margins, in which there is nothing to find, p <= "
        "0.05 for %(bicm).1f %% of the combinations by BiCM and %(random).1f %% by the hypergeometric test.",
        calibrations=CALIBRATIONS,
        bicm=float(shares[0]),
        random=float(shares[1]),
    )


def _patterns(affiliation: Affiliation) -> dict[Combination, list[int]]:
    """Return, for each combination of rows, the columns that occur in exactly these."""
    columns = affiliation.matrix.tocsc()
    found: dict[Combination, list[int]] = defaultdict(list)
    for column in range(columns.shape[1]):
        rows = np.sort(columns.indices[columns.indptr[column] : columns.indptr[column + 1]])
        found[tuple(rows.tolist())].append(column)
    return found


def _shared(exclusive: dict[Combination, list[int]], sets: int) -> dict[Combination, list[int]]:
    """Return what all of each combination have: of every combination of 2 to `sets`, and of those that occur as such.

    Raise BadInputError where there are too many to list.
    """
    sizes = Counter(len(pattern) for pattern in exclusive)
    listed = sum(n * math.comb(size, k) for size, n in sizes.items() for k in range(2, sets + 1))
    if listed > MOST_COMBINATIONS:
        raise BadInputError(
            "There are %(listed)s combinations of up to %(sets)s clusters: choose fewer sets.", listed=listed, sets=sets
        )
    found: dict[Combination, list[int]] = defaultdict(list)
    for pattern, columns in exclusive.items():
        for size in range(2, sets + 1):
            for combination in combinations(pattern, size):
                found[combination] += columns
    for pattern in exclusive:
        if len(pattern) == 1 or len(pattern) > sets:
            inside = set(pattern)
            found[pattern] = [c for other, columns in exclusive.items() if inside <= set(other) for c in columns]
    return found


def _q_values(p: dict[Combination, float], clusters: int, sets: int) -> dict[Combination, float]:
    tested = sum(math.comb(clusters, size) for size in range(2, sets + 1))
    values = measures.q_values(np.array(list(p.values())), tested)
    return dict(zip(p, values.tolist(), strict=True))
