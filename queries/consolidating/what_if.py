"""What there would be if two were one."""

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

import networkx as nx

from graph.errors import BadInputError, NotLoadedError
from graph.measures import metrics
from graph.measures.network import COOPERATION, collaboration_network, memberships
from graph.messages import Message, Term, listed
from graph.store import Store
from queries.asking.listings import who_left
from queries.asking.question import Rows, question
from queries.consolidating.consolidation import ranked
from queries.consolidating.landscape import Landscape, Sources, joined, landscape
from queries.lookup.entities import resolve
from queries.lookup.values import shown_places

NO_CANDIDATE = Message("The two are no candidate: nothing that is known ties them together.")

MONEY = """
MATCH (c:Cluster)
RETURN c.id AS id, c.grant_eur AS grant_eur
"""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One figure of each of the two as they are, and of the two together; unknown is null."""

    figure: str
    a: float | None
    b: float | None
    together: float | None
    detail: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """The clusters on each side; `target` is the second entity, which as an organisation stands for those it runs."""

    a: frozenset[str]
    b: frozenset[str]
    target: str

    @property
    def both(self) -> frozenset[str]:
        """All clusters of the two sides."""
        return self.a | self.b


@question
def what_if(
    store: Store,
    a: Annotated[str, "a cluster (name or id)"],
    b: Annotated[str, "another cluster, or an organisation that would take it in"],
) -> list[WhatIf]:
    """What the members, themes, projects, money and place in the network would be if two were one.

    An organisation stands for the other clusters that it runs, and brings its own projects. Members, themes and
    projects of the two together count once what both have; money is added up. Where no member lists are loaded, members
    are what the source reports, and together at most their sum, so that is unknown, as is the sum of what is known of
    one only. Betweenness, partners and strength are those of the collaboration network of clusters (tied by the
    projects, hosts and listed members that they share), before and after the two are made one; of an organisation the
    highest of its clusters; the ties between the two fall away. Notes say how the pair ranks in `consolidation` under
    the usual weights and what would turn that. It says what would be there, not what would be gained or lost by people
    who stay or leave.
    """
    land = landscape(store)
    sides = sides_of(land, a, b)
    rows = [
        _members(land, sides),
        _counted("themes", land, land.themes, sides),
        _counted("projects", land, land.projects, sides),
        *_money(store, sides),
        *_places(collaboration_network(store), sides),
    ]
    return Rows(rows, [*_standing_for(land, sides), *_advised(land, sides), *who_left(store)])


def sides_of(land: Landscape, a: str, b: str) -> Sides:
    """Return the two sides by name or id; raise BadInputError where the two cannot be made one."""
    first, second = resolve(land.names, a).id, resolve(land.names, b).id
    if first not in land.clusters:
        raise BadInputError("'%(a)s' is no cluster: what is folded or joined is one.", a=a)
    if second not in land.clusters and land.names[second].label != "Organisation":
        raise BadInputError("'%(b)s' is neither a cluster nor an organisation.", b=b)
    if first == second:
        raise BadInputError("A cluster and itself are one already.")
    there = frozenset({second} if second in land.clusters else set(land.hosted(second)) - {first})
    return Sides(frozenset({first}), there, second)


def _members(land: Landscape, sides: Sides) -> WhatIf:
    listed = land.members or {}
    if sides.b and all(listed.get(cluster) and land.listed(cluster).complete for cluster in sides.both):
        return _counted("members", land, listed, sides)
    reported = {cluster: land.listed(cluster).size or None for cluster in sides.both}
    sources = joined(land.sources(cluster, "members_reported") for cluster in sorted(sides.both))
    a, b = (_total(reported[cluster] for cluster in side) for side in (sides.a, sides.b))
    most = Message("unknown") if a is None or b is None else Message("at most %(number).0f", number=a + b)
    return WhatIf(
        "members",
        a,
        b,
        None,
        Message("as reported; how many are in both is not listed, together %(most)s", most=most),
        sources,
    )


def _counted(figure: str, land: Landscape, what: Mapping[str, Mapping[str, Sources]], sides: Sides) -> WhatIf:
    second = sides.b | {sides.target}
    a, b, both = (_union(what, side) for side in (sides.a, second, sides.a | second))
    common = sorted(a.keys() & b)
    names = listed([land.names[item].name for item in common], 10)
    detail = Message("in both: %(names)s", names=names) if common else Message("none in both")
    sources = joined(both[item] for item in sorted(both))
    if not a or not b:
        return WhatIf(figure, len(a) or None, len(b) or None, None, Message("unknown how many are in both"), sources)
    return WhatIf(figure, len(a), len(b), len(both), detail, sources)


def _union(what: Mapping[str, Mapping[str, Sources]], entities: Iterable[str]) -> dict[str, Sources]:
    found: dict[str, Sources] = {}
    for entity in sorted(entities):
        for item, sources in what.get(entity, {}).items():
            found[item] = joined((found.get(item, ()), sources))
    return found


def _money(store: Store, sides: Sides) -> Iterable[WhatIf]:
    rows = {row["id"]: {**row, "fees_eur": None} for row in store.rows(MONEY)}
    granted = shown_places(store, "grant_eur")
    places = {"grant_eur": joined(granted.get((cluster, "grant_eur"), ()) for cluster in sorted(sides.both))}
    with contextlib.suppress(NotLoadedError):
        for member in memberships(store).current:
            if member["fee"] is not None:
                of = rows[member["row"]]
                of["fees_eur"] = (of["fees_eur"] or 0.0) + member["fee"]
                if member["row"] in sides.both:
                    places["fees_eur"] = joined((places.get("fees_eur", ()), tuple(member["sources"])))
    for figure, detail in (
        ("grant_eur", Message("subsidy of the cluster; euro")),
        ("fees_eur", Message("fees of listed members; euro")),
    ):
        a, b = (_total(rows[cluster][figure] or None for cluster in side) for side in (sides.a, sides.b))
        yield WhatIf(figure, a, b, _total((a, b)), detail, places.get(figure, ()) if a or b else ())


def _places(network: "nx.Graph[str]", sides: Sides) -> Iterable[WhatIf]:
    """Yield the two's places in the network, and the place of the two as one node."""
    one = min(sides.a)
    together = merged(network, sides.both, one)
    for figure, measure in (
        ("partners", metrics.degree),
        ("strength", metrics.strength),
        ("betweenness", metrics.betweenness),
    ):
        before, after = measure(network), measure(together)
        b = max((float(before[c]) for c in sides.b if c in before), default=None)
        rank = 1 + sum(round(value, 12) > round(after[one], 12) for value in after.values())
        detail = Message("rank %(rank)s of %(count)s clusters together", rank=rank, count=len(after))
        yield WhatIf(figure, float(before.get(one, 0.0)), b, float(after[one]), detail, ())


