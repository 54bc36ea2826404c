"""An answer as JSON, CSV or a table to read. JSON and CSV hold everything; a table is shortened to fit a screen."""

import csv
import dataclasses
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.exports.csv_files import harmless
from queries.asking.question import Answer, columns

HIDDEN_IN_TABLES = {"sources", "base_score"}
CELL_WIDTH = 60
LONG_WORD = len("2020-05-14")
CODE = re.compile(r"(?<![\w:/.-])[a-z]+(?:_[a-z]+)+(?![\w:/.-])")
"""A word of the vocabulary, no part of an id or address: a table shows it as words, which need not be broken."""
LEAST_WIDTH = 80
LEAST_SHOWN = 0.0005
"""What is less would read 0 in a table, which it is not."""
BESIDE_CELL = 3
"""A bar and two blanks stand beside each cell."""


def page(answer: Answer[Any], limit: int | None = None, offset: int = 0) -> dict[str, Any]:
    """Return the answer as plain data: `total` counts all rows, `rows` holds at most `limit` from `offset` on."""
    # Imported here: a table needs no catalogue, which takes a while to read.
    from api.words.language import Language

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

    A row type with more columns than fit a screen names the ones to show in `BRIEF`; of these, too, the last are left
    out, and named below, where the terminal is too narrow for whole words. None reads unknown, but as a dash in the
    fields that the row type names in `NONE_THERE`, where it means that there is nothing to know.
    """
    console = Console(file=io.StringIO(), width=max(LEAST_WIDTH, Console().width))
    names = _table_columns(answer.row)
    dashes = getattr(answer.row, "NONE_THERE", ())
    texts = [
        [_short(getattr(item, name), "–" if name in dashes else "unknown") for item in answer.rows[:limit]]
        for name in names
    ]
    widths = _widths([name.split("_") for name in names], texts, console.width)
    table = Table()
    for name, width in zip(names, widths, strict=False):
        table.add_column(name.replace("_", " "), width=width, overflow="fold")
    for row in zip(*texts[: len(widths)], strict=True):
        table.add_row(*map(Text, row))
    console.print(table)
    shown = min(limit, len(answer.rows))
    for note in answer.notes:
        console.print(Text(note))
    if left_out := names[len(widths) :]:
        console.print(Text(f"Too narrow for {', '.join(left_out)}: --json and --format csv give them."))
    console.print(Text(f"{shown} of {len(answer.rows)} rows · {cited(answer)}"))
    assert isinstance(console.file, io.StringIO)  # noqa: S101 - said three lines above
    return console.file.getvalue()


def _table_columns(row: type) -> list[str]:
    every = columns(row)
    named = {name for name in every if f"{name}_name" in every or (name == "id" and "name" in every)}
    return list(getattr(row, "BRIEF", [name for name in every if name not in named | HIDDEN_IN_TABLES]))


def _widths(headings: Sequence[Sequence[str]], texts: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return how wide the first columns are, as many as fit; what is left goes to where most is wanted.

    No word of a heading is broken, and none of a cell that has at most LONG_WORD letters.
    """
    least = [
        max([*map(len, heading), *(min(len(word), LONG_WORD) for text in column for word in text.split())])
        for heading, column in zip(headings, texts, strict=True)
    ]
    widths = least[: max(3, sum(used < width for used in accumulate(one + BESIDE_CELL for one in least)))]
    wanted = [max(map(len, column), default=0) for column in texts]
    for _ in range(width - 1 - sum(widths) - BESIDE_CELL * len(widths)):
        most = max(range(len(widths)), key=lambda column: wanted[column] / widths[column])
        widths[most] += wanted[most] > widths[most]
    return widths


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
    if dataclasses.is_dataclass(value) or isinstance(value, Mapping):
        return json.dumps(plain(value), ensure_ascii=False)
    return harmless(value) if isinstance(value, str) else plain(value)


def _short(value: Any, nothing: str) -> str:
    if value is None:
        return nothing
    if isinstance(value, float):
        return "<0.001" if 0 < value < LEAST_SHOWN else f"{value:,.3f}".rstrip("0").rstrip(".")
    if isinstance(value, tuple | list):
        value = "; ".join(str(item) for item in value)
    text = CODE.sub(lambda code: code[0].replace("_", " "), str(value))
    return text if len(text) <= CELL_WIDTH else text[: CELL_WIDTH - 1] + "…"
