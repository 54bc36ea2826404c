"""Dates as people write them in 35 languages: in figures, in words, as a year, or as Excel's number of a day."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Final

from graph.messages import Message
from ingest.reading.cells import SAMPLE, UNKNOWN, Cell

_COMMON: Final = {
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
_DAY_FIRST = re.compile(r"(\d{1,2})[./\- ]\s?(\d{1,2})[./\- ]\s?(\d{4}|\d{2})\.?(?:[ Tt].*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[./\-]\s?(\d{1,2})(?:[./\-]\s?(\d{1,2}))?\.?(?:[ Tt].*)?")
_MONTH = re.compile(r"(0?[1-9]|1[0-2])[./\-]((?:19|20)\d\d)")
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_FILLERS: Final = frozenset(
    (
        "de del d of the m r г р gada gads ta tal ko eko ren a den der er e st nd rd th º ª dia le an year god godine "
        "fómhair mí na"
    ).split()
)
"""Words beside a day, a month and a year: "1 de juliol de 2015", "2015. gada 1. jūlijs", "1 юли 2015 г."."""

_QUARTERS: Final = tuple(
    "quart kwart kvart trimes čtvrtl štvrť četrt tromj negyed ketvirt ceturk neljän кварт трим τρίμ тромес ársfj "
    "çeyrek".split()
)
_HALVES: Final = tuple("halbj half halvår halvå semest półr polol pollet félév pusm pusg εξάμ піврі".split())
_SHORT_QUARTERS, _SHORT_HALVES = frozenset("q t k kv kw кв tr trim".split()), frozenset("h s hj hy".split())
"""Months begin with some of these: alone they are words."""

_ORDINALS: Final = frozenset("er e ère ème st nd rd th o º ° d de del of des the r г р року год".split())
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_FROM = re.compile(r"^(?:from|van|von|vom|du|de|del|dal|dall|od|från|fra|с|від|από|no)\s+")
_BETWEEN = re.compile(
    r"\s*[-–—]\s*|/|"
    r"\s+(?:/|>|→|to|till?|until|tot|t/m|bis|au|al|a|à|até|ate|do|až|da|până la|до|по|έως|kuni|līdz|iki)\s+"
)
"""What stands before, and between, the days of a period."""

_LANGUAGES: Final = (
    *"bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv nb is uk tr ca eu gl".split(),
    *"sr sr_Latn bs mk sq".split(),
)
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 80_000
"""Days since 1899-12-30 that Excel writes for 1927 to 2119; smaller numbers are years or no dates."""


def day(cell: Cell, *, end: bool = False, month_first: bool = False) -> date | None:
    """Return a date: ISO, day first, in words, a year (its first day, or its last where `end`) or Excel's day number.

    `month_first` is how a column writes its dates; raise ValueError for what is no date.
    Spreadsheets show an empty date as 0 January 1900, so a date of that month is unknown.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, str):
        bare = cell.strip().lower()
        try:
            found = None if bare in UNKNOWN else _day_of_text(bare, end, month_first)
        except (ValueError, KeyError):
            raise ValueError(Message("expected a date, found '%(cell)s'", cell=cell)) from None
    elif isinstance(cell, bool):
        raise ValueError(Message("expected a date, found '%(cell)s'", cell=cell))
    elif isinstance(cell, int | float):
        found = _day_of_number(cell, end)
    else:
        found = cell
    if found is not None and found <= date(1900, 1, 31):
        return None
    return found


def is_month_first(cells: Iterable[Cell]) -> bool:
    """Return whether a column writes the month before the day: some second number is no month, and no first one."""
    return orders(cells) == {"month first"}


def orders(cells: Iterable[Cell]) -> frozenset[str]:
    """Return which orders of day and month a column proves, as a first or second number is no month.

    The first SAMPLE cells are looked at.
    """
    found = (_DAY_FIRST.fullmatch(cell.strip()) for cell in itertools.islice(cells, SAMPLE) if isinstance(cell, str))
    numbers = [(int(one.group(1)), int(one.group(2))) for one in found if one]
    proved = {"day first": any(a > 12 for a, _ in numbers), "month first": any(b > 12 for _, b in numbers)}
    return frozenset(order for order, is_so in proved.items() if is_so)


