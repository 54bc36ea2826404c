"""An answer as JSON, CSV or a table to read. JSON and CSV hold everything; a table is shortened to fit a screen."""

import csv
import dataclasses
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.exports.csv_files import harmless
from queries.asking.question import Answer, columns

HIDDEN_IN_TABLES = {"sources", "base_score"}
CELL_WIDTH = 60
LEAST_SHOWN = 0.0005
"""What is less would read 0 in a table, which it is not."""


def page(answer: Answer[Any], limit: int | None = None, offset: int = 0) -> dict[str, Any]:
    """Return the answer as plain data: `total` counts all rows, `rows` holds at most `limit` from `offset` on."""
    # Imported here: a table needs no catalogue, which takes a while to read.
    from api.web.words.language import Language

    end = None if limit is None else offset + limit
    dutch = Language("nl")
    return {
        "question": answer.question,
        "parameters": dict(answer.parameters),
        "seed": answer.seed,
        "data_version": answer.data_version,
        "method": answer.method,
        "method_nl": dutch.said(answer.method),
        "notes": list(answer.notes),
        "notes_nl": [dutch.said(note) for note in answer.notes],
        "total": len(answer.rows),
        "rows": [plain(row) for row in answer.rows[offset:end]],
    }


def to_json(answer: Answer[Any], limit: int | None = None, offset: int = 0) -> str:
    """Return the answer as JSON text."""
    return json.dumps(page(answer, limit, offset), ensure_ascii=False, indent=2)


def to_csv(rows: Sequence[Any], row: type) -> str:
    """Return rows as CSV text; lists of text are joined by ' | ', other structures are JSON, unknown is empty.

    A text cell that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    names = columns(row)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([cell(getattr(item, name)) for name in names] for item in rows)
    return text.getvalue()


def to_table(answer: Answer[Any], limit: int) -> str:
    """Return the first rows as a table for a terminal, with a last line that says how many there are.

    A row type with more columns than fit a screen names the ones to show in `BRIEF`.
    """
    row = answer.row
    every = columns(row)
    shown_first = [name for name in every if f"{name}_name" not in every and name not in HIDDEN_IN_TABLES]
    names = list(getattr(row, "BRIEF", shown_first))
    table = Table(*names)
    for item in answer.rows[:limit]:
        table.add_row(*(Text(_short(getattr(item, name))) for name in names))
    console = Console(file=io.StringIO(), width=max(80, Console().width))
    console.print(table)
    shown = min(limit, len(answer.rows))
    for note in answer.notes:
        console.print(Text(note))
    console.print(Text(f"{shown} of {len(answer.rows)} rows · {cited(answer)}"))
    assert isinstance(console.file, io.StringIO)  # noqa: S101 - said three lines above
    return console.file.getvalue()


def cited(answer: Answer[Any]) -> str:
    """Return what a table or CSV must be quoted with: the data's version, the parameters, and where the method is."""
    given = {name: str(value) for name, value in answer.parameters.items() if value is not None}
    said = (f"{name} {value}" for name, value in given.items() if len(value) < CELL_WIDTH)
    return " · ".join((f"data version {answer.data_version}", *said, "--json gives the method"))


def plain(value: Any) -> Any:
    """Return a row or value as JSON knows it: dataclasses as objects, dates as ISO text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def cell(value: Any) -> Any:
    """Return a value as a cell of a table: see `to_csv`."""
    if isinstance(value, tuple | list):
        if all(isinstance(item, str) for item in value):
            return harmless(" | ".join(value))
        return json.dumps(plain(value), ensure_ascii=False)
    return harmless(value) if isinstance(value, str) else plain(value)


def _short(value: Any) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, float):
        return "<0.001" if 0 < value < LEAST_SHOWN else f"{value:,.3f}".rstrip("0").rstrip(".")
    if isinstance(value, tuple | list):
        value = "; ".join(str(item) for item in value)
    text = str(value)
    return text if len(text) <= CELL_WIDTH else text[: CELL_WIDTH - 1] + "…"
