"""All entities of a type, by kind, country, year, instrument and theme."""

from typing import Annotated, Literal

from graph.store import Store
from queries.asking.question import Rows, question
from queries.browsing.untitled import without_titles
from queries.lookup.catalogue import Listed
from queries.lookup.choosing import OfAmong, OfCountry, OfInstrument, OfKind, OfTheme, OfType, OfWords, OfYear, choice

Order = Literal["name", "start_date", "grant_eur", "clusters", "organisations", "projects"]


@question
def listing(
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
    order: Annotated[Order, "by name, or the largest or newest first; unknown comes last"] = "name",
) -> Rows[Listed]:
    """All entities of a type, with what they are tied to, by kind, country, year, instrument and theme.

    Clusters and projects are of the countries of the organisations tied to them. They are active in a year from that of
    their start to that of their end; where either is unknown, so are the years. Ties are counted whenever they held:
    memberships, hosts, steering groups, backing, projects, funding and themes. Where none is known the number is
    unknown, since nothing may be loaded that says so. A project is led by whom its source calls coordinator, promoter
    or the like; where it calls nobody so, that is unknown. Ordered as asked, then by name.
    """
    wanted = choice(store, of, words, kind, country, year, instrument, theme, among)
    rows = [one.listed for one in wanted.among(store) if not wanted.missed(one)]
    if order != "name":
        rows = sorted(rows, key=lambda row: _last_first(row, order))
    return Rows(rows, without_titles(store) if of == "projects" and words else ())


def _last_first(row: Listed, order: Order) -> tuple[bool, float]:
    match order:
        case "start_date":
            value: float | None = row.start_date.toordinal() if row.start_date else None
        case "grant_eur":
            value = row.grant_eur
        case "clusters":
            value = row.clusters
        case "organisations":
            value = row.organisations
        case _:
            value = row.projects
    return value is None, -(value or 0.0)
