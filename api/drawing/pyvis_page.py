"""A picture as a self-contained page, drawn by pyvis (vis-network).

pyvis asks other hosts for styles and writes headings unescaped, so the page comes from a template of our own, in
which everything is escaped and only what pyvis ships is included. Positions are ours: physics is off, so a page is
drawn at once and looks the same each time.
"""

import math
from dataclasses import replace
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader

from api.drawing.looks import INK, mark_of, widths_of
from graph.marks import MARKS
from graph.picture.picture import Picture, PictureEdge, PictureNode
from graph.schema import Mark

LEGIBLE = 40
"""So many nodes fit on a screen with all labels in plain size."""


def page(picture: Picture, *, as_of: str) -> str:
    """Return the picture as an HTML page that asks nothing of any other host; `as_of` is the data's version."""
    from pyvis.network import Network  # here, since it loads all of IPython

    network = Network(height="100%", width="100%", cdn_resources="in_line")
    scale = max(1.0, math.sqrt(len(picture.nodes) / LEGIBLE))
    for node in picture.nodes:
        network.add_node(node.id, **_node_options(node, scale))
    widths = widths_of(picture.edges)
    # add_edge looks through all edges each time and drops parallel ones, so the list is set directly.
    network.edges = [_edge_options(edge, width) for edge, width in zip(picture.edges, widths, strict=True)]
    network.set_options('{"physics": {"enabled": false}, "interaction": {"hover": true, "tooltipDelay": 100}}')
    network.templateEnv = _templates(picture, as_of)
    network.path = "network.html"
    return str(network.generate_html(notebook=False))


def tooltip(node: PictureNode) -> str:
    """Return what is shown over a node: its name, type, facts and sources, as plain text."""
    return "\n".join([node.name, mark_of(node).word, *node.facts, *_cited(node.sources)])


def _templates(picture: Picture, as_of: str) -> Environment:
    import pyvis

    pyvis_templates = Path(pyvis.__file__).parent / "templates"
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("api"), FileSystemLoader(pyvis_templates)]), autoescape=True
    )
    used = {mark_of(node).name for node in picture.nodes}
    recoloured = any(node.colour for node in picture.nodes)
    environment.globals |= {
        "picture": picture,
        "as_of": as_of,
        "legend": [_uncoloured(mark) if recoloured else mark for mark in MARKS.values() if mark.name in used],
        "dashed": any(edge.dashed for edge in picture.edges),
    }
    return environment


def _uncoloured(mark: Mark) -> Mark:
    """Return a mark whose shape alone says what it stands for."""
    return replace(mark, colour="#ffffff", border=INK)


def _node_options(node: PictureNode, scale: float) -> dict[str, object]:
    """Marks and labels of clusters grow with the picture, so that they can be read when all of it is seen."""
    mark = mark_of(node)
    important = node.type == "Cluster"
    grown = scale if important else 1.0
    return {
        "label": node.label if important or scale < 2 else " ",
        "title": tooltip(node),
        "shape": mark.shape,
        "color": {"background": node.colour or mark.colour, "border": INK if node.colour else mark.border},
        "borderWidth": 2,
        "shapeProperties": {"borderDashes": [4, 3] if node.dashed else False},
        "size": node.size * grown,
        "font": {"size": (15 if important else 12) * grown, "color": INK, "strokeWidth": 4, "strokeColor": "#fff"},
        "x": node.x,
        "y": node.y,
    }


def _edge_options(edge: PictureEdge, width: float) -> dict[str, object]:
    return {
        "from": edge.start,
        "to": edge.end,
        "width": width,
        "dashes": edge.dashed,
        "color": {
            "color": edge.colour or "#707070",
            "opacity": 0.9 if edge.colour else 0.45,
            "highlight": "#000000",
            "hover": "#000000",
        },
        "smooth": False,
        "title": "\n".join([edge.label, *edge.facts, *_cited(edge.sources)]),
    }


def _cited(sources: tuple[str, ...]) -> list[str]:
    places = [place for _, _, place in (source.partition("#") for source in sources)]
    return [f"Sources: {', '.join(dict.fromkeys(places))}"] if places else []
