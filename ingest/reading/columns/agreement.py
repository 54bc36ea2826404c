"""Do two columns agree row by row? Nothing ends before it begins, and no grant is above the cost."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from ingest.reading.cells import Cell, amount, decimal_sign
from ingest.reading.columns.units import currency_of
from ingest.reading.dates import day, is_month_first

FEWEST = 5
"""Fewer rows that have both say nothing."""

_SAMPLE = 300
Order = date | float
PAIRS: Final = (("start_date", "end_date"), ("grant_eur", "cost_eur"))
"""The first of each is no more than the second."""


def in_order(pair: tuple[str, str], first: Sequence[Cell], second: Sequence[Cell]) -> float | None:
    """Return the share of the rows with both in which the first is no more than the second; None for few rows.

    Amounts that are the same in all of them say nothing either.
    """
    read = _days if pair[0] == "start_date" else _amounts
    rows = zip(read(first[:_SAMPLE]), read(second[:_SAMPLE]), strict=True)
    both = [(a, b) for a, b in rows if a is not None and b is not None]
    if len(both) < FEWEST or (pair[0] == "grant_eur" and all(a == b for a, b in both)):
        return None
    return sum(1 for a, b in both if isinstance(a, date) == isinstance(b, date) and _upto(a, b)) / len(both)


def _upto(a: Order, b: Order) -> bool:
    if isinstance(a, date) and isinstance(b, date):
        return a <= b
    return not isinstance(a, date) and not isinstance(b, date) and a <= 1.001 * b


def _days(cells: Sequence[Cell]) -> list[Order | None]:
    month_first = is_month_first(cells)
    return [_or_none(lambda cell: day(cell, month_first=month_first), cell) for cell in cells]


def _amounts(cells: Sequence[Cell]) -> list[Order | None]:
    sign, currency = decimal_sign(cells), currency_of(cells) or "EUR"
    return [_or_none(lambda cell: amount(cell, sign, currency), cell) for cell in cells]


def _or_none(read: Callable[[Cell], Order | None], cell: Cell) -> Order | None:
    try:
        return read(cell)
    except ValueError:
        return None
