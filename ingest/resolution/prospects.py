"""Which pairs could be alike enough to be shown to a person: an upper bound of their bits, for all pairs at once.

Most pairs of near letters fall far short. What addresses, lists, legal forms and the likeness of letters give is worked
out in arrays; what words give is bounded from above, so that no pair is passed over that has the bits.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import chain
from operator import or_
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from graph.measures.engine import Places
from ingest.resolution import legal_forms
from ingest.resolution.comparison import LONGEST_ACRONYM, REVIEW, WEIGHTS, bits_for, bits_of
from ingest.resolution.names import LOST, Name, canonical, described, parse
from ingest.resolution.records import OrganisationRecord, Partners, spellings
from ingest.resolution.sounds import in_other_letters
from ingest.resolution.surroundings import AGREES, DIFFERS, MOST_PARTNERS, PARTNER_WEIGHT, SIDE_BY_SIDE, places

AT_ONCE = 50_000
"""So many pairs are worked out at a time."""

MOST_WORDS = 8
"""A record that has a name of more words, or one that is described, is compared in full."""

ROUNDED = 0.5
"""Bits that rounding may give, each weight to a hundredth, and the small ones left out."""

Numbers = NDArray[np.int64]
Bits = NDArray[np.float64]
Truths = NDArray[np.bool_]
_Sets = NDArray[np.uint64]


def promising(
    records: Mapping[str, OrganisationRecord], pairs: Places, partners: Partners
) -> list[tuple[OrganisationRecord, OrganisationRecord]]:
    """Return the pairs of records that could be shown to a person; `pairs` are places among the sorted ids."""
    if not len(pairs):
        return []
    ids = sorted(records)
    at, numbers = np.unique(pairs, return_inverse=True)
    shown = [records[ids[place]] for place in at.tolist()]
    known = _Known.of(shown, partners)
    found = []
    for some in np.split(numbers.reshape(-1, 2), range(AT_ONCE, len(pairs), AT_ONCE)):
        kept = some[known.may_be_shown(some[:, 0], some[:, 1])]
        found += [(shown[a], shown[b]) for a, b in kept.tolist()]
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of records one by one, as arrays by their place; a code of -1 is of nothing.

    Of a record whose letters and words tell all that there is to compare, which is `plain`, `first` is the place of the
    first of its names, and `count` how many it has.
    """

    plain: Truths
    names: "_Names"
    first: Numbers
    count: Numbers
    places: list[Numbers]
    events: Numbers
    partners: Numbers

    @classmethod
    def of(cls, records: Sequence[OrganisationRecord], partners: Partners) -> "_Known":
        """Return what is known of records."""
        spelled = [_plain_names(record) for record in records]
        count = np.array([*map(len, spelled)], np.int64)
        return cls(
            plain=count > 0,
            names=_Names.of([*chain.from_iterable(spelled)]),
            first=np.cumsum(count) - count,
            count=count,
            places=[_codes(told, nothing="") for told in zip(*map(places, records), strict=True)],
            events=_codes((frozenset(record.events) for record in records), nothing=frozenset()),
            partners=np.array([partners.kinds(record) for record in records], np.int64),
        )

    def may_be_shown(self, left: Numbers, right: Numbers) -> Truths:
        """Return which pairs of places could be shown to a person."""
        found = ~(self.plain[left] & self.plain[right])
        open_ones = np.flatnonzero(~found)
        left, right = left[open_ones], right[open_ones]
        pair, here, there = self._spelled(left, right)
        enough = self.names.may_give(here, there, bits_for(REVIEW) - self._around(left, right)[pair])
        found[open_ones[pair[enough]]] = True
        return found

    def _spelled(self, left: Numbers, right: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Return all pairs of names of these pairs: of which pair, and the places of both names."""
        times = self.count[left] * self.count[right]
        pair = np.repeat(np.arange(len(left)), times)
        number = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
        one, other = np.divmod(number, self.count[right][pair])
        return pair, self.first[left][pair] + one, self.first[right][pair] + other

    def _around(self, left: Numbers, right: Numbers) -> Bits:
        """Return what addresses give, and the most that lists and partners can."""
        told = dict(zip(AGREES, self.places, strict=True))
        both = {feature: (codes[left] >= 0) & (codes[right] >= 0) for feature, codes in told.items()}
        both["town"] &= ~both["postcode"]
        together = (self.events[left] == self.events[right]) & (self.events[left] >= 0)
        acquainted = (self.partners[left] & self.partners[right] != 0) & ~together
        found: Bits = SIDE_BY_SIDE * together + PARTNER_WEIGHT * MOST_PARTNERS * acquainted
        for feature, codes in told.items():
            same = codes[left] == codes[right]
            found += both[feature] * np.where(same, AGREES[feature], DIFFERS[feature])
        return found


@dataclass(frozen=True, slots=True)
class _Names:
    """What is known of names one by one, as arrays by their place."""

    letters: tuple[Numbers, ...]
    spelled: tuple[list[str], list[str]]
    words: "_Words"
    told: Bits
    numbered: Truths
    forms: Numbers
    of_forms: Bits

    @classmethod
    def of(cls, names: Sequence[Name]) -> "_Names":
        """Return what is known of names."""
        forms = list(dict.fromkeys(name.forms for name in names))
        return cls(
            letters=(
                _codes(name.compact for name in names),
                _codes("".join(sorted(name.ordered)) for name in names),
            ),
            spelled=([name.compact for name in names], [name.ordered for name in names]),
            words=_Words.of(names),
            told=np.array([bits_of(name.words) for name in names]),
            numbered=np.array([any(map(str.isdigit, name.words)) for name in names], bool),
            forms=_codes((name.forms for name in names), nothing=None),
            of_forms=np.array([_of_forms(one, other) for one in forms for other in forms]).reshape((len(forms),) * 2),
        )

    def may_give(self, left: Numbers, right: Numbers, least: Bits) -> Truths:
        """Return which pairs of names could give at least so many bits."""
        found = self.words.may_spell(left, right) | self.words.may_spell(right, left)
        for codes in self.letters:
            found |= codes[left] == codes[right]
        bits = self._beside_letters(left, right)
        most = 0.3 * WEIGHTS["spelling begins alike"] + 0.5 * WEIGHTS["spelling alike"]
        rest = np.flatnonzero(~found & (bits + most >= least))
        found[rest] = bits[rest] + self._letters(left[rest], right[rest]) >= least[rest]
        return found

    def _beside_letters(self, left: Numbers, right: Numbers) -> Bits:
        """Return the most bits that all but the likeness of letters can give."""
        told = np.minimum(self.told[left], self.told[right])
        words = WEIGHTS["own words in common"] * np.minimum(20.0, told)
        words += WEIGHTS["words alike"] * np.minimum(12.0, told)
        numbers = 2 * WEIGHTS["numbers in common"] * (self.numbered[left] & self.numbered[right])
        found: Bits = words + numbers + self.of_forms[self.forms[left], self.forms[right]] + ROUNDED
        return found

    def _letters(self, left: Numbers, right: Numbers) -> Bits:
        """Return what the likeness of letters gives."""
        begins, alike = np.zeros(len(left)), np.zeros(len(left))
        for spelled in self.spelled:
            here, there = ([spelled[place] for place in side.tolist()] for side in (left, right))
            begins = np.maximum(begins, cpdist(here, there, scorer=JaroWinkler.similarity, dtype=np.float64))
            alike = np.maximum(alike, cpdist(here, there, scorer=OSA.normalized_similarity, dtype=np.float64))
        found: Bits = WEIGHTS["spelling begins alike"] * np.maximum(0, begins - 0.7)
        return found + WEIGHTS["spelling alike"] * np.maximum(0, alike - 0.5)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of names as sets of letters, a bit each; and what each name could be abbreviated by.

    An acronym is the first letters of what it spells, but for one letter, or begins so and ends in a whole word of it.
    """

    letters: _Sets
    repeated: _Sets
    first: _Sets
    ends: _Sets
    initials: _Sets
    whole: _Sets

    @classmethod
    def of(cls, names: Sequence[Name]) -> "_Words":
        """Return the words of names, none where there are too many."""
        spellings = [name.spellings if len(name.spellings) <= MOST_WORDS else () for name in names]
        words = {word for written in spellings for word in written}
        known = words | set(map(canonical, words))
        sets = {word: _sets(word, known) for word in words if 2 <= len(word) <= LONGEST_ACRONYM}
        found = np.zeros((4, len(names), MOST_WORDS), np.uint64)
        for place, written in enumerate(spellings):
            for n, word in enumerate(written):
                if word in sets:
                    found[:, place, n] = sets[word]
        initials = np.array([_set(name.initials) for name in names], np.uint64)
        whole = np.array([reduce(or_, map(_mark, written), 0) for written in spellings], np.uint64)
        return cls(found[0], found[1], found[2], found[3], initials, whole)

    def may_spell(self, left: Numbers, right: Numbers) -> Truths:
        """Return for which pairs a word of the first may abbreviate the second."""
        initials, whole = self.initials[right], self.whole[right]
        found = np.zeros(len(left), bool)
        for n in range(MOST_WORDS):
            others = self.letters[left, n] & ~initials
            all_but_one = ((others & (others - np.uint64(1))) | (others & self.repeated[left, n])) == 0
            found |= (self.first[left, n] & initials != 0) & (all_but_one | (self.ends[left, n] & whole != 0))
        return found


def _plain_names(record: OrganisationRecord) -> list[Name]:
    """Return a record's names where their letters and words are all there is to compare, else none."""
    texts = spellings(record) or [""]
    if any(in_other_letters(text) or described(text) for text in texts):
        return []
    names = [parse(text) for text in texts]
    lost = any(LOST in name.compact + name.ordered or len(name.spellings) > MOST_WORDS for name in names)
    return [] if lost else names


def _sets(word: str, known: set[str]) -> tuple[int, int, int, int]:
    """Return the letters of a word, those that it has twice, its first, and the marks of the words that it ends in."""
    once, twice, ends = 0, 0, 0
    for place, letter in enumerate(word):
        bit = _set(letter)
        twice |= once & bit
        once |= bit
        end = word[place:]
        if place and (end in known or canonical(end) in known):
            ends |= _mark(end)
    return once, twice, _set(word[0]), ends


def _set(letters: Iterable[str]) -> int:
    """Return a set of letters as bits; two letters of one bit make more pairs look possible, never fewer."""
    found = 0
    for letter in letters:
        found |= 1 << (ord(letter) & 63)
    return found


@lru_cache(maxsize=100_000)
def _mark(word: str) -> int:
    """Return a bit for a word, the same for its translations."""
    return 1 << (crc32(canonical(word).encode()) & 63)


def _of_forms(a: legal_forms.Meanings, b: legal_forms.Meanings) -> float:
    """Return what two names' legal forms say."""
    same = legal_forms.agree(a, b) and bool(a & b)
    return WEIGHTS["same legal form"] * same + WEIGHTS["different legal forms"] * legal_forms.contradict(a, b)


def _codes(values: Iterable[Hashable], nothing: Hashable = "") -> Numbers:
    """Return a number for each value, the same for the same one; -1 for nothing."""
    codes: dict[Hashable, int] = {}
    return np.array([-1 if value == nothing else codes.setdefault(value, len(codes)) for value in values], np.int64)
