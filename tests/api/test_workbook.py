"""An answer as a spreadsheet, read back by another program's reader."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook

from api.answers import cell
from api.exports.sheets import MOST_SIGNS
from api.workbook import to_xlsx
from graph.errors import BadInputError
from graph.messages import Message
from queries.asking.question import Answer
from queries.consolidating.flip import Flip
from queries.lookup.summary import LoadedSource, Summary
from tests.support.command import call, served, with_flanders

REPORT = LoadedSource("source:report", "=Report", "EWI", date(2020, 5, 1), None, None)
LIST = LoadedSource("source:list", "List", None, None, None, None)
KNOWN = Summary("v1", {}, 0, (LIST, REPORT))


@dataclass(frozen=True, slots=True)
class Row:
    name: str | None
    share: float | None
    number: int
    is_host: bool
    day: date | None
    sources: tuple[str, ...]


def answer(rows: Sequence[Row]) -> Answer[Row]:
    return Answer("toy", Row, {"least": 2, "name": "@who"}, "v1", Message("Counted."), rows, [Message("Few.")])


def sheets(content: bytes) -> tuple[list[list[Any]], list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows, method = (book.get_sheet_by_name(name).to_python() for name in ("rows", "method"))
    return rows, method


def test_cells_are_typed_and_nothing_runs() -> None:
    first = Row('=HYPERLINK("x")', 0.25, 3, True, date(2020, 5, 1), ("source:report#p. 3", "source:report"))
    second = Row(None, None, 2**60, False, None, ())
    rows, method = sheets(to_xlsx(answer([first, second]), KNOWN))
    assert rows[0] == ["name", "share", "number", "is_host", "day", "sources"]
    assert rows[1] == ['\'=HYPERLINK("x")', 0.25, 3, True, date(2020, 5, 1), "source:report#p. 3 | source:report"]
    assert rows[2] == ["", "", str(2**60), False, "", ""], "unknown is empty, and a number is not rounded"
    found = {tuple(str(cell) for cell in line[:3] if cell != "") for line in method}
    assert {("question", "toy"), ("parameter", "name", "'@who"), ("method", "Counted."), ("note", "Few.")} <= found
    assert {("data_version", "v1"), ("data_as_of", "2020-05-01"), ("source", "source:report", "'=Report")} <= found
    assert ("source", "source:list", "List") not in found, "no row names it"


def test_limits() -> None:
    long = Row("a" * 40_000, float("nan"), 1, False, None, ())
    rows, method = sheets(to_xlsx(answer([long] * 5), KNOWN, limit=2, offset=1))
    assert len(rows) == 3
    assert (len(rows[1][0]), rows[1][0][-1], rows[1][1]) == (MOST_SIGNS, "…", "")
    assert ["total", 5] in [line[:2] for line in method]
    assert sum(line[0] == "source" for line in method) == 2, "no row names one: all that are known"
    with pytest.raises(BadInputError, match="sheet"):
        to_xlsx(answer([long] * 1_048_576), KNOWN)


def test_by_command_page_and_api(tmp_path: Path) -> None:
    with_flanders(tmp_path)
    file = tmp_path / "answer.xlsx"
    assert call("ask", "collaboration", "--format", "xlsx", "-o", str(file), home=tmp_path).returncode == 0
    rows, method = sheets(file.read_bytes())
    refused = call("ask", "collaboration", "--format", "xlsx", home=tmp_path)
    assert (refused.returncode, "-o FILE.xlsx" in refused.stderr) == (1, True)
    with served(tmp_path) as client:
        served_as = client.get("/api/v1/collaboration", params={"format": "xlsx", "limit": 1000})
        assert "collaboration.xlsx" in served_as.headers["content-disposition"]
        assert sheets(served_as.content) == (rows, method)
        as_json = client.get("/api/v1/collaboration", params={"limit": 1000}).json()
        assert len(rows) - 1 == as_json["total"] > 0
        assert {line[1] for line in method if line[0] == "source"} == {
            source.partition("#")[0] for row in as_json["rows"] for source in row["sources"]
        }
        linked(client)


def linked(client: httpx.Client) -> None:
    page = client.get("/partners", params={"name": "BIM"}).text
    address = next(part.split('"')[0] for part in page.split('href="') if "format=xlsx" in part.split('"')[0])
    assert len(sheets(client.get(address.replace("&amp;", "&")).content)[0]) > 1


def test_a_cell_of_several_values_is_json() -> None:
    flip = Flip("same_host", 0.15, 0.2, "cluster:own:a", "Alpha")
    assert json.loads(cell(flip))["needed"] == 0.2
    assert json.loads(cell((flip,))) == [json.loads(cell(flip))]
