"""GraphML, for igraph, yEd, NetworkX and many others."""

import io

import networkx as nx

from api.exports.multigraph import multigraph
from api.exports.values import joined
from graph.facts import Facts


def graphml(facts: Facts) -> bytes:
    """Return the graph as GraphML; NetworkX's plain writer, because its lxml one is chosen where lxml happens to be."""
    return graphml_of(multigraph(facts, joined))


def graphml_of(network: "nx.Graph[str]") -> bytes:
    """Return a network as GraphML."""
    text = io.BytesIO()
    nx.write_graphml_xml(network, text, encoding="utf-8")
    return text.getvalue()
