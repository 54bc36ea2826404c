"""What appeared, what ended and what stayed between two days."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from graph.days import DATED, Calendar, day_of
from graph.errors import BadInputError
from graph.measures.network import day_of_data
from graph.messages import Message
from graph.schema import Cluster, FundedBy, MemberOf, Node, ParticipatesIn, PartOf, Project, Relation
from graph.stated import relation_key
from graph.store import Store
from graph.store.answers import all_facts
from queries.asking.question import Rows, over_time
from queries.lookup.entities import Entity, entities

What = Literal["appeared", "ended", "stayed", "unknown"]
YEAR = timedelta(days=365)
ORDER = ("appeared", "ended", "stayed", "unknown")
KINDS = {
    Cluster: "cluster",
    Project: "project",
    MemberOf: "member",
    FundedBy: "funding",
    ParticipatesIn: "participation",
    PartOf: "part",
}


@dataclass(frozen=True, slots=True)
class Change:
    """An entity `a`, or a tie of `a` with `b`, on two days; `since` and `until` are its first and last day, if known.

    `detail` is the call or role that tells two ties of the same two apart.
    """

    NONE_THERE: ClassVar = ("b_name", "detail")

    kind: str
    what: What
    a: str
    b: str | None
    a_name: str
    b_name: str | None
    since: date | None
    until: date | None
    detail: str | None
    sources: tuple[str, ...]


@over_time
def changes(
    store: Store,
    *,
    since: Annotated[str | None, "the first day (YYYY-MM-DD); by default a year before the second"] = None,
    until: Annotated[str | None, "the second day (YYYY-MM-DD); by default that of the data, or `at`"] = None,
) -> list[Change]:
    """What appeared, ended and stayed between two days: clusters, projects, members, funding, participation.

    Something is there from its first day to its last, both included. It appeared where it is certainly not there on
    the first day and is, or may be, on the second; it ended where it is, or may be, there on the first and certainly
    not on the second; it stayed where it is certainly there on both; else it is unknown, since a date is missing.
    What is certainly there on neither day is no row. Members have the dates of their membership, participations those
    of the project, funding its own or else those of what is funded; a tie is not there when one of its ends is not.
    Ordered by what happened, kind, and ids.
    """
    facts = all_facts(store)
    calendar = Calendar(facts)
    span = calendar.span
    if span is None and (since is None or until is None):
        return Rows((), [Message("The data name no day.")])
    first, last = span or (date.min, date.max)
    other = min(max(first, day_of_data(store)), last) if until is None else calendar.inside(day_of(until))
    one = max(first, other - YEAR) if since is None else calendar.inside(day_of(since))
    if other < one:
        raise BadInputError("%(until)s is before %(since)s: turn them round.", until=other, since=one)
    known = entities(store)
    records = [record for kind in DATED for record in facts.of(kind)]
    rows = [
        _row(known, calendar, record, what)
        for record in records
        if (what := change(calendar.holds(record, one), calendar.holds(record, other)))
    ]
    place = {name: k for k, name in enumerate((*ORDER, *KINDS.values()))}
    rows.sort(key=lambda row: (place[row.what], place[row.kind], row.a, row.b or "", row.detail or ""))
    return Rows(rows, _notes(rows, one, other))


def change(one: bool | None, other: bool | None) -> What | None:
    """Return what happened to what was there, or not, or perhaps (None), on two days; None where on neither."""
    if one is False:
        return None if other is False else "appeared"
    if other is False:
        return "ended"
    return "stayed" if one and other else "unknown"


def _row(known: dict[str, Entity], calendar: Calendar, record: Node | Relation, what: What) -> Change:
    period = calendar.period(record)
    a, b = (record.start, record.end) if isinstance(record, Relation) else (record.id, None)
    detail = " ".join(relation_key(record)) if isinstance(record, Relation) else ""
    return Change(
        kind=KINDS[type(record)],
        what=what,
        a=a,
        b=b,
        a_name=known[a].name,
        b_name=known[b].name if b else None,
        since=period.start,
        until=period.end,
        detail=detail or None,
        sources=record.sources,
    )


def _notes(rows: list[Change], one: date, other: date) -> Iterator[Message]:
    count = Counter(row.what for row in rows)
    yield Message(
        "From %(since)s to %(until)s: %(appeared)s appeared, %(ended)s ended, %(stayed)s stayed; of %(unknown)s a "
        "missing date leaves it open.",
        since=one,
        until=other,
        appeared=count["appeared"],
        ended=count["ended"],
        stayed=count["stayed"],
        unknown=count["unknown"],
    )
    if half := sum((row.what, None) in (("appeared", row.until), ("ended", row.since)) for row in rows):
        yield Message(
            "Only one date is known of %(half)s of those that appeared or ended: it may be that they were there on "
            "neither day.",
            half=half,
        )
