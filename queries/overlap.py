"""How much clusters have in common, and whether that is more than chance."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

import numpy as np

from graph import null_models
from graph import overlap as measures
from graph.errors import BadInputError
from graph.network import Affiliation, cluster_affiliation
from graph.overlap import Counts, Floats
from graph.store import Store
from queries.entities import entities
from queries.question import Rows, Text

LEAST_SAMPLES, MOST_SAMPLES = 1000, 10_000
CALIBRATIONS = 200
LEVEL = 0.05


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


@dataclass(frozen=True, slots=True)
class Significance:
    """P-values by null model, one a pair i < j of rows; None where the model was not computed.

    `calibration` is the share of pairs with p <= 0.05 when the same method looks at shuffled memberships.
    """

    p: dict[str, Floats | None]
    calibration: dict[str, float | None]
    samples: int


def overlap(
    store: Store,
    *,
    over: Annotated[Literal["members", "themes", "projects"], "what the clusters may share"] = "themes",
    samples: Annotated[int | None, "shuffles for FDSM, 1,000 to 10,000; by default 20 a pair within these"] = None,
    seed: Annotated[int, "where the shuffles start"] = 0,
) -> list[Overlap]:
    """Every pair of clusters: what they share, Jaccard, containment each way, and whether it is more than chance.

    Jaccard is shared / (size of a + size of b - shared), containment shared / size; combined is half of the larger
    containment plus half of Jaccard. Three null models say how likely it is to share at least as much by chance. FDSM,
    the reference, shuffles who has what while each cluster keeps its size and each member or theme its number of
    clusters (curveball trades, Strona et al. 2014); p = (1 + shuffles that share at least as much) / (1 + shuffles).
    BiCM keeps both on average (Saracco et al. 2017). The hypergeometric test (Tumminello et al. 2011) takes all to be
    equally common, so what many clusters have makes it too small. q-values are Benjamini-Hochberg over all pairs. A
    note says what share of pairs each calls significant in 200 further shuffles, where nothing is to be found. Clusters
    without a membership list are left out of the comparison of members. Themes are the keywords that the source gives,
    compared as written. A small p says that an overlap is more than chance, not that it is too much. Ordered by
    shared, then Jaccard.
    """
    affiliation = cluster_affiliation(store, over)
    clusters = len(affiliation.rows)
    if over == "members":
        affiliation = affiliation.known()
    known = entities(store)
    i, j = np.triu_indices(len(affiliation.rows), 1)
    sizes = affiliation.sizes
    counts = np.asarray((affiliation.matrix @ affiliation.matrix.T).todense(), dtype=np.int64)[i, j]
    jaccard = measures.jaccard(counts, sizes[i], sizes[j])
    contained_a, contained_b = measures.containment(counts, sizes[i]), measures.containment(counts, sizes[j])
    found = significance(affiliation, counts, _samples(samples, counts.size), seed)
    p = {model: _listed(values, counts.size) for model, values in found.p.items()}
    q = {model: _listed(None if v is None else measures.q_values(v), counts.size) for model, v in found.p.items()}
    rows = []
    for k, (x, y) in enumerate(zip(i.tolist(), j.tolist(), strict=True)):
        a, b = affiliation.rows[x], affiliation.rows[y]
        common = affiliation.common(x, y)
        rows.append(
            Overlap(
                a=a,
                b=b,
                a_name=known[a].name,
                b_name=known[b].name,
                over=over,
                size_a=int(sizes[x]),
                size_b=int(sizes[y]),
                shared=int(counts[k]),
                shared_names=tuple(known[column].name for column in common),
                jaccard=_known(jaccard[k]),
                containment_a=_known(contained_a[k]),
                containment_b=_known(contained_b[k]),
                combined=_known(0.5 * (np.fmax(contained_a[k], contained_b[k]) + jaccard[k])),
                p_fdsm=p["fdsm"][k],
                q_fdsm=q["fdsm"][k],
                p_hypergeometric=p["hypergeometric"][k],
                q_hypergeometric=q["hypergeometric"][k],
                p_bicm=p["bicm"][k],
                q_bicm=q["bicm"][k],
                sources=tuple(dict.fromkeys(affiliation.sources_of(a, common) + affiliation.sources_of(b, common))),
            )
        )
    rows.sort(key=lambda row: (-row.shared, -(row.jaccard or 0.0), row.a, row.b))
    left_out = [_without_list(clusters - len(affiliation.rows), clusters)] if clusters > len(affiliation.rows) else []
    return Rows(rows, [*left_out, *([_calibration(found)] if rows else [])])


def significance(affiliation: Affiliation, shared: Counts, samples: int, seed: int) -> Significance:
    """Test every pair of rows (i < j, row-major), which share so much, under each null model, and calibrate each."""
    memberships = affiliation.matrix
    i, j = (ends.astype(np.int64) for ends in np.triu_indices(len(affiliation.rows), 1))
    sizes, universe = affiliation.sizes, len(affiliation.columns)
    chance = null_models.bicm(memberships)

    def tests(counts: Counts) -> dict[str, Floats]:
        return {
            "bicm": null_models.bicm_p_values(chance, counts, i, j),
            "hypergeometric": measures.hypergeometric(counts, sizes[i], sizes[j], universe),
        }

    shuffled = null_models.shuffles(memberships, samples, CALIBRATIONS, seed)
    if shuffled is None:
        return Significance({"fdsm": None, **tests(shared)}, dict.fromkeys(("fdsm", "bicm", "hypergeometric")), 0)
    errors: dict[str, list[float]] = {"fdsm": [], "bicm": [], "hypergeometric": []}
    for counts in shuffled.apart if shared.size else ():
        for model, p in {"fdsm": shuffled.p_values(counts), **tests(counts)}.items():
            errors[model].append(float(np.mean(p <= LEVEL)))
    calibration = {model: float(np.mean(shares)) if shares else None for model, shares in errors.items()}
    return Significance({"fdsm": shuffled.p_values(shared), **tests(shared)}, calibration, samples)


def _samples(asked: int | None, pairs: int) -> int:
    """Return how many shuffles; by default so many that one pair alone can reach q <= 0.05."""
    if asked is None:
        return min(MOST_SAMPLES, max(LEAST_SAMPLES, 20 * pairs))
    if not LEAST_SAMPLES <= asked <= MOST_SAMPLES:
        raise BadInputError(f"{asked} is not a number of samples: expected {LEAST_SAMPLES:,} to {MOST_SAMPLES:,}.")
    return asked


def _without_list(missing: int, clusters: int) -> Text:
    return Text(
        f"{missing} of {clusters} clusters have no membership list loaded and are not compared.",
        f"Van {missing} van de {clusters} clusters is geen ledenlijst geladen; ze zijn niet vergeleken.",
    )


def _calibration(found: Significance) -> Text:
    if not found.samples:
        return Text(
            "Too many clusters to shuffle: FDSM was not computed, and nothing was calibrated.",
            "Te veel clusters om te schudden: FDSM is niet berekend, en er is niets geijkt.",
        )
    shares = {model: f"{100 * (share or 0):.1f} %" for model, share in found.calibration.items()}
    listed = f"FDSM {shares['fdsm']}, BiCM {shares['bicm']}, hypergeometric {shares['hypergeometric']}"
    dutch = listed.replace("hypergeometric", "hypergeometrisch").replace(".", ",")
    return Text(
        f"Calibration: with p <= 0.05 on {CALIBRATIONS} shuffles without any real overlap: {listed} of pairs "
        f"({found.samples:,} samples).",
        f"IJking: met p <= 0,05 in {CALIBRATIONS} schuddingen zonder enige echte overlap: {dutch} van de paren "
        f"({found.samples} steekproeven).",
    )


def _listed(values: Floats | None, pairs: int) -> list[float] | list[None]:
    return [None] * pairs if values is None else [float(value) for value in values]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
