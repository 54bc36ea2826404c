"""What is drawn: nodes and ties as plain values with their places, their facts in words, and their sources.

The pyvis page, the HTTP API and the web explorer all show the same Picture.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias, TypeVar

import networkx as nx

from graph.facts import Facts
from graph.messages import Message
from graph.picture.layout import positions
from graph.picture.selection import EVERYTHING, Filters, select
from graph.schema import ENTITY_TYPES, Cluster, Node, Relation
from graph.wording import count, facts_of, name_of, short_name, tied

MOST_NODES = 1000
Places: TypeAlias = Mapping[str, tuple[float, float]]
"""Where each node stands, by its id."""


@dataclass(frozen=True, slots=True)
class PictureNode:
    """An entity: `label` is its name made short, `facts` lines to read; x and y are pixels at zoom 1, y downwards.

    `measures` are its places in the network by name, None where one is not defined for it. `colour` stands in for that
    of its kind; dashed is what may not have been there on the day that is drawn (`open`), or of an unknown size.
    """

    id: str
    name: str
    label: str
    type: str
    kind: str | None
    x: float
    y: float
    size: float
    degree: int
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    measures: Mapping[str, float | None] = field(default_factory=dict)
    colour: str | None = None
    dashed: bool = False
    country: str | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class PictureEdge:
    """A tie: `label` says in words what it is, `facts` are lines to read; `directed` where it leads from start to end.

    Dashed where it is inferred, not stated, no more than chance, or perhaps not there on the day drawn (`open`).
    `q` is how likely so much in common is by chance, corrected for the number of pairs, and `significant` whether that
    is little; None where nothing was tested. `detail` is the call or role that tells two ties of the same two apart.
    """

    start: str
    end: str
    relation: str
    label: str
    weight: float
    dashed: bool
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    q: float | None = None
    significant: bool | None = None
    colour: str | None = None
    detail: str = ""
    directed: bool = False
    open: bool = False


Drawn = TypeVar("Drawn", PictureNode, PictureEdge)


@dataclass(frozen=True, slots=True)
class Step:
    """What a mark shows by its size, in pixels, or its colour."""

    text: str
    size: float | None = None
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """What sizes or colours stand for."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Nodes and ties to draw; `left_out` and `ties_left_out` count what is beyond the most that a picture holds."""

    title: str
    subtitle: str
    nodes: tuple[PictureNode, ...]
    edges: tuple[PictureEdge, ...]
    left_out: int = 0
    scales: tuple[Scale, ...] = ()
    ties_left_out: int = 0


NOTHING = Picture("", "", (), ())


def whole(facts: Facts, filters: Filters = EVERYTHING, places: Places | None = None, most: int = MOST_NODES) -> Picture:
    """Return what the filters leave of the graph of entities as a picture of at most `most` nodes.

    `places` are those of `picture_of`. Raise NotFoundError where a kind, relation type or entity does not exist.
    """
    chosen = select(facts, filters)
    title = Message("The ecosystem")
    if chosen.centre is not None:
        title = Message("Around %(name)s", name=name_of(chosen.centre))
    degrees = Counter(end for tie in chosen.ties for end in (tie.start, tie.end))
    kept = kept_nodes(chosen.nodes.values(), degrees, most, chosen.distances)
    edges = [_edge(tie, kept, chosen.weights) for tie in chosen.ties if tie.start in kept and tie.end in kept]
    left_out = len(chosen.nodes) - len(kept)
    return picture_of(title, filters.in_words(), kept, edges, degrees, left_out, places)


def of_network(
    network: "nx.Graph[str]",
    facts: Facts,
    title: str,
    measures: Mapping[str, Mapping[str, float | None]] | None = None,
    most: int = MOST_NODES,
) -> Picture:
    """Return a one-mode network as a picture; its nodes are ids of entities, others are drawn by their id.

    Of a tie's attributes these are read: `weight` (1 where absent), `facts`, or else `detail` (its parts separated by
    "; "), `sources`, `confidence` (inferred where it is below 1), `q`, `significant`, and `towards`, the end that it
    leads to. `measures` are those of each node. The network itself stays as it is.
    """
    known = {node.id: node for kind in ENTITY_TYPES for node in facts.nodes(kind)}
    edges = [_tie(known, *_ends(a, b, tie.get("towards")), tie) for a, b, tie in network.edges(data=True)]
    degrees = Counter(end for edge in edges for end in (edge.start, edge.end))
    kept = kept_nodes([known.get(i) or Node(id=i) for i in network], degrees, most)
    picture = picture_of(title, _tested(edges), kept, edges, degrees, left_out=len(network) - len(kept))
    return with_measures(picture, measures or {})


def with_measures(picture: Picture, of: Mapping[str, Mapping[str, float | None]]) -> Picture:
    """Return a picture whose nodes have these measures, by their ids."""
    return replace(picture, nodes=tuple(replace(node, measures=of.get(node.id, {})) for node in picture.nodes))


def placed(picture: Picture, places: Places) -> Picture:
    """Return a picture with its nodes at these places; what has none among them stays where it is."""
    nodes = (replace(node, x=at[0], y=at[1]) if (at := places.get(node.id)) else node for node in picture.nodes)
    return replace(picture, nodes=tuple(nodes))


