"""What a cell says: texts and amounts as people and registers write them; `dates.py` has dates.

Every function returns None for an empty cell and raises ValueError, in words for a user, for one that it cannot read.
"""

import itertools
import math
import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

from graph.messages import Message
from ingest.reading.columns.units import without_currency

Cell = str | float | int | bool | date | None
"""A cell of a spreadsheet or text file, before anybody knows what it means; a text is stripped, never empty."""

Decimal = Literal[",", "."]

SAMPLE = 5_000

UNKNOWN = frozenset({"", "-", "--", "?", "n/a", "na", "nvt", "n.v.t.", "nb", "n.b.", "onbekend", "unknown", "inconnu"})
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}")


def text(cell: Cell) -> str | None:
    """Return a cell as one line of text; a whole number has no decimals, and spreadsheet debris is removed."""
    if cell is None or isinstance(cell, bool):
        return None if cell is None else str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    cleaned = " ".join(str(cell).replace("_x000D_", " ").replace("\u200b", "").split())
    return cleaned or None


def decimal_sign(cells: Iterable[Cell]) -> Decimal:
    """Return a column's decimal sign: what its amounts use before one or two last digits, else the Dutch comma.

    The first SAMPLE cells vote.
    """
    votes = {",": 0, ".": 0}
    for cell in itertools.islice(cells, SAMPLE):
        found = re.search(r"([.,])(\d+)\D*$", cell) if isinstance(cell, str) else None
        if found:
            sign, digits = found.groups()
            other = "." if sign == "," else ","
            # Three digits after a single sign are thousands; an earlier sign of the other kind proves the last decimal.
            is_decimal = len(digits) != 3 or other in cell[: found.start()] if isinstance(cell, str) else False
            votes[sign if is_decimal else other] += 1
    return "." if votes["."] > votes[","] else ","


def amount(cell: Cell, decimal: Decimal = ",", currency: str = "EUR") -> float | None:
    """Return an amount; `decimal` is the column's decimal sign, the other sign and blanks group thousands.

    A cell may name the column's currency, and no other.
    """
    if isinstance(cell, bool | date):
        raise ValueError(Message("expected an amount, found '%(cell)s'", cell=cell))
    if cell is None or isinstance(cell, int | float):
        return None if cell is None else _finite(float(cell), cell)
    bare = re.sub(r"[\s'’\u00a0\u202f]", "", without_currency(cell, currency))
    if bare.lower() in UNKNOWN:
        return None
    if _SCIENTIFIC.fullmatch(bare):
        return _finite(float(bare.replace(",", ".")), cell)
    bare = bare.removesuffix(",-").removesuffix(".-")
    group = "." if decimal == "," else ","
    if not re.fullmatch(rf"[+-]?(\d+|\d{{1,3}}({re.escape(group)}\d{{3}})+)({re.escape(decimal)}\d+)?", bare):
        raise ValueError(
            Message(
                "expected an amount with '%(decimal)s' as decimal sign, found '%(cell)s'", decimal=decimal, cell=cell
            )
        )
    return _finite(float(bare.replace(group, "").replace(decimal, ".")), cell)


def _finite(value: float, cell: Cell) -> float:
    if not math.isfinite(value):
        raise ValueError(Message("expected an amount, found '%(cell)s'", cell=cell))
    return value
