"""Exports, each read back with a library that did not write it."""

import csv
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import igraph
import jsonschema
import networkx as nx
import pandas as pd
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from api.drawing.networks import MEASURES
from api.exports.csv_files import harmless
from api.exports.formats import FORMATS, exporter
from graph.errors import BadInputError, NotFoundError
from graph.facts import Facts
from graph.schema import NODE_TYPES, RELATION_TYPES, Cluster, MemberOf, Node, Organisation, Statement, properties
from ingest import flanders
from tests.queries.test_as_of import dated
from tests.support import toys
from tests.support.toys import FUND, P1, A, B, C, X

FACTS = toys.with_members()
NODES = sum(len(FACTS.nodes(kind)) for kind in NODE_TYPES)
TIES = sum(len(FACTS.relations(kind)) for kind in RELATION_TYPES)
GEXF = {"g": "http://www.gexf.net/1.2draft"}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    assert exporter(name).write(FACTS) == exporter(name).write(Facts(reversed(list(FACTS))))


def test_an_unknown_format_is_said_so() -> None:
    with pytest.raises(NotFoundError, match="gexf"):
        exporter("nonsense")


def test_graphml_as_igraph_reads_it(tmp_path: Path) -> None:
    (tmp_path / "x.graphml").write_bytes(exporter("graphml").write(FACTS))
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "x.graphml"))
    assert (graph.vcount(), graph.ecount()) == (NODES, TIES)
    alpha = graph.vs.find(id=A)
    assert (alpha["name"], alpha["type"], alpha["end_date"]) == ("Alpha", "Cluster", "2020-06-30")
    assert alpha["aliases"] == "Álpha | A-team"
    tie = graph.es[graph.get_eid(alpha.index, graph.vs.find(id=FUND).index)]
    assert (tie["relation"], tie["amount_eur"]) == ("FUNDED_BY", 100_000)


def test_gexf_as_an_xml_reader_reads_it() -> None:
    root = ET.fromstring(exporter("gexf").write(FACTS))
    assert len(root.findall(".//g:node", GEXF)) == NODES
    assert len(root.findall(".//g:edge", GEXF)) == TIES
    labels = {node.get("id"): node.get("label") for node in root.findall(".//g:node", GEXF)}
    assert labels[A] == "Alpha"
    ends = {(edge.get("source"), edge.get("target")) for edge in root.findall(".//g:edge", GEXF)}
    assert (X, A) in ends


def test_gexf_is_dynamic_as_other_readers_read_it() -> None:
    """Alpha's end is known and its start is not; a participation has the days of its project."""
    facts = dated()
    root = ET.fromstring(exporter("gexf").write(facts))
    (graph,) = root.findall("g:graph", GEXF)
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    days = {node.get("id"): (node.get("start"), node.get("end")) for node in root.findall(".//g:node", GEXF)}
    assert (days[A], days[B]) == ((None, "2020-06-30"), ("2016-01-01", "2020-06-30"))
    assert days[FUND] == (None, None)
    ties = {(e.get("source"), e.get("target")): e for e in root.findall(".//g:edge", GEXF)}
    assert (ties[A, P1].get("start"), ties[A, P1].get("end")) == ("2017-01-01", "2018-12-31")
    read = nx.read_gexf(io.BytesIO(exporter("gexf").write(facts)))
    assert (read.nodes[B]["start"], read.nodes[B]["end"]) == ("2016-01-01", "2020-06-30")
    network = nx.Graph([(A, B)])
    assert b'start="2016-01-01"' in exporter("gexf").network(network, {}, facts)


def test_cytoscape_as_json_says_it() -> None:
    document = json.loads(exporter("cytoscape").write(FACTS))
    nodes = {node["data"]["id"]: node["data"] for node in document["elements"]["nodes"]}
    edges = [edge["data"] for edge in document["elements"]["edges"]]
    assert (len(nodes), len(edges)) == (NODES, TIES)
    assert nodes[A]["aliases"] == ["Álpha", "A-team"]
    assert {(e["source"], e["target"]) for e in edges if e["relation"] == "HOSTS"} >= {(X, A), (X, B)}


