"""The kinds of lists that there are: which fields each has, and which of them it must have."""

from dataclasses import dataclass
from typing import Final

from ingest.reading.columns.assignment import Field
from ingest.reading.columns.fields import MEMBERS, PROJECTS

HEADER_ROWS = 60
"""A header stands within so many rows; lists have a title, a date and a logo above it, not more."""


@dataclass(frozen=True, slots=True)
class ListKind:
    """What a list is of: its fields, and those of which it needs at least one."""

    name: str
    fields: tuple[Field, ...]
    required: tuple[str, ...]
    examples: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(one.name for one in self.fields)


MEMBER_LIST: Final = ListKind("members", MEMBERS, ("name",), "naam, organisatie, nom, company name")
PROJECT_LIST: Final = ListKind("projects", PROJECTS, ("title", "key"), "titel, projectnummer, intitulé, project title")
