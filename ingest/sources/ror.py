"""The Research Organization Registry: its dump in JSON (schema 2 or 1), or the same as Parquet tables.

Records that were withdrawn, most of them as duplicates, are no organisations: they are left out and counted.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from graph.errors import BadInputError
from graph.facts import Facts
from graph.identity import make_id
from graph.messages import Message
from graph.schema import Organisation, PartOf
from ingest.reading.documents import Document
from ingest.reading.organisations import country
from ingest.reading.reading import Reading, clean
from ingest.reading.tables import Table, read_json, read_table

KINDS = {
    "education": "knowledge_institution",
    "facility": "knowledge_institution",
    "company": "firm",
    "government": "public_agency",
    "healthcare": "other",
    "nonprofit": "other",
    "archive": "other",
    "funder": "other",
    "other": "other",
}
"""ROR's types; of several the first here counts."""


WITHDRAWN = "withdrawn"


def read(reading: Reading) -> Facts:
    """Return ROR's organisations and what is part of what; a parent outside the file is left out and counted."""
    tables = {d.stem: d for d in reading.documents if d.extension == ".parquet"}
    dumps = sorted((d for d in reading.documents if d.extension == ".json"), key=lambda d: "schema_v2" not in d.stem)
    dump = dumps[0] if dumps else None
    facts = Facts([reading.source])
    if "orgs" in tables and "names" in tables:
        organisations, parents = _of_tables(reading, tables)
    elif dump is not None:
        organisations, parents = _of_dump(reading, dump)
    else:
        raise BadInputError("ROR's dump is a JSON file, or orgs.parquet and names.parquet; found neither.")
    facts.add(*organisations)
    known = {node.id for node in facts.nodes(Organisation)}
    inside = [tie for tie in parents if tie.end in known and tie.start in known]
    facts.add(*inside)
    if len(inside) < len(parents):
        reading.audit.note(
            Message(
                "%(number)s of %(count)s parents are not in the file; these ties are left out.",
                number=len(parents) - len(inside),
                count=len(parents),
            )
        )
    return facts


def _of_tables(reading: Reading, tables: dict[str, Document]) -> tuple[list[Organisation], list[PartOf]]:
    names = _names(read_table(tables["names"], reading.audit))
    table = read_table(tables["orgs"], reading.audit)
    table.ignore("region", "established", "domains", "release", "schema")
    organisations, withdrawn = [], 0
    rows = table.rows("ror_id", "name", "types", "country", "city", "website", optional=("status",))
    for row, (key, name, types, land, town, website, status) in reading.track(
        rows, Message("Reading %(table)s", table=table.name), len(table)
    ):
        if not key:
            table.bad(row, Message("it has no ROR id"))
            continue
        if status == WITHDRAWN:
            withdrawn += 1
            continue
        place = reading.place(table.name, row)
        organisations.append(_organisation(key, [name, *names[key]], types.split(";"), land, town, website, place))
    _note_withdrawn(reading, table.name, withdrawn)
    return organisations, list(_parents(reading, tables.get("relations")))


def _names(table: Table) -> defaultdict[str, list[str]]:
    table.ignore("lang", "type")
    found: defaultdict[str, list[str]] = defaultdict(list)
    for _, (key, name) in table.rows("ror_id", "name"):
        found[key].append(name)
    return found


def _parents(reading: Reading, document: Document | None) -> Iterator[PartOf]:
    if document is None:
        return
    table = read_table(document, reading.audit)
    table.ignore("related_label")
    for row, (child, relation, parent) in table.rows("ror_id", "relation", "related_ror_id"):
        if relation == "parent" and child and parent:
            yield _part(child, parent, reading.place(table.name, row))


def _of_dump(reading: Reading, document: Document) -> tuple[list[Organisation], list[PartOf]]:
    organisations: list[Organisation] = []
    parents: list[PartOf] = []
    withdrawn = 0
    records = read_json(document)
    reading.audit.read(document.name, len(records))
    for row, record in enumerate(
        reading.track(records, Message("Reading %(document)s", document=document.name), len(records)), start=1
    ):
        place = reading.place(document.name, row)
        if record.get("status") == WITHDRAWN:
            withdrawn += 1
            continue
        try:
            organisations.append(_of_record(record, place) if "names" in record else _of_old_record(record, place))
            for tie in record.get("relationships", []):
                if tie["type"].lower() == "parent":
                    parents.append(_part(_key(record["id"]), _key(tie["id"]), place))
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            reading.audit.bad(
                document.name, row, Message("it is not a record of ROR's schema 2 or 1 (%(error)s)", error=error)
            )
    _note_withdrawn(reading, document.name, withdrawn)
    return organisations, parents


def _of_record(record: dict[str, Any], place: tuple[str, ...]) -> Organisation:
    names = sorted(record["names"], key=lambda name: "ror_display" not in name["types"])
    where = (record.get("locations") or [{}])[0].get("geonames_details", {})
    website = next((link["value"] for link in record.get("links", []) if link["type"] == "website"), "")
    return _organisation(
        _key(record["id"]),
        [name["value"] for name in names],
        record.get("types", []),
        where.get("country_code") or "",
        where.get("name") or "",
        website,
        place,
    )


def _of_old_record(record: dict[str, Any], place: tuple[str, ...]) -> Organisation:
    """Return an organisation of schema 1, which was published beside schema 2 until the end of 2025."""
    addresses = record.get("addresses") or [{}]
    labels = [label["label"] for label in record.get("labels") or []]
    return _organisation(
        _key(record["id"]),
        [record["name"], *labels, *(record.get("aliases") or []), *(record.get("acronyms") or [])],
        [kind.lower() for kind in record.get("types") or []],
        (record.get("country") or {}).get("country_code") or "",
        addresses[0].get("city") or "",
        next(iter(record.get("links") or []), ""),
        place,
    )


def _note_withdrawn(reading: Reading, document: str, withdrawn: int) -> None:
    if withdrawn:
        reading.audit.note(
            Message(
                "%(document)s: %(withdrawn)s records were withdrawn by ROR and are left out.",
                document=document,
                withdrawn=withdrawn,
            )
        )


def _organisation(
    key: str, names: list[str], types: list[str], land: str, town: str, website: str, place: tuple[str, ...]
) -> Organisation:
    name, *aliases = dict.fromkeys(cleaned for cleaned in map(clean, names) if cleaned)
    return Organisation(
        id=make_id("organisation", "ror", key),
        sources=place,
        name=name,
        aliases=tuple(aliases),
        kind=next((kind for word, kind in KINDS.items() if word in types), None),
        country=country(land),
        town=clean(town),
        website=website or None,
        ror=key,
    )


def _part(child: str, parent: str, place: tuple[str, ...]) -> PartOf:
    return PartOf(
        start=make_id("organisation", "ror", child), end=make_id("organisation", "ror", parent), sources=place
    )


def _key(identifier: str) -> str:
    return identifier.rstrip("/").rpartition("/")[2]