def test_csv_as_pandas_reads_it() -> None:
    with zipfile.ZipFile(io.BytesIO(exporter("csv").write(FACTS))) as archive:
        tables = {name: pd.read_csv(archive.open(name)) for name in archive.namelist()}
    assert len(tables) == len(NODE_TYPES) + len(RELATION_TYPES)
    clusters = tables["Cluster.csv"].set_index("id")
    assert clusters.loc[A, "members_reported"] == 30
    assert clusters["members_reported"].isna()[B], "unknown is empty, not 0"
    assert len(tables["MEMBER_OF.csv"]) == 7
    assert set(tables["HOSTS.csv"]["start"]) == {X, "organisation:toy:y"}


def test_jsonld_as_rdflib_reads_it() -> None:
    graph = rdflib.Graph().parse(data=exporter("jsonld").write(FACTS), format="json-ld")
    schema = rdflib.Namespace("https://schema.org/")
    alpha = rdflib.URIRef(f"urn:intercluster:id:{A}")
    assert graph.value(alpha, schema.name) == rdflib.Literal("Alpha")
    hosted = set(graph.objects(rdflib.URIRef(f"urn:intercluster:id:{X}"), rdflib.URIRef("urn:intercluster:HOSTS")))
    assert hosted == {alpha, rdflib.URIRef(f"urn:intercluster:id:{B}")}
    project = rdflib.URIRef(f"urn:intercluster:id:{P1}")
    assert graph.value(project, schema.name) == rdflib.Literal("Clean water for dairy farms")


@pytest.mark.parametrize("facts", [FACTS, flanders.facts()], ids=["toy", "flanders"])
def test_turtle_says_what_jsonld_says(facts: Facts) -> None:
    turtle = rdflib.Graph().parse(data=exporter("turtle").write(facts), format="turtle")
    assert len(turtle) > len(list(facts))
    assert set(turtle) == set(rdflib.Graph().parse(data=exporter("jsonld").write(facts), format="json-ld"))
    assert not [term for triple in turtle for term in triple if isinstance(term, rdflib.BNode)], "so equal is the same"


NUMBER, NOT_NEGATIVE, TEXT = {"type": "number"}, {"type": "number", "minimum": 0}, {"type": "string"}


def objects(required: str, **properties: object) -> dict[str, object]:
    one = {"type": "object", "required": required.split(), "properties": properties, "additionalProperties": False}
    return {"type": "array", "items": one}


VOSVIEWER = {
    "type": "object",
    "required": ["network"],
    "additionalProperties": False,
    "properties": {
        "network": {
            "type": "object",
            "required": ["items", "links"],
            "additionalProperties": False,
            "properties": {
                "items": objects(
                    "id label",
                    id=TEXT | {"minLength": 1},
                    label=TEXT,
                    description=TEXT,
                    cluster={"type": "integer", "minimum": 1, "maximum": 1000},
                    weights={"type": "object", "additionalProperties": NOT_NEGATIVE},
                    scores={"type": "object", "additionalProperties": {"type": ["number", "null"]}},
                ),
                "links": objects("source_id target_id", source_id=TEXT, target_id=TEXT, strength=NOT_NEGATIVE),
                "clusters": objects("cluster label", cluster={"type": "integer"}, label=TEXT),
            },
        }
    },
}
"""VOSviewer's JSON as its documentation describes it; of an unknown score its reader wants null."""


