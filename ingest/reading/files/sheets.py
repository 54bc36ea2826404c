"""Rows of cells, as a sheet of a spreadsheet or a text file holds them."""

from dataclasses import dataclass

from ingest.reading.cells import Cell


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells; `name` is the document's, with the sheet where it has several; row 1 is `rows[0]`.

    `remark` is what a user should know of how it was read.
    `hidden` says that the spreadsheet does not show this sheet to whoever opens it.
    """

    name: str
    rows: list[list[Cell]]
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    hidden: bool = False
    remark: str | None = None
