"""Files made to do harm: refused in one sentence, within 2 s of processor time and 300 MB in the process that reads."""

import copy
import gzip
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.service import create_app
from graph.judgements import Judgements
from tests.support import toys
from tests.support.processes import HUNG
from tests.support.service import listening
from tests.support.spreadsheets import ods, xlsx
from tests.support.toys import stored

MEASURED = """
import resource, sys
from pathlib import Path
from typing import Any
from graph.errors import BadInputError
from ingest.apart import read_all
from ingest.reading.audit import Audit
from ingest.reading.reading import ImportOptions
from ingest.sources.registry import KINDS, Request
try:
    read_all([Request(KINDS[sys.argv[1]], "x", Path(sys.argv[2]))], Audit(), ImportOptions("Flux50"))
    said = "read"
except BadInputError as error:
    said = str(error)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(round(used.ru_utime + used.ru_stime, 2), used.ru_maxrss >> 10, said)
"""
EMPTY = b"\0" * (16 << 20)


def _sheet(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Return what writes a workbook whose first sheet's XML is changed."""

    def write(path: Path) -> None:
        xlsx(path, [["Naam", "KBO"], ["Alfa", ""]])
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = min(part for part in parts if part.startswith("xl/worksheets/sheet"))
        parts[name] = change(parts[name])
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                archive.writestr(part, content)

    return write


def _cell(place: str) -> Callable[[Path], None]:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    added = f'<row r="{row}"><c r="{place}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return _sheet(lambda sheet: sheet.replace(b"</sheetData>", added.encode()))


def _zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("leden.csv", "w") as member:
        member.write(b"Naam;KBO\n")
        for _ in range(64):
            member.write(EMPTY)


def _entities(sheet: bytes) -> bytes:
    lines = [
        b'<!ENTITY a0 "0123456789">',
        *(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)),
    ]
    return sheet.replace(b"<worksheet", b"<!DOCTYPE x [" + b"".join(lines) + b"]><worksheet", 1)


