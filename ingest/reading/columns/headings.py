"""How much a heading means a thing: its words beside those of `vocabulary.csv`, in all official EU languages.

Words are compared by their runs of three and four letters, rare ones weighing more (TF-IDF and cosine), so that an
inflected, compound or misspelt heading is near the one that is known.
"""

import csv
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

MOST_LETTERS = 200
"""A longer cell is no heading."""

_LETTERS = str.maketrans({"ß": "ss", "æ": "a", "ø": "o", "œ": "o", "ł": "l", "đ": "d", "ı": "i", "þ": "th"})
_SIGNS = re.compile(r"[\W_]+")
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")
"""Letters that points make an abbreviation of: "Α.Φ.Μ."."""
_PARTS = re.compile(r"[/\n|(){}\[\]:]|\s[-–—]\s|_x000D_")
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)")
_JOINED = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z])")
_COUNTED = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.)]\s+|[*¹²³]+\s*$")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a heading means something, 0 to 1, and the language of the words that say so."""

    score: float
    language: str


def fold(heading: str) -> str:
    """Return a heading as its words are compared: no case, accents or signs; letters of every script stay."""
    bare = heading.lower()
    if "." in bare:
        heading = _DOTTED.sub(lambda found: found.group().replace(".", "") + " ", heading)
        bare = heading.lower()
    if not bare.isascii():
        bare = unicodedata.normalize("NFKD", heading.casefold().translate(_LETTERS))
        bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    bare = " ".join(_SIGNS.sub(" ", bare).split())
    # "foerderfaehig" is how "förderfähig" is written without umlauts.
    return bare.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def parts_of(heading: str) -> tuple[str, ...]:
    """Return a heading folded, as a whole and then part by part: "Land/ country" has two, "3. Title*" no number.

    Parts of "AwardNumber" are its words.
    """
    bare = _NUMBERED.sub("", heading)
    return fold(bare), *(fold(part) for part in _PARTS.split(_JOINED.sub(" ", bare)))


def numbered_alike(heading: str, other: str) -> bool:
    """Return whether only a number tells two headings apart: "Partner 1 name" and "Partner 2 name"."""
    (one, times), (two, others) = (_COUNTED.subn(" ", text) for text in (heading, other))
    return times == others == 1 and fold(one) == fold(two)


class Vocabulary:
    """The known headings by what they mean."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._exact: dict[str, dict[str, str]] = defaultdict(dict)
        phrases: dict[tuple[str, str], str] = {}
        for meaning, language, phrase in rows:
            folded = fold(phrase)
            self._exact[folded].setdefault(meaning, language)
            phrases.setdefault((meaning, folded), language)
        self._phrases = [(meaning, language, _grams(folded)) for (meaning, folded), language in phrases.items()]
        self._words = {word for _, folded in phrases for word in folded.split()}
        spread: dict[str, set[str]] = defaultdict(set)
        for meaning, _, grams in self._phrases:
            for gram in grams:
                spread[gram].add(meaning)
        meanings = len({meaning for meaning, _, _ in self._phrases})
        self._weight = {gram: math.log(1 + meanings / len(where)) for gram, where in spread.items()}
        self._rare = math.log(1 + meanings)
        self._places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for i, (_, _, grams) in enumerate(self._phrases):
            length = self._length(grams)
            for gram, times in grams.items():
                self._places[gram].append((i, times * self._weight[gram] ** 2 / length))
        self._known: dict[str, Mapping[str, Likeness]] = {}

    def _length(self, grams: Mapping[str, int]) -> float:
        return math.sqrt(sum((n * self._weight.get(gram, self._rare)) ** 2 for gram, n in grams.items())) or 1.0

    def knows(self, heading: str) -> bool:
        """Return whether any of a heading's words is in the vocabulary: a cheap look before `meanings`."""
        return len(heading) <= MOST_LETTERS and any(word in self._words for word in fold(heading).split())

    def is_heading(self, cell: str) -> bool:
        """Return whether a cell is a heading word for word."""
        return len(cell) <= MOST_LETTERS and fold(cell) in self._exact

    def meanings(self, heading: str) -> Mapping[str, Likeness]:
        """Return how much a heading means each thing of which it shares any letters."""
        if heading not in self._known:
            self._known[heading] = self._meanings(heading)
        return self._known[heading]

    def _meanings(self, heading: str) -> Mapping[str, Likeness]:
        if len(heading) > MOST_LETTERS:
            return {}
        found: dict[str, Likeness] = {}
        whole, *parts = parts_of(heading)
        bracketed = {fold(part) for inside in _BRACKETS.findall(heading) for part in _PARTS.split(inside)}
        for part in dict.fromkeys((whole, *parts)):
            # What stands first in a heading says more than what is added between brackets.
            discount = 1.0 if part in (whole, parts[0]) else 0.9 if part in bracketed else 0.97
            for meaning, likeness in self._of_words(part).items():
                if discount * likeness.score > found.get(meaning, Likeness(0, "")).score:
                    found[meaning] = Likeness(discount * likeness.score, likeness.language)
        return found

    def _of_words(self, words: str) -> dict[str, Likeness]:
        if not words:
            return {}
        grams = _grams(words)
        scores: Counter[int] = Counter()
        for gram, times in grams.items():
            for i, weight in self._places.get(gram, ()):
                scores[i] += times * weight  # type: ignore[assignment]
        length = self._length(grams)
        found: dict[str, Likeness] = {}
        for i, score in scores.items():
            meaning, language, _ = self._phrases[i]
            if score / length > found.get(meaning, Likeness(0, "")).score:
                found[meaning] = Likeness(min(0.98, score / length), language)
        found.update({meaning: Likeness(1.0, language) for meaning, language in self._exact.get(words, {}).items()})
        return found


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary as it is shipped."""
    return Vocabulary(vocabulary_rows())


def vocabulary_rows() -> list[tuple[str, str, str]]:
    """Return meaning, language and heading of every line of `vocabulary.csv`."""
    rows = csv.DictReader((files(__package__) / "vocabulary.csv").read_text(encoding="utf-8").splitlines())
    return [(row["meaning"], row["language"], phrase) for row in rows for phrase in row["headings"].split("|")]


@cache
def words(kind: str) -> frozenset[str]:
    """Return the words of a kind of `words.csv`, as they are written there."""
    rows = csv.DictReader((files(__package__) / "words.csv").read_text(encoding="utf-8").splitlines())
    return frozenset(word for row in rows if row["kind"] == kind for word in row["words"].split())


@lru_cache(maxsize=4096)
def _grams(words: str) -> Counter[str]:
    padded = f" {words} "
    return Counter(padded[i : i + n] for n in (3, 4) for i in range(len(padded) - n + 1))
