"""A list that somebody keeps in a spreadsheet: where its header is and what its columns mean.

The guess is shown, and a mapping file (TOML) overrules it: `[columns]` with field = "heading", and beside it `sheet`
and `header_row`.
"""

import csv
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from graph.errors import BadInputError
from graph.identity import slug
from ingest.reading.audit import Audit
from ingest.reading.cells import Cell, Decimal, amount, day, decimal_sign, text
from ingest.reading.documents import Document
from ingest.reading.grids import Grid, grids

HEADER_ROWS = 60
"""A header stands within so many rows; lists have a title, a date and a logo above it, not more."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What the user's mapping file says; a field with an empty heading has no column."""

    columns: Mapping[str, str]
    sheet: str | None = None
    header_row: int | None = None


NO_MAPPING = ColumnMapping({})


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as understood: which column holds which field, from which row on."""

    grid: Grid
    header_row: int
    columns: Mapping[str, int]
    headings: tuple[str, ...]

    @property
    def name(self) -> str:
        """The document's name, with the sheet."""
        return self.grid.name

    def records(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        """Yield row number and cells by field, of every row below the header that is not empty."""
        for row, cells in enumerate(self.grid.rows[self.header_row :], start=self.header_row + 1):
            if any(cell is not None for cell in cells):
                yield row, {name: cells[i] if i < len(cells) else None for name, i in self.columns.items()}

    def decimal(self, field: str) -> Decimal:
        """Return the decimal sign of a column of amounts."""
        return decimal_sign(record.get(field) for _, record in self.records())

    def unused(self) -> tuple[str, ...]:
        """Return the headings of the columns that mean nothing to us."""
        used = set(self.columns.values())
        return tuple(heading for i, heading in enumerate(self.headings) if heading and i not in used)

    def toml(self) -> str:
        """Return what was understood, as a mapping file that says the same."""
        lines = [f"# {self.name}"]
        if len(self.grid.sheets) > 1:
            lines.append(f"sheet = {_quoted(self.grid.sheet or '')}")
        lines += [f"header_row = {self.header_row}", "[columns]"]
        lines += [f"{field} = {_quoted(self.headings[i])}" for field, i in self.columns.items()]
        if self.unused():
            lines.append(f"# not used: {', '.join(self.unused())}")
        return "\n".join(lines)


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file; raise BadInputError where it is not TOML of the expected form."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInputError(f"The mapping {path.name} cannot be read: {error}.") from error
    columns, sheet, row = found.get("columns", {}), found.get("sheet"), found.get("header_row")
    strange = set(found) - {"columns", "sheet", "header_row"}
    fits = isinstance(columns, dict) and all(isinstance(heading, str) for heading in columns.values())
    if strange or not fits or not isinstance(sheet, str | None) or not isinstance(row, int | None):
        raise BadInputError(
            f"The mapping {path.name} may hold `sheet` (text), `header_row` (a number) and [columns] with "
            'field = "heading".'
        )
    return ColumnMapping(columns, sheet, row)


def understand(
    document: Document, headings: str, required: str, mapping: ColumnMapping, audit: Audit, sheet: str | None = None
) -> Listing:
    """Find a list's header and what its columns mean; `headings` names the table of known headings.

    Raise BadInputError where no column can be the `required` field, or the mapping names a column that is not there.
    """
    known = known_headings(headings)
    unknown = sorted(set(mapping.columns) - set(known))
    if unknown:
        raise BadInputError(f"The mapping names the field '{unknown[0]}'; the fields are: {', '.join(known)}.")
    found = [_layout(one, known, mapping) for one in grids(document, sheet or mapping.sheet)]
    best = max(found, key=lambda one: (required in one.columns, len(one.columns), len(one.grid.rows)))
    if required not in best.columns:
        raise BadInputError(
            f"{best.name}: no row among the first {HEADER_ROWS} has a column for '{required}', such as "
            f"{', '.join(list(known[required])[:4])}; say which it is with --mapping"
            + (f", or choose a sheet of {', '.join(best.grid.sheets)}." if len(best.grid.sheets) > 1 else ".")
        )
    _check_double(best)
    audit.read(best.name, sum(1 for _ in best.records()))
    audit.understood.append(_said(best))
    audit.listings.append(best.toml())
    if best.unused():
        audit.unused[best.name] = best.unused()
    return best


@cache
def known_headings(headings: str) -> dict[str, dict[str, None]]:
    """Return field -> its headings, folded."""
    rows = csv.DictReader((files(__package__) / headings).read_text(encoding="utf-8").splitlines())
    return {row["field"]: dict.fromkeys(row["headings"].split("|")) for row in rows}


def _layout(grid: Grid, known: dict[str, dict[str, None]], mapping: ColumnMapping) -> Listing:
    if mapping.header_row is not None and not 1 <= mapping.header_row <= len(grid.rows):
        raise BadInputError(f"{grid.name} has {len(grid.rows):,} rows, so none is header_row {mapping.header_row}.")
    rows = [mapping.header_row] if mapping.header_row else range(1, min(HEADER_ROWS, len(grid.rows)) + 1)
    layouts = [_of_header(grid, row, known, mapping) for row in rows]
    best = max(layouts, key=lambda layout: (len(layout.columns), -layout.header_row))
    for field, heading in mapping.columns.items():
        if heading and field not in best.columns:
            there = ", ".join(name for name in best.headings if name)
            raise BadInputError(
                f"{grid.name}: the mapping's column '{heading}' is not in row {best.header_row}; found {there}."
            )
    return best


def _of_header(grid: Grid, row: int, known: dict[str, dict[str, None]], mapping: ColumnMapping) -> Listing:
    headings = tuple(text(cell) or "" for cell in grid.rows[row - 1])
    columns: dict[str, int] = {}
    for field, heading in mapping.columns.items():
        here = [i for i, name in enumerate(headings) if heading and _fold(name) == _fold(heading)]
        if here:
            columns[field] = here[0]
    taken = set(columns.values())
    # A heading that is known word for word comes before one that only begins or ends with a known one.
    for fits in (_equal, _extended):
        for i, heading in enumerate(headings):
            if i in taken or len(heading) > 80:
                continue
            if found := fits(_fold(heading), known, {**columns, **mapping.columns}):
                columns[found] = i
                taken.add(i)
    return Listing(grid, row, {field: columns[field] for field in known if field in columns}, headings)


def _fold(heading: str) -> str:
    return slug(heading).replace("-", " ")


def _equal(heading: str, known: dict[str, dict[str, None]], taken: Mapping[str, object]) -> str | None:
    return next((field for field, names in known.items() if field not in taken and heading in names), None)


def _extended(heading: str, known: dict[str, dict[str, None]], taken: Mapping[str, object]) -> str | None:
    found = [
        (len(name), field)
        for field, names in known.items()
        for name in names
        if field not in taken
        and len(name) > 2
        and (heading.startswith(f"{name} ") or (heading.endswith(f" {name}") and not _about_people(heading)))
    ]
    return max(found)[1] if found else None


def _about_people(heading: str) -> bool:
    return any(word in heading.split() for word in ("contact", "contactpersoon", "persoon", "personne", "person"))


def _check_double(listing: Listing) -> None:
    times = Counter(_fold(heading) for heading in listing.headings if heading)
    for i in listing.columns.values():
        heading = listing.headings[i]
        if times[_fold(heading)] > 1:
            raise BadInputError(
                f"{listing.name}, row {listing.header_row}: {times[_fold(heading)]} columns are called '{heading}'; "
                "rename all but the one that counts."
            )


def _said(listing: Listing) -> str:
    found = ", ".join(f"{field} from '{listing.headings[i]}'" for field, i in listing.columns.items())
    how = ""
    if listing.grid.encoding:
        sign = {"\t": "tab"}.get(listing.grid.delimiter or "", listing.grid.delimiter)
        how = f" ({listing.grid.encoding}, cells separated by {sign})"
    return f"Understood {listing.name}{how}: header in row {listing.header_row}; {found}."


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Record:
    """One row of a list, whose cells are read one by one; what cannot be read is noted and unknown."""

    def __init__(self, listing: Listing, row: int, cells: dict[str, Cell], audit: Audit) -> None:
        self.row = row
        self._listing, self._cells, self._audit = listing, cells, audit

    def text(self, field: str) -> str | None:
        """Return a cell as text."""
        return text(self._cells.get(field))

    def lines(self, field: str) -> list[str]:
        """Return a cell that lists several names, one a line or separated by ";" or "|"."""
        cell = str(self._cells.get(field) or "").replace("_x000D_", "\n").replace(";", "\n").replace("|", "\n")
        return [name for name in map(text, cell.splitlines()) if name]

    def amount(self, field: str, decimal: Decimal) -> float | None:
        """Return a cell as euros."""
        try:
            return amount(self._cells.get(field), decimal)
        except ValueError as error:
            self.note(field, error)
            return None

    def day(self, field: str, *, end: bool = False) -> date | None:
        """Return a cell as a date."""
        try:
            return day(self._cells.get(field), end=end)
        except ValueError as error:
            self.note(field, error)
            return None

    def note(self, field: str, why: object) -> None:
        """Say that a cell could not be read, and is unknown."""
        heading = self._listing.headings[self._listing.columns[field]] if field in self._listing.columns else field
        self._audit.note(f"{self._listing.name}, row {self.row}, column '{heading}': {why}; it stays unknown.")


def entries(listing: Listing, audit: Audit) -> Iterator[Record]:
    """Yield a list's rows, without repeated headers."""
    header = tuple(_fold(heading) for heading in listing.headings)
    for row, cells in listing.records():
        if tuple(_fold(text(cell) or "") for cell in listing.grid.rows[row - 1]) != header:
            yield Record(listing, row, cells, audit)
