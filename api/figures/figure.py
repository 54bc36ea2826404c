"""A figure: a picture with all that is to be said beside it, in one language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from api.drawing.looks import INK, mark_of
from api.figures.wording import name_of, title_of
from api.words.language import Language
from graph.marks import MARKS
from graph.picture.picture import Picture, PictureNode
from queries.lookup.summary import LoadedSource, Summary

MOST_SOURCES = 3
MOST_UNWRITTEN = 50
DOT = "dot"
GREY, EDGE = "#BBBBBB", "#555555"


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of the legend and what it means: a mark of a shape, size and colour, a tie, or nothing (a heading)."""

    text: str
    shape: str | None = None
    fill: str = GREY
    border: str = EDGE
    size: float = 0.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture to be printed; `names` are those of its marks, `note` says of what, when and from where it is.

    It speaks `lang`.
    """

    title: str
    picture: Picture
    names: tuple[str, ...]
    signs: tuple[Sign, ...]
    note: str
    lang: Language

    def noted(self, unwritten: Sequence[str]) -> str:
        """Return the note, and which names had no room."""
        if not unwritten:
            return self.note
        lang = self.lang
        names = unwritten if len(unwritten) <= MOST_UNWRITTEN else (lang.number(len(unwritten)),)
        return f"{self.note} {lang.text('Names without room are not written:')} {', '.join(names)}."


def figure(picture: Picture, known: Summary, lang: Language, *, title: str = "", day: date | None = None) -> Figure:
    """Return a picture of what is loaded as a figure; `day` is that of which it is."""
    ordered = sorted(picture.nodes, key=lambda node: (node.type != "Cluster", -node.size, -node.degree, node.id))
    there = replace(picture, nodes=tuple(ordered))
    return Figure(
        title=title or title_of(picture, lang),
        picture=there,
        names=tuple(_name(node, lang) for node in ordered),
        signs=tuple(_signs(there, lang)),
        note=_note(there, known, lang, day),
        lang=lang,
    )


def _name(node: PictureNode, lang: Language) -> str:
    """Return an acronym where there is one, else the whole name."""
    return node.label if node.name != node.id and not node.label.endswith("…") else name_of(node, lang)


def _signs(picture: Picture, lang: Language) -> Iterator[Sign]:
    used = {mark_of(node).name for node in picture.nodes}
    recoloured = any(node.colour for node in picture.nodes)
    for name, mark in MARKS.items():
        if name in used:
            colours = ("#FFFFFF", INK) if recoloured else (mark.colour, mark.border)
            yield Sign(lang.text(mark.word), mark.shape, *colours, size=12)
    for scale in picture.scales:
        yield Sign(f"{lang.said(scale.title)}:")
        for step in scale.steps:
            yield Sign(lang.said(step.text), DOT, step.colour or GREY, size=step.size or 12)
    if len({edge.weight for edge in picture.edges}) > 1:
        yield Sign(lang.text("thicker: weighs more"), "line", size=2.5)
    if any(edge.dashed for edge in picture.edges):
        yield Sign(
            lang.text("dashed: inferred, no more than chance, or perhaps not there"), "line", size=1, dashed=True
        )


def _note(picture: Picture, known: Summary, lang: Language, day: date | None) -> str:
    marks = lang.plural("%(num)s entity", "%(num)s entities", len(picture.nodes))
    ties = lang.plural("%(num)s tie", "%(num)s ties", len(picture.edges))
    said = [f"{marks}, {ties}"]
    if picture.left_out:
        said.append(lang.text("%(number)s more are not drawn", number=lang.number(picture.left_out)))
    if day:
        said.append(lang.text("as of %(day)s", day=lang.day(day)))
    if known.sources:
        said.append(lang.text("Sources: %(sources)s", sources=cited(picture, known, lang)))
    said.append(
        lang.text("Data as of %(day)s, data version %(version)s", day=lang.day(known.as_of), version=known.data_version)
    )
    return ". ".join(said) + ". Intercluster."


def cited(picture: Picture, known: Summary, lang: Language) -> str:
    """Return the sources that a picture is made of, with their publishers and days."""
    places = [place for node in picture.nodes for place in node.sources]
    places += [place for edge in picture.edges for place in edge.sources]
    named = {place.partition("#")[0] for place in places}
    found = [source for source in known.sources if source.id in named] or list(known.sources)
    shown = [source_in_words(source, lang) for source in found[:MOST_SOURCES]]
    if len(found) > MOST_SOURCES:
        shown.append(lang.text("%(number)s more", number=lang.number(len(found) - MOST_SOURCES)))
    return "; ".join(shown)


def source_in_words(source: LoadedSource, lang: Language) -> str:
    """Return a source as it is cited: title, publisher and day as far as they are known."""
    parts = [source.title or source.id, source.publisher, lang.day(source.published) if source.published else None]
    return ", ".join(part for part in parts if part)
