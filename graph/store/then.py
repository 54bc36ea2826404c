"""A graph as of a day, read from the whole: each query is given the conditions that what it finds was there.

Nothing is copied or deleted, so an answer as of a day costs about what it costs today, on whichever store.
"""

from collections import Counter
from datetime import date
from typing import Any

from graph.days import DATED_NODES, DATED_TIES
from graph.errors import QueryError, StoreError
from graph.facts import Facts
from graph.schema import RELATION_TYPES
from graph.statements import count_nodes, read_facts
from graph.store.answers import kept
from graph.store.cache import AnswerCache
from graph.store.decisions import NO_DECISIONS, Decisions
from graph.store.narrowed import (
    BOUNDED,
    DAY,
    NODE_OPEN,
    NODE_UNBEGUN,
    OPEN,
    TIE_OPEN,
    TIE_UNBEGUN,
    UNBEGUN,
    has_days,
    narrowed,
    pattern,
)
from graph.store.protocol import Closing, Row, Store
from graph.store.snapshots import NO_SNAPSHOTS, Snapshots

EARLY = """
MATCH (c:Claim), (n:Cluster|Project)
WHERE c.property = 'start_not_before' AND n.id = c.entity_id AND n.start_date IS NULL AND c.value > $as_of_day
RETURN n.id AS id
"""
LATE = """
MATCH (c:Claim), (n:Cluster|Project)
WHERE c.property = 'end_not_after' AND n.id = c.entity_id AND n.end_date IS NULL AND c.value < $as_of_day
RETURN n.id AS id
"""
"""What was not there by a bound alone of a day that is not known."""


@kept
def span(store: Store) -> tuple[date, date] | None:
    """Return what `Calendar.span` does, asked of the database."""
    asked: list[tuple[str, tuple[str, ...]]]
    asked = [(f"(n:{kind.__name__})", ("n.start_date", "n.end_date")) for kind in DATED_NODES]
    asked += [(pattern(kind), ("r.since", "r.until")) for kind in DATED_TIES if has_days(kind)]
    asked.append(("(n:Source)", ("n.published",)))
    found = [
        row["day"]
        for path, days in asked
        for day in days
        for end in ("min", "max")
        for row in store.rows(f"MATCH {path} RETURN {end}({day}) AS day")
        if row["day"] is not None
    ]
    return (min(found), max(found)) if found else None


class ThenStore(Closing):
    """What was in a store's graph on a day, or may have been; `sure` leaves out what only may.

    `begun` is what had begun by that day, or may have, whether it had ended or not: the history until then. It holds
    the graph alone: not what sources said of it, nor what was decided.
    """

    def __init__(self, store: Store, day: date, *, sure: bool = False, begun: bool = False) -> None:
        self.url = store.url
        self.day = day
        self.answers = AnswerCache()
        self.keeps_versions = store.keeps_versions
        self._store = store
        self._sure, self._begun = sure, begun
        told = day.isoformat()
        bounds = (EARLY,) if begun else (EARLY, LATE)
        bounded = [row["id"] for query in bounds for row in store.rows(query, **{DAY: told})]
        self._given: dict[str, object] = {DAY: day} | ({BOUNDED: bounded} if bounded else {})
        self._version = f"{store.data_version}-{told}{'-sure' if sure else ''}{'-begun' if begun else ''}"

    @property
    def data_version(self) -> str:
        """See Store."""
        return self._version

    def rows(self, cypher: str, **parameters: Any) -> list[Row]:
        """See Store. Raise QueryError where a query is not of those whose conditions are known."""
        asked = narrowed(cypher, bounded=BOUNDED in self._given, sure=self._sure, begun=self._begun)
        given = {name: value for name, value in self._given.items() if f"${name}" in asked}
        return self._store.rows(asked, **parameters, **given)

    def ask(self, *_: Any, **__: Any) -> list[Row]:
        """See Store: a user's own query is asked of all that is known."""
        raise QueryError("A query of your own is asked of the whole graph, not as of a day.")

    def facts(self) -> Facts:
        """See Store."""
        return read_facts(self.rows)

    @property
    def gone(self) -> int:
        """How many entities and ties were not there."""
        return _number(self._store) - _number(self)

    @property
    def unknown(self) -> Counter[str]:
        """Of how many of each type, of those that are left, a missing date leaves it open whether they were there."""
        node, ties, tie = (NODE_UNBEGUN, TIE_UNBEGUN, UNBEGUN) if self._begun else (NODE_OPEN, TIE_OPEN, OPEN)
        asked = [(kind.stem, f"(n:{kind.__name__})", node) for kind in DATED_NODES]
        asked += [(kind.label, pattern(kind), ties.get(kind, tie)) for kind in DATED_TIES]
        found: Counter[str] = Counter()
        for what, path, is_open in asked:
            condition = is_open.format(n="n", a="a", r="r", b="b")
            found[what] = self.rows(f"MATCH {path} WHERE {condition} RETURN count(*) AS number")[0]["number"]
        return +found

    def snapshots(self) -> Snapshots:
        """See Store."""
        return NO_SNAPSHOTS

    def earlier(self, *_: Any, **__: Any) -> Snapshots:
        """See Store."""
        return NO_SNAPSHOTS

    def decisions(self, *_: Any, **__: Any) -> Decisions:
        """See Store."""
        return NO_DECISIONS

    def verify(self) -> None:
        """See Store."""
        self._store.verify()

    def load(self, *_: Any, **__: Any) -> None:
        """See Store; what was cannot be replaced."""
        raise StoreError("A graph as of a day is only read.")

    def current(self) -> Store:
        """See Store."""
        return self

    def close(self) -> None:
        """See Store; the whole graph stays open."""
        self.answers.clear()


def _number(store: Store) -> int:
    """Return how many dated entities and ties there are."""
    queries = [*map(count_nodes, DATED_NODES)]
    queries += [f"MATCH {pattern(kind)} RETURN count(*) AS number" for kind in RELATION_TYPES]
    return sum(row["number"] for query in queries for row in store.rows(query))
