"""What the tables of CORDIS are, by their columns, and by which key each of them knows a project."""

from graph.identity import make_id
from ingest.reading.tables import Table

_UNTIL_2021 = {"id": "organisationID", "projectRcn": "rcn", "organizationUrl": "organizationURL"}
"""What columns of the list of organisations were called until 2021."""


def modernise(table: Table) -> None:
    """Give a list of organisations as it was published until 2021 the names of today's columns."""
    if all(column in table for column in _UNTIL_2021) and "organisationID" not in table:
        table.rename(_UNTIL_2021)
        contacts = ("Type", "Title", "FirstNames", "LastNames", "Function", "TelephoneNumber", "FaxNumber")
        table.ignore(*(f"contact{what}" for what in contacts))
    if "participantCountries" in table:
        table.ignore("participants", "participantCountries", "projectUrl", "subjects")


def kind_of(table: Table) -> str:
    """Return what a table of CORDIS holds, by its columns; "" for one that is not needed."""
    for kind, columns in (
        ("names", ("pic", "name", "source")),
        ("organisations", ("projectID", "organisationID")),
        ("participations", ("rcn", "role", "pic")),
        ("parts", ("rcn", "programme_part")),
        ("legal", ("projectID", "legalBasis")),
        ("topics", ("projectID", "topic")),
        ("projects", ("acronym", "startDate")),
    ):
        if all(column in table for column in columns):
            return kind
    return ""


def project_key(table: Table) -> str:
    """Return the column by which a table of projects knows them."""
    return next(name for name in ("id", "projectID", "reference", "rcn") if name in table)


def record_numbers(tables: list[Table]) -> dict[str, str]:
    """Return project id -> record number (rcn), which names a project wherever a table has both."""
    numbers: dict[str, str] = {}
    for table in tables:
        if kind_of(table) == "projects" and "rcn" in table:
            numbers.update(zip(table.column(project_key(table)), table.column("rcn"), strict=True))
    return numbers


def project_id(key: str, numbers: dict[str, str]) -> str:
    """Return the id of a project by its key, which is its record number wherever a table has both."""
    return make_id("project", "cordis", numbers.get(key) or key)