@lru_cache(maxsize=65_536)
def _day_of_text(bare: str, end: bool, month_first: bool) -> date:
    if match := _YEAR_FIRST.fullmatch(bare):
        year, month, number = match.groups()
        return date(int(year), int(month), int(number)) if number else _month(int(year), int(month), end)
    if match := _DAY_FIRST.fullmatch(bare):
        number, month, year = match.groups()
        number, month = (month, number) if month_first else (number, month)
        return date(_century(int(year)), int(month), int(number))
    if match := _COMPACT.fullmatch(bare):
        return date(*map(int, match.groups()))
    if match := _MONTH.fullmatch(bare):
        return _month(int(match.group(2)), int(match.group(1)), end)
    if re.fullmatch(r"\d+(\.0+)?", bare):
        return _day_of_number(float(bare), end)
    return _day_in_words(bare, end)


def _day_in_words(bare: str, end: bool) -> date:
    """Return a date of a month's name, a year and perhaps a day, in the order of any language."""
    if len(bare) > 40:
        raise ValueError
    if found := _part_of_year(bare):
        first, last = found
        return _month(*last, end) if end else _month(*first, end)
    tokens = _TOKENS.findall(re.sub(r"\s\d{1,2}:\d\d.*$", "", bare))
    figures = [token for token in tokens if token.isdecimal()]
    (month,) = {_month_number(token) for token in tokens if not token.isdecimal() and token not in _FILLERS}
    if len(figures) == 1:
        return _month(_century(int(figures[0])), month, end)
    first, second = figures
    year, number = (first, second) if len(first) == 4 else (second, first)
    if len(year) not in (2, 4) or len(number) > 2:
        raise ValueError
    return date(_century(int(year)), month, int(number))


def _part_of_year(bare: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return year and month of the first and last month of a quarter or half: "Q1 2019", "1er trimestre 2019"."""
    tokens = [_ROMAN.get(token, token) for token in _TOKENS.findall(bare)]
    figures = [token for token in tokens if token.isdecimal()]
    said = [token for token in tokens if not token.isdecimal() and token not in _ORDINALS]
    if len(figures) != 2 or len(said) != 1:
        return None
    quarter = said[0] in _SHORT_QUARTERS or said[0].startswith(_QUARTERS)
    half = said[0] in _SHORT_HALVES or said[0].startswith(_HALVES)
    months = 3 if quarter else 6 if half else 0
    year, part = (int(one) for one in sorted(figures, key=len, reverse=True))
    if not months or not 1900 <= year <= 2200 or not 1 <= part <= 12 // months:
        return None
    return (year, (part - 1) * months + 1), (year, part * months)


def period(cell: Cell) -> tuple[date, date] | None:
    """Return the first and last day of a cell that holds both: "2019-2021", "01/2019 - 12/2020", "du 1.2. au 3.4.2019".

    None for what is no period.
    """
    if not isinstance(cell, str) or not 9 <= len(cell) <= 60:
        return None
    bare = _FROM.sub("", cell.strip().lower())
    for found in _BETWEEN.finditer(bare):
        try:
            first, last = day(bare[: found.start()]), day(bare[found.end() :], end=True)
        except ValueError:
            continue
        if first and last and date(1950, 1, 1) < first <= last:
            return first, last
    return None


def _month_number(name: str) -> int:
    bare = _unaccented(name)
    if bare in _COMMON:
        return _COMMON[bare]
    months = _months_of_europe()
    # Basque and Finnish put endings to a month's name: "uztailaren", "heinäkuuta".
    known = next((bare[:length] for length in range(len(bare), 4, -1) if bare[:length] in months), bare)
    return months[known]


@cache
def _months_of_europe() -> Mapping[str, int]:
    """Return the months in 35 languages, without those that mean two ("listopad" in Polish and Croatian).

    Their names take time to load, so they are looked up where the common ones do not help.
    """
    from babel.dates import get_month_names

    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    for word in _TOKENS.findall(name.lower()):
                        if word not in _FILLERS:
                            found.setdefault(_unaccented(word), set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1}


def _unaccented(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))


def _day_of_number(number: float, end: bool) -> date:
    if 1900 <= number <= 2200 and float(number).is_integer():
        return date(int(number), 12, 31) if end else date(int(number), 1, 1)
    if _FIRST_SERIAL <= number <= _LAST_SERIAL or 0 <= number <= 31:
        return date(1899, 12, 30) + timedelta(days=int(number))
    if float(number).is_integer() and (match := _COMPACT.fullmatch(str(int(number)))):
        return date(*map(int, match.groups()))
    raise ValueError(Message("expected a date, found '%(number)s'", number=f"{number:g}"))


def _month(year: int, month: int, end: bool) -> date:
    first = date(year, month, 1)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1) if end else first


def _century(year: int) -> int:
    return year if year > 99 else year + (2000 if year < 70 else 1900)
