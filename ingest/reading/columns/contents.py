"""What a column's cells look like, and how well that fits what its heading says."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ingest.reading.cells import Cell, text
from ingest.reading.columns.headings import words
from ingest.reading.columns.units import currency_of, is_unit
from ingest.reading.dates import day, period

SAMPLE = 300
"""Cells that are looked at; a list that changes its mind after so many rows is read by its heading."""

HALF = 0.5
FEW = 8
"""Fewer cells than this say little of their column."""


_AMOUNT = re.compile(r"\W{0,4}\d{1,3}([ .,'’\u00a0\u202f]?\d{3})*([.,]\d+)?(e[+-]?\d+)?\W{0,4}", re.I)
_LETTERS = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"(?=.*\d)[\w./\-_ ]{1,40}", re.I)
_POSTCODE = re.compile(r"([a-z]{1,2}-?)?\d{3,5}([ -]?\d{2,3}|[ ]?[a-z]{2})?|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}", re.I)
_WEB = re.compile(r"(https?://|www\.)\S+|[\w\-]+(\.[\w\-]+)*\.[a-z]{2,10}(/\S*)?", re.I)
_MAIL = re.compile(r"\S+@\S+\.\S+")
_HOUSE = re.compile(r"[^\W\d_]{3}.*[ .]\d{1,4}|\d{1,4},? [^\W\d_]{3}.*[^\W\d_] [^\W\d_]{3}")
"""A street with a house: "Hoofdstraat 12" or "12 rue de la Gare", not "9000 Gent"."""
_PHONE = re.compile(r"\+?[\d ()/.\-]{8,20}")


@dataclass(frozen=True, slots=True)
class Contents:
    """Shares of a column's filled cells (0 to 1) that look like something, and how they vary.

    `size` counts the cells looked at, `filled` is the share of rows that hold any, `length` the mean of their letters.
    """

    size: int
    filled: float
    distinct: float
    length: float
    dates: float
    years: float
    serials: float
    amounts: float
    small: float
    percents: float
    codes: float
    postcodes: float
    forms: float
    words: float
    web: float
    mail: float
    phones: float
    marks: float
    numbered: float
    priced: float
    periods: float


def contents(cells: Sequence[Cell]) -> Contents:
    """Look at a column's cells; the first SAMPLE that are filled count."""
    filled = [(cell, bare) for cell in cells if (bare := text(cell))]
    seen = filled[:SAMPLE]
    texts = [bare for _, bare in seen]
    many = len(seen) or 1

    def share(fits: Callable[[str], object], among: Iterable[str] = texts) -> float:
        return sum(1 for bare in among if fits(bare)) / many

    return Contents(
        size=len(seen),
        filled=len(filled) / (len(cells) or 1),
        distinct=len(set(texts)) / many,
        length=sum(map(len, texts)) / many,
        dates=sum(1 for cell, bare in seen if _is_date(cell, bare)) / many,
        years=share(lambda bare: re.fullmatch(r"(19|20)\d\d(\.0)?", bare)),
        serials=share(_is_serial),
        amounts=sum(1 for cell, bare in seen if _is_amount(cell, bare)) / many,
        small=sum(1 for cell, bare in seen if _is_small(cell, bare)) / many,
        percents=share(lambda bare: bare.endswith("%")),
        codes=share(_CODE.fullmatch),
        postcodes=share(_POSTCODE.fullmatch),
        forms=share(has_form),
        words=share(
            lambda bare: (
                sum(letter.isalpha() for letter in bare) >= min(2, len(bare)) and not _CODE_ONLY.fullmatch(bare)
            )
        ),
        web=share(_WEB.fullmatch),
        mail=share(_MAIL.fullmatch),
        phones=share(lambda bare: _PHONE.fullmatch(bare) and not _AMOUNT.fullmatch(bare)),
        marks=share(lambda bare: bare.casefold() in words("yes or no")),
        numbered=share(_HOUSE.search),
        priced=share(lambda bare: currency_of((bare,)) is not None),
        periods=share(period),
    )


_NUMBER = re.compile(r"(?!(0?[1-9]|1[0-2])\.(19|20)\d\d$)(?!(19|20)\d\d[01]\d[0-3]\d$)\d+([.,]\d+)?")
_CODE_ONLY = re.compile(r"(?=.*\d)\S{1,25}")


def _is_date(cell: Cell, bare: str) -> bool:
    if isinstance(cell, date):
        return True
    if len(bare) > 40 or not any(letter.isdecimal() for letter in bare) or re.fullmatch(_NUMBER, bare):
        return False
    try:
        return day(bare) is not None
    except ValueError:
        return bool(re.fullmatch(r"\d{1,2}[./\-]\d{1,2}[./\-](\d\d|\d{4})([ T].*)?", bare))


def _is_amount(cell: Cell, bare: str) -> bool:
    if isinstance(cell, date | bool):
        return False
    if isinstance(cell, int | float):
        return True
    plain = _LETTERS.sub(lambda found: "" if is_unit(found.group()) else found.group(), bare)
    return len(bare) < 40 and bool(_AMOUNT.fullmatch(plain.strip())) and "%" not in bare


