"""A JSON document as rows of cells: records, one a line or in an array, however an interface wraps them."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from graph.errors import BadInputError
from ingest.reading.cells import Cell
from ingest.reading.documents import Document
from ingest.reading.files.texts import MOST_COLUMNS, decoded

NESTED: Final = (".json", ".jsonl", ".ndjson", ".geojson")
_DEPTH: Final = 6
"""Objects in objects: what an interface wraps records in, and what records hold."""


def rows_of(document: Document) -> list[list[Cell]]:
    """Return the names of the fields of a document's records, and below them each record's cells.

    What a record holds in objects stands in columns of its own ("beneficiary name"); several values are one cell, one
    a line. Raise BadInputError where there is no JSON, or no list of records in it.
    """
    content, _ = decoded(document)
    records = _records(_parsed(document.name, content))
    if not records:
        raise BadInputError(
            "%(document)s holds no list of records: expected an array of objects, or one object a line.",
            document=document.name,
        )
    if all(isinstance(one, list) for one in records):
        return [[_cell(value) for value in row] for row in records]
    flat = [dict(_flattened(record)) for record in records if isinstance(record, dict)]
    names = list(dict.fromkeys(name for record in flat for name in record))
    if len(names) > MOST_COLUMNS:
        raise BadInputError(
            "%(document)s, line %(line)s has more than %(most)s columns; it is not a list.",
            document=document.name,
            line=1,
            most=MOST_COLUMNS,
        )
    return [[*names], *([record.get(name) for name in names] for record in flat)]


def _parsed(name: str, content: str) -> Any:
    try:
        return json.loads(content)
    except RecursionError:
        raise BadInputError("%(document)s is nested too deeply to be a list.", document=name) from None
    except ValueError as error:
        lines = [(number, line) for number, line in enumerate(content.splitlines(), start=1) if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith(("{", "[")) for _, line in lines[:2]):
            raise BadInputError("%(document)s is no JSON: %(error)s.", document=name, error=error) from None
    return [_line(name, number, line) for number, line in lines]


def _line(name: str, number: int, line: str) -> Any:
    try:
        return json.loads(line.rstrip().rstrip(","))
    except (ValueError, RecursionError) as error:
        raise BadInputError(
            "%(document)s, line %(line)s is no JSON: %(error)s.", document=name, line=number, error=error
        ) from None


def _records(found: Any, depth: int = _DEPTH) -> list[Any]:
    """Return the longest list of records in a document: interfaces put it into "results", "data" or "features"."""
    if isinstance(found, list):
        records = [one for one in found if isinstance(one, dict)]
        rows = [one for one in found if isinstance(one, list)]
        if len(rows) == len(found) > 1:
            return rows
        return [_properties(one) for one in records] if 2 * len(records) > len(found) else []
    if not isinstance(found, dict) or depth == 0:
        return []
    inside = [more for value in found.values() if (more := _records(value, depth - 1))]
    longest = max(inside, key=len, default=[])
    values = list(found.values())
    if len(values) > 1 and all(isinstance(one, dict) for one in values) and len(longest) < len(values):
        # Records by their ids, or by column: what programs for statistics write.
        return _turned(found) if all(set(one) == set(values[0]) for one in values) else values
    return longest


def _turned(found: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    """Return the records of objects that all hold the same names: by their number, or below each column's name."""
    if not all(name.isdecimal() for one in found.values() for name in one):
        return list(found.values())
    first = next(iter(found.values()))
    return [{name: column[number] for name, column in found.items()} for number in first]


def _properties(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a feature of a map says of itself."""
    inside = record.get("properties")
    return inside if record.get("type") == "Feature" and isinstance(inside, dict) else record


def _flattened(record: Mapping[str, Any], above: str = "", depth: int = _DEPTH) -> Iterator[tuple[str, Cell]]:
    for name, value in record.items():
        own = str(name)
        heading = f"{above} {own}" if above else own
        if isinstance(value, dict) and depth:
            yield from _flattened(value, heading, depth - 1)
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value) and depth:
            yield from _together(value, heading, depth - 1)
        else:
            yield heading, _cell(value)


def _together(records: Iterable[Mapping[str, Any]], above: str, depth: int) -> Iterator[tuple[str, Cell]]:
    """Yield the fields of several records as one cell each, one value a line."""
    flat = [dict(_flattened(record, above, depth)) for record in records]
    for name in dict.fromkeys(name for one in flat for name in one):
        values = [str(one[name]) for one in flat if one.get(name) is not None]
        yield name, "\n".join(values) or None


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return "\n".join(str(one) for one in value if one is not None) or None
    return str(value).strip() or None
