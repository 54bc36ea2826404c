"""Rows that go on with the row above: further partners of a project, further members below a cluster named once."""

from collections.abc import Mapping, Sequence
from typing import Final

from ingest.reading.cells import Cell

_NAMES: Final = ("key", "title")
_OWN: Final = ("start_date", "end_date", "cost_eur", "grant_eur", "abstract")
_WHO: Final = ("participant", "promoter")


class Continued:
    """What rows leave to the row above them; `rows` are those that did so far.

    `unsaid` is the only field of who takes part, where it could be meant for the rows below as well: nobody is put
    into a project for that.
    """

    def __init__(self, cells: Sequence[Sequence[Cell]], columns: Mapping[str, int]) -> None:
        self.rows: list[int] = []
        self._above: list[Cell] = []
        self._grouped = "cluster" in columns and _is_grouped([_at(row, columns["cluster"]) for row in cells])
        who = [name for name in _WHO if name in columns]
        self.unsaid = who[0] if len(who) == 1 and _is_grouped([_at(row, columns[who[0]]) for row in cells]) else None

    def filled(self, number: int, cells: list[Cell], columns: Mapping[str, int]) -> list[Cell]:
        """Return a row's cells with what it leaves to the row above."""
        said = {name for name, place in columns.items() if _at(cells, place) is not None}
        left: list[str] = []
        if self._above and not said & {*_NAMES, *_OWN} and said & set(_WHO):
            left += [name for name in _NAMES if name in columns]
        if self._above and self._grouped and "cluster" not in said:
            left.append("cluster")
        found = cells + [None] * (max(columns.values(), default=0) + 1 - len(cells)) if left else cells
        for name in left:
            found[columns[name]] = _at(self._above, columns[name])
        if left:
            self.rows.append(number)
        self._above = found
        return found


def _is_grouped(cells: Sequence[Cell]) -> bool:
    """Return whether a column names each thing once, in the first of its rows, of which most have more than one."""
    filled = [cell for cell in cells if cell is not None]
    empty = len(cells) - len(filled)
    return len(cells) > 2 and cells[0] is not None and empty >= len(filled) and len(set(filled)) == len(filled)


def _at(cells: Sequence[Cell], place: int) -> Cell:
    return cells[place] if place < len(cells) else None
