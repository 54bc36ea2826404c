"""What a source's reader is given: the documents, the minutes to keep, and the user's options."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import ftfy

from graph.identity import make_id
from graph.progress import Track, silently
from graph.schema import Source
from ingest.reading import cells, dates
from ingest.reading.audit import Audit
from ingest.reading.documents import Document
from ingest.reading.entries.mapping import NO_MAPPING, ColumnMapping


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user said beside the path: which cluster, which sheet, and what the columns of a list mean.

    `received` is the day on which a list was handed in, which stands for the day of a source that says none itself.
    `complete` says that a list of members names them all, `with_persons` that a register's natural persons are wanted.
    """

    cluster: str | None = None
    sheet: str | None = None
    mapping: ColumnMapping = NO_MAPPING
    received: date | None = None
    complete: bool = False
    with_persons: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One source on its way in; `source` is the id of its Source node."""

    source: Source
    documents: list[Document]
    audit: Audit
    options: ImportOptions = ImportOptions()
    track: Track = silently

    def place(self, document: str, row: int) -> tuple[str, ...]:
        """Return a row's `source_id#locator`, as nodes and relations carry it."""
        return (f"{self.source.id}#{document} row {row}",)


def source_of(
    kind: str, label: str, title: str, publisher: str, licence: str, url: str | None, published: date | None = None
) -> Source:
    """Return the Source node of one loaded source."""
    identifier = make_id("source", kind, label)
    return Source(
        id=identifier,
        sources=(f"{identifier}#title",),
        title=title,
        publisher=publisher,
        published=published,
        licence=licence,
        url=url,
    )


@lru_cache(maxsize=65_536)
def day(cell: str) -> date | None:
    """Return a register's date; raise ValueError as `dates.day`. Registers repeat few dates, so each is read once."""
    return dates.day(cell) if cell else None


def euros(column: Iterable[str]) -> list[float | None]:
    """Return a column's amounts, its decimal sign guessed from all of it; one that is no amount is None."""
    values = list(column)
    sign = cells.decimal_sign(values)
    # A grant or cost is repeated in every row of its project.
    known = {cell: _euro(cell, sign) for cell in set(values)}
    return [known[cell] for cell in values]


def _euro(cell: str, sign: cells.Decimal) -> float | None:
    if not cell:
        return None
    if cell.replace(".", "", sign == ".").isdecimal():
        return float(cell)
    try:
        return cells.amount(cell, sign)
    except ValueError:
        return None


def clean(name: str) -> str | None:
    """Return a name as one line, with text that was read in a wrong encoding restored ("J√∂ckel" -> "Jöckel")."""
    return cells.text(name if name.isascii() else ftfy.fix_text(name))
