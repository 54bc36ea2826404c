"""What a store does, whichever it is: read a graph at one version, and replace it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Protocol, Self

from graph.errors import EmptyStoreError
from graph.facts import Facts
from graph.store.cache import AnswerCache
from graph.store.decisions import NO_DECISIONS, Decisions
from graph.store.snapshots import NO_SNAPSHOTS, Snapshots

Row = dict[str, Any]
"""One row of an answer of the database, by column name; turned into a dataclass at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a user's own query may go before it is ended."""

    seconds: float = 10.0
    rows: int = 10_000
    memory_bytes: int = 1 << 30


def is_loaded(store: "Store") -> bool:
    """Return whether a store holds a graph."""
    return bool(version_of(store))


def version_of(store: "Store") -> str:
    """Return the version of the data that a store reads, "" where nothing is loaded."""
    try:
        return store.data_version
    except EmptyStoreError:
        return ""


class Closing(ABC):
    """What is closed when a `with` block is left; a store is of all that is known, unless it says another day."""

    day: date | None = None

    @abstractmethod
    def close(self) -> None:
        """Close it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Store(Protocol):
    """A graph, read at one version, and the means to replace it.

    What a store reads stays the version that was current when it was opened, whatever is loaded meanwhile;
    `current()` gives a store that reads the newest.
    """

    url: str
    """Where it is, without credentials: fit to print."""

    day: date | None
    """The day as of which it is read; None for all that is known."""

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

    def earlier(self, back: int = 1) -> Snapshots:
        """Return what each source said `back` loads ago, of those that changed what one says; none if it is not kept.

        The last `graph.store.snapshots.SAID` are, with what they say now.
        """

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
