"""A damaged file is read or refused in a sentence, within seconds, and no amount of it is one that nobody wrote.

INTERCLUSTER_MUTATIONS says how many variants of each file are tried; the real lists are tried where they are.
"""

import os
import re
import time
from pathlib import Path

import pytest

from graph.errors import InterclusterError
from graph.schema import MemberOf, Project
from ingest.reading.audit import Audit
from ingest.reading.documents import documents
from ingest.reading.grids import grids
from ingest.reading.reading import ImportOptions, Reading, source_of
from ingest.sources import members, projects
from tests.support.agencies import agencies
from tests.support.mutations import mutated
from tests.support.opendata import DATA
from tests.support.spreadsheets import xlsx

VARIANTS = int(os.environ.get("INTERCLUSTER_MUTATIONS", "6"))
SECONDS = 20.0
LISTS = [one for one in agencies() if one.name in ("nl-tune", "pl-held", "el-tune", "da-held")]
REAL = sorted((DATA / "operations_lists").glob("*.csv"))[:: 9 if VARIANTS < 20 else 3]


def try_it(path: Path, kind: str) -> str | None:
    """Read a list; return the sentence in which it is refused, if it is. Anything but a sentence is a fault."""
    audit = Audit(skip_bad_rows=True)
    started = time.process_time()
    try:
        task = Reading(source_of(kind, "l", "t", "p", "l", None), documents(path), audit, ImportOptions("T"))
        if kind == "members":
            amounts = [tie.fee_eur for facts in members.read(task).values() for tie in facts.relations(MemberOf)]
        else:
            amounts = [one for node in projects.read(task).nodes(Project) for one in (node.cost_eur, node.grant_eur)]
    except InterclusterError as refused:
        return str(refused)
    finally:
        assert time.process_time() - started < SECONDS
    digits = {
        _digits(str(cell)) for one in grids(documents(path)[0]) for row in one.rows for cell in row if cell is not None
    }
    factors = re.findall(r"^\w+ = (\d+)$", "\n".join(audit.listings).partition("[units]")[2], re.M)
    if not factors:
        assert not [one for one in amounts if one and _digits(f"{one:.2f}") not in digits], (
            "an amount that nobody wrote"
        )
    return None


def _digits(cell: str) -> str:
    """Return an amount's digits without leading and trailing zeros, however its thousands and cents are written."""
    if found := re.fullmatch(r"\s*[+-]?(\d+(?:[.,]\d+)?)[eE]([+-]?\d{1,3})\s*", cell):
        cell = f"{float(found[1].replace(',', '.')) * 10 ** int(found[2]):.10f}"
    return re.sub(r"\D", "", cell).strip("0")


@pytest.mark.parametrize("number", range(len(LISTS) + len(REAL)))
def test_damaged_texts(tmp_path: Path, number: int) -> None:
    path = LISTS[number].write(tmp_path) if number < len(LISTS) else REAL[number - len(LISTS)]
    content = path.read_bytes()
    damaged = tmp_path / "damaged.csv"
    for variant in mutated(content, VARIANTS, seed=number):
        damaged.write_bytes(variant)
        try_it(damaged, "projects")


def test_damaged_workbooks(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Naam", "Lidgeld", "Lid sinds"],
        *([f"Firma {n}", n * 12.5, 2000 + n] for n in range(20)),
    ]
    content = xlsx(tmp_path / "leden.xlsx", rows).read_bytes()
    damaged = tmp_path / "damaged.xlsx"
    refused = 0
    for variant in mutated(content, 4 * VARIANTS, seed=1):
        damaged.write_bytes(variant)
        refused += try_it(damaged, "members") is not None
    assert refused
