"""The sources that can be loaded: what each is, how much of it to expect, and the function that reads it into facts."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

from graph.errors import BadInputError, NotFoundError
from graph.facts import Facts
from graph.identity import key_of, slug
from graph.progress import Track, silently
from graph.schema import TYPES, Node, Relation
from ingest import flanders
from ingest.reading.audit import Audit
from ingest.reading.documents import documents
from ingest.reading.reading import ImportOptions, Reading, source_of
from ingest.sources import cordis, erdf, kbo, members, projects, ror, subsidies

Range = tuple[int, int]
Record = type[Node] | type[Relation]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """A source by its name on the command line, with what a user should know before loading it.

    `read` returns facts by part: "" for a source that is replaced as a whole. `expected` says how many records of a
    type a whole and undamaged source holds at least and at most; what lies outside is some other file.
    """

    name: str
    title: str
    publisher: str
    licence: str
    url: str | None = None
    takes: Literal["nothing", "FILE", "PATH"]
    read: Callable[[Reading], Mapping[str, Facts]]
    expected: Mapping[Record, Range]


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


READERS: Mapping[str, Callable[[Reading], Mapping[str, Facts]]] = {
    "flanders": lambda _: {"": flanders.facts()},
    "kbo": _whole(kbo.read),
    "ror": _whole(ror.read),
    "cordis": _whole(cordis.read),
    "erdf-flanders-2007": _whole(erdf.flanders_2007),
    "erdf-flanders-2014": _whole(erdf.flanders_2014),
    "erdf-wallonia": _whole(erdf.wallonia),
    "subsidies": _whole(subsidies.read),
    "projects": _whole(projects.read),
    "members": members.read,
}


def _kinds() -> Iterator[SourceKind]:
    types = {kind.__name__: kind for kind in TYPES}
    text = files(__package__).joinpath("sources.toml").read_text(encoding="utf-8")
    for name, said in tomllib.loads(text).items():
        expected = {types[kind]: (least, most) for kind, (least, most) in said.pop("expected").items()}
        yield SourceKind(name=name, read=READERS[name], expected=expected, **said)


SOURCES = tuple(_kinds())
"""In order of authority, as in `sources.toml`, which says what each is."""

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
            "There is no source '%(name)s'; the sources are: %(kinds)s.", name=name, kinds=", ".join(KINDS)
        )
    kind = KINDS[name]
    if kind.takes == "nothing":
        if separator or label:
            raise BadInputError("The source '%(name)s' is built in and takes no file.", name=name)
        return Request(kind)
    if not path:
        raise BadInputError("The source '%(name)s' needs a path: %(name)s=%(takes)s.", name=name, takes=kind.takes)
    if label != slug(label):
        raise BadInputError(
            "'%(label)s' cannot be a label: use small letters, digits and hyphens, like '%(label_2)s'.",
            label=label,
            label_2=slug(label),
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
                "'%(request)s' holds %(count)s records of %(name)s; expected %(least)s to %(most)s. Nothing was "
                "loaded: is it the right file, and whole?",
                request=request.name,
                count=count,
                name=record.__name__,
                least=least,
                most=most,
            )
