"""Cells that name several things: separated by a sign that no name holds, or by commas where the parts are known."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ingest.reading.columns.contents import has_form
from ingest.reading.columns.headings import fold
from ingest.reading.entries.listing import Listing, Record

_WITHIN: Final = (", ", ",", ". ", " / ", " + ", " & ", " en ", " et ", " and ", " und ")
"""Signs and words that stand between names and inside of them, the surest first."""

_FORMS: Final = frozenset("ltd inc llc co corp plc nv bv sa sas sarl srl spa gmbh ag kg ab as oy se".split())


@dataclass(frozen=True, slots=True)
class Several:
    """What the cells of a column name; `known` counts how many different cells name each part, folded.

    `listed` says that the column is of several by its heading ("participants").
    """

    column: str
    known: Mapping[str, int] = field(default_factory=dict)
    listed: bool = False

    @classmethod
    def of(cls, listing: Listing, column: str) -> "Several":
        """Look at a column's cells; a part counts as known where other cells name it too."""
        if column not in listing.columns:
            return cls(column)
        known: Counter[str] = Counter()
        for cell in {str(cell) for cell in listing.column(column) if cell is not None}:
            for name in cell.replace("|", ";").replace("\n", ";").split(";"):
                known.update({fold(part) for part in {name, *_cut(name, _WITHIN[0]), *_cut(name, _WITHIN[2])}})
        return cls(column, known, listing.recognition.meanings.get(column) == "partners")

    def names(self, entry: Record) -> list[str]:
        """Return the names in a row's cell, each once."""
        found = [part for name in entry.lines(self.column) for part in self._parts(name)]
        return list(dict.fromkeys(found))

    def _parts(self, name: str) -> list[str]:
        for sign in _WITHIN:
            parts = _cut(name, sign)
            if len(parts) > 1 and self._are_names(parts, name, sign):
                return parts
        return [name]

    def _are_names(self, parts: list[str], whole: str, sign: str) -> bool:
        """Return whether the parts are names rather than one: all are known, or in a column of several most look so."""
        folded = [fold(part) for part in parts]
        if any(part in _FORMS or len(part) < 2 for part in folded):
            return False
        # What this cell itself was counted for is no other cell's word.
        own = 1 if sign in (_WITHIN[0], _WITHIN[2]) and self.known.get(fold(whole), 0) else 0
        known = [self.known.get(part, 0) > own for part in folded]
        if all(known):
            return True
        if not self.listed or sign not in (", ", ","):
            return False
        return any(known) or sum(map(has_form, parts)) > 1


def _cut(name: str, sign: str) -> list[str]:
    return [part for piece in name.split(sign) if (part := piece.strip())]
