"""The sentences of two texts that say the same."""

import re
from dataclasses import dataclass

import numpy as np

from queries.likeness.vectors import Corpus

ENDS = re.compile(r"(?<=[.!?;:])\s+|\n+")
ALIKE = 0.35
"""From this cosine on, two sentences are shown side by side (a judgement)."""
MOST = 3
LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Aligned:
    """A sentence of one text beside the sentence of the other that is most like it, and their cosine (0 to 1)."""

    one: str
    other: str
    likeness: float

    def __str__(self) -> str:
        return f"{self.one} | {self.other}"


def aligned(corpus: Corpus, one: str, other: str, most: int = MOST) -> tuple[Aligned, ...]:
    """Return the sentences of two texts that are most alike, each used once, best first."""
    mine, yours = sentences(one), sentences(other)
    if not mine or not yours:
        return ()
    cosines = (corpus.grams(corpus.texts, mine) @ corpus.grams(corpus.texts, yours).T).toarray()
    found: list[Aligned] = []
    while len(found) < most and cosines.size and (best := float(cosines.max())) >= ALIKE:
        a, b = np.unravel_index(int(cosines.argmax()), cosines.shape)
        found.append(Aligned(mine[a], yours[b], best))
        cosines[a, :] = cosines[:, b] = 0.0
    return tuple(found)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text that have three words or more."""
    return [part.strip() for part in ENDS.split(text) if len(part.split()) >= LEAST_WORDS]