def _standing_for(land: Landscape, sides: Sides) -> Iterable[Message]:
    """Say which clusters an organisation stands for."""
    if sides.target in land.clusters:
        return
    name, others = land.names[sides.target].name, ", ".join(land.clusters[cluster].name for cluster in sorted(sides.b))
    if others:
        yield Message("%(name)s stands for the other clusters that it runs: %(others)s.", name=name, others=others)
    else:
        yield Message("%(name)s runs no other cluster: only its own projects are counted.", name=name)


def _advised(land: Landscape, sides: Sides) -> list[Message]:
    """Say how the two rank as candidates, and what would turn that."""
    pair = {*sides.a, sides.target}
    said = []
    for advice in ("fold", "merge"):
        rows = ranked(land, advice)
        for row in (row for row in rows if {row.cluster, row.target} == pair):
            place = f"{row.cluster_name}, {row.target_name}"
            turned = (
                Message("turned by %(flip)s", flip=row.flip)
                if row.flip
                else Message("no change of one weight turns that")
            )
            said.append(
                Message(
                    "As a candidate to %(advice)s (%(place)s) it is number %(rank)s of %(count)s; %(turned)s.",
                    advice=Term(advice),
                    place=place,
                    rank=row.rank,
                    count=len(rows),
                    turned=turned,
                )
            )
    return said or [NO_CANDIDATE]


def merged(network: "nx.Graph[str]", nodes: frozenset[str], one: str) -> "nx.Graph[str]":
    """Return the network with these nodes made one: what several of them share with a neighbour counts once."""
    found: nx.Graph[str] = nx.Graph()
    found.add_nodes_from(one if node in nodes else node for node in (*network, one))
    for start, end, tie in network.edges(data=True):
        a, b = (one if node in nodes else node for node in (start, end))
        if a == b:
            continue
        known = found.get_edge_data(a, b, {})
        shared = {over: {*known.get(over, ()), *tie.get(over, ())} for over in COOPERATION}
        found.add_edge(a, b, weight=sum(map(len, shared.values())), **shared)
    return found


def _total(values: Iterable[float | None]) -> float | None:
    """Return the sum, unknown where there is nothing or a part is unknown."""
    listed = list(values)
    known = [float(value) for value in listed if value is not None]
    return sum(known) if known and len(known) == len(listed) else None
