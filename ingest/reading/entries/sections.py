"""Titles that stand between a list's entries, above those that they are of: "Textile cluster", then its members."""

from collections.abc import Container, Mapping, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from ingest.reading.cells import Cell, text
from ingest.reading.columns.headings import fold, words

Rows: TypeAlias = Sequence[Sequence[Cell]]

_MOST: Final = 0.5
"""Where more rows than this hold one cell alone, such a row is an entry of which no more is known."""

_SHORT: Final = 4
"""A stem of so few letters is one only where a word begins."""

_NAMES: Final = ("name", "title", "key", "participant", "promoter")


def titles_of(rows: Rows, header_row: int, heads: Container[int], columns: Mapping[str, int]) -> Mapping[int, str]:
    """Return the titles of a list's parts by row, that above the first headings included.

    One cell alone is a title above headings that come again, in a list that says more of nearly all of its entries,
    and in one that begins with such a cell. `heads` are the rows of headings.
    """
    every = [(number, cells) for number, cells in enumerate(rows, start=1) if number > header_row and _filled(cells)]
    entries = [(number, cells) for number, cells in every if number not in heads]
    alone = {number: cell for number, cells in entries if (cell := _alone(cells))}
    found = {one: alone[one] for (one, _), (other, _) in pairwise(every) if other in heads and one in alone}
    if found:
        found |= _above(rows, header_row)
    named = [name for name in _NAMES if name in columns]
    if len(named) > 1 and len(columns) > 3 and 5 * len(alone) < len(entries):
        places = {0, columns[named[0]]}
        found |= {number: alone[number] for number, cells in entries if number in alone and _first(cells) in places}
    elif len(columns) > 1 and _stand_apart([number for number, _ in entries], alone):
        found |= alone
    return {number: title.rstrip(": ") for number, title in sorted(found.items())}


def name_clusters(titles: Sequence[str]) -> bool:
    """Return whether the titles say themselves that they are of clusters, most of them."""
    return len(titles) > 1 and 2 * sum(map(_says_cluster, titles)) >= len(titles)


def _says_cluster(title: str) -> bool:
    """Return whether a word begins as one for a cluster, or is made of it: "Textielcluster", not "metropole"."""
    return any(
        word.startswith(stem) or (len(stem) > _SHORT and stem in word)
        for word in fold(title).split()
        for stem in words("cluster")
    )


def _stand_apart(numbers: Sequence[int], alone: Mapping[int, str]) -> bool:
    """Return whether a list begins with one cell alone and has others like it, each with entries below."""
    few = 1 < len(alone) <= _MOST * len(numbers)
    return few and numbers[0] in alone and numbers[-1] not in alone and not any(n + 1 in alone for n in alone)


def _above(rows: Rows, header_row: int) -> dict[int, str]:
    """Return the row above the first headings, if it holds a title: of the first part."""
    for number in range(header_row - 1, 0, -1):
        if _filled(rows[number - 1]):
            return {number: title} if (title := _alone(rows[number - 1])) else {}
    return {}


def _alone(cells: Sequence[Cell]) -> str | None:
    """Return the only cell of a row, where it is in words."""
    filled = _filled(cells)
    if len(filled) != 1 or not isinstance(filled[0], str) or not any(map(str.isalpha, filled[0])):
        return None
    return text(filled[0])


def _filled(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell is not None]


def _first(cells: Sequence[Cell]) -> int:
    return next(place for place, cell in enumerate(cells) if cell is not None)