def vosviewer(content: bytes) -> tuple[dict[str, dict[str, Any]], list[tuple[str, str, float]]]:
    """Return the items by id and the links of a file that VOSviewer reads."""
    document = json.loads(content)
    jsonschema.validate(document, VOSVIEWER)
    network = document["network"]
    items = {item["id"]: item for item in network["items"]}
    assert len(items) == len(network["items"])
    keys = {(tuple(item["weights"]), tuple(item["scores"])) for item in network["items"]}
    assert len(keys) == 1, "its reader turns down an item without a weight or score that another has"
    assert {item.get("cluster") for item in network["items"]} <= {None, *(c["cluster"] for c in network["clusters"])}
    links = [(link["source_id"], link["target_id"], link["strength"]) for link in network["links"]]
    assert {end for a, b, _ in links for end in (a, b)} <= set(items)
    return items, links


def test_vosviewer_as_documented() -> None:
    items, links = vosviewer(exporter("vosviewer").write(FACTS))
    assert (items[A]["label"], len(items)) == ("Alpha", NODES)
    assert sum(strength for *_, strength in links) == TIES
    vosviewer(exporter("vosviewer").write(flanders.facts()))


def test_a_network_for_vosviewer_has_measures_as_weights_and_scores() -> None:
    items, links = vosviewer(star("vosviewer"))
    assert items[A]["weights"] == {"confidence": 1.0}, "no measure is known of all three"
    assert (items[B]["scores"]["betweenness"], items[C]["scores"]["degree"]) == (1.0, None)
    assert (items[A]["cluster"], "cluster" in items[B]) == (1, False)
    assert links == [(A, B, 2.0), (B, C, 1.0)]
    against: nx.Graph[str] = nx.Graph([(A, B, {"weight": -0.5})])
    items, links = vosviewer(exporter("vosviewer").network(against, {A: {"degree": 1}, B: {"degree": 1}}, FACTS))
    assert (items[A]["weights"]["degree"], links) == (1, [])


def test_parquet_as_arrow_reads_it() -> None:
    with zipfile.ZipFile(io.BytesIO(exporter("parquet").write(FACTS))) as archive:
        tables = {name: parquet.read_table(io.BytesIO(archive.read(name))) for name in archive.namelist()}
    assert len(tables) == len(NODE_TYPES) + len(RELATION_TYPES)
    alpha = {row["id"]: row for row in tables["Cluster.parquet"].to_pylist()}[A]
    assert (alpha["end_date"], alpha["members_reported"]) == (date(2020, 6, 30), 30)
    assert (alpha["aliases"], alpha["grant_eur"]) == (["Álpha", "A-team"], None)
    assert tables["FUNDED_BY.parquet"].schema.field("amount_eur").type == "double"


def test_a_spreadsheet_as_another_reader_reads_it() -> None:
    facts = Facts([*FACTS, Organisation(id="organisation:toy:evil", name="=1+1", aliases=("@x", "-2"))])
    book = CalamineWorkbook.from_filelike(io.BytesIO(exporter("xlsx").write(facts)))
    assert len(book.sheet_names) == len(NODE_TYPES) + len(RELATION_TYPES)
    heading, *rows = book.get_sheet_by_name("Cluster").to_python()
    alpha = {row[0]: dict(zip(heading, row, strict=True)) for row in rows}[A]
    assert (alpha["end_date"], alpha["members_reported"], alpha["grant_eur"]) == (date(2020, 6, 30), 30, "")
    assert alpha["aliases"] == "Álpha | A-team"
    heading, *rows = book.get_sheet_by_name("Organisation").to_python()
    evil = {row[0]: dict(zip(heading, row, strict=True)) for row in rows}["organisation:toy:evil"]
    assert (evil["name"], evil["aliases"]) == ("'=1+1", "'@x | -2")


