"""VOSviewer JSON, for VOSviewer and VOSviewer Online: items, the links between them, and clusters of them.

The format is https://app.vosviewer.com/docs/file-types/json-file-type/. Beyond what that says, the program turns a file
down in which an item lacks a weight or a score that another has: so a weight is what is known of every item and nowhere
below 0, and an unknown score is null. It makes the places itself.
"""

import json
from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Any

import networkx as nx

from api.exports.measured import Values, with_measures
from api.exports.multigraph import multigraph
from api.exports.values import joined
from graph.facts import Facts

MOST_CLUSTERS = 1000
"""The highest number that a cluster may have."""
_SAID = ("type", "kind", "country")
"""What the text beside an item says of it; the rest is numbers."""


def vosviewer(facts: Facts) -> bytes:
    """Return the graph as one network: two entities are linked as strongly as the relations between them are many."""
    network = multigraph(facts, joined)
    strength = Counter((min(a, b), max(a, b)) for a, b, _ in network.edges if a != b)
    return _written(network, strength)


def vosviewer_of(network: "nx.Graph[str]", measures: Values, facts: Facts) -> bytes:
    """Return a network whose items have their measures as weights and scores; communities are its clusters.

    A tie that weighs less than 0, as a candidate that more speaks against than for, is left out: a strength may not.
    """
    found = with_measures(network, measures, facts, joined)
    strength = {(a, b): tie["weight"] for a, b, tie in found.edges(data=True) if tie["weight"] >= 0 and a != b}
    return _written(found, strength)


def _written(network: "nx.Graph[str]", strength: Mapping[tuple[str, str], float]) -> bytes:
    nodes: dict[str, dict[str, Any]] = dict(network.nodes.items())
    numbers = sorted({name for said in nodes.values() for name, value in said.items() if not isinstance(value, str)})
    scores = [name for name in numbers if name not in ("community", "component")]
    weights = [name for name in scores if all(said.get(name, -1) >= 0 for said in nodes.values())]
    clusters = sorted({said["community"] for said in nodes.values() if "community" in said})
    has_clusters = bool(clusters) and max(clusters) <= MOST_CLUSTERS
    items = [
        {
            "id": identifier,
            "label": said["label"],
            "description": _description(said),
            **({"cluster": said["community"]} if has_clusters and "community" in said else {}),
            "weights": {name: said[name] for name in weights},
            "scores": {name: said.get(name) for name in scores},
        }
        for identifier, said in nodes.items()
    ]
    links = [{"source_id": a, "target_id": b, "strength": float(weight)} for (a, b), weight in strength.items()]
    named = [{"cluster": one, "label": f"Community {one}"} for one in clusters if has_clusters]
    document = {"network": {"items": items, "links": links, "clusters": named}}
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode()


def _description(said: Mapping[str, Any]) -> str:
    """Return what an item is, as HTML, which is what VOSviewer takes a description for."""
    return escape(", ".join(said[name] for name in _SAID if name in said))
