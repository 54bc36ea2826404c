"""What somebody has to choose of a list: for a field the columns that it could be, each with some of its cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.errors import AdvisedError
from graph.messages import Choices, Message
from ingest.reading.cells import text
from ingest.reading.columns.assignment import Candidate, Field
from ingest.reading.columns.contents import contents, fit
from ingest.reading.entries.listing import Listing

_SAMPLE = 400
_SHOWN = 3
_LEAST: Final = 0.6
"""Cells that fit a field so well could be it, whatever the heading says."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that somebody has to decide: the headings that it could be, each with some of its cells."""

    field: str
    candidates: tuple[tuple[str, tuple[str, ...]], ...]

    def said(self) -> Message:
        """Return it as a part of a sentence."""
        shown = Choices(_shown(*one) for one in self.candidates)
        return Message("'%(name)s' could be %(shown)s", name=self.field, shown=shown)


class DoubtfulListError(AdvisedError):
    """Which column is which is not sure; `choices` are what to choose from."""

    def __init__(self, problem: str, option: str, choices: Sequence[Choice] = ()) -> None:
        super().__init__(problem, option, Message("Choose it below."))
        self.choices = tuple(choices)

    def __reduce__(self) -> tuple[type["DoubtfulListError"], tuple[str, str, tuple[Choice, ...]]]:  # type: ignore[override]
        """Say how a copy is made: a list is read in another process."""
        return DoubtfulListError, (self.problem, self.option, self.choices)


def choice_of(listing: Listing, name: str, candidates: Sequence[Candidate]) -> Choice:
    """Return a field with the columns that it could be."""
    rows = [cells for _, cells in listing.rows()][:_SAMPLE]

    def cells(column: int) -> tuple[str, ...]:
        filled = (text(row[column]) for row in rows if column < len(row))
        return tuple(dict.fromkeys(cell[:60] for cell in filled if cell))[:_SHOWN]

    return Choice(name, tuple((listing.headings[one.column], cells(one.column)) for one in candidates))


def guessed(listing: Listing, fields: Sequence[Field]) -> list[Choice]:
    """Return, for the main fields without a column, the free columns whose cells could be it: words, dates, amounts."""
    rows = [cells for _, cells in listing.rows()][:_SAMPLE]
    used = set(listing.columns.values())
    free = [i for i, heading in enumerate(listing.headings) if heading and i not in used]
    seen = {i: contents([row[i] if i < len(row) else None for row in rows]) for i in free}
    choices = []
    for one in fields:
        meaning = max(one.meanings, key=lambda said: one.meanings[said])
        found = [Candidate(i, fit(meaning, seen[i])) for i in free if seen[i].size]
        likely = sorted((it for it in found if it.score >= _LEAST), key=lambda it: (-it.score, it.column))
        if one.main and one.name not in listing.columns and likely:
            choices.append(choice_of(listing, one.name, likely[:_SHOWN]))
    return choices


def _shown(heading: str, cells: Sequence[str]) -> str:
    return f"'{heading}' ({', '.join(cells)})" if cells else f"'{heading}'"
