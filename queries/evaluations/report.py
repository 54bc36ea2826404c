"""Does the graph add up to what the evaluation report says of its own tables?"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from graph.messages import Message
from graph.store import Row, Store
from queries.asking.question import of_all
from queries.browsing.contradictions import Value, differ
from queries.flanders.figures import FIGURES
from queries.flanders.programme import COUNTED, NOT_COUNTED, Computed, counted, programmes
from queries.lookup.entities import entities

CLAIMS = """
MATCH (c:Claim)
WHERE c.subgroup IS NULL AND (c.unit IS NULL OR c.unit <> 'words')
      AND (c.entity_id STARTS WITH 'instrument:'
           OR c.property IN ['intercluster_projects_reported', 'half_share_percent'])
RETURN c.entity_id AS entity, c.property AS property, c.value AS value, c.tolerance AS tolerance,
       c.source_id AS source, c.locator AS locator
ORDER BY entity, property, locator, value
"""

FEES = """
MATCH (c:Cluster)
WHERE c.fee_payers IS NOT NULL AND c.fee_payers_of_half IS NOT NULL
RETURN c.id AS id, c.fee_payers AS payers, c.fee_payers_of_half AS payers_of_half
"""


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One figure that the report states and the graph computes; `agrees` is null where a part of it is unknown."""

    figure: str
    entity: str
    entity_name: str
    stated: str
    computed: str
    agrees: bool | None
    locator: str
    computed_from: str
    reason: str


@of_all
def report(store: Store) -> list[ReportFigure]:
    """Does the graph add up to what the evaluation report says of its own tables?

    Every figure that the report states and that its tables can add up to is computed from the graph and compared. A
    figure that the report rounds agrees within its rounding. Where a part is unknown (grants of clusters that have
    not reported) the computed value is a lower bound and the two cannot be compared. Ordered by entity, figure and
    locator.
    """
    names = entities(store)
    compute = _computations(store)
    return [
        _row(
            Value(row["value"], row["source"], row["locator"], row["tolerance"]), row, names[row["entity"]].name, found
        )
        for row in store.rows(CLAIMS)
        for found in compute(row["entity"], row["property"])
    ]


def _row(stated: Value, claim: Row, name: str, computed: Computed) -> ReportFigure:
    value = Value(str(computed.value), stated.source, computed.locator, computed.tolerance)
    agrees = _agrees(stated, value, bound=computed.bound)
    return ReportFigure(
        figure=claim["property"],
        entity=claim["entity"],
        entity_name=name,
        stated=_shown(stated),
        computed=Message("at least %(value)s", value=_shown(value)) if computed.bound else _shown(value),
        agrees=agrees,
        locator=stated.locator,
        computed_from=value.locator,
        reason=""
        if agrees
        else _reasons().get((claim["property"], stated.locator), computed.note or Message("none found")),
    )


def _agrees(stated: Value, computed: Value, *, bound: bool) -> bool | None:
    """Return whether two figures agree; of a lower bound only that it lies above what is stated can be said."""
    apart = differ(stated, computed)
    if not bound:
        return not apart
    return False if apart and float(computed.value) > float(stated.value) else None


def _computations(store: Store) -> Callable[[str, str], Sequence[Computed]]:
    """Return a function that computes a property of an entity in each way that the tables can add up to it."""
    known = programmes(store)
    projects = counted(store)
    shares = {row["id"]: 100 * row["payers_of_half"] / row["payers"] for row in store.rows(FEES)}

    def compute(entity: str, name: str) -> Sequence[Computed]:
        if name == COUNTED:
            return [projects.get(entity, NOT_COUNTED)]
        if name == "half_share_percent" and entity in shares:
            return [Computed(round(shares[entity], 1), "Tabel 8", "divided", tolerance=0.05)]
        return [way(known[entity]) for way in FIGURES.get(name, ())] if entity in known else []

    return compute


def _shown(value: Value) -> str:
    """Return a figure as a reader writes it: thousands separated, and "about" where it is rounded."""
    try:
        number = float(f"{float(value.value):.10g}")
    except ValueError:
        return value.value
    shown = int(number) if number.is_integer() else number
    return Message("about %(value)s", value=shown) if (value.tolerance or 0) >= 1 else f"{shown:,}"


@cache
def _reasons() -> Mapping[tuple[str, str], str]:
    """Return where the difference can be found in the tables themselves, by the claim's property and locator."""
    text = files(__package__).joinpath("reasons.csv").read_text(encoding="utf-8")
    return {(row["property"], row["locator"]): row["reason"] for row in csv.DictReader(io.StringIO(text))}
