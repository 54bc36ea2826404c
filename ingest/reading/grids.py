"""A document as rows of cells, before anybody knows where its header is: text files and every kind of spreadsheet."""

import io
import zipfile

from graph.errors import BadInputError
from ingest.reading.cells import Cell
from ingest.reading.documents import DAMAGED, SPREADSHEETS, Document
from ingest.reading.files.markup import tables
from ingest.reading.files.nested import NESTED, rows_of
from ingest.reading.files.sheets import Grid
from ingest.reading.files.texts import decoded, delimiter_of, records
from ingest.reading.files.workbooks import workbook

WORKBOOKS = (*SPREADSHEETS, ".xls", ".xlsb")
TEXTS = (".csv", ".tsv", ".txt")
_OLE = b"\xd0\xcf\x11\xe0"
_RECORDS = (b'[{"', b'{"')


def grid(document: Document) -> Grid:
    """Return the sheet with most cells of a document, or its only one; raise BadInputError as `grids`."""
    return max(grids(document), key=lambda one: (not one.hidden, _filled(one)))


def _filled(one: Grid) -> int:
    return sum(cell is not None for row in one.rows for cell in row)


def grids(document: Document, sheet: str | None = None, separator: str | None = None) -> list[Grid]:
    """Read a document's sheets that hold anything (a text file has one), or the one that `sheet` names.

    What a file is, is told by its first bytes where they say so, else by its name; `separator` overrules the guess of
    what separates a text's cells. Raise BadInputError where the file is no table, has no such sheet, or holds nothing.
    """
    if document.extension in (*WORKBOOKS, *TEXTS) and (kind := _really(document)):
        if kind == "workbook":
            return workbook(document, sheet)
        if kind == "page":
            return [Grid(document.name, rows) for rows in tables(document)]
        if kind == "nested":
            return [Grid(document.name, rows_of(document))]
    elif document.extension in NESTED:
        return [Grid(document.name, rows_of(document))]
    elif document.extension not in TEXTS:
        kinds = ", ".join((*TEXTS, *NESTED, *WORKBOOKS))
        raise BadInputError(
            "%(document)s is no table: expected a file of the kinds %(kinds)s.", document=document.name, kinds=kinds
        )
    if sheet is not None:
        raise BadInputError(
            "%(document)s is a text file and has no sheet '%(sheet)s'.", document=document.name, sheet=sheet
        )
    content, encoding = decoded(document)
    sign = separator or delimiter_of(content)
    texts, remark = records(document.name, content, sign)
    rows: list[list[Cell]] = [[cell.strip() or None for cell in row] for row in texts]
    alone = all(len(row) < 2 for row in texts)
    return [Grid(document.name, rows, encoding=encoding, delimiter=None if alone else sign, remark=remark)]


def _really(document: Document) -> str:
    """Return "workbook", "page", "nested" or "text": pages and texts are often saved under a spreadsheet's name."""
    content = document.read()
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(_OLE) or (content.startswith(b"PK") and _is_workbook(content)):
        return "workbook"
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        return "page"
    if start.startswith(_RECORDS):
        return "nested"
    if document.extension in TEXTS:
        return "text"
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "workbook"
    if start.startswith((b"<?xml", b"<")):
        raise BadInputError(
            "%(document)s is an XML file, not the spreadsheet that its name says; open it in a spreadsheet "
            "program and save it as .xlsx.",
            document=document.name,
        )
    return "text"


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except DAMAGED:
        return False
    return bool(names & {"[Content_Types].xml", "content.xml"})
