"""The consolidation score: a weighted sum of features, each measured from a fixed point written beside its weight."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from queries.consolidating.features import FEATURES, TYING, Finding
from queries.consolidating.landscape import Landscape
from queries.consolidating.weights import Weight

LONGER = timedelta(days=3 * 365.25)

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cluster, what it could be joined with or folded into, and the evidence, one a weight; None is unknown."""

    cluster: str
    target: str
    evidence: tuple[Finding | None, ...]

    @property
    def values(self) -> Values:
        """The features' values; unknown is NaN."""
        return np.array([np.nan if e is None or e.value is None else e.value for e in self.evidence])

    @property
    def bounds(self) -> Values:
        """The least and the most that each value can be, features x 2; anything where nothing is known."""
        return np.array([(0.0, 1.0) if found is None else found.bounds for found in self.evidence]).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class Scoring:
    """One advice on one landscape, and all candidates.

    A score is the sum of the weights times how far each value lies from its weight's fixed point: a function of the
    pair and the weights alone, whatever else is known of others.
    """

    land: Landscape
    weights: tuple[Weight, ...]
    candidates: tuple[Candidate, ...]

    @property
    def weighting(self) -> Values:
        """The weights as numbers."""
        return np.array([weight.weight for weight in self.weights])

    @property
    def zeros(self) -> Values:
        """The values at which the features count for nothing."""
        return np.array([weight.zero for weight in self.weights])

    def candidate(self, cluster: str, target: str) -> Candidate:
        """Gather the evidence on a pair, tied or not."""
        return Candidate(cluster, target, tuple(FEATURES[w.feature](self.land, cluster, target) for w in self.weights))

    def tied(self, candidate: Candidate) -> bool:
        """Say whether anything ties this cluster to this target."""
        found = zip(self.weights, candidate.evidence, strict=True)
        return any(e is not None and (e.value or 0) > 0 and weight.feature in TYING for weight, e in found)

    def above(self, candidates: Sequence[Candidate]) -> Values:
        """Return how far each value lies above its fixed point, candidates x features; the unknown counts as there."""
        values = np.array([candidate.values for candidate in candidates]).reshape(len(candidates), len(self.weights))
        return np.where(np.isnan(values), 0.0, values - self.zeros)

    def bounds(self, candidates: Sequence[Candidate]) -> Values:
        """Return the least and the most that each value can lie above its fixed point, candidates x features x 2."""
        found = np.array([candidate.bounds for candidate in candidates])
        return found.reshape(len(candidates), len(self.weights), 2) - self.zeros[:, None]


def scoring(land: Landscape, advice: str, weights: tuple[Weight, ...]) -> Scoring:
    """Find the candidates of an advice, `merge` or `fold`."""
    untried = Scoring(land, weights, ())
    found = (untried.candidate(*pair) for pair in _pairs(land, advice))
    return Scoring(land, weights, tuple(candidate for candidate in found if untried.tied(candidate)))


def homes(land: Landscape, cluster: str) -> list[str]:
    """Return what could take a cluster in: all other clusters, and organisations around any cluster but firms.

    Around a cluster is who runs or steers one, or takes part in a project of one; whoever has no such tie would only
    make it look harder to find the right one. An association that runs this cluster and no other is the cluster itself.
    """
    around = {organisation for one in land.clusters for organisation in land.around(one)} - set(land.clusters)
    return sorted({o for o in around if is_home(land, o, cluster)} | (set(land.clusters) - {cluster}))


def _pairs(land: Landscape, advice: str) -> Iterable[tuple[str, str]]:
    if advice == "merge":
        return combinations(sorted(land.clusters), 2)
    return ((cluster, target) for cluster in sorted(land.clusters) for target in _targets(land, cluster))


def _targets(land: Landscape, cluster: str) -> list[str]:
    """Return what a cluster could be folded into: what is around it, who runs other clusters, clusters funded longer.

    Organisations with no tie to the cluster or to another one are never looked at.
    """
    running = {start for label, start, _ in land.ties if label == "HOSTS"}
    near = {o for o in land.around(cluster) | running if is_home(land, o, cluster)}
    end = land.clusters[cluster].end_date
    longer = {c.id for c in land.clusters.values() if end and c.end_date and c.end_date - end >= LONGER}
    return sorted((near | longer) - {cluster})


def is_home(land: Landscape, organisation: str, cluster: str) -> bool:
    """Say whether an organisation could take a cluster in: it is no firm, nor the association that is the cluster."""
    itself = land.clusters[cluster].model == "independent" and land.hosted(organisation) == (cluster,)
    return land.names[organisation].kind != "firm" and not itself
