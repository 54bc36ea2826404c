"""What became of the clusters."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from graph.messages import Message, Term
from graph.store import Store
from queries.asking.question import Rows, question
from queries.lookup.entities import entities
from queries.lookup.happened import TIED
from queries.lookup.values import shown_places

MOST_TOLD = 4
"""So many outcomes are counted in a sentence."""

CLUSTERS = """
MATCH (c:Cluster)
RETURN c.id AS id, c.kind AS kind, c.end_date AS end_date, c.outcome AS outcome
ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one cluster, into what it continued, and where that is stated; null is unknown."""

    ENDS: ClassVar = ("cluster",)

    cluster: str
    cluster_name: str
    kind: str | None
    end_date: date | None
    outcome: str | None
    target: str | None
    target_name: str | None
    sources: tuple[str, ...]


@question
def outcomes(store: Store) -> list[Outcome]:
    """What became of the clusters: absorbed, merged, continued or stopped, and into what, by the sources' own words.

    A cluster that continued in several has a row for each. Where no source says what became of it, the outcome is
    unknown: it may go on as it was. Ordered by outcome, then name; unknown last.
    """
    known, places = entities(store), shown_places(store, "outcome")
    into: dict[str, list[tuple[str | None, str | None, tuple[str, ...]]]] = {}
    for row in store.rows(TIED):
        into.setdefault(row["cluster"], []).append((row["outcome"], row["target"], tuple(row["sources"])))
    rows = []
    for row in store.rows(CLUSTERS):
        ties = list(into.get(row["id"], ()))
        if not ties or (row["outcome"] and row["outcome"] not in {outcome for outcome, _, _ in ties}):
            ties.append((row["outcome"], None, places.get((row["id"], "outcome"), ())))
        rows += [
            Outcome(
                cluster=row["id"],
                cluster_name=known[row["id"]].name,
                kind=row["kind"],
                end_date=row["end_date"],
                outcome=outcome,
                target=target,
                target_name=known[target].name if target else None,
                sources=stated,
            )
            for outcome, target, stated in ties
        ]
    rows.sort(key=lambda row: (row.outcome is None, row.outcome or "", row.cluster_name, row.cluster, row.target or ""))
    return Rows(rows, [_counted(rows)] if any(row.outcome for row in rows) else ())


def _counted(rows: list[Outcome]) -> Message:
    told = {(row.outcome, row.cluster) for row in rows if row.outcome}
    counts = Counter(outcome for outcome, _ in told)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0] or ""))
    others = sum(number for _, number in ranked[MOST_TOLD:])
    return Message(
        "Of %(all)s clusters, sources say of %(known)s what became of them: %(what)s.",
        all=len({row.cluster for row in rows}),
        known=len({cluster for _, cluster in told}),
        what=(
            *(Message("%(outcome)s (%(number)s)", outcome=Term(one or ""), number=n) for one, n in ranked[:MOST_TOLD]),
            *([Message("something else (%(number)s)", number=others)] if others else ()),
        ),
    )
