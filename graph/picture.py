"""What is drawn: nodes and ties as plain values with their places, their facts in words, and their sources.

The pyvis page, the HTTP API and the web explorer all show the same Picture.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import networkx as nx

from graph.errors import NotFoundError
from graph.facts import Facts
from graph.layout import positions
from graph.schema import ENTITY_TYPES, RELATION_TYPES, Node, Relation
from graph.wording import facts_of, name_of, short_name, words

MOST_NODES = 1000


@dataclass(frozen=True, slots=True)
class PictureNode:
    """An entity: `label` is its name made short, `facts` lines to read; x and y are pixels at zoom 1, y downwards."""

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


@dataclass(frozen=True, slots=True)
class PictureEdge:
    """A tie: `label` says in words what it is, `facts` are lines to read; dashed where it is inferred, not stated."""

    start: str
    end: str
    relation: str
    label: str
    weight: float
    dashed: bool
    facts: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Nodes and ties to draw; `left_out` counts the nodes beyond the most that a picture holds."""

    title: str
    subtitle: str
    nodes: tuple[PictureNode, ...]
    edges: tuple[PictureEdge, ...]
    left_out: int = 0


def whole(
    facts: Facts,
    *,
    kinds: Collection[str] | None = None,
    relations: Collection[str] | None = None,
    at: date | None = None,
    ego: str | None = None,
    depth: int = 1,
    min_weight: float = 0,
) -> Picture:
    """Return the graph of entities as a picture.

    kinds: node types (`Cluster`) or kinds (`IBN`, `firm`) to keep. relations: relation types to keep. at: only what
    was active on that day; what has no dates is kept. ego: only this entity (id, name or alias) and what is at most
    `depth` ties away; it is kept whatever the other filters say. min_weight: a tie weighs as many relations as there
    are between its two ends. Entities without a tie are left out where ties are chosen by relation or weight.
    Raise NotFoundError where a kind, relation type or entity does not exist.
    """
    everything = [node for kind in ENTITY_TYPES for node in facts.nodes(kind)]
    centre = _find(everything, ego)
    wanted = _chosen_kinds(everything, kinds)
    nodes = {n.id: n for n in everything if n is centre or (wanted(n) and _active(n, "start_date", "end_date", at))}
    ties = [
        tie
        for kind in _chosen_relations(relations)
        for tie in facts.relations(kind)
        if tie.start in nodes and tie.end in nodes and _active(tie, "since", "until", at)
    ]
    weights = Counter(frozenset((tie.start, tie.end)) for tie in ties)
    ties = [tie for tie in ties if weights[frozenset((tie.start, tie.end))] >= min_weight]
    tied = {end for tie in ties for end in (tie.start, tie.end)}
    if relations or min_weight > 1:
        nodes = {i: node for i, node in nodes.items() if i in tied or node is centre}
    if centre is not None:
        near = _around(nodes, ties, centre.id, depth)
        nodes = {i: node for i, node in nodes.items() if i in near}
    edges = [_edge(tie, nodes, weights) for tie in ties if tie.start in nodes and tie.end in nodes]
    title = "The ecosystem" if centre is None else f"Around {name_of(centre)}"
    chosen = _described(kinds, relations, at, depth if centre else None, min_weight)
    return _picture(title, chosen, list(nodes.values()), edges)


def of_network(network: "nx.Graph[str]", facts: Facts, title: str) -> Picture:
    """Return a one-mode network as a picture; its nodes are ids of entities, others are drawn by their id.

    Of a tie's attributes these are read: `weight` (1 where absent), `detail` (text, its parts separated by "; "),
    `sources`, and `confidence` (inferred where it is below 1). The network itself stays as it is.
    """
    known = {node.id: node for kind in ENTITY_TYPES for node in facts.nodes(kind)}
    edges = [
        PictureEdge(
            start=min(a, b),
            end=max(a, b),
            relation="",
            label=f"{_name(known, min(a, b))} – {_name(known, max(a, b))}",
            weight=float(tie.get("weight", 1)),
            dashed=float(tie.get("confidence", 1)) < 1,
            facts=tuple(part for part in str(tie.get("detail", "")).split("; ") if part),
            sources=tuple(tie.get("sources", ())),
        )
        for a, b, tie in network.edges(data=True)
    ]
    return _picture(title, "", [known.get(i) or Node(id=i) for i in network], edges)


