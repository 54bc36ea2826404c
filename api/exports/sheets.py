"""The cells of a spreadsheet (.xlsx): typed, and none that runs."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any, TypeVar

from api.exports.csv_files import harmless
from graph.errors import BadInputError

T = TypeVar("T")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""What a sheet holds below its heading."""
MOST_SIGNS = 32_767
"""What a cell holds; a longer text ends in an ellipsis."""
EXACT = 2**53
"""Up to here a spreadsheet, whose numbers are all floating, holds a whole number exactly."""
WIDTH = 24


def add_sheet(
    book: Any, name: str, columns: Sequence[str], rows: Sequence[T], cells: Callable[[T], Sequence[Any]]
) -> None:
    """Add a sheet with a heading that stays in sight and the `cells` of each row.

    Raise BadInputError where a sheet cannot hold the rows.
    """
    if len(rows) > MOST_ROWS:
        raise BadInputError("A sheet holds %(most)s rows: ask for fewer, or for CSV.", most=MOST_ROWS)
    sheet = book.add_worksheet(name)
    fill(sheet, chain([columns], map(cells, rows)), book.add_format({"bold": True}), day_format(book))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, WIDTH)


def day_format(book: Any) -> Any:
    """Return how a workbook shows a day."""
    return book.add_format({"num_format": "yyyy-mm-dd"})


def fill(sheet: Any, lines: Iterable[Sequence[Any]], heading: Any, day: Any) -> None:
    """Write lines of cells from the first row on, `heading` being the form of the first and `day` that of days."""
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
        text = harmless(str(value))
        shown = text if len(text) <= MOST_SIGNS else text[: MOST_SIGNS - 1] + "…"
        sheet.write_string(row, column, shown, style)
