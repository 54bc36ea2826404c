"""The Flemish subsidy register: which body granted what to whom, by year.

The register's own export: ";" between cells, a comma for thousands, amounts in whole euros. It names no projects, so
an instrument (body and scheme) pays an organisation.
"""

import math
from collections import Counter
from collections.abc import Iterator

from graph.facts import Facts
from graph.identity import make_id, slug
from graph.messages import Message
from graph.schema import FundedBy, FundingInstrument, Organisation
from ingest.reading import cells
from ingest.reading.organisations import kbo, named
from ingest.reading.reading import Reading, clean
from ingest.reading.tables import Table, read_table

COLUMNS = (
    "Verstrekker", "Subthema", "Thema", "KBO-nr", "Naam subsidieontvanger", "Postcode", "Gemeente", "Land", "Jaar",
    "Toegekend (EUR)",
)  # fmt: skip
COUNTRIES = {"belgium": "BE", "belgie": "BE", "belgië": "BE"}

Grant = tuple[str, str, str]


def read(reading: Reading) -> Facts:
    """Return recipients, instruments and what was granted.

    Negative amounts correct earlier ones, so the amounts of one recipient, instrument and year are added up.
    Of a file with several snapshots only the newest counts.
    """
    facts = Facts([reading.source])
    for document in reading.documents:
        if document.extension not in (".csv", ".txt", ".xlsx", ".ods"):
            continue
        table = read_table(document, reading.audit)
        table.ignore("Beleidsdomein", "Vestiging", "Betaald (EUR)")
        granted: dict[Grant, tuple[float, list[int]]] = {}
        for row, values in reading.track(
            list(_newest(table, reading)), Message("Reading %(table)s", table=table.name), len(table)
        ):
            body, scheme, theme, number, name, postcode, town, land, year, euro = values
            try:
                amount = cells.amount(euro, ".")
                key = kbo(number)
            except ValueError as error:
                table.bad(row, error.args[0])
                continue
            if amount is None or not (key or name) or not year.isdigit():
                table.bad(row, Message("it lacks the recipient, the year or the amount"))
                continue
            organisation = _recipient(key, name, postcode, town, land, reading.place(table.name, row))
            instrument = _instrument(body, scheme or theme, reading.place(table.name, row))
            facts.add(organisation, instrument)
            total, where = granted.get((organisation.id, instrument.id, year), (0.0, []))
            granted[organisation.id, instrument.id, year] = (total + amount, [*where, row])
        for (start, end, year), (total, where) in granted.items():
            sources = tuple(place for row in where for place in reading.place(table.name, row))
            facts.add(FundedBy(start=start, end=end, call=year, amount_eur=total, sources=sources))
    return facts


def _newest(table: Table, reading: Reading) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows of the newest snapshot, or of a file without snapshots.

    A snapshot that was taken twice on one day holds every row twice: then each counts once.
    """
    if "snapshot" not in table:
        yield from table.rows(*COLUMNS)
        return
    newest = max(table.column("snapshot"))
    rows = [(row, values) for row, (snapshot, *values) in table.rows("snapshot", *COLUMNS) if snapshot == newest]
    times = Counter(tuple(values) for _, values in rows)
    taken = math.gcd(*times.values())
    said = {"name": table.name, "day": newest, "count": len(rows) // taken}
    reading.audit.note(
        Message(
            "%(name)s: the snapshot of %(day)s counts, %(count)s rows, each of which it holds %(taken)s times.",
            **said,
            taken=taken,
        )
        if taken > 1
        else Message("%(name)s: the snapshot of %(day)s counts, %(count)s rows.", **said)
    )
    seen: Counter[tuple[str, ...]] = Counter()
    for row, values in rows:
        seen[tuple(values)] += 1
        if seen[tuple(values)] <= times[tuple(values)] // taken:
            yield row, tuple(values)


def _recipient(key: str | None, name: str, postcode: str, town: str, land: str, place: tuple[str, ...]) -> Organisation:
    return Organisation(
        id=make_id("organisation", "kbo", key) if key else named("subsidies", f"{name} {postcode}"),
        sources=place,
        name=clean(name),
        kbo=key,
        country=COUNTRIES.get(land.lower()),
        postcode=postcode or None,
        town=clean(town),
    )


def _instrument(body: str, scheme: str, place: tuple[str, ...]) -> FundingInstrument:
    key = "-".join(part for part in (slug(body), slug(scheme)) if part)
    return FundingInstrument(
        id=make_id("instrument", "subsidies", key), sources=place, name=clean(scheme), funder=clean(body)
    )
