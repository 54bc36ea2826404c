"""A load into Neo4j: built aside in the same database, then swapped in by one transaction.

New nodes are written in batches under a label that no question reads, with their relations among themselves. One
transaction then takes our labels off the old nodes and puts them on the new ones, reads the graph back, and commits
where it is what was to be loaded; the old nodes are deleted in batches. That transaction is open from the load's begin
on, and what it locks keeps a second load out; the server ends it with its program. So readers see the old graph until
the swap, a server needs little memory however large the graph, and what a killed load leaves behind is invisible until
the next load deletes it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, LiteralString

import neo4j
from neo4j.exceptions import ClientError, TransientError

from graph.errors import StoreError
from graph.facts import Facts
from graph.schema import NODE_TYPES, RELATION_TYPES, Relation
from graph.statements import values_of
from graph.store.decisions import DECISIONS
from graph.store.form import FORMAT, NEWER, REPLACED, all_columns, check_columns
from graph.store.snapshots import SAID, Snapshots, chunks, digest

BATCH = 5_000
OWN = "intercluster"
"""A property that all our nodes have and nobody else's: the name of their type."""

SNAPSHOT = "InterclusterSource"
BEFORE = "InterclusterEarlier"
"""What was kept so before; `back` says how many loads ago, of those that changed what a source says."""
SNAPSHOT_BYTES = 1 << 20
"""What a source said is kept in nodes of this label, so many bytes in each."""

ALONE = "MERGE (l:InterclusterLoad {id: 'current'}) SET l.began = timestamp()"
HELD = (
    "MATCH (l:InterclusterLoad {id: 'current'}) RETURN coalesce(l.data_version, '') AS data_version, "
    "coalesce(l.sources, '') AS sources, coalesce(l.decisions, '') AS decisions, coalesce(l.format, 0) AS format, "
    "coalesce(l.columns, []) AS columns"
)
FINISH = "MATCH (l:InterclusterLoad {id: 'current'}) REMOVE l.token SET l += $held"
SNAPSHOTS = "MATCH (n:InterclusterSource) RETURN n.name AS name, n.content AS content ORDER BY n.rank, n.part"
EARLIER = (
    "MATCH (n:InterclusterEarlier) WHERE coalesce(n.back, 1) = $back "
    "RETURN n.name AS name, n.content AS content ORDER BY n.rank, n.part"
)
AGE = "MATCH (n:InterclusterEarlier) SET n.back = coalesce(n.back, 1) + 1"
FORGET = "MATCH (n:InterclusterEarlier) WHERE n.back >= $most REMOVE n:InterclusterEarlier SET n:InterclusterOld"
KEEP = "MATCH (n:InterclusterSource) REMOVE n:InterclusterSource SET n:InterclusterEarlier, n.back = 1"
STAGE = "UNWIND $rows AS row CREATE (n:InterclusterNext) SET n = row"
CLEAN = "MATCH (n:InterclusterNext|InterclusterOld) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS n"
STAGED_INDEX = "CREATE CONSTRAINT intercluster_next_id IF NOT EXISTS FOR (n:InterclusterNext) REQUIRE n.id IS UNIQUE"

WAITS = 5.0
"""Seconds that a load waits for another one to end."""

Transaction = neo4j.ManagedTransaction | neo4j.Transaction


@dataclass(frozen=True, slots=True)
class Held:
    """What the load node says of the graph that is there: its version, the digests of what is beside it, its form."""

    data_version: str = ""
    sources: str = ""
    decisions: str = ""
    format: int = 0
    columns: tuple[str, ...] = ()


def load(
    sessions: Callable[[], neo4j.Session],
    facts: Facts,
    snapshots: Snapshots,
    decided: bytes,
    replacing: Snapshots | None,
    read: Callable[[Transaction], Facts],
) -> None:
    """Make the graph these facts, and keep the snapshots and the packed decisions; `read` gives a database's facts.

    Raise StoreError where our labels are somebody else's too, another load is under way, the sources are not
    `replacing` any more, or what was written reads back otherwise.
    """
    beside = {**snapshots, DECISIONS: decided}
    wanted = Held(facts.version(), digest(snapshots), digest({DECISIONS: decided}), FORMAT, all_columns())
    with sessions() as session, sessions() as holder:
        for statement in (STAGED_INDEX, *_constraints()):
            session.execute_write(_run, statement)  # tried again where two loads lock each other out
        _refuse_foreign(session)
        with _alone(holder) as transaction:
            before = held(transaction)
            if replacing is not None and digest(replacing) != before.sources:
                raise StoreError(REPLACED)
            _clean(session)
            if before == wanted and _is_whole(transaction, facts, beside, read):
                return
            _stage(session, facts, beside)
            _swap(transaction, wanted, before)
            if not _is_whole(transaction, facts, beside, read):
                raise StoreError("What was written to Neo4j reads back otherwise. What was loaded before is as it was.")
            transaction.commit()
        _clean(session)


def _is_whole(transaction: Transaction, facts: Facts, beside: Snapshots, read: Callable[[Transaction], Facts]) -> bool:
    return read(transaction).version() == facts.version() and digest(read_beside(transaction)) == digest(beside)


