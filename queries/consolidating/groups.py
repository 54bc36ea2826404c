"""What the clusters of a landscape offer a partition: the worth of each two, and what groups of them keep or lose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from queries.consolidating.landscape import Landscape
from queries.consolidating.partition import Groups, Holding, Values
from queries.consolidating.reasons import Reason, told
from queries.consolidating.score import Scoring
from queries.consolidating.weights import Weight
from queries.lookup.entities import Entity

HELD = ("themes", "members", "bridges")
"""What a partition may have to keep, in the order of its holdings."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs of clusters: `parts` are the weighted features of each, pairs x features, `place` each pair's row.

    Of two that nothing ties only what speaks against them counts.
    """

    clusters: tuple[str, ...]
    scoring: Scoring
    parts: Values
    place: NDArray[np.int64]

    def worth(self, factors: Values | None = None) -> Values:
        """Return the merge score of each two, clusters x clusters, with each weight times a factor."""
        scores = self.parts.sum(axis=1) if factors is None else self.parts @ factors
        found = np.append(scores, 0.0)[self.place]
        return np.asarray(found, dtype=np.float64)

    @property
    def names(self) -> Mapping[str, Entity]:
        """The entities by id."""
        return self.scoring.land.names

    def reasons(self, a: int, b: int) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        """Return what speaks for joining two and what against; nothing of two that nothing ties."""
        pair = self.place[a, b]
        candidate = self.scoring.candidates[pair]
        return told(self.scoring.weights, candidate, self.parts[pair]) if self.scoring.tied(candidate) else ((), ())

    def parts_of(self, groups: Groups) -> Values:
        """Return the summed parts of all pairs within each group, one a row, groups x features."""
        found = np.zeros((len(groups), self.parts.shape[1]))
        for a, b in combinations(range(groups.shape[1]), 2):
            found += self.parts[self.place[groups[:, a], groups[:, b]]]
        return found


def pairs_of(land: Landscape, weights: tuple[Weight, ...]) -> Pairs:
    """Weigh every two clusters as the merge score does."""
    untried = Scoring(land, weights, ())
    clusters = tuple(sorted(land.clusters))
    rows = tuple(untried.candidate(a, b) for a, b in combinations(clusters, 2))
    scoring = Scoring(land, weights, rows)
    parts = scoring.above(rows) * scoring.weighting
    untied = np.array([not scoring.tied(row) for row in rows], dtype=np.bool_)
    parts[untied] = np.minimum(parts[untied], 0.0)
    place = np.full((len(clusters), len(clusters)), len(rows))
    above = np.triu_indices(len(clusters), 1)
    place[above] = place[above[1], above[0]] = np.arange(len(rows))
    return Pairs(clusters, scoring, parts, place)


def holdings(land: Landscape) -> tuple[Holding, ...]:
    """Return what the clusters have that a partition may lose: themes, members, and bridges.

    A bridge is an organisation around two clusters or more: it runs, steers or joins them, or shares a project.
    """
    clusters = sorted(land.clusters)
    members = land.members or {}
    around: Mapping[str, Iterable[str]] = {c: {*land.around(c), *members.get(c, ())} for c in clusters}
    tables = (_table(clusters, land.themes), _table(clusters, members), _table(clusters, around))
    return tuple(Holding(table, between=name == "bridges") for name, table in zip(HELD, tables, strict=True))


def _table(clusters: list[str], has: Mapping[str, Iterable[str]]) -> NDArray[np.bool_]:
    items = sorted({item for cluster in clusters for item in has.get(cluster, ())})
    column = {item: k for k, item in enumerate(items)}
    found = np.zeros((len(clusters), len(items)), np.bool_)
    for row, cluster in enumerate(clusters):
        found[row, [column[item] for item in has.get(cluster, ())]] = True
    return found
