"""A document as a table: named columns of text cells, whatever the file format.

For registers whose layout is known. A membership list, of which nothing is known, is read by `ingest.reading.lists`.
"""

import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow

from graph.errors import BadInputError
from graph.messages import Message
from ingest.reading import cells
from ingest.reading.audit import Audit
from ingest.reading.documents import Document
from ingest.reading.files.texts import decoded, delimiter_of, records
from ingest.reading.grids import WORKBOOKS, grid


class Table:
    """Columns of text, all of one length; an empty cell is "". It remembers which columns were asked for.

    `numbers` are the records' row numbers as the user's program counts.
    """

    def __init__(
        self, name: str, header: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int], audit: Audit
    ) -> None:
        _check_header(name, header)
        self.name = name
        self.numbers = numbers
        self._audit = audit
        turned = list(zip(*rows, strict=True)) or [()] * len(header)
        self._columns = {column: turned[i] for i, column in enumerate(header) if column}
        self._unused = dict.fromkeys(self._columns)
        self._report()

    def __len__(self) -> int:
        return len(self.numbers)

    def __contains__(self, column: str) -> bool:
        return column in self._columns

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self._columns)

    def column(self, name: str) -> Sequence[str]:
        """Return a column; raise BadInputError, which names those that are there, where it is not."""
        if name not in self._columns:
            raise BadInputError(
                "%(value)s: the column '%(name)s' is missing; found %(columns)s.",
                value=self.name,
                name=name,
                columns=", ".join(self._columns),
            )
        self.ignore(name)
        return self._columns[name]

    def rename(self, names: Mapping[str, str]) -> None:
        """Give columns of an older layout their names of today; those that are not there are passed over."""
        self._columns = {names.get(name, name): cells for name, cells in self._columns.items()}
        self._unused = {names.get(name, name): None for name in self._unused}
        self._report()

    def rows(self, *names: str, optional: tuple[str, ...] = ()) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield each record's row number and its cells of these columns; absent `optional` ones are empty."""
        absent = [""] * len(self)
        columns = [self.column(name) for name in names]
        columns += [self.column(name) if name in self else absent for name in optional]
        return zip(self.numbers, zip(*columns, strict=True), strict=True)

    def bad(self, row: int, why: str) -> None:
        """Record that a row cannot be used."""
        self._audit.bad(self.name, row, why)

    def ignore(self, *names: str) -> None:
        """Say that these columns are known and not needed, so that they are not reported as unread."""
        for name in names:
            self._unused.pop(name, None)
        self._report()

    def _report(self) -> None:
        self._audit.unused[self.name] = tuple(self._unused)
        if not self._unused:
            del self._audit.unused[self.name]


def read_table(document: Document, audit: Audit) -> Table:
    """Read a CSV, TSV, JSON, Parquet or spreadsheet document whose first row names the columns.

    Raise BadInputError where it cannot be read; a row of another length is a bad row of the audit.
    """
    if document.extension == ".parquet":
        header, rows = _parquet(document)
        return _table(document.name, header, rows, audit, first=1)
    if document.extension == ".json":
        header, rows = _json(document)
        return _table(document.name, header, rows, audit, first=1)
    if document.extension in WORKBOOKS:
        found = [[cells.text(cell) or "" for cell in row] for row in grid(document).rows]
        header = [name.strip() for name in found[0]] if found else []
        return _table(document.name, header, found[1:], audit)
    content, _ = decoded(document)
    lines, remark = records(document.name, content, delimiter_of(content))
    if remark:
        audit.note(remark)
    header = [name.strip() for name in lines[0]] if lines else []
    return _table(document.name, header, lines[1:], audit)


def _table(name: str, header: list[str], rows: list[list[str]], audit: Audit, first: int = 2) -> Table:
    width = len(header)
    audit.read(name, len(rows))
    good: list[list[str]] = []
    numbers: list[int] = []
    for number, row in enumerate(rows, start=first):
        if len(row) == width:
            good.append(row)
            numbers.append(number)
        elif row:
            audit.bad(
                name, number, Message("it has %(count)s cells, the header has %(width)s", count=len(row), width=width)
            )
    return Table(name, header, good, numbers, audit)


def _check_header(name: str, header: Sequence[str]) -> None:
    double = [column for column, times in Counter(header).items() if column and times > 1]
    if double:
        raise BadInputError(
            "%(name)s, row 1: the column '%(double)s' is there more than once.", name=name, double=double[0]
        )
    if not any(header):
        raise BadInputError("%(name)s, row 1: expected the names of the columns, found nothing.", name=name)


def _parquet(document: Document) -> tuple[list[str], list[list[str]]]:
    # Imported here: only ROR's tables are Parquet, and it takes a fifth of a second.
    from pyarrow import parquet

    try:
        table = parquet.read_table(io.BytesIO(document.read()))
    except (pyarrow.ArrowException, OSError) as error:
        raise BadInputError("%(document)s is not a Parquet file, or a damaged one.", document=document.name) from error
    names = [name for name in table.column_names if not name.startswith("__index_level_")]  # pandas' own
    columns = [["" if value is None else str(value) for value in table.column(name).to_pylist()] for name in names]
    return names, [list(row) for row in zip(*columns, strict=True)]


def _json(document: Document) -> tuple[list[str], list[list[str]]]:
    found = read_json(document)
    names = list(dict.fromkeys(name for record in found for name in record))
    return names, [[_cell(record.get(name)) for name in names] for record in found]


def read_json(document: Document) -> list[dict[str, Any]]:
    """Read a JSON document that is a list of objects; raise BadInputError where it is not."""
    try:
        found = json.loads(document.read())
    except (ValueError, RecursionError) as error:
        raise BadInputError("%(document)s is not JSON: %(error)s.", document=document.name, error=error) from error
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise BadInputError("%(document)s: expected a list of objects.", document=document.name)
    return found


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict | bool) else str(value)
