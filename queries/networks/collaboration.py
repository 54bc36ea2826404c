"""Which clusters (or organisations) work together."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from graph.measures.network import Affiliation, cooperation, organisation_affiliation
from graph.store import Store
from queries.asking.question import question
from queries.lookup.entities import Entity, entities, resolve


@dataclass(frozen=True, slots=True)
class Collaboration:
    """A pair and what it shares; `shared_members` is null unless the members of both are listed."""

    ENDS: ClassVar = ("a", "b")

    a: str
    b: str
    a_name: str
    b_name: str
    shared_projects: int
    shared_members: int | None
    shared_hosts: int
    projects: tuple[str, ...]
    hosts: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(slots=True)
class _Pair:
    """What is known of a pair so far, by what it is shared over."""

    common: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)

    def count(self, over: str) -> int:
        return len(self.common.get(over, ()))


@question
def collaboration(
    store: Store,
    *,
    between: Annotated[Literal["clusters", "organisations"], "whose collaboration"] = "clusters",
    of: Annotated[str | None, "only pairs with this cluster or organisation (name or id)"] = None,
) -> list[Collaboration]:
    """Which clusters (or organisations) work together: shared projects, members and hosts, with the projects named.

    Two clusters work together where both take part in a project (intercluster projects that were applied for, other
    joint projects, working groups and events), where an organisation is a member of both, or where one organisation
    runs both. Pairs are ordered by shared projects, then hosts, then members. Shared members are unknown (null), not
    zero, unless the members of both are listed.
    """
    known = entities(store)
    affiliations = cooperation(store) if between == "clusters" else {"projects": organisation_affiliation(store)}
    pairs: dict[tuple[str, str], _Pair] = defaultdict(_Pair)
    for over, affiliation in affiliations.items():
        _add_shared(pairs, over, affiliation)
    only = resolve(known, of).id if of else None
    listed = set(affiliations["members"].known().rows) if "members" in affiliations else set()
    rows = [
        _row(known, ends, pair, members_known=listed.issuperset(ends))
        for ends, pair in pairs.items()
        if only is None or only in ends
    ]
    return sorted(rows, key=lambda r: (-r.shared_projects, -r.shared_hosts, -(r.shared_members or 0), r.a, r.b))


def _add_shared(pairs: dict[tuple[str, str], _Pair], over: str, affiliation: Affiliation) -> None:
    for i, j in zip(*affiliation.shared().coords, strict=True):
        a, b = affiliation.rows[i], affiliation.rows[j]
        pair = pairs[(a, b)]
        pair.common[over] = affiliation.common(i, j)
        for end in (a, b):
            pair.sources.update(dict.fromkeys(affiliation.sources_of(end, pair.common[over])))


def _row(known: dict[str, Entity], ends: tuple[str, str], pair: _Pair, *, members_known: bool) -> Collaboration:
    a, b = ends
    return Collaboration(
        a=a,
        b=b,
        a_name=known[a].name,
        b_name=known[b].name,
        shared_projects=pair.count("projects"),
        shared_members=pair.count("members") if members_known else None,
        shared_hosts=pair.count("hosts"),
        projects=tuple(known[project].name for project in pair.common.get("projects", ())),
        hosts=tuple(known[host].name for host in pair.common.get("hosts", ())),
        sources=tuple(pair.sources),
    )
