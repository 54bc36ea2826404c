"""An answer as a spreadsheet (.xlsx): its rows, and on a second sheet all that is needed to quote or repeat them."""

import io
import math
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import xlsxwriter

from api.answers import cell, page
from api.exports.csv_files import harmless
from graph.errors import BadInputError
from graph.messages import Message
from queries.asking.question import Answer, columns
from queries.lookup.summary import LoadedSource, Summary

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""What a sheet holds below its heading."""
MOST_SIGNS = 32_767
"""What a cell holds; a longer text ends in an ellipsis."""
EXACT = 2**53
"""Up to here a spreadsheet, whose numbers are all floating, holds a whole number exactly."""
WIDTH = 24


def to_xlsx(answer: Answer[Any], known: Summary, limit: int | None = None, offset: int = 0) -> bytes:
    """Return at most `limit` rows from `offset` on with their method, and the sources they name, else all `known` ones.

    Numbers, days and yes or no are typed cells, unknown is empty, the rest is as in CSV: nothing runs as a formula.
    Raise BadInputError where a sheet cannot hold the rows.
    """
    shown = answer.rows[offset : None if limit is None else offset + limit]
    if len(shown) > MOST_ROWS:
        raise BadInputError(Message("A sheet holds %(most)s rows: ask for fewer, or for CSV.", most=MOST_ROWS))
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        rows, method = book.add_worksheet("rows"), book.add_worksheet("method")
        names = columns(answer.row)
        _fill(rows, [names, *([getattr(row, name) for name in names] for row in shown)], bold, day)
        rows.freeze_panes(1, 0)
        rows.set_column(0, len(names) - 1, WIDTH)
        _fill(method, _described(answer, known), None, day)
        method.set_column(0, 0, WIDTH, bold)
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
    for one in _sources(answer, known):
        yield ["source", one.id, one.title, one.publisher, one.published, one.licence, one.url]


def _sources(answer: Answer[Any], known: Summary) -> list[LoadedSource]:
    """Return the sources that the rows name; a row names one, or a place in one as ID#PLACE."""
    named = {source.partition("#")[0] for row in answer.rows for source in getattr(row, "sources", None) or ()}
    return [one for one in known.sources if one.id in named] or list(known.sources)


def _fill(sheet: Any, lines: Iterable[list[Any]], heading: Any, day: Any) -> None:
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            _write(sheet, row, column, value, day, heading if row == 0 else None)


def _write(sheet: Any, row: int, column: int, value: Any, day: Any, style: Any) -> None:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, date) and not isinstance(value, datetime):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int | float) and math.isfinite(value) and abs(value) <= EXACT:
        sheet.write_number(row, column, value, style)
    else:
        text = harmless(str(cell(value)))
        shown = text if len(text) <= MOST_SIGNS else text[: MOST_SIGNS - 1] + "…"
        sheet.write_string(row, column, shown, style)