def _repeated(path: Path) -> None:
    """An OpenDocument sheet of one cell, which says that it stands there 54 million times."""
    ods(path, [["Naam"], ["x"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before, row, after = parts["content.xml"].rpartition(b"<table:table-row>")
    many = after.replace(b"<table:table-cell", b'<table:table-cell table:number-columns-repeated="900"', 1)
    parts["content.xml"] = before + b'<table:table-row table:number-rows-repeated="60000">' + many
    assert row
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


def _many_times(path: Path) -> None:
    """A workbook that names its one sheet of 20,000 rows 2,000 times."""
    xlsx(path, [["Naam"], *([f"Firma {n}"] for n in range(20_000))])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before, _, rest = parts["xl/workbook.xml"].partition(b'<sheet name="Leden"')
    same, _, after = rest.partition(b"/>")
    sheets = b"".join(b'<sheet name="S%d"%s/>' % (n, same) for n in range(2_000))
    parts["xl/workbook.xml"] = before + sheets + after
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


def _overlapping(path: Path) -> None:
    """A zip of 200 members that are the same bytes: 12 GB out of 60 KB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("000.csv", b"Naam;KBO\n" + b"Alfa;0403199702\n" * 3_900_000)
        [only] = archive.infolist()
        for n in range(1, 200):
            other = copy.copy(only)
            other.filename = other.orig_filename = f"{n:03}.csv"
            archive.filelist.append(other)


def _many_members(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(100_000):
            archive.writestr(f"{n}.csv", "Naam\n")


FAR = b'<row r="1000000"><c r="A1000000" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
MERGED = b"<mergeCells>" + b'<mergeCell ref="A1:A1000000"/>' * 20_000 + b"</mergeCells>"

BOMBS: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "a gigabyte in a zip": ("members", "b.zip", _zipped),
    "entities of entities": ("members", "b.xlsx", _sheet(_entities)),
    "a cell in the last corner": ("members", "b.xlsx", _cell("XFD1048576")),
    "a cell far away": ("members", "b.xlsx", _cell("ALL50000")),
    "ten million columns": ("members", "b.csv", lambda p: p.write_text("Naam" + ";c" * 10_000_000 + "\nAlfa\n")),
    "ten million names": ("members", "b.csv", lambda p: p.write_text(";".join(map(str, range(10_000_000))))),
    "cells that span a thousand": (
        "members",
        "b.xls",
        lambda p: p.write_text("<table><tr><td>Naam<tr>" + "<td colspan=1000>x" * 1_000_000),
    ),
    "rows that span a thousand": (
        "members",
        "b.xls",
        lambda p: p.write_text("<table><tr><td>Naam" + "<tr><td colspan=999 rowspan=9>x" * 500_000),
    ),
    "cells merged over and over": ("members", "b.xlsx", _sheet(lambda s: s.replace(b"</sheetData>", FAR + MERGED))),
    "a sheet many times": ("members", "b.xlsx", _many_times),
    "members that overlap": ("members", "b.zip", _overlapping),
    "very many members": ("members", "b.zip", _many_members),
    "json of a million levels": ("ror", "b.json", lambda p: p.write_text("[" * 1_000_000 + "]" * 1_000_000)),
}


def measured(kind: str, path: Path) -> tuple[float, int, str]:
    """Return the processor's seconds and the megabytes at most of the process that reads a file, and what is said."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, kind, str(path)], capture_output=True, text=True, timeout=HUNG, check=False
    )
    assert done.returncode == 0, done.stderr
    seconds, megabytes, said = done.stdout.rstrip("\n").split(" ", 2)
    return float(seconds), int(megabytes), said


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured so on Linux")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str, tmp_path: Path) -> None:
    kind, file, write = BOMBS[name]
    write(tmp_path / file)
    seconds, megabytes, said = measured(kind, tmp_path / file)
    print(f"{name}: {seconds} s, {megabytes} MB: {said}")
    assert said != "read"
    assert "\n" not in said
    assert megabytes < 300
    assert seconds < 2 + 1, "the start of the process takes one of these"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured so on Linux")
def test_a_small_file_takes_no_large_files_memory(tmp_path: Path) -> None:
    """What no rule of its own refuses is ended by a bound that depends on the file's size."""
    _repeated(tmp_path / "b.ods")
    seconds, megabytes, said = measured("members", tmp_path / "b.ods")
    print(f"a cell 54 million times: {seconds} s, {megabytes} MB: {said}")
    assert "takes more than 1 GB of memory" in said
    assert megabytes < 1000
    assert seconds < 5


@pytest.mark.parametrize("signs", [b"<c ", b"<c r", b"<c><f>1</f> ", b"<c><f "])
def test_signs_that_lead_nowhere_take_no_time(signs: bytes, tmp_path: Path) -> None:
    _sheet(
        lambda sheet: sheet.replace(b"</sheetData>", b"<!--" + signs * 300_000 + b" " * 300_000 + b"--></sheetData>")
    )(tmp_path / "b.xlsx")
    seconds, _, said = measured("members", tmp_path / "b.xlsx")
    assert said == "read"
    assert seconds < 5


@pytest.mark.parametrize("name", ["a cell in the last corner", "a cell far away"])
def test_a_service_answers_while_a_bomb_is_uploaded(name: str, tmp_path: Path) -> None:
    _, file, write = BOMBS[name]
    write(tmp_path / file)
    app = create_app(stored(tmp_path / "store", toys.triangle()), Judgements(tmp_path))
    with listening(app) as port, ThreadPoolExecutor(1) as thread:
        address, answered = f"http://127.0.0.1:{port}", 0
        sent: dict[str, Any] = {
            "files": {"file": (file, (tmp_path / file).read_bytes())},
            "data": {"cluster": "Flux50"},
        }
        page = thread.submit(httpx.post, f"{address}/upload", follow_redirects=True, timeout=HUNG, **sent)
        while not page.done():
            assert httpx.get(f"{address}/healthz", timeout=HUNG).status_code == 200
            answered += 1
            time.sleep(0.05)
        assert page.result().status_code == 200
        assert 'role="alert"' in page.result().text
        print(f"answered {answered} times meanwhile")
        assert answered > 2, "one may come before it, and one after it"


def test_a_gzip_of_a_gigabyte_is_refused(tmp_path: Path) -> None:
    """Such a file may be a register, which may unpack to 256 MB; its memory is bounded by that."""
    with gzip.open(tmp_path / "b.csv.gz", "wb") as file:
        for _ in range(64):
            file.write(EMPTY)
    _, megabytes, said = measured("members", tmp_path / "b.csv.gz")
    assert "like a zip bomb" in said
    assert megabytes < 600
