"""GEXF, for Gephi."""

import io
from collections.abc import Callable, Mapping

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from api.exports.multigraph import multigraph
from api.exports.values import Plain, joined
from graph.days import Calendar
from graph.facts import Facts
from graph.schema import Node, Relation


def gexf(facts: Facts) -> bytes:
    """Return the graph as GEXF 1.2; nodes are labelled with their names, edges with their types.

    What has a first or a last day says so as `start` and `end`, by which Gephi shows the graph in time. Left out are
    what NetworkX adds of its own: today's date, which would make two exports of one graph differ, and the edge keys,
    which repeat the edge ids.
    """
    return gexf_of(multigraph(facts, dated(facts)))


def dated(facts: Facts) -> Callable[[Node | Relation], Mapping[str, Plain]]:
    """Return what gives a record's values, with the days that are known of it as `start` and `end`."""
    calendar = Calendar(facts)
    return lambda record: {**joined(record), **days_of(calendar, record)}


def days_of(calendar: Calendar, record: Node | Relation) -> Mapping[str, str]:
    """Return the first and the last day of an entity or tie that are known, as `start` and `end`."""
    period = calendar.period(record)
    days = {"start": period.start, "end": period.end}
    return {name: day.isoformat() for name, day in days.items() if day is not None}


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
