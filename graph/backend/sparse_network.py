"""An undirected graph as a sparse matrix; where it is the projection of a two-mode network, that matrix as well."""

from collections.abc import Hashable, ItemsView, Iterator
from functools import cached_property
from typing import Any, Generic, TypeVar

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

N = TypeVar("N", bound=Hashable)
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class SparseNetwork(Generic[N]):
    """An undirected graph that NetworkX hands to this back end without converting it.

    `matrix[i, j]` is the weight of the tie of `nodes[i]` and `nodes[j]`, called `weight`; loops stand on the diagonal.
    With an `affiliation` A of the nodes, the matrix is A A' without its diagonal, and A, which is much smaller,
    stands in for it wherever it can.
    """

    __networkx_backend__ = "intercluster"

    def __init__(
        self,
        nodes: tuple[N, ...],
        matrix: sparse.csr_array,
        weight: str | None = "weight",
        affiliation: sparse.csr_array | None = None,
    ) -> None:
        self.nodes = nodes
        self.matrix = matrix
        self.weight = weight
        self.affiliation = affiliation

    @classmethod
    def of(cls, graph: "nx.Graph[N]", weight: str | None, default: float = 1) -> "SparseNetwork[N]":
        """Return a NetworkX graph as one; parallel ties count as their sum.

        Raise NotImplementedError where a weight is not a finite number.
        """
        nodes = tuple(graph)
        place = {node: i for i, node in enumerate(nodes)}
        ties = list(graph.edges(data=weight, default=default)) if weight is not None else list(graph.edges())
        a = np.fromiter((place[tie[0]] for tie in ties), np.int32, len(ties))
        b = np.fromiter((place[tie[1]] for tie in ties), np.int32, len(ties))
        values = _weights([tie[2] for tie in ties]) if weight is not None else np.ones(len(ties))
        once = a != b
        i, j = np.concatenate([a, b[once]]), np.concatenate([b, a[once]])
        both = np.concatenate([values, values[once]])
        matrix = sparse.csr_array(sparse.coo_array((both, (i, j)), shape=(len(nodes), len(nodes))))
        return cls(nodes, matrix, weight)

    @classmethod
    def projection(cls, nodes: tuple[N, ...], affiliation: sparse.csr_array) -> "SparseNetwork[N]":
        """Return the nodes tied where they share something of a nodes x things matrix of ones.

        Things of one node are left out: they tie nobody.
        """
        shared = np.bincount(affiliation.indices, minlength=affiliation.shape[1]) > 1
        things: sparse.csr_array = affiliation.astype(np.float64)[:, shared]
        product = sparse.coo_array(things @ things.T)
        i, j = product.coords
        return cls(nodes, _without_loops(product.data, i, j, len(nodes)), affiliation=things)

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[N]:
        return iter(self.nodes)

    def __contains__(self, node: object) -> bool:
        return node in self.place

    def is_directed(self) -> bool:
        """Return False."""
        return False

    def is_multigraph(self) -> bool:
        """Return False."""
        return False

    def number_of_nodes(self) -> int:
        """Return the number of nodes."""
        return len(self.nodes)

    def number_of_edges(self) -> int:
        """Return the number of ties, loops included."""
        return (self.matrix.nnz + self.loops) // 2

    def degree(self, weight: str | None = None) -> ItemsView[N, float]:
        """Return the number of neighbours of each node, or the sum of the weights of its ties; a loop counts twice."""
        values = self.weighted(weight)
        sums = values.sum(axis=1) + values.diagonal()
        return self.by_node(sums if weight is not None else sums.astype(np.int64)).items()

    def to_networkx(self) -> "nx.Graph[N]":
        """Return the network as a NetworkX graph."""
        graph: nx.Graph[N] = nx.Graph()
        graph.add_nodes_from(self.nodes)
        upper = sparse.coo_array(sparse.triu(self.matrix))
        ties = zip(*(ends.tolist() for ends in upper.coords), upper.data.tolist(), strict=True)
        graph.add_weighted_edges_from(
            ((self.nodes[i], self.nodes[j], value) for i, j, value in ties), weight=self.weight or "weight"
        )
        return graph

    @cached_property
    def place(self) -> dict[N, int]:
        """The row of each node."""
        return {node: i for i, node in enumerate(self.nodes)}

    @cached_property
    def loops(self) -> int:
        """The number of nodes tied to themselves."""
        i, j = sparse.coo_array(self.matrix).coords
        return int((i == j).sum())

    @cached_property
    def pattern(self) -> sparse.csr_array:
        """Ones where two different nodes are tied, columns in order; places in 32 bits, half of what scipy takes."""
        i, j = (ends.astype(np.int32) for ends in sparse.coo_array(self.matrix).coords)
        found = _without_loops(np.ones(i.size), i, j, len(self))
        found.sort_indices()
        return found

    @cached_property
    def by_degree(self) -> tuple[Ints, sparse.csr_array]:
        """The places of the nodes from the lowest degree up, and the matrix without loops in that order.

        Work that goes from the low ones up finds what it needs next nearby in memory.
        """
        order = np.argsort(np.diff(self.pattern.indptr), kind="stable")
        rank = np.empty(order.size, np.int32)
        rank[order] = np.arange(order.size, dtype=np.int32)
        i, j = (rank[ends] for ends in sparse.coo_array(self.matrix).coords)
        # Transposed, which costs less than sorting, columns stand in order; the matrix is symmetric.
        return order, sparse.csr_array(_without_loops(self.matrix.data, i, j, len(self)).T)

    @cached_property
    def things(self) -> sparse.csr_array | None:
        """The affiliation by its things, its transpose, where there is one."""
        return None if self.affiliation is None else sparse.csr_array(self.affiliation.T)

    def carries(self, weight: str | None) -> bool:
        """Return whether the ties have a weight of this name."""
        return weight is not None and weight == self.weight

    def weighted(self, weight: str | None) -> sparse.csr_array:
        """Return the matrix with this weight; ones where it has another name, as NetworkX takes what is missing."""
        if self.carries(weight):
            return self.matrix
        ones = self.matrix.copy()
        ones.data = np.ones_like(ones.data)
        return ones

    def by_node(self, values: NDArray[Any]) -> dict[N, Any]:
        """Return an array's values by node, as Python numbers."""
        found: dict[N, Any] = self.place.copy()  # which has room for all: quicker than a dict that grows
        found.update(zip(self.nodes, values.tolist(), strict=True))
        return found


def _without_loops(values: Floats, i: NDArray[Any], j: NDArray[Any], size: int) -> sparse.csr_array:
    """Return a size x size matrix of these values at i, j, those on the diagonal left out."""
    apart = i != j
    return sparse.csr_array(sparse.coo_array((values[apart], (i[apart], j[apart])), shape=(size, size)))


def _weights(values: list[Any]) -> Floats:
    try:
        numbers = np.array(values)
    except ValueError:
        numbers = np.array(values, dtype=object)
    if numbers.dtype.kind not in "biuf":
        raise NotImplementedError("Weights that are not numbers are left to NetworkX.")
    if not np.isfinite(numbers).all():
        raise NotImplementedError("Weights that are not finite are left to NetworkX.")
    return numbers.astype(np.float64)
