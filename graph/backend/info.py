"""What the back end tells NetworkX of itself; read whenever NetworkX is imported, so it imports nothing."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Claim:
    """A function that the back end takes over: the module it is in, and what of NetworkX's it leaves to NetworkX.

    `parameters` are those of NetworkX that it does, with the defaults that it knows; `only` are those that it does at
    one value alone. A function with any other parameter or default is of a NetworkX that it does not know. `searches`
    says that the work grows with nodes times ties. `multigraphs` may be given where the weights of parallel ties are
    summed, `loops` where they do no harm.
    """

    module: str
    note: str
    parameters: dict[str, Any] = field(default_factory=dict)
    only: dict[str, Any] = field(default_factory=dict)
    searches: bool = False
    multigraphs: bool = False
    loops: bool = True


CLAIMS: dict[str, Claim] = {
    "betweenness_centrality": Claim(
        "betweenness",
        "Brandes on the quotient by twins; the same sample as NetworkX where k is given.",
        {"k": None, "normalized": True, "seed": None},
        only={"weight": None, "endpoints": False},
        searches=True,
    ),
    "closeness_centrality": Claim(
        "distances",
        "512 searches at once, a bit each.",
        {"wf_improved": True},
        only={"u": None, "distance": None, "sp": None},
        searches=True,
    ),
    "harmonic_centrality": Claim(
        "distances",
        "512 searches at once, a bit each.",
        only={"nbunch": None, "distance": None, "sources": None},
        searches=True,
    ),
    "pagerank": Claim(
        "walks",
        "Power iteration, through the affiliation matrix where there is one.",
        {
            "alpha": 0.85,
            "personalization": None,
            "max_iter": 100,
            "tol": 1e-6,
            "nstart": None,
            "weight": "weight",
            "dangling": None,
        },
        multigraphs=True,
    ),
    "eigenvector_centrality": Claim(
        "walks",
        "Power iteration, as for pagerank.",
        {"max_iter": 100, "tol": 1e-6, "weight": None},
        only={"nstart": None},
    ),
    "core_number": Claim("cores", "Nodes come off level by level, on the sparse matrix.", loops=False),
    "clustering": Claim("holes", "Each triangle is found once.", {"weight": None}, only={"nodes": None}),
    "constraint": Claim(
        "holes", "Each triangle is found once; weights above 0.", {"nodes": None, "weight": None}, loops=False
    ),
    "effective_size": Claim(
        "holes",
        "Burt's formula, weights above 0, whether nodes are named or not.",
        {"nodes": None, "weight": None},
        loops=False,
    ),
    "leiden_communities": Claim(
        "communities",
        "Leiden's algorithm, by modularity; NetworkX 3.7 and newer have their own.",
        {"weight": "weight", "resolution": 1, "seed": None},
        only={"max_level": None},
        multigraphs=True,
    ),
}


def info() -> dict[str, Any]:
    """Return the back end's description (entry point `networkx.backend_info`).

    `nx.config.backends.intercluster` holds its settings: `compiled`, False for NumPy alone, and the sizes from which
    on NetworkX should hand a graph over by itself: `least_work` in nodes times ties for searches, `least_ties` else.
    """
    return {
        "short_summary": "Sparse matrices, compiled kernels, and the quotient by twins.",
        "functions": {name: {"additional_docs": claim.note} for name, claim in CLAIMS.items()},
        "default_config": {"compiled": True, "least_work": 2_000_000, "least_ties": 20_000},
    }
