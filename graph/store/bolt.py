"""The Neo4j store, over Bolt with the official driver; how it is loaded is in `graph.store.staging`.

Nodes with other labels than ours are never looked at. Where another application uses one of our labels the questions
could not tell its nodes from ours, so a load refuses such a database.
"""

import contextlib
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import neo4j
import neo4j.graph
import neo4j.time
from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from graph import statements
from graph.errors import BadInputError, EmptyStoreError, QueryError, StoreError
from graph.facts import Facts
from graph.store import staging
from graph.store.cache import AnswerCache
from graph.store.decisions import DECISIONS, NO_DECISIONS, Decisions, pack, unpack
from graph.store.form import FORMAT
from graph.store.guard import check
from graph.store.protocol import Closing, Limits, Row
from graph.store.snapshots import NO_SNAPSHOTS, Snapshots, digest
from graph.store.snapshots import unpack as unpack_source

# What goes wrong is raised in words of our own; without a handler Python would print the driver's beside them.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

OLDEST = 5
LISTING = re.compile(r"call\s+db\.(labels|relationshipTypes|propertyKeys)\(\)", re.IGNORECASE)

T = TypeVar("T")
Transaction = neo4j.ManagedTransaction


class Neo4jStore(Closing):
    """A graph in a Neo4j database, read at the version that was current when this object was made.

    Neo4j keeps no old version, so a read after another load raises StoreError and `current()` gives a store that reads
    the new one.
    """

    keeps_versions = False

    def __init__(self, driver: neo4j.Driver, url: str, database: str | None, held: staging.Held) -> None:
        self.url = url
        self.answers = AnswerCache()
        self._driver = driver
        self._database = database
        self._held = held

    @classmethod
    def at(cls, url: str) -> "Neo4jStore":
        """Connect to neo4j://user:password@host:port[/database].

        Raise BadInputError for a URL without a user or host, and StoreError, which never shows the password, where the
        server is down, refuses the user, or is older than version 5.
        """
        parts = urlsplit(url)
        if not parts.hostname or parts.username is None or parts.password is None:
            raise BadInputError("A Neo4j store needs a user, a password and a host: neo4j://user:password@host:7687.")
        address = f"{parts.scheme}://{parts.hostname}:{parts.port or 7687}"
        database = parts.path.strip("/") or None
        driver = neo4j.GraphDatabase.driver(
            address,
            auth=(unquote(parts.username), unquote(parts.password)),
            max_connection_pool_size=20,
            connection_timeout=10,
            connection_acquisition_timeout=30,
            max_transaction_retry_time=15,
            notifications_min_severity="OFF",
        )
        try:
            _check_server(driver, address)
            with _worded(address), driver.session(database=database) as session:
                held = session.execute_read(staging.held)
        except BaseException:
            driver.close()
            raise
        return cls(driver, address if database is None else f"{address}/{database}", database, held)

    @property
    def data_version(self) -> str:
        """See Store."""
        if not self._held.data_version:
            raise EmptyStoreError("Nothing is loaded in %(url)s: run 'intercluster load' first.", url=self.url)
        return self._held.data_version

    def rows(self, cypher: str, **parameters: Any) -> list[Row]:
        """See Store. Raise StoreError where the graph was replaced since this store was opened."""
        expected = self.data_version

        def work(transaction: Transaction) -> tuple[list[Row], str]:
            found = [_plain_row(record) for record in transaction.run(cypher, parameters)]
            return found, _read_version(transaction)

        rows, version = self._read(work, cypher)
        if version != expected:
            raise _replaced(self.url)
        return rows

    def ask(self, cypher: str, limits: Limits) -> list[Row]:
        """See Store. The server itself plans the query first, and only a plan that reads goes on.

        Its memory is bounded by the server's setting `db.memory.transaction.max`. That does not count what an
        expression builds: `reduce` over a billion items took a server down. So the text must also be one that the
        guard lets through, as on the embedded store, or a procedure that lists the schema.
        """
        if not LISTING.fullmatch(cypher.strip()):
            check(cypher)
        _ = self.data_version
        with _worded(self.url, "The query was refused"), self._session() as session:
            plan = session.run(neo4j.Query(f"EXPLAIN {cypher}", timeout=limits.seconds)).consume()
            if plan.query_type != "r":
                raise QueryError("Only a query that reads the graph is allowed.")
            result = session.run(neo4j.Query(cypher, timeout=limits.seconds))
            rows = [_plain_row(record) for record in result.fetch(limits.rows + 1)]
        if len(rows) > limits.rows:
            raise QueryError("The query has more than %(rows)s rows; add a LIMIT.", rows=limits.rows)
        return rows

    def facts(self) -> Facts:
        """See Store."""
        expected = self.data_version
        facts, version = self._read(lambda t: (_read_facts(t), _read_version(t)), "the whole graph")
        if version != expected:
            raise _replaced(self.url)
        return facts

    def snapshots(self) -> Snapshots:
        """See Store."""
        return {name: content for name, content in self._beside().items() if name != DECISIONS}

    def earlier(self, back: int = 1) -> Snapshots:
        """See Store."""
        found = self._read(lambda t: staging.read_beside(t, staging.EARLIER, back=back), "the earlier sources")
        return {name: content for name, content in found.items() if name != DECISIONS}

    def decisions(self, verdict: str | None = None) -> Decisions:
        """See Store."""
        decided = unpack(self._beside().get(DECISIONS, b""))
        return tuple(one for one in decided if verdict in (None, one.verdict))

    def verify(self) -> None:
        """See Store."""
        facts, beside = self.facts(), self._beside()
        unpack(beside.pop(DECISIONS, b""))
        for snapshot in beside.values():
            unpack_source(snapshot)
        # What an earlier version of the program loaded may have had other properties, and so another version.
        if self._read(staging.held, "the version").format == FORMAT and facts.version() != self.data_version:
            raise StoreError("The graph in %(url)s is damaged: run 'intercluster restore'.", url=self.url)

    def load(
        self,
        facts: Facts,
        snapshots: Snapshots = NO_SNAPSHOTS,
        decisions: Decisions = NO_DECISIONS,
        *,
        replacing: Snapshots | None = None,
    ) -> None:
        """See Store and `staging`. Raise StoreError where another load is running."""
        facts.check()
        with _worded(self.url):
            staging.load(self._writing, facts, snapshots, pack(decisions), replacing, _read_facts)

    def current(self) -> "Neo4jStore":
        """See Store."""
        held = self._read(staging.held, "the data version")
        if held == self._held:
            return self
        return Neo4jStore(self._driver, self.url, self._database, held)

    def close(self) -> None:
        """See Store."""
        self._driver.close()

    def _beside(self) -> dict[str, bytes]:
        """Return what is kept beside the graph; raise StoreError where it is not what was loaded."""
        held, beside, after = self._read(
            lambda t: (staging.held(t), staging.read_beside(t), staging.held(t)), "the sources"
        )
        if held != after:
            raise _replaced(self.url)
        sources = {name: content for name, content in beside.items() if name != DECISIONS}
        if digest(sources) != held.sources or held.decisions not in (
            "",
            digest({DECISIONS: beside.get(DECISIONS, b"")}),
        ):
            raise StoreError(
                "The sources in %(url)s are damaged: run 'intercluster restore FILE' with a backup.", url=self.url
            )
        return beside

    def _writing(self) -> neo4j.Session:
        return self._driver.session(database=self._database)

    def _session(self) -> neo4j.Session:
        return self._driver.session(database=self._database, default_access_mode=neo4j.READ_ACCESS)

    def _read(self, work: Callable[[Transaction], T], what: str) -> T:
        with _worded(self.url, f"The database refused a query:\n{what.strip()}"), self._session() as session:
            return session.execute_read(work)


