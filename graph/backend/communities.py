"""Communities by Leiden's algorithm (Traag, Waltman and van Eck 2019, doi 10.1038/s41598-019-41695-z).

Nodes move to the community that gains most modularity; each community is split into well-connected parts; the parts
become the nodes of a smaller network; until nothing moves. Our own, since igraph and leidenalg are under the GPL.
"""

from importlib import import_module
from random import Random
from typing import Any

import numpy as np
from scipy import sparse

from graph.backend.sparse_network import Ints, N, SparseNetwork


def leiden_communities(
    network: SparseNetwork[N], weight: str | None = "weight", resolution: float = 1, seed: Random | None = None
) -> list[set[N]]:
    """Return communities of high modularity, in the order of their first nodes; the same for the same seed."""
    label = leiden(network.weighted(weight), resolution, (seed or Random()).randrange((1 << 63) - 1))  # noqa: S311 - no secret
    parts: dict[int, set[N]] = {}
    for node, part in zip(network, label.tolist(), strict=True):
        parts.setdefault(part, set()).add(node)
    return list(parts.values())


def leiden(matrix: sparse.csr_array, resolution: float, seed: int) -> Ints:
    """Return the community of each row of a symmetric matrix of weights.

    Raise NotImplementedError for weights below 0, for which modularity has no meaning.
    """
    kernels = import_module("graph.backend.kernels.leiden")
    if matrix.data.min(initial=0) < 0:
        raise NotImplementedError("Weights below 0 have no modularity.")
    draw = np.random.default_rng(seed)
    # Modularity counts a loop's weight at both of its ends.
    loops = sparse.diags_array(matrix.diagonal())
    level = sparse.csr_array(matrix + loops, dtype=np.float64)
    twice = float(level.sum())
    part = community = np.arange(level.shape[0])
    while twice > 0:
        starts, members = level.indptr.astype(np.int64), level.indices.astype(np.uint32)
        strength = np.asarray(level.sum(axis=1))
        found = (starts, members, level.data, strength, resolution / twice)
        community = kernels.move(*found, community.copy(), draw.permutation(strength.size))
        split = _renumbered(kernels.refine(*found, community, draw.permutation(strength.size)))
        if split.max() + 1 == strength.size:
            break
        level, community = _merged(level, split, community)
        part = split[part]
    return np.asarray(community[part], dtype=np.int64)


def _merged(level: sparse.csr_array, split: Ints, community: Ints) -> tuple[sparse.csr_array, Any]:
    """Return the network of the parts, and the community of each part."""
    rows = np.arange(split.size)
    member = sparse.csr_array((np.ones(split.size), (rows, split)))
    _, first = np.unique(split, return_index=True)
    return sparse.csr_array(member.T @ level @ member), _renumbered(community[first])


def _renumbered(labels: Ints) -> Ints:
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)
