"""The picture of what changed between two days: new, ended, stayed or unknown, each mark where it always is.

Places are those of all that the data name, whenever it was: other days move no mark.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import starmap

import networkx as nx

from graph.days import DATED, DATED_TIES
from graph.facts import Facts
from graph.messages import Message, Term
from graph.picture.picture import Picture, PictureEdge, Scale, Step, kept_nodes, picture_of
from graph.schema import ENTITY_TYPES, Node, Relation
from graph.stated import relation_key
from graph.wording import fact, facts_of, name_of, tied
from queries.time.changes import Change

COLOURS = {"appeared": "#009E73", "ended": "#D55E00", "stayed": "#8C8C8C", "unknown": "#FFFFFF"}
TIE_UNKNOWN = "#8C8C8C"
UNDATED = "#D8DEE4"
"""The colour of what has no days of its own, such as an organisation: its shape alone says what it is."""
NO_DAYS = Message("without days of its own")
Key = tuple[str, str, str]


def difference(rows: Sequence[Change], facts: Facts, most: int) -> Picture:
    """Return the rows of `changes` as a picture of at most `most` marks, those with the most ties of all time."""
    known: dict[str, Node] = {node.id: node for kind in ENTITY_TYPES for node in facts.nodes(kind)}
    ties = [tie for kind in DATED_TIES for tie in facts.relations(kind)]
    degrees = Counter(end for tie in ties for end in (tie.start, tie.end))
    dated = [node for kind in DATED if issubclass(kind, Node) for node in facts.nodes(kind)]
    every = {node.id: node for node in (*dated, *(known[end] for end in degrees))}
    kept = kept_nodes(every.values(), degrees, most)
    edges = [_edge(tie, kept) for tie in ties if tie.start in kept and tie.end in kept]
    whole = picture_of(Message("What changed between two days"), "", kept, edges, degrees)
    return _shown(whole, rows, len(every) - len(kept))


def _shown(whole: Picture, rows: Sequence[Change], left_out: int) -> Picture:
    """Return the marks and ties that the rows name, in the colours of what happened to them."""
    what: Mapping[str, str] = {row.a: row.what for row in rows if row.b is None}
    happened: Mapping[Key, str] = {(row.a, row.b, row.detail or ""): row.what for row in rows if row.b}
    edges = []
    for edge in whole.edges:
        found = happened.get((edge.start, edge.end, edge.detail))
        if found:
            colour = TIE_UNKNOWN if found == "unknown" else COLOURS[found]
            edges.append(
                replace(
                    edge,
                    dashed=found == "unknown",
                    colour=colour,
                    facts=(fact("what", Term(found, found)), *edge.facts),
                )
            )
    tied = {end for edge in edges for end in (edge.start, edge.end)}
    nodes = tuple(
        replace(
            node,
            colour=COLOURS[what[node.id]] if node.id in what else UNDATED,
            dashed=what.get(node.id) == "unknown",
            facts=(*([fact("what", Term(what[node.id], what[node.id]))] if node.id in what else ()), *node.facts),
        )
        for node in whole.nodes
        if node.id in what or node.id in tied
    )
    counts: Counter[str] = Counter(row.what for row in rows)
    subtitle = ", ".join(f"{counts[name]:,} {name}" for name in COLOURS)
    steps = (*starmap(_step, COLOURS.items()), Step(NO_DAYS, colour=UNDATED))
    scale = Scale(Message("Between the two days"), steps)
    return replace(
        whole, subtitle=subtitle, nodes=nodes, edges=tuple(edges), left_out=left_out, scales=(scale,) if nodes else ()
    )


def _step(what: str, colour: str) -> Step:
    return Step(Message("%(what)s", what=Term(what, what)), colour=colour)


def lasting(found: Picture) -> "nx.Graph[str]":
    """Return what was not over on the later day, which is what the marks are measured in."""
    network: nx.Graph[str] = nx.Graph()
    for edge in found.edges:
        network.add_nodes_from((edge.start, edge.end))
        if edge.colour != COLOURS["ended"]:
            network.add_edge(edge.start, edge.end, weight=edge.weight)
    return network


def _edge(tie: Relation, nodes: Mapping[str, Node]) -> PictureEdge:
    return PictureEdge(
        start=tie.start,
        end=tie.end,
        relation=tie.label,
        label=tied(name_of(nodes[tie.start]), tie.label, name_of(nodes[tie.end])),
        weight=1.0,
        dashed=False,
        facts=facts_of(tie),
        sources=tie.sources,
        detail=" ".join(relation_key(tie)),
    )