@contextlib.contextmanager
def _worded(address: str, refusal: str = "The database refused") -> Iterator[None]:
    """Turn the driver's errors into ours; the driver's own words hold no credentials, and the URL here has none."""
    try:
        yield
    except AuthError:
        raise StoreError("Neo4j at %(address)s refused the user name or the password.", address=address) from None
    except (ServiceUnavailable, SessionExpired):
        raise StoreError("No Neo4j server answers at %(address)s; is it running?", address=address) from None
    except ClientError as error:
        if "TransactionTimedOut" in (error.code or ""):
            raise QueryError("The query was ended at its time limit; ask for less.") from error
        raise QueryError("%(refusal)s: %(message)s", refusal=refusal, message=error.message) from error
    except (Neo4jError, DriverError) as error:
        raise StoreError("Neo4j at %(address)s failed: %(error)s", address=address, error=error) from error


def _check_server(driver: neo4j.Driver, address: str) -> None:
    with _worded(address):
        agent = driver.get_server_info().agent
    found = re.search(r"/(\d+)", agent)
    if found and int(found.group(1)) < OLDEST:
        raise StoreError(
            "%(agent)s at %(address)s is too old: Neo4j %(oldest)s or newer is needed.",
            agent=agent,
            address=address,
            oldest=OLDEST,
        )


def _read_version(transaction: Transaction) -> str:
    return staging.held(transaction).data_version


def _replaced(url: str) -> StoreError:
    return StoreError("The graph in %(url)s was replaced while it was being read; ask again.", url=url)


def _read_facts(transaction: staging.Transaction) -> Facts:
    return statements.read_facts(lambda cypher: map(_plain_row, transaction.run(cypher)))


def _plain_row(record: neo4j.Record) -> Row:
    return {name: _plain(record[name]) for name in record.keys()}  # noqa: SIM118 - iterating a record gives values


def _plain(value: Any) -> Any:
    """Return a value as the embedded store gives it: dates of Python, nodes and relations as their properties."""
    if isinstance(value, neo4j.time.Date | neo4j.time.DateTime | neo4j.time.Time):
        return value.to_native()
    if isinstance(value, neo4j.graph.Entity):
        return {name: _plain(item) for name, item in value.items() if name != staging.OWN}
    if isinstance(value, neo4j.graph.Path):
        return [_plain(node) for node in value.nodes]
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return {name: _plain(item) for name, item in value.items()} if isinstance(value, dict) else value
