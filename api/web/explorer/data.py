"""What the explorer's canvas draws, as compact JSON: texts that repeat are written once and named by number."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from api.drawing.looks import WIDTHS, mark_of, widths_of
from api.figures.wording import name_of, title_of
from api.words.language import Language
from graph.facts import Facts
from graph.measures.seriation import spectral
from graph.picture.picture import Picture, PictureEdge, PictureNode, Scale
from graph.schema import Source

MOST_IN_ORDER = 300

TALLER = 1.4
"""Beside filters and facts the canvas is less wide than a page, for which the places are made."""


class _Table:
    """Numbers texts in the order in which they first come."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return a text's number."""
        return self.texts.setdefault(text, len(self.texts))

    def numbers(self, texts: Iterable[str]) -> list[int]:
        """Return the numbers of several."""
        return [self.number(text) for text in texts]


class _Writing:
    """Writes nodes and ties in the reader's language, with the texts that they share."""

    def __init__(self, facts: Facts, lang: Language) -> None:
        self.relations, self.texts, self.sources = _Table(), _Table(), _Table()
        self._cited, self._lang = _citing(facts), lang

    def node(self, node: PictureNode, measures: Iterable[str]) -> dict[str, Any]:
        """Return a node, with its values of these measures."""
        name = name_of(node, self._lang)
        return {
            "id": node.id,
            "name": name,
            "label": name if node.name == node.id else self._lang.said(node.label),
            "mark": mark_of(node).name,
            "kind": self._lang.term(node.kind) if node.kind else "",
            "x": node.x,
            "y": round(node.y * TALLER, 1),
            "size": node.size,
            "degree": node.degree,
            "facts": self.texts.numbers(map(self._lang.shown, node.facts)),
            "sources": self.sources.numbers(map(self._cited, node.sources)),
            "values": [_short(node.measures.get(measure)) for measure in measures],
            **({"colour": node.colour} if node.colour else {}),
            **({"dashed": True} if node.dashed else {}),
        }

    def tie(self, edge: PictureEdge, width: float, place: Mapping[str, int]) -> list[Any]:
        """Return a tie, its ends by their places."""
        return [
            place[edge.start],
            place[edge.end],
            self.relations.number(self._lang.term(edge.relation) if edge.relation else ""),
            edge.weight,
            WIDTHS.index(width),
            2 if edge.significant is False else int(edge.dashed),
            self.texts.numbers(map(self._lang.shown, edge.facts)),
            self.sources.numbers(map(self._cited, edge.sources)),
            int(edge.directed),
            edge.colour or "",
        ]


def explorer_data(picture: Picture, facts: Facts, version: str, network: str, lang: Language) -> dict[str, Any]:
    """Return a picture for the canvas; of a tie its ends by position, and words in the reader's language."""
    writing = _Writing(facts, lang)
    place = {node.id: number for number, node in enumerate(picture.nodes)}
    measures = list(dict.fromkeys(name for node in picture.nodes for name in node.measures))
    return {
        "version": version,
        "network": network,
        "title": title_of(picture, lang),
        "question": title_of(picture, lang),
        "answer": "",
        "order": _in_order(picture),
        "leftOut": picture.left_out,
        "open": [sum(node.open for node in picture.nodes), sum(edge.open for edge in picture.edges)],
        "measures": [lang.term(measure) + (" (€)" if measure.endswith("_eur") else "") for measure in measures],
        "scales": [_scale(scale, lang) for scale in picture.scales],
        "nodes": [writing.node(node, measures) for node in picture.nodes],
        "ties": [writing.tie(*one, place) for one in zip(picture.edges, widths_of(picture.edges), strict=True)],
        "relations": list(writing.relations.texts),
        "texts": list(writing.texts.texts),
        "sources": list(writing.sources.texts),
    }


def _in_order(picture: Picture) -> list[str]:
    """Return the ids of the nodes in the order that shows the blocks of a matrix; none of what is too large for one."""
    ids = [node.id for node in picture.nodes]
    if len(ids) > MOST_IN_ORDER:
        return []
    place = {one: number for number, one in enumerate(ids)}
    weights = np.zeros((len(ids), len(ids)))
    for edge in picture.edges:
        weights[place[edge.start], place[edge.end]] += edge.weight
    return [ids[k] for k in spectral(weights)]


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}") if value != round(value) else round(value)


def _scale(scale: Scale, lang: Language) -> dict[str, Any]:
    steps = [{"text": lang.said(step.text), "size": step.size, "colour": step.colour} for step in scale.steps]
    return {"title": lang.said(scale.title), "steps": steps}


def to_json(data: Mapping[str, Any]) -> str:
    """Return JSON that may stand inside a script element: no `<` of it can end one."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _citing(facts: Facts) -> Callable[[str], str]:
    titles = {source.id: source.title for source in facts.nodes(Source)}

    def cite(source: str) -> str:
        identifier, _, locator = source.partition("#")
        return ", ".join(part for part in (titles.get(identifier) or identifier, locator) if part)

    return cite
