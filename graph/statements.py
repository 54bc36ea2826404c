"""Cypher that follows from the schema alone: table definitions and the reading of whole tables.

Only names that the schema declares are ever put into a statement; values are always bound parameters.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from graph.schema import NODE_TYPES, RELATION_TYPES, Node, Relation, properties

COLUMN_TYPES: Mapping[type, str] = {
    str: "STRING",
    int: "INT64",
    float: "DOUBLE",
    date: "DATE",
    tuple: "STRING[]",
}
"""The embedded store's type of each Python type that a property may have."""


def definitions() -> list[str]:
    """Return the embedded store's table definitions, nodes first."""
    nodes = [f"CREATE NODE TABLE {kind.__name__}({_columns(kind)}, PRIMARY KEY(id))" for kind in NODE_TYPES]
    return nodes + [f"CREATE REL TABLE {kind.label}({_pairs(kind)}, {_columns(kind)})" for kind in RELATION_TYPES]


def read_nodes(kind: type[Node]) -> str:
    """Return the query for every node of a type, one column a property."""
    columns = ", ".join(f"n.{name} AS {name}" for name in properties(kind))
    return f"MATCH (n:{kind.__name__}) RETURN {columns} ORDER BY id"


def read_relations(kind: type[Relation]) -> str:
    """Return the query for every relation of a type: `start_id`, `end_id` and one column a property."""
    columns = ", ".join(f"r.{name} AS {name}" for name in properties(kind))
    return f"MATCH (a)-[r:{kind.label}]->(b) RETURN a.id AS start_id, b.id AS end_id, {columns}"


def constraints() -> list[str]:
    """Return Neo4j's constraints, which bring an index each: an id is there once in its type."""
    return [
        f"CREATE CONSTRAINT intercluster_{kind.__name__.lower()}_id IF NOT EXISTS "
        f"FOR (n:{kind.__name__}) REQUIRE n.id IS UNIQUE"
        for kind in NODE_TYPES
    ]


def write_nodes(kind: type[Node]) -> str:
    """Return the statement that writes `$rows` of properties as nodes of a type, new or in place of old ones."""
    return f"UNWIND $rows AS row MERGE (n:{kind.__name__} {{id: row.id}}) SET n = row"


def delete_nodes(kind: type[Node]) -> str:
    """Return the statement that deletes the nodes of a type with the ids `$rows`."""
    return f"UNWIND $rows AS id MATCH (n:{kind.__name__} {{id: id}}) DETACH DELETE n"


def write_relations(kind: type[Relation], start: type[Node], end: type[Node]) -> str:
    """Return the statement that adds `$rows` of (start, end, properties) as relations between two types."""
    return f"UNWIND $rows AS row {_ends(start, end)} CREATE (a)-[r:{kind.label}]->(b) SET r = row.properties"


def delete_relations(kind: type[Relation], start: type[Node], end: type[Node]) -> str:
    """Return the statement that deletes the relations of `$rows` of (start, end, key) between two types."""
    return f"UNWIND $rows AS row {_ends(start, end)} MATCH (a)-[r:{kind.label} {{key: row.key}}]->(b) DELETE r"


def foreign_nodes() -> str:
    """Return the query that counts nodes with one of our labels that `$owner` did not write."""
    labels = "|".join(kind.__name__ for kind in NODE_TYPES)
    return f"MATCH (n:{labels}) WHERE n.loaded_by IS NULL OR n.loaded_by <> $owner RETURN count(*) AS n"


def node_of(kind: type[Node], row: Mapping[str, Any]) -> Node:
    """Return the record of a row of `read_nodes`."""
    return kind(**{name: _value(row[name], kind_) for name, kind_ in properties(kind).items()})


def relation_of(kind: type[Relation], row: Mapping[str, Any]) -> Relation:
    """Return the record of a row of `read_relations`."""
    values = {name: _value(row[name], kind_) for name, kind_ in properties(kind).items()}
    return kind(start=row["start_id"], end=row["end_id"], **values)


def values_of(record: Node | Relation) -> dict[str, Any]:
    """Return a record's properties as a store takes them: lists instead of tuples."""
    names = (field.name for field in fields(record) if field.name not in ("start", "end"))
    values = {name: getattr(record, name) for name in names}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _value(value: Any, kind: type) -> Any:
    return tuple(value or ()) if kind is tuple else value


def _columns(record: type[Node] | type[Relation]) -> str:
    return ", ".join(f"{name} {COLUMN_TYPES[kind]}" for name, kind in properties(record).items())


def _pairs(kind: type[Relation]) -> str:
    return ", ".join(f"FROM {start.__name__} TO {end.__name__}" for start, end in kind.ends)


def _ends(start: type[Node], end: type[Node]) -> str:
    return f"MATCH (a:{start.__name__} {{id: row.start}}) MATCH (b:{end.__name__} {{id: row.end}})"
