"""A network with the measures of its nodes, as the NetworkX graph and the tables that files are written from."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import networkx as nx

from api.exports.csv_files import add_table
from api.exports.values import SEPARATOR, clean, joined
from graph.facts import Facts
from graph.schema import ENTITY_TYPES, Node
from graph.wording import name_of

Values = Mapping[str, Mapping[str, float | None]]
WHOLE_NUMBERS = ("degree", "core", "community", "component")


def with_measures(
    network: "nx.Graph[str]", measures: Values, facts: Facts, values: Callable[[Node], Mapping[str, Any]]
) -> "nx.MultiGraph[str]":
    """Return a network whose nodes have their properties, as `values` gives them, and measures as attributes.

    Unknown ones are left out. A tie has `weight`, and where they are known `q`, `significant`, `detail` and `sources`;
    as of a day also `open`: whether a missing date leaves it open that it was there.
    """
    known = {node.id: node for kind in ENTITY_TYPES for node in facts.nodes(kind)}
    found: nx.MultiGraph[str] = nx.MultiGraph()
    for identifier in sorted(network):
        node = known.get(identifier) or Node(id=identifier)
        own = {name: value for name, value in values(node).items() if name != "id"}
        said = {"type": type(node).__name__, **own, "label": clean(name_of(node))}
        found.add_node(clean(identifier), **said, **_numbers(measures.get(identifier, {})))
    ties = sorted((min(a, b), max(a, b), tie) for a, b, tie in network.edges(data=True))
    for number, (a, b, tie) in enumerate(ties, 1):
        found.add_edge(clean(a), clean(b), key=f"r{number}", **_of_tie(tie))
    return found


def measured_tables(network: "nx.Graph[str]", measures: Values, facts: Facts) -> bytes:
    """Return a zip of nodes.csv and ties.csv: a column for each property and measure, empty where it is unknown."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables(with_measures(network, measures, facts, joined)):
            add_table(archive, *table)
    return packed.getvalue()


def tables(network: "nx.MultiGraph[str]") -> Iterator[tuple[str, list[str], list[dict[str, Any]]]]:
    """Yield a network `with_measures` as two tables, `nodes` and `ties`: their names, columns, and rows by column."""
    nodes = [{"id": node, **said} for node, said in network.nodes(data=True)]
    ties = [{"start": a, "end": b, **tie} for a, b, tie in network.edges(data=True)]
    for name, first, rows in (("nodes", ("id", "label", "type"), nodes), ("ties", ("start", "end"), ties)):
        yield name, list(dict.fromkeys((*first, *(column for row in rows for column in row)))), rows


def _numbers(measures: Mapping[str, float | None]) -> dict[str, float]:
    """Return the known measures, each name always of one type, because formats type whole columns."""
    return {
        name: int(value) if name in WHOLE_NUMBERS else float(value)
        for name, value in measures.items()
        if value is not None
    }


def _of_tie(tie: Mapping[str, Any]) -> dict[str, Any]:
    said = {"weight": float(tie.get("weight", 1)), "q": tie.get("q"), "significant": tie.get("significant")}
    said["open"] = tie.get("open")
    text = {"detail": tie.get("detail"), "sources": SEPARATOR.join(tie.get("sources", ()))}
    known = {name: value for name, value in said.items() if value is not None}
    return known | {name: clean(value) for name, value in text.items() if value}
