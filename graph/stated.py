"""Who states what: the values of a record as statements of its sources."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from graph.identity import make_id
from graph.schema import Node, Relation, Statement, properties

Subject = tuple[str, ...]
"""What a statement is about: an entity's id, or a relation's type, ends and key."""

NO_VALUES = frozenset(("id", "sources", "confidence", "note"))
"""What a record has that is no value: a statement has its own."""


def subject(record: Node | Relation) -> Subject:
    """Return what a record is, or what a statement is about."""
    if isinstance(record, Statement):
        of_relation = (record.relation, record.entity_id, record.end_id or "", *record.relation_key)
        return (record.entity_id,) if record.relation is None else tuple(map(str, of_relation))
    return (record.id,) if isinstance(record, Node) else (record.label, record.start, record.end, *relation_key(record))


def relation_key(relation: Relation) -> tuple[str, ...]:
    """Return what tells a relation apart beside its type and ends, as text; unknown is empty."""
    return tuple(_text(getattr(relation, name)) for name in relation.key)


def values(record: Node | Relation) -> Iterator[tuple[str, object]]:
    """Yield each property that a record has a value of, with the value; of a list each item."""
    for name in properties(type(record)):
        if name not in NO_VALUES and (value := getattr(record, name)) is not None:
            yield from ((name, item) for item in value) if isinstance(value, tuple) else ((name, value),)


def statements(record: Node | Relation) -> Iterator[Statement]:
    """Yield what a record's sources state: each value once for each source, with all its places."""
    places: dict[str, list[str]] = {}
    for place in record.sources:
        places.setdefault(place.partition("#")[0], []).append(place)
    key = subject(record)
    for name, value in values(record):
        for source, stated in places.items():
            yield statement(key, name, _text(value), source, tuple(stated), record.confidence, record.note)


def renamed(said: Statement, names: Mapping[str, str]) -> Statement:
    """Return a statement about the entities that its own have become."""
    old = subject(said)
    new = tuple(names.get(part, part) for part in old)
    if new == old:
        return said
    return statement(new, said.property, said.value, said.source_id, said.sources, said.confidence, said.note)


def typed(text: str, kind: type) -> object:
    """Return a stated value as its property has it; one that is none of that type stays text."""
    try:
        if kind is date:
            return date.fromisoformat(text)
        return {int: int, float: float}.get(kind, str)(text)
    except ValueError:
        return text


def statement(
    key: Subject,
    name: str,
    value: str,
    source: str,
    places: tuple[str, ...],
    confidence: float = 1.0,
    note: str | None = None,
) -> Statement:
    """Return that a source, at these places, gives a property of a subject a value."""
    digest = hashlib.sha256("\x1f".join((*key, name, value, source)).encode(errors="replace")).hexdigest()[:24]
    said = Statement(
        id=make_id("statement", "sha256", digest),
        sources=places,
        confidence=confidence,
        note=note,
        entity_id=key[0],
        property=name,
        value=value,
        source_id=source,
    )
    if len(key) == 1:
        return said
    return replace(said, relation=key[0], entity_id=key[1], end_id=key[2], relation_key=key[3:])


def _text(value: object) -> str:
    return "" if value is None else str(value)
