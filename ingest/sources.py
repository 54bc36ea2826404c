"""The sources that can be loaded: what each is, and the function that reads it into facts."""

from collections.abc import Callable
from dataclasses import dataclass

from graph.errors import BadInputError, NotFoundError
from graph.facts import Facts
from ingest import flanders


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A source by its name on the command line, with what a user should know before loading it."""

    name: str
    title: str
    publisher: str
    licence: str
    read: Callable[[], Facts]


SOURCES = (
    SourceKind(
        name="flanders",
        title="The Flemish cluster ecosystem in the evaluation report of 14 May 2020",
        publisher="IDEA Consult and Technopolis for VLAIO",
        licence="facts and figures, cited by table and section",
        read=flanders.facts,
    ),
)


def read(requests: tuple[str, ...]) -> Facts:
    """Read the named sources, all of the built-in ones where none is named, into one set of facts.

    Raise NotFoundError for a source that does not exist.
    """
    known = {source.name: source for source in SOURCES}
    facts = Facts()
    for request in requests or tuple(known):
        name, separator, _ = request.partition("=")
        if name not in known:
            raise NotFoundError(f"There is no source '{name}'; the sources are: {', '.join(known)}.")
        if separator:
            raise BadInputError(f"The source '{name}' is built in and takes no file.")
        facts.add(*known[name].read())
    facts.check()
    return facts
