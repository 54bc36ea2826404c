"""Which pairs of names are worth comparing: those that share rare letter groups, the same words, or an acronym.

Every name keeps its nearest few among the others, by TF-IDF over groups of three and four letters; the sparse product
keeps only these, so the cost grows with the number of names and not with its square.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

import numpy as np
from scipy import sparse

from graph.measures.engine import LOCAL, Engine, Places, places_of
from ingest.resolution.letters import vectors
from ingest.resolution.names import canonical, described, parse, role
from ingest.resolution.sounds import in_other_letters, sound

NEAREST = 8
LONGEST_SHORT = 14
"""Letters of a name like "UAntwerpen", which spells its place out."""

LEAST = 0.35
"""Cosine below which two names never were one in the labelled pairs, but for acronyms and renames."""

CROWD = 50
"""A key that more names share than this tells nothing: "university hospital"."""


OURS = "."
"""Begins a key that abbreviates a name: its initials, which nobody may have written."""

Sought = tuple[str, str]
"""How a name is looked for: its words, and its keys, each apart by blanks."""


def sought(name: str) -> Sought:
    """Return how a name is looked for."""
    return " ".join(parse(name).words), " ".join(sorted(_keys(name)))


def pairs(
    names: Sequence[str],
    others: Sequence[str] | None = None,
    engine: Engine = LOCAL,
    known: Mapping[str, Sought] = MappingProxyType({}),
) -> Places:
    """Return pairs of positions worth comparing: within `names`, or between `names` and `others`.

    `known` is how names are looked for, where that was worked out before.
    """
    here = [known.get(name) or sought(name) for name in names]
    there = here if others is None else [known.get(name) or sought(name) for name in others]
    if not here or not there:
        return np.empty((0, 2), np.int64)
    found = [
        _near_names([words for words, _ in here], [words for words, _ in there], engine),
        engine.same_key(_spelled_out(here), _as_written(there), CROWD),
        *_sounding(names, names if others is None else others, here, there, engine),
    ]
    if others is not None:
        found.append(engine.same_key(_as_written(here), _spelled_out(there), CROWD))
    return distinct(np.concatenate(found), one_list=others is None)


def distinct(pairs: Places, *, one_list: bool = True) -> Places:
    """Return pairs in their order, each once; of one list none twice, the other way round, or with itself."""
    if one_list:
        pairs = np.sort(pairs, axis=1)[pairs[:, 0] != pairs[:, 1]]
    width = int(pairs[:, 1].max(initial=0)) + 1
    return np.stack(np.divmod(np.unique(pairs[:, 0] * width + pairs[:, 1]), width), axis=1)


def _sounding(
    names: Sequence[str], others: Sequence[str], here: Sequence[Sought], there: Sequence[Sought], engine: Engine
) -> Iterator[Places]:
    """Yield the pairs of a name in Latin letters and one in others that sound alike."""
    left, right = ([in_other_letters(name) for name in side] for side in (names, others))
    for foreign in (True, False):
        if foreign in left and (not foreign) in right:
            one, other = _sounds(here, left, foreign), _sounds(there, right, not foreign)
            yield engine.same_key(one, other, CROWD)


def _sounds(found: Sequence[Sought], letters: Sequence[bool], wanted: bool) -> list[list[str]]:
    """Return how the names in other letters sound, or those in Latin ones; the others have no sound."""
    both = zip(found, letters, strict=True)
    return [[key] if foreign == wanted and (key := sound(words)) else [] for (words, _), foreign in both]


def _as_written(found: Sequence[Sought]) -> list[list[str]]:
    """Return the keys of names that are none of our own abbreviations."""
    return [[key for key in keys.split(" ") if not key.startswith(OURS)] for _, keys in found]


def _spelled_out(found: Sequence[Sought]) -> list[set[str]]:
    """Return all keys of names: of two abbreviations of ours that are the same neither name holds any."""
    return [{key.removeprefix(OURS) for key in keys.split(" ")} for _, keys in found]


def _near_names(names: Sequence[str], others: Sequence[str], engine: Engine) -> Places:
    """Return the near pairs; of words that many records have the first few stand for all."""
    (here, left), (there, right) = _holders(names), _holders(others)
    near = engine.nearest(*vectors(here, there), NEAREST, LEAST)
    both = sparse.csr_array((np.ones(len(near), bool), near.T), (len(here), len(there)))
    return places_of(left @ both @ right.T)


def _holders(names: Sequence[str]) -> tuple[list[str], sparse.csr_array]:
    """Return the different names, and which of all has which of them: of each at most as many as are compared."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        if len(places := found.setdefault(name, [])) < NEAREST:
            places.append(place)
    rows = np.fromiter(chain.from_iterable(found.values()), np.int64)
    columns = np.repeat(np.arange(len(found)), [*map(len, found.values())])
    return [*found], sparse.csr_array((np.ones(len(rows), bool), (rows, columns)), (len(names), len(found)))


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
    ours = {OURS + letters for letters in spelled}
    return {found.compact, found.ordered}.union(ours, short, *(_keys(head) for head, _ in described(name)))
