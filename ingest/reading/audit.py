"""What happened while a source was read: rows that could not be used, cells that were dropped, columns nobody read."""

from collections import Counter
from dataclasses import dataclass, field

from graph.errors import BadInputError

SHOWN = 5


@dataclass(slots=True)
class Audit:
    """The minutes of one reading; nothing is left out of a load without a line here.

    `bad` is a row that cannot be used: it stops the load, or is left out and counted where the user asked for that.
    `note` is something a user should know of a row that is used. `listings` are mapping files that say what was
    understood of a list.
    """

    skip_bad_rows: bool = False
    rows: Counter[str] = field(default_factory=Counter)
    unused: dict[str, tuple[str, ...]] = field(default_factory=dict)
    understood: list[str] = field(default_factory=list)
    listings: list[str] = field(default_factory=list)
    _bad: dict[str, list[str]] = field(default_factory=dict)
    _used: Counter[str] = field(default_factory=Counter)
    _joined: Counter[str] = field(default_factory=Counter)
    _left_out: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _notes: list[str] = field(default_factory=list)

    def read(self, document: str, rows: int) -> None:
        """Count the rows of a document."""
        self.rows[document] += rows

    def bad(self, document: str, row: int, why: str) -> None:
        """Record a row that cannot be used; `row` counts as the user's program does, the header being row 1."""
        self._bad.setdefault(document, []).append(f"row {row}: {why}")

    def used(self, document: str, *, joined: bool = False) -> None:
        """Count a list's row that became an entry, or that joined the entry of an earlier row."""
        (self._joined if joined else self._used)[document] += 1

    def left_out(self, document: str, row: int, what: str) -> None:
        """Count a list's row that is none of its entries, such as "a total"."""
        self._left_out.setdefault(document, {}).setdefault(what, []).append(row)

    def note(self, text: str) -> None:
        """Record what a user should know."""
        self._notes.append(text)

    def check(self) -> None:
        """Raise BadInputError where a row was bad and bad rows are not to be skipped."""
        if self.skip_bad_rows:
            return
        for document in sorted(self._bad):
            raise BadInputError(f"{self._counted(document)} Load without them with --skip-bad-rows.")

    def lines(self) -> list[str]:
        """Return what a user is told, the most important first."""
        skipped = [f"Left out: {self._counted(document)}" for document in sorted(self._bad)]
        tallies = [self._tally(document) for document in sorted(self._used | self._joined)]
        unused = [f"Not used in {name}: {', '.join(columns)}." for name, columns in sorted(self.unused.items())]
        notes = self._notes[:SHOWN]
        if len(self._notes) > SHOWN:
            notes.append(f"... and {len(self._notes) - SHOWN:,} more notes like these.")
        return [*skipped, *self.understood, *tallies, *notes, *unused]

    def _tally(self, document: str) -> str:
        """Return what became of every row of a list; the numbers add up."""
        parts = [f"{self._used[document]:,} used"]
        if self._joined[document]:
            parts.append(f"{self._joined[document]:,} joined to the entry of another row")
        reasons = self._left_out.get(document, {})
        left = [f"{len(rows):,} {_plural(what, len(rows))} ({_first(rows)})" for what, rows in reasons.items()]
        if bad := len(self._bad.get(document, ())):
            left.append(f"{bad:,} bad")
        if left:
            parts.append(f"{sum(map(len, reasons.values())) + bad:,} left out: {', '.join(left)}")
        return f"{document}: {self.rows[document]:,} rows read; {'; '.join(parts)}."

    def _counted(self, document: str) -> str:
        bad = self._bad[document]
        total = max(self.rows[document], len(bad))
        share = 100 * len(bad) / total
        return f"{document}: {len(bad):,} of {total:,} rows ({share:.3g} %) are bad; the first is {bad[0]}."


def _plural(what: str, number: int) -> str:
    """Return "a total" as it stands behind a number."""
    noun = what.removeprefix("a ")
    return noun if number == 1 else "rows of headings" if noun == "row of headings" else f"{noun}s"


def _first(rows: list[int]) -> str:
    shown = ", ".join(map(str, rows[:SHOWN]))
    return f"row {shown}" + (" and more" if len(rows) > SHOWN else "")
