"""Which entities of a list are wanted: how it is asked for, and which they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from graph.schema import FundingInstrument, Node, Theme
from graph.store import Store
from queries.lookup.catalogue import UNKNOWN, Entry, Facet, Of, catalogue
from queries.lookup.entities import entities, folded, resolve
from queries.lookup.folding import fold
from queries.lookup.selected import selected
from queries.lookup.subjects import about

OfType = Annotated[Of, "which type"]
OfWords = Annotated[str | None, "only with all these words in one of the names, or about the theme of that name"]
OfKind = Annotated[str | None, "only this kind: IBN, firm, research, ...; or unknown"]
OfCountry = Annotated[str | None, "only of this country, as in BE; or unknown"]
OfYear = Annotated[str | None, "only what was active in this year; or unknown"]
OfInstrument = Annotated[str | None, "only under this funding instrument (name or id); or unknown"]
OfAmong = Annotated[str | None, "only among these (ids or names, apart by commas)"]
OfTheme = Annotated[str | None, "only about this theme (name or id); or unknown"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which entities of a type are wanted: words of a name, values of facets, and the ids of a selection if any."""

    of: Of
    words: str
    wanted: Mapping[Facet, str]
    ids: frozenset[str] | None = None

    def among(self, store: Store) -> Sequence[Entry]:
        """Return the entities that have all words in one of their names, or are about the theme of that name."""
        every = [one for one in catalogue(store)[self.of] if self.ids is None or one.listed.id in self.ids]
        words = fold(self.words).split()
        if not words:
            return every
        names, themed = folded(store), {match.entity.id for match in about(store, self.words)}
        return [one for one in every if one.listed.id in themed or all(w in names[one.listed.id] for w in words)]

    def missed(self, entry: Entry) -> list[Facet]:
        """Return the facets by which an entity is not wanted."""
        return [
            facet
            for facet, value in self.wanted.items()
            if value not in entry.facets[facet] and (value != UNKNOWN or entry.facets[facet])
        ]


def choice(
    store: Store,
    of: Of,
    words: str | None,
    kind: str | None,
    country: str | None,
    year: str | None,
    instrument: str | None,
    theme: str | None,
    among: str | None,
) -> Choice:
    """Return what is wanted; entities may be named. Raise NotFoundError where there is none such."""
    given: Mapping[Facet, str | None] = {
        "kind": kind,
        "country": country,
        "year": year,
        "instrument": _id(store, FundingInstrument, instrument),
        "theme": _id(store, Theme, theme),
    }
    ids = frozenset(one.id for one in selected(store, among)) if among else None
    return Choice(of, words or "", {facet: value for facet, value in given.items() if value}, ids)


def _id(store: Store, kind: type[Node], name: str | None) -> str | None:
    if not name or name == UNKNOWN:
        return name
    return resolve({one.id: one for one in entities(store).values() if one.label == kind.__name__}, name).id
