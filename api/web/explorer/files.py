"""What the explorer shows, as files: GEXF for Gephi, tables for a spreadsheet, a page that works without a server."""

import base64
import hashlib
import io
import zipfile
from importlib.resources import files
from typing import Any

import networkx as nx

from api.drawing.looks import mark_of
from api.exports.csv_files import add_table
from api.exports.gexf import days_of, written
from api.exports.values import Plain, clean
from graph.days import DATED_NODES, Calendar
from graph.facts import Facts
from graph.picture.picture import Picture

NODE_COLUMNS = ["id", "name", "type", "kind", "ties"]
TIE_COLUMNS = "start start_name end end_name relation weight inferred directed q facts sources".split()


def picture_gexf(picture: Picture, facts: Facts) -> bytes:
    """Return a picture as GEXF, with the places and colours that it is drawn with, and the days of its entities."""
    network: nx.MultiGraph[str] = nx.MultiGraph()
    calendar = Calendar(facts)
    days = {node.id: days_of(calendar, node) for kind in DATED_NODES for node in facts.nodes(kind)}
    for node in picture.nodes:
        colour = bytes.fromhex((node.colour or mark_of(node).colour)[1:])
        look = {
            "position": {"x": node.x, "y": -node.y, "z": 0.0},
            "size": node.size,
            "color": dict(zip("rgb", colour, strict=True)) | {"a": 1.0},
        }
        values = {name: value for name, value in node.measures.items() if value is not None}
        said = {"type": node.type, "kind": node.kind or "", **values, **_said(node.facts, node.sources)}
        said |= days.get(node.id, {})
        network.add_node(clean(node.id), label=clean(node.name), viz=look, **said)
    for number, edge in enumerate(picture.edges, 1):
        network.add_edge(
            clean(edge.start),
            clean(edge.end),
            key=f"r{number}",
            id=f"r{number}",
            label=clean(edge.label),
            relation=edge.relation,
            weight=edge.weight,
            inferred=edge.dashed,
            **_said(edge.facts, edge.sources),
        )
    return written(network)


def picture_tables(picture: Picture) -> bytes:
    """Return a zip of nodes.csv and ties.csv: a row for each node and tie that is drawn."""
    names = {node.id: node.name for node in picture.nodes}
    measures = list(dict.fromkeys(name for node in picture.nodes for name in node.measures))
    nodes: list[dict[str, Plain]] = [
        {
            "id": n.id,
            "name": n.name,
            "type": n.type,
            "kind": n.kind or "",
            "ties": n.degree,
            **{name: value for name, value in n.measures.items() if value is not None},
            **_said(n.facts, n.sources),
        }
        for n in picture.nodes
    ]
    ties: list[dict[str, Plain]] = [
        {
            "start": e.start,
            "start_name": names[e.start],
            "end": e.end,
            "end_name": names[e.end],
            "relation": e.relation,
            "weight": e.weight,
            "inferred": e.dashed,
            "directed": e.directed,
            **({"q": e.q} if e.q is not None else {}),
            **_said(e.facts, e.sources),
        }
        for e in picture.edges
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        add_table(archive, "nodes", [*NODE_COLUMNS, *measures, "facts", "sources"], nodes)
        add_table(archive, "ties", TIE_COLUMNS, ties)
    return packed.getvalue()


def parts_of_page() -> dict[str, Any]:
    """Return the styles and the script for a page in one file, and the policy that lets only that script run."""
    folder = files("api.web").joinpath("static")
    styles, more, script = (
        folder.joinpath(name).read_text(encoding="utf-8") for name in ("style.css", "explorer.css", "explorer.js")
    )
    if "</script" in script or "<!--" in script:
        raise ValueError("explorer.js holds text that would end the script element around it")
    # The template puts the script on a line of its own, and the browser hashes those line breaks too.
    digest = base64.b64encode(hashlib.sha256(f"\n{script}\n".encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; script-src 'sha256-{digest}'"
    return {"styles": styles + more, "script": script, "policy": policy}


def _said(facts: tuple[str, ...], sources: tuple[str, ...]) -> dict[str, str]:
    return {"facts": clean(" | ".join(facts)), "sources": clean(" | ".join(sources))}
