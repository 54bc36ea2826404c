"""A brief as .docx, to write on in: headings, lists and tables of the word processor, a picture of 300 dots an inch."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from api.briefs.spoken import Said, Spoken, SpokenTable
from api.figures.files import figure_file

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = Mm(170)
FONT = "Calibri"
LETTERS, MOST, MARGIN = 80, 60, 2
"""How many letters a line of a table holds, how many of them a column asks for at most, and what its edges take."""
GREY = RGBColor(0x59, 0x62, 0x6C)
WHOLE_PAGE = 1.4
"""A figure higher than so many times its width would leave no room on its page."""


def docx(brief: Spoken) -> bytes:
    """Return the brief as a document."""
    document = _blank(brief)
    document.add_heading(brief.question, 0)
    document.add_paragraph().add_run(brief.answer).bold = True
    picture = document.add_paragraph().add_run().add_picture(io.BytesIO(figure_file(brief.figure, "png").content))
    _fitted(picture)
    _described(document.paragraphs[-1], brief.figure.title)
    for part in brief.parts:
        document.add_heading(part.title, 1)
        for line in part.lines:
            _said(document.add_paragraph(style="List Bullet"), line)
        if part.table:
            _table(document, part.table)
        elif not part.lines:
            document.add_paragraph().add_run(part.none).italic = True
    for titled in (brief.sources, brief.methods, brief.citing):
        document.add_heading(titled.title, 1)
        for text in titled.texts:
            document.add_paragraph().add_run(text).font.size = Pt(8)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _blank(brief: Spoken) -> DocumentObject:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    section.footer.paragraphs[0].add_run(brief.foot).font.size = Pt(8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10)
    language = normal.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): brief.language})
    normal.element.get_or_add_rPr().append(language)
    told = document.core_properties
    told.title, told.author, told.language, told.comments = brief.question, "Intercluster", brief.language, brief.foot
    told.created = told.modified = datetime.now(UTC)
    return document


def _fitted(shape: Any) -> None:
    """Make a picture as wide as the text, or as high as a page allows."""
    ratio = shape.height / shape.width
    width = min(TEXT, int(WHOLE_PAGE * TEXT / ratio))
    shape.width, shape.height = width, int(width * ratio)


def _described(paragraph: Paragraph, text: str) -> None:
    """Say what a picture shows to who does not see it."""
    for properties in paragraph._p.iter(qn("wp:docPr")):
        properties.set("descr", text)


def _said(paragraph: Paragraph, line: Said) -> None:
    paragraph.add_run(line.text)
    if line.places:
        where = paragraph.add_run(f" {line.places}")
        where.font.size, where.font.color.rgb = Pt(8), GREY


def _table(document: DocumentObject, table: SpokenTable) -> None:
    made = document.add_table(rows=1, cols=len(table.heads), style="Light Grid Accent 1")
    for cell, head in zip(made.rows[0].cells, table.heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for row in table.rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text).font.size = Pt(9)
    _in_widths(made, _widths(table))
    repeated = made.rows[0]._tr.get_or_add_trPr()
    repeated.append(repeated.makeelement(qn("w:tblHeader"), {}))
    for line in made.rows:
        whole = line._tr.get_or_add_trPr()
        whole.append(whole.makeelement(qn("w:cantSplit"), {}))


def _widths(table: SpokenTable) -> list[int]:
    """Return how wide the columns are: room for the longest word of each, and more where texts are longer."""
    columns = list(zip(table.heads, *table.rows, strict=True))
    least = [max(len(word) for text in column for word in text.split() or [""]) + MARGIN for column in columns]
    wished = [min(max(map(len, column)), MOST) for column in columns]
    more = [max(0, wish - word) for wish, word in zip(wished, least, strict=True)]
    left = max(0, LETTERS - sum(least))
    room = [word + left * longer / (sum(more) or 1) for word, longer in zip(least, more, strict=True)]
    return [round(TEXT * letters / sum(room)) for letters in room]


def _in_widths(made: Table, widths: Sequence[int]) -> None:
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Length(width)
        for cell in column.cells:
            cell.width = Length(width)
