"""Who states what of one entity or relation: each value with its source, where in it, and whether it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.schema import WORDS, Claim, Cluster, Node, Relation, Statement, properties
from graph.stated import Subject, statement, statements, subject, typed
from graph.statements import read_nodes
from graph.store import Row, Store

STATED = """
MATCH (s:Statement)
WHERE s.property IN $names AND s.relation IS NULL AND s.entity_id STARTS WITH 'cluster:'
RETURN s.entity_id AS entity, s.property AS property, s.value AS value, s.sources AS sources
ORDER BY entity, property, s.id
"""

CLAIMED = """
MATCH (c:Claim)
WHERE c.property IN $names AND c.subgroup IS NULL AND c.entity_id STARTS WITH 'cluster:'
RETURN c.entity_id AS entity, c.property AS property, c.value AS value, c.sources AS sources
ORDER BY entity, property, c.locator, c.id
"""

PUBLISHED = "MATCH (s:Source) RETURN s.id AS source, s.published AS published"


@dataclass(frozen=True, slots=True)
class Value:
    """What one place in a source, of the day `published`, gives as a property's value.

    `shown` says whether the graph shows this value; of a list each item is a value.
    """

    property: str
    value: Any
    source: str
    locator: str
    published: date | None
    shown: bool
    confidence: float = 1.0
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The statements about some entities and their relations, and when each source was published."""

    said: Mapping[Subject, Sequence[Statement]]
    claimed: Mapping[Subject, Sequence[Statement]]
    published: Mapping[str, date | None]

    def values(self, record: Node | Relation) -> tuple[Value, ...]:
        """Return the values of a record, those that are shown first; of an old store only where one source speaks.

        A store of before statements were kept does not say which of several sources states what.
        """
        kinds, order = properties(type(record)), {place: rank for rank, place in enumerate(record.sources)}
        about = subject(record)
        said = self.said.get(about, ()) or (statements(record) if _is_of_one(record.sources) else ())
        found = {
            (one.property, one.value, place): self._value(record, one, place, kinds)
            for one in (*said, *self.claimed.get(about, ()))
            if one.property in kinds
            for place in one.sources
        }
        names = list(kinds)
        ranked = sorted(
            found.items(),
            key=lambda of: (names.index(of[0][0]), not of[1].shown, order.get(of[0][2], len(order)), of[0]),
        )
        return tuple(value for _, value in ranked)

    def _value(self, record: Node | Relation, said: Statement, place: str, kinds: Mapping[str, type]) -> Value:
        source, _, locator = place.partition("#")
        value, shown = typed(said.value, kinds[said.property]), getattr(record, said.property)
        is_shown = value in shown if isinstance(shown, tuple) else value == shown
        published = self.published.get(source)
        return Value(said.property, value, source, locator, published, is_shown, said.confidence, said.note)


def told(store: Store, entity: str) -> Told:
    """Return what is stated of an entity and its relations; its claims of its own properties are statements too."""
    said: dict[Subject, list[Statement]] = {}
    for row in store.rows(read_nodes(Statement, "n.entity_id = $id OR n.end_id = $id"), id=entity):
        one = Statement(**{**row, "sources": tuple(row["sources"]), "relation_key": tuple(row["relation_key"] or ())})
        said.setdefault(subject(one), []).append(one)
    claims = store.rows(read_nodes(Claim, "n.entity_id = $id"), id=entity)
    claimed = [_claimed(row) for row in claims if not row["subgroup"] and row["unit"] != WORDS]
    published = {row["source"]: row["published"] for row in store.rows(PUBLISHED)}
    return Told(said, {(entity,): claimed}, published)


def shown_places(store: Store, *names: str) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return where the values that the graph shows of these properties of clusters are stated, by id and property."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    nodes = {row["id"]: row for row in store.rows(read_nodes(Cluster, columns={"id", "sources", *names}))}
    for query in (CLAIMED, STATED):
        for row in store.rows(query, names=list(names)):
            key, node = (row["entity"], row["property"]), nodes.get(row["entity"], {})
            if row["value"] == str(node.get(row["property"])):
                found[key] = tuple(dict.fromkeys((*found.get(key, ()), *row["sources"])))
    for node in nodes.values():
        for name in names:
            if node[name] is not None and _is_of_one(node["sources"]):
                found.setdefault((node["id"], name), tuple(node["sources"]))
    return found


def _claimed(claim: Row) -> Statement:
    key, more = (claim["entity_id"],), (tuple(claim["sources"]), claim["confidence"] or 1.0, claim["note"])
    return statement(key, claim["property"], claim["value"], claim["source_id"], *more)


def _is_of_one(places: Sequence[str]) -> bool:
    return len({place.partition("#")[0] for place in places}) == 1
