"""How much clusters have in common, and whether that is more than chance."""

from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, Literal

import numpy as np

from graph import overlap as measures
from graph.network import cluster_affiliation
from graph.store import Store
from queries.entities import entities


@dataclass(frozen=True, slots=True)
class Overlap:
    """A pair of clusters and what they share; null where a value is not defined or not computed."""

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
) -> list[Overlap]:
    """Every pair of clusters: what they share, Jaccard, containment each way, and whether it is more than chance.

    Jaccard is shared / (size of a + size of b - shared), containment shared / size. p_hypergeometric is the chance of
    sharing at least as much if both clusters drew at random from all that occur (Tumminello et al. 2011); it takes
    all to be equally common, so what many clusters have makes it too small. q-values are Benjamini-Hochberg over all
    pairs. The null models FDSM and BiCM are not computed yet. Themes are the keywords that the source gives, compared
    as written. Ordered by shared, then Jaccard.
    """
    affiliation = cluster_affiliation(store, over)
    known = entities(store)
    pairs = np.array(list(combinations(range(len(affiliation.rows)), 2)), dtype=np.int64).reshape(-1, 2)
    i, j = pairs[:, 0], pairs[:, 1]
    sizes = affiliation.sizes
    counts = np.asarray((affiliation.matrix @ affiliation.matrix.T).todense(), dtype=np.int64)[i, j]
    jaccard = measures.jaccard(counts, sizes[i], sizes[j])
    contained_a, contained_b = measures.containment(counts, sizes[i]), measures.containment(counts, sizes[j])
    p = measures.hypergeometric(counts, sizes[i], sizes[j], len(affiliation.columns))
    q = measures.q_values(p)
    rows = []
    for k, (x, y) in enumerate(pairs.tolist()):
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
                p_fdsm=None,
                q_fdsm=None,
                p_hypergeometric=float(p[k]),
                q_hypergeometric=float(q[k]),
                p_bicm=None,
                q_bicm=None,
                sources=tuple(dict.fromkeys(affiliation.sources_of(a, common) + affiliation.sources_of(b, common))),
            )
        )
    return sorted(rows, key=lambda row: (-row.shared, -(row.jaccard or 0.0), row.a, row.b))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
