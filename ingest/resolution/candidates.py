"""Which pairs of names are worth comparing: those that share rare letter groups, the same words, or an acronym.

Every name keeps its nearest few among the others, by TF-IDF over groups of three and four letters; the sparse product
keeps only these, so the cost grows with the number of names and not with its square.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from ingest.resolution.names import parse, role

NEAREST = 8
LEAST = 0.35
"""Cosine below which two names never were one in the labelled pairs, but for acronyms and renames."""

CROWD = 50
"""A key that more names share than this tells nothing: "university hospital"."""


def pairs(names: Sequence[str], others: Sequence[str] | None = None) -> list[tuple[int, int]]:
    """Return pairs of positions worth comparing, in order: within `names`, or between `names` and `others`."""
    there = names if others is None else others
    if not names or not there:
        return []
    found = _near(names, there) | _same_key(names, there)
    if others is None:
        found = {(min(pair), max(pair)) for pair in found if pair[0] != pair[1]}
    return sorted(found)


def _near(names: Sequence[str], others: Sequence[str]) -> set[tuple[int, int]]:
    # Imported here: only a load that compares names pays for them.
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    here, there = ([" ".join(parse(name).words) for name in side] for side in (names, others))
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), dtype=np.float32, sublinear_tf=True)
    try:
        vectors.fit([*here, *there])
    except ValueError:  # no name has a letter
        return set()
    left, right = vectors.transform(here), vectors.transform(there)
    near = sp_matmul_topn(left, right.T.tocsr(), top_n=NEAREST, threshold=LEAST, sort=True, n_threads=2).tocoo()
    return set(zip(near.row.tolist(), near.col.tolist(), strict=True))


def _same_key(names: Sequence[str], others: Sequence[str]) -> set[tuple[int, int]]:
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(others):
        for key in _keys(name):
            holders[key].append(position)
    return {
        (position, other)
        for position, name in enumerate(names)
        for key in _keys(name)
        if len(holders.get(key, ())) <= CROWD
        for other in holders.get(key, ())
    }


def _keys(name: str) -> set[str]:
    """Return what two spellings of one name may share word for word: all letters, all words sorted, an acronym."""
    found = parse(name)
    initials = "".join(word[0] for word in found.spellings)
    short = {word for word in found.spellings if len(word) <= 8 and role(word) == "own"}
    spelled = {initials, initials[:-1] + found.spellings[-1]} if len(found.spellings) > 1 else set()
    return {found.compact, found.ordered} | (spelled if len(initials) > 1 else set()) | short
