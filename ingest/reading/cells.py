"""What a cell says: amounts, dates and flags as people and registers write them, in all official EU languages.

Every function returns None for an empty cell and raises ValueError, in words for a user, for one that it cannot read.
"""

import itertools
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

from graph.messages import Message
from ingest.reading.columns.units import without_currency

Cell = str | float | int | bool | date | None
"""A cell of a spreadsheet or text file, before anybody knows what it means; a text is stripped, never empty."""

Decimal = Literal[",", "."]

SAMPLE = 5_000

UNKNOWN = frozenset({"", "-", "--", "?", "n/a", "na", "nvt", "n.v.t.", "nb", "n.b.", "onbekend", "unknown", "inconnu"})
_MONTHS = {
    month: number
    for number, months in enumerate(
        (
            "januari jan janvier january janv",
            "februari feb fevrier february fevr",
            "maart mrt mars march mar",
            "april apr avril avr",
            "mei mai may",
            "juni jun juin june",
            "juli jul juillet july juil",
            "augustus aug aout august",
            "september sep sept septembre",
            "oktober okt octobre october oct",
            "november nov novembre",
            "december dec decembre",
        ),
        start=1,
    )
    for month in months.split()
}
_DAY_FIRST = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d{2})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[./\-](\d{1,2})(?:[./\-](\d{1,2}))?(?:[ T].*)?")
_WORDED = re.compile(
    r"(?:(\d{1,2})(?:er|e|st|nd|rd|th|º|ª)?\.?[ \-/]*(?:de |d')?)?([^\W\d_]+)\.?,?[ \-/']*(?:de )?(\d{4}|\d{2})"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_LANGUAGES = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split()
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}")
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 80_000
"""Days since 1899-12-30 that Excel writes for 1927 to 2119; smaller numbers are years or no dates."""


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


def is_month_first(cells: Iterable[Cell]) -> bool:
    """Return whether a column writes the month before the day: some second number is no month, and no first one.

    The first SAMPLE cells are looked at.
    """
    first = second = False
    for cell in itertools.islice(cells, SAMPLE):
        if isinstance(cell, str) and (found := _DAY_FIRST.fullmatch(cell.strip())):
            first |= int(found.group(1)) > 12
            second |= int(found.group(2)) > 12
    return second and not first


def day(cell: Cell, *, end: bool = False, month_first: bool = False) -> date | None:
    """Return a date: ISO, day first, in words, a year (its first day, or its last where `end`) or Excel's day number.

    `month_first` is how a column writes its dates.
    Spreadsheets show an empty date as 0 January 1900, so a date of that month is unknown.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, str):
        bare = cell.strip().lower()
        found = None if bare in UNKNOWN else _day_of_text(bare, cell, end, month_first)
    elif isinstance(cell, bool):
        raise ValueError(Message("expected a date, found '%(cell)s'", cell=cell))
    elif isinstance(cell, int | float):
        found = _day_of_number(cell, end)
    else:
        found = cell
    if found is not None and found <= date(1900, 1, 31):
        return None
    return found


def _day_of_text(bare: str, cell: str, end: bool, month_first: bool) -> date:
    try:
        if match := _YEAR_FIRST.fullmatch(bare):
            year, month, number = match.groups()
            return date(int(year), int(month), int(number)) if number else _month(int(year), int(month), end)
        if match := _DAY_FIRST.fullmatch(bare):
            number, month, year = match.groups()
            number, month = (month, number) if month_first else (number, month)
            return date(_century(int(year)), int(month), int(number))
        if match := _MONTH_FIRST.fullmatch(bare):
            name, number, year = match.groups()
            return date(int(year), _month_number(name), int(number))
        if match := _WORDED.fullmatch(bare):
            number, name, year = match.groups()
            month_number = _month_number(name)
            when = _century(int(year))
            return date(when, month_number, int(number)) if number else _month(when, month_number, end)
        if match := re.fullmatch(r"(0?[1-9]|1[0-2])[./\-]((?:19|20)\d\d)", bare):
            return _month(int(match.group(2)), int(match.group(1)), end)
        if re.fullmatch(r"\d+(\.0+)?", bare):
            return _day_of_number(float(bare), end)
    except (ValueError, KeyError):
        pass
    raise ValueError(Message("expected a date, found '%(cell)s'", cell=cell))


def _month_number(name: str) -> int:
    bare = _unaccented(name)
    return _MONTHS[bare] if bare in _MONTHS else _months_of_europe()[bare]


@cache
def _months_of_europe() -> Mapping[str, int]:
    """Return the months in all official EU languages, without those that mean two ("listopad" in Polish and Croatian).

    Their names take time to load, so they are looked up where the common ones do not help.
    """
    from babel.dates import get_month_names

    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    found.setdefault(_unaccented(name.lower().rstrip(".")), set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1}


def _unaccented(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))


def _day_of_number(number: float, end: bool) -> date:
    if 1900 <= number <= 2200 and float(number).is_integer():
        return date(int(number), 12, 31) if end else date(int(number), 1, 1)
    if _FIRST_SERIAL <= number <= _LAST_SERIAL or 0 <= number <= 31:
        return date(1899, 12, 30) + timedelta(days=int(number))
    raise ValueError(Message("expected a date, found '%(number)s'", number=f"{number:g}"))


def _month(year: int, month: int, end: bool) -> date:
    first = date(year, month, 1)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1) if end else first


def _century(year: int) -> int:
    return year if year > 99 else year + (2000 if year < 70 else 1900)
