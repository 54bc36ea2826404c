"""What a property looks like outside the store: text that every format can carry, plain numbers, ISO dates."""

import math
import re
from datetime import date

from graph.schema import Node, Relation, properties

SEPARATOR = " | "
Plain = str | int | float
Value = Plain | list[str]

_NO_TEXT = re.compile("[\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NEWLINE = re.compile("\r\n?")


def clean(text: str) -> str:
    """Return text that XML 1.0 and UTF-8 can carry.

    A control character becomes its visible picture (U+2400 on), so that two ids that differ in one stay different;
    what is no character at all becomes U+FFFD; each kind of line end becomes a line feed, as XML readers do.
    """
    text = _NEWLINE.sub("\n", text)
    text = _CONTROL.sub(lambda found: chr(0x2400 + ord(found[0])), text)
    return _NO_TEXT.sub("\ufffd", text)


def values(record: Node | Relation) -> dict[str, Value]:
    """Return a record's known properties in the order of the schema; unknown ones are left out.

    A number has the type that the schema gives it, whatever its record holds, because formats type whole columns.
    """
    found: dict[str, Value] = {}
    for name, kind in properties(type(record)).items():
        value = getattr(record, name)
        if isinstance(value, tuple):
            if value:
                found[name] = [clean(str(item)) for item in value]
        elif isinstance(value, date):
            found[name] = value.isoformat()
        elif value is not None and kind in (int, float):
            if math.isfinite(value):
                found[name] = kind(value)
        elif value is not None:
            found[name] = clean(str(value))
    return found


def joined(record: Node | Relation) -> dict[str, Plain]:
    """Return `values` with lists joined by ' | ', for formats that have no lists."""
    return {name: SEPARATOR.join(v) if isinstance(v, list) else v for name, v in values(record).items()}
