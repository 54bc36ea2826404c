"""GEXF, for Gephi."""

import io

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from api.exports.multigraph import multigraph
from api.exports.values import joined
from graph.facts import Facts


def gexf(facts: Facts) -> bytes:
    """Return the graph as GEXF 1.2; nodes are labelled with their names, edges with their types.

    Left out are what NetworkX adds of its own: today's date, which would make two
    exports of one graph differ, and the edge keys, which repeat the edge ids.
    """
    return gexf_of(multigraph(facts, joined))


def gexf_of(network: "nx.MultiGraph[str] | nx.MultiDiGraph[str]") -> bytes:
    """Return a network as GEXF; its edges have keys, and are labelled with their `relation` where they have one."""
    for _, _, key, tie in network.edges(keys=True, data=True):
        tie.update(id=key, label=tie.get("relation", ""))
    return written(network)


def written(network: "nx.Graph[str]") -> bytes:
    """Return a network as GEXF: the same bytes for the same network."""
    writer = GEXFWriter(network, encoding="utf-8")
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    _drop(writer, "networkx_key")
    text = io.BytesIO()
    writer.write(text)
    return text.getvalue()


def _drop(writer: GEXFWriter, title: str) -> None:
    for attributes in writer.xml.iter("attributes"):
        for attribute in [a for a in attributes if a.get("title") == title]:
            attributes.remove(attribute)
            number = attribute.get("id")
            for values in writer.xml.iter("attvalues"):
                for value in [v for v in values if v.get("for") == number]:
                    values.remove(value)
