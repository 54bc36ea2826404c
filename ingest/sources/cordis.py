"""CORDIS, the European Commission's research projects: today's layout and the older ones, told apart by their columns.

Today's: project, organization, topics, legalBasis. Older: one flat list of participations, names by PIC, programme
parts by project, and the project list of 2016. ECSEL/KDT's lists are today's layout with fewer columns.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.facts import Facts
from graph.identity import make_id, slug
from graph.messages import Message
from graph.schema import About, FundedBy, FundingInstrument, Organisation, ParticipatesIn, Project, Theme
from ingest.reading.organisations import ACTIVITY, country
from ingest.reading.reading import Reading, clean, day, euros
from ingest.reading.registers import of_vat
from ingest.reading.tables import Table, read_table

FUNDER = "European Commission"
READABLE = (".csv", ".tsv", ".txt", ".json", ".xlsx", ".xls", ".ods")

Place = tuple[str, ...]

# Kind of table, its column for the project ("": the project's own key), for the code, and for the code's title.
_INSTRUMENTS = (
    ("legal", "projectID", "legalBasis", "title"),
    ("parts", "rcn", "programme_part", ""),
    ("projects", "", "legalBasis", ""),
    ("projects", "", "programme", ""),
    ("projects", "", "fundingScheme", ""),
)
_UNTIL_2021 = {"id": "organisationID", "projectRcn": "rcn", "organizationUrl": "organizationURL"}
"""What columns of the list of organisations were called until 2021."""

_TOPICS = (("topics", "projectID", "topic", "title"), ("projects", "", "topics", ""))


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
        _modernise(table)
        if not _kind(table):
            columns = ", ".join(table.columns[:8])
            reading.audit.note(
                Message(
                    "%(table)s is not read: it is no table of CORDIS that is known; found %(columns)s.",
                    table=table.name,
                    columns=columns,
                )
            )
    facts = Facts([reading.source])
    numbers = _record_numbers(tables)
    organisations: dict[str, _Organisation] = {}
    ties: dict[tuple[str, str, str], ParticipatesIn] = {}
    # Names come last: they are only read of organisations that take part in something.
    for table in sorted(tables, key=lambda table: (_kind(table) == "names", _kind(table) != "projects")):
        kind = _kind(table)
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
    facts.add(*_funding(tables, reading, numbers, facts))
    facts.add(*_themes(tables, reading, numbers, facts))
    return facts


def _modernise(table: Table) -> None:
    """Give a list of organisations as it was published until 2021 the names of today's columns."""
    if all(column in table for column in _UNTIL_2021) and "organisationID" not in table:
        table.rename(_UNTIL_2021)
        contacts = ("Type", "Title", "FirstNames", "LastNames", "Function", "TelephoneNumber", "FaxNumber")
        table.ignore(*(f"contact{what}" for what in contacts))
    if "participantCountries" in table:
        table.ignore("participants", "participantCountries", "projectUrl", "subjects")


def _kind(table: Table) -> str:
    """Return what a table of CORDIS holds, by its columns; "" for one that is not needed."""
    for kind, columns in (
        ("names", ("pic", "name", "source")),
        ("organisations", ("projectID", "organisationID")),
        ("participations", ("rcn", "role", "pic")),
        ("parts", ("rcn", "programme_part")),
        ("legal", ("projectID", "legalBasis")),
        ("topics", ("projectID", "topic")),
        ("projects", ("acronym", "startDate")),
    ):
        if all(column in table for column in columns):
            return kind
    return ""


def _project_key(table: Table) -> str:
    return next(name for name in ("id", "projectID", "reference", "rcn") if name in table)


def _record_numbers(tables: list[Table]) -> dict[str, str]:
    """Return project id -> record number (rcn), which names a project wherever a table has both."""
    numbers: dict[str, str] = {}
    for table in tables:
        if _kind(table) == "projects" and "rcn" in table:
            numbers.update(zip(table.column(_project_key(table)), table.column("rcn"), strict=True))
    return numbers


def _project(key: str, numbers: dict[str, str]) -> str:
    return make_id("project", "cordis", numbers.get(key) or key)


