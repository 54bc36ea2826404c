"""A list as understood: which column holds which field, in which unit, and its rows one by one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from graph.messages import Message
from ingest.reading.audit import Audit
from ingest.reading.cells import Cell, Decimal, amount, own_unit, text
from ingest.reading.columns.assignment import Recognition
from ingest.reading.columns.headings import fold, words
from ingest.reading.columns.units import currency_named
from ingest.reading.dates import day, period
from ingest.reading.entries.continued import Continued
from ingest.reading.entries.mapping import ColumnMapping
from ingest.reading.entries.remnants import (
    begins_with_total,
    is_example,
    is_footnote,
    is_numbering,
    is_total,
)
from ingest.reading.entries.sections import titles_of
from ingest.reading.files.sheets import Grid


@dataclass(frozen=True, slots=True)
class Block:
    """A row of headings, and what the columns below it are."""

    header_row: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Amounts:
    """How a column's amounts are written, what one of its numbers is worth, and who says the currency.

    `place` is the column that names each row's currency, where there is one.
    """

    decimal: Decimal
    currency: str
    factor: float = 1.0
    remark: str | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as understood: which column holds which field, from which row on.

    `marked` are columns of crosses, `further` those that go on with a field's own: "Partner 2" with "Partner 1".
    `clusters` is "titles" or "sheets" where these name the cluster of the entries below or in them; `others` are
    further sheets that hold lists.
    """

    grid: Grid
    header_row: int
    columns: Mapping[str, int]
    headings: tuple[str, ...]
    blocks: tuple[Block, ...]
    recognition: Recognition
    mapping: ColumnMapping
    amounts: Mapping[str, Amounts] = field(default_factory=dict)
    date_orders: frozenset[str] = frozenset()
    marked: tuple[tuple[int, str], ...] = ()
    further: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    clusters: str | None = None
    others: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The document's name, with the sheet."""
        return self.grid.name

    @property
    def month_first(self) -> bool:
        """Whether its dates have the month before the day."""
        return self.date_orders == {"month first"}

    @property
    def weight(self) -> float:
        """How much the headings say, a person's word most."""
        said = {name: fold(heading) for name, heading in self.mapping.columns.items()}
        meant = sum(fold(self.headings[place]) == said.get(name) for name, place in self.columns.items())
        return self.recognition.weight + 2 * meant

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield row number and cells of every row below the header that is not empty."""
        for number, cells in enumerate(self.grid.rows[self.header_row :], start=self.header_row + 1):
            if any(cell is not None for cell in cells):
                yield number, cells

    def column(self, name: str) -> Iterator[Cell]:
        """Yield a field's cells, further headings left out."""
        heads = {block.header_row for block in self.blocks}
        place = self.columns[name]
        for number, cells in self.rows():
            if number not in heads:
                yield cells[place] if place < len(cells) else None

    def titles(self) -> Mapping[int, str]:
        """Return the titles of the list's parts by row."""
        return titles_of(self.grid.rows, self.header_row, {block.header_row for block in self.blocks}, self.columns)

    def unused(self) -> tuple[str, ...]:
        """Return the headings of the columns that mean nothing to us."""
        used = set(self.columns.values()) | {place for place, _ in self.marked} | {*chain(*self.further.values())}
        return tuple(heading for i, heading in enumerate(self.headings) if heading and i not in used)


class Record:
    """One row of a list, whose cells are read one by one; what cannot be read is noted and unknown.

    `section` is the title of the part of the list that it stands in.
    """

    __slots__ = ("_audit", "_cells", "_columns", "_listing", "row", "section")

    def __init__(
        self,
        listing: Listing,
        row: int,
        cells: list[Cell],
        columns: Mapping[str, int],
        audit: Audit,
        section: str | None = None,
    ) -> None:
        self.row, self.section = row, section
        self._listing, self._cells, self._columns, self._audit = listing, cells, columns, audit

    def cell(self, name: str) -> Cell:
        """Return a field's cell; None where there is no such column."""
        place = self._columns.get(name)
        return self._cells[place] if place is not None and place < len(self._cells) else None

    @property
    def mapping(self) -> ColumnMapping:
        """What the user said of the whole list."""
        return self._listing.mapping

    def heading(self, name: str) -> str:
        """Return the heading of a field's column; "" where there is no such column."""
        return self._listing.headings[self._listing.columns[name]] if name in self._listing.columns else ""

    def text(self, name: str) -> str | None:
        """Return a cell as text."""
        found = text(self.cell(name))
        # A number that went through a program for statistics has a decimal.
        if found and name in _CODES and found.endswith(".0") and found[:-2].isdecimal():
            return found[:-2]
        return found

    def lines(self, name: str) -> list[str]:
        """Return a cell that lists several names, one a line or separated by ";" or "|"."""
        found = _lines(self.cell(name))
        for place in self._listing.further.get(name, ()):
            found += _lines(self._cells[place] if place < len(self._cells) else None)
        return found

    def amount(self, name: str) -> float | None:
        """Return a cell as an amount in the column's currency, its unit counted in."""
        how = self._listing.amounts.get(name)
        if how is None:
            return None
        try:
            found = amount(self.cell(name), how.decimal, self.currency(name))
        except ValueError as error:
            self.note(name, error)
            return None
        plain = how.factor == 1 or own_unit(self.cell(name)) != 1
        return found if found is None or plain else round(found * how.factor, 2)

    def currency(self, name: str) -> str:
        """Return the currency of a column's amounts, in this row where a column of its own says so."""
        how = self._listing.amounts.get(name)
        place = how.place if how else None
        said = currency_named(self._cells[place]) if place is not None and place < len(self._cells) else None
        return said or (how.currency if how else "EUR")

    def money(self, name: str) -> tuple[float | None, str | None]:
        """Return an amount as euros, or as a text with its currency ("SEK 5000000.00") where that is not the euro."""
        found, currency = self.amount(name), self.currency(name)
        if found is None or currency == "EUR":
            return found, None
        return None, f"{currency} {found:.2f}"

    def day(self, name: str, *, end: bool = False) -> date | None:
        """Return a cell as a date."""
        try:
            return day(self.cell(name), end=end, month_first=self._listing.month_first)
        except ValueError as error:
            self.note(name, error)
            return None

    def period(self, name: str) -> tuple[date, date] | None:
        """Return a cell as a first and a last day; what holds only one is noted."""
        found = period(self.cell(name))
        if found is None and self.text(name):
            self.note(name, Message("expected a period such as 2019-2021, found '%(cell)s'", cell=self.text(name)))
        return found

    def marks(self) -> list[str]:
        """Return the headings below which this row has a cross."""
        return [name for place, name in self._listing.marked if _is_yes(self._cells[place : place + 1])]

    def note(self, name: str, why: object) -> None:
        """Say that a cell could not be read, and is unknown."""
        heading = self._listing.headings[self._listing.columns[name]] if name in self._listing.columns else name
        self._audit.note(
            Message(
                "%(name)s, row %(row)s, column '%(heading)s': %(why)s; it stays unknown.",
                name=self._listing.name,
                row=str(self.row),
                heading=heading,
                why=why,
            )
        )


