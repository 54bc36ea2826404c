"""A cluster's membership list, as its manager keeps it: any spreadsheet or text file, any column headings.

Every cluster of a list is a source of its own, `members:<cluster>`, so that a newer list of that cluster replaces it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.errors import AdvisedError
from graph.facts import Facts
from graph.identity import key_of, make_id
from graph.messages import Message, Term
from graph.schema import PERSON, Cluster, MemberOf, Organisation
from ingest.reading.documents import Document
from ingest.reading.entries.listing import Listing, Record, entries
from ingest.reading.entries.several import Several
from ingest.reading.kinds import MEMBER_LIST
from ingest.reading.lists import understand
from ingest.reading.organisations import named, says_person
from ingest.reading.reading import Reading, clean
from ingest.reading.registers import Numbers, numbers_of

_SHOWN: Final = 5


def read(reading: Reading) -> Mapping[str, Facts]:
    """Return the facts of membership lists by cluster; raise BadInputError where no cluster is named."""
    found: dict[str, Facts] = {}
    for document in reading.documents:
        for listing in _listings(reading, document):
            if reading.options.cluster is None and not _says_cluster(listing):
                raise _unsaid(document, listing)
            _add(reading, listing, found)
    return found


def _listings(reading: Reading, document: Document) -> list[Listing]:
    """Return the list of a document, or one of each sheet where sheets are named for clusters."""
    options = reading.options
    listing = understand(document, MEMBER_LIST, options.mapping, reading.audit, options.sheet)
    if listing.clusters != "sheets" or options.sheet or options.cluster:
        return [listing]
    return [
        listing,
        *(understand(document, MEMBER_LIST, options.mapping, reading.audit, name) for name in listing.others),
    ]


def _says_cluster(listing: Listing) -> bool:
    return "cluster" in listing.columns or bool(listing.marked or listing.clusters)


def _unsaid(document: Document, listing: Listing) -> AdvisedError:
    """Return the refusal of a list whose cluster nobody names, with what could name it."""
    titles, sheets = list(dict.fromkeys(listing.titles().values())), [listing.grid.sheet or "", *listing.others]
    could: str = ""
    if titles:
        could = Message(
            ' If its titles are clusters (%(titles)s), put clusters = "titles" into a mapping.', titles=_first(titles)
        )
    elif len(sheets) > 1:
        could = Message(
            ' If its sheets are clusters (%(sheets)s), put clusters = "sheets" into a mapping.', sheets=_first(sheets)
        )
    on_page = Message("Say below whose members these are, or what names the cluster.")
    return AdvisedError(
        Message("%(document)s does not say whose members these are.", document=document.name),
        Message("Name the cluster with --cluster, or with a column 'cluster'.%(could)s", could=could),
        on_page,
    )


def _first(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What earlier rows of a list said: the town of each member, and the name first given with each number."""

    towns: dict[str, str | None] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def other_name(self, number: str | None, name: str | None) -> str | None:
        """Return the name that an earlier row gave with this number, where the two share no word."""
        if not (number and name):
            return None
        first = self.names.setdefault(number, name)
        return None if set(key_of(first).split("-")) & set(key_of(name).split("-")) else first


def _add(reading: Reading, listing: Listing, found: dict[str, Facts]) -> None:
    seen = _Seen()
    clusters = Several.of(listing, "cluster")
    for entry in entries(listing, reading.audit):
        name, country = clean(entry.text("name") or ""), _country(entry)
        number = numbers(entry, country)
        homes = [reading.options.cluster] if reading.options.cluster else _homes(listing, entry, clusters)
        if not homes and listing.marked and name:
            reading.audit.left_out(listing.name, entry.row, "a row without a cross")
            continue
        if not homes or not (name or number.id):
            reading.audit.bad(
                listing.name, entry.row, Message("it has no %(missing)s", missing=Term("name" if homes else "cluster"))
            )
            continue
        if other := seen.other_name(number.id, name):
            reading.audit.note(
                Message(
                    "%(list)s, row %(row)s: '%(name)s' has the number of '%(other)s', so the two are taken for one; if "
                    "they are two, correct the number.",
                    list=listing.name,
                    row=str(entry.row),
                    name=name,
                    other=other,
                )
            )
        joined = False
        for cluster in homes:
            joined |= _add_to(reading, listing, entry, found, seen.towns, cluster, name, number, country)
        reading.audit.used(listing.name, joined=joined)