def test_a_network_as_typed_tables() -> None:
    with zipfile.ZipFile(io.BytesIO(star("parquet"))) as archive:
        rows = {row["id"]: row for row in parquet.read_table(io.BytesIO(archive.read("nodes.parquet"))).to_pylist()}
        ties = parquet.read_table(io.BytesIO(archive.read("ties.parquet")))
    assert (rows[A]["end_date"], rows[B]["betweenness"], rows[C]["degree"]) == (date(2020, 6, 30), 1.0, None)
    assert (ties["weight"].to_pylist(), str(ties["significant"].type)) == ([2.0, 1.0], "bool")
    book = CalamineWorkbook.from_filelike(io.BytesIO(star("xlsx")))
    heading, *cells = book.get_sheet_by_name("nodes").to_python()
    alpha = dict(zip(heading, cells[0], strict=True))
    assert (alpha["label"], alpha["end_date"], alpha["grant_eur"]) == ("Alpha", date(2020, 6, 30), 1500)


def test_the_flemish_ecosystem_in_every_format(tmp_path: Path) -> None:
    facts = flanders.facts()
    nodes = sum(len(facts.nodes(kind)) for kind in NODE_TYPES if kind is not Statement)
    (tmp_path / "x.graphml").write_bytes(exporter("graphml").write(facts))
    assert igraph.Graph.Read_GraphML(str(tmp_path / "x.graphml")).vcount() == nodes
    assert len(ET.fromstring(exporter("gexf").write(facts)).findall(".//g:node", GEXF)) == nodes
    assert len(json.loads(exporter("cytoscape").write(facts))["elements"]["nodes"]) == nodes
    assert len(rdflib.Graph().parse(data=exporter("jsonld").write(facts), format="json-ld")) > nodes


def test_what_sources_say_differently_is_a_statement_a_row() -> None:
    facts = toys.triangle()
    one, other = (f"source:members:{name}#{name}.csv row 2" for name in ("one", "other"))
    facts.add(Organisation(id="organisation:toy:new", town="Gent", sources=(one,)))
    facts.add(Organisation(id="organisation:toy:new", town="Leuven", sources=(other,)))
    facts.add(MemberOf(start="organisation:toy:new", end=A, fee_eur=1000.0, sources=(one,)))
    facts.add(MemberOf(start="organisation:toy:new", end=A, fee_eur=1500.0, sources=(other,)))
    with zipfile.ZipFile(io.BytesIO(exporter("csv").write(facts))) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("Statement.csv").decode("utf-8-sig"))))
    said = [("town", "Gent", one), ("town", "Leuven", other), ("fee_eur", "1000.0", one), ("fee_eur", "1500.0", other)]
    assert sorted((row["property"], row["value"], row["sources"]) for row in rows) == sorted(said)
    graph = rdflib.Graph().parse(data=exporter("jsonld").write(facts), format="json-ld")
    ours = rdflib.Namespace("urn:intercluster:")
    found = [s for s, _ in graph.subject_objects(ours.property) if graph.value(s, ours.value)]
    terms = (ours.property, ours.value, ours.sources)
    assert sorted(tuple(str(graph.value(s, term)) for term in terms) for s in found) == sorted(said)
    assert {graph.value(s, ours.start) for s in found} == {rdflib.URIRef("urn:intercluster:id:organisation:toy:new")}
    assert {graph.value(s, ours.end) for s in found} == {None, rdflib.URIRef(f"urn:intercluster:id:{A}")}


@settings(max_examples=30)
@given(name=st.text(max_size=30))
def test_any_name_gives_files_that_can_be_read(name: str) -> None:
    records: list[Node] = [Organisation(id="organisation:toy:x", name=name, aliases=(name,))]
    facts = Facts(records)
    ET.fromstring(exporter("gexf").write(facts))
    ET.fromstring(exporter("graphml").write(facts))
    json.loads(exporter("cytoscape").write(facts))
    said = set(rdflib.Graph().parse(data=exporter("jsonld").write(facts), format="json-ld"))
    assert set(rdflib.Graph().parse(data=exporter("turtle").write(facts), format="turtle")) == said
    vosviewer(exporter("vosviewer").write(facts))
    CalamineWorkbook.from_filelike(io.BytesIO(exporter("xlsx").write(facts)))


