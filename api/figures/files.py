"""A figure as a file: SVG, PNG at 300 dots an inch, or PDF."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.figures.drawing import Drawing, drawn
from api.figures.figure import Figure
from api.figures.typesetting import typeset
from graph.errors import NotFoundError

MEDIA_TYPES: Mapping[str, str] = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}

PAGE = """
#let given = json(bytes(sys.inputs.data))
#set document(title: given.title, date: none)
#set page(width: auto, height: auto, margin: 0pt)
#set text(font: given.fonts)
#image(bytes(given.svg), format: "svg", alt: given.title)
"""


@dataclass(frozen=True, slots=True)
class FigureFile:
    """A file's content and what it is."""

    content: bytes
    media_type: str


def figure_file(figure: Figure, format: str) -> FigureFile:
    """Return a figure as a file; raise NotFoundError where there is no such format."""
    if format not in MEDIA_TYPES:
        raise NotFoundError("A figure is no '%(format)s': %(formats)s.", format=format, formats=", ".join(MEDIA_TYPES))
    return FigureFile(_content(drawn(figure), figure.title, format), MEDIA_TYPES[format])


def _content(drawing: Drawing, title: str, format: str) -> bytes:
    if format == "svg":
        return drawing.svg.encode()
    return typeset(PAGE, "png" if format == "png" else "pdf", svg=drawing.svg, title=title)
