"""Files of LadybugDB: built once from facts, opened read-only, and read as today's tables whatever tables they have."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import ladybug
import pyarrow

from graph.errors import QueryError
from graph.facts import Facts
from graph.schema import NODE_TYPES, RELATION_TYPES, TYPES, Node, Relation
from graph.statements import definitions, node_of, read_nodes, read_relations, relation_of
from graph.store.ladybug import building
from graph.store.ladybug.building import Step
from graph.store.protocol import Row
from graph.store.scratch import Scratch
from graph.tables import between, in_order, table_of, version_of

_BUFFER_BYTES = 1 << 30


@dataclass(frozen=True)
class Opened:
    """A graph file that is open for reading, and what is to be done when it is closed."""

    database: "ladybug.Database"
    path: Path
    clean: Callable[[], None]

    @cached_property
    def connection(self) -> "ladybug.Connection":
        """The connection for one reader after the other; it keeps its plans of statements that were run before."""
        return connect(self)

    def close(self) -> None:
        """Let go of the file."""
        if "connection" in vars(self):
            self.connection.close()
        self.database.close()
        self.clean()


def open_graph(path: Path) -> Opened:
    """Open a file of today's tables."""
    database = ladybug.Database(
        str(path), read_only=True, buffer_pool_size=_BUFFER_BYTES, max_db_size=building.MOST_BYTES
    )
    return Opened(database, path, lambda: None)


def open_older(path: Path) -> Opened:
    """Open what a file of other tables holds as if it had today's: what they lack is None.

    Nothing is written beside it: the copy is a temporary file, which goes when it is closed.
    """
    with contextlib.closing(open_graph(path)) as older, contextlib.closing(connect(older)) as connection:
        facts = _read_older(connection)
    folder = Scratch()
    try:
        copy = folder.path / path.name
        build(copy, facts)
        return replace(open_graph(copy), clean=folder.close)
    except BaseException:
        folder.close()
        raise


def connect(opened: Opened) -> "ladybug.Connection":
    """Return a connection to an open file; close it."""
    return ladybug.Connection(opened.database)


def execute(connection: "ladybug.Connection", cypher: str, parameters: Mapping[str, Any]) -> list[Row]:
    """Return the rows of a statement; raise QueryError where it is refused or is several."""
    result = _run(connection, cypher, parameters)
    names = result.get_column_names()
    return [dict(zip(names, values, strict=True)) for values in result.get_all()]


def build(path: Path, facts: Facts) -> None:
    """Write a new graph file: tables, nodes, relations, checkpoint; then nobody may write to it any more.

    Raise StoreError where it cannot be written. It is not synced yet.
    """
    steps = [(statement, None) for statement in definitions()]
    steps += [(f"COPY {kind.__name__} FROM $records", facts.table(kind)) for kind in NODE_TYPES]
    steps += [step for tie in RELATION_TYPES for step in _copies(tie, facts.table(tie))]
    wanted = [(cypher, table) for cypher, table in steps if table is None or table.num_rows]
    building.run(path, [*wanted, ("CHECKPOINT", None)])
    path.chmod(0o444)


def read_version(opened: Opened) -> str:
    """Return the version (see `Facts.version`) of what a file of today's tables holds, read from it whole."""
    with contextlib.closing(connect(opened)) as connection:
        return version_of((kind, _table(connection, kind)) for kind in TYPES)


def _table(connection: "ladybug.Connection", kind: type[Node] | type[Relation]) -> pyarrow.Table:
    """Return the records of a type as `Facts.table` does."""
    query = read_relations(kind) if issubclass(kind, Relation) else read_nodes(kind, ordered=False)
    found = _run(connection, query, {}).get_as_arrow()
    return in_order(kind, found.rename_columns(table_of(kind, ()).column_names))


def _run(connection: "ladybug.Connection", cypher: str, parameters: Mapping[str, Any]) -> "ladybug.QueryResult":
    try:
        result = connection.execute(cypher, dict(parameters))
    except RuntimeError as error:
        raise QueryError(
            "The database refused a query: %(error)s\n%(cypher)s", error=error, cypher=cypher.strip()
        ) from error
    if isinstance(result, list):
        raise QueryError("Expected one statement, not %(count)s:\n%(cypher)s", count=len(result), cypher=cypher.strip())
    return result


def _copies(kind: type[Relation], records: pyarrow.Table) -> Iterator[Step]:
    if len(kind.ends) == 1:
        yield f"COPY {kind.label} FROM $records", records
        return
    for start, end in kind.ends:
        pair = f"(from='{start.__name__}', to='{end.__name__}')"
        yield f"COPY {kind.label} FROM $records {pair}", between(records, start, end)


def _read_older(connection: "ladybug.Connection") -> Facts:
    """Return what a file holds of today's types and properties."""
    tables = {row["name"] for row in execute(connection, "CALL show_tables() RETURN name", {})}
    facts = Facts()
    for kind in NODE_TYPES:
        if kind.__name__ in tables:
            facts.add(*_nodes(connection, kind))
    for tie in RELATION_TYPES:
        if tie.label in tables:
            facts.add(*_relations(connection, tie, tables))
    return facts


def _nodes(connection: "ladybug.Connection", kind: type[Node]) -> Iterator[Node]:
    query = read_nodes(kind, columns=_columns(connection, kind.__name__))
    return (node_of(kind, row) for row in execute(connection, query, {}))


def _relations(connection: "ladybug.Connection", tie: type[Relation], tables: set[str]) -> Iterator[Relation]:
    query = read_relations(tie, columns=_columns(connection, tie.label), tables=tables)
    return (relation_of(tie, row) for row in execute(connection, query, {}))


def _columns(connection: "ladybug.Connection", table: str) -> set[str]:
    # Only names that the schema declares get into a statement, here as everywhere.
    return {row["name"] for row in execute(connection, f"CALL table_info('{table}') RETURN name", {})}