def only(picture: Picture, ids: Collection[str]) -> Picture:
    """Return what a picture has of some nodes, each mark where it is, and of the ties between them."""
    return replace(
        picture,
        nodes=tuple(node for node in picture.nodes if node.id in ids),
        edges=tuple(edge for edge in picture.edges if edge.start in ids and edge.end in ids),
    )


def heaviest(picture: Picture, most: int) -> Picture:
    """Return a picture with at most so many ties, those that weigh the most."""
    beyond = len(picture.edges) - most
    if beyond <= 0:
        return picture
    ranked = sorted(picture.edges, key=lambda edge: (-edge.weight, _order(edge)))[:most]
    return replace(picture, edges=tuple(sorted(ranked, key=_order)), ties_left_out=beyond)


def open_on(day: date, found: Picture, sure: Picture) -> Picture:
    """Return the picture of a day with all dashed that `sure`, that of what certainly was there, does not have."""
    nodes, ties = {node.id for node in sure.nodes}, {(edge.start, edge.end, edge.relation) for edge in sure.edges}

    said = Message("open on %(day)s: a date is missing", day=day)

    def dashed(mark: Drawn) -> Drawn:
        return replace(mark, dashed=True, open=True, facts=(*mark.facts, said))

    return replace(
        found,
        nodes=tuple(node if node.id in nodes else dashed(node) for node in found.nodes),
        edges=tuple(edge if (edge.start, edge.end, edge.relation) in ties else dashed(edge) for edge in found.edges),
    )


def _tested(edges: Collection[PictureEdge]) -> str:
    """Say how many ties are beyond chance, where that was tested."""
    tested = [edge.significant for edge in edges if edge.significant is not None]
    return f"{sum(tested):,} of {count(len(tested), 'tie', 'ties')} tested beyond chance" if tested else ""


def _ends(a: str, b: str, towards: str | None) -> tuple[str, str]:
    return (max(a, b), min(a, b)) if towards == min(a, b) else (min(a, b), max(a, b))


def _tie(known: Mapping[str, Node], a: str, b: str, tie: Mapping[str, Any]) -> PictureEdge:
    return PictureEdge(
        start=a,
        end=b,
        relation="",
        label=f"{_name(known, a)} – {_name(known, b)}",
        weight=float(tie.get("weight", 1)),
        dashed=float(tie.get("confidence", 1)) < 1 or tie.get("significant") is False,
        facts=tie.get("facts") or tuple(part for part in str(tie.get("detail", "")).split("; ") if part),
        sources=tuple(tie.get("sources", ())),
        q=tie.get("q"),
        significant=tie.get("significant"),
        directed=tie.get("towards") is not None,
    )


def kept_nodes(
    nodes: Iterable[Node], degrees: Mapping[str, int], most: int, distances: Mapping[str, int] | None = None
) -> dict[str, Node]:
    """Return what a picture can hold: the nearest first, then the clusters, then the most connected."""
    near = distances or {}
    ranked = sorted(nodes, key=lambda n: (near.get(n.id, 0), type(n) is not Cluster, -degrees.get(n.id, 0), n.id))
    return {node.id: node for node in ranked[:most]}


def picture_of(
    title: str,
    chosen: str,
    nodes: Mapping[str, Node],
    edges: Iterable[PictureEdge],
    degrees: Mapping[str, int],
    left_out: int = 0,
    places: Places | None = None,
) -> Picture:
    """Return nodes and the ties between them in a fixed order.

    Where `places` has a place for each of them they stand there, else where a layout of their own puts them.
    """
    drawn = sorted((e for e in edges if e.start in nodes and e.end in nodes), key=_order)
    if places is None or not places.keys() >= nodes.keys():
        network: nx.Graph[str] = nx.Graph()
        network.add_nodes_from(nodes)
        network.add_edges_from((e.start, e.end) for e in drawn)
        places = positions(network)
    counts = f"{count(len(nodes), 'entity', 'entities')}, {count(len(drawn), 'tie', 'ties')}"
    subtitle = f"{counts}; {chosen}" if chosen else counts
    marks = tuple(_node(node, places[node.id], degrees.get(node.id, 0)) for node in nodes.values())
    return Picture(title, subtitle, marks, tuple(drawn), left_out)


def _order(edge: PictureEdge) -> tuple[str, str, str, tuple[str, ...]]:
    return (edge.start, edge.end, edge.relation, edge.facts)


def _node(node: Node, place: tuple[float, float], degree: int) -> PictureNode:
    return PictureNode(
        id=node.id,
        name=name_of(node),
        label=short_name(node),
        type=type(node).__name__,
        kind=getattr(node, "kind", None),
        x=place[0],
        y=place[1],
        size=round(min(9 + 2.5 * degree**0.5, 24), 1),
        degree=degree,
        facts=facts_of(node),
        sources=node.sources,
        country=getattr(node, "country", None),
    )


def _edge(tie: Relation, nodes: Mapping[str, Node], weights: Counter[frozenset[str]]) -> PictureEdge:
    return PictureEdge(
        start=tie.start,
        end=tie.end,
        relation=tie.label,
        label=tied(_name(nodes, tie.start), tie.label, _name(nodes, tie.end)),
        weight=float(weights[frozenset((tie.start, tie.end))]),
        dashed=tie.confidence < 1,
        facts=facts_of(tie),
        sources=tie.sources,
        directed=True,
    )


def _name(nodes: Mapping[str, Node], identifier: str) -> str:
    return name_of(nodes[identifier]) if identifier in nodes else identifier
