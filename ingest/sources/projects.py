"""A list of projects and who takes part, of any region: one row a project, or one row a participation.

Two rows are one project only where number and title agree; with a title alone, where nothing else disagrees. A
mapping may say that the number suffices.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph.facts import Facts
from graph.identity import key_of, make_id
from graph.messages import Message
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
from ingest.reading.columns.headings import vocabulary
from ingest.reading.entries.listing import Listing, Record, entries
from ingest.reading.entries.several import Several
from ingest.reading.kinds import PROJECT_LIST
from ingest.reading.lists import understand
from ingest.reading.organisations import named
from ingest.reading.reading import Reading, clean
from ingest.reading.registers import Numbers
from ingest.sources.members import numbers


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the list that is one of a project: who and what it names beside the project itself."""

    listing: Listing
    entry: Record
    key: str | None
    title: str | None

    @property
    def group(self) -> str:
        return f"{key_of(self.key or '')}\n{' '.join((self.title or '').casefold().split())}"


_COMPARED = ("start_date", "end_date", "cost_eur", "grant_eur", "cost_other", "grant_other", "abstract")


def read(reading: Reading) -> Facts:
    """Return the facts of project lists; a project without title and number is a bad row."""
    facts = Facts([reading.source])
    scheme = f"projects-{reading.source.id.rpartition(':')[2]}"
    rows: list[_Row] = []
    for document in reading.documents:
        options = reading.options
        listing = understand(document, PROJECT_LIST, options.mapping, reading.audit, options.sheet)
        for entry in entries(listing, reading.audit):
            title, key = clean(entry.text("title") or ""), entry.text("key")
            if key_of(title or "") or key:
                rows.append(_Row(listing, entry, key, title))
            else:
                reading.audit.bad(listing.name, entry.row, Message("the project has no title"))
    partners = {row.listing.name: _Partners.of(row.listing) for row in {id(r.listing): r for r in rows}.values()}
    for group in _identified(rows, reading).values():
        for row, project in group:
            facts.add(project, *_around(reading, row, project, scheme, partners[row.listing.name]))
    return facts


def _identified(rows: Sequence[_Row], reading: Reading) -> dict[str, list[tuple[_Row, Project]]]:
    """Return the rows of each project by its id, each with what it says of the project; what disagrees is noted."""
    scheme = f"projects-{reading.source.id.rpartition(':')[2]}"
    by_name: dict[str, list[tuple[_Row, Project]]] = defaultdict(list)
    for row in rows:
        by_name[key_of(row.key or row.title or "") or str(row.entry.row)].append((row, _project(reading, row)))
    found: dict[str, list[tuple[_Row, Project]]] = {}
    for name, group in by_name.items():
        parts = _parts(group)
        if len(parts) > 1:
            _note_parts(parts, reading)
        for part in parts:
            key = name if len(parts) == 1 else f"{name}-{_fingerprint(part)}"
            identifier = make_id("project", scheme, key)
            found.setdefault(identifier, []).extend((row, replace(project, id=identifier)) for row, project in part)
            for k, (row, _) in enumerate(part):
                reading.audit.used(row.listing.name, joined=k > 0)
            _note_conflicts(part, reading)
    return found


def _parts(group: list[tuple[_Row, Project]]) -> list[list[tuple[_Row, Project]]]:
    """Divide rows of one number, or of one title without a number, into projects."""
    if group[0][0].listing.mapping.identity == "number" and group[0][0].key:
        return [group]
    parts: list[list[tuple[_Row, Project]]] = []
    for row, project in group:
        for part in parts:
            if part[0][0].group == row.group and (row.key or not any(_differ(project, other) for _, other in part)):
                part.append((row, project))
                break
        else:
            parts.append([(row, project)])
    return parts


def _differ(a: Project, b: Project) -> list[str]:
    """Return the properties on which two rows say something different."""
    said = ((name, getattr(a, name), getattr(b, name)) for name in _COMPARED)
    return [name for name, one, other in said if one is not None and other is not None and one != other]


def _fingerprint(part: Sequence[tuple[_Row, Project]]) -> str:
    """Return a short name for a project among those of one number or title, from what it says itself."""
    row, project = part[0]
    said = "|".join(str(value) for value in (row.key, row.title, *(getattr(project, name) for name in _COMPARED)))
    who = "|".join(sorted({name for one, _ in part for name in one.entry.lines("promoter")}))
    return hashlib.sha256(f"{said}|{who}".encode()).hexdigest()[:8]


