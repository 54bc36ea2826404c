"""The facts as the NetworkX graph that three of the formats are written from."""

from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx

from api.exports.values import clean
from graph.facts import Facts
from graph.schema import NODE_TYPES, RELATION_TYPES, Node, Relation, Statement
from graph.wording import name_of


def multigraph(facts: Facts, values: Callable[[Node | Relation], Mapping[str, Any]]) -> "nx.MultiDiGraph[str]":
    """Return all nodes and relations but statements, in the order of the facts, with `values` of each as attributes.

    A node's type is its attribute `type`, what to call it `label`; a relation's type is `relation`. `id` is no
    attribute of a node, because every format has a place of its own for it. Relations are numbered `r1`, `r2`, ...:
    an edge key must be unique in the whole graph where it becomes an edge's id.
    """
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for kind in NODE_TYPES:
        for node in facts.nodes(kind) if kind is not Statement else ():
            known = {"type": kind.__name__, **values(node), "label": clean(name_of(node))}
            network.add_node(clean(node.id), **_without_id(known))
    number = 0
    for tie in RELATION_TYPES:
        for relation in facts.relations(tie):
            number += 1
            ends = clean(relation.start), clean(relation.end)
            network.add_edge(*ends, key=f"r{number}", relation=tie.label, **values(relation))
    return network


def _without_id(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "id"}
