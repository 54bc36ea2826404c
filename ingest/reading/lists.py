"""A list that somebody keeps in a spreadsheet: where its header is and what its columns mean.

The guess is shown, and a mapping file overrules it. What is doubtful is refused with the candidates, never taken.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from graph.errors import BadInputError
from ingest.reading.audit import Audit
from ingest.reading.cells import Cell, text
from ingest.reading.choices import check, doubled
from ingest.reading.columns.assignment import Recognition, recognise
from ingest.reading.columns.concepts import LONGEST, concepts
from ingest.reading.columns.contents import contents
from ingest.reading.columns.fields import AMOUNTS, DAYS
from ingest.reading.columns.headers import headings_of, joined
from ingest.reading.columns.headings import fold, vocabulary, words
from ingest.reading.documents import Document
from ingest.reading.entries.listing import Block, Listing
from ingest.reading.entries.mapping import ColumnMapping
from ingest.reading.entries.money import amounts_of, date_orders_of
from ingest.reading.entries.sections import name_clusters
from ingest.reading.entries.understood import as_mapping, as_sentence, remarks
from ingest.reading.files.sheets import Grid
from ingest.reading.grids import grids
from ingest.reading.kinds import HEADER_ROWS, MEMBER_LIST, ListKind

_LIKELY_ROWS = 3
_PART = 0.5
_MORE = 0.2
_ONCE = 0.9
_SHORT_TEXT = 60
_SAMPLE = 400
_CROSSES = frozenset(("x", "v", "✓", "✔", "☑", "•", "●"))


def understand(
    document: Document, kind: ListKind, mapping: ColumnMapping, audit: Audit, sheet: str | None = None
) -> Listing:
    """Find a list's header and what its columns mean.

    Raise BadInputError where no column can be what the list needs, where a column is doubtful, and where the mapping
    names a column that is not there.
    """
    unknown = sorted({*mapping.columns, *mapping.units, *mapping.currencies} - set(kind.names))
    if unknown:
        raise BadInputError(
            "The mapping names the field '%(unknown)s'; the fields are: %(names)s.",
            unknown=unknown[0],
            names=", ".join(kind.names),
        )
    wanted = sheet or (None if mapping.clusters == "sheets" else mapping.sheet)
    found = [_layout(one, kind, mapping) for one in grids(document, wanted, mapping.separator)]
    best = max(found, key=lambda one: _rank(one, kind))
    best = replace(best, others=tuple(one.grid.sheet or "" for one in found if one is not best and _is_list(one, kind)))
    mapped = as_mapping(best)
    if not any(_layout_of(mapped) == _layout_of(one) for one in audit.listings):
        audit.listings.append(mapped)
    check(best, kind)
    audit.understood.append(as_sentence(best))
    for line in remarks(best):
        audit.note(line)
    if best.unused():
        audit.unused[best.name] = best.unused()
    return best


def _rank(one: Listing, kind: ListKind) -> tuple[bool, bool, float, int]:
    """A sheet that is shown comes before a hidden one, a list with what it needs before another."""
    return not one.grid.hidden, any(name in one.columns for name in kind.required), one.weight, len(one.grid.rows)


def _layout_of(mapping: str) -> str:
    """Return a mapping without the name of its list: lists of one layout need one mapping."""
    return mapping.partition("\n")[2]


def _is_list(one: Listing, kind: ListKind) -> bool:
    """Return whether a further sheet holds a list as well, and is there to be seen."""
    return not one.grid.hidden and len(one.columns) > 1 and any(name in one.columns for name in kind.required)


def _layout(grid: Grid, kind: ListKind, mapping: ColumnMapping) -> Listing:
    if mapping.header_row is not None and not 1 <= mapping.header_row <= len(grid.rows):
        raise BadInputError(
            "%(grid)s has %(count)s rows, so none is header_row %(header_row)s.",
            grid=grid.name,
            count=len(grid.rows),
            header_row=mapping.header_row,
        )
    rows = [mapping.header_row] if mapping.header_row else _likely_rows(grid, mapping)
    layouts = [_of_header(grid, row, headings_of(grid.rows, row), kind, mapping) for row in rows]
    layouts += _in_two_rows(layouts, kind, mapping)
    # A row without any below it is an entry rather than headings, which would fit whatever is there: nothing.
    layouts = [one for one in layouts if any(True for _ in one.rows())] or layouts
    most = max(layouts, key=lambda one: (one.weight, -one.header_row))
    # A later part of the list has headings too; the first row that says as much is where the list begins.
    best = min((one for one in layouts if _says_as_much(one, most)), key=lambda one: (one.header_row, -one.weight))
    headings = {fold(heading) for heading in best.headings}
    for heading in mapping.columns.values():
        if heading and fold(heading) not in headings:
            there = ", ".join(name for name in best.headings if name)
            raise BadInputError(
                "%(grid)s: the mapping's column '%(heading)s' is not in row %(header_row)s; found %(there)s.",
                grid=grid.name,
                heading=heading,
                header_row=best.header_row,
                there=there,
            )
    return best


def _in_two_rows(layouts: Sequence[Listing], kind: ListKind, mapping: ColumnMapping) -> list[Listing]:
    """Return the headings read together with those above or below them, where that says more than they do alone."""
    alone = {one.header_row: one for one in layouts}
    rows = dict.fromkeys(row for one in layouts for row in (one.header_row, one.header_row + 1))
    found = []
    for row in rows if mapping.header_row is None else alone:
        grid = layouts[0].grid
        headings = joined(grid.rows, row) if row <= len(grid.rows) and _is_second(grid, row) else None
        if headings:
            both = _of_header(grid, row, headings, kind, mapping)
            less = max((alone[one].weight for one in (row - 1, row) if one in alone), default=0.0)
            if both.weight > less + _MORE or any(map(_is_double, (alone.get(row), alone.get(row - 1)))):
                found.append(both)
    return found


def _is_second(grid: Grid, row: int) -> bool:
    """Return whether a row could go on with the headings above it: a few words, that headings are made of."""
    cells = [text(cell) or "" for cell in grid.rows[row - 1] if cell is not None]
    return len(cells) > 1 and sum(map(vocabulary().knows, cells)) > len(cells) / 2


def _is_double(listing: Listing | None) -> bool:
    return listing is not None and doubled(listing) is not None


def _says_as_much(one: Listing, most: Listing) -> bool:
    return one.weight >= most.weight or (len(one.columns) >= len(most.columns) and one.weight >= _PART * most.weight)


def _likely_rows(grid: Grid, mapping: ColumnMapping) -> list[int]:
    """Return the rows that could hold the headings: those with most known words."""
    known = vocabulary()
    said = {fold(heading) for heading in mapping.columns.values() if heading}

    def known_words(row: Sequence[Cell]) -> float:
        cells = [bare for cell in row if isinstance(cell, str) and (bare := text(cell))]
        if sum(map(_is_value, row)) >= len(cells) / 2:
            return 0.0
        exact = sum(known.is_heading(cell) for cell in cells)
        languages = concepts().languages([cell for cell in cells if len(cell) <= LONGEST])
        explained = sum(concepts().knows(cell, languages) for cell in cells)
        return 5 * sum(fold(cell) in said for cell in cells) + exact + explained + 0.5 * sum(map(known.knows, cells))

    scored = [(known_words(row), -number) for number, row in enumerate(grid.rows[:HEADER_ROWS], start=1)]
    return [-number for _, number in sorted(scored, reverse=True)[:_LIKELY_ROWS]]


def _is_value(cell: Cell) -> bool:
    """Return whether a cell is a date or a number, as entries have: no word and no year."""
    if not isinstance(cell, str):
        return cell is not None and not (isinstance(cell, int | float) and 1900 < cell < 2100)
    digits = sum(letter.isdecimal() for letter in cell)
    return digits >= len(cell) / 2 and not re.fullmatch(r"(19|20)\d\d", cell)


def _of_header(grid: Grid, row: int, headings: tuple[str, ...], kind: ListKind, mapping: ColumnMapping) -> Listing:
    below = grid.rows[row : row + _SAMPLE]
    cells = _columns(below, len(headings))
    found = recognise(headings, cells, kind.fields, said=_said(headings, mapping))
    columns = _settled(found, cells, mapping)
    if "title" not in columns and _is_all_there_is(columns, cells, kind, mapping):
        # What describes a project is what there is of a name: "Omschrijving project".
        columns["title"] = columns.pop("abstract")
    blocks = (Block(row, columns), *_later_blocks(grid, row, headings, columns, kind, mapping))
    amounts = [name for name in AMOUNTS if name in columns]
    listing = Listing(
        grid=grid, header_row=row, columns=columns, headings=headings, blocks=blocks, recognition=found, mapping=mapping
    )
    marked = _marked(listing) if kind is MEMBER_LIST else ()
    return replace(
        listing,
        amounts=amounts_of(listing, amounts),
        date_orders=date_orders_of(listing, [name for name in DAYS if name in columns]),
        marked=marked,
        further=found.further,
        clusters=None if marked or "cluster" in columns or kind is not MEMBER_LIST else _clusters(listing),
    )


def _is_all_there_is(
    columns: Mapping[str, int], cells: Sequence[Sequence[Cell]], kind: ListKind, mapping: ColumnMapping
) -> bool:
    """Return whether a description is a project's name: there is nothing else, or it is as short as titles are."""
    if "abstract" not in columns or {"abstract", "title"} & mapping.columns.keys():
        return False
    seen = contents(cells[columns["abstract"]])
    short = seen.length <= _SHORT_TEXT and seen.distinct > _ONCE and seen.filled > _ONCE
    return short or not any(name in columns for name in kind.required)


