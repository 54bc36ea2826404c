"""The sources that can be loaded: what each is, how much of it to expect, and the function that reads it into facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from graph.errors import BadInputError, NotFoundError
from graph.facts import Facts
from graph.identity import key_of, slug
from graph.messages import Message
from graph.schema import Cluster, Node, Organisation, ParticipatesIn, Project, Relation
from ingest import flanders
from ingest.reading.audit import Audit
from ingest.reading.documents import documents
from ingest.reading.reading import ImportOptions, Reading, Track, silently, source_of
from ingest.sources import cordis, erdf, kbo, members, projects, ror, subsidies

Range = tuple[int, int]
Record = type[Node] | type[Relation]


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A source by its name on the command line, with what a user should know before loading it.

    `read` returns facts by part: "" for a source that is replaced as a whole. `expected` says how many records of a
    type a whole and undamaged source holds at least and at most; what lies outside is some other file.
    """

    name: str
    title: str
    publisher: str
    licence: str
    url: str | None
    takes: Literal["nothing", "FILE", "PATH"]
    read: Callable[[Reading], Mapping[str, Facts]]
    expected: Mapping[Record, Range] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asks to load: a kind of source, a label to tell two of that kind apart, and where it is."""

    kind: SourceKind
    label: str = ""
    path: Path | None = None

    @property
    def name(self) -> str:
        """The source's name in the store: `cordis`, or `cordis:ecsel` with a label."""
        return f"{self.kind.name}:{self.label}" if self.label else self.kind.name


def _whole(read: Callable[[Reading], Facts]) -> Callable[[Reading], Mapping[str, Facts]]:
    return lambda reading: {"": read(reading)}


_ERDF = "https://www.europawse.be"
_MILLIONS: Range = (1, 20_000_000)

SOURCES = (
    SourceKind(
        name="flanders",
        title="The Flemish cluster ecosystem in the evaluation report of 14 May 2020",
        publisher="IDEA Consult and Technopolis for VLAIO",
        licence="facts and figures, cited by table and section",
        url="https://www.vlaio.be",
        takes="nothing",
        read=lambda _: {"": flanders.facts()},
        expected={Cluster: (26, 26), Project: (15, 60)},
    ),
    SourceKind(
        name="kbo",
        title="Belgian company register (KBO/BCE Open Data)",
        publisher="FPS Economy, Belgium",
        licence="KBO Open Data licence: attribute FPS Economy",
        url="https://economie.fgov.be/en/themes/enterprises/crossroads-bank-enterprises",
        takes="PATH",
        read=_whole(kbo.read),
        expected={Organisation: _MILLIONS},
    ),
    SourceKind(
        name="ror",
        title="Research Organization Registry",
        publisher="ROR",
        licence="CC0",
        url="https://ror.org",
        takes="PATH",
        read=_whole(ror.read),
        expected={Organisation: (1, 1_000_000)},
    ),
    SourceKind(
        name="cordis",
        title="CORDIS, projects of the European framework programmes",
        publisher="European Union, Publications Office",
        licence="CC BY 4.0: © European Union, CORDIS",
        url="https://cordis.europa.eu",
        takes="PATH",
        read=_whole(cordis.read),
        expected={Project: (1, 500_000), Organisation: (1, 500_000), ParticipatesIn: _MILLIONS},
    ),
    SourceKind(
        name="erdf-flanders-2007",
        title="ERDF projects in Flanders 2007-2013",
        publisher="Agentschap Innoveren en Ondernemen",
        licence="published list of public-sector projects: attribute the publisher",
        url=_ERDF,
        takes="FILE",
        read=_whole(erdf.flanders_2007),
        expected={Project: (1, 5_000), Organisation: (1, 5_000)},
    ),
    SourceKind(
        name="erdf-flanders-2014",
        title="ERDF projects in Flanders 2014-2020",
        publisher="Agentschap Innoveren en Ondernemen",
        licence="published list of public-sector projects: attribute the publisher",
        url=_ERDF,
        takes="FILE",
        read=_whole(erdf.flanders_2014),
        expected={Project: (1, 5_000), Organisation: (1, 5_000)},
    ),
    SourceKind(
        name="erdf-wallonia",
        title="ERDF and ESF projects in Wallonia 2014-2020",
        publisher="Wallonie, enmieux.be",
        licence="published list of public-sector projects: attribute the publisher",
        url="https://www.enmieux.be",
        takes="FILE",
        read=_whole(erdf.wallonia),
        expected={Project: (1, 10_000)},
    ),
    SourceKind(
        name="subsidies",
        title="Flemish subsidy register",
        publisher="Vlaamse overheid, Subsidieregister",
        licence="published public-sector register: attribute the publisher",
        url="https://www.vlaanderen.be/subsidieregister",
        takes="PATH",
        read=_whole(subsidies.read),
        expected={Organisation: _MILLIONS},
    ),
    SourceKind(
        name="projects",
        title="A list of projects and participants of your own",
        publisher="whoever gave you the list",
        licence="as its owner says",
        url=None,
        takes="FILE",
        read=_whole(projects.read),
        expected={Project: (1, 1_000_000)},
    ),
    SourceKind(
        name="members",
        title="A cluster's membership list",
        publisher="the cluster",
        licence="as the cluster says; it names firms, not people",
        url=None,
        takes="FILE",
        read=members.read,
        expected={Organisation: (1, 1_000_000)},
    ),
)
"""In order of authority: where two sources disagree the graph shows what the earlier one says."""

