"""A brief as a file of the format that is asked for."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files

from api.briefs import paper, word
from api.briefs.spoken import Spoken
from api.figures.files import MEDIA_TYPES, figure_file
from graph.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Format:
    """What a file of a format is, and how it is written."""

    media_type: str
    write: Callable[[Spoken], bytes]


def html(brief: Spoken) -> bytes:
    """Return the brief as one page that opens from a folder, and prints as it should."""
    from api.web.frame.page import environment  # here: the other formats need no templates

    picture = base64.b64encode(figure_file(brief.figure, "svg").content).decode()
    styles = files("api.web").joinpath("static", "style.css").read_text(encoding="utf-8")
    template = environment().get_template("brief_alone.html")
    return template.render(brief=brief, picture=f"data:image/svg+xml;base64,{picture}", styles=styles).encode()


def picture(brief: Spoken, format: str) -> bytes:
    """Return the figure alone."""
    return figure_file(brief.figure, format).content


FORMATS: Mapping[str, Format] = {
    "docx": Format(word.MEDIA_TYPE, word.docx),
    "pdf": Format(paper.MEDIA_TYPE, paper.pdf),
    "html": Format("text/html; charset=utf-8", html),
    **{name: Format(MEDIA_TYPES[name], partial(picture, format=name)) for name in ("svg", "png")},
}
"""By the end of a file's name; svg and png are the figure alone."""


def written(brief: Spoken, format: str) -> bytes:
    """Return a brief as a file; raise NotFoundError where there is no such format."""
    if format not in FORMATS:
        raise NotFoundError("A brief is no '%(format)s': %(formats)s.", format=format, formats=", ".join(FORMATS))
    return FORMATS[format].write(brief)
