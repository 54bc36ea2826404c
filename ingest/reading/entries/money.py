"""How a list writes its amounts and dates: decided by whole columns, with what headings, countries and words say."""

import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import date

from graph.messages import Message
from ingest.reading.cells import Cell, amount, decimal_sign
from ingest.reading.columns.headings import vocabulary
from ingest.reading.columns.units import (
    BEFORE_EURO,
    OF_COUNTRY,
    OF_LANGUAGE,
    currency_named,
    currency_of,
    unit_of,
)
from ingest.reading.dates import day, orders
from ingest.reading.entries.listing import Amounts, Listing

_SAMPLE = 1_000
_MOST = {1e3: 1e7, 1e6: 2e4, 1e9: 1e3}
"""Unit -> the median above which a column cannot be in it, whatever its heading says: 20,000 millions."""


def amounts_of(listing: Listing, names: Sequence[str]) -> dict[str, Amounts]:
    """Return how each of these columns of amounts is read; what a person says comes first."""
    usual, place = _usual_currency(listing), _place_of_currencies(listing)
    return {name: _amounts(listing, name, usual, place) for name in names}


def _amounts(listing: Listing, name: str, usual: tuple[str, Message] | None, place: int | None) -> Amounts:
    said, heading = listing.mapping, listing.headings[listing.columns[name]]
    cells = list(itertools.islice(listing.column(name), _SAMPLE))
    unit = unit_of(heading)
    decimal = decimal_sign(cells, millions=unit.factor >= 1e6)
    told = said.currencies.get(name) or said.currency or unit.currency or currency_of(cells)
    currency, remark = told or "EUR", None
    if told:
        place = None
    elif place is None and usual:
        currency, why = usual
        remark = Message(
            "no currency is named; it is taken for %(currency)s, %(why)s; a mapping with `currency` overrules that.",
            currency=currency,
            why=why,
        )
    if name in said.units:
        return Amounts(decimal, currency, float(said.units[name]), remark, place)
    middle = _median(cells, decimal, currency)
    if unit.factor != 1 and middle is not None and middle > _MOST[unit.factor]:
        remark = Message(
            "its heading says that amounts are in units of %(unit)s, which cells such as %(cell)s cannot be; they are "
            "taken as they stand.",
            unit=round(unit.factor),
            cell=round(middle),
        )
        return Amounts(decimal, currency, 1.0, remark, place)
    if place is not None:
        remark = Message(
            "the column '%(heading)s' says in which currency each row's amounts are; those in another than euro are "
            "not counted as euro.",
            heading=listing.headings[place],
        )
    elif currency != "EUR" and remark is None:
        remark = Message("amounts are in %(currency)s, and not counted as euro.", currency=currency)
    return Amounts(decimal, currency, unit.factor, remark, place)


def _place_of_currencies(listing: Listing) -> int | None:
    """Return the column that no field has and whose cells are all names of currencies; None where that says EUR."""
    rows = [cells for _, cells in itertools.islice(listing.rows(), _SAMPLE)]
    used = set(listing.columns.values())
    for place in range(len(listing.headings)):
        cells = [row[place] for row in rows if place < len(row) and row[place] is not None]
        named = Counter(code for cell in cells if (code := currency_named(cell)))
        if place not in used and cells and named.total() >= 0.9 * len(cells) and set(named) != {"EUR"}:
            return place
    return None


def _median(cells: Sequence[Cell], decimal: str, currency: str) -> float | None:
    found = []
    for cell in cells:
        try:
            value = amount(cell, "," if decimal == "," else ".", currency)
        except ValueError:
            continue
        if value:
            found.append(abs(value))
    return sorted(found)[len(found) // 2] if found else None


def _usual_currency(listing: Listing) -> tuple[str, Message] | None:
    """Return the currency of a list's country or language, and why, where that is not the euro."""
    if listing.mapping.country:
        why = Message("as the mapping's country is %(country)s", country=listing.mapping.country)
        return _paid_in(listing, OF_COUNTRY.get(listing.mapping.country.upper()), why)
    for place, heading in enumerate(listing.headings):
        like = vocabulary().meanings(heading).get("country")
        if heading and like and like.score > 0.9 and (found := _country_of(listing, place)):
            return _paid_in(listing, OF_COUNTRY.get(found), Message("as its country is %(country)s", country=found))
    languages = Counter(listing.recognition.languages.values())
    if languages:
        (language, times), *others = languages.most_common(2)
        if times > (others[0][1] if others else 0):
            return _paid_in(listing, OF_LANGUAGE.get(language), Message("by the language of its headings"))
    return None


def _paid_in(listing: Listing, code: str | None, why: Message) -> tuple[str, Message] | None:
    """Return a currency and why, unless the list has days since when the euro is paid instead."""
    if code and code in BEFORE_EURO:
        names = [name for name in ("start_date", "since") if name in listing.columns]
        begun = [found for name in names for cell in listing.column(name) if (found := _day(cell))]
        if not begun or max(begun) >= BEFORE_EURO[code]:
            return None
    return (code, why) if code else None


def _day(cell: Cell) -> date | None:
    try:
        return day(cell)
    except ValueError:
        return None


def _country_of(listing: Listing, place: int) -> str | None:
    """Return the country that nine of ten rows name."""
    cells = Counter(
        str(row[place]) for _, row in itertools.islice(listing.rows(), _SAMPLE) if place < len(row) and row[place]
    )
    if not cells:
        return None
    cell, times = cells.most_common(1)[0]
    if times < 0.9 * sum(cells.values()):
        return None
    from rigour.territories import lookup_territory

    found = lookup_territory(cell)
    return found.code.upper()[:2] if found else None


def date_orders_of(listing: Listing, names: Sequence[str]) -> frozenset[str]:
    """Return in which orders the list writes day and month, as its mapping or else all of its dates prove."""
    if listing.mapping.date_order:
        return frozenset((listing.mapping.date_order,))
    return orders(cell for name in names for cell in itertools.islice(listing.column(name), _SAMPLE * 5))
