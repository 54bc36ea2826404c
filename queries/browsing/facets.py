"""How many entities of a type there are of each kind, country, year, instrument and theme."""

from collections import Counter
from dataclasses import dataclass

from graph.store import Store
from queries.asking.question import question
from queries.lookup.catalogue import FACETS, UNKNOWN, Facet
from queries.lookup.choosing import OfAmong, OfCountry, OfInstrument, OfKind, OfTheme, OfType, OfWords, OfYear, choice
from queries.lookup.entities import entities


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many entities have one value of a facet; of instruments and themes `value` is the id."""

    facet: Facet
    value: str
    name: str
    number: int


@question
def facets(
    store: Store,
    *,
    of: OfType = "clusters",
    words: OfWords = None,
    kind: OfKind = None,
    country: OfCountry = None,
    year: OfYear = None,
    instrument: OfInstrument = None,
    theme: OfTheme = None,
    among: OfAmong = None,
) -> list[FacetValue]:
    """How many entities of a type there are of each kind, country, year, instrument and theme.

    Each facet counts what the other filters leave, so that its numbers say what another choice of it would show. What
    has several values counts for each; what has none that is known counts as unknown. Ordered by facet, then the most
    frequent first, years the latest first, unknown last.
    """
    wanted = choice(store, of, words, kind, country, year, instrument, theme, among)
    counts: dict[Facet, Counter[str]] = {facet: Counter() for facet in FACETS}
    for one in wanted.among(store):
        missed = wanted.missed(one)
        for facet in FACETS if not missed else missed if len(missed) == 1 else ():
            counts[facet].update(one.facets[facet] or (UNKNOWN,))
    known = entities(store)
    rows = [
        FacetValue(facet, value, known[value].name if value in known else value, number)
        for facet, found in counts.items()
        for value, number in found.items()
    ]
    return sorted(rows, key=_order)


def _order(row: FacetValue) -> tuple[int, bool, int, str, str]:
    first = -int(row.value) if row.facet == "year" and row.value != UNKNOWN else -row.number
    return FACETS.index(row.facet), row.value == UNKNOWN, first, row.name.casefold(), row.value
