"""A spreadsheet file (.xlsx, .xlsm, .xlsb, .xls, .ods) as rows of cells, sheet by sheet."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from graph.errors import BadInputError
from graph.messages import Message
from ingest.reading.cells import Cell
from ingest.reading.documents import DAMAGED, Document
from ingest.reading.files.sheets import Grid
from ingest.reading.files.texts import MAX_CELL, unescaped

MOST_EMPTY = 3_000_000
"""A rectangle of so many cells is read however few of them hold anything; of a larger one, one in `SPARSE` must."""

SPARSE = 100

MOST_CELLS = 60_000_000
"""The rectangle of a sheet's used cells, which is held in memory whole: 200,000 rows of 300 columns."""

_FORMULA = re.compile(rb"<c\b([^<>]*)>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(?:(?:<v\s*/>|<v></v>)\s*)?</c>")
_PLACE = re.compile(rb"<c\b[^<>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"")


Raw = str | float | bool | date | datetime | time | timedelta
"""A cell as the spreadsheet reader gives it; an empty one is ""."""


def workbook(document: Document, sheet: str | None) -> list[Grid]:
    """Return the sheets that hold anything, or the one that is named, those that are shown first."""
    content = document.read()
    parts = _check_sheets(document, content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = {one.name: one.visible == SheetVisibleEnum.Visible for one in book.sheets_metadata}
        names = tuple(book.sheet_names)
        if parts and len(names) > parts:
            raise ValueError("several of its sheets are one")
        wanted = [_find_sheet(document, names, sheet)] if sheet is not None else list(names)
        found = {name: _sheet(document, name, book.get_sheet_by_name(name)) for name in wanted}
    except PasswordError:
        raise BadInputError(
            "%(document)s is locked with a password; save it anew without one.", document=document.name
        ) from None
    except (CalamineError, ZipError, XmlError, OSError, ValueError, OverflowError) as error:
        raise BadInputError(
            "%(document)s cannot be read as a spreadsheet (%(error)s): it is damaged, locked, or not what "
            "its name says; open it in a spreadsheet program and save it anew as .xlsx, without a password.",
            document=document.name,
            error=error,
        ) from None
    filled = [
        _grid(document, names, name, rows, hidden=not shown.get(name, True))
        for name, rows in found.items()
        if any(any(cell != "" for cell in row) for row in rows)
    ]
    if not filled:
        raise BadInputError(
            "%(document)s holds no cells%(on_sheet)s.",
            document=document.name,
            on_sheet=Message(" on sheet %(sheet)s", sheet=sheet) if sheet else "",
        )
    return sorted(filled, key=lambda one: one.hidden)


def _grid(document: Document, names: tuple[str, ...], sheet: str, rows: list[list[Raw]], *, hidden: bool) -> Grid:
    label = document.name if len(names) == 1 else f"{document.name}, sheet {sheet}"
    plain = [[_plain(label, number, cell) for cell in row] for number, row in enumerate(rows, start=1)]
    return Grid(label, plain, sheets=names, sheet=sheet, hidden=hidden)


def _sheet(document: Document, name: str, sheet: CalamineSheet) -> list[list[Raw]]:
    """Return a sheet's cells; one that is merged over several rows counts for each of them."""
    _check_size(document, name, sheet.total_height, sheet.total_width)
    rows: list[list[Raw]] = sheet.to_python(skip_empty_area=False)
    merged = sheet.merged_cell_ranges or []
    if sum(bottom - top for (top, _), (bottom, _) in merged) > len(rows) * sheet.total_width:
        raise ValueError("its merged cells overlap")
    for (top, left), (bottom, _) in merged:
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[row]):
                rows[row][left] = rows[top][left]
    return rows


def _find_sheet(document: Document, names: tuple[str, ...], sheet: str) -> str:
    for name in names:
        if name.casefold().strip() == sheet.casefold().strip():
            return name
    raise BadInputError(
        "%(document)s has no sheet '%(sheet)s'; its sheets are: %(names)s.",
        document=document.name,
        sheet=sheet,
        names=", ".join(names),
    )


def _plain(name: str, row: int, cell: Raw) -> Cell:
    if isinstance(cell, str):
        if len(cell) > MAX_CELL:
            raise BadInputError(
                "%(name)s, row %(row)s: a cell has more than %(max_cell)s characters.",
                name=name,
                row=str(row),
                max_cell=MAX_CELL,
            )
        return unescaped(cell).strip() or None
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell.date() if isinstance(cell, datetime) else cell


def _check_sheets(document: Document, content: bytes) -> int:
    """Refuse, before the reader makes room for it, a sheet beyond all measure, and formulas without a value.

    A formula that no spreadsheet program has worked out yet would silently be empty; one that gives "" is empty.
    Return how many sheets there are, 0 where that is not known.
    """
    if not content.startswith(b"PK"):
        return 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.namelist()
            for member in members:
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member):
                    _check_xml(document, archive.read(member))
            return sum(bool(re.fullmatch(r"xl/[a-z]+sheets/[^/]+\.(xml|bin)", member)) for member in members)
    except DAMAGED:
        raise BadInputError(
            "%(document)s is a damaged spreadsheet; open it and save it anew.", document=document.name
        ) from None


def _check_xml(document: Document, sheet: bytes) -> None:
    height = width = filled = 0
    place = ""
    for found in _PLACE.finditer(sheet):
        column, row, filled = _number(found.group(1)), int(found.group(2)), filled + 1
        if column > width or row > height:
            width, height, place = max(width, column), max(height, row), (found.group(1) + found.group(2)).decode()
    if width * height > max(MOST_EMPTY, min(MOST_CELLS, SPARSE * filled)):
        raise BadInputError(
            "%(document)s, cell %(place)s: the sheet reaches to row %(height)s and column %(width)s, far "
            "beyond its data; delete the rows and columns that look empty, or copy the list to a new file.",
            document=document.name,
            place=place,
            height=height,
            width=width,
        )
    for found in _FORMULA.finditer(sheet):
        if b't="str"' not in found.group(1):
            where = re.search(rb'\br="([A-Z]+\d+)"', found.group(1))
            raise BadInputError(
                "%(document)s, cell %(found)s: a formula without a value; open the file in a spreadsheet program "
                "and save it.",
                document=document.name,
                found=where.group(1).decode() if where else "?",
            )


def _check_size(document: Document, name: str, height: int, width: int) -> None:
    if height * width > MOST_CELLS:
        raise BadInputError(
            "%(document)s, sheet %(name)s has %(height)s rows of %(width)s columns; at most %(most_cells)s "
            "cells are read. Delete the rows and columns that look empty, or copy the list to a new file.",
            document=document.name,
            name=name,
            height=height,
            width=width,
            most_cells=MOST_CELLS,
        )


def _number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
