"""Size and colour by a measure: what a mark's size or colour stands for, with the scale that a legend shows.

A size is an area, in proportion to the value. Colours of a number go from light to dark, which every eye can order; a
community has one of eight colours, the largest first, and the rest are grey. What is unknown is seen to be so.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from graph.errors import NotFoundError
from graph.messages import Euro, Message, Term, Value
from graph.picture.picture import Picture, PictureNode, Scale, Step
from graph.wording import fact, words

KIND, COUNTRY = "kind", "country"
GROUPS = ("community", "component", COUNTRY)
SMALLEST, LARGEST = 7.0, 30.0
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#6A51A3")
REST, UNKNOWN = "#BBBBBB", "#FFFFFF"
LIGHT, DARK = (222, 235, 247), (8, 48, 107)


def scaled(picture: Picture, size: str | None, colour: str | None) -> Picture:
    """Return a picture with looks by measures, as `looks` gives them; a mark's facts begin with the values."""
    chosen = [name for name in dict.fromkeys((size, colour)) if name and name not in (KIND, COUNTRY)]
    found = looks(picture, size, colour)
    return replace(found, nodes=tuple(_told(node, chosen) for node in found.nodes))


def looks(picture: Picture, size: str | None, colour: str | None) -> Picture:
    """Return a picture whose marks have the size of one measure and the colour of one, of their kind or country.

    Raise NotFoundError where the nodes have no such measure.
    """
    chosen = [name for name in dict.fromkeys((size, colour)) if name and name not in (KIND, COUNTRY)]
    known = list(dict.fromkeys(name for node in picture.nodes for name in node.measures))
    for name in chosen:
        if picture.nodes and name not in known:
            there = ", ".join([*known, KIND])
            raise NotFoundError("The picture has no measure '%(name)s'; there are: %(there)s.", name=name, there=there)
    if size and size != KIND:
        picture = _sized(picture, size)
    if colour and colour != KIND:
        picture = (_grouped if colour in GROUPS else _shaded)(picture, colour)
    return picture


def number(value: float | None) -> str:
    """Return a value of a measure as a person reads it."""
    if value is None:
        return "unknown"
    return f"{value:,.0f}" if value == round(value) else f"{value:.3g}"


def _figure(name: str, value: float | None) -> Value:
    """Return a value of a measure, by its name: an amount, a year, or a number of three digits."""
    if value is None:
        return Term("unknown")
    if name.endswith("_eur"):
        return Euro(round(value))
    if name.endswith("_year"):
        return str(int(value))
    return round(value) if value == round(value) else float(f"{value:.3g}")


def _worth(name: str, value: float) -> Message:
    return Message("%(what)s", what=_figure(name, value))


def _told(node: PictureNode, names: Iterable[str]) -> PictureNode:
    told = tuple(fact(name, _figure(name, node.measures.get(name))) for name in names)
    return replace(node, facts=told + node.facts)


def _known(picture: Picture, name: str) -> list[float]:
    return [value for node in picture.nodes if (value := node.measures.get(name)) is not None]


def _sized(picture: Picture, name: str) -> Picture:
    values = _known(picture, name)
    most = max(values, default=0.0)

    def size(value: float | None) -> float:
        share = max(value, 0.0) / most if value and most > 0 else 0.0
        return round(math.sqrt(SMALLEST**2 + (LARGEST**2 - SMALLEST**2) * share), 1)

    nodes = tuple(
        replace(node, size=size(value := node.measures.get(name)), dashed=node.dashed or value is None)
        for node in picture.nodes
    )
    steps = [Step(_worth(name, value), size=size(value)) for value in dict.fromkeys((0.0, most / 2, most))]
    unknown = [Step(Message("unknown: a dashed edge"), size=SMALLEST)] if len(values) < len(nodes) else []
    return replace(
        picture,
        nodes=nodes,
        scales=(
            *picture.scales,
            Scale(Message("Size: %(measure)s", measure=Term(name, words(name))), (*steps, *unknown)),
        ),
    )


def _shaded(picture: Picture, name: str) -> Picture:
    values = _known(picture, name)
    low, high = min(values, default=0.0), max(values, default=0.0)

    def colour(value: float | None) -> str:
        if value is None:
            return UNKNOWN
        share = (value - low) / (high - low) if high > low else 0.0
        return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in zip(LIGHT, DARK, strict=True))

    steps = [Step(_worth(name, value), colour=colour(value)) for value in dict.fromkeys((low, (low + high) / 2, high))]
    return _coloured(
        picture, name, [colour(node.measures.get(name)) for node in picture.nodes], steps if values else []
    )


def _grouped(picture: Picture, name: str) -> Picture:
    values = [node.country if name == COUNTRY else node.measures.get(name) for node in picture.nodes]
    sizes = Counter(value for value in values if value is not None)
    ranked = sorted(sizes, key=lambda group: (-sizes[group], 0 if isinstance(group, str) else group, str(group)))
    colours = dict(zip(ranked, PALETTE, strict=False))
    steps = [Step(_group(name, group, sizes[group]), colour=colours[group]) for group in ranked[: len(PALETTE)]]
    rest = len(ranked) - len(steps)
    more = [Step(Message("%(count)s smaller ones", count=rest), colour=REST)] if rest > 0 else []
    found = [UNKNOWN if value is None else colours.get(value, REST) for value in values]
    return _coloured(picture, name, found, [*steps, *more])


def _coloured(picture: Picture, name: str, colours: list[str], steps: list[Step]) -> Picture:
    nodes = tuple(replace(node, colour=colour) for node, colour in zip(picture.nodes, colours, strict=True))
    unknown = [Step(Message("unknown"), colour=UNKNOWN)] if UNKNOWN in colours else []
    scale = Scale(Message("Colour: %(measure)s", measure=Term(name, words(name))), (*steps, *unknown))
    return replace(picture, nodes=nodes, scales=(*picture.scales, scale))


def _group(name: str, group: float | str, marks: int) -> Message:
    if isinstance(group, str):
        return Message("%(group)s, marks: %(marks)s", group=group, marks=marks)
    return Message("%(what)s %(group)s, marks: %(marks)s", what=Term(name, words(name)), group=int(group), marks=marks)
