"""A list or open data tried out: what is understood of it and what would be loaded, before anything is changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from graph.errors import BadInputError, InterclusterError, NotFoundError
from graph.facts import Facts
from graph.identity import slug
from graph.judgements import Judgements
from graph.progress import Track
from graph.schema import MemberOf, Organisation, Project
from graph.store import Store
from ingest.apart import apart, limits_of
from ingest.changes import Changes, changes
from ingest.loading import new_clusters, read_all
from ingest.reading.audit import Audit
from ingest.reading.cells import text
from ingest.reading.choices import Choice, DoubtfulListError
from ingest.reading.documents import documents
from ingest.reading.entries.understood import as_mapping
from ingest.reading.grids import grids
from ingest.reading.kinds import HEADER_ROWS, MEMBER_LIST, PROJECT_LIST
from ingest.reading.lists import understand
from ingest.reading.reading import ImportOptions, Reading, source_of
from ingest.sources.registry import KINDS, Request

MOST_SHOWN = 5
_KINDS = {"members": MEMBER_LIST, "projects": PROJECT_LIST}


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What came of trying a list.

    `columns` is field -> heading as understood, `headings` what there is to choose from, `lines` what the command line
    says too; `members` counts memberships by source, `new_clusters` are names that no loaded source knows, and `sample`
    is the first few members as understood, field -> value. `error` is the sentence in which a load would end, and
    `choices` are the columns that somebody has to decide. `changes` is what a load would change of the graph.
    """

    columns: Mapping[str, str]
    headings: tuple[str, ...]
    header_row: int | None
    sheets: tuple[str, ...]
    lines: tuple[str, ...]
    mapping: str
    members: Mapping[str, int]
    new_clusters: tuple[str, ...]
    sample: tuple[Mapping[str, object], ...]
    facts: int
    error: str | None = None
    choices: tuple[Choice, ...] = ()
    changes: Changes | None = None


def fields(kind: str) -> list[str]:
    """Return what a column of a list can mean; nothing for open data, whose layout is known."""
    return list(_KINDS[kind].names) if kind in _KINDS else []


def takes_file(kind: str) -> bool:
    """Return whether a source of that name is read from a file."""
    return kind in KINDS and KINDS[kind].takes != "nothing"


def request_of(path: Path, kind: str, label: str = "") -> Request:
    """Return the request to load a file as a kind of source; raise NotFoundError for one that there is not."""
    if not takes_file(kind):
        raise NotFoundError("There is no source '%(name)s' that takes a file.", name=kind)
    return Request(KINDS[kind], slug(label), path)


def preview_of(
    store: Store, judgements: Judgements, request: Request, options: ImportOptions, *, skip_bad_rows: bool = False
) -> ImportPreview:
    """Read a file as a load would, and change nothing."""
    path = request.path or Path()
    arguments = (request.kind.name, request.label, path, options, skip_bad_rows)
    try:
        found, preview = apart(tried, arguments, path.name, limits_of(request.kind.name, path))
    except BadInputError as refused:
        return ImportPreview({}, (), None, (), (), "", {}, (), (), 0, refused.on_page)
    changed = changes(store, judgements, found) if found else None
    done: ImportPreview = replace(preview, new_clusters=new_clusters(store, found), changes=changed)
    return done


def tried(
    kind: str, label: str, path: Path, options: ImportOptions, skip_bad_rows: bool, track: Track
) -> tuple[dict[str, Facts], ImportPreview]:
    """Return the facts of a file and what is shown of them; called in a process of its own."""
    columns, headings, row, mapping = _understood(kind, path, options) if kind in _KINDS else ({}, (), None, "")
    audit, error = Audit(skip_bad_rows=skip_bad_rows), None
    found: dict[str, Facts] = {}
    choices: tuple[Choice, ...] = ()
    try:
        found = read_all([request_of(path, kind, label)], audit, options, track)
    except DoubtfulListError as doubtful:
        error, choices = doubtful.on_page, doubtful.choices
    except InterclusterError as refused:
        error = refused.on_page
    return found, ImportPreview(
        columns,
        headings,
        row,
        _sheets(path) if kind in _KINDS else (),
        tuple(audit.lines()),
        mapping,
        {name: len(facts.of(Project if kind == "projects" else MemberOf)) for name, facts in found.items()},
        (),
        _sample(found.values(), _projects if kind == "projects" else _rows),
        sum(map(len, found.values())),
        error,
        choices,
    )


def _sample(
    found: Iterable[Facts], of: Callable[[Facts], Iterator[Mapping[str, object]]]
) -> tuple[Mapping[str, object], ...]:
    """Return the first members or projects, each with what is known of at least one of them."""
    rows = list(islice(chain.from_iterable(map(of, found)), MOST_SHOWN))
    known = [name for name in next(iter(rows), ()) if any(row[name] is not None for row in rows)]
    return tuple({name: row[name] for name in known} for row in rows)


def _rows(facts: Facts) -> Iterator[Mapping[str, object]]:
    members = {node.id: node for node in facts.nodes(Organisation)}
    for tie in facts.relations(MemberOf):
        member = members[tie.start]
        told = {name: getattr(member, name) for name in ("name", "kbo", "vat", "registration")}
        told |= {name: getattr(tie, name) for name in ("fee_eur", "fee_other", "since", "until")}
        yield told | {name: getattr(member, name) for name in ("street", "postcode", "town", "country", "website")}


def _projects(facts: Facts) -> Iterator[Mapping[str, object]]:
    for project in facts.nodes(Project):
        names = ("title", "start_date", "end_date", "cost_eur", "grant_eur", "cost_other", "grant_other")
        yield {name: getattr(project, name) for name in names}


def _understood(
    name: str, path: Path, options: ImportOptions
) -> tuple[dict[str, str], tuple[str, ...], int | None, str]:
    """Return columns, headings, the header's row and a mapping; where nothing fits, the likeliest row of headings."""
    kind = KINDS[name]
    source = source_of(kind.name, "trial", kind.title, kind.publisher, kind.licence, kind.url)
    try:
        reading = Reading(source, documents(path), Audit(), options)
        document = reading.documents[0]
        listing = understand(document, _KINDS[name], options.mapping, reading.audit, options.sheet)
    except InterclusterError:
        headings, row = _likely_header(path, options)
        return {}, headings, row, ""
    columns = {field: listing.headings[i] for field, i in listing.columns.items()}
    return columns, tuple(filter(None, listing.headings)), listing.header_row, as_mapping(listing)


def _likely_header(path: Path, options: ImportOptions) -> tuple[tuple[str, ...], int | None]:
    try:
        grid = grids(documents(path)[0], options.sheet)[0]
    except InterclusterError:
        return (), None
    rows = [[text(cell) or "" for cell in row] for row in grid.rows[:HEADER_ROWS]]
    if not rows:
        return (), None
    best = max(range(len(rows)), key=lambda k: (sum(not cell.isdigit() and bool(cell) for cell in rows[k]), -k))
    return tuple(filter(None, rows[best])), best + 1


def _sheets(path: Path) -> tuple[str, ...]:
    try:
        return tuple(grids(documents(path)[0], None)[0].sheets)
    except InterclusterError:
        return ()
