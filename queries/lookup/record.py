"""Everything that is known of one entity."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from graph.errors import NotFoundError
from graph.schema import ENTITY_TYPES, RELATION_TYPES, Claim, Node, Relation, node_type, properties
from graph.statements import node_of, read_nodes, read_relations, relation_of, values_of
from graph.store import Store
from graph.wording import name_of
from queries.lookup.entities import entities, name_in, resolve
from queries.lookup.values import Told, Value, told


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
    other_kind: str | None
    properties: tuple[Property, ...]
    sources: tuple[str, ...]
    confidence: float
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """What one place in a source says of one property; see `graph.schema.Claim`."""

    property: str
    value: str
    tolerance: float | None
    source: str
    locator: str
    unit: str | None = None
    subgroup: str | None = None
    n: int | None = None
    day: date | None = None
    confidence: float = 1.0
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An entity with its properties, its relations, every claim about it, and who states which value."""

    id: str
    name: str
    type: str
    kind: str | None
    sources: tuple[str, ...]
    properties: tuple[Property, ...]
    relations: tuple[Connection, ...]
    claims: tuple[Stated, ...]
    values: tuple[Value, ...] = ()


def record(store: Store, name: str) -> Record:
    """Return all that is known of the entity of that id or name; see `resolve` for what is raised.

    Only what is asked for is read, whatever the size of the graph.
    """
    node = _node(store, name) or _node(store, resolve(entities(store), name).id)
    if node is None:
        raise NotFoundError("No entity is called '%(name)s'.", name=name)
    ties, stated = _ties(store, node), told(store, node.id)
    return Record(
        id=node.id,
        name=name_of(node),
        type=type(node).__name__,
        kind=getattr(node, "kind", None),
        sources=node.sources,
        properties=_properties(node),
        relations=tuple(_connections(store, node.id, ties, stated)),
        claims=_claims(store, node.id),
        values=stated.values(node),
    )


def _node(store: Store, identifier: str) -> Node | None:
    kind = node_type(identifier)
    if kind not in ENTITY_TYPES or kind is None:
        return None
    rows = store.rows(read_nodes(kind, "n.id = $id"), id=identifier)
    return node_of(kind, rows[0]) if rows else None


def _ties(store: Store, node: Node) -> list[Relation]:
    """Return the relations that start or end at a node, by type and then by their ends."""
    found: list[Relation] = []
    for kind in RELATION_TYPES:
        sides = ["a" for start, _ in kind.ends if isinstance(node, start)]
        sides += ["b" for _, end in kind.ends if isinstance(node, end)]
        ties = {
            relation_of(kind, row)
            for side in dict.fromkeys(sides)
            for row in store.rows(read_relations(kind, f"{side}.id = $id"), id=node.id)
        }
        found += sorted(ties, key=lambda tie: (tie.start, tie.end, str(values_of(tie))))
    return found


def _properties(item: Node | Relation) -> tuple[Property, ...]:
    names = [name for name in properties(type(item)) if name not in ("id", "sources", "confidence")]
    return tuple(Property(name, getattr(item, name)) for name in names)


def _connections(store: Store, entity: str, ties: list[Relation], stated: Told) -> Iterator[Connection]:
    known = _called(store, {end for tie in ties for end in (tie.start, tie.end)})
    for tie in ties:
        direction, other = ("out", tie.end) if tie.start == entity else ("in", tie.start)
        name, kind = known[other]
        said = tie.sources, tie.confidence, stated.values(tie)
        yield Connection(tie.label, direction, other, name, kind, _properties(tie), *said)


def _called(store: Store, ids: Collection[str]) -> Mapping[str, tuple[str, str | None]]:
    """Return the names and kinds of these entities."""
    found: dict[str, tuple[str, str | None]] = {}
    for kind in ENTITY_TYPES:
        of_kind = sorted(one for one in ids if node_type(one) is kind)
        query = read_nodes(kind, "n.id IN $ids", ("id", "kind", *kind.names))
        rows = store.rows(query, ids=of_kind) if of_kind else ()
        found |= {row["id"]: (name_in(kind, row), row.get("kind")) for row in rows}
    return found


def _claims(store: Store, entity: str) -> tuple[Stated, ...]:
    rows = store.rows(read_nodes(Claim, "n.entity_id = $id"), id=entity)
    told = [field.name for field in fields(Stated) if field.name != "source"]
    stated = [Stated(source=row["source_id"], **{name: row[name] for name in told}) for row in rows]
    return tuple(sorted(stated, key=lambda s: (s.property, s.subgroup or "", s.source, s.locator, s.value)))
