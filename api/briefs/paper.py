"""A brief as PDF, set by typst."""

from importlib.resources import files

from api.briefs.spoken import Spoken
from api.figures.drawing import drawn
from api.figures.typesetting import typeset

MEDIA_TYPE = "application/pdf"


def pdf(brief: Spoken) -> bytes:
    """Return the brief as PDF."""
    return typeset(
        files(__package__).joinpath("brief.typ").read_text(encoding="utf-8"),
        "pdf",
        language=brief.language,
        question=brief.question,
        answer=brief.answer,
        figure=drawn(brief.figure).svg,
        caption=brief.figure.title,
        parts=[
            {
                "title": part.title,
                "lines": [[line.text, line.places] for line in part.lines],
                "heads": part.table.heads if part.table else [],
                "rows": part.table.rows if part.table else [],
                "none": part.none,
            }
            for part in brief.parts
        ],
        titled=[[one.title, one.texts] for one in (brief.sources, brief.methods, brief.citing)],
        foot=brief.foot,
    )