@pytest.mark.parametrize("formula", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(formula: str) -> None:
    facts = Facts([Organisation(id="organisation:toy:x", name=formula)])
    with zipfile.ZipFile(io.BytesIO(exporter("csv").write(facts))) as archive:
        text = archive.read("Organisation.csv").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["name"].startswith("'")


def test_a_negative_number_stays_a_number() -> None:
    assert harmless("-3.5") == "-3.5"


STAR: "nx.Graph[str]" = nx.Graph(
    [
        (A, B, {"weight": 2, "q": 0.01, "significant": True, "detail": "p1; p2", "sources": ("x#1", "x#2")}),
        (B, C, {"weight": 1}),
    ]
)


def star(name: str, facts: Facts = FACTS) -> bytes:
    """Return Alpha, Beta and Gamma in a row, with a grant for Alpha."""
    facts = Facts([*facts, Cluster(id=A, grant_eur=1500.0)])
    measures: dict[str, dict[str, float | None]] = {
        A: {"degree": 1, "betweenness": 0, "constraint": None, "community": 1},
        B: {"degree": 2, "betweenness": 1.0},
        C: {},
    }
    return exporter(name).network(STAR, measures, facts)


def test_a_network_as_igraph_reads_it(tmp_path: Path) -> None:
    (tmp_path / "x.graphml").write_bytes(star("graphml"))
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "x.graphml"))
    assert graph.vs.find(id=A)["grant_eur"] == 1500.0
    assert [graph.vs.find(id=node)["betweenness"] for node in (A, B)] == [0.0, 1.0]
    assert "constraint" not in graph.vs.attributes(), "unknown of all"
    tie = graph.es[graph.get_eid(graph.vs.find(id=A).index, graph.vs.find(id=B).index)]
    assert (tie["weight"], tie["q"], tie["significant"], tie["sources"]) == (2, 0.01, True, "x#1 | x#2")


def test_a_network_as_gexf_has_one_typed_column_a_name() -> None:
    root = ET.fromstring(star("gexf"))
    columns = [(one.get("title"), one.get("type")) for one in root.findall(".//g:attributes[@class='node']/*", GEXF)]
    assert len(dict(columns)) == len(columns)
    types = dict(columns)
    assert (types["degree"], types["betweenness"], types["grant_eur"]) == ("long", "double", "double")
    assert len(root.findall(".//g:edge", GEXF)) == 2


def test_a_network_as_json_and_as_tables() -> None:
    nodes = {node["data"]["id"]: node["data"] for node in json.loads(star("cytoscape"))["elements"]["nodes"]}
    assert (nodes[B]["degree"], nodes[A]["aliases"]) == (2, ["Álpha", "A-team"])
    assert "degree" not in nodes[C]
    with zipfile.ZipFile(io.BytesIO(star("csv"))) as archive:
        tables = {name: pd.read_csv(archive.open(name)) for name in archive.namelist()}
    found = tables["nodes.csv"].set_index("id")
    assert (found.loc[A, "grant_eur"], found.loc[B, "betweenness"]) == (1500, 1)
    assert found["betweenness"].isna()[C]
    assert list(tables["ties.csv"]["weight"]) == [2, 1]


def test_no_measure_has_the_name_of_a_property() -> None:
    assert not set(MEASURES) & {name for kind in NODE_TYPES for name in (*properties(kind), "type", "label")}


def test_a_network_is_no_linked_data_and_a_formula_is_neutralised() -> None:
    for name in ("jsonld", "turtle"):
        with pytest.raises(BadInputError, match="whole graph"):
            star(name)
    evil: nx.Graph[str] = nx.Graph([(A, B, {"detail": "=1+1"})])
    with zipfile.ZipFile(io.BytesIO(exporter("csv").network(evil, {}, FACTS))) as archive:
        assert "'=1+1" in archive.read("ties.csv").decode("utf-8-sig")
