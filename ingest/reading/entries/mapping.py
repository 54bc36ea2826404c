"""What a person says of a list in a mapping file (TOML), which overrules every guess."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from graph.errors import BadInputError
from ingest.reading.columns.units import is_currency

DATE_ORDERS: Final = ("day first", "month first")
CLUSTERS: Final = ("titles", "sheets")
SEPARATORS: Final = {"tab": "\t", ";": ";", ",": ",", "|": "|", "\t": "\t"}


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What the user's mapping file says; a field with an empty heading has no column.

    `units` are factors of a field's amounts and `currencies` what they are in, `currency` that of all others;
    `identity` is "number" where a project's number suffices to tell that two rows are one project; `clusters` is
    "titles" or "sheets" where titles between the entries, or the names of sheets, are those of clusters.
    """

    columns: Mapping[str, str]
    sheet: str | None = None
    header_row: int | None = None
    units: Mapping[str, float] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)
    currency: str | None = None
    separator: str | None = None
    date_order: str | None = None
    country: str | None = None
    register: str | None = None
    identity: str | None = None
    clusters: str | None = None


NO_MAPPING = ColumnMapping({})

_TEXTS: Final = ("sheet", "currency", "separator", "date_order", "country", "register", "identity", "clusters")
_TABLES: Final[Mapping[str, tuple[type, ...]]] = {"columns": (str,), "units": (int, float), "currencies": (str,)}


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file; raise BadInputError where it is not TOML of the expected form."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInputError("The mapping %(path)s cannot be read: %(error)s.", path=path.name, error=error) from error
    _check(path.name, found)
    row = found.get("header_row")
    texts = {name: found[name] for name in _TEXTS if name in found}
    separator = texts.pop("separator", None)
    tables = {name: found.get(name, {}) for name in _TABLES}
    return ColumnMapping(**tables, header_row=row, separator=SEPARATORS.get(separator or ""), **texts)


def _check(name: str, found: Mapping[str, Any]) -> None:
    strange = set(found) - {"header_row", *_TEXTS, *_TABLES}
    fits = all(isinstance(found[text], str) for text in _TEXTS if text in found) and all(
        isinstance(found[table], dict) and all(isinstance(value, kind) for value in found[table].values())
        for table, kind in _TABLES.items()
        if table in found
    )
    if strange or not fits or not isinstance(found.get("header_row"), int | None):
        raise BadInputError(
            "The mapping %(name)s may hold `sheet` (text), `header_row` (a number), `separator`, "
            "`currency`, `date_order`, `country`, `register`, `identity` and `clusters` (texts), and [columns] with "
            'field = "heading", [units] with field = 1000 and [currencies] with field = "SEK".',
            name=name,
        )
    for said, choice in (
        ("separator", tuple(SEPARATORS)[:-1]),
        ("date_order", DATE_ORDERS),
        ("identity", ("number", "number and title")),
        ("clusters", CLUSTERS),
    ):
        if said in found and found[said] not in choice:
            raise BadInputError(
                "The mapping %(name)s: %(said)s is '%(found)s'; choose from %(choice)s.",
                name=name,
                said=said,
                found=found[said],
                choice=", ".join(choice),
            )
    for code in (*found.get("currencies", {}).values(), *([found["currency"]] if "currency" in found else [])):
        if not is_currency(code):
            raise BadInputError(
                "The mapping %(name)s: '%(code)s' is no currency that is known; write it as EUR or SEK.",
                name=name,
                code=code,
            )


def quoted(value: str) -> str:
    """Return a text as TOML writes it."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
