"""What somebody has to choose of a list, or mend in it: for a field the columns that it could be, with some cells."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.errors import AdvisedError, BadInputError
from graph.messages import Choices, Message
from ingest.reading.cells import text
from ingest.reading.columns.assignment import Candidate, Field
from ingest.reading.columns.contents import contents, fit
from ingest.reading.columns.headings import fold
from ingest.reading.entries.listing import Listing
from ingest.reading.kinds import HEADER_ROWS, ListKind

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


def check(best: Listing, kind: ListKind) -> None:
    """Refuse a list of which too little is understood, or something not surely."""
    if not any(name in best.columns for name in kind.required):
        raise _too_little(best, kind)
    _check_double(best)
    doubtful = {
        name: rivals
        for name, rivals in best.recognition.doubtful.items()
        if name in best.columns or name not in best.recognition.columns
    }
    if doubtful:
        choices = [choice_of(best, name, rivals) for name, rivals in doubtful.items()]
        raise DoubtfulListError(
            Message(
                "%(best)s, row %(header_row)s: it is not sure which column is which: %(said)s.",
                best=best.name,
                header_row=best.header_row,
                said=tuple(one.said() for one in choices),
            ),
            Message("Say it with --mapping: the mapping below can be corrected."),
            choices,
        )


def _too_little(best: Listing, kind: ListKind) -> DoubtfulListError:
    choices = guessed(best, kind.fields)
    could_be = tuple(one.said() for one in choices)
    words = Choices(f"'{one}'" for one in kind.required)
    sheets: str = ""
    if len(best.grid.sheets) > 1:
        sheets = Message(", or choose a sheet of %(sheets)s", sheets=tuple(best.grid.sheets))
    return DoubtfulListError(
        Message(
            "%(best)s: no row among the first %(header_rows)s has a column for %(words)s, such as "
            "%(examples)s; %(rivals)s."
            if could_be
            else "%(best)s: no row among the first %(header_rows)s has a column for %(words)s, such as %(examples)s.",
            best=best.name,
            header_rows=HEADER_ROWS,
            words=words,
            examples=kind.examples,
            rivals=could_be,
        ),
        Message("Say which it is with --mapping%(sheets)s: the mapping below can be corrected.", sheets=sheets),
        choices,
    )


def doubled(listing: Listing) -> tuple[str, int] | None:
    """Return the first heading of a field that several columns have, and how many."""
    times = Counter(fold(heading) for heading in listing.headings if heading)
    used = (listing.headings[i] for i in listing.columns.values())
    return next(((heading, times[fold(heading)]) for heading in used if times[fold(heading)] > 1), None)


def _check_double(listing: Listing) -> None:
    if found := doubled(listing):
        heading, times = found
        raise BadInputError(
            "%(listing)s, row %(header_row)s: %(times)s columns are called '%(heading)s'; rename all but "
            "the one that counts.",
            listing=listing.name,
            header_row=listing.header_row,
            times=times,
            heading=heading,
        )
