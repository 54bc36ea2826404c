"""A text file as rows of cells: its encoding, what separates the cells, and quotation marks that lead astray."""

import collections
import csv
import html
import io
import re
from collections import Counter

from graph.errors import BadInputError
from graph.messages import Message
from ingest.reading.columns.headings import vocabulary
from ingest.reading.documents import Document
from ingest.reading.files.encodings import likeliest

MAX_CELL = 100_000
"""Characters; a spreadsheet allows 32,767, the longest abstract of CORDIS has 10,000."""

_ALIKE = 0.98
"""The share of lines that have as many cells where each line is a row."""

MOST_COLUMNS = 16_384
"""As many as a spreadsheet has."""

SIGNS = ";\t,|"
_LONG = re.compile(rf"[^\n]{{{MOST_COLUMNS},}}")
_SAMPLE_LETTERS, _SAMPLE_ROWS = 200_000, 200
_HIDDEN = {ord(sign): chr(0xE000 + i) for i, sign in enumerate('"\n\r' + SIGNS)}
_SHOWN = {ord(hidden): chr(sign) for sign, hidden in _HIDDEN.items()}
"""Signs that make the form of a file, as letters for private use while its form is read."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def decoded(document: Document) -> tuple[str, str]:
    """Return a text document and its encoding: UTF-8 where it is that, UTF-16 by its mark, else the likeliest.

    Raise BadInputError where it is no text, or has a row of more columns than any table has.
    """
    text, encoding = _decoded(document, document.read())
    for line in _LONG.finditer(text):
        if max(text.count(sign, line.start(), line.end()) for sign in SIGNS) > MOST_COLUMNS:
            raise BadInputError(
                "%(document)s, line %(line)s has more than %(most)s columns; it is not a list.",
                document=document.name,
                line=text.count("\n", 0, line.start()) + 1,
                most=MOST_COLUMNS,
            )
    return text, encoding


def _decoded(document: Document, content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) and "\0" not in (text := _strictly(document, content, "utf-16")):
        return text, "utf-16"
    if b"\0" in content[:4096]:
        raise BadInputError("%(document)s is not a text file, though its name says so.", document=document.name)
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        encoding = likeliest(content)
        return _strictly(document, content, encoding), encoding


def _strictly(document: Document, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInputError(
            "%(document)s: byte %(number)s is no %(encoding)s; save the file as UTF-8.",
            document=document.name,
            number=str(error.start + 1),
            encoding=encoding,
        ) from None


def delimiter_of(content: str) -> str:
    """Return what separates the cells: the sign by which most rows have as many cells, signs inside quotes left out.

    A list of one column has none: then it is the tab, which no cell of it holds.
    """
    sample = _ENTITY.sub(_hidden, content[:_SAMPLE_LETTERS])
    if len(content) > len(sample):
        sample = sample[: sample.rfind("\n") + 1] or sample
    scores = {sign: _regularity(sample, sign) for sign in SIGNS}
    best = max(SIGNS, key=lambda sign: scores[sign])
    return best if scores[best] > (0.0, 0) else "\t"


def _regularity(sample: str, sign: str) -> tuple[float, int]:
    """Return the share of rows that a sign cuts into as many cells, and how many those are; 0 for one cell each."""
    if sign not in sample:
        return 0.0, 0
    try:
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if any(row)]
    except csv.Error:  # a quotation mark that nothing closes swallows more than a cell may hold
        rows = [row for row in (_row_of(line, sign) for line in sample.splitlines()) if any(row)]
    rows = rows[:_SAMPLE_ROWS]
    if not rows:
        return 0.0, 0
    widths = Counter(len(row) for row in rows)
    header = len(rows[0])
    if header == 1 and _is_punctuation(sample, sign, rows[0][0]):
        return 0.0, 0
    width = max((w for w in widths if w > 1), key=lambda w: (widths[w], w), default=1)
    if width == 1:
        return 0.0, 0
    # Rows that are shorter have lost their empty last cells; a title above the header is one cell.
    ragged = sum(times for w, times in widths.items() if 1 < w < width)
    known = _known(rows, width)
    return round((widths[width] + 0.5 * ragged) / len(rows) + known, 2), width


def _known(rows: list[list[str]], width: int) -> float:
    """Return how much of the row of headings is known word for word; signs that cut it rightly make known headings."""
    words = vocabulary()
    shares = [
        sum(words.is_heading(cell) for cell in row) / max(2, len(row)) for row in rows[:10] if 1 < len(row) <= width
    ]
    return max(shares, default=0.0)


def _is_punctuation(sample: str, sign: str, first: str) -> bool:
    """Return whether a sign only stands in sentences: below a heading without it, or always before a blank."""
    return vocabulary().is_heading(first) or (sign in ",;" and sample.count(f"{sign} ") >= 0.9 * sample.count(sign))


def records(name: str, content: str, delimiter: str) -> tuple[list[list[str]], str | None]:
    """Return the rows of a text, entities such as `&amp;` read as what they mean, and what a user should know of them.

    A quotation mark that nothing closes would swallow rows: where each line is a row without it, it is a letter. Raise
    BadInputError where it is not, and at a cell beyond all measure.
    """
    csv.field_size_limit(MAX_CELL)
    within = delimiter == ";" and _ENTITY.search(content)
    if within:
        content = _ENTITY.sub(_hidden, content)
    remark = None
    rows: list[list[str]] | None
    try:
        rows, strict = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)), True
    except csv.Error:
        rows, strict = _loosely(content, delimiter), False
    swallowed = _swallowed(rows, delimiter, strict=strict) if rows is not None else (0, 0)
    if swallowed:
        rows, line = _line_by_line(content, delimiter), swallowed[0]
        if rows is None:
            raise _of_quotes(name, content, delimiter, swallowed)
        remark = Message(
            "%(name)s: a quotation mark%(where)s is not closed in its row; such marks are taken for letters.",
            name=name,
            where=Message(" of line %(line)s", line=str(line)) if line else "",
        )
    rows = rows or []
    if within:
        rows = [[cell.translate(_SHOWN) for cell in row] for row in rows]
    if _ENTITY.search(content):
        rows = [[unescaped(cell) for cell in row] for row in rows]
    return rows, remark


def _loosely(content: str, delimiter: str) -> list[list[str]] | None:
    """Return the rows of a text in which quotation marks stand in the middle of cells; None where that fails."""
    try:
        return list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    except csv.Error:
        return None


def _line_by_line(content: str, delimiter: str) -> list[list[str]] | None:
    """Return each line as a row, marks that are not closed in it being letters; None where lines are no rows."""
    rows = [_row_of(line, delimiter) for line in content.splitlines()]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width, times = widths.most_common(1)[0] if widths else (1, 0)
    alike = times >= _ALIKE * widths.total() and max(widths, default=1) == width
    return rows if alike and all(len(cell) <= MAX_CELL for row in rows for cell in row) else None


def _row_of(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        cells = (cell.strip() for cell in line.split(delimiter))
        return [cell.strip('"') if cell.count('"') % 2 else cell for cell in cells]


def _of_quotes(name: str, content: str, delimiter: str, swallowed: tuple[int, int]) -> BadInputError:
    """Return what to say of a mark that swallows rows, or of a cell that is too long."""
    first, last = swallowed
    if first:
        return BadInputError(
            "%(name)s, line %(line)s: a quotation mark is opened here and swallows the rows up to line "
            "%(number)s; remove it, or double it where it belongs to the text.",
            name=name,
            line=str(first),
            number=last,
        )
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    why: str = Message("it cannot be read")
    try:
        collections.deque(reader, maxlen=0)
    except csv.Error as error:
        why = str(error)
        if "field larger" in why:
            why = Message("a cell has more than %(number)s characters; is a quotation mark left open?", number=MAX_CELL)
    return BadInputError("%(name)s, line %(line_num)s: %(why)s.", name=name, line_num=str(reader.line_num), why=why)


def _swallowed(rows: list[list[str]], delimiter: str, *, strict: bool) -> tuple[int, int] | None:
    """Return the first and last line of a cell that holds whole rows: a mark stands where none belongs."""
    widths = Counter(len(row) for row in rows[:_SAMPLE_ROWS] if len(row) > 1)
    width = widths.most_common(1)[0][0] if widths else 1
    line = 1
    for row in rows:
        lines = 1 + sum(cell.count("\n") for cell in row)
        for cell in row if lines > 1 else ():
            inside = cell.split("\n")[1:-1] if len(row) >= width else cell.split("\n")
            whole = [one.count(delimiter) == width - 1 > 0 for one in inside]
            if whole and all(whole) and (not strict or len(row) < width):
                return line, line + lines - 1
        line += lines
    return None


def _hidden(entity: re.Match[str]) -> str:
    """Return what an entity stands for, as a sign of its own where that would be taken for the form of the file."""
    return html.unescape(entity.group()).translate(_HIDDEN)


def unescaped(cell: str) -> str:
    """Return a cell with the entities of HTML as the letters they stand for ("L&#39;Or&eacute;al" is L'Oréal)."""
    return _ENTITY.sub(lambda found: html.unescape(found.group()), cell) if "&" in cell else cell
