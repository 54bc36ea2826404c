"""Nodes with the same neighbours, taken together: what follows from the neighbours alone is computed once a class."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from graph.backend.sparse_network import Ints


@dataclass(frozen=True, slots=True)
class Quotient:
    """A network of classes of twins, which are tied to each other (closed) or not (open).

    `label[v]` is the class of node v; `sizes` and `closed` are by class; `pattern[a, b]` is 1 where the members of two
    classes are tied, the diagonal empty; `degrees` is the number of neighbours of any one member.
    """

    label: Ints
    sizes: Ints
    closed: np.ndarray[tuple[int], np.dtype[np.bool_]]
    degrees: Ints
    pattern: sparse.csr_array


def quotient(pattern: sparse.csr_array) -> Quotient:
    """Return a network without loops by its classes of twins.

    Neighbourhoods are compared by sums of random 64-bit numbers, then in full: no node is put into a wrong class.
    """
    n = pattern.shape[0]
    noise = np.random.default_rng(0).integers(0, 1 << 63, n, dtype=np.uint64)
    sums = np.zeros(n, np.uint64)
    np.add.at(sums, np.repeat(np.arange(n), np.diff(pattern.indptr)), noise[pattern.indices])
    closed = sparse.csr_array(pattern + sparse.eye_array(n, format="csr"))
    closed.sort_indices()
    first = np.arange(n)
    _join(first, sums + noise, closed)
    tied = first != np.arange(n)
    _join(first, sums, pattern)
    leaders, label = np.unique(first, return_inverse=True)
    is_closed = np.zeros(n, np.bool_)
    is_closed[first[tied]] = True
    chosen = sparse.csr_array(pattern[leaders][:, leaders])
    chosen.sort_indices()
    degrees = np.diff(pattern.indptr)[leaders].astype(np.int64)
    return Quotient(label.astype(np.int64), np.bincount(label), is_closed[leaders], degrees, chosen)


def _join(first: Ints, sums: np.ndarray[tuple[int], np.dtype[np.uint64]], rows: sparse.csr_array) -> None:
    """Set, in place, the first node whose row is the same as a node's own, wherever it is not set yet."""
    _, leader, group = np.unique(sums, return_index=True, return_inverse=True)
    leaders = leader[group]
    counts = np.diff(rows.indptr)
    alone = first == np.arange(first.size)
    members = np.flatnonzero((leaders != np.arange(first.size)) & alone & (counts == counts[leaders]))
    own, theirs = rows[members], rows[leaders[members]]
    differs = np.zeros(members.size, np.int64)
    np.add.at(differs, np.repeat(np.arange(members.size), np.diff(own.indptr)), own.indices != theirs.indices)
    same = members[differs == 0]
    first[same] = leaders[same]
