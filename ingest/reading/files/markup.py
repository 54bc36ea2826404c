"""A web page as tables: what a database or an old web site saves under the name of a spreadsheet."""

from html.parser import HTMLParser

from graph.errors import BadInputError
from ingest.reading.cells import Cell
from ingest.reading.documents import Document
from ingest.reading.files.texts import decoded

MOST_SPANNED = 1_000
"""Rows or columns that a cell may span, as in a browser."""
MOST_EMPTY = 3_000_000
"""Places that cells may fill beside their own, by all that they span."""


def tables(document: Document) -> list[list[list[Cell]]]:
    """Return the rows of each table of a web page; raise BadInputError where it has none."""
    content, _ = decoded(document)
    reader = _Reader(document.name)
    reader.feed(content)
    reader.close()
    found = [rows for rows in reader.tables if any(any(row) for row in rows)]
    if not found:
        raise BadInputError(
            "%(document)s is a web page without a table, not a spreadsheet; it may be a page that asks to log in.",
            document=document.name,
        )
    return found


class _Reader(HTMLParser):
    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self._name = name
        self._spanned = 0
        self.tables: list[list[list[Cell]]] = []
        self._open: list[list[list[Cell]]] = []
        self._cell: list[str] | None = None
        self._span = self._down = 1
        self._below: dict[int, tuple[str | None, int]] = {}
        """Column -> what stands there and in how many more rows: a cell that spans rows counts for each of them."""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_cell()
            self._open.append([])
            self._below.clear()
            self.tables.append(self._open[-1])
        elif tag == "tr" and self._open:
            self._end_cell()
            if self._open[-1]:
                self._fill_from_above()
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            if not self._open[-1]:
                self._open[-1].append([])
            self._cell, self._span, self._down = [], _span(attributes, "colspan"), _span(attributes, "rowspan")
        elif tag in ("br", "p", "div") and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None and self._open and self._open[-1]:
            text = "\n".join(part for line in "".join(self._cell).split("\n") if (part := " ".join(line.split())))
            self._fill_from_above()
            row = self._open[-1][-1]
            if self._down > 1:
                self._below[len(row)] = (text or None, self._down - 1)
            self._count(self._span - 1)
            row += [text or None] + [None] * (self._span - 1)
        self._cell = None

    def _fill_from_above(self) -> None:
        row = self._open[-1][-1]
        while len(row) in self._below:
            text, more = self._below.pop(place := len(row))
            if more > 1:
                self._below[place] = (text, more - 1)
            self._count(1)
            row.append(text)

    def _count(self, spanned: int) -> None:
        self._spanned += spanned
        if self._spanned > MOST_EMPTY:
            raise BadInputError(
                "%(document)s: its cells span more than %(most)s others, far beyond its data; copy the list to a "
                "new file.",
                document=self._name,
                most=MOST_EMPTY,
            )


def _span(attributes: list[tuple[str, str | None]], name: str) -> int:
    span = dict(attributes).get(name) or "1"
    return min(int(span[:9]), MOST_SPANNED) if span.isdecimal() else 1
