"""CORDIS, the European Commission's research projects: today's layout and the older ones, told apart by their columns.

Today's: project, organization, topics, legalBasis. Older: one flat list of participations, names by PIC, programme
parts by project, and the project list of 2016. ECSEL/KDT's lists are today's layout with fewer columns.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from graph.facts import Facts
from graph.identity import make_id
from graph.messages import Message
from graph.schema import Organisation, ParticipatesIn, Project
from ingest.reading.organisations import ACTIVITY, country
from ingest.reading.reading import Reading, clean, day, euros
from ingest.reading.registers import of_vat
from ingest.reading.tables import Table, read_table
from ingest.sources.cordis_programmes import funding, themes
from ingest.sources.cordis_tables import kind_of, modernise, project_id, project_key, record_numbers

READABLE = (".csv", ".tsv", ".txt", ".json", ".xlsx", ".xls", ".ods")

ORDER = {"participations": 0, "projects": 1, "names": 3}
"""Which tables are read before and after the others: of two values the first counts, and the flat list is of 2020 where
the list of projects beside it is of 2016. Names are only read of organisations that take part in something.
"""

Place = tuple[str, ...]
Ties = dict[tuple[str, str, str], ParticipatesIn]
"""Participations by PIC, project and role."""


@dataclass(slots=True)
class _Organisation:
    """What the tables say of one PIC, in order of appearance."""

    place: Place
    names: dict[str, str] = field(default_factory=dict)
    types: Counter[str] = field(default_factory=Counter)
    country: str | None = None
    vat: str | None = None
    nuts: str | None = None
    street: str | None = None
    postcode: str | None = None
    town: str | None = None
    website: str | None = None


def read(reading: Reading) -> Facts:
    """Return the facts of CORDIS tables in any of their layouts; rows without project or PIC are bad rows."""
    tables = [read_table(d, reading.audit) for d in reading.documents if d.extension in READABLE]
    for document in reading.documents:
        if document.extension not in READABLE:
            reading.audit.note(Message("%(document)s is not read: it is no table.", document=document.name))
    for table in tables:
        modernise(table)
        if not kind_of(table):
            columns = ", ".join(table.columns[:8])
            reading.audit.note(
                Message(
                    "%(table)s is not read: it is no table of CORDIS that is known; found %(columns)s.",
                    table=table.name,
                    columns=columns,
                )
            )
    facts = Facts([reading.source])
    numbers = record_numbers(tables)
    organisations: dict[str, _Organisation] = {}
    ties: Ties = {}
    for table in sorted(tables, key=lambda table: ORDER.get(kind_of(table) or "", 2)):
        kind = kind_of(table)
        if kind == "participations":
            _flat(table, reading, facts, organisations, ties)
        elif kind == "organisations":
            _participants(table, reading, numbers, organisations, ties)
        elif kind == "names":
            _names(table, reading, organisations)
        elif kind == "legal":
            table.ignore("uniqueProgrammePart")
        elif kind == "projects":
            facts.add(*_projects(table, reading, numbers))
    facts.add(*(_node(pic, found) for pic, found in organisations.items()))
    facts.add(*_described(ties, facts, reading))
    facts.add(*funding(tables, reading, numbers, facts))
    facts.add(*themes(tables, reading, numbers, facts))
    return facts


def _flat(table: Table, reading: Reading, facts: Facts, organisations: dict[str, _Organisation], ties: Ties) -> None:
    table.ignore("start_year", "end_year", "duration", "group", "nunique")
    columns = ("rcn", "pic", "role", "type", "country", "start_date", "end_date")
    money = zip(
        *(euros(table.column(name)) for name in ("contribution", "max_contribution", "total_cost")), strict=True
    )
    rows = reading.track(
        zip(table.rows(*columns), money, strict=True), Message("Reading %(table)s", table=table.name), len(table)
    )
    seen: set[str] = set()
    for (row, (rcn, pic, role, kind, land, start, end)), (paid, grant, cost) in rows:
        if not (rcn.isdigit() and pic.isdigit()):
            table.bad(
                row, Message("'%(rcn)s' is not a number, so the project or the organisation is unknown", rcn=rcn or pic)
            )
            continue
        place = reading.place(table.name, row)
        if rcn not in seen:
            seen.add(rcn)
            try:
                facts.add(_of_flat(rcn, place, day(start), day(end), cost, grant))
            except ValueError as error:
                table.bad(row, error.args[0])
                continue
        found = organisations.get(pic)
        if found is None:
            found = organisations[pic] = _Organisation(place, country=country(land))
        found.types[kind] += 1
        _tie(ties, pic, f"project:cordis:{rcn}", role, paid, place)


def _of_flat(
    rcn: str, place: Place, start: date | None, end: date | None, cost: float | None, grant: float | None
) -> Project:
    return Project(
        id=make_id("project", "cordis", rcn),
        sources=place,
        kind="research",
        start_date=start,
        end_date=end,
        cost_eur=cost,
        grant_eur=grant,
    )


def _participants(
    table: Table, reading: Reading, numbers: dict[str, str], organisations: dict[str, _Organisation], ties: Ties
) -> None:
    table.ignore("projectAcronym", "SME", "geolocation", "contactForm", "contentUpdateDate", "rcn", "order")
    table.ignore("netEcContribution", "totalCost", "endOfParticipation", "active")
    wanted = ("projectID", "organisationID", "name", "activityType", "country", "role")
    extra = ("shortName", "vatNumber", "street", "postCode", "city", "nutsCode", "organizationURL")
    paid = euros(table.column("ecContribution")) if "ecContribution" in table else [None] * len(table)
    rows = reading.track(
        zip(table.rows(*wanted, optional=extra), paid, strict=True),
        Message("Reading %(table)s", table=table.name),
        len(table),
    )
    for (row, (project, pic, name, kind, land, role, short, vat, street, postcode, town, nuts, url)), euro in rows:
        if not (project.isdigit() and pic.isdigit()):
            table.bad(
                row,
                Message(
                    "'%(project)s' or '%(pic)s' is not a number, so the project or the organisation is unknown",
                    project=project,
                    pic=pic,
                ),
            )
            continue
        place = reading.place(table.name, row)
        found = organisations.setdefault(pic, _Organisation(place))
        _name(found, name)
        _name(found, short)
        found.types[kind] += 1
        found.country = found.country or country(land)
        found.vat, found.nuts = found.vat or vat or None, found.nuts or nuts or None
        found.street, found.postcode = found.street or street or None, found.postcode or postcode or None
        found.town, found.website = found.town or town or None, found.website or url or None
        _tie(ties, pic, project_id(project, numbers), role, euro, place)


def _tie(ties: Ties, pic: str, project: str, role: str, paid: float | None, place: Place) -> None:
    """Add a participation; one organisation may have several rows with one role in a project, whose money adds up."""
    known = ties.get((pic, project, role))
    if known is not None:
        place = (*known.sources, *place)
        paid = known.contribution_eur if paid is None else paid + (known.contribution_eur or 0.0)
    ties[pic, project, role] = ParticipatesIn(
        start=f"organisation:pic:{pic}", end=project, role=role or None, contribution_eur=paid, sources=place
    )


def _names(table: Table, reading: Reading, organisations: dict[str, _Organisation]) -> None:
    """Add names by PIC, the newest list first; an organisation that takes part in nothing is left out."""
    table.ignore("activityType")
    wanted = ("source", "pic", "name", "shortName", "country", "city", "street", "postCode")
    left_out = 0
    for row, (_, pic, name, short, land, town, street, postcode) in sorted(
        table.rows(*wanted), key=lambda found: (found[1][0], -found[0]), reverse=True
    ):
        found = organisations.get(pic)
        if found is None:
            left_out += 1
            continue
        if not found.names:
            found.place = (*found.place, *reading.place(table.name, row))
        _name(found, name)
        _name(found, short)
        found.country = found.country or country(land)
        found.town, found.street = found.town or clean(town), found.street or clean(street)
        found.postcode = found.postcode or postcode or None
    if left_out:
        reading.audit.note(
            Message(
                "%(table)s: %(left_out)s rows name an organisation that takes part in no project.",
                table=table.name,
                left_out=left_out,
            )
        )


def _name(found: _Organisation, name: str) -> None:
    cleaned = clean(name)
    if cleaned:
        found.names.setdefault(cleaned.casefold(), cleaned)


def _node(pic: str, found: _Organisation) -> Organisation:
    name, *aliases = found.names.values() or (None,)
    numbers = of_vat(found.vat)
    kinds = {ACTIVITY[kind]: times for kind, times in found.types.items() if kind in ACTIVITY}
    return Organisation(
        id=make_id("organisation", "pic", pic),
        sources=found.place,
        name=name,
        aliases=tuple(aliases),
        kind=max(sorted(kinds), key=lambda kind: kinds[kind], default=None),
        country=found.country,
        pic=pic,
        kbo=numbers.kbo,
        vat=found.vat,
        registration=numbers.registration,
        nuts=found.nuts,
        street=found.street,
        postcode=found.postcode,
        town=found.town,
        website=found.website,
    )


def _projects(table: Table, reading: Reading, numbers: dict[str, str]) -> Iterator[Project]:
    table.ignore("coordinator", "coordinatorCountry", "numOrg", "totalContrib", "contentUpdateDate", "grantDoi", "year")
    table.ignore("ecSignatureDate", "rcn", "programme", "call", "masterCall", "subCall", "fundingScheme", "topics")
    table.ignore("legalBasis", "frameworkProgramme", "nature", "keywords", "reference")
    grant = next((name for name in ("ecMaxContribution", "grant") if name in table), None)
    money = zip(
        euros(table.column("totalCost")) if "totalCost" in table else [None] * len(table),
        euros(table.column(grant)) if grant else [None] * len(table),
        strict=True,
    )
    extra = ("endDate", "title", "objective", "status")
    rows = table.rows(project_key(table), "acronym", "startDate", optional=extra)
    for (row, (key, acronym, start, end, title, objective, status)), (cost, euro) in zip(rows, money, strict=True):
        try:
            dates = day(start), day(end)
        except ValueError as error:
            table.bad(row, error.args[0])
            continue
        if not key:
            table.bad(row, Message("the project has no number"))
            continue
        yield Project(
            id=project_id(key, numbers),
            sources=reading.place(table.name, row),
            acronym=clean(acronym),
            title=clean(title),
            abstract=clean(objective),
            kind="research",
            status=status.lower() or None,
            start_date=dates[0],
            end_date=dates[1],
            cost_eur=cost if cost or not euro else None,  # a lump sum is listed with costs of 0
            grant_eur=euro,
            language="en" if title or objective else None,
        )


def _described(ties: Ties, facts: Facts, reading: Reading) -> Iterator[ParticipatesIn | Project]:
    """Yield the participations, and a bare project for each that no table describes."""
    known = {node.id for node in facts.nodes(Project)}
    for tie in ties.values():
        if tie.end not in known:
            known.add(tie.end)
            reading.audit.note(Message("%(end)s has participants and no description.", end=tie.end))
            yield Project(id=tie.end, sources=tie.sources, kind="research")
        yield tie
