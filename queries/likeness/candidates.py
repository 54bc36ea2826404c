"""Which pairs of initiatives are worth comparing: never all of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import combinations

import numpy as np
from scipy import sparse

from queries.likeness.features import same_amount, start_together
from queries.likeness.initiative import Initiative
from queries.likeness.vectors import Flags, Indices, Vectors, both_filled, jaccards, products

MOST = 10
"""Candidates an initiative is compared with."""

LEAST_COSINE = 0.15
LEAST_CONSORTIUM = 0.5
LEAST_SHARED = 2


def candidates(initiatives: Sequence[Initiative], vectors: Vectors, most: int = MOST) -> tuple[Indices, Indices]:
    """Return pairs (i < j), ordered: each initiative with the `most` most like it in title, text and participants.

    And those of the very same participants and dates, in whatever words, and those in two languages that begin in one
    month with half of the participants and a rare word or the amount in common. Where there is no text, only pairs that
    share two participants or more and half of their consortium are kept: two projects of one university say nothing.
    """
    from sparse_dot_topn import sp_matmul_topn  # loads a compiled library that only this question needs

    joint = sparse.csr_matrix(vectors.joint)  # the library knows no sparse arrays
    size = joint.shape[0]
    near = sp_matmul_topn(joint, joint.T.tocsr(), top_n=most + 1, threshold=LEAST_COSINE, sort=True, n_threads=2)
    rows = np.repeat(np.arange(size), np.diff(near.indptr))
    columns = near.indices.astype(np.int64)
    apart = rows != columns
    pairs = np.minimum(rows, columns)[apart] * size + np.maximum(rows, columns)[apart]
    pairs = np.unique(np.concatenate([pairs, _at_once(initiatives), _in_two_languages(initiatives, vectors)]))
    i, j = pairs // size, pairs % size
    kept = both_filled(vectors.texts, i, j) | same_consortium(vectors, i, j)
    return i[kept], j[kept]


def _at_once(initiatives: Sequence[Initiative]) -> Indices:
    """Return the pairs of the very same participants, start and end, each as i x size + j.

    A translation has no letters in common with its original. Of programmes that pay hundreds of projects of one
    organisation on the same days nothing follows, so no more than `MOST` are compared with each other.
    """
    groups: dict[tuple[frozenset[str], date, date], list[int]] = defaultdict(list)
    for place, one in enumerate(initiatives):
        if one.participants and one.start and one.end:
            groups[one.participants, one.start, one.end].append(place)
    found = [pair for group in groups.values() if len(group) <= MOST for pair in combinations(group, 2)]
    return np.array([i * len(initiatives) + j for i, j in found], dtype=np.int64)


def _in_two_languages(initiatives: Sequence[Initiative], vectors: Vectors) -> Indices:
    """Return the pairs in two languages that begin in one month and share a rare word, letters or the amount.

    Each as i x size + j.
    """
    size = len(initiatives)
    told = sorted({code for code in vectors.languages if code})
    found = [np.zeros(0, dtype=np.int64)]
    for one, other in combinations(told, 2):
        here, there = (np.array([k for k, code in enumerate(vectors.languages) if code == c]) for c in (one, other))
        shared = sparse.coo_array(vectors.participants[here] @ vectors.participants[there].T)
        i, j = here[shared.row], there[shared.col]
        near = [start_together(initiatives[a], initiatives[b]) for a, b in zip(i.tolist(), j.tolist(), strict=True)]
        i, j = i[np.array(near, np.bool_)], j[np.array(near, np.bool_)]
        rare = products(vectors.rare_words, i, j) >= 1
        paid = [same_amount(initiatives[a], initiatives[b]) == 1.0 for a, b in zip(i.tolist(), j.tolist(), strict=True)]
        alike = products(vectors.texts, i, j) >= LEAST_COSINE
        tied = (rare | alike | np.array(paid, np.bool_)) & (jaccards(vectors.participants, i, j) >= LEAST_CONSORTIUM)
        found.append(np.minimum(i, j)[tied] * size + np.maximum(i, j)[tied])
    return np.concatenate(found)


def same_consortium(vectors: Vectors, i: Indices, j: Indices) -> Flags:
    """Say of each pair whether it shares two participants or more, and half of all of them."""
    shared, share = products(vectors.participants, i, j), jaccards(vectors.participants, i, j)
    return np.asarray((shared >= LEAST_SHARED) & (share >= LEAST_CONSORTIUM))
