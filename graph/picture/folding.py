"""A star of many spokes folded: what is tied to one entity alone and is of one kind is drawn as one mark."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

import networkx as nx

from graph.marks import mark_of
from graph.messages import Message, Term, listed
from graph.picture.layout import CLOSEST, positions
from graph.picture.picture import Picture, PictureEdge, PictureNode

MOST_SPOKES = 24
MOST_NAMED = 12
GOLDEN = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class _Spokes:
    """What is tied to `hub` alone, of one mark."""

    hub: str
    nodes: Sequence[PictureNode]
    edges: Sequence[PictureEdge]

    @property
    def id(self) -> str:
        return f"folded:{mark_of(self.nodes[0].type, self.nodes[0].kind).name}:{self.hub}"

    def node(self) -> PictureNode:
        one, number = self.nodes[0], len(self.nodes)
        name = Message("%(count)s × %(what)s", count=number, what=Term(mark_of(one.type, one.kind).word))
        facts = (listed([node.name for node in self.nodes], MOST_NAMED),)
        size = round(min(9 + 2.5 * number**0.5, 30), 1)
        return replace(one, id=self.id, name=name, label=name, size=size, facts=facts, sources=(), country=None)

    def edge(self) -> PictureEdge:
        one = self.edges[0]
        start, end = (self.hub if place == self.hub else self.id for place in (one.start, one.end))
        facts = tuple(dict.fromkeys(edge.relation for edge in self.edges if edge.relation))
        return replace(one, start=start, end=end, weight=float(len(self.edges)), facts=facts, sources=())


def folded(picture: Picture, unfolded: Set[str]) -> Picture:
    """Return a picture in which more than MOST_SPOKES of a kind at one hub are one mark, save those that are unfolded.

    Places are those of the folded picture; what is unfolded lies around the place of its mark, so nothing else moves.
    """
    spokes = [one for one in _spokes(picture) if len(one.nodes) > MOST_SPOKES]
    if not spokes:
        return picture
    inside = {node.id for one in spokes for node in one.nodes}
    nodes = [node for node in picture.nodes if node.id not in inside]
    edges = [edge for edge in picture.edges if edge.start not in inside and edge.end not in inside]
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from((*(node.id for node in nodes), *(one.id for one in spokes)))
    network.add_edges_from((*((e.start, e.end) for e in edges), *((one.hub, one.id) for one in spokes)))
    places = positions(network)
    for one in spokes:
        if one.id in unfolded:
            around = zip(one.nodes, disc(*places[one.id], len(one.nodes)), strict=True)
            places |= {node.id: place for node, place in around}
            nodes += one.nodes
            edges += one.edges
        else:
            nodes.append(one.node())
            edges.append(one.edge())
    placed = tuple(replace(node, x=places[node.id][0], y=places[node.id][1]) for node in nodes)
    return replace(picture, nodes=placed, edges=tuple(edges))


def disc(x: float, y: float, count: int, first: int = 0) -> Iterator[tuple[float, float]]:
    """Yield places around a point, none closer than usual to another, from the `first` on outwards."""
    for number in range(first, first + count):
        away, angle = CLOSEST * math.sqrt(number), number * GOLDEN
        yield round(x + away * math.cos(angle), 1), round(y + away * math.sin(angle), 1)


def _spokes(picture: Picture) -> list[_Spokes]:
    known = {node.id: node for node in picture.nodes}
    tied: dict[str, Counter[str]] = defaultdict(Counter)
    for edge in picture.edges:
        tied[edge.start][edge.end] += 1
        tied[edge.end][edge.start] += 1
    of: dict[tuple[str, str], list[str]] = defaultdict(list)
    for node, others in tied.items():
        if len(others) == 1 and len(tied[hub := next(iter(others))]) > 1:
            of[hub, mark_of(known[node].type, known[node].kind).name].append(node)
    ends: dict[str, list[PictureEdge]] = defaultdict(list)
    for edge in picture.edges:
        for end in {edge.start, edge.end}:
            ends[end].append(edge)
    return [
        _Spokes(hub, [known[node] for node in nodes], [edge for node in nodes for edge in ends[node]])
        for (hub, _), nodes in sorted(of.items())
    ]
