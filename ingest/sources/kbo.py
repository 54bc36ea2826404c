"""The Belgian company register (KBO/BCE Open Data): enterprises, their names, seat and main activity.

An activity is kept as its NACE code, "NACE 2008 84130".
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from graph.errors import BadInputError
from graph.facts import Facts
from graph.identity import make_id
from graph.messages import Message
from graph.schema import PERSON, Organisation
from ingest.reading.organisations import kbo
from ingest.reading.reading import Reading, clean
from ingest.reading.tables import Table, read_table

TABLES = ("enterprise", "denomination", "address", "activity")

COMPANY = frozenset(
    "001 006 007 008 009 010 011 012 013 014 015 016 025 027 065 206 208 211 212 213 214 215 225 506 508 511 512 513 "
    "514 515 560 606 608 610 612 616 617 651 652 653 654 661 662 663 664 665 706 716".split()
)
PUBLIC = frozenset(
    "110 114 116 117 124 126 155 160 301 302 303 310 320 330 340 350 400 401 411 412 413 414 415 416 417 418 419 420 "
    "421 422".split()
)
FEDERATION = frozenset(("020", "123"))
NATURAL_PERSON = "1"
DUTCH_FIRST = {"2": 0, "1": 1, "4": 2, "3": 3, "0": 4}
"""The register's language codes, in the order in which a name is shown."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an enterprise has its seat; the register says a country only where it is not Belgium."""

    street: str | None = None
    postcode: str | None = None
    town: str | None = None
    country: str | None = "BE"


def read(reading: Reading) -> Facts:
    """Return the register's organisations; a number that fails the mod-97 check makes its row a bad one."""
    _check_full(reading)
    tables = _tables(reading)
    others: Counter[str] = Counter()
    known = _Known(
        _names(tables["denomination"], others),
        _seats(tables["address"], others),
        _activities(tables["activity"], others),
    )
    for name, number in others.items():
        reading.audit.note(
            Message(
                "%(name)s: %(number)s rows are of establishments and branches, not of enterprises, and are left out.",
                name=name,
                number=f"{number:,}",
            )
        )
    facts = Facts([reading.source])
    for table in tables["enterprise"]:
        facts.add(*_enterprises(table, reading, known))
    return facts


@dataclass(frozen=True, slots=True)
class _Known:
    """What the tables beside that of enterprises say, by number."""

    names: Mapping[str, Sequence[str]]
    seats: Mapping[str, Seat]
    activities: Mapping[str, set[str]]


def _tables(reading: Reading) -> Mapping[str, list[Table]]:
    tables: dict[str, list[Table]] = {name: [] for name in TABLES}
    for document in reading.documents:
        name = next((name for name in TABLES if document.stem.startswith(name)), None)
        if name:
            tables[name].append(read_table(document, reading.audit))
        else:
            reading.audit.note(
                Message("%(document)s is not read: the graph shows nothing of it.", document=document.name)
            )
    if not tables["enterprise"]:
        raise BadInputError("A KBO folder needs enterprise.csv; found no file of that name.")
    return tables


def _enterprises(table: Table, reading: Reading, known: _Known) -> Iterator[Organisation]:
    table.ignore("Status", "JuridicalSituation", "JuridicalFormCAC", "StartDate")
    rows = table.rows("EnterpriseNumber", "TypeOfEnterprise", "JuridicalForm")
    persons = 0
    for row, (number, person, form) in reading.track(rows, Message("Reading %(table)s", table=table.name), len(table)):
        key = _number(table, row, number)
        if key is None:
            continue
        if person == NATURAL_PERSON and not reading.options.with_persons:
            persons += 1
            continue
        name, *aliases = known.names.get(key) or (None,)
        seat = known.seats.get(key, Seat())
        yield Organisation(
            id=make_id("organisation", "kbo", key),
            sources=reading.place(table.name, row),
            name=name,
            aliases=tuple(aliases),
            kind=PERSON if person == NATURAL_PERSON else _kind(form),
            country=seat.country,
            kbo=key,
            street=seat.street,
            postcode=seat.postcode,
            town=seat.town,
            activities=tuple(sorted(known.activities.get(key, ()))),
        )
    if persons:
        reading.audit.note(
            Message(
                "%(number)s enterprises are natural persons and are left out; --with-persons takes them in.",
                number=f"{persons:,}",
            )
        )


