"""A spreadsheet (.xlsx): one workbook with a sheet for each node and relation type, its columns those of the schema."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

import networkx as nx

from api.exports.measured import Values, tables, with_measures
from api.exports.sheets import add_sheet
from api.exports.values import SEPARATOR, clean
from graph.facts import Facts
from graph.schema import NODE_TYPES, RELATION_TYPES, Node, Relation, properties

_CREATED = datetime(1980, 1, 1)
"""A day that says nothing, so that the same facts give the same bytes."""


def xlsx(facts: Facts) -> bytes:
    """Return a workbook with the sheets Cluster, ..., MEMBER_OF, ...: the tables of `csv_files` with typed cells.

    Raise BadInputError where a type has more records than a sheet has rows.
    """
    with _book() as (book, content):
        for kind in NODE_TYPES:
            _add(book, kind.__name__, list(properties(kind)), facts.nodes(kind))
        for tie in RELATION_TYPES:
            _add(book, tie.label, ["start", "end", *properties(tie)], facts.relations(tie))
    return content.getvalue()


def xlsx_of(network: "nx.Graph[str]", measures: Values, facts: Facts) -> bytes:
    """Return a workbook with the sheets nodes and ties: a column for each property and measure, empty where unknown."""
    with _book() as (book, content):
        for name, columns, rows in tables(with_measures(network, measures, facts, _known)):
            add_sheet(book, name, columns, rows, partial(_in_order, columns))
    return content.getvalue()


def _in_order(columns: Sequence[str], row: Mapping[str, Any]) -> list[Any]:
    return [row.get(column) for column in columns]


def _known(node: Node) -> dict[str, Any]:
    names = list(properties(type(node)))
    return {name: value for name, value in zip(names, _cells(node, names), strict=True) if value is not None}


def _cells(record: Node | Relation, names: Sequence[str]) -> list[Any]:
    return [_cell(getattr(record, name)) for name in names]


def _cell(value: Any) -> Any:
    if isinstance(value, tuple):
        return clean(SEPARATOR.join(value)) or None
    return clean(value) if isinstance(value, str) else value


def _add(book: Any, name: str, columns: Sequence[str], records: Sequence[Node | Relation]) -> None:
    add_sheet(book, name, columns, records, lambda record: _cells(record, columns))


@contextmanager
def _book() -> Iterator[tuple[Any, io.BytesIO]]:
    """Lend a workbook; when it is closed its content is there."""
    import xlsxwriter  # here: only who asks for a spreadsheet waits until its writer is read

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        yield book, content
