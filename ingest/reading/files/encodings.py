"""In which encoding a text file is: told by the languages that its letters and their neighbours speak.

cp1252 and cp1250 agree on é, ö and ç, and cp1251 and cp1253 give letters for every byte, so what decodes without a
fault is no evidence. The pairs of letters of each official EU language are counted in the vocabulary of headings; the
encoding whose text is likeliest in one of its languages is taken.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache

from ingest.reading.columns.headings import vocabulary_rows

_WESTERN = "nl fr en de es pt it da sv fi ga".split()
_CENTRAL = "pl cs sk sl hr hu ro de".split()
_ENCODINGS: Mapping[str, list[str]] = {
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859-2": _CENTRAL,
    "cp1257": "et lv lt".split(),
    "cp1253": ["el"],
    "cp1251": ["bg"],
    "mac_roman": _WESTERN,
    "cp850": _WESTERN,
    "cp852": _CENTRAL,
}
"""Encoding -> the languages that are written in it; the earlier one wins where two are as likely."""

_BYTES = 200_000
_WORDS = 1_500
_EARLIER = 0.01
"""By how much (in the logarithm of the likelihood of a letter) a later encoding must be likelier."""

_FLOOR = math.log(1e-5)


def likeliest(content: bytes) -> str:
    """Return the encoding of a text that is not UTF-8; cp1252 where nothing fits."""
    sample = content[:_BYTES]
    best, most = "cp1252", -math.inf
    for rank, (encoding, languages) in enumerate(_ENCODINGS.items()):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        pairs = _pairs(sample.decode(encoding, "ignore"))
        if not pairs:
            continue
        score = max(_likelihood(pairs, language) for language in languages) - rank * _EARLIER
        if score > most:
            best, most = encoding, score
    return best


def _pairs(text: str) -> Counter[str]:
    """Return the pairs of letters of the words that hold a letter beyond ASCII, and of as many others."""
    words = re.findall(r"[^\s\d;,|\"'()/.:<>@&+\-]+", text)
    telling = [word for word in words if not word.isascii()][:_WORDS]
    others = [word for word in words if word.isascii()][: len(telling)]
    found: Counter[str] = Counter()
    for word in telling * 3 + others:
        inside = _cased(word)
        found.update(inside[i : i + 2] for i in range(len(inside) - 1))
    return found


def _cased(word: str) -> str:
    """Return a word between blanks, in small letters; an accented capital inside a word is as strange as a sign."""
    if word != word.upper():
        word = word[0] + "".join("\0" if letter.isupper() and not letter.isascii() else letter for letter in word[1:])
    return f" {word.lower()} "


def _likelihood(pairs: Mapping[str, int], language: str) -> float:
    known = _model()[language]
    return sum(times * known.get(pair, _FLOOR) for pair, times in pairs.items()) / sum(pairs.values())


@cache
def _model() -> Mapping[str, Mapping[str, float]]:
    """Return language -> pair of letters -> the logarithm of its share."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for _, language, phrase in vocabulary_rows():
        for word in re.findall(r"[^\W\d_]+", phrase.lower()):
            inside = f" {word} "
            counts[language].update(inside[i : i + 2] for i in range(len(inside) - 1))
    return {
        language: {pair: math.log(times / sum(found.values())) for pair, times in found.items()}
        for language, found in counts.items()
    }
