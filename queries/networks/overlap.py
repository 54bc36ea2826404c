"""How much clusters have in common, and whether that is more than chance."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

import numpy as np

from graph.errors import BadInputError
from graph.measures.engine import LOCAL, Engine
from graph.measures.listing import Estimate, Listed, in_common
from graph.measures.network import Affiliation, Over, cluster_affiliation
from graph.measures.overlap import Overlaps
from graph.measures.significance import LEAST_SAMPLES, MODELS, TITLES, Significance, enough_samples, significance
from graph.messages import Message, Term
from graph.store import Store
from queries.asking.listings import listings, who_left
from queries.asking.question import OnCommandLine, Rows, question
from queries.lookup.entities import Entity, entities

MOST_SAMPLES = 100_000
CALIBRATIONS = 200


@dataclass(frozen=True, slots=True)
class Overlap:
    """A pair of clusters and what they share; null where a value is not defined or not computed.

    `shared` and `shared_names` are of the lists; the shares are of the whole, and `jaccard_low` and `jaccard_high` what
    they leave possible where a list is not whole. `test` names the null model that q is of, or says that there is none.
    """

    ENDS: ClassVar = ("a", "b")

    BRIEF: ClassVar = tuple("a_name b_name size_a size_b shared jaccard p_fdsm q_fdsm test shared_names".split())

    a: str
    b: str
    a_name: str
    b_name: str
    over: str
    size_a: int
    size_b: int
    shared: int
    shared_names: tuple[str, ...]
    jaccard: float | None
    containment_a: float | None
    containment_b: float | None
    combined: float | None
    p_fdsm: float | None
    q_fdsm: float | None
    p_hypergeometric: float | None
    q_hypergeometric: float | None
    p_bicm: float | None
    q_bicm: float | None
    sources: tuple[str, ...]
    listed_a: int
    reported_a: int | None
    listed_b: int
    reported_b: int | None
    jaccard_low: float | None
    jaccard_high: float | None
    test: str

    @property
    def in_part(self) -> Mapping[str, Message]:
        """How much of their members lists in part name, by the cluster's name; nothing where both are whole."""
        sides = ((self.a_name, self.listed_a, self.size_a), (self.b_name, self.listed_b, self.size_b))
        return {name: Listed(listed, size).told for name, listed, size in sides if listed < size}


@question
def overlap(
    store: Store,
    *,
    over: Annotated[Over, "what the clusters may share"] = "themes",
    samples: Annotated[int | None, "shuffles for FDSM, 1,000 to 100,000; by default 20 a pair, 20,000 at most"] = None,
    seed: Annotated[int, "where the shuffles start"] = 0,
    engine: Annotated[Engine, "who computes", OnCommandLine()] = LOCAL,
) -> list[Overlap]:
    """Every pair of clusters: what they share, Jaccard, containment each way, and whether it is more than chance.

    Jaccard is shared / (size of a + size of b - shared), containment shared / size; combined is half of the larger
    containment plus half of Jaccard. Members who left before the data's day are not counted. A size is the reported one
    unless the list is at least as long; of a list that names fewer the shares are estimates, members missing at random,
    with a 90 % interval, and null where that may span half of the scale. Three null models say how likely it is to
    share at least as much by chance. FDSM,
    the reference, shuffles who has what while each cluster keeps its size and each member or theme its number of
    clusters (curveball trades, Strona et al. 2014); p = (1 + shuffles that share at least as much) / (1 + shuffles),
    and where fewer than 20 do the tail of a binomial of the same mean and variance. Where the margins alone fix what
    two share (two lists, lists of the same members) there is nothing to test, and test says so.
    BiCM keeps both on average (Saracco et al. 2017). The hypergeometric test (Tumminello et al. 2011) takes all to be
    equally common, so what many clusters have makes it too small. q-values are Benjamini-Hochberg over all pairs. A
    note says what share of pairs each calls significant in 200 further shuffles, where nothing is to be found (fewer
    than 5 % where so little is shared that p takes few values). Clusters
    of which no members, themes or projects are known are left out of that
    comparison. Themes are the keywords that the source gives, compared as written. A small p says that an overlap is
    more than chance, not that it is too much. With engine spark, what is shared and the hypergeometric p and q are
    computed on Apache Spark, the same values; FDSM and BiCM always on this machine. Ordered by shared, then Jaccard.
    """
    every = cluster_affiliation(store, over)
    affiliation = every.known()
    found = engine.overlaps(affiliation.matrix).of_every_pair(len(affiliation.rows))
    draws = _samples(samples, found.p.size)
    tested = significance(affiliation.matrix, found.pairs, draws, seed, CALIBRATIONS)
    listed = listings(store, affiliation, reported=over == "members")
    known, ends = entities(store), zip(found.pairs.i.tolist(), found.pairs.j.tolist(), strict=True)
    rows = [_row(known, affiliation, listed, over, found, tested, k, *pair) for k, pair in enumerate(ends)]
    rows.sort(key=lambda row: (-row.shared, -(row.jaccard or 0.0), row.a, row.b))
    notes = _notes(over, len(every.rows) - len(affiliation.rows), len(every.rows), len(rows), tested)
    return Rows(rows, [*notes, *(who_left(store) if over == "members" else ())])


