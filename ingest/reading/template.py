"""An empty list to fill in: one column a field, in words that are understood without a mapping."""

import io

import xlsxwriter

from graph.errors import NotFoundError
from graph.messages import Message

TEMPLATES = {
    "members": (
        ("Naam", "the member's legal name", 40),
        ("Ondernemingsnummer", "KBO or VAT number, e.g. 0200.065.765; the surest way to be recognised", 22),
        ("Lidgeld", "fee a year, in euro", 12),
        ("Lid sinds", "date, or the year alone", 12),
        ("Lid tot", "date, empty for a present member", 12),
        ("Straat", "street and number of the seat", 28),
        ("Postcode", "postcode", 10),
        ("Gemeente", "municipality", 18),
        ("Website", "website", 24),
        ("Cluster", "the cluster's name; may stay empty where --cluster says it", 18),
    ),
    "projects": (
        ("Projectnummer", "the number that the funder gave it", 16),
        ("Titel", "title", 50),
        ("Acroniem", "acronym", 14),
        ("Omschrijving", "what it is about, some sentences", 60),
        ("Startdatum", "date", 12),
        ("Einddatum", "date", 12),
        ("Totale kost", "in euro", 14),
        ("Subsidie", "in euro", 14),
        ("Financieringsinstrument", "what paid for it", 24),
        ("Oproep", "call", 14),
        ("Thema", "themes, separated by ;", 24),
        ("Promotor", "who leads it", 30),
        ("Deelnemers", "the other organisations, separated by ;", 50),
        ("Clusters", "clusters that take part, separated by ;", 30),
    ),
}


def template(name: str) -> bytes:
    """Return a spreadsheet (.xlsx) with the headings of a list; raise NotFoundError for one that there is not."""
    if name not in TEMPLATES:
        raise NotFoundError(
            Message(
                "There is no template '%(name)s': choose from %(templates)s.", name=name, templates=", ".join(TEMPLATES)
            )
        )
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        bold, date = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet, words = book.add_worksheet(name), book.add_worksheet("explained")
        sheet.freeze_panes(1, 0)
        for column, (heading, meaning, width) in enumerate(TEMPLATES[name]):
            is_date = "date" in meaning
            sheet.set_column(column, column, width, date if is_date else None)
            sheet.write_string(0, column, heading, bold)
            words.write_string(column, 0, heading, bold)
            words.write_string(column, 1, meaning)
        words.set_column(0, 1, 40)
    return content.getvalue()
