"""How much clusters have in common, and whether that is more than chance."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

import numpy as np

from graph.errors import BadInputError
from graph.measures import overlap as measures
from graph.measures.engine import LOCAL, Engine
from graph.measures.network import Affiliation, cluster_affiliation
from graph.measures.overlap import Overlaps
from graph.measures.significance import (
    LEAST_SAMPLES,
    LEVEL,
    MODELS,
    Significance,
    enough_samples,
    least_q,
    significance,
)
from graph.store import Store
from queries.asking.question import OnCommandLine, Rows, Text
from queries.lookup.entities import Entity, entities

MOST_SAMPLES = 100_000
CALIBRATIONS = 200
DUTCH = {"members": "leden", "themes": "thema's", "projects": "projecten"}
TITLES = {"fdsm": "FDSM", "bicm": "BiCM", "hypergeometric": "hypergeometric"}


@dataclass(frozen=True, slots=True)
class Overlap:
    """A pair of clusters and what they share; null where a value is not defined or not computed."""

    BRIEF: ClassVar = ("a_name", "b_name", "size_a", "size_b", "shared", "jaccard", "p_fdsm", "q_fdsm", "shared_names")

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


def overlap(
    store: Store,
    *,
    over: Annotated[Literal["members", "themes", "projects"], "what the clusters may share"] = "themes",
    samples: Annotated[int | None, "shuffles for FDSM, 1,000 to 100,000; by default 20 a pair, 20,000 at most"] = None,
    seed: Annotated[int, "where the shuffles start"] = 0,
    engine: Annotated[Engine, "who computes", OnCommandLine()] = LOCAL,
) -> list[Overlap]:
    """Every pair of clusters: what they share, Jaccard, containment each way, and whether it is more than chance.

    Jaccard is shared / (size of a + size of b - shared), containment shared / size; combined is half of the larger
    containment plus half of Jaccard. Three null models say how likely it is to share at least as much by chance. FDSM,
    the reference, shuffles who has what while each cluster keeps its size and each member or theme its number of
    clusters (curveball trades, Strona et al. 2014); p = (1 + shuffles that share at least as much) / (1 + shuffles).
    BiCM keeps both on average (Saracco et al. 2017). The hypergeometric test (Tumminello et al. 2011) takes all to be
    equally common, so what many clusters have makes it too small. q-values are Benjamini-Hochberg over all pairs. A
    note says what share of pairs each calls significant in 200 further shuffles, where nothing is to be found (fewer
    than 5 % where so little is shared that p takes few values), and another where there are too few shuffles for the q
    of a single pair ever to reach 0.05. Clusters of which no members, themes or projects are known are left out of that
    comparison. Themes are the keywords that the source gives, compared as written. A small p says that an overlap is
    more than chance, not that it is too much. With engine spark, what is shared and the hypergeometric p and q are
    computed on Apache Spark, the same values; FDSM and BiCM always on this machine. Ordered by shared, then Jaccard.
    """
    every = cluster_affiliation(store, over)
    affiliation = every.known()
    found = engine.overlaps(affiliation.matrix).of_every_pair(len(affiliation.rows))
    draws = _samples(samples, found.p.size)
    tested = significance(affiliation.matrix, found.pairs, draws, seed, CALIBRATIONS)
    rows = _rows(entities(store), affiliation, over, found, tested)
    rows.sort(key=lambda row: (-row.shared, -(row.jaccard or 0.0), row.a, row.b))
    return Rows(rows, _notes(over, len(every.rows) - len(affiliation.rows), len(every.rows), len(rows), tested))


def _rows(
    known: Mapping[str, Entity], affiliation: Affiliation, over: str, found: Overlaps, tested: Significance
) -> list[Overlap]:
    pairs = found.pairs
    size_a, size_b = affiliation.sizes[pairs.i], affiliation.sizes[pairs.j]
    jaccard = measures.jaccard(pairs.shared, size_a, size_b)
    contained_a, contained_b = measures.containment(pairs.shared, size_a), measures.containment(pairs.shared, size_b)
    combined = 0.5 * (np.fmax(contained_a, contained_b) + jaccard)
    p, q = tested.p, tested.q
    rows = []
    for k, (i, j) in enumerate(zip(pairs.i.tolist(), pairs.j.tolist(), strict=True)):
        a, b = affiliation.rows[i], affiliation.rows[j]
        common = affiliation.common(i, j)
        rows.append(
            Overlap(
                a=a,
                b=b,
                a_name=known[a].name,
                b_name=known[b].name,
                over=over,
                size_a=int(size_a[k]),
                size_b=int(size_b[k]),
                shared=int(pairs.shared[k]),
                shared_names=tuple(known[column].name for column in common),
                jaccard=_known(jaccard[k]),
                containment_a=_known(contained_a[k]),
                containment_b=_known(contained_b[k]),
                combined=_known(combined[k]),
                p_fdsm=_known(p["fdsm"][k]),
                q_fdsm=_known(q["fdsm"][k]),
                p_hypergeometric=_known(found.p[k]),
                q_hypergeometric=_known(found.q[k]),
                p_bicm=_known(p["bicm"][k]),
                q_bicm=_known(q["bicm"][k]),
                sources=tuple(dict.fromkeys(affiliation.sources_of(a, common) + affiliation.sources_of(b, common))),
            )
        )
    return rows


def _samples(asked: int | None, pairs: int) -> int:
    """Return how many shuffles; raise BadInputError where too few or too many are asked for."""
    if asked is None:
        return enough_samples(pairs)
    if not LEAST_SAMPLES <= asked <= MOST_SAMPLES:
        raise BadInputError(f"{asked} is not a number of samples: expected {LEAST_SAMPLES:,} to {MOST_SAMPLES:,}.")
    return asked


def _notes(over: str, missing: int, clusters: int, pairs: int, tested: Significance) -> Iterator[Text]:
    if missing:
        yield _without_list(over, missing, clusters)
    if pairs:
        yield _calibration(tested)
    if tested.samples and least_q(pairs, tested.samples) > LEVEL:
        yield _too_few(pairs, tested.samples)


def _too_few(pairs: int, samples: int) -> Text:
    least, needed = f"{least_q(pairs, samples):.2g}", round(pairs / LEVEL)
    return Text(
        f"With {samples:,} shuffles of {pairs:,} pairs, q_fdsm of a single pair cannot be below {least}: a larger q is "
        f"no sign that there is nothing. {needed:,} shuffles (samples) would do.",
        f"Met {samples} schuddingen van {pairs} paren kan q_fdsm van één paar niet onder {least.replace('.', ',')} "
        f"komen: een grotere q betekent dus niet dat er niets is. {needed} schuddingen (samples) volstaan.",
    )


def _without_list(over: str, missing: int, clusters: int) -> Text:
    return Text(
        f"No {over} are known of {missing} of the {clusters} clusters, which are not compared.",
        f"Van {missing} van de {clusters} clusters zijn geen {DUTCH[over]} bekend; die zijn niet vergeleken.",
    )


def _calibration(tested: Significance) -> Text:
    if not tested.samples:
        return Text(
            "Too many clusters to shuffle: FDSM was not computed, and nothing was calibrated.",
            "Te veel clusters om te schudden: FDSM is niet berekend, en er is niets geijkt.",
        )
    listed = ", ".join(f"{TITLES[model]} {100 * tested.calibration[model]:.1f} %" for model in MODELS)
    dutch = listed.replace("hypergeometric", "hypergeometrisch").replace(".", ",")
    return Text(
        f"Calibration: with p <= 0.05 on {CALIBRATIONS} shuffles without any real overlap: {listed} of pairs "
        f"({tested.samples:,} samples).",
        f"IJking: met p <= 0,05 in {CALIBRATIONS} schuddingen zonder enige echte overlap: {dutch} van de paren "
        f"({tested.samples} steekproeven).",
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