def _row(
    known: Mapping[str, Entity],
    affiliation: Affiliation,
    listed: Mapping[str, Listed],
    over: str,
    found: Overlaps,
    tested: Significance,
    k: int,
    i: int,
    j: int,
) -> Overlap:
    a, b, common = affiliation.rows[i], affiliation.rows[j], affiliation.common(i, j)
    shared, of_a, of_b = int(found.pairs.shared[k]), listed[a], listed[b]
    both = in_common(of_a, of_b, shared)
    return Overlap(
        a=a,
        b=b,
        a_name=known[a].name,
        b_name=known[b].name,
        over=Term(over),
        size_a=of_a.size,
        size_b=of_b.size,
        shared=shared,
        shared_names=tuple(known[column].name for column in common),
        jaccard=_told(both.jaccard),
        containment_a=_told(both.containment(of_a)),
        containment_b=_told(both.containment(of_b)),
        combined=_told(both.combined),
        p_fdsm=None if tested.fixed[k] else _known(tested.p["fdsm"][k]),
        q_fdsm=None if tested.fixed[k] else _known(tested.q["fdsm"][k]),
        p_hypergeometric=_known(found.p[k]),
        q_hypergeometric=_known(found.q[k]),
        p_bicm=_known(tested.p["bicm"][k]),
        q_bicm=_known(tested.q["bicm"][k]),
        sources=tuple(dict.fromkeys(affiliation.sources_of(a, common) + affiliation.sources_of(b, common))),
        listed_a=of_a.listed,
        reported_a=of_a.reported,
        listed_b=of_b.listed,
        reported_b=of_b.reported,
        jaccard_low=both.jaccard.low,
        jaccard_high=both.jaccard.high,
        test=tested.test(k),
    )


def _samples(asked: int | None, pairs: int) -> int:
    """Return how many shuffles; raise BadInputError where too few or too many are asked for."""
    if asked is None:
        return enough_samples(pairs)
    if not LEAST_SAMPLES <= asked <= MOST_SAMPLES:
        raise BadInputError(
            "%(asked)s is not a number of samples: expected %(least_samples)s to %(most_samples)s.",
            asked=asked,
            least_samples=LEAST_SAMPLES,
            most_samples=MOST_SAMPLES,
        )
    return asked


def _notes(over: str, missing: int, clusters: int, pairs: int, tested: Significance) -> Iterator[Message]:
    if missing:
        yield Message(
            "No %(over)s are known of %(missing)s of the %(clusters)s clusters, which are not compared.",
            over=Term(over),
            missing=missing,
            clusters=clusters,
        )
    if pairs:
        yield _calibration(tested)


def _calibration(tested: Significance) -> Message:
    if not tested.samples:
        return Message("Too many clusters to shuffle: FDSM was not computed, and nothing was calibrated.")
    shares = tuple(
        Message("%(model)s %(share).1f %%", model=TITLES[model], share=100 * tested.calibration[model])
        for model in MODELS
    )
    return Message(
        "Calibration: with p <= 0.05 on %(calibrations)s shuffles without any real overlap: %(shares)s "
        "of pairs (%(samples)s samples).",
        calibrations=CALIBRATIONS,
        shares=shares,
        samples=tested.samples,
    )


def _told(estimate: Estimate) -> float | None:
    return estimate.value if estimate.known else None


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
