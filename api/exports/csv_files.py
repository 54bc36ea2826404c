"""CSV: a zip with one file for each node and relation type, its columns being those of the schema."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping

from api.exports.values import Plain, clean, joined
from graph.facts import Facts
from graph.schema import NODE_TYPES, RELATION_TYPES, properties

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?(e[+-]?\d+)?", re.IGNORECASE)
_EPOCH = (1980, 1, 1, 0, 0, 0)


def csv_files(facts: Facts) -> bytes:
    """Return a zip of `Cluster.csv`, ..., `MEMBER_OF.csv`, ...: empty cells are unknown, lists are joined by ' | '.

    A relation's first columns are `start` and `end`, ids of nodes. A type without records has a file with headings
    only. `Statement.csv` has a row for each value that a source gives, where places differ on a record; elsewhere its
    own `sources` state all of it. The files start with a byte order mark, without which Excel garbles accents. The zip
    has a fixed date, so that the same facts give the same bytes.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind in NODE_TYPES:
            add_table(archive, kind.__name__, list(properties(kind)), (joined(node) for node in facts.nodes(kind)))
        for tie in RELATION_TYPES:
            rows = ({"start": clean(r.start), "end": clean(r.end), **joined(r)} for r in facts.relations(tie))
            add_table(archive, tie.label, ["start", "end", *properties(tie)], rows)
    return packed.getvalue()


def harmless(text: str) -> str:
    """Return text that no spreadsheet runs as a formula: what could be one, and is no number, gets a leading '."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def add_table(archive: zipfile.ZipFile, name: str, columns: list[str], rows: Iterable[Mapping[str, Plain]]) -> None:
    """Add a table to a zip, as a file that spreadsheets open and run nothing of."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({c: harmless(v) if isinstance(v, str) else v for c, v in row.items()} for row in rows)
    add_file(archive, f"{name}.csv", text.getvalue().encode("utf-8-sig"))


def add_file(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add a file to a zip, under a date that says nothing, so that the same content gives the same bytes."""
    file = zipfile.ZipInfo(name, _EPOCH)
    file.compress_type = archive.compression
    archive.writestr(file, content)
