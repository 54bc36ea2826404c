"""How much a name says: the commoner its words among the names at hand, the less it tells organisations apart."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from ingest.resolution.names import Name, role

BY_CHANCE = 0.05
"""So many other organisations of the same words are expected by chance before a name alone proves nothing."""


@cache
def subjects() -> frozenset[str]:
    """Return words that say what an organisation is about, and not which it is: "physics", "biology".

    At least five of half of ROR's organisations (CC0) have each, in four countries or more, none with over 60 %.
    """
    return frozenset((files(__package__) / "subjects.txt").read_text(encoding="utf-8").split())


Borne = tuple[str, str | None, str]
"""A register's scheme, a country, and the words of a name that one organisation there bears."""

FEW = 3
"""A word of so few names is that of one organisation's spellings: "Imec", "IMEC Leuven"."""


class Commonness:
    """Counts of words among the different names of the records, and who bears a name in a register of a country."""

    def __init__(self, names: Iterable[Sequence[str]], registered: Iterable[Borne] = ()) -> None:
        """Count the words of names, each given as its words; `registered` holds each record once by each name."""
        self._bearers = Counter(registered)
        different = {" ".join(sorted(words)): words for words in names}
        self._names = len(different)
        self._words = Counter(word for words in different.values() for word in set(words))

    def common(self, name: Name) -> bool:
        """Whether names of these words are expected to be others' too, were words drawn by how often they occur.

        Expected: N times the product of (n - 1) / N over the name's words, n of N names having the word; the one
        itself does not count.
        """
        words = set(name.words)
        if not name.forms and not any(_telling(word) for word in words):
            return True
        if self._names < 2 or any(self._words[word] <= FEW for word in words):
            return False
        bits = sum(math.log2((self._words[word] - 1) / self._names) for word in words)
        return math.log2(self._names) + bits > math.log2(BY_CHANCE)

    def only_one(self, scheme: str, country: str | None, name: Name) -> bool:
        """Whether a register has only one of these words in a country; it registers no two of one name there."""
        return self._bearers[scheme, country, " ".join(name.words)] == 1 and any(map(_telling, name.words))


def _telling(word: str) -> bool:
    return role(word) in ("own", "place", "number") and word not in subjects()
