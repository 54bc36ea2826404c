"""Small tables that a person hands in with a question, read from CSV text."""

import csv
import io
from collections.abc import Iterator, Sequence

from graph.errors import BadInputError
from graph.messages import Message, listed


def rows(text: str, what: Message, columns: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the number of each row that is not empty, and its cells under the first of `columns` that is all there.

    Cells are parted by , ; or tabs. Raise BadInputError, which begins with `what` the table is, where it is empty,
    has none of these columns, or a row has too few or too many cells.
    """
    text = text.removeprefix("\ufeff").strip("\r\n")
    if not text.strip():
        raise BadInputError("%(what)s: the file is empty.", what=what)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=max(",;\t", key=text.partition("\n")[0].count))
    header = [name.strip().casefold() for name in next(reader)]
    wanted = next((names for names in columns if set(names) <= set(header)), None)
    if wanted is None:
        raise BadInputError(
            "%(what)s, row 1: expected the columns %(columns)s; found %(value)s.",
            what=what,
            columns=listed(columns[0], len(columns[0])),
            value=", ".join(filter(None, header)),
        )
    places = [header.index(name) for name in wanted]
    for number, row in enumerate(reader, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if not max(places) < len(row) <= len(header):
            raise BadInputError(
                "%(what)s, row %(number)s: it has %(count)s cells, the header has %(count_2)s; a text with the "
                "separator in it needs quotation marks.",
                what=what,
                number=number,
                count=len(row),
                count_2=len(header),
            )
        yield number, [row[place].strip() for place in places]
