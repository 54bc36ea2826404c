"""Columns and fields matched as a whole: the assignment in which headings and cells together fit best.

Each pair of a column and a field has a score: how much the heading means the field, times how well the cells fit it.
What the heading says of other things (a rate, a contact person, a priority axis) is subtracted, so that a column that
means something we do not use is left alone. A field goes to one column at most, and the sum is maximal.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ingest.reading.cells import Cell
from ingest.reading.columns.agreement import PAIRS, in_order
from ingest.reading.columns.concepts import concepts
from ingest.reading.columns.contents import HALF, Contents, contents, fit
from ingest.reading.columns.headings import Likeness, Vocabulary, numbered_alike, vocabulary
from ingest.reading.columns.units import unit_of

LEAST = 0.22
"""Below this a heading that resembles a field says nothing."""

SURE = 0.4
"""Above this, and without a rival, a column is taken without asking."""

RIVAL = 0.9
"""A free column with so much of the score of the chosen one is a rival: somebody has to choose."""

AGREED = 0.95
"""In so many rows a start is before its end, or a grant below its cost: then a faint heading is enough."""

DISAGREED = 0.5
"""In fewer rows: somebody has to look."""

FEW = 8
"""Fewer cells than this do not gainsay a heading that is known word for word."""

_KIN = {"participant": "who", "promoter": "who", "grant_eur": "paid", "contribution_eur": "paid"}
"""Fields of which one is enough."""

EXACT = 0.97
"""A heading so like a known one is it, or it with a remark in brackets."""

FAINT = 0.6
"""Where one heading names a field word for word, another that only resembles it says so much less."""

CLAIM = 0.75
"""A field without a column, of which the column of another says so much: it may be meant there."""

MOST_RIVALS = 3


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a list, and what headings say of it: meaning -> weight.

    `asked` is a meaning that is another field's, and that some agencies give to this one: then somebody has to choose.
    `many` says that an entry may have several, in columns that only a number tells apart.
    """

    name: str
    meanings: Mapping[str, float]
    main: bool = False
    asked: str | None = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that could be a field, by its place, with its score."""

    column: int
    score: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the columns of a list are: field -> column, and the meaning and language that its heading spoke.

    `doubtful` holds, for each field that somebody has to decide, the columns that it could be, likeliest first;
    `unread` the main fields that a heading names word for word, above cells that are something else; `further` the
    columns that go on with a field's own, such as "Partner 2" with "Partner 1".
    """

    columns: Mapping[str, int]
    scores: Mapping[str, float]
    meanings: Mapping[str, str]
    languages: Mapping[str, str]
    doubtful: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)
    further: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def claimed(self) -> Mapping[int, tuple[str, ...]]:
        """The columns that could be several fields, which nobody but a person can tell: column -> those fields."""
        claims: dict[int, tuple[str, ...]] = {}
        for name, rivals in self.doubtful.items():
            claims[rivals[0].column] = (*claims.get(rivals[0].column, ()), name)
        return {column: names for column, names in claims.items() if len(names) > 1}

    @property
    def weight(self) -> float:
        """How much the row of headings says altogether."""
        return sum(self.scores.values())


