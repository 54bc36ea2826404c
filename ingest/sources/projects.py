"""A list of projects and who takes part, of any region: one row a project, or one row a participation."""

from collections.abc import Iterator

from graph.facts import Facts
from graph.identity import make_id, slug
from graph.schema import (
    About,
    Cluster,
    FundedBy,
    FundingInstrument,
    Node,
    Organisation,
    ParticipatesIn,
    Project,
    Relation,
    Theme,
)
from ingest.reading.lists import Listing, Record, entries, understand
from ingest.reading.organisations import named
from ingest.reading.reading import Reading, clean
from ingest.sources.members import numbers

HEADINGS = "project_headings.csv"


def read(reading: Reading) -> Facts:
    """Return the facts of project lists; a project without title and number is a bad row."""
    facts = Facts([reading.source])
    options = reading.options
    scheme = f"projects-{reading.source.id.rpartition(':')[2]}"
    for document in reading.documents:
        listing = understand(document, HEADINGS, "title", options.mapping, reading.audit, options.sheet)
        for entry in entries(listing, reading.audit):
            title, key = clean(entry.text("title") or ""), entry.text("key")
            if not (slug(title or "") or key):
                reading.audit.bad(listing.name, entry.row, "the project has no title")
                continue
            project = make_id("project", scheme, slug(key or title or "") or str(entry.row))
            facts.add(*_facts(reading, listing, entry, project, title, scheme))
    return facts


def _facts(
    reading: Reading, listing: Listing, entry: Record, project: str, title: str | None, scheme: str
) -> Iterator[Node | Relation]:
    place = reading.place(listing.name, entry.row)
    grant = entry.amount("grant_eur", listing.decimal("grant_eur"))
    yield Project(
        id=project,
        sources=place,
        title=title,
        acronym=entry.text("acronym"),
        abstract=clean(entry.text("abstract") or ""),
        kind="intercluster" if entry.lines("cluster") else "collaboration",
        status=(entry.text("status") or "").lower() or None,
        start_date=entry.day("start_date"),
        end_date=entry.day("end_date", end=True),
        cost_eur=entry.amount("cost_eur", listing.decimal("cost_eur")),
        grant_eur=grant,
    )
    yield from _participants(listing, entry, project, scheme, place)
    for theme in entry.lines("theme"):
        identifier = make_id("theme", scheme, slug(theme) or "other")
        yield Theme(id=identifier, label=theme, sources=place)
        yield About(start=project, end=identifier, sources=place)
    instrument = entry.text("instrument")
    if instrument and slug(instrument):
        identifier = make_id("instrument", scheme, slug(instrument))
        yield FundingInstrument(id=identifier, name=instrument, sources=place)
        yield FundedBy(start=project, end=identifier, amount_eur=grant, call=entry.text("call"), sources=place)


def _participants(
    listing: Listing, entry: Record, project: str, scheme: str, place: tuple[str, ...]
) -> Iterator[Node | Relation]:
    found = [(name, entry.text("role") or "participant") for name in entry.lines("participant")]
    found += [(name, "promoter") for name in entry.lines("promoter")]
    # A number and a contribution belong to the row's only participant; of several nobody knows whose they are.
    alone = len(found) == 1
    number = numbers(entry) if alone else None
    share = entry.amount("contribution_eur", listing.decimal("contribution_eur")) if alone else None
    for name, role in found:
        kbo, vat = (number.kbo, number.vat) if number else (None, None)
        identifier = make_id("organisation", "kbo", kbo) if kbo else named(scheme, name)
        yield Organisation(id=identifier, name=clean(name), kbo=kbo, vat=vat, sources=place)
        yield ParticipatesIn(start=identifier, end=project, role=role, contribution_eur=share, sources=place)
    for name in entry.lines("cluster"):
        if slug(name):
            cluster = make_id("cluster", scheme, slug(name))
            yield Cluster(id=cluster, name=name, sources=place)
            yield ParticipatesIn(start=cluster, end=project, sources=place)
