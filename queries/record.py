"""Everything that is known of one entity."""

from dataclasses import dataclass
from typing import Any

from graph.facts import Facts
from graph.schema import ENTITY_TYPES, RELATION_TYPES, Claim, Node, Relation, properties
from graph.store import Store
from queries.entities import Entity, entities, resolve


@dataclass(frozen=True, slots=True)
class Property:
    """A property's value as the graph shows it, unknown as null."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Connection:
    """One relation of the entity, seen from it: `direction` is out or in."""

    relation: str
    direction: str
    other: str
    other_name: str
    properties: tuple[Property, ...]
    sources: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Stated:
    """What one place in a source says of one property."""

    property: str
    value: str
    tolerance: float | None
    source: str
    locator: str


@dataclass(frozen=True, slots=True)
class Record:
    """An entity with its properties, its relations, and every claim about it."""

    id: str
    name: str
    type: str
    kind: str | None
    sources: tuple[str, ...]
    properties: tuple[Property, ...]
    relations: tuple[Connection, ...]
    claims: tuple[Stated, ...]


def record(store: Store, name: str) -> Record:
    """Return all that is known of the entity of that id or name; see `resolve` for what is raised."""
    known = entities(store)
    entity = resolve(known, name)
    facts = store.facts()
    node = next(node for kind in ENTITY_TYPES for node in facts.nodes(kind) if node.id == entity.id)
    return Record(
        id=entity.id,
        name=entity.name,
        type=entity.label,
        kind=entity.kind,
        sources=entity.sources,
        properties=_properties(node),
        relations=tuple(_connections(facts, entity.id, known)),
        claims=_claims(facts, entity.id),
    )


def _properties(item: Node | Relation) -> tuple[Property, ...]:
    names = [name for name in properties(type(item)) if name not in ("id", "sources", "confidence")]
    return tuple(Property(name, getattr(item, name)) for name in names)


def _connections(facts: Facts, entity: str, known: dict[str, Entity]) -> list[Connection]:
    found = []
    for kind in RELATION_TYPES:
        for tie in facts.relations(kind):
            if entity in (tie.start, tie.end):
                direction, other = ("out", tie.end) if tie.start == entity else ("in", tie.start)
                found.append(
                    Connection(
                        tie.label, direction, other, known[other].name, _properties(tie), tie.sources, tie.confidence
                    )
                )
    return found


def _claims(facts: Facts, entity: str) -> tuple[Stated, ...]:
    claims = [claim for claim in facts.nodes(Claim) if claim.entity_id == entity]
    stated = [Stated(c.property, c.value, c.tolerance, c.source_id, c.locator) for c in claims]
    return tuple(sorted(stated, key=lambda s: (s.property, s.source, s.locator, s.value)))
