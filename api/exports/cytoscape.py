"""Cytoscape JSON (.cyjs), for Cytoscape and cytoscape.js."""

import json

import networkx as nx

from api.exports.multigraph import multigraph
from api.exports.values import values
from graph.facts import Facts


def cytoscape(facts: Facts) -> bytes:
    """Return the graph as Cytoscape JSON; lists stay lists.

    Every edge gets an id of its own, without which Cytoscape invents others at each import. Every node's `name` is
    what to call it, which for a project or a theme is its title or label.
    """
    return cytoscape_of(multigraph(facts, values))


def cytoscape_of(network: "nx.MultiGraph[str] | nx.MultiDiGraph[str]") -> bytes:
    """Return a network as Cytoscape JSON; its edges have keys, its nodes labels."""
    for _, node in network.nodes(data=True):
        node["name"] = node["label"]
    for _, _, key, tie in network.edges(keys=True, data=True):
        tie["id"] = key
    text = json.dumps(nx.cytoscape_data(network), ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode()