def _picture(title: str, chosen: str, nodes: Sequence[Node], edges: Iterable[PictureEdge]) -> Picture:
    """Keep what a picture can hold, the clusters and then the most connected first, and give it places."""
    edges = sorted(edges, key=lambda e: (e.start, e.end, e.relation, e.facts))
    degrees = Counter(end for e in edges for end in (e.start, e.end))
    ranked = sorted(nodes, key=lambda n: (_type(n) != "Cluster", -degrees[n.id], n.id))
    kept = {node.id: node for node in ranked[:MOST_NODES]}
    edges = [e for e in edges if e.start in kept and e.end in kept]
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(kept)
    network.add_edges_from((e.start, e.end) for e in edges)
    places = positions(network)
    drawn = tuple(_node(node, places[node.id], degrees[node.id]) for node in kept.values())
    counts = f"{_count(len(drawn), 'entity', 'entities')}, {_count(len(edges), 'tie', 'ties')}"
    subtitle = f"{counts}; {chosen}" if chosen else counts
    return Picture(title, subtitle, drawn, tuple(edges), left_out=len(nodes) - len(kept))


def _node(node: Node, place: tuple[float, float], degree: int) -> PictureNode:
    return PictureNode(
        id=node.id,
        name=name_of(node),
        label=short_name(node),
        type=_type(node),
        kind=getattr(node, "kind", None),
        x=place[0],
        y=place[1],
        size=round(min(9 + 2.5 * degree**0.5, 24), 1),
        degree=degree,
        facts=facts_of(node),
        sources=node.sources,
    )


def _edge(tie: Relation, nodes: dict[str, Node], weights: Counter[frozenset[str]]) -> PictureEdge:
    return PictureEdge(
        start=tie.start,
        end=tie.end,
        relation=tie.label,
        label=f"{_name(nodes, tie.start)} {words(tie.label)} {_name(nodes, tie.end)}",
        weight=float(weights[frozenset((tie.start, tie.end))]),
        dashed=tie.confidence < 1,
        facts=facts_of(tie),
        sources=tie.sources,
    )


def _type(node: Node) -> str:
    return type(node).__name__


def _name(nodes: dict[str, Node], identifier: str) -> str:
    return name_of(nodes[identifier]) if identifier in nodes else identifier


def _find(nodes: Iterable[Node], ego: str | None) -> Node | None:
    """Return the entity of that id, else the only one of that name or alias."""
    if ego is None:
        return None
    listed = list(nodes)
    by_id = [node for node in listed if node.id == ego]
    found = by_id or [n for n in listed if ego == name_of(n) or ego in getattr(n, "aliases", ())]
    if len(found) != 1:
        reason = "no entity is" if not found else f"{len(found)} entities are"
        raise NotFoundError(f"{reason.capitalize()} called '{ego}'; give the id, which 'ask search' tells.")
    return found[0]


class _chosen_kinds:  # noqa: N801 - used like a function
    """Whether a node is of one of these types or kinds; of any where none are given."""

    def __init__(self, nodes: Iterable[Node], kinds: Collection[str] | None) -> None:
        self._kinds = {kind.casefold() for kind in kinds or ()}
        there = {kind.__name__ for kind in ENTITY_TYPES} | {k for n in nodes if (k := getattr(n, "kind", None))}
        for kind in kinds or ():
            if kind.casefold() not in {known.casefold() for known in there}:
                raise NotFoundError(f"No entity is of type or kind '{kind}'; there are: {', '.join(sorted(there))}.")

    def __call__(self, node: Node) -> bool:
        own = {_type(node).casefold(), str(getattr(node, "kind", "")).casefold()}
        return not self._kinds or bool(self._kinds & own)


def _chosen_relations(names: Collection[str] | None) -> list[type[Relation]]:
    known = {kind.label: kind for kind in RELATION_TYPES}
    for name in names or ():
        if name.upper() not in known:
            raise NotFoundError(f"There is no relation type '{name}'; there are: {', '.join(known)}.")
    wanted = {name.upper() for name in names or known}
    return [kind for label, kind in known.items() if label in wanted]


def _active(record: Node | Relation, first: str, last: str, at: date | None) -> bool:
    """Whether a record was active on a day: a date that is unknown or that it cannot have is no reason against."""
    start, end = getattr(record, first, None), getattr(record, last, None)
    return at is None or ((start is None or start <= at) and (end is None or at <= end))


def _around(nodes: Iterable[str], ties: Iterable[Relation], centre: str, depth: int) -> set[str]:
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(nodes)
    network.add_edges_from((tie.start, tie.end) for tie in ties)
    return set(nx.single_source_shortest_path_length(network, centre, cutoff=depth))


def _described(
    kinds: Collection[str] | None,
    relations: Collection[str] | None,
    at: date | None,
    depth: int | None,
    min_weight: float,
) -> str:
    parts = [", ".join(sorted(kinds))] if kinds else []
    parts += [", ".join(words(name.upper()) for name in sorted(relations))] if relations else []
    parts += [f"active on {at.isoformat()} or without dates"] if at else []
    parts += [f"at most {_count(depth, 'tie', 'ties')} away"] if depth else []
    parts += [f"ties of weight {min_weight:g} or more"] if min_weight > 1 else []
    return "; ".join(parts)


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
