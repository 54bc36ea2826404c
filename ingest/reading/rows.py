"""Reading a facts file: CSV rows as typed records, and errors that say where and what was expected."""

import csv
import dataclasses
import math
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from graph.errors import BadInputError
from graph.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """What every row of a facts file carries: its source's id, where in the source it stands, and how sure that is.

    A file may leave out a column that has a usual value, and a row a cell of it.
    """

    source: str
    locator: str
    confidence: float = 1.0
    note: str | None = None

    @property
    def place(self) -> tuple[str, ...]:
        """The row's `source_id#locator`, as nodes and relations carry it."""
        return (f"{self.source}#{self.locator}",)


R = TypeVar("R", bound=FactRow)

_PARSERS: Mapping[type, tuple[Callable[[str], Any], str]] = {
    str: (str, Message("text")),
    int: (int, Message("a whole number")),
    float: (float, Message("a number with a decimal point")),
    date: (date.fromisoformat, Message("a date YYYY-MM-DD")),
}


def read_rows(folder: Path | Traversable, name: str, kind: type[R]) -> list[R]:
    """Read `name` in `folder`: its columns are the fields of `kind`, an empty cell is None where the type allows it.

    Raise BadInputError with file, row (the header is row 1), column and what was expected.
    """
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInputError(
            "%(name)s: byte %(number)s is not UTF-8; save the file as UTF-8.", name=name, number=str(error.start + 1)
        ) from error
    except FileNotFoundError as error:
        raise BadInputError("%(name)s is missing.", name=name) from error
    return list(_records(text.splitlines(keepends=True), name, kind))


def _records(lines: list[str], name: str, kind: type[R]) -> Iterator[R]:
    reader = csv.reader(lines, strict=True)
    try:
        header = next(reader, [])
        _check_header(header, name, kind)
        hints = typing.get_type_hints(kind)
        usual = _usual(kind)
        for cells in reader:
            where = f"{name}, row {reader.line_num}"
            if len(cells) != len(header):
                raise BadInputError(
                    "%(where)s: expected %(count)s cells, found %(count_2)s.",
                    where=where,
                    count=len(header),
                    count_2=len(cells),
                )
            named = zip(header, cells, strict=True)
            told = {column: cell for column, cell in named if cell.strip() or column not in usual}
            yield kind(**{name: _value(cell, hints[name], f"{where}, column {name}") for name, cell in told.items()})
    except csv.Error as error:
        raise BadInputError(
            "%(name)s, row %(line_num)s: %(error)s.", name=name, line_num=str(reader.line_num), error=error
        ) from error


def _check_header(header: list[str], name: str, kind: type[FactRow]) -> None:
    expected = {field.name for field in dataclasses.fields(kind)}
    missing, unknown = expected - set(header) - _usual(kind), set(header) - expected
    if missing:
        raise BadInputError("%(name)s, row 1: the column '%(missing)s' is missing.", name=name, missing=min(missing))
    if unknown:
        raise BadInputError(
            "%(name)s, row 1: '%(unknown)s' is no column; expected %(expected)s.",
            name=name,
            unknown=min(unknown),
            expected=", ".join(sorted(expected)),
        )
    if len(header) != len(set(header)):
        raise BadInputError("%(name)s, row 1: a column is there twice.", name=name)


def _usual(kind: type[FactRow]) -> set[str]:
    """Return the columns that have a usual value."""
    return {field.name for field in dataclasses.fields(kind) if field.default is not dataclasses.MISSING}


def _value(cell: str, hint: Any, where: str) -> Any:
    optional = isinstance(hint, types.UnionType)
    kind = next(part for part in typing.get_args(hint) if part is not type(None)) if optional else hint
    if not cell.strip():
        if optional:
            return None
        raise BadInputError("%(where)s: expected %(parsers)s, found nothing.", where=where, parsers=_PARSERS[kind][1])
    parse, expected = _PARSERS[kind]
    try:
        value = parse(cell)
    except ValueError:
        raise BadInputError(
            "%(where)s: expected %(expected)s, found '%(cell)s'.", where=where, expected=expected, cell=cell
        ) from None
    if isinstance(value, float) and not math.isfinite(value):
        raise BadInputError(
            "%(where)s: expected %(expected)s, found '%(cell)s'.", where=where, expected=expected, cell=cell
        )
    return value
