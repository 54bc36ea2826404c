"""A list to fill in: a column a field in Dutch, French or English, an example, and drop-downs where values are few."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from graph.errors import NotFoundError

TEMPLATES: Final = ("members", "projects")
LANGUAGES: Final = ("nl", "fr", "en")
ROWS: Final = 5_000
"""Rows that have drop-downs and checks; a longer list works without."""

_EXPLAINED: Final[Mapping[str, str]] = {"nl": "uitleg", "fr": "explication", "en": "explained"}
_CHOICES: Final[Mapping[str, Sequence[str]]] = {
    "country": "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LT LU LV MT NL NO PL PT RO SE SI SK".split(),
    "status": ["applied", "rejected", "running", "finished"],
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a template: the field it is, its heading, an example, what it means, and what its cells are."""

    field: str
    heading: str
    example: str
    meaning: str
    kind: str
    width: int


def template(name: str, language: str = "nl") -> bytes:
    """Return a spreadsheet (.xlsx) to fill in; raise NotFoundError for a list or language that there is not.

    Its second row is an example, which is left out where it stays.
    """
    if not (found := columns(name, language)):
        raise NotFoundError(
            "There is no template '%(name)s': choose from %(templates)s.",
            name=name if name not in TEMPLATES else language,
            templates=", ".join(TEMPLATES if name not in TEMPLATES else LANGUAGES),
        )
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        bold, grey = book.add_format({"bold": True}), book.add_format({"italic": True, "font_color": "#595959"})
        formats = {
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "amount": book.add_format({"num_format": "0.00"}),
        }
        sheet, words = book.add_worksheet(name), book.add_worksheet(_EXPLAINED[language])
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(found):
            sheet.set_column(place, place, column.width, formats.get(column.kind))
            sheet.write_string(0, place, column.heading, bold)
            _example(sheet, place, column, grey)
            _check(sheet, place, column)
            words.write_string(place, 0, column.heading, bold)
            words.write_string(place, 1, column.meaning)
        words.set_column(0, 1, 40)
    return content.getvalue()


@cache
def columns(name: str, language: str) -> tuple[Column, ...]:
    """Return a template's columns, from `templates.csv`; none where there is no such list or language."""
    rows = csv.DictReader((files(__package__) / "templates.csv").read_text(encoding="utf-8").splitlines())
    return tuple(
        Column(row["field"], row["heading"], row["example"], row["meaning"], row["kind"], int(row["width"]))
        for row in rows
        if (row["list"], row["language"]) == (name, language)
    )


def _example(sheet: Worksheet, place: int, column: Column, grey: Format) -> None:
    if column.kind == "amount":
        sheet.write_number(1, place, float(column.example), grey)
    elif column.example:
        sheet.write_string(1, place, column.example, grey)


def _check(sheet: Worksheet, place: int, column: Column) -> None:
    """Give a column its drop-down; one of amounts takes numbers of 0 and more."""
    if column.kind in _CHOICES:
        rule: dict[str, object] = {"validate": "list", "source": _CHOICES[column.kind], "error_type": "warning"}
    elif column.kind == "amount":
        rule = {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning"}
    else:
        return
    sheet.data_validation(
        1, place, ROWS, place, {**rule, "input_title": column.heading[:32], "input_message": column.meaning}
    )