def _note_parts(parts: Sequence[Sequence[tuple[_Row, Project]]], reading: Reading) -> None:
    rows = ", ".join(str(part[0][0].entry.row) for part in parts[:5])
    row = parts[0][0][0]
    what = f"number '{row.key}'" if row.key else f"title '{row.title}'"
    reading.audit.note(
        Message(
            "%(name)s, rows %(rows)s: %(count)s projects have the %(what)s and differ otherwise; they are "
            "kept apart. Where the number alone says which project it is, a mapping with `identity = "
            '"number"` joins them.',
            name=row.listing.name,
            rows=rows,
            count=len(parts),
            what=what,
        )
    )


def _note_conflicts(part: Sequence[tuple[_Row, Project]], reading: Reading) -> None:
    first, others = part[0], part[1:]
    differing = sorted({name for _, project in others for name in _differ(first[1], project)})
    if differing:
        row = first[0]
        rows = ", ".join(str(one.entry.row) for one, _ in part[:5])
        reading.audit.note(
            Message(
                "%(name)s, rows %(rows)s: they are one project, '%(title)s', and say different things of its "
                "%(differing)s; the first row's is shown.",
                name=row.listing.name,
                rows=rows,
                title=row.title or row.key,
                differing=", ".join(differing),
            )
        )


def _project(reading: Reading, row: _Row) -> Project:
    entry = row.entry
    cost, cost_other = entry.money("cost_eur")
    grant, grant_other = entry.money("grant_eur")
    begun, ended = entry.period("period") or (None, None)
    return Project(
        id="",
        sources=reading.place(row.listing.name, entry.row),
        title=row.title,
        acronym=entry.text("acronym"),
        abstract=clean(entry.text("abstract") or ""),
        kind="intercluster" if entry.lines("cluster") else "collaboration",
        status=(entry.text("status") or "").lower() or None,
        start_date=entry.day("start_date") or begun,
        end_date=entry.day("end_date", end=True) or ended,
        cost_eur=cost,
        grant_eur=grant,
        cost_other=cost_other,
        grant_other=grant_other,
    )


@dataclass(frozen=True, slots=True)
class _Partners:
    """How a list's cells name several participants, promoters, themes and clusters."""

    participant: Several
    promoter: Several
    cluster: Several

    @classmethod
    def of(cls, listing: Listing) -> "_Partners":
        return cls(*(Several.of(listing, name) for name in ("participant", "promoter", "cluster")))


def _around(
    reading: Reading, row: _Row, project: Project, scheme: str, partners: _Partners
) -> Iterator[Node | Relation]:
    """Yield what a row names beside its project."""
    place = reading.place(row.listing.name, row.entry.row)
    yield from _participants(row.entry, project.id, scheme, place, partners)
    for theme in row.entry.lines("theme"):
        identifier = make_id("theme", scheme, key_of(theme) or "other")
        yield Theme(id=identifier, label=theme, sources=place)
        yield About(start=project.id, end=identifier, sources=place)
    instrument = row.entry.text("instrument")
    if instrument and key_of(instrument):
        identifier = make_id("instrument", scheme, key_of(instrument))
        yield FundingInstrument(id=identifier, name=instrument, sources=place)
        yield FundedBy(
            start=project.id, end=identifier, amount_eur=project.grant_eur, call=row.entry.text("call"), sources=place
        )


def _role(said: str | None) -> str:
    """Return the role that a list gives somebody: whoever leads it, in any language of headings, coordinates."""
    if not said:
        return "participant"
    lead = vocabulary().meanings(said).get("lead")
    return "coordinator" if lead and lead.score == 1 else said


def _participants(
    entry: Record, project: str, scheme: str, place: tuple[str, ...], partners: _Partners
) -> Iterator[Node | Relation]:
    role = _role(entry.text("role"))
    found = [(name, role) for name in partners.participant.names(entry)]
    found += [(name, "promoter") for name in partners.promoter.names(entry)]
    # A number and a contribution belong to the row's only participant; of several nobody knows whose they are.
    alone = len(found) == 1
    number = numbers(entry) if alone else None
    share, share_other = entry.money("contribution_eur") if alone else (None, None)
    for name, role in found:
        known = number or Numbers()
        identifier = known.id or named(scheme, name)
        yield Organisation(
            id=identifier,
            name=clean(name),
            kbo=known.kbo,
            vat=known.vat,
            registration=known.registration,
            country=known.country,
            sources=place,
        )
        yield ParticipatesIn(
            start=identifier,
            end=project,
            role=role,
            contribution_eur=share,
            contribution_other=share_other,
            sources=place,
        )
    for name in partners.cluster.names(entry):
        if key_of(name):
            cluster = make_id("cluster", scheme, key_of(name))
            yield Cluster(id=cluster, name=name, sources=place)
            yield ParticipatesIn(start=cluster, end=project, sources=place)
