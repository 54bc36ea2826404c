"""What a list is understood as: in a sentence, as a mapping file that says the same, and in remarks on its cells."""

from collections.abc import Iterator

from graph.messages import Message, Term
from ingest.reading.entries.listing import Listing
from ingest.reading.entries.mapping import SEPARATORS, quoted


def as_mapping(listing: Listing) -> str:
    """Return what was understood, as a mapping file that says the same; what is doubtful as a remark."""
    lines = [f"# {listing.name}", *_settings(listing), "[columns]", *_columns(listing)]
    units = {name: one.factor for name, one in listing.amounts.items() if one.factor != 1}
    currencies = {name: one.currency for name, one in listing.amounts.items() if one.currency != "EUR"}
    if units:
        lines += ["[units]", *(f"{name} = {factor:g}" for name, factor in units.items())]
    if currencies:
        lines += ["[currencies]", *(f"{name} = {quoted(code)}" for name, code in currencies.items())]
    if listing.unused():
        lines.append(f"# not used: {', '.join(' '.join(one.split()) for one in listing.unused())}")
    return "\n".join(lines)


def _settings(listing: Listing) -> Iterator[str]:
    said, grid = listing.mapping, listing.grid
    if len(grid.sheets) > 1 and listing.clusters != "sheets":
        yield f"sheet = {quoted(grid.sheet or '')}"
    yield f"header_row = {listing.header_row}"
    separator = next((name for name, sign in SEPARATORS.items() if sign == said.separator), None)
    order = said.date_order or ("month first" if listing.month_first else None)
    for name, value in (
        ("separator", separator),
        ("date_order", order),
        ("country", said.country),
        ("register", said.register),
        ("identity", said.identity),
        ("clusters", listing.clusters),
    ):
        if value:
            yield f"{name} = {quoted(value)}"


def _columns(listing: Listing) -> Iterator[str]:
    claimed = listing.recognition.claimed
    for name, place in listing.columns.items():
        if place not in claimed:
            yield f"{name} = {quoted(listing.headings[place])}"
    for place, names in claimed.items():
        yield from (f"# {name} = {quoted(listing.headings[place])}" for name in names)
    for name, rivals in listing.recognition.doubtful.items():
        yield f"# not sure of {name}: {', '.join(quoted(listing.headings[one.column]) for one in rivals)}"


def as_sentence(listing: Listing) -> str:
    """Return in one sentence what was understood."""
    grid = listing.grid
    found = tuple(
        Message("%(field)s from '%(heading)s'", field=Term(name), heading=listing.headings[i])
        for name, columns in ((name, (i, *listing.further.get(name, ()))) for name, i in listing.columns.items())
        for i in columns
    )
    how: str = ""
    if grid.encoding and not grid.delimiter:
        how = Message(" (%(encoding)s, one column)", encoding=grid.encoding)
    elif grid.encoding:
        sign = {"\t": "tab"}.get(grid.delimiter or "", grid.delimiter)
        how = Message(" (%(encoding)s, cells separated by %(sign)s)", encoding=grid.encoding, sign=sign)
    return Message(
        "Understood %(listing)s%(how)s: header in row %(header_row)s; %(found)s.",
        listing=listing.name,
        how=how,
        header_row=listing.header_row,
        found=found,
    )


def remarks(listing: Listing) -> Iterator[str]:
    """Yield what a user should know of how the list and its cells are read."""
    yield from _of_amounts(listing)
    if listing.grid.remark:
        yield listing.grid.remark
    for told in (_of_dates, _of_unread, _of_parts):
        yield from told(listing)


def _of_amounts(listing: Listing) -> Iterator[str]:
    for name, one in listing.amounts.items():
        if one.remark:
            yield Message(
                "%(value)s, column '%(headings)s': %(remark)s",
                value=listing.name,
                headings=listing.headings[listing.columns[name]],
                remark=one.remark,
            )


def _of_dates(listing: Listing) -> Iterator[str]:
    if listing.month_first and not listing.mapping.date_order:
        yield Message(
            "%(value)s: its dates have the month before the day, as some are none otherwise.", value=listing.name
        )
    if len(listing.date_orders) > 1:
        yield Message(
            "%(value)s: some of its dates have the day first, others the month; those that could be both are "
            "taken for day first.",
            value=listing.name,
        )


def _of_unread(listing: Listing) -> Iterator[str]:
    for name, place in listing.recognition.unread.items():
        yield Message(
            "%(value)s, column '%(heading)s': it is called as %(field)s is, but most of its cells are "
            "something else; it is not used.",
            value=listing.name,
            heading=listing.headings[place],
            field=Term(name),
        )


def _of_parts(listing: Listing) -> Iterator[str]:
    if len(listing.blocks) > 1:
        yield Message(
            "%(value)s: headings stand again in row %(numbers)s; what is below is read by them.",
            value=listing.name,
            numbers=", ".join(str(block.header_row) for block in listing.blocks[1:][:5]),
        )
    if listing.marked:
        yield Message(
            "%(value)s: the crosses below %(names)s say which cluster, unless one is named for the whole list.",
            value=listing.name,
            names=", ".join(name for _, name in listing.marked),
        )
    if listing.clusters == "titles":
        yield Message(
            "%(value)s: the titles above its entries say which cluster, unless one is named for the whole list: "
            "%(names)s.",
            value=listing.name,
            names=", ".join(dict.fromkeys(listing.titles().values())),
        )
    if listing.others and listing.clusters != "sheets":
        yield Message(
            "%(value)s is what is read; these sheets hold lists, too: %(names)s.",
            value=listing.name,
            names=", ".join(listing.others),
        )
    if listing.grid.hidden:
        yield Message("%(value)s is a hidden sheet; no other holds a list.", value=listing.name)