def _clusters(listing: Listing) -> str | None:
    """Return what names the clusters of a list without a column for them, where a person or the titles say so."""
    titled = listing.mapping.clusters is None and name_clusters([*dict.fromkeys(listing.titles().values())])
    return "titles" if titled else listing.mapping.clusters


def _marked(listing: Listing) -> tuple[tuple[int, str], ...]:
    """Return place and heading of columns whose cells are crosses or empty: each is what some rows belong to.

    One such column is a remark; of two and more each stands for a cluster. So does yes or no below a name.
    """
    if "cluster" in listing.columns or "cluster" in listing.mapping.columns:
        return ()
    used = set(listing.columns.values())
    heads = {block.header_row for block in listing.blocks}
    rows = [cells for number, cells in listing.rows() if number not in heads]
    found = []
    for i, heading in enumerate(listing.headings):
        if heading and i not in used:
            cells = {str(row[i]).strip().casefold() for row in rows if i < len(row) and row[i] is not None}
            said = cells <= words("yes or no") | words("no") and not vocabulary().knows(heading)
            if cells and (cells <= _CROSSES or said):
                found.append((i, heading))
    return tuple(found) if len(found) > 1 else ()


def _columns(rows: Sequence[Sequence[Cell]], width: int) -> list[list[Cell]]:
    return [[row[i] if i < len(row) else None for row in rows] for i in range(width)]


