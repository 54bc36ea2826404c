"""Rows of a list that are none of its entries: totals, footnotes, section titles, headers that come again."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from ingest.reading.columns.headings import fold, words

_LONGEST = 60
_PHRASES: Final = frozenset(fold(phrase) for phrase in ("i alt", "ialt", "iš viso", "grand total", "total général"))
_NUMBER = re.compile(r"\(?(\d{1,2})(?:\.0)?\)?(?:\s*=.*)?$")
_SIGN = re.compile(r"[*¹²³†‡]|\(\d\)\s|\[\d\]\s|\(\*+\)")


def is_total(cell: str) -> bool:
    """Return whether a cell says that its row adds others up: "Totaal", "Total général", "Totaal: 2 leden"."""
    if len(cell) > _LONGEST or not (cell[:1].isalpha() or cell[:1] in "*-=("):
        return False
    said = [word for word in fold(cell).split() if not word.isdigit()]
    if " ".join(said[:2]) in _PHRASES:
        return True
    totals = _folded("total")
    return any(word in totals for word in said) and all(
        word in totals or word in _folded("with a total") for word in said
    )


def begins_with_total(cell: str) -> bool:
    """Return whether a cell could be what is added up: "Subtotal axis 1", but "Total quality" too."""
    first = fold(cell).split()[:1]
    return bool(first) and first[0] in _folded("total")


def is_numbering(cells: Sequence[str]) -> bool:
    """Return whether a row numbers the columns above it: 1, 2, 3, or (1), (2), (3) = (1) + (2)."""
    numbers = [int(found.group(1)) for cell in cells if (found := _NUMBER.match(cell))]
    return len(numbers) == len(cells) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def is_footnote(cells: Sequence[str]) -> bool:
    """Return whether a row is a remark below a list: one cell alone, that begins as footnotes and sources do."""
    if len(cells) != 1:
        return False
    first, colon, _ = cells[0].partition(":")
    return bool(_SIGN.match(cells[0])) or bool(colon and first.strip().casefold() in words("footnote"))


def is_example(cell: str) -> bool:
    """Return whether a name or title is the example of a template: "Voorbeeld: Alfa NV"."""
    first, colon, _ = cell.partition(":")
    return bool(colon) and first.strip().casefold() in words("example")


@cache
def _folded(kind: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words(kind))