def _is_yes(cells: list[Cell]) -> bool:
    return any(cell is not None and str(cell).strip().casefold() not in words("no") for cell in cells)


def _lines(cell: Cell) -> list[str]:
    if cell is None:
        return []
    parts = str(text(cell) if isinstance(cell, float) else cell).replace("_x000D_", "\n")
    return [name for name in map(text, parts.replace(";", "\n").replace("|", "\n").splitlines()) if name]


_SHOWN = 5
_CODES = frozenset(("number", "key", "postcode"))
_IDENTIFYING = frozenset("number town postcode street website country start_date end_date since promoter".split())


def entries(listing: Listing, audit: Audit) -> Iterator[Record]:
    """Yield a list's rows, without what is none of its entries; each of those is counted."""
    blocks = {block.header_row: block.columns for block in listing.blocks}
    columns = listing.columns
    rows = list(listing.rows())
    audit.read(listing.name, len(rows), listed=True)
    named = [name for name in ("name", "title", "key", "participant", "promoter") if name in columns]
    titles = listing.titles()
    section = next((title for number, title in titles.items() if number < listing.header_row), None)
    continued = Continued([cells for number, cells in rows if number not in blocks], columns)
    for i, (number, cells) in enumerate(rows):
        if number in blocks:
            columns = blocks[number]
            audit.left_out(listing.name, number, "a row of headings")
            continue
        filled = [str(cell) for cell in cells if cell is not None]
        if is_footnote(filled):
            audit.left_out(listing.name, number, "a footnote")
        elif any(isinstance(cell := _at(cells, columns, name), str) and is_example(cell) for name in named):
            audit.left_out(listing.name, number, "an example")
        elif i == 0 and is_numbering(filled):
            audit.left_out(listing.name, number, "a row of column numbers")
        elif number in titles:
            section = titles[number]
            audit.left_out(listing.name, number, "a section's title")
        elif _adds_up(cells, columns, named, filled):
            audit.left_out(listing.name, number, "a total")
        else:
            yield Record(listing, number, continued.filled(number, cells, columns), columns, audit, section)
    for note in _notes(listing, continued):
        audit.note(note)


def _notes(listing: Listing, continued: Continued) -> Iterator[str]:
    if continued.rows:
        rows = ", ".join(map(str, continued.rows[:_SHOWN])) + (" ..." if len(continued.rows) > _SHOWN else "")
        yield Message(
            "%(value)s: rows %(rows)s go on with the row above, whose project or cluster they are taken to be of.",
            value=listing.name,
            rows=rows,
        )
    if continued.unsaid and not continued.rows:
        yield Message(
            "%(value)s, column '%(heading)s': where it is empty a project has nobody; if each of its cells counts "
            "for the rows below, fill them in.",
            value=listing.name,
            heading=listing.headings[listing.columns[continued.unsaid]],
        )


def _at(cells: list[Cell], columns: Mapping[str, int], name: str) -> Cell:
    place = columns.get(name, len(cells))
    return cells[place] if place < len(cells) else None


def _adds_up(cells: list[Cell], columns: Mapping[str, int], named: list[str], filled: list[str]) -> bool:
    """Return whether a row is a sum of others: it says so, and says nothing that only an entry has."""
    names = [cell for cell in filled if any(letter.isalpha() for letter in cell)]
    if len(names) == 1 < len(filled) and len(named) > 1 and begins_with_total(names[0]):
        return True
    if not any(is_total(cell) for cell in filled[:3]):
        return False

    def said(names: Iterable[str]) -> list[str]:
        places = [columns[name] for name in names if columns.get(name, len(cells)) < len(cells)]
        return [cell for place in places if isinstance(cell := cells[place], str)]

    return all(map(is_total, (*said(_IDENTIFYING), *said(named))))
