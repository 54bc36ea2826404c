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
from ingest.reading.columns.units import factor_of, without_currency

Cell = str | float | int | bool | date | None
"""A cell of a spreadsheet or text file, before anybody knows what it means; a text is stripped, never empty."""

Decimal = Literal[",", "."]

SAMPLE = 5_000

UNKNOWN = frozenset({"", "-", "--", "?", "n/a", "na", "nvt", "n.v.t.", "nb", "n.b.", "onbekend", "unknown", "inconnu"})
_CERTAIN = 10
_UNIT = re.compile(r"\d\s?([^\W\d_]+)\.?\W*[^\W\d_]*\W*$")
_BEHIND = re.compile(r"[^\W\d_]+\.?$")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}")


def text(cell: Cell) -> str | None:
    """Return a cell as one line of text; a whole number has no decimals, and spreadsheet debris is removed."""
    if cell is None or isinstance(cell, bool):
        return None if cell is None else str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    cleaned = " ".join(str(cell).replace("_x000D_", " ").replace("\u200b", "").split())
    return cleaned or None


def decimal_sign(cells: Iterable[Cell], *, millions: bool = False) -> Decimal:
    """Return a column's decimal sign: what its amounts use before one or two last digits, else the Dutch comma.

    The first SAMPLE cells vote. Three digits behind a single sign ("1.234") are thousands, unless what stands before
    it says otherwise, or amounts are in `millions` and no cell knows better.
    """
    sure, maybe = {",": 0, ".": 0}, {",": 0, ".": 0}
    for cell in itertools.islice(cells, SAMPLE):
        found = re.search(r"(.*)([.,])(\d+)\D*$", cell) if isinstance(cell, str) else None
        if found:
            before, sign, digits = found.groups()
            other = "." if sign == "," else ","
            whole = sign not in before and _ungrouped(before)
            if len(digits) != 3 or other in before or whole:
                # No number is grouped that begins with 0: one such cell outweighs some that could be either.
                sure[sign] += _CERTAIN if len(digits) == 3 and whole else 1
            else:
                (sure if sign in before else maybe)[other] += 1
    if millions and not any(sure.values()):
        return "." if maybe[","] > maybe["."] else ","
    votes = {sign: sure[sign] + maybe[sign] for sign in sure}
    return "." if votes["."] > votes[","] else ","


def _ungrouped(before: str) -> bool:
    """Return whether figures before a sign are none that thousands follow: "0", "1234", "1 234"."""
    figures = re.search(r"(\d+(?:[ '’\u00a0\u202f]\d{3})*)$", before)
    return figures is not None and (figures[1].startswith("0") or len(figures[1]) > 3)


def amount(cell: Cell, decimal: Decimal = ",", currency: str = "EUR") -> float | None:
    """Return an amount; `decimal` is the column's decimal sign, the other sign and blanks group thousands.

    A cell may name the column's currency, and no other, and a unit of its own ("1,2 mln").
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
    unit = own_unit(cell)
    bare = _BEHIND.sub("", bare) if unit != 1 else bare
    group = "." if decimal == "," else ","
    if not re.fullmatch(rf"[+-]?(\d+|[1-9]\d{{0,2}}({re.escape(group)}\d{{3}})+)({re.escape(decimal)}\d+)?", bare):
        raise ValueError(
            Message(
                "expected an amount with '%(decimal)s' as decimal sign, found '%(cell)s'", decimal=decimal, cell=cell
            )
        )
    found = float(bare.replace(group, "").replace(decimal, "."))
    return _finite(round(found * unit, 2) if unit != 1 else found, cell)


def own_unit(cell: Cell) -> float:
    """Return the unit that a cell names behind its figures, as "1,2 mln" and "350k" do; 1 where it names none."""
    found = _UNIT.search(cell) if isinstance(cell, str) else None
    return factor_of(found[1]) if found else 1.0


def _finite(value: float, cell: Cell) -> float:
    if not math.isfinite(value):
        raise ValueError(Message("expected an amount, found '%(cell)s'", cell=cell))
    return value
