"""The store: where the graph is kept, and the one way in."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import Any, Protocol, Self

from graph.errors import BadInputError, StoreError
from graph.facts import Facts
from graph.messages import Message
from graph.schema import TYPES, properties
from graph.store.answers import AnswerCache
from graph.store.decisions import NO_DECISIONS, Decisions
from graph.store.snapshots import Snapshots

Row = dict[str, Any]
"""One row of an answer of the database, by column name; turned into a dataclass at once."""


NO_SNAPSHOTS: Snapshots = MappingProxyType({})
FORMAT = 2
"""The form in which a store is kept: 0 is version 0.1.0, which had no decisions beside the graph, 1 had no checksum."""

NEWER = Message("was written by a later version of Intercluster: install that version, or take another store.")
REPLACED = "Another load changed the graph while this one was under way; nothing was changed, load again."


def all_columns() -> tuple[str, ...]:
    """Return every property that a graph of today has, as Type.property."""
    return tuple(f"{kind.__name__}.{name}" for kind in TYPES for name in properties(kind))


def check_columns(columns: Iterable[str], where: str) -> None:
    """Raise StoreError where a store of this format has properties that this program would lose."""
    if not set(columns) <= set(all_columns()):
        raise StoreError(Message("The store in %(folder)s %(newer)s", folder=where, newer=NEWER))


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a user's own query may go before it is ended."""

    seconds: float = 10.0
    rows: int = 10_000
    memory_bytes: int = 1 << 30


class Store(Protocol):
    """A graph, read at one version, and the means to replace it.

    What a store reads stays the version that was current when it was opened, whatever is loaded meanwhile;
    `current()` gives a store that reads the newest.
    """

    url: str
    """Where it is, without credentials: fit to print."""

    answers: AnswerCache
    """What was worked out of the version that is read."""

    keeps_versions: bool
    """Whether a version can still be read when another has replaced it; then each must be closed by itself."""

    @property
    def data_version(self) -> str:
        """The version of the data that is read (see `Facts.version`); raise EmptyStoreError where there is none."""

    def rows(self, cypher: str, **parameters: Any) -> list[Row]:
        """Return the rows of a read-only query with bound parameters (never None: write the query without it).

        Raise EmptyStoreError where nothing is loaded, QueryError with the query where the database refuses it.
        """

    def ask(self, cypher: str, limits: Limits) -> list[Row]:
        """Return the rows of a query that a user wrote: read-only, and bounded in time, rows and memory.

        Raise QueryError with one sentence where it is refused or goes beyond the limits.
        """

    def facts(self) -> Facts:
        """Return the whole graph as records."""

    def snapshots(self) -> Snapshots:
        """Return what each source said, as it was loaded; none where nothing is loaded."""

    def earlier(self) -> Snapshots:
        """Return what each source said before the last load that changed anything; none where that is not kept."""

    def decisions(self, verdict: str | None = None) -> Decisions:
        """Return what the program decided of the graph's records, or those of one verdict, in their order."""

    def verify(self) -> None:
        """Read all that is kept; raise StoreError where anything is not as it was loaded."""

    def load(
        self,
        facts: Facts,
        snapshots: Snapshots = NO_SNAPSHOTS,
        decisions: Decisions = NO_DECISIONS,
        *,
        replacing: Snapshots | None = None,
    ) -> None:
        """Replace the graph by these facts, all or nothing; loading what is already there changes nothing.

        What was written is read back and compared before it takes the place of what was there.
        `snapshots` and `decisions` are kept beside it, of one version with it. `replacing` are the snapshots that the
        facts were made from together with new ones: raise StoreError where another load has replaced them meanwhile.
        """

    def current(self) -> "Store":
        """Return this store where it still reads the newest version, else a new one that does."""

    def close(self) -> None:
        """Let go of files and connections."""

    def __hash__(self) -> int:
        """Tell stores apart: each is the same as itself alone."""

    def __enter__(self) -> Self:
        """Return the store itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""


def open_store(url: str) -> Store:
    """Open the store at a URL: `ladybug:///path/to/folder` or `neo4j://user:password@host:7687`.

    An empty or absent embedded store opens too, so that it can be loaded. Raise BadInputError for another kind of
    URL and StoreError where it cannot be opened.
    """
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "ladybug":
        from graph.store.embedded import EmbeddedStore

        return EmbeddedStore.at(rest)
    if scheme in ("neo4j", "bolt", "neo4j+s", "bolt+s"):
        from graph.store.bolt import Neo4jStore

        return Neo4jStore.at(url)
    raise BadInputError(
        Message(
            "'%(scheme)s' is not a kind of store: expected ladybug:///path/to/folder or "
            "neo4j://user:password@host:7687.",
            scheme=scheme,
        )
    )
