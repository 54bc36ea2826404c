"""What would fall apart without the clusters that broker most."""

from dataclasses import dataclass
from itertools import combinations
from typing import Annotated

import networkx as nx

from graph.errors import BadInputError
from graph.measures.network import collaboration_network
from graph.messages import Message, listed
from graph.store import Store
from queries.asking.question import question
from queries.lookup.entities import entities
from queries.networks.centrality import centrality

MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Broker:
    """One cluster, the clusters that only it links to the largest part of the rest, and how many pairs it alone links.

    `without` says in a sentence what would become of the network.
    """

    id: str
    name: str
    betweenness: float
    parts: int
    cut_off: tuple[str, ...]
    pairs: int
    without: str


@question
def brokers(
    store: Store, *, most: Annotated[int, "of so many clusters, the highest betweenness first"] = 10
) -> list[Broker]:
    """What would fall apart without the clusters that broker most.

    Of the clusters with the highest betweenness in the collaboration network (see centrality), each in turn is taken
    out: into how many parts what it is linked with falls, which clusters are cut off from the largest part (of equal
    parts the first by id), and how many pairs of clusters no path links any more. Ordered by betweenness, then
    strength, as centrality is.
    """
    if most < 1:
        raise BadInputError("%(most)s is no number of clusters: expected 1 or more.", most=most)
    network, known = collaboration_network(store), entities(store)
    found = centrality(store)[:most]
    return [
        _broker(network, row.id, row.betweenness or 0.0, {one: known[one].name for one in network}) for row in found
    ]


def _broker(network: "nx.Graph[str]", id: str, betweenness: float, names: dict[str, str]) -> Broker:
    rest = network.subgraph(nx.node_connected_component(network, id) - {id})
    parts = sorted(nx.connected_components(rest), key=lambda part: (-len(part), min(part)))
    cut_off = tuple(sorted(names[one] for part in parts[1:] for one in part))
    pairs = sum(len(a) * len(b) for a, b in combinations(parts, 2))
    without = _without(names[id], betweenness, len(parts), cut_off, pairs)
    return Broker(id, names[id], betweenness, len(parts), cut_off, pairs, without)


def _without(name: str, betweenness: float, parts: int, cut_off: tuple[str, ...], pairs: int) -> Message:
    if cut_off:
        return Message(
            "Without %(name)s the network would fall into %(parts)s parts: the link with %(lost)s would be lost "
            "(pairs of clusters that nothing would link any more: %(pairs)s).",
            name=name,
            parts=parts,
            lost=listed(cut_off, MOST_NAMED),
            pairs=pairs,
        )
    if betweenness > 0:
        return Message(
            "Without %(name)s nothing would fall apart, but %(share).1f %% of the shortest paths between two others "
            "run through it.",
            name=name,
            share=100 * betweenness,
        )
    return Message(
        "Without %(name)s nothing would fall apart: no shortest path between two others runs through it.", name=name
    )
