"""What a title says beside its numbering: "Prodem 2 (verlenging)" is the second part of "Prodem"."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Prefix

from queries.likeness.words import FUNCTION_WORDS

SHORTEST_STEM = 5
STEM = 6
"""Words that begin with as many letters alike count as one where titles are compared as a whole (a judgement)."""
SHORTEST_CONTENT = 3
STEM_SHARE = 0.8
"""From this share of its letters on, two words begin so much alike that they are one (a judgement)."""

_WORDS = "bis|ter|verleng\\w*|vervolg\\w*|prolong\\w*|suite|continuation|extension|fase|phase|deel|partie|part|volet"
_ROMAN = "ii|iii|iv|vi{1,3}|ix|xi{1,3}"
_NUMBERING = re.compile(rf"\b(?:{_WORDS}|{_ROMAN})\b|\b\d+(?:[.,/]\d+)*\b|(?<=[^\W\d_])\d+\b")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_SAID = re.compile(r"\w+")
_DASHES = re.compile("[\u2012-\u2015\u2212]")
_APART = re.compile(r"\s+-+\s*|\s*-+\s+|\s*[:;()]\s*")
_NO_ARABIC = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12, "xiii": 13}


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart: the text `bare` of its numbering, the `numbering`, and the words of the bare text.

    `segments` are what dashes, colons and brackets set apart: "SLC Ouest Hainaut - Business Angel" has two.
    """

    bare: str
    numbering: tuple[str, ...]
    words: frozenset[str]
    segments: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> "Title":
        """Take a title apart; accents and case do not count. A title that is all numbering is kept whole."""
        dashed = _DASHES.sub("-", text)
        folded = unicodedata.normalize("NFKD", dashed).encode("ascii", "ignore").decode().casefold()
        bare = " ".join(re.sub(r"[^\w+]+", " ", _NUMBERING.sub(" ", folded)).split())
        numbering = tuple(sorted(_NUMBERING.findall(folded)))
        segments = tuple(filter(None, (" ".join(_SAID.findall(one)) for one in _APART.split(folded))))
        return cls(bare or folded, numbering if bare else (), frozenset(_LETTERS.findall(bare)), segments)

    @property
    def content(self) -> frozenset[str]:
        """The words that do not only hold the title together."""
        return frozenset(word for word in self.words if len(word) >= SHORTEST_CONTENT) - FUNCTION_WORDS


def own_words(a: Title, b: Title) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of each title that the other lacks.

    "coop consult" and "coopconsult" are the same words, and so are "immaterieel" and "immateriële". Words that only
    hold a sentence together ("voor de", "dans les") are nobody's own.
    """
    mine, yours = a.words - b.words - FUNCTION_WORDS, b.words - a.words - FUNCTION_WORDS
    in_yours, in_mine = _written_as_one(a, yours), _written_as_one(b, mine)
    mine, yours = mine - in_yours.said - in_mine.joined, yours - in_mine.said - in_yours.joined
    inflected = [(one, other) for one in mine for other in yours if _one_stem(one, other)]
    return mine - {one for one, _ in inflected}, yours - {other for _, other in inflected}


def words_in_common(a: Title, b: Title, names: Iterable[str] = ()) -> float:
    """Return which share of the words of two titles both have, but for endings and words of these names; else 0."""
    names_of = Title.of(" ".join(names)).words
    mine, yours = ({word[:STEM] for word in one.content - names_of} for one in (a, b))
    return len(mine & yours) / max(1, len(mine | yours))


def parts_of_one(a: Title, b: Title) -> bool:
    """Say whether titles begin with one name and go on with another each: "Programme - this", "Programme - that"."""
    heads, rests = (a.segments[:1], b.segments[:1]), (a.segments[1:], b.segments[1:])
    named = heads[0] == heads[1] and " " in "".join(heads[0])
    return named and all(rests) and rests[0] != rests[1]


def _one_stem(a: str, b: str) -> bool:
    """Whether two words differ in their endings only."""
    stem = Prefix.similarity(a, b)
    return stem >= max(SHORTEST_STEM, STEM_SHARE * max(len(a), len(b)))


@dataclass(frozen=True, slots=True)
class _Compounds:
    """Words `said` one by one in a title, and the words that the other title has `joined` of them."""

    said: frozenset[str]
    joined: frozenset[str]


def _written_as_one(title: Title, words: frozenset[str]) -> _Compounds:
    """Find which `words` are two or three consecutive words of the title, written as one."""
    said = _LETTERS.findall(title.bare)
    runs = [said[k : k + length] for length in (2, 3) for k in range(len(said) - length + 1)]
    found = [run for run in runs if "".join(run) in words]
    return _Compounds(frozenset().union(*found), frozenset("".join(run) for run in found))


def sequel(first: Title, second: Title) -> bool:
    """Say whether the second numbering goes on where the first stops: a mark more, or a higher number."""
    less, more = (Counter(title.numbering) for title in (first, second))
    less, more = less - more, more - less
    if not less or not more:
        return bool(more)
    return max(map(_number, more)) > max(map(_number, less))


def _number(mark: str) -> float:
    if mark in _NO_ARABIC:
        return _NO_ARABIC[mark]
    return float(re.split("[.,/]", mark)[0]) if mark[0].isdigit() else 0.0
