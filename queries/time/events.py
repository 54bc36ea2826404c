"""The life of the clusters: founded, supported, renewed, joined, absorbed, ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from graph.store import Store
from queries.asking.question import question
from queries.lookup.entities import entities, resolve
from queries.lookup.happened import TIED
from queries.lookup.values import shown_places

LIVES = """
MATCH (c:Cluster)
RETURN c.id AS cluster, c.start_date AS start_date, c.end_date AS end_date, c.outcome AS outcome
ORDER BY cluster
"""

BOUNDED = """
MATCH (c:Claim)
WHERE c.property = 'start_not_before'
RETURN c.entity_id AS cluster, c.value AS day, c.sources AS sources
ORDER BY cluster, day
"""

SUPPORTED = """
MATCH (c:Cluster)-[r:FUNDED_BY]->(i:FundingInstrument)
RETURN c.id AS cluster, i.id AS target, r.since AS since, r.until AS until, r.sources AS sources
ORDER BY cluster, since, target, r.call
"""

ENDINGS = {"stopped": "ended", "merged": "joined", "special_interest_group": "joined"}
"""What an outcome of the report is in the life of a cluster, where its own name does not say."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a cluster, on which day; of an unknown day `not_before` is what is known. Null is unknown.

    `what` is founded, supported, renewed, support_ended, joined, absorbed, went_on or ended; `target` is by or into
    whom.
    """

    NONE_THERE: ClassVar = ("target_name",)

    cluster: str
    cluster_name: str
    what: str
    day: date | None
    not_before: date | None
    target: str | None
    target_name: str | None
    sources: tuple[str, ...]


Told = tuple[str, str, date | None, date | None, str | None, tuple[str, ...]]


@question
def events(store: Store, *, of: Annotated[str | None, "only this cluster (name or id)"] = None) -> list[Event]:
    """What happened in the life of each cluster: founded, supported, renewed, joined, absorbed, ended, with sources.

    A cluster is founded on its first day, supported by each instrument from the first day of that on; a later support
    is a renewal, as is one that continues it after its end. Its own last day is an end where no support ends then.
    What it became has no day in the sources: it is not before its last one. Ordered by cluster and day, unknown days
    by what they are not before.
    """
    known = entities(store)
    only = resolve(known, of).id if of else None
    rows = [
        Event(cluster, known[cluster].name, what, day, bound, target, known[target].name if target else None, sources)
        for cluster, what, day, bound, target, sources in (*_lives(store), *_supports(store), *_outcomes(store))
        if only in (None, cluster)
    ]
    rows.sort(key=lambda row: (row.cluster_name, row.cluster, row.day or row.not_before or date.min, row.what))
    return rows


def _lives(store: Store) -> Iterator[Told]:
    places = shown_places(store, "start_date", "end_date")
    bounds = {row["cluster"]: row for row in store.rows(BOUNDED)}
    ends = {(row["cluster"], row["until"]) for row in store.rows(SUPPORTED)}
    for row in store.rows(LIVES):
        one, bound = row["cluster"], bounds.get(row["cluster"])
        if row["start_date"]:
            yield one, "founded", row["start_date"], None, None, places.get((one, "start_date"), ())
        elif bound:
            yield one, "founded", None, date.fromisoformat(bound["day"]), None, tuple(bound["sources"])
        if row["end_date"] and (one, row["end_date"]) not in ends:
            yield one, "ended", row["end_date"], None, None, places.get((one, "end_date"), ())


def _supports(store: Store) -> Iterator[Told]:
    first: dict[str, date] = {}
    for row in sorted(store.rows(SUPPORTED), key=lambda row: row["since"] or date.min):
        one, since, told = row["cluster"], row["since"], tuple(row["sources"])
        again = since is not None and one in first and first[one] < since
        yield one, "renewed" if again else "supported", since, None, row["target"], told
        if since:
            first.setdefault(one, since)
        if row["until"]:
            yield one, "support_ended", row["until"], None, row["target"], told


def _outcomes(store: Store) -> Iterator[Told]:
    ends = {row["cluster"]: row["end_date"] for row in store.rows(LIVES)}
    tied = store.rows(TIED)
    for row in tied:
        yield (
            row["cluster"],
            _what(row["outcome"], row["target"]),
            None,
            ends[row["cluster"]],
            row["target"],
            tuple(row["sources"]),
        )
    places = shown_places(store, "outcome")
    for row in store.rows(LIVES):
        if row["outcome"] in ("stopped", "independent") and row["cluster"] not in {one["cluster"] for one in tied}:
            stated = places.get((row["cluster"], "outcome"), ())
            yield row["cluster"], _what(row["outcome"], None), None, row["end_date"], None, stated


def _what(outcome: str | None, target: str | None) -> str:
    if outcome in ENDINGS:
        return ENDINGS[outcome]
    if (outcome or "").startswith("absorbed"):
        return "absorbed"
    return "renewed" if (target or "").startswith("instrument:") else "went_on"