KINDS = {kind.name: kind for kind in SOURCES}


def requested(texts: tuple[str, ...]) -> list[Request]:
    """Return what `NAME`, `NAME=PATH` and `NAME:LABEL=PATH` ask for; every built-in source where nothing is named.

    Raise NotFoundError for a source that does not exist and BadInputError where a path lacks or is too much.
    """
    built_in = tuple(kind.name for kind in SOURCES if kind.takes == "nothing")
    return [_request(text) for text in texts or built_in]


def _request(text: str) -> Request:
    full, separator, path = text.partition("=")
    name, _, label = full.partition(":")
    if name not in KINDS:
        raise NotFoundError(
            Message("There is no source '%(name)s'; the sources are: %(kinds)s.", name=name, kinds=", ".join(KINDS))
        )
    kind = KINDS[name]
    if kind.takes == "nothing":
        if separator or label:
            raise BadInputError(Message("The source '%(name)s' is built in and takes no file.", name=name))
        return Request(kind)
    if not path:
        raise BadInputError(
            Message("The source '%(name)s' needs a path: %(name)s=%(takes)s.", name=name, takes=kind.takes)
        )
    if label != slug(label):
        raise BadInputError(
            Message(
                "'%(label)s' cannot be a label: use small letters, digits and hyphens, like '%(label_2)s'.",
                label=label,
                label_2=slug(label),
            )
        )
    return Request(kind, label, Path(path).expanduser())


def read(request: Request, audit: Audit, options: ImportOptions, track: Track = silently) -> dict[str, Facts]:
    """Read a source into facts, by the names that they have in the store.

    Raise BadInputError where a row is bad, or where there is more or less of something than such a source holds.
    """
    kind = request.kind
    where = request.path
    stem = slug(where.name.partition(".")[0]) if where else ""
    title = f"{kind.title} ({where.name})" if where else kind.title
    # Many clusters call their list "leden.xlsx": without the cluster two of them would be one source.
    label = "-".join(part for part in (request.label, key_of(options.cluster or ""), stem or "list") if part)
    source = source_of(kind.name, label, title, kind.publisher, kind.licence, kind.url, options.received)
    parts = kind.read(Reading(source, documents(where) if where else [], audit, options, track))
    audit.check()
    _check_counts(request, parts)
    found = {f"{request.name}:{part}" if part else request.name: facts for part, facts in parts.items()}
    for facts in found.values():
        facts.check()
    return found


def _check_counts(request: Request, parts: Mapping[str, Facts]) -> None:
    for record, (least, most) in request.kind.expected.items():
        count = sum(len(facts.of(record)) for facts in parts.values())
        if not least <= count <= most:
            raise BadInputError(
                Message(
                    "'%(request)s' holds %(count)s records of %(name)s; expected %(least)s to %(most)s. Nothing was "
                    "loaded: is it the right file, and whole?",
                    request=request.name,
                    count=count,
                    name=record.__name__,
                    least=least,
                    most=most,
                )
            )
