"""Names as they sound, so that a name in one alphabet is found in another: "Софарма" is "Sopharma".

Transliterated, a name still follows the sounds of its own language, while another alphabet spells as it likes: "ph",
"x", "ck". What both keep are the consonants, in classes, in their order. Such a pair is asked, never joined.
"""

import re
from functools import lru_cache

LEAST = 3
"""Consonants that a name must have to be told by them."""

_SOUNDS = (
    ("dzh|dj|zh|j", "g"),
    ("sch|sh|tz|ts|cz|c(?=[eiy])|z", "s"),
    ("ph|v|w", "f"),
    ("x", "ks"),
    ("ch|ck|qu|q|c|kh", "k"),
    ("mp|b", "p"),
    ("nt|d", "t"),
)
_CLASSES = [(re.compile(pattern), sound) for pattern, sound in _SOUNDS]
_SILENT = re.compile(r"[^a-z0-9]|[aeiouyh]")
_TWICE = re.compile(r"([a-z])\1+")


@lru_cache(maxsize=50_000)
def sound(words: str) -> str:
    """Return the consonants of a name's words in Latin letters, in classes; "" where they are too few to tell."""
    found = "".join(map(_of_word, words.split()))
    return found if len(found) >= LEAST else ""


def in_other_letters(name: str) -> bool:
    """Whether a name has letters that are not Latin."""
    return not name.isascii() and any(
        "\u0370" <= letter < "\u1e00" or "\u1f00" <= letter < "\u2000" or letter >= "\u2e80" for letter in name
    )


@lru_cache(maxsize=100_000)
def _of_word(word: str) -> str:
    for pattern, one in _CLASSES:
        word = pattern.sub(one, word)
    return _TWICE.sub(r"\1", _SILENT.sub("", _TWICE.sub(r"\1", word)))
