"""Where sources disagree."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated

from graph.store import Store
from queries.asking.question import question
from queries.flanders.checks import SOURCE, conflicts
from queries.flanders.figures import FIGURES
from queries.flanders.programme import COUNTED, NOT_COUNTED, counted, programmes
from queries.lookup.entities import entities, resolve

CLAIMS = """
MATCH (c:Claim)
WHERE c.unit IS NULL OR c.unit <> 'words'
RETURN c.entity_id AS entity, c.property AS property, c.value AS value, c.tolerance AS tolerance,
       c.subgroup AS subgroup, c.source_id AS source, c.locator AS locator
"""


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
    """A property of an entity for which the sources give values that cannot all be true."""

    entity: str
    entity_name: str
    property: str
    values: tuple[Value, ...]


@question
def contradictions(
    store: Store,
    *,
    of: Annotated[str | None, "only this entity (name or id)"] = None,
) -> list[Contradiction]:
    """Where sources disagree: each property with values that cannot all be true, and who says what where.

    Two statements of one property contradict each other where their values differ; for a number that a source rounds,
    where the intervals that they round to do not meet. What a source states is also compared with what its own tables
    add up to: a cluster's projects between clusters, and the totals of a programme; these carry "(counted)" or
    "(summed)" after the locator and are left out where a part is unknown. So are what members pay and what the subsidy
    needs, a mother organisation and independence, a mean of all and those of its parts. Ordered by entity and
    property.
    """
    known = entities(store)
    only = resolve(known, of).id if of else None
    stated = _stated(store)
    _add_computed(store, stated)
    for conflict in conflicts(store):
        stated[(conflict.entity, conflict.property)] |= {Value(value, SOURCE, place) for value, place in conflict.said}
    return [
        Contradiction(entity, known[entity].name, name, tuple(sorted(values, key=lambda v: (v.locator, v.value))))
        for (entity, name), values in sorted(stated.items())
        if (only is None or entity == only) and any(differ(a, b) for a, b in combinations(sorted(values), 2))
    ]


def differ(a: Value, b: Value) -> bool:
    """Return whether two statements cannot both be true."""
    try:
        distance = abs(float(a.value) - float(b.value))
    except ValueError:
        return a.value.casefold() != b.value.casefold()
    return distance > (a.tolerance or 0.0) + (b.tolerance or 0.0)


def _stated(store: Store) -> dict[tuple[str, str], set[Value]]:
    stated: dict[tuple[str, str], set[Value]] = defaultdict(set)
    for row in store.rows(CLAIMS):
        of = f" ({row['subgroup']})" if row["subgroup"] else ""
        stated[(row["entity"], row["property"] + of)].add(
            Value(row["value"], row["source"], row["locator"], row["tolerance"])
        )
    return stated


def _add_computed(store: Store, stated: dict[tuple[str, str], set[Value]]) -> None:
    """Add, beside each claim, what the tables of the same source add up to."""
    known = programmes(store)
    projects = counted(store)
    for (entity, name), values in stated.items():
        source = min(values).source
        if name == COUNTED:
            found = projects.get(entity, NOT_COUNTED)
            values.add(Value(str(found.value), source, found.locator))
        elif entity in known:
            ways = (way(known[entity]) for way in FIGURES.get(name, ()))
            values |= {Value(str(w.value), source, w.locator, w.tolerance) for w in ways if not w.bound}