def _is_small(cell: Cell, bare: str) -> bool:
    """Return whether a cell is a percentage, or a number that could be one."""
    if bare.rstrip().endswith("%"):
        return True
    try:
        return 0 <= (float(cell) if isinstance(cell, int | float) else float(bare.replace(",", "."))) <= 100
    except ValueError:
        return False


def has_form(bare: str) -> bool:
    """Return whether a name holds a legal form, or says what kind of body it is."""
    return any(word.strip(",;()\"'").casefold() in words("body") for word in bare.split())


Fit = Callable[[Contents], float]


def _textual(c: Contents) -> float:
    """Return how much a column is of names or titles: words, not numbers, dates or addresses of the web."""
    return max(0.0, c.words - c.dates - c.mail - c.web) * (0.1 if c.marks > 0.8 else 1.0)


def _titular(c: Contents) -> float:
    return _textual(c) * _varied(c) * (1.0 - 0.4 * max(0.0, c.forms - 0.2))


def _varied(c: Contents) -> float:
    """Return 1 where cells differ, less where few values repeat; a short column says little."""
    return 1.0 if c.size < FEW else min(1.0, 0.6 + 1.5 * c.distinct)


def _mostly(share: float, c: Contents) -> float:
    """Return a share of cells, less where most are something else: of such a column no faint heading makes amounts."""
    return share if share >= HALF or c.size < FEW else 0.6 * share


def _beyond_rates(c: Contents) -> float:
    """Return how little a column of numbers looks like rates: few different ones from 0 to 100, or percentages."""
    if c.percents > 0.1:
        return 0.0
    if c.small <= 0.97 or c.size < FEW:
        return 1.0
    return 0.5 if c.distinct > HALF else 0.15


def _labelled(c: Contents) -> float:
    return max(0.3, 1 - c.dates) * (1.0 if c.length < 100 else 0.6) * (1 - 0.6 * c.amounts * (1 - c.codes))


_FITS: Final[Mapping[str, Fit]] = {
    "title": lambda c: _titular(c) * (0.75 if c.length > 250 else 1.0),
    "abstract": lambda c: _textual(c) * (1.0 if c.length > 60 else 0.75 if c.length > 25 else 0.4),
    "body": lambda c: _textual(c) * (1.0 if c.length < 120 else 0.5) * (0.8 + 0.2 * min(1.0, 2 * c.forms)),
    "name": lambda c: _textual(c) * _varied(c) * (1.0 if c.length < 120 else 0.5),
    "day": lambda c: _mostly(max(c.dates, 0.9 * c.years, 0.8 * c.serials), c),
    "period": lambda c: c.periods * (1.0 if c.size < FEW or c.distinct * c.size > 1.5 else 0.1),
    "money": lambda c: _mostly(c.amounts, c) * (0.35 if c.years > 0.9 else 1.0) * _beyond_rates(c),
    "fee": lambda c: _mostly(c.amounts, c),
    "rate": lambda c: max(c.small, 0.25),
    "key": lambda c: max(c.codes, 0.5 * c.filled) * (1.0 if c.size < 5 else min(1.0, 0.4 + c.distinct)) * (1 - c.dates),
    "postcode": lambda c: max(c.postcodes, 0.3 * c.codes),
    "web": lambda c: c.web,
    "number": lambda c: max(c.codes, 0.2) * (1 - c.dates),
    "label": _labelled,
    "named": lambda c: _labelled(c) * (0.1 if c.marks > 0.8 else 1.0),
    "theme": lambda c: _labelled(c) * (0.4 if c.size >= FEW and c.distinct > 0.8 and c.length > 20 else 1.0),
    "street": lambda c: max(0.5, c.numbered),
    "town": lambda c: _labelled(c) * (1 - 0.4 * c.numbered),
    "any": lambda _: 1.0,
}


def _is_serial(bare: str) -> bool:
    """Return whether a number could be Excel's for a day of 1982 to 2064."""
    return bool(re.fullmatch(r"[3-5]\d{4}(\.0)?", bare))


FIT_OF: Final[Mapping[str, str]] = {
    "title": "title", "abstract": "abstract", "beneficiary": "body", "lead": "body", "partners": "body",
    "organisation": "name", "name": "name", "start": "day", "end": "day", "since": "day", "until": "day",
    "approval": "day", "final": "day", "updated": "day", "cost": "money", "eligible": "money", "paid": "money",
    "allocated": "money", "grant": "money", "otherfunds": "money", "fee": "fee", "contribution": "money",
    "requested": "money", "rate": "rate", "key": "key",
    "postcode": "postcode", "website": "web", "number": "number", "status": "label", "instrument": "label",
    "call": "label", "theme": "theme", "street": "street", "town": "town", "country": "label", "cluster": "named",
    "acronym": "label", "role": "label", "period": "period",
}  # fmt: skip
"""Meaning -> the test of its cells; other meanings say nothing of them."""


def fit(meaning: str, seen: Contents) -> float:
    """Return how well a column's cells fit a meaning, 0 to 1; an empty column fits anything."""
    if seen.size == 0:
        return 0.9
    return max(0.0, min(1.0, _FITS[FIT_OF.get(meaning, "any")](seen)))