@contextmanager
def _alone(holder: neo4j.Session) -> Iterator[neo4j.Transaction]:
    """Give the transaction that swaps, which keeps other loads out from its begin on, also when its program dies."""
    try:
        with holder.begin_transaction(timeout=WAITS) as probe:
            _run(probe, ALONE)
    except (ClientError, TransientError) as error:
        if "Timeout" in (error.code or "") or "TimedOut" in (error.code or "") or "Lock" in (error.code or ""):
            raise StoreError("Another load is writing to Neo4j; try again when it is done.") from None
        raise
    with holder.begin_transaction(timeout=0) as transaction:
        _run(transaction, ALONE)
        yield transaction


def held(transaction: Transaction) -> Held:
    """Return what is known of the graph that is there; raise StoreError where a later version made it."""
    record = transaction.run(HELD).single()
    if record is None:
        return Held()
    if record["format"] > FORMAT:
        raise StoreError("The store in Neo4j %(newer)s", newer=NEWER)
    if record["format"] == FORMAT:
        check_columns(record["columns"], "Neo4j")
    return Held(**{**record.data(), "columns": tuple(record["columns"])})


def _stage(session: neo4j.Session, facts: Facts, beside: Snapshots) -> None:
    """Write facts and what is kept beside them where no reader looks."""
    for kind in NODE_TYPES:
        for batch in _batches([{**values_of(node), OWN: kind.__name__} for node in facts.nodes(kind)]):
            session.execute_write(_run, STAGE, rows=batch)
    for tie in RELATION_TYPES:
        rows = [{"start": r.start, "end": r.end, "properties": values_of(r)} for r in facts.relations(tie)]
        for batch in _batches(rows):
            session.execute_write(_run, _stage_relations(tie), rows=batch)
    for row in _snapshot_rows(beside):
        session.execute_write(_run, STAGE, rows=[row])


def read_beside(transaction: Transaction, query: LiteralString = SNAPSHOTS, **given: int) -> dict[str, bytes]:
    """Return the snapshots and, as `DECISIONS`, the packed decisions; those of `back` loads ago by `EARLIER`."""
    found: dict[str, bytes] = {}
    for record in transaction.run(query, given):
        found[record["name"]] = found.get(record["name"], b"") + record["content"]
    return found


def _snapshot_rows(snapshots: Snapshots) -> Iterator[dict[str, Any]]:
    for rank, (name, content) in enumerate(snapshots.items()):
        for part, piece in enumerate(chunks(content, SNAPSHOT_BYTES)):
            identifier = f"snapshot:{rank}:{part}"
            yield {"id": identifier, OWN: SNAPSHOT, "name": name, "rank": rank, "part": part, "content": piece}


def _refuse_foreign(session: neo4j.Session) -> None:
    labels = "|".join(kind.__name__ for kind in NODE_TYPES)
    found = session.execute_read(_one, f"MATCH (n:{labels}) WHERE n.{OWN} IS NULL RETURN count(*)")
    if found:
        raise StoreError(
            "The database holds %(found)s nodes of another application with labels that Intercluster uses "
            "(%(labels)s); give it a database of its own.",
            found=found,
            labels=labels.replace("|", ", "),
        )


def _swap(transaction: Transaction, wanted: Held, before: Held) -> None:
    """Put our labels on the new nodes instead of the old ones; what the sources said otherwise is kept."""
    if wanted.sources != before.sources:
        _run(transaction, AGE)
        _run(transaction, FORGET, most=SAID)
        _run(transaction, KEEP)
    for name in (*(kind.__name__ for kind in NODE_TYPES), SNAPSHOT):
        _run(transaction, f"MATCH (n:{name}) REMOVE n:{name} SET n:InterclusterOld")
        _run(transaction, f"MATCH (n:InterclusterNext {{{OWN}: '{name}'}}) REMOVE n:InterclusterNext SET n:{name}")
    _run(transaction, FINISH, held={**asdict(wanted), "columns": list(wanted.columns)})


def _clean(session: neo4j.Session) -> None:
    while session.execute_write(_one, CLEAN):
        pass


def _constraints() -> list[str]:
    """Return a constraint, which brings an index, for each node type: an id is there once."""
    return [
        f"CREATE CONSTRAINT intercluster_{label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        for label in (*(kind.__name__ for kind in NODE_TYPES), "InterclusterLoad")
    ]


def _stage_relations(kind: type[Relation]) -> str:
    return (
        "UNWIND $rows AS row MATCH (a:InterclusterNext {id: row.start}) MATCH (b:InterclusterNext {id: row.end}) "
        f"CREATE (a)-[r:{kind.label}]->(b) SET r = row.properties"
    )


def _batches(rows: Sequence[Any]) -> Iterator[list[Any]]:
    for first in range(0, len(rows), BATCH):
        yield list(rows[first : first + BATCH])


def _run(transaction: Transaction, /, statement: str, **parameters: Any) -> None:
    transaction.run(statement, parameters).consume()


def _one(transaction: Transaction, /, statement: str, **parameters: Any) -> Any:
    """Return the one value of a query's one row, None where there is no row."""
    record = transaction.run(statement, parameters).single()
    return record[0] if record else None