def recognise(
    headings: Sequence[str],
    cells: Sequence[Sequence[Cell]],
    fields: Sequence[Field],
    known: Vocabulary | None = None,
    said: Mapping[str, int | None] | None = None,
) -> Recognition:
    """Return which of the columns is which field.

    `cells` are the columns below their headings; `said` are fields of which a person says the column, or that there is
    none.
    """
    known, said = known or vocabulary(), said or {}
    seen = [contents(column) for column in cells]
    table = _Table(headings, seen, fields, known)
    free = [i for i, one in enumerate(fields) if one.name not in said]
    taken = {column for column in said.values() if column is not None}
    open_columns = [c for c in range(len(headings)) if c not in taken]
    chosen = _assigned(table.gains, open_columns, free)
    columns = {name: column for name, column in said.items() if column is not None}
    columns |= {fields[f].name: c for c, f in chosen.items()}
    doubtful: dict[str, tuple[Candidate, ...]] = {}
    used = set(columns.values())
    agree = _agreements(columns, cells)
    for c, f in chosen.items():
        name = fields[f].name
        rivals = table.rivals(c, f, [other for other in open_columns if other not in used])
        few = seen[c].size < FEW and (c, f) in table.exact
        unsure = table.gains[c, f] < SURE and agree.get(name, 0.0) < AGREED and not few
        if fields[f].main and (rivals or unsure or agree.get(name, 1.0) < DISAGREED):
            doubtful[name] = (Candidate(c, float(table.gains[c, f])), *rivals)[:MOST_RIVALS]
        without = [i for i in free if fields[i].main and not _has_column(fields[i].name, columns)]
        for other in table.claims(c, f, without):
            doubtful |= {said: (Candidate(c, float(table.gains[c, f])),) for said in (name, fields[other].name)}
    unread = {
        fields[f].name: c
        for c, f in sorted(table.exact, reverse=True)
        if fields[f].main and fields[f].name not in columns and c not in used and seen[c].size
        if fit(max(fields[f].meanings, key=lambda said: fields[f].meanings[said]), seen[c]) < HALF
    }
    by_field = {fields[f].name: (c, f) for c, f in chosen.items()}
    # What a heading means is known, too, of a column that a person chose.
    spoken = {one.name: (columns[one.name], f) for f, one in enumerate(fields) if one.name in columns}
    spoken = {name: place for name, place in spoken.items() if place in table.meaning}
    return Recognition(
        {one.name: columns[one.name] for one in fields if one.name in columns},
        {name: float(table.gains[c, f]) for name, (c, f) in by_field.items()},
        {name: table.meaning[place] for name, place in spoken.items()},
        {name: table.language[place] for name, place in spoken.items()},
        doubtful,
        unread,
        {
            one.name: more
            for f, one in enumerate(fields)
            if one.many and one.name in columns
            if (more := tuple(c for c in open_columns if c not in used and table.go_together(columns[one.name], c, f)))
        },
    )


def _has_column(name: str, columns: Mapping[str, int]) -> bool:
    """Return whether a field has a column, or one of its kin has, which is enough."""
    kin = {other for other, of in _KIN.items() if of == _KIN.get(name)}
    return bool(columns.keys() & {name, *kin})


def _agreements(columns: Mapping[str, int], cells: Sequence[Sequence[Cell]]) -> dict[str, float]:
    """Return how well the fields that go together do so, row by row: field -> share of the rows."""
    found: dict[str, float] = {}
    for pair in PAIRS:
        if all(name in columns for name in pair):
            share = in_order(pair, *(cells[columns[name]] for name in pair))
            found |= {} if share is None else dict.fromkeys(pair, share)
    return found


def _assigned(gains: np.ndarray, columns: Sequence[int], fields: Sequence[int]) -> dict[int, int]:
    """Return column -> field of the best assignment of all."""
    if not columns or not fields:
        return {}
    # Imported here: it takes a quarter of a second, which questions need not wait for.
    from scipy.optimize import linear_sum_assignment

    part = np.where(gains >= LEAST, gains, 0.0)[np.ix_(columns, fields)]
    rows, places = linear_sum_assignment(part, maximize=True)
    return {columns[int(r)]: fields[int(p)] for r, p in zip(rows, places, strict=True) if part[r, p] > 0}


