"""How a list writes its amounts and dates: decided by whole columns, with what headings, countries and words say."""

import itertools
from collections import Counter
from collections.abc import Sequence

from graph.messages import Message
from ingest.reading.cells import Cell, amount, decimal_sign
from ingest.reading.columns.headings import vocabulary
from ingest.reading.columns.units import OF_COUNTRY, OF_LANGUAGE, currency_of, unit_of
from ingest.reading.dates import orders
from ingest.reading.entries.listing import Amounts, Listing

_SAMPLE = 1_000
_MOST = {1e3: 1e7, 1e6: 2e4}
"""Unit -> the median above which a column cannot be in it, whatever its heading says: 20,000 millions."""


def amounts_of(listing: Listing, names: Sequence[str]) -> dict[str, Amounts]:
    """Return how each of these columns of amounts is read; what a person says comes first."""
    usual = _usual_currency(listing)
    return {name: _amounts(listing, name, usual) for name in names}


def _amounts(listing: Listing, name: str, usual: tuple[str, Message] | None) -> Amounts:
    said, heading = listing.mapping, listing.headings[listing.columns[name]]
    cells = list(itertools.islice(listing.column(name), _SAMPLE))
    decimal, unit = decimal_sign(cells), unit_of(heading)
    currency = said.currencies.get(name) or said.currency or unit.currency or currency_of(cells)
    remark: Message | None = None
    if currency is None and usual:
        currency, why = usual
        remark = Message(
            "no currency is named; it is taken for %(currency)s, %(why)s; a mapping with `currency` overrules that.",
            currency=currency,
            why=why,
        )
    currency = currency or "EUR"
    if name in said.units:
        return Amounts(decimal, currency, float(said.units[name]), remark)
    middle = _median(cells, decimal, currency)
    if unit.factor != 1 and middle is not None and middle > _MOST[unit.factor]:
        remark = Message(
            "its heading says that amounts are in units of %(unit)s, which cells such as %(cell)s cannot be; they are "
            "taken as they stand.",
            unit=round(unit.factor),
            cell=round(middle),
        )
        return Amounts(decimal, currency, 1.0, remark)
    if currency != "EUR" and remark is None:
        remark = Message("amounts are in %(currency)s, and not counted as euro.", currency=currency)
    return Amounts(decimal, currency, unit.factor, remark)


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
        code = OF_COUNTRY.get(listing.mapping.country.upper())
        why = Message("as the mapping's country is %(country)s", country=listing.mapping.country)
        return (code, why) if code else None
    for place, heading in enumerate(listing.headings):
        like = vocabulary().meanings(heading).get("country")
        if heading and like and like.score > 0.9 and (found := _country_of(listing, place)):
            code = OF_COUNTRY.get(found)
            return (code, Message("as its country is %(country)s", country=found)) if code else None
    languages = Counter(listing.recognition.languages.values())
    if languages:
        (language, times), *others = languages.most_common(2)
        if language in OF_LANGUAGE and times > (others[0][1] if others else 0):
            return OF_LANGUAGE[language], Message("by the language of its headings")
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
