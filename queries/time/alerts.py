"""What needs attention: support that ends, members that leave, hosts that run several clusters."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Literal

from graph.measures.network import CLUSTER_MEMBERS, day_of_data
from graph.messages import Message
from graph.store import Store
from queries.asking.question import over_time
from queries.lookup.entities import entities
from queries.time.events import SUPPORTED

HOSTED = "MATCH (o:Organisation)-[r:HOSTS]->(c:Cluster) RETURN o.id AS host, c.id AS cluster, r.sources AS sources"
YEAR = timedelta(days=365)
LEAVING = 0.1
"""From which share of a cluster's members on it is said that they leave."""

Kind = Literal["support_ends", "members_leave", "hosts_another"]


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing about a cluster, in words; `day` is that of the support's end, `other` the instrument or the host."""

    NONE_THERE: ClassVar = ("day", "other_name")

    what: Kind
    cluster: str
    cluster_name: str
    day: date | None
    other: str | None
    other_name: str | None
    detail: str
    sources: tuple[str, ...]


Told = tuple[Kind, str, date | None, str | None, Message, tuple[str, ...]]


@over_time
def alerts(store: Store) -> list[Alert]:
    """What needs attention: support that ends within a year, clusters whose members leave, hosts that run several.

    Seen from the day of the data, or another. Members leave where at least a tenth of those of a year ago has left
    since; of members without dates nothing is known. Ordered by what, then day and name.
    """
    known = entities(store)
    day = day_of_data(store)
    rows = [
        Alert(what, one, known[one].name, when, other, known[other].name if other else None, detail, sources)
        for what, one, when, other, detail, sources in (*_ending(store, day), *_leaving(store, day), *_hosted(store))
    ]
    rows.sort(key=lambda row: (row.what != "support_ends", row.what, row.day or day, row.cluster_name, row.other or ""))
    return rows


def _ending(store: Store, day: date) -> Iterator[Told]:
    for row in store.rows(SUPPORTED):
        if row["until"] and day <= row["until"] <= day + YEAR:
            left = (row["until"] - day).days
            detail = Message("Its support ends on %(day)s, in %(left)s days.", day=row["until"], left=left)
            yield "support_ends", row["cluster"], row["until"], row["target"], detail, tuple(row["sources"])


def _leaving(store: Store, day: date) -> Iterator[Told]:
    before = day - YEAR
    there: dict[str, int] = defaultdict(int)
    gone: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in store.rows(CLUSTER_MEMBERS):
        if (row["since"] is None or row["since"] <= before) and (row["until"] is None or row["until"] >= before):
            there[row["row"]] += 1
            if row["until"] is not None and row["until"] < day:
                gone[row["row"]].append(tuple(row["sources"]))
    for cluster, left in gone.items():
        if len(left) >= LEAVING * there[cluster]:
            number = there[cluster]
            detail = Message("Of %(number)s members of a year ago %(left)s have left.", number=number, left=len(left))
            stated = dict.fromkeys(one for told in left for one in told)
            yield "members_leave", cluster, None, None, detail, tuple(stated)


def _hosted(store: Store) -> Iterator[Told]:
    names = entities(store)
    by_host: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for row in store.rows(HOSTED):
        by_host[row["host"]].setdefault(row["cluster"], []).extend(row["sources"])
    for host, clusters in by_host.items():
        for one, sources in clusters.items():
            others = tuple(sorted(names[other].name for other in clusters if other != one))
            if others:
                detail = Message("Its host %(host)s also runs %(others)s.", host=names[host].name, others=others)
                yield "hosts_another", one, None, host, detail, tuple(sources)