def _said(headings: Sequence[str], mapping: ColumnMapping) -> dict[str, int | None]:
    """Return field -> the column that the mapping names, or None where it says that there is none."""
    places = {fold(heading): i for i, heading in reversed(list(enumerate(headings)))}
    said: dict[str, int | None] = {}
    for name, heading in mapping.columns.items():
        if not heading:
            said[name] = None
        elif fold(heading) in places:
            said[name] = places[fold(heading)]
    return said


def _settled(found: Recognition, cells: Sequence[Sequence[Cell]], mapping: ColumnMapping) -> dict[str, int]:
    """Return the columns as they are meant together with the others.

    Of an old list's two amounts, granted and paid on completion, the first is 0 once the second is known. What a funder
    contributes is a participant's share where rows are participations, and the grant where each is a project.
    """
    columns = dict(found.columns)
    said = {"grant_eur", "contribution_eur"} & mapping.columns.keys()
    if (found.meanings.get("cost_eur"), found.meanings.get("grant_eur")) == ("paid", "allocated") and not said:
        del columns["grant_eur"]
    if "contribution_eur" in columns and "grant_eur" not in found.columns and not said and _once(columns, cells):
        columns["grant_eur"] = columns.pop("contribution_eur")
    return columns


def _once(columns: Mapping[str, int], cells: Sequence[Sequence[Cell]]) -> bool:
    """Return whether nearly every row is another project."""
    named = [cell for cell in cells[columns.get("key", columns.get("title", 0))] if cell is not None]
    return len(set(named)) >= _ONCE * len(named)


def _later_blocks(
    grid: Grid,
    header_row: int,
    headings: tuple[str, ...],
    columns: Mapping[str, int],
    kind: ListKind,
    mapping: ColumnMapping,
) -> Iterator[Block]:
    """Yield what the columns are below each further row of headings: lists come in parts."""
    known = vocabulary()
    first = tuple(map(fold, headings))
    ours = {heading for heading in first if heading}
    longest = 2 * max(map(len, ours), default=0)
    folded = cache(fold)  # most cells that could be a heading come again and again
    again = tuple(text(cell) for cell in grid.rows[header_row]) if header_row < len(grid.rows) else ()
    if _is_translation(again, columns):
        yield Block(header_row + 1, columns)
    for number, row in enumerate(grid.rows[header_row:], start=header_row + 1):
        if not any(isinstance(cell, str) and len(cell) <= longest and folded(cell) in ours for cell in row[:6]):
            continue
        cells = [text(cell) or "" for cell in row]
        filled = [cell for cell in cells if cell]
        again = tuple(map(fold, cells))
        if len(filled) < min(2, len(ours)) or not all(fold(cell) in ours or known.is_heading(cell) for cell in filled):
            continue
        if again == first or again[: len(first)] == first:
            yield Block(number, columns)
        elif len(filled) >= 2 and (
            found := recognise(
                cells,
                _columns(grid.rows[number : number + _SAMPLE], len(cells)),
                kind.fields,
                said=_said(cells, mapping),
            ).columns
        ):
            yield Block(number, found)


def _is_translation(cells: Sequence[str | None], columns: Mapping[str, int]) -> bool:
    """Return whether a row says the headings above it once more, in other words: each is a heading word for word."""
    said = [cells[place] if place < len(cells) else None for place in columns.values()]
    known = vocabulary()
    return len(said) > 2 and all(cell and known.is_heading(cell) for cell in said)
