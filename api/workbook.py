"""An answer as a spreadsheet (.xlsx): its rows, and on a second sheet all that is needed to quote or repeat them."""

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import xlsxwriter

from api.answers import cell, page
from api.exports.sheets import WIDTH, add_sheet, day_format, fill
from queries.asking.question import Answer, columns
from queries.lookup.summary import Summary, cited


def to_xlsx(answer: Answer[Any], known: Summary, limit: int | None = None, offset: int = 0) -> bytes:
    """Return at most `limit` rows from `offset` on with their method, and the sources they name, else all `known` ones.

    Numbers, days and yes or no are typed cells, unknown is empty, the rest is as in CSV: nothing runs as a formula.
    Raise BadInputError where a sheet cannot hold the rows.
    """
    shown = answer.rows[offset : None if limit is None else offset + limit]
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        names = columns(answer.row)
        add_sheet(book, "rows", names, shown, lambda row: _cells(getattr(row, name) for name in names))
        method = book.add_worksheet("method")
        fill(method, map(_cells, _described(answer, known)), None, day_format(book))
        method.set_column(0, 0, WIDTH, book.add_format({"bold": True}))
        method.set_column(1, 5, 2 * WIDTH)
    return content.getvalue()


def _described(answer: Answer[Any], known: Summary) -> Iterable[list[Any]]:
    """Return the lines of the second sheet, named as in JSON; a source is a line."""
    said = page(answer, 0)
    yield ["question", said["question"]]
    yield from (["parameter", name, value] for name, value in said["parameters"].items())
    yield from ([name, said[name]] for name in ("method", "method_nl"))
    yield from (["note", note] for note in said["notes"])
    yield from (["note_nl", note] for note in said["notes_nl"])
    yield ["data_as_of", known.as_of]
    yield ["data_version", said["data_version"]]
    yield ["total", said["total"]]
    for one in cited(answer.rows, known):
        yield ["source", one.id, one.title, one.publisher, one.published, one.licence, one.url]


def _cells(values: Iterable[Any]) -> list[Any]:
    """Return values as cells: what a spreadsheet has no type for is text, as in CSV."""
    return [value if value is None or isinstance(value, int | float | date) else cell(value) for value in values]
