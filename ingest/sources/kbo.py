"""The Belgian company register (KBO/BCE Open Data): enterprises, their names, seat and main activity.

An activity is kept as its NACE code, "NACE 2008 84130".
"""

from collections import defaultdict

from graph.errors import BadInputError
from graph.facts import Facts
from graph.identity import make_id
from graph.messages import Message
from graph.schema import Organisation
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
DUTCH_FIRST = {"2": 0, "1": 1, "4": 2, "3": 3, "0": 4}
"""The register's language codes, in the order in which a name is shown."""


def read(reading: Reading) -> Facts:
    """Return the register's organisations; a number that fails the mod-97 check makes its row a bad one."""
    tables = {name: [] for name in TABLES}  # type: dict[str, list[Table]]
    for document in reading.documents:
        name = next((name for name in TABLES if document.stem.startswith(name)), None)
        if name:
            tables[name].append(read_table(document, reading.audit))
        else:
            reading.audit.note(
                Message("%(document)s is not read: the graph shows nothing of it.", document=document.name)
            )
    if not tables["enterprise"]:
        raise BadInputError(Message("A KBO folder needs enterprise.csv; found no file of that name."))
    names = _names(tables["denomination"])
    seats = _seats(tables["address"])
    activities = _activities(tables["activity"])
    facts = Facts([reading.source])
    for table in tables["enterprise"]:
        table.ignore("Status", "JuridicalSituation", "TypeOfEnterprise", "JuridicalFormCAC", "StartDate")
        rows = table.rows("EnterpriseNumber", "JuridicalForm")
        for row, (number, form) in reading.track(rows, Message("Reading %(table)s", table=table.name), len(table)):
            key = _number(table, row, number)
            if key is None:
                continue
            name, *aliases = names.get(key) or (None,)
            street, postcode, town = seats.get(key, (None, None, None))
            facts.add(
                Organisation(
                    id=make_id("organisation", "kbo", key),
                    sources=reading.place(table.name, row),
                    name=name,
                    aliases=tuple(aliases),
                    kind=_kind(form),
                    country="BE",
                    kbo=key,
                    street=street,
                    postcode=postcode,
                    town=town,
                    activities=tuple(sorted(activities.get(key, ()))),
                )
            )
    return facts


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


def _names(tables: list[Table]) -> dict[str, list[str]]:
    """Return number -> names: the registered name before short and commercial ones, Dutch before other languages."""
    found: defaultdict[str, list[tuple[int, int, int, str]]] = defaultdict(list)
    for table in tables:
        for row, (number, language, kind, name) in table.rows(
            "EntityNumber", "Language", "TypeOfDenomination", "Denomination"
        ):
            key, cleaned = _number(table, row, number), clean(name)
            if key and cleaned:
                found[key].append((int(kind or 9), DUTCH_FIRST.get(language, 5), row, cleaned))
    return {key: list(dict.fromkeys(name for *_, name in sorted(names))) for key, names in found.items()}


def _seats(tables: list[Table]) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Return number -> street, postcode and town of the seat, in Dutch where the register has it."""
    found: dict[str, tuple[str | None, str | None, str | None]] = {}
    for table in tables:
        table.ignore("CountryNL", "CountryFR", "ExtraAddressInfo", "DateStrikingOff", "Box")
        for row, (number, kind, code, town, ville, street, rue, house) in table.rows(
            "EntityNumber", "TypeOfAddress", "Zipcode", "MunicipalityNL", "MunicipalityFR", "StreetNL", "StreetFR",
            "HouseNumber",
        ):  # fmt: skip
            if kind == "REGO" and (key := _number(table, row, number)):
                found.setdefault(key, (clean(f"{street or rue} {house}"), code or None, clean(town or ville)))
    return found


def _activities(tables: list[Table]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for table in tables:
        table.ignore("ActivityGroup")
        for row, (number, version, code, rank) in table.rows(
            "EntityNumber", "NaceVersion", "NaceCode", "Classification"
        ):
            if rank == "MAIN" and (key := _number(table, row, number)):
                found[key].add(f"NACE {version} {code}")
    return found
