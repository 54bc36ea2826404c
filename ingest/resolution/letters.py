"""Names as vectors of their letter groups: TF-IDF over the groups of three and four letters of each word.

Term counts are damped (1 + ln), a group weighs ln((1 + n) / (1 + df)) + 1, df of n names having it, and rows have
length 1 (Salton and Buckley 1988, doi 10.1016/0306-4573(88)90021-0), as scikit-learn has it.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from scipy import sparse

MOST_NAMES = 5_000
"""A letter group that more names have than this is left out, so that time grows in line with the names."""


def vectors(names: Sequence[str], others: Sequence[str]) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return the rows of names and of others, over the groups that some of `names` has."""
    rows = _weighted(_counts((*names, *others)))
    left, right = rows[: len(names)], rows[len(names) :]
    known = np.unique(left.indices)
    return left[:, known], right[:, known]


def _counts(names: Sequence[str]) -> sparse.csr_array:
    """Return how often each name has each group; groups do not cross words, so each word is taken apart once."""
    words = [name.split() for name in names]
    columns: dict[str, int] = {}
    places = [columns.setdefault(word, len(columns)) for word in chain.from_iterable(words)]
    counts: sparse.csr_array = _rows(map(len, words), places, len(columns)) @ _groups(columns)
    if len(names) > MOST_NAMES:
        counts = counts[:, np.bincount(counts.indices, minlength=counts.shape[1]) <= MOST_NAMES]
    return counts


def _groups(words: Iterable[str]) -> sparse.csr_array:
    found = [_of_word(f" {word} ") for word in words]
    columns: dict[str, int] = {}
    places = [columns.setdefault(group, len(columns)) for group in chain.from_iterable(found)]
    return _rows(map(len, found), places, len(columns))


def _of_word(word: str) -> list[str]:
    return [word[i : i + n] for n in (3, 4) for i in range(len(word) + 1 - n)]


def _rows(lengths: Iterable[int], places: Sequence[int], width: int) -> sparse.csr_array:
    """Return a matrix of counts: row by row so many of the places are its columns."""
    bounds = np.concatenate(([0], np.cumsum(np.fromiter(lengths, np.int32)))).astype(np.int32)
    ones = np.ones(len(places), dtype=np.float32)
    found = sparse.csr_array((ones, np.array(places, dtype=np.int32), bounds), (len(bounds) - 1, width))
    found.sum_duplicates()
    return found


def _weighted(counts: sparse.csr_array) -> sparse.csr_array:
    number, width = counts.shape
    rarity = np.log((1 + number) / (1 + np.bincount(counts.indices, minlength=width))) + 1
    weights = ((1 + np.log(counts.data)) * rarity[counts.indices]).astype(np.float32)
    rows = sparse.csr_array((weights, counts.indices, counts.indptr), counts.shape)
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1))
    rows.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(rows.indptr))
    return rows