def _check_full(reading: Reading) -> None:
    """Refuse a monthly update, which holds what came and went, and no register."""
    for document in reading.documents:
        if document.stem.endswith(("_insert", "_delete")):
            raise BadInputError(
                "%(document)s is of an update of KBO, which only holds what changed; load the full file of that "
                "month (KboOpenData_..._Full.zip).",
                document=document.name,
            )


def _enterprise(table: Table, row: int, number: str, others: Counter[str]) -> str | None:
    """Return an enterprise's number; rows of establishments (2 to 8) and branches (9) are counted, and none are bad."""
    if len(bare := "".join(filter(str.isdigit, number))) == 10 and bare[0] in "23456789":
        others[table.name] += 1
        return None
    return _number(table, row, number)


def _number(table: Table, row: int, number: str) -> str | None:
    try:
        found = kbo(number)
    except ValueError as error:
        table.bad(row, error.args[0])
        return None
    if found is None:
        table.bad(row, Message("it has no enterprise number"))
    return found


def _kind(form: str) -> str | None:
    for kind, forms in (("firm", COMPANY), ("public_agency", PUBLIC), ("federation", FEDERATION)):
        if form in forms:
            return kind
    return "other" if form else None


def _names(tables: list[Table], others: Counter[str]) -> dict[str, list[str]]:
    """Return number -> names: the registered name before short and commercial ones, Dutch before other languages."""
    found: defaultdict[str, list[tuple[int, int, int, str]]] = defaultdict(list)
    for table in tables:
        for row, (number, language, kind, name) in table.rows(
            "EntityNumber", "Language", "TypeOfDenomination", "Denomination"
        ):
            key, cleaned = _enterprise(table, row, number, others), clean(name)
            if key and cleaned:
                found[key].append((int(kind or 9), DUTCH_FIRST.get(language, 5), row, cleaned))
    return {key: list(dict.fromkeys(name for *_, name in sorted(names))) for key, names in found.items()}


def _seats(tables: list[Table], others: Counter[str]) -> dict[str, Seat]:
    """Return number -> its seat, in Dutch where the register has it; an address that was struck off is none."""
    found: dict[str, Seat] = {}
    for table in tables:
        table.ignore("ExtraAddressInfo", "Box")
        rows = table.rows(
            "EntityNumber", "TypeOfAddress", "Zipcode", "MunicipalityNL", "MunicipalityFR", "StreetNL", "StreetFR",
            "HouseNumber", optional=("DateStrikingOff", "CountryNL", "CountryFR"),
        )  # fmt: skip
        for row, (number, kind, code, town, ville, street, rue, house, struck, land, pays) in rows:
            if kind == "REGO" and not struck and (key := _enterprise(table, row, number, others)):
                country = _country(land or pays) if land or pays else "BE"
                here = Seat(clean(f"{street or rue} {house}"), code or None, clean(town or ville), country)
                found.setdefault(key, here)
    return found


@cache
def _country(name: str) -> str | None:
    """Return the code of a country by its Dutch or French name; None for one that is not known."""
    # Imported here: the names of all countries in all languages take time to load.
    from rigour.territories import lookup_territory

    found = lookup_territory(name)
    return found.code.upper()[:2] if found else None


def _activities(tables: list[Table], others: Counter[str]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for table in tables:
        table.ignore("ActivityGroup")
        for row, (number, version, code, rank) in table.rows(
            "EntityNumber", "NaceVersion", "NaceCode", "Classification"
        ):
            if rank == "MAIN" and (key := _enterprise(table, row, number, others)):
                found[key].add(f"NACE {version} {code}")
    return found
