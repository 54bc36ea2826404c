"""The whole graph in the formats of other programs: every node and relation with all that is known of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import networkx as nx

from api.exports.csv_files import csv_files
from api.exports.cytoscape import cytoscape, cytoscape_of
from api.exports.gexf import dated, gexf, gexf_of
from api.exports.graphml import graphml, graphml_of
from api.exports.jsonld import jsonld
from api.exports.measured import Values, measured_tables, with_measures
from api.exports.parquet import parquet, parquet_of
from api.exports.sheets import MEDIA_TYPE
from api.exports.turtle import turtle
from api.exports.values import joined, values
from api.exports.vosviewer import vosviewer, vosviewer_of
from api.exports.xlsx import xlsx, xlsx_of
from graph.errors import BadInputError, NotFoundError
from graph.facts import Facts


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: what it is called, how its files end, its media type, who reads it, and the function that writes it.

    `measured` writes one network, with the measures of its nodes. The same facts always give the same bytes. Unknown
    values are left out and dates are ISO 8601; where a format has no lists they are joined by ' | '. Relations of
    several types between two entities are all kept.
    """

    name: str
    suffix: str
    media_type: str
    readers: str
    write: Callable[[Facts], bytes]
    measured: "Callable[[nx.Graph[str], Values, Facts], bytes] | None" = None

    def network(self, network: "nx.Graph[str]", measures: Values, facts: Facts) -> bytes:
        """Return a network with properties and measures; raise BadInputError where the format is for the graph only."""
        if self.measured is None:
            raise BadInputError("'%(name)s' is for the whole graph, not for one network.", name=self.name)
        return self.measured(network, measures, facts)


FORMATS: Mapping[str, Exporter] = {
    format_.name: format_
    for format_ in (
        Exporter(
            "gexf",
            "gexf",
            "application/gexf+xml",
            "Gephi",
            gexf,
            lambda n, m, f: gexf_of(with_measures(n, m, f, dated(f))),
        ),
        Exporter(
            "graphml",
            "graphml",
            "application/graphml+xml",
            "igraph, yEd, NetworkX",
            graphml,
            lambda n, m, f: graphml_of(with_measures(n, m, f, joined)),
        ),
        Exporter(
            "cytoscape",
            "cyjs",
            "application/json",
            "Cytoscape",
            cytoscape,
            lambda n, m, f: cytoscape_of(with_measures(n, m, f, values)),
        ),
        Exporter("csv", "zip", "application/zip", "a spreadsheet: one CSV file a type", csv_files, measured_tables),
        Exporter("jsonld", "jsonld", "application/ld+json", "linked data tools", jsonld),
        Exporter("turtle", "ttl", "text/turtle", "triple stores: the statements of jsonld", turtle),
        Exporter("vosviewer", "json", "application/json", "VOSviewer", vosviewer, vosviewer_of),
        Exporter(
            "parquet",
            "parquet.zip",
            "application/zip",
            "data frames and DuckDB: one Parquet file a type",
            parquet,
            parquet_of,
        ),
        Exporter("xlsx", "xlsx", MEDIA_TYPE, "a spreadsheet: one sheet a type", xlsx, xlsx_of),
    )
}


def exporter(name: str) -> Exporter:
    """Return the format of that name; raise NotFoundError where there is none."""
    if name not in FORMATS:
        raise NotFoundError(
            "There is no format '%(name)s'; there are: %(formats)s.", name=name, formats=", ".join(FORMATS)
        )
    return FORMATS[name]