class _Table:
    """Every column's score for every field."""

    def __init__(
        self, headings: Sequence[str], seen: Sequence[Contents], fields: Sequence[Field], known: Vocabulary
    ) -> None:
        self.headings, self.fields = headings, fields
        self.gains = np.zeros((len(headings), len(fields)))
        self.meaning: dict[tuple[int, int], str] = {}
        self.exact: set[tuple[int, int]] = set()
        self.language: dict[tuple[int, int], str] = {}
        used = {meaning for one in fields for meaning in one.meanings}
        languages = concepts().languages(headings)
        for c, heading in enumerate(headings):
            said = _said(heading, known, languages, priced=seen[c].priced > HALF)
            # In thousands and millions amounts are as small as rates.
            column = replace(seen[c], small=0.0) if unit_of(heading).factor != 1 else seen[c]
            strength = {meaning: _strength(like.score) * fit(meaning, column) for meaning, like in said.items()}
            other = max((score for meaning, score in strength.items() if meaning not in used), default=0.0)
            for f, one in enumerate(fields):
                scores = {m: weight * strength.get(m, 0.0) for m, weight in one.meanings.items()}
                meaning = max(scores, key=lambda m: scores[m])
                score = scores[meaning]
                # What a heading says word for word counts, though it says something else in another list.
                exact = meaning in said and said[meaning].score >= EXACT
                self.exact |= {(c, f)} if exact else set()
                # Of "Fee 2022" and "Fee 2023" the last is the one that counts.
                score += (score > 0) * 1e-4 * _year(heading)
                if score > other or (exact and score >= 0.8 * other):
                    self.gains[c, f] = score - (0.2 if exact else 0.5) * other
                    self.meaning[c, f], self.language[c, f] = meaning, said[meaning].language
        for c, f in np.argwhere(self.gains > 0):
            if (
                fields[f].main
                and (c, f) not in self.exact
                and any(self._is_sure(other, f) for other in range(len(seen)))
            ):
                self.gains[c, f] *= FAINT

    def _is_sure(self, column: int, f: int) -> bool:
        return (column, f) in self.exact and bool(self.gains[column, f] >= SURE)

    def claims(self, column: int, f: int, others: Sequence[int]) -> list[int]:
        """Return the fields without a column that this column could as well be: "Project name (beneficiary)"."""
        kin = _KIN.get(self.fields[f].name)
        alike = {other for other in others if kin and _KIN.get(self.fields[other].name) == kin}
        least = max(SURE, CLAIM * self.gains[column, f])
        claiming = [other for other in others if other not in alike and self.gains[column, other] >= least]
        meaning = self.meaning[column, f]
        return claiming + [other for other in others if self.fields[other].asked == meaning]

    def go_together(self, column: int, other: int, f: int) -> bool:
        """Return whether two columns are both a field's: only a number tells them apart, or both are of partners."""
        if numbered_alike(self.headings[other], self.headings[column]):
            return True
        both = {self.meaning.get((one, f)) for one in (column, other)} == {"partners"}
        return both and bool(self.gains[other, f] >= max(SURE, RIVAL * self.gains[column, f]))

    def rivals(self, column: int, f: int, free: Sequence[int]) -> list[Candidate]:
        """Return the free columns that could as well be a field."""
        least = max(LEAST, RIVAL * self.gains[column, f])
        others = [c for c in free if not (self.fields[f].many and self.go_together(column, c, f))]
        found = [Candidate(c, float(self.gains[c, f])) for c in others if self.gains[c, f] >= least]
        return sorted(found, key=lambda one: (-one.score, one.column))


def _year(heading: str) -> int:
    found = re.search(r"\b20(\d\d)\b", heading)
    return int(found[1]) if found else 0


def _said(heading: str, known: Vocabulary, languages: Mapping[str, float], *, priced: bool) -> dict[str, Likeness]:
    """Return what a heading means by what it resembles and by its words.

    The more of it its words explain, the less says a mere resemblance to something else.
    """
    resembles = known.meanings(heading)
    found, explained = concepts().meanings(heading, languages, priced=priced)
    for meaning, like in resembles.items():
        score = like.score if like.score >= EXACT else like.score * (1 - 0.5 * explained * (meaning not in found))
        if score > found.get(meaning, Likeness(0, "")).score:
            found[meaning] = Likeness(score, like.language)
    return found


def _strength(likeness: float) -> float:
    """Return what a heading's likeness says: nothing below a third, all from four fifths on, a bit more where equal."""
    return 0.9 * max(0.0, min(1.0, (likeness - 0.35) / 0.45)) + (0.1 if likeness >= EXACT else 0.0)
