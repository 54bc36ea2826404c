"""A document as rows of cells, before anybody knows where its header is: text files and every kind of spreadsheet."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from graph.errors import BadInputError
from ingest.reading.cells import Cell
from ingest.reading.documents import SPREADSHEETS, Document

MAX_CELL = 100_000
"""Characters; a spreadsheet allows 32,767, the longest abstract of CORDIS has 10,000."""

WORKBOOKS = (*SPREADSHEETS, ".xls", ".xlsb")
TEXTS = (".csv", ".tsv", ".txt")
_NO_VALUE = re.compile(rb"<c\b[^>]*\br=\"([A-Z]+\d+)\"[^>]*>\s*<f\b[^>]*>[^<]*</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>")


Raw = str | float | bool | date | datetime | time | timedelta
"""A cell as the spreadsheet reader gives it; an empty one is ""."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells; `name` is the document's, with the sheet where it has several; row 1 is `rows[0]`."""

    name: str
    rows: list[list[Cell]]
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


def grid(document: Document) -> Grid:
    """Return the sheet with most cells of a document, or its only one; raise BadInputError as `grids`."""
    return max(grids(document), key=lambda one: sum(cell is not None for row in one.rows for cell in row))


def grids(document: Document, sheet: str | None = None) -> list[Grid]:
    """Read a document's sheets that hold anything (a text file has one), or the one that `sheet` names.

    Raise BadInputError where the file is not what its name says, has no such sheet, or holds nothing.
    """
    if document.extension in WORKBOOKS:
        return _workbook(document, sheet)
    if sheet is not None:
        raise BadInputError(f"{document.name} is a text file and has no sheet '{sheet}'.")
    if document.extension not in TEXTS:
        kinds = ", ".join((*TEXTS, *WORKBOOKS))
        raise BadInputError(f"{document.name} is no table: expected a file of the kinds {kinds}.")
    content, encoding = decoded(document)
    sign = delimiter_of(content)
    rows: list[list[Cell]] = [[cell.strip() or None for cell in row] for row in records(document.name, content, sign)]
    return [Grid(document.name, rows, encoding=encoding, delimiter=sign)]


def decoded(document: Document) -> tuple[str, str]:
    """Return a text document and its encoding: UTF-8 where it is that, UTF-16 by its mark, else the likeliest."""
    content = document.read()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) and "\0" not in (text := _strictly(document, content, "utf-16")):
        return text, "utf-16"
    if b"\0" in content[:4096]:
        raise BadInputError(f"{document.name} is not a text file, though its name says so.")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        best = from_bytes(content[:200_000], cp_isolation=["cp1252", "cp1250", "mac_roman", "cp850"]).best()
    # An old Excel in Western Europe writes cp1252; the guess is only trusted where it is one of its rivals.
    return _strictly(document, content, best.encoding if best else "cp1252"), best.encoding if best else "cp1252"


def _strictly(document: Document, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInputError(
            f"{document.name}: byte {error.start + 1} is no {encoding}; save the file as UTF-8."
        ) from None


def delimiter_of(content: str) -> str:
    """Return what separates the cells: the sign that most of the first rows have, and equally often."""
    lines = [line for line in content[:50_000].splitlines()[:30] if line.strip()]
    counts = {sign: [line.count(sign) for line in lines] for sign in ";\t,|"}
    return max(
        counts, key=lambda sign: (sum(1 for n in counts[sign] if n and n == max(counts[sign])), sum(counts[sign]))
    )


def records(name: str, content: str, delimiter: str) -> list[list[str]]:
    """Return the rows of a text; raise BadInputError at an open quote or a cell beyond all measure."""
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    try:
        return list(reader)
    except csv.Error as error:
        why = str(error)
        if "field larger" in why:
            why = f"a cell has more than {MAX_CELL:,} characters; is a quotation mark left open?"
        raise BadInputError(f"{name}, line {reader.line_num}: {why}.") from None


def _workbook(document: Document, sheet: str | None) -> list[Grid]:
    content = document.read()
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = tuple(workbook.sheet_names)
        wanted = [_find_sheet(document, names, sheet)] if sheet is not None else list(names)
        found = {name: _sheet(workbook.get_sheet_by_name(name)) for name in wanted}
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise BadInputError(
            f"{document.name} cannot be read as a spreadsheet ({error}); save it anew, without a password."
        ) from None
    _check_formulas(document, content)
    filled = [_grid(document, names, name, rows) for name, rows in found.items() if any(any(row) for row in rows)]
    if not filled:
        raise BadInputError(f"{document.name} holds no cells{f' on sheet {sheet}' if sheet else ''}.")
    return filled


def _grid(document: Document, names: tuple[str, ...], sheet: str, rows: list[list[Raw]]) -> Grid:
    label = document.name if len(names) == 1 else f"{document.name}, sheet {sheet}"
    plain = [[_plain(label, number, cell) for cell in row] for number, row in enumerate(rows, start=1)]
    return Grid(label, plain, sheets=names, sheet=sheet)


def _sheet(sheet: CalamineSheet) -> list[list[Raw]]:
    """Return a sheet's cells; one that is merged over several rows counts for each of them."""
    rows: list[list[Raw]] = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or []:
        for row in range(top + 1, min(bottom + 1, len(rows))):
            rows[row][left] = rows[top][left]
    return rows


def _find_sheet(document: Document, names: tuple[str, ...], sheet: str) -> str:
    for name in names:
        if name.casefold().strip() == sheet.casefold().strip():
            return name
    raise BadInputError(f"{document.name} has no sheet '{sheet}'; its sheets are: {', '.join(names)}.")


def _plain(name: str, row: int, cell: Raw) -> Cell:
    if isinstance(cell, str):
        if len(cell) > MAX_CELL:
            raise BadInputError(f"{name}, row {row}: a cell has more than {MAX_CELL:,} characters.")
        return cell.strip() or None
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell.date() if isinstance(cell, datetime) else cell


def _check_formulas(document: Document, content: bytes) -> None:
    """Refuse formulas that no spreadsheet program has worked out yet: their cells would silently be empty."""
    if document.extension not in (".xlsx", ".xlsm"):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.namelist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member) and (found := _NO_VALUE.search(archive.read(member))):
                raise BadInputError(
                    f"{document.name}, cell {found.group(1).decode()}: a formula without a value; "
                    "open the file in a spreadsheet program and save it."
                )