def _flat(
    table: Table,
    reading: Reading,
    facts: Facts,
    organisations: dict[str, _Organisation],
    ties: dict[tuple[str, str, str], ParticipatesIn],
) -> None:
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
                dates = day(start), day(end)
            except ValueError as error:
                table.bad(row, error.args[0])
                continue
            project = make_id("project", "cordis", rcn)
            facts.add(
                Project(
                    id=project,
                    sources=place,
                    kind="research",
                    start_date=dates[0],
                    end_date=dates[1],
                    cost_eur=cost,
                    grant_eur=grant,
                )
            )
        found = organisations.get(pic)
        if found is None:
            found = organisations[pic] = _Organisation(place, country=country(land))
        found.types[kind] += 1
        _tie(ties, pic, f"project:cordis:{rcn}", role, paid, place)


def _participants(
    table: Table,
    reading: Reading,
    numbers: dict[str, str],
    organisations: dict[str, _Organisation],
    ties: dict[tuple[str, str, str], ParticipatesIn],
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
        _tie(ties, pic, _project(project, numbers), role, euro, place)


def _tie(
    ties: dict[tuple[str, str, str], ParticipatesIn],
    pic: str,
    project: str,
    role: str,
    paid: float | None,
    place: Place,
) -> None:
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
    rows = table.rows(_project_key(table), "acronym", "startDate", optional=extra)
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
            id=_project(key, numbers),
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


def _described(
    ties: dict[tuple[str, str, str], ParticipatesIn], facts: Facts, reading: Reading
) -> Iterator[ParticipatesIn | Project]:
    """Yield the participations, and a bare project for each that no table describes."""
    known = {node.id for node in facts.nodes(Project)}
    for tie in ties.values():
        if tie.end not in known:
            known.add(tie.end)
            reading.audit.note(Message("%(end)s has participants and no description.", end=tie.end))
            yield Project(id=tie.end, sources=tie.sources, kind="research")
        yield tie


def _funding(
    tables: list[Table], reading: Reading, numbers: dict[str, str], facts: Facts
) -> Iterator[FundingInstrument | FundedBy]:
    """Yield what paid for each project: its programme part or legal basis.

    The grant is the amount where one instrument pays; how several share it is unknown.
    """
    paid: defaultdict[str, dict[str, Place]] = defaultdict(dict)
    names: dict[str, tuple[str, Place]] = {}
    calls = dict(_calls(tables, numbers))
    grants = {node.id: node.grant_eur for node in facts.nodes(Project)}
    for project, part, title, place in _stated(tables, reading, numbers, _INSTRUMENTS):
        if project in grants:
            instrument = make_id("instrument", "cordis", slug(part))
            paid[project].setdefault(instrument, place)
            names.setdefault(instrument, (title or part, place))
    for instrument, (name, place) in names.items():
        yield FundingInstrument(id=instrument, name=name, funder=FUNDER, sources=place)
    for project, instruments in paid.items():
        amount = grants[project] if len(instruments) == 1 else None
        for instrument, place in instruments.items():
            yield FundedBy(start=project, end=instrument, amount_eur=amount, call=calls.get(project), sources=place)


def _stated(
    tables: list[Table], reading: Reading, numbers: dict[str, str], where: tuple[tuple[str, str, str, str], ...]
) -> Iterator[tuple[str, str, str | None, Place]]:
    """Yield project, code, its title and place, from the first of the tables in `where` that speaks of the project."""
    told: set[str] = set()
    for kind, key, code, title in where:
        here: set[str] = set()
        for table in tables:
            if _kind(table) == kind and code in table:
                for row, (number, name, words) in table.rows(key or _project_key(table), code, optional=(title,)):
                    project = _project(number, numbers)
                    if name and project not in told:
                        here.add(project)
                        yield project, name, clean(words), reading.place(table.name, row)
        told |= here


def _calls(tables: list[Table], numbers: dict[str, str]) -> Iterator[tuple[str, str]]:
    for table in tables:
        name = next((name for name in ("subCall", "masterCall", "call") if name in table), None)
        if _kind(table) == "projects" and name:
            for _, (key, call) in table.rows(_project_key(table), name):
                if call:
                    yield _project(key, numbers), call


def _themes(tables: list[Table], reading: Reading, numbers: dict[str, str], facts: Facts) -> Iterator[Theme | About]:
    """Yield what projects are about: the topics of their calls, in the words of the first table that has them."""
    known = {node.id for node in facts.nodes(Project)}
    themes: dict[str, Theme] = {}
    for project, topic, title, place in _stated(tables, reading, numbers, _TOPICS):
        if project in known:
            theme = make_id("theme", "cordis", slug(topic))
            themes.setdefault(theme, Theme(id=theme, label=title or topic, sources=place))
            yield About(start=project, end=theme, sources=place)
    yield from themes.values()
