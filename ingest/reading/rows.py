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


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """What every row of a facts file carries: its source's id and where in the source it stands."""

    source: str
    locator: str

    @property
    def place(self) -> tuple[str, ...]:
        """The row's `source_id#locator`, as nodes and relations carry it."""
        return (f"{self.source}#{self.locator}",)


R = TypeVar("R", bound=FactRow)

_PARSERS: Mapping[type, tuple[Callable[[str], Any], str]] = {
    str: (str, "text"),
    int: (int, "a whole number"),
    float: (float, "a number with a decimal point"),
    date: (date.fromisoformat, "a date YYYY-MM-DD"),
}


def read_rows(folder: Path | Traversable, name: str, kind: type[R]) -> list[R]:
    """Read `name` in `folder`: its columns are the fields of `kind`, an empty cell is None where the type allows it.

    Raise BadInputError with file, row (the header is row 1), column and what was expected.
    """
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInputError(f"{name}: byte {error.start + 1} is not UTF-8; save the file as UTF-8.") from error
    except FileNotFoundError as error:
        raise BadInputError(f"{name} is missing.") from error
    return list(_records(text.splitlines(keepends=True), name, kind))


def _records(lines: list[str], name: str, kind: type[R]) -> Iterator[R]:
    reader = csv.reader(lines, strict=True)
    try:
        header = next(reader, [])
        _check_header(header, name, kind)
        hints = typing.get_type_hints(kind)
        for cells in reader:
            where = f"{name}, row {reader.line_num}"
            if len(cells) != len(header):
                raise BadInputError(f"{where}: expected {len(header)} cells, found {len(cells)}.")
            named = zip(header, cells, strict=True)
            yield kind(**{column: _value(cell, hints[column], f"{where}, column {column}") for column, cell in named})
    except csv.Error as error:
        raise BadInputError(f"{name}, row {reader.line_num}: {error}.") from error


def _check_header(header: list[str], name: str, kind: type[FactRow]) -> None:
    expected = {field.name for field in dataclasses.fields(kind)}
    missing, unknown = expected - set(header), set(header) - expected
    if missing:
        raise BadInputError(f"{name}, row 1: the column '{min(missing)}' is missing.")
    if unknown:
        raise BadInputError(f"{name}, row 1: '{min(unknown)}' is no column; expected {', '.join(sorted(expected))}.")
    if len(header) != len(set(header)):
        raise BadInputError(f"{name}, row 1: a column is there twice.")


def _value(cell: str, hint: Any, where: str) -> Any:
    optional = isinstance(hint, types.UnionType)
    kind = next(part for part in typing.get_args(hint) if part is not type(None)) if optional else hint
    if not cell.strip():
        if optional:
            return None
        raise BadInputError(f"{where}: expected {_PARSERS[kind][1]}, found nothing.")
    parse, expected = _PARSERS[kind]
    try:
        value = parse(cell)
    except ValueError:
        raise BadInputError(f"{where}: expected {expected}, found '{cell}'.") from None
    if isinstance(value, float) and not math.isfinite(value):
        raise BadInputError(f"{where}: expected {expected}, found '{cell}'.")
    return value