def _homes(listing: Listing, entry: Record, clusters: Several) -> list[str]:
    """Return the clusters of a row: its cell's, those below whose headings it has a cross, its title's or its sheet."""
    found = [*clusters.names(entry), *entry.marks()]
    said = {"titles": entry.section, "sheets": listing.grid.sheet}.get(listing.clusters or "")
    return found or ([said] if said else [])


def _add_to(
    reading: Reading,
    listing: Listing,
    entry: Record,
    found: dict[str, Facts],
    towns: dict[str, str | None],
    cluster: str,
    name: str | None,
    number: Numbers,
    country: str | None,
) -> bool:
    """Add a row to the members of a cluster; return whether an earlier row named the same member."""
    place = reading.place(listing.name, entry.row)
    label = key_of(cluster) or "list"
    home = make_id("cluster", "members", label)
    if label not in found:
        found[label] = Facts([reading.source, Cluster(id=home, name=cluster, sources=place)])
        if reading.options.complete:
            found[label].claim(home, "members_complete", "yes", reading.source.id, place[0].partition("#")[2])
    home_country = country or number.country or listing.mapping.country
    member = _member(entry, label, name, number, place, towns, home_country)
    known = member.id in found[label]
    found[label].add(member, _membership(entry, member.id, home, place))
    return known


def _member(
    entry: Record,
    label: str,
    name: str | None,
    number: Numbers,
    place: tuple[str, ...],
    towns: dict[str, str | None],
    country: str | None,
) -> Organisation:
    postcode, town = _place(entry)
    identifier = number.id
    if identifier is None:
        # Two rows of one name are one member, unless they name different towns.
        identifier = named(f"members-{label}", name or "")
        if town and towns.setdefault(identifier, town) not in (None, town):
            identifier = named(f"members-{label}", f"{name} {town}")
    return Organisation(
        id=identifier,
        sources=place,
        name=name,
        kind=PERSON if says_person(entry.text("legal_form")) else None,
        kbo=number.kbo,
        vat=number.vat,
        registration=number.registration,
        street=entry.text("street"),
        postcode=postcode,
        town=town,
        country=country,
        website=entry.text("website"),
    )


_WITH_POSTCODE = re.compile(r"((?:[A-Z]{1,3}-)?\d{3,5}|\d{2,3} \d{2}|\d{2}-\d{3}|\d{4} ?[A-Z]{2})[ ,]+([^\W\d].*)")


def _place(entry: Record) -> tuple[str | None, str | None]:
    """Return postcode and town of a row, which one cell may hold: "89073 Ulm"."""
    postcode, town = entry.text("postcode"), entry.text("town")
    one = town if not postcode else postcode if not town else None
    both = _WITH_POSTCODE.fullmatch(one) if one else None
    return (both[1], both[2]) if both else (postcode, town)


def _membership(entry: Record, member: str, cluster: str, place: tuple[str, ...]) -> MemberOf:
    fee, fee_other = entry.money("fee")
    return MemberOf(
        start=member,
        end=cluster,
        sources=place,
        fee_eur=fee,
        fee_other=fee_other,
        since=entry.day("since"),
        until=entry.day("until", end=True),
    )


def numbers(entry: Record, country: str | None = None) -> Numbers:
    """Return the register's number of a row; one that is of no register or of several is noted, and stays unknown."""
    number = entry.text("number")
    if number is None:
        return Numbers()
    try:
        return numbers_of(number, country or entry.mapping.country, entry.heading("number"), entry.mapping.register)
    except ValueError as error:
        entry.note("number", error.args[0])
        return Numbers()


def _country(entry: Record) -> str | None:
    """Return the ISO code of a country in any usual language; one that is not known is noted."""
    land = entry.text("country")
    if land is None:
        return None
    # Imported here: few lists have countries, and the names of all in all languages take time to load.
    from rigour.territories import lookup_territory

    found = lookup_territory(land)
    if found is None or len(found.code) != 2:
        entry.note("country", Message("expected a country, found '%(land)s'", land=land))
        return None
    return found.code.upper()
