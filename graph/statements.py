"""Cypher that follows from the schema alone: table definitions and the reading of whole tables.

Only names that the schema declares are ever put into a statement; values are always bound parameters.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from graph.facts import Facts
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


def read_nodes(
    kind: type[Node], where: str = "", columns: Collection[str] | None = None, *, ordered: bool = True
) -> str:
    """Return the query for the nodes of a type, by id; one column a property, or those of `columns`.

    `where` is a condition on `n`.
    """
    named = ", ".join(f"n.{name} AS {name}" for name in properties(kind) if columns is None or name in columns)
    return f"MATCH (n:{kind.__name__}) {_where(where)}RETURN {named}{' ORDER BY id' if ordered else ''}"


def count_nodes(kind: type[Node]) -> str:
    """Return the query for the `number` of nodes of a type."""
    return f"MATCH (n:{kind.__name__}) RETURN count(*) AS number"


def read_relations(
    kind: type[Relation], where: str = "", columns: Collection[str] | None = None, tables: Collection[str] | None = None
) -> str:
    """Return the query for the relations of a type: `start_id`, `end_id` and one column a property, or of `columns`.

    `where` is a condition on the ends `a` and `b`; `tables` are the node types that there are, by default all.
    """
    named = "".join(f", r.{name} AS {name}" for name in properties(kind) if columns is None or name in columns)
    pairs = [[end.__name__ for end in pair] for pair in kind.ends]
    starts, ends = (
        "|".join(dict.fromkeys(pair[side] for pair in pairs if tables is None or pair[side] in tables))
        for side in (0, 1)
    )
    found = f"MATCH (a:{starts})-[r:{kind.label}]->(b:{ends}) {_where(where)}"
    return f"{found}RETURN a.id AS start_id, b.id AS end_id{named}"


def node_of(kind: type[Node], row: Mapping[str, Any]) -> Node:
    """Return the record of a row of `read_nodes`; a column that is not there is None, or has its usual value."""
    return kind(**{name: _value(row[name], kind_) for name, kind_ in properties(kind).items() if name in row})


def relation_of(kind: type[Relation], row: Mapping[str, Any]) -> Relation:
    """Return the record of a row of `read_relations`."""
    values = {name: _value(row[name], kind_) for name, kind_ in properties(kind).items() if name in row}
    return kind(start=row["start_id"], end=row["end_id"], **values)


def read_facts(rows: Callable[[str], Iterable[Mapping[str, Any]]]) -> Facts:
    """Return the whole graph, by what gives the rows of a query."""
    facts = Facts()
    for kind in NODE_TYPES:
        facts.add(*(node_of(kind, row) for row in rows(read_nodes(kind))))
    for tie in RELATION_TYPES:
        facts.add(*(relation_of(tie, row) for row in rows(read_relations(tie))))
    return facts


def values_of(record: Node | Relation) -> dict[str, Any]:
    """Return a record's properties as a store takes them: lists instead of tuples."""
    names = (field.name for field in fields(record) if field.name not in ("start", "end"))
    values = {name: getattr(record, name) for name in names}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _where(condition: str) -> str:
    return f"WHERE {condition} " if condition else ""


def _value(value: Any, kind: type) -> Any:
    return tuple(value or ()) if kind is tuple else value


def _columns(record: type[Node] | type[Relation]) -> str:
    return ", ".join(f"{name} {COLUMN_TYPES[kind]}" for name, kind in properties(record).items())


def _pairs(kind: type[Relation]) -> str:
    return ", ".join(f"FROM {start.__name__} TO {end.__name__}" for start, end in kind.ends)
