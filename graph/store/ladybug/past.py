"""A graph as of a day, made by the database itself: a copy of the file, from which it deletes what was not there.

What was there is what `graph.days` says, and a test holds the two against each other. No record is read for it, which
is what takes longest of a large graph.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph.days import DATED_NODES, DATED_TIES
from graph.schema import FundedBy, ParticipatesIn, Relation, properties
from graph.statements import count_nodes
from graph.store.form import all_columns
from graph.store.ladybug import building
from graph.store.ladybug.embedded import EmbeddedStore
from graph.store.ladybug.folder import Named, name, tables_version
from graph.store.ladybug.graph_files import open_graph
from graph.store.protocol import Store

AWAY = "(n.start_date > date('{day}') OR n.end_date < date('{day}'){bounded}{open})"
NODE_OPEN = "n.start_date IS NULL OR n.end_date IS NULL"
GONE = "r.since > date('{day}') OR r.until < date('{day}')"
TIE_OPEN: Mapping[type[Relation], str] = {
    FundedBy: "(r.since IS NULL) <> (r.until IS NULL) "
    "OR (r.since IS NULL AND (a.start_date IS NULL OR a.end_date IS NULL))",
    ParticipatesIn: "b.start_date IS NULL OR b.end_date IS NULL",
}
"""Which ties a missing date leaves open; where they have none of their own, those of what they belong to count."""
OPEN = "r.since IS NULL OR r.until IS NULL"
EARLY = """
MATCH (n:Cluster|Project), (c:Claim) WHERE c.entity_id = n.id AND c.property = 'start_not_before'
AND n.start_date IS NULL AND c.value > $day RETURN n.id AS id
"""
LATE = """
MATCH (n:Cluster|Project), (c:Claim) WHERE c.entity_id = n.id AND c.property = 'end_not_after'
AND n.end_date IS NULL AND c.value < $day RETURN n.id AS id
"""
TIES = "MATCH ()-[r]->() RETURN count(*) AS number"


def span(store: Store) -> tuple[date, date] | None:
    """Return what `Calendar.span` does, asked of the database."""
    asked: list[tuple[str, tuple[str, ...]]] = [
        (f"(n:{kind.__name__})", ("n.start_date", "n.end_date")) for kind in DATED_NODES
    ]
    asked += [(f"()-[r:{kind.label}]->()", ("r.since", "r.until")) for kind in DATED_TIES if _has_days(kind)]
    asked.append(("(n:Source)", ("n.published",)))
    found = [
        row["day"]
        for pattern, days in asked
        for day in days
        for end in ("min", "max")
        for row in store.rows(f"MATCH {pattern} RETURN {end}({day}) AS day")
        if row["day"] is not None
    ]
    return (min(found), max(found)) if found else None


@dataclass(frozen=True, slots=True)
class Cut:
    """A graph of a day; how many records went, and of how many a missing date leaves open whether they were there.

    See `graph.days.AsOf`.
    """

    store: EmbeddedStore
    gone: int
    unknown: Counter[str]


def cut(store: EmbeddedStore, day: date, folder: Path, *, sure: bool = False) -> Cut:
    """Return what `Calendar.as_of` leaves, as a store in a folder; raise StoreError where that cannot be written."""
    told = f"{day}{'-sure' if sure else ''}"
    version = f"{store.data_version}-{told}"
    named = Named(f"graph-{version}.lbug", "", version, tables_version(), columns=all_columns(), number=1)
    store.copy(folder / named.file)
    bounded = [row["id"] for query in (EARLY, LATE) for row in store.rows(query, day=day.isoformat())]
    building.run(folder / named.file, [(one, None) for one in (*_deletions(day, bounded, sure), "CHECKPOINT")])
    name(folder, named)
    made = EmbeddedStore(folder, named, open_graph(folder / named.file))
    return Cut(made, _number(store) - _number(made), Counter(dict(_open(made))))


def _deletions(day: date, bounded: Sequence[str], sure: bool) -> Iterator[str]:
    """Yield what deletes all that was not there: what is said of it first, by which it is found."""
    ids = f" OR n.id IN [{', '.join(map(_quoted, bounded))}]" if bounded else ""
    away = AWAY.format(day=day, bounded=ids, open=f" OR {NODE_OPEN}" if sure else "")
    for kind in DATED_TIES:
        is_open = TIE_OPEN.get(kind, OPEN)
        own = [GONE.format(day=day)] if _has_days(kind) else []
        for gone in (*own, *([is_open] if sure else [])):
            yield f"MATCH {_tie(kind)}, (s:Statement) WHERE {_about(kind)} AND ({gone}) DELETE s"
            yield f"MATCH {_tie(kind)} WHERE {gone} DELETE r"
    for node in DATED_NODES:
        for about in ("s:Statement) WHERE s.entity_id", "s:Statement) WHERE s.end_id", "s:Claim) WHERE s.entity_id"):
            yield f"MATCH (n:{node.__name__}), ({about} = n.id AND {away} DELETE s"
    for node in DATED_NODES:
        yield f"MATCH (n:{node.__name__}) WHERE {away} DETACH DELETE n"


def _tie(kind: type[Relation]) -> str:
    starts, ends = ("|".join(dict.fromkeys(pair[side].__name__ for pair in kind.ends)) for side in (0, 1))
    return f"(a:{starts})-[r:{kind.label}]->(b:{ends})"


def _about(kind: type[Relation]) -> str:
    """Return when a statement is about a tie."""
    key = "".join(f" AND s.relation_key[{place}] = coalesce(r.{one}, '')" for place, one in enumerate(kind.key, 1))
    return f"s.relation = '{kind.label}' AND s.entity_id = a.id AND s.end_id = b.id{key}"


def _open(made: EmbeddedStore) -> Iterator[tuple[str, int]]:
    """Yield of how many of each type, of those that are left, a missing date leaves it open whether they were there."""
    asked = [(kind.stem, f"(n:{kind.__name__})", NODE_OPEN) for kind in DATED_NODES]
    asked += [(kind.label, _tie(kind), TIE_OPEN.get(kind, OPEN)) for kind in DATED_TIES]
    for what, pattern, is_open in asked:
        (row,) = made.rows(f"MATCH {pattern} WHERE {is_open} RETURN count(*) AS number")
        if row["number"]:
            yield what, row["number"]


def _number(store: EmbeddedStore) -> int:
    """Return how many dated entities and ties there are."""
    return sum(row["number"] for query in (*map(count_nodes, DATED_NODES), TIES) for row in store.rows(query))


def _has_days(kind: type[Relation]) -> bool:
    return "since" in properties(kind)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
