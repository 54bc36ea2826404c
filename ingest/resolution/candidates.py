"""Which pairs of names are worth comparing: those that share rare letter groups, the same words, or an acronym.

Every name keeps its nearest few among the others, by TF-IDF over groups of three and four letters; the sparse product
keeps only these, so the cost grows with the number of names and not with its square.
"""

from collections.abc import Sequence

import numpy as np

from graph.measures.engine import LOCAL, Engine, Places
from ingest.resolution.names import canonical, described, parse, role

NEAREST = 8
LONGEST_SHORT = 14
"""Letters of a name like "UAntwerpen", which spells its place out."""

LEAST = 0.35
"""Cosine below which two names never were one in the labelled pairs, but for acronyms and renames."""

CROWD = 50
"""A key that more names share than this tells nothing: "university hospital"."""

MOST_NAMES = 5_000
"""A letter group that more names have than this is left out, so that time grows in line with the names."""


def pairs(names: Sequence[str], others: Sequence[str] | None = None, engine: Engine = LOCAL) -> list[tuple[int, int]]:
    """Return pairs of positions worth comparing, in order: within `names`, or between `names` and `others`."""
    there = names if others is None else others
    if not names or not there:
        return []
    here_keys = [_keys(name) for name in names]
    there_keys = here_keys if others is None else [_keys(name) for name in others]
    found = _near_names(names, there, engine) | engine.same_key(here_keys, there_keys, CROWD)
    if others is None:
        found = {(min(pair), max(pair)) for pair in found if pair[0] != pair[1]}
    return sorted(found)


def _near_names(names: Sequence[str], others: Sequence[str], engine: Engine) -> Places:
    """Return the near pairs; of a name that many records have the first few stand for all."""
    here, there = _holders(names), _holders(others)
    near = _near(list(here), list(there), engine)
    left, right = list(here.values()), list(there.values())
    return {(i, j) for a, b in near for i in left[a] for j in right[b]}


def _holders(names: Sequence[str]) -> dict[str, list[int]]:
    """Return the places of each different name, at most as many as are compared."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        if len(places := found.setdefault(name, [])) < NEAREST:
            places.append(place)
    return found


def _near(names: Sequence[str], others: Sequence[str], engine: Engine) -> Places:
    # Imported here: only a load that compares names pays for it.
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = [" ".join(parse(name).words) for side in (names, others) for name in side]
    most = MOST_NAMES if len(words) > MOST_NAMES else 1.0
    vectorizer = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 4), dtype=np.float32, sublinear_tf=True, max_df=most
    )
    try:
        vectors = vectorizer.fit_transform(words)
    except ValueError:  # no name has a letter
        return set()
    return engine.nearest(vectors[: len(names)], vectors[len(names) :], NEAREST, LEAST)


def _keys(name: str) -> set[str]:
    """Return what two spellings of one name may share word for word: all letters, all words sorted, an acronym."""
    found = parse(name)
    initials = "".join(word[0] for word in found.spellings)
    short = {word for word in found.spellings if len(word) <= 8 and role(word) == "own"}
    spelled: set[str] = set()
    if len(found.spellings) > 1:
        first, last = found.spellings[0], found.spellings[-1]
        spelled = {initials, initials[:-1] + last, initials[:-1] + canonical(last), initials[:0:-1] + canonical(first)}
    tails = {(word[:n], canonical(word[n:])) for word in found.spellings if len(word) <= LONGEST_SHORT for n in (1, 2)}
    short |= {letters + place for letters, place in tails if role(place) == "place"}
    head = described(name)
    return {found.compact, found.ordered} | spelled | short | (_keys(head[0]) if head else set())
