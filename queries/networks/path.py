"""How two entities are connected."""

from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Annotated, Literal

import networkx as nx

from graph.errors import NotFoundError
from graph.facts import Facts
from graph.messages import Message
from graph.schema import RELATION_TYPES, About, ContinuesIn, FundedBy, GivesAccessTo, GrewFrom, MustJoin, Relation
from graph.store import Store
from graph.store.answers import all_facts
from queries.asking.question import question
from queries.lookup.entities import Entity, entities, resolve

NOT_WORKING = (FundedBy, About, ContinuesIn, MustJoin, GrewFrom, GivesAccessTo)
WORKING_TIES = tuple(kind for kind in RELATION_TYPES if kind not in NOT_WORKING)
MOST_PATHS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one of the shortest paths; `relation` points from `start` to `end`, whichever way the path goes."""

    path: int
    step: int
    a: str
    a_name: str
    relation: str
    start: str
    end: str
    b: str
    b_name: str
    sources: tuple[str, ...]


@question
def path(
    store: Store,
    a: Annotated[str, "where to start (name or id)"],
    b: Annotated[str, "where to end (name or id)"],
    *,
    through: Annotated[
        Literal["work", "all"], "ties of work alone, or also common themes, instruments and what a cluster became"
    ] = "work",
) -> list[Step]:
    """How two entities are connected: every shortest path, step by step, with the source of each step.

    Ties are followed in both directions and count the same. By default only ties of work count (members, hosts,
    steering groups, joint projects, stated niches and overlaps): clusters of one programme are all tied by its
    instrument, which says little. At most ten paths of the same length are shown, in the order of their ids.
    """
    known = entities(store)
    start, end = resolve(known, a), resolve(known, b)
    network = _network(all_facts(store), WORKING_TIES if through == "work" else RELATION_TYPES)
    try:
        paths = sorted(islice(nx.all_shortest_paths(network, start.id, end.id), 1000))[:MOST_PATHS]
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        hint = Message("; try through 'all'") if through == "work" else ""
        raise NotFoundError(
            "%(start)s and %(end)s are not connected%(hint)s.", start=start.name, end=end.name, hint=hint
        ) from None
    return [step for number, nodes in enumerate(paths, start=1) for step in _steps(number, nodes, network, known)]


def _network(facts: Facts, kinds: tuple[type[Relation], ...]) -> "nx.Graph[str]":
    network: nx.Graph[str] = nx.Graph()
    for kind in kinds:
        for tie in facts.relations(kind):
            if not network.has_edge(tie.start, tie.end):
                network.add_edge(tie.start, tie.end, tie=tie)
    return network


def _steps(number: int, nodes: list[str], network: "nx.Graph[str]", known: dict[str, Entity]) -> list[Step]:
    steps = []
    for position, (a, b) in enumerate(pairwise(nodes), start=1):
        tie: Relation = network.edges[a, b]["tie"]
        steps.append(
            Step(number, position, a, known[a].name, tie.label, tie.start, tie.end, b, known[b].name, tie.sources)
        )
    return steps
