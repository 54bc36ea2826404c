"""A load into Neo4j: built aside in the same database, then swapped in by one transaction.

New nodes are written in batches under a label that no question reads, with their relations among themselves. One
transaction then takes our labels off the old nodes and puts them on the new ones, and the old ones are deleted in
batches. So readers see the old graph until the swap, a server needs little memory however large the graph, and what a
killed load leaves behind is invisible until the next load deletes it.
"""

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

import neo4j

from graph.errors import StoreError
from graph.facts import Facts
from graph.messages import Message
from graph.schema import NODE_TYPES, RELATION_TYPES, Relation
from graph.statements import values_of
from graph.store import FORMAT, NEWER, REPLACED
from graph.store.decisions import DECISIONS
from graph.store.snapshots import Snapshots, chunks, digest

BATCH = 5_000
OWN = "intercluster"
"""A property that all our nodes have and nobody else's: the name of their type."""

SNAPSHOT = "InterclusterSource"
SNAPSHOT_BYTES = 1 << 20
"""What a source said is kept in nodes of this label, so many bytes in each."""

VERSION = "MATCH (l:InterclusterLoad {id: 'current'}) RETURN l.data_version AS version, coalesce(l.format, 0) AS format"
BEGIN = (
    "MERGE (l:InterclusterLoad {id: 'current'}) SET l.token = $token "
    "RETURN [l.data_version, coalesce(l.sources, ''), coalesce(l.decisions, ''), toString(coalesce(l.format, 0))]"
)
TAKE = "MATCH (l:InterclusterLoad {id: 'current'}) SET l.swapped = timestamp() RETURN l.token AS token"
FINISH = "MATCH (l:InterclusterLoad {id: 'current'}) SET l += $held"
SNAPSHOTS = "MATCH (n:InterclusterSource) RETURN n.name AS name, n.content AS content ORDER BY n.rank, n.part"
STAGE = "UNWIND $rows AS row CREATE (n:InterclusterNext) SET n = row"
CLEAN = "MATCH (n:InterclusterNext|InterclusterOld) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS n"
STAGED_INDEX = "CREATE CONSTRAINT intercluster_next_id IF NOT EXISTS FOR (n:InterclusterNext) REQUIRE n.id IS UNIQUE"

HELD = ("data_version", "sources", "decisions", "format")
"""What is known of the graph that is there; `BEGIN` returns it in this order."""

Transaction = neo4j.ManagedTransaction


def load(
    session: neo4j.Session, facts: Facts, snapshots: Snapshots, decided: bytes, replacing: Snapshots | None
) -> None:
    """Make the graph these facts, and keep the snapshots and the packed decisions.

    Raise StoreError where our labels are somebody else's too, or another load came in between.
    """
    for statement in (STAGED_INDEX, *_constraints()):
        session.run(statement).consume()
    _refuse_foreign(session)
    token = secrets.token_hex(8)
    wanted = [facts.version(), digest(snapshots), digest({DECISIONS: decided}), str(FORMAT)]
    held = session.execute_write(_one, BEGIN, token=token)
    if int(held[-1]) > FORMAT:
        raise StoreError(Message("The store in Neo4j %(newer)s", newer=NEWER))
    if replacing is not None and digest(replacing) != held[1]:
        raise StoreError(REPLACED)
    _clean(session)
    if held == wanted:
        return
    for kind in NODE_TYPES:
        for batch in _batches([{**values_of(node), OWN: kind.__name__} for node in facts.nodes(kind)]):
            session.execute_write(_run, STAGE, rows=batch)
    for tie in RELATION_TYPES:
        rows = [{"start": r.start, "end": r.end, "properties": values_of(r)} for r in facts.relations(tie)]
        for batch in _batches(rows):
            session.execute_write(_run, _stage_relations(tie), rows=batch)
    for row in _snapshot_rows({**snapshots, DECISIONS: decided}):
        session.execute_write(_run, STAGE, rows=[row])
    session.execute_write(_swap, token, dict(zip(HELD, wanted, strict=True)))
    _clean(session)


def read_snapshots(transaction: Transaction) -> dict[str, bytes]:
    """Return the snapshots that were loaded with the graph."""
    return {name: content for name, content in _beside(transaction).items() if name != DECISIONS}


def read_decisions(transaction: Transaction) -> bytes:
    """Return the packed decisions that were loaded with the graph; b"" where there are none."""
    return _beside(transaction).get(DECISIONS, b"")


def _beside(transaction: Transaction) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for record in transaction.run(SNAPSHOTS):
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
            Message(
                "The database holds %(found)s nodes of another application with labels that Intercluster uses "
                "(%(labels)s); give it a database of its own.",
                found=found,
                labels=labels.replace("|", ", "),
            )
        )


def _swap(transaction: Transaction, token: str, held: dict[str, str]) -> None:
    """Put our labels on the new nodes instead of the old ones, if no other load has begun since."""
    if _one(transaction, TAKE) != token:
        raise StoreError(
            Message("Another load began while this one was under way; the graph is as that one leaves it.")
        )
    for name in (*(kind.__name__ for kind in NODE_TYPES), SNAPSHOT):
        _run(transaction, f"MATCH (n:{name}) REMOVE n:{name} SET n:InterclusterOld")
        _run(transaction, f"MATCH (n:InterclusterNext {{{OWN}: '{name}'}}) REMOVE n:InterclusterNext SET n:{name}")
    _run(transaction, FINISH, held={**held, "format": int(held["format"])})


def _clean(session: neo4j.Session) -> None:
    while session.execute_write(_one, CLEAN):
        pass


def _constraints() -> list[str]:
    """Return a constraint, which brings an index, for each node type: an id is there once."""
    return [
        f"CREATE CONSTRAINT intercluster_{kind.__name__.lower()}_id IF NOT EXISTS "
        f"FOR (n:{kind.__name__}) REQUIRE n.id IS UNIQUE"
        for kind in NODE_TYPES
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
