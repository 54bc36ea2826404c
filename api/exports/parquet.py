"""Parquet, for data frames (pandas, Polars, R) and DuckDB: typed columns, unknown is null, lists are lists."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

from api.exports.csv_files import add_file
from api.exports.measured import Values, tables, with_measures
from graph.facts import Facts
from graph.schema import NODE_TYPES, RELATION_TYPES, Node, properties


def parquet(facts: Facts) -> bytes:
    """Return a zip of `Cluster.parquet`, ..., `MEMBER_OF.parquet`, ...: the tables of `csv_files`, with types."""
    nodes = ((kind.__name__, facts.table(kind)) for kind in NODE_TYPES)
    ties = ((tie.label, facts.table(tie)) for tie in RELATION_TYPES)
    return _packed((*nodes, *ties))


def parquet_of(network: "nx.Graph[str]", measures: Values, facts: Facts) -> bytes:
    """Return a zip of nodes.parquet and ties.parquet: a column for each property and measure, null where unknown."""
    import pyarrow

    found = tables(with_measures(network, measures, facts, _known))
    return _packed(
        (name, pyarrow.table({column: [row.get(column) for row in rows] for column in columns}))
        for name, columns, rows in found
    )


def _known(node: Node) -> Mapping[str, Any]:
    """Return a node's known properties as they are."""
    values = {name: getattr(node, name) for name in properties(type(node))}
    return {name: value for name, value in values.items() if value not in (None, ())}


def _packed(named: Iterable[tuple[str, Any]]) -> bytes:
    from pyarrow import parquet as writer  # here: only who asks for Parquet waits until its writer is read

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, table in named:
            content = io.BytesIO()
            writer.write_table(table, content, compression="zstd")
            add_file(archive, f"{name}.parquet", content.getvalue())
    return packed.getvalue()
