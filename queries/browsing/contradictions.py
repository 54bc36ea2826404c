"""Where sources disagree."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Annotated, ClassVar

from graph.store import Store
from graph.wording import told_of
from queries.asking.question import question
from queries.flanders.checks import SOURCE, conflicts
from queries.flanders.figures import FIGURES
from queries.flanders.programme import COUNTED, NOT_COUNTED, counted, programmes
from queries.lookup.entities import Entity, entities, resolve

CLAIMS = """
MATCH (c:Claim)
WHERE c.unit IS NULL OR c.unit <> 'words'
RETURN c.entity_id AS entity, c.property AS property, c.value AS value, c.tolerance AS tolerance,
       c.subgroup AS subgroup, c.source_id AS source, c.locator AS locator
"""

STATEMENTS = """
MATCH (s:Statement)
WHERE s.property IN [
    'kind', 'country', 'kbo', 'vat', 'registration', 'pic', 'ror', 'call', 'model', 'start_date', 'end_date', 'status',
    'grant_eur', 'cost_eur', 'outcome', 'fee_eur', 'since', 'until', 'contribution_eur', 'amount_eur'
]
RETURN s.entity_id AS entity, s.relation AS relation, s.end_id AS other, s.relation_key AS key,
       s.property AS property, s.value AS value, s.sources AS sources
ORDER BY s.id
"""
"""On these two sources can contradict each other; other names, addresses and websites are no contradiction."""


@dataclass(frozen=True, slots=True, order=True)
class Value:
    """What one place says; `tolerance` is the half-width of its rounding, null where it is exact or no number."""

    value: str
    source: str
    locator: str
    tolerance: float | None = None

    def __str__(self) -> str:
        return f"{self.value} ({self.locator})"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A property of an entity, or of its relation to another, for which there are values that cannot all be true."""

    NONE_THERE: ClassVar = ("relation", "other_name")

    entity: str
    entity_name: str
    property: str
    values: tuple[Value, ...]
    relation: str | None = None
    other: str | None = None
    other_name: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class _Topic:
    """What is stated: a property of an entity, or of one of its relations."""

    entity: str
    property: str
    relation: str = ""
    other: str = ""
    key: tuple[str, ...] = ()


@question
def contradictions(
    store: Store, *, of: Annotated[str | None, "only this entity (name or id)"] = None
) -> list[Contradiction]:
    """Where sources disagree: each property with values that cannot all be true, and who says what where.

    Two statements of one property of an entity, or of its relation to another, contradict each other where their values
    differ; for a number that a source rounds, where the intervals that they round to do not meet. Other names,
    addresses and websites are no contradictions. What a source states is also compared with what its own tables add up
    to: a cluster's projects between clusters, and the totals of a programme; these carry "(counted)" or "(summed)"
    after the locator and are left out where a part is unknown, and as of a day, since the tables are of every day. So
    are what members pay and what the subsidy needs, a mother organisation and independence, a mean of all and those of
    its parts. Ordered by entity and property.
    """
    known = entities(store)
    only = resolve(known, of).id if of else None
    stated = _stated(store)
    if store.day is None:
        _add_computed(store, stated)
    for conflict in conflicts(store):
        topic = _Topic(conflict.entity, conflict.property)
        stated[topic] |= {Value(value, SOURCE, place) for value, place in conflict.said}
    found = {  # A subsidy that ends with its cluster is one conflict, not two.
        (topic.entity, frozenset(values)): _contradiction(topic, values, known)
        for topic, values in sorted(stated.items(), reverse=True)
        if (only is None or only in (topic.entity, topic.other)) and _disagree(values)
    }
    return list(found.values())[::-1]


def _contradiction(topic: _Topic, values: set[Value], known: Mapping[str, Entity]) -> Contradiction:
    ordered = tuple(sorted(values, key=lambda v: (v.locator, v.value)))
    found = Contradiction(topic.entity, known[topic.entity].name, topic.property, ordered)
    if not topic.relation:
        return found
    return replace(found, relation=topic.relation, other=topic.other, other_name=known[topic.other].name)


def _disagree(values: set[Value]) -> bool:
    return any(differ(a, b) and not _went_on(a, b) for a, b in combinations(sorted(values), 2))


def _went_on(a: Value, b: Value) -> bool:
    """Return whether a source names an application in one place and says in another what came of it."""
    return a.source == b.source and "applied" in (a.value, b.value)


def differ(a: Value, b: Value) -> bool:
    """Return whether two statements cannot both be true."""
    try:
        distance = abs(float(a.value) - float(b.value))
    except ValueError:
        return a.value.casefold() != b.value.casefold()
    return distance > (a.tolerance or 0.0) + (b.tolerance or 0.0)


def _stated(store: Store) -> dict[_Topic, set[Value]]:
    stated: dict[_Topic, set[Value]] = defaultdict(set)
    for row in store.rows(CLAIMS):
        value = Value(row["value"], row["source"], row["locator"], row["tolerance"])
        stated[_Topic(row["entity"], told_of(row["property"], row["subgroup"]))].add(value)
    for row in store.rows(STATEMENTS):
        key = tuple(row["key"] or ())
        said = stated[_Topic(row["entity"], row["property"], row["relation"] or "", row["other"] or "", key)]
        claimed = {(value.value, value.source, value.locator) for value in said}
        for place in row["sources"]:
            source, _, locator = place.partition("#")
            if (row["value"], source, locator) not in claimed:
                said.add(Value(row["value"], source, locator))
    return stated


def _add_computed(store: Store, stated: dict[_Topic, set[Value]]) -> None:
    """Add, beside each claim, what the tables of the same source add up to."""
    known = programmes(store)
    projects = counted(store)
    for topic, values in stated.items():
        source = min(values).source
        if topic.property == COUNTED:
            found = projects.get(topic.entity, NOT_COUNTED)
            values.add(Value(str(found.value), source, found.locator))
        elif topic.entity in known:
            ways = (way(known[topic.entity]) for way in FIGURES.get(topic.property, ()))
            values |= {Value(str(w.value), source, w.locator, w.tolerance) for w in ways if not w.bound}
