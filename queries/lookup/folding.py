"""Names without what people spell differently: case, accents and punctuation."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=1 << 18)
def fold(name: str) -> str:
    """Fold case, accents and punctuation away: "B-Hive" and "b hive" become one."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def holds(name: str, words: str) -> bool:
    """Return whether a folded name holds folded words, as words of its own."""
    return f" {words} " in f" {name} "
