"""What the back end tells NetworkX of itself; read whenever NetworkX is imported, so it imports nothing."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Claim:
    """A function that the back end takes over: the module it is in, and what of NetworkX's it leaves to NetworkX.

    `defaults` names parameters that must have their default value. `searches` says that the work grows with nodes
    times ties. `multigraphs` may be given where the weights of parallel ties are summed, `loops` where they do no harm.
    """

    module: str
    note: str
    defaults: tuple[str, ...] = ()
    searches: bool = False
    multigraphs: bool = False
    loops: bool = True


CLAIMS: dict[str, Claim] = {
    "betweenness_centrality": Claim(
        "betweenness",
        "Brandes on the quotient by twins; the same sample as NetworkX where k is given.",
        ("weight", "endpoints"),
        searches=True,
    ),
    "closeness_centrality": Claim("distances", "512 searches at once, a bit each.", ("u", "distance"), searches=True),
    "harmonic_centrality": Claim(
        "distances", "512 searches at once, a bit each.", ("nbunch", "distance", "sources"), searches=True
    ),
    "pagerank": Claim("walks", "Power iteration, through the affiliation matrix where there is one.", multigraphs=True),
    "eigenvector_centrality": Claim("walks", "Power iteration, as for pagerank.", ("nstart",)),
    "core_number": Claim("cores", "Nodes come off level by level, on the sparse matrix.", loops=False),
    "clustering": Claim("holes", "Each triangle is found once.", ("nodes",)),
    "constraint": Claim("holes", "Each triangle is found once; weights above 0.", loops=False),
    "effective_size": Claim("holes", "Burt's formula, weights above 0, whether nodes are named or not.", loops=False),
    "leiden_communities": Claim("communities", "Leiden's algorithm.", ("max_level",), multigraphs=True),
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
