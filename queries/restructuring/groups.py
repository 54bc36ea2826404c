"""What the clusters of a landscape offer a partition: the worth of each two, and what groups of them keep or lose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from queries.consolidating.landscape import Landscape
from queries.consolidating.score import Candidate, Scoring, is_home, scoring
from queries.consolidating.weights import Weight
from queries.restructuring.task import Groups, Holding, Values

HELD = ("themes", "members", "bridges")
"""What a partition may have to keep, in the order of its holdings."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs of things, the hosts first, then the clusters; `place` is each pair's row, of two hosts the last.

    `parts` are the weighted features of each, pairs x features: those of the merge score, then those of the fold score.
    Of two that nothing ties only what speaks against them counts. `apart` are clusters beside what is no other home:
    the association that runs nothing else.
    """

    things: tuple[str, ...]
    hosts: int
    weights: tuple[Weight, ...]
    candidates: tuple[Candidate, ...]
    parts: Values
    place: NDArray[np.int64]
    apart: tuple[tuple[int, int], ...] = ()

    @property
    def clusters(self) -> tuple[str, ...]:
        """The clusters, in order."""
        return self.things[self.hosts :]

    def worth(self) -> Values:
        """Return the score of each two, things x things: merge of two clusters, fold of a cluster and a host."""
        return np.asarray(self.parts.sum(axis=1)[self.place], dtype=np.float64)

    def parts_of(self, groups: Groups) -> Values:
        """Return the summed parts of all pairs within each group, one a row, groups x features."""
        found = np.zeros((len(groups), self.parts.shape[1]))
        for a, b in combinations(range(groups.shape[1]), 2):
            found += self.parts[self.place[groups[:, a], groups[:, b]]]
        return found

    def evidence(self, a: int, b: int) -> tuple[tuple[Weight, ...], Candidate, Values]:
        """Return what the score of two things is made of: weights, evidence, and what each gives."""
        row = int(self.place[a, b])
        candidate = self.candidates[row]
        first = 0 if min(a, b) >= self.hosts else len(self.weights) - len(candidate.evidence)
        those = slice(first, first + len(candidate.evidence))
        return self.weights[those], candidate, self.parts[row, those]


def pairs_of(land: Landscape, merge: tuple[Weight, ...], fold: tuple[Weight, ...] = ()) -> Pairs:
    """Weigh every two clusters as the merge score does and, with weights to fold by, every cluster and host.

    Hosts are the organisations that run a cluster and that something ties to a cluster which they could take in.
    """
    clusters = tuple(sorted(land.clusters))
    hosts = _hosts(land, fold) if fold else ()
    joins, folds = Scoring(land, merge, ()), Scoring(land, fold, ())
    two = [joins.candidate(a, b) for a, b in combinations(clusters, 2)]
    into = [folds.candidate(cluster, host) for host in hosts for cluster in clusters]
    parts = np.zeros((len(two) + len(into) + 1, len(merge) + len(fold)))
    parts[: len(two), : len(merge)] = _parts(joins, two)
    parts[len(two) : -1, len(merge) :] = _parts(folds, into)
    count = len(hosts)
    place = np.full((count + len(clusters), count + len(clusters)), len(parts) - 1)
    above = np.triu_indices(len(clusters), 1)
    place[above[0] + count, above[1] + count] = place[above[1] + count, above[0] + count] = np.arange(len(two))
    place[:count, count:] = (len(two) + np.arange(len(into))).reshape(count, len(clusters))
    place[count:, :count] = place[:count, count:].T
    apart = tuple(
        (h, count + c) for h, host in enumerate(hosts) for c, one in enumerate(clusters) if not is_home(land, host, one)
    )
    return Pairs((*hosts, *clusters), count, (*merge, *fold), (*two, *into), parts, place, apart)


def _hosts(land: Landscape, fold: tuple[Weight, ...]) -> tuple[str, ...]:
    running = {one for cluster in land.clusters for one in land.hosts(cluster)}
    return tuple(sorted(running & {one.target for one in scoring(land, "fold", fold).candidates}))


def _parts(scoring: Scoring, candidates: list[Candidate]) -> Values:
    parts = scoring.above(candidates) * scoring.weighting
    untied = np.array([not scoring.tied(one) for one in candidates], dtype=np.bool_)
    parts[untied] = np.minimum(parts[untied], 0.0)
    return parts


def holdings(land: Landscape, hosts: int = 0) -> tuple[Holding, ...]:
    """Return what the clusters, which stand after so many hosts, have that a partition may lose.

    That is themes, members, and bridges: a bridge is an organisation around two clusters or more: it runs, steers or
    joins them, or shares a project.
    """
    clusters = sorted(land.clusters)
    members = land.members or {}
    around: Mapping[str, Iterable[str]] = {c: {*land.around(c), *members.get(c, ())} for c in clusters}
    tables = (_table(clusters, land.themes, hosts), _table(clusters, members, hosts), _table(clusters, around, hosts))
    return tuple(Holding(table, name == "bridges", hosts) for name, table in zip(HELD, tables, strict=True))


def _table(clusters: list[str], has: Mapping[str, Iterable[str]], hosts: int) -> NDArray[np.bool_]:
    items = sorted({item for cluster in clusters for item in has.get(cluster, ())})
    column = {item: k for k, item in enumerate(items)}
    found = np.zeros((hosts + len(clusters), len(items)), np.bool_)
    for row, cluster in enumerate(clusters, hosts):
        found[row, [column[item] for item in has.get(cluster, ())]] = True
    return found
