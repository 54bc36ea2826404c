"""Headings that stand in two rows: "Period" above "from" and "to", as merged cells or in a text."""

from collections.abc import Iterator, Sequence

from ingest.reading.cells import Cell, text
from ingest.reading.columns.headings import fold

LONGEST = 60
"""A longer cell above a heading is a title or a remark."""


def headings_of(rows: Sequence[Sequence[Cell]], row: int) -> tuple[str, ...]:
    """Return the headings in a row, counted from 1."""
    return tuple(text(cell) or "" for cell in rows[row - 1])


def joined(rows: Sequence[Sequence[Cell]], row: int) -> tuple[str, ...] | None:
    """Return a row's headings with those above them, "Period from"; None where nothing above it is a heading.

    A heading above stands over the columns to its right until the next, and one at least does so.
    """
    if row < 2:
        return None
    above, below = headings_of(rows, row - 1), headings_of(rows, row)
    said = {cell for cell in above if cell}
    if len(said) < 2 or any(len(cell) > LONGEST or not any(map(str.isalpha, cell)) for cell in said):
        return None
    width = max(len(above), len(below))
    if not any(under and not over for over, under in zip(_padded(above, width), _padded(below, width), strict=True)):
        return None
    pairs = zip(_spread(above, width), _padded(above, width), _padded(below, width), strict=True)
    found = tuple(_one(spread, own, under) for spread, own, under in pairs)
    return None if found == below else found


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells + ("",) * (width - len(cells))


def _spread(cells: tuple[str, ...], width: int) -> Iterator[str]:
    last = ""
    for cell in _padded(cells, width):
        last = cell or last
        yield last


def _one(spread: str, own: str, under: str) -> str:
    if not under:
        return own
    return under if not spread or fold(spread) == fold(under) else f"{spread} {under}"
