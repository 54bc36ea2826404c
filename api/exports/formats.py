"""The whole graph in the formats of other programs: every node and relation with all that is known of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.exports.csv_files import csv_files
from api.exports.cytoscape import cytoscape
from api.exports.gexf import gexf
from api.exports.graphml import graphml
from api.exports.jsonld import jsonld
from graph.errors import NotFoundError
from graph.facts import Facts
from graph.messages import Message


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: what it is called, how its files end, its media type, who reads it, and the function that writes it.

    The same facts always give the same bytes. Unknown values are left out and dates are ISO 8601; where a format has
    no lists they are joined by ' | '. Relations of several types between two entities are all kept.
    """

    name: str
    suffix: str
    media_type: str
    readers: str
    write: Callable[[Facts], bytes]


FORMATS: Mapping[str, Exporter] = {
    format_.name: format_
    for format_ in (
        Exporter("gexf", "gexf", "application/gexf+xml", "Gephi", gexf),
        Exporter("graphml", "graphml", "application/graphml+xml", "igraph, yEd, NetworkX", graphml),
        Exporter("cytoscape", "cyjs", "application/json", "Cytoscape", cytoscape),
        Exporter("csv", "zip", "application/zip", "a spreadsheet: one CSV file a type", csv_files),
        Exporter("jsonld", "jsonld", "application/ld+json", "linked data tools", jsonld),
    )
}


def exporter(name: str) -> Exporter:
    """Return the format of that name; raise NotFoundError where there is none."""
    if name not in FORMATS:
        raise NotFoundError(
            Message("There is no format '%(name)s'; there are: %(formats)s.", name=name, formats=", ".join(FORMATS))
        )
    return FORMATS[name]
