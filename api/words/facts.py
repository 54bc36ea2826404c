"""What is known of an entity as a page shows it: each fact with who states it, conflicting values side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from queries.browsing.contradictions import Contradiction
from queries.lookup.record import Connection, Property, Record, Stated
from queries.lookup.values import Value

HIDDEN = {"name", "title", "label"}
ALWAYS = {"amount_eur"}
"""Properties of a relation that are shown as unknown even where no relation of a group has them."""

BY_KIND = {"in:MEMBER_OF"}
"""Relations that are listed by the kind of their other end."""

OPTIONAL = {"note", "reason", "role"}
"""Properties that say something more where there is something more to say."""

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Place:
    """One place that states a value: the source's id, where in it, and the value in its words."""

    source: str
    locator: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A property, its value (None is unknown), where it is stated, and the values that cannot all be true.

    `others` are values that sources give beside it and that contradict nothing, such as another address.
    """

    property: str
    value: Any
    places: tuple[Place, ...]
    conflict: tuple[Place, ...] = ()
    others: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class FactRow:
    """What one place or several state, as a line of a table: a property's value, or a relation to another end.

    A value of a relation names its other end as `of`.
    """

    property: str
    value: str | None
    sources: tuple[str, ...]
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Relations of a group with other ends of one kind, as many as are listed, and how many there are."""

    kind: str | None
    rows: tuple[Connection, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Group:
    """Relations of one type and direction, and which of their properties are worth a column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Connection, ...]

    @property
    def is_by_kind(self) -> bool:
        """Whether its parts are to be told apart."""
        return self.title in BY_KIND

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its relations by kind, the most frequent first and the unknown last; in all at most MOST_LISTED."""
        found: dict[str | None, list[Connection]] = {}
        for tie in self.rows:
            found.setdefault(tie.other_kind if self.is_by_kind else None, []).append(tie)
        parts, room = [], MOST_LISTED
        for kind in sorted(found, key=lambda kind: (kind is None, -len(found[kind]), kind or "")):
            parts.append(Part(kind, tuple(found[kind][:room]), len(found[kind])))
            room -= len(parts[-1].rows)
        return tuple(parts)


def facts(record: Record, contradictions: Iterable[Contradiction]) -> list[Fact]:
    """Return the entity's facts, each with the places that state its value and no others."""
    conflicts = {
        found.property: tuple(Place(v.source, v.locator, v.value) for v in found.values)
        for found in contradictions
        if found.relation is None
    }
    shown = [_fact(record, known, conflicts) for known in record.properties if known.name not in HIDDEN]
    more = sorted(set(conflicts) - {fact.property for fact in shown})
    return [*shown, *(Fact(name, None, (), conflicts[name]) for name in more)]


def also_said(record: Record) -> list[Stated]:
    """Return what sources say of an entity beside its own properties: figures of a part of it, rules, views."""
    own = {known.name for known in record.properties}
    return [claim for claim in record.claims if claim.property not in own]


def _fact(record: Record, known: Property, conflicts: dict[str, tuple[Place, ...]]) -> Fact:
    value, names = known.value, {known.name}
    if known.name == "aliases":
        # A name that is another source's first is an alias here.
        value = tuple(name for name in known.value or () if name.casefold() != record.name.casefold())
        names = {"name", "aliases"}
    stated = [one for one in record.values if one.property in names]
    if known.name == "note":
        shown = [one for one in record.values if one.note == value]
    else:
        shown = [one for one in stated if (one.value in value if isinstance(value, tuple) else one.shown)]
    places = tuple(dict.fromkeys(Place(one.source, one.locator) for one in shown)) if value not in (None, ()) else ()
    conflict = conflicts.get(known.name, ())
    others = () if conflict or known.name == "aliases" else tuple(map(_placed, others_of(stated)))
    return Fact(known.name, value, places, conflict, others)


def others_of(stated: Iterable[Value]) -> list[Value]:
    """Return the values that the graph does not show."""
    return [one for one in stated if not one.shown]


def _placed(one: Value) -> Place:
    return Place(one.source, one.locator, str(one.value))


def told_apart(tie: Connection, name: str) -> tuple[Place, ...]:
    """Return what places say of a relation's property, where not all that state the relation give the value shown."""
    stated = [one for one in tie.values if one.property == name]
    shown = {f"{one.source}#{one.locator}" for one in stated if one.shown}
    return tuple(map(_placed, stated)) if shown and shown != set(tie.sources) else ()


def is_known(fact: Fact) -> bool:
    """Return whether anybody states a value."""
    return bool(fact.conflict) or fact.value not in (None, ())


def is_unknown(fact: Fact) -> bool:
    """Return whether nobody states a value that there must be; a note need not be there."""
    return not is_known(fact) and fact.property not in OPTIONAL


def place(text: str) -> Place:
    """Return a `source_id#locator` in its two parts."""
    source, _, locator = text.partition("#")
    return Place(source, locator)


def groups(relations: Iterable[Connection]) -> list[Group]:
    """Return relations by type and direction, in the order of the vocabulary."""
    found: dict[str, list[Connection]] = {}
    for tie in relations:
        found.setdefault(f"{tie.direction}:{tie.relation}", []).append(tie)
    return [_group(title, ties) for title, ties in found.items()]


def _group(title: str, ties: list[Connection]) -> Group:
    names = [known.name for known in ties[0].properties]
    kept = [name for name in names if name in ALWAYS or any(value(tie, name) is not None for tie in ties)]
    return Group(title, tuple(kept), tuple(sorted(ties, key=lambda tie: (tie.other_name.casefold(), tie.other))))


def value(tie: Connection, name: str) -> Any:
    """Return a relation's property; None where it is unknown."""
    return next((known.value for known in tie.properties if known.name == name), None)


def table(found: Iterable[Fact], claims: Iterable[Stated], grouped: Iterable[Group]) -> list[FactRow]:
    """Return facts, other claims and relations as the lines of one table, a line for each value with who states it."""
    lines: list[FactRow] = []
    for fact in found:
        lines.append(
            FactRow(fact.property, None if fact.value in (None, ()) else _text(fact.value), _places(fact.places))
        )
        said = [one for one in (*fact.conflict, *fact.others) if one.value != lines[-1].value]
        lines += [FactRow(fact.property, one.value, _places([one])) for one in said]
    lines += [FactRow(_subject(one), one.value, (f"{one.source}#{one.locator}",)) for one in claims]
    for group in grouped:
        for tie in group.rows:
            lines.append(FactRow(group.title, tie.other, tie.sources))
            lines += [
                FactRow(f"{group.title} {name}", one.value, _places([one]), tie.other)
                for name in group.columns
                for one in told_apart(tie, name)
            ]
    return lines


def _subject(claim: Stated) -> str:
    return f"{claim.property} ({claim.subgroup})" if claim.subgroup else claim.property


def _text(known: Any) -> str:
    return " | ".join(map(str, known)) if isinstance(known, tuple) else str(known)


def _places(places: Iterable[Place]) -> tuple[str, ...]:
    return tuple(f"{one.source}#{one.locator}" for one in places)
