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
    _notes: list[str] = field(default_factory=list)

    def read(self, document: str, rows: int) -> None:
        """Count the rows of a document."""
        self.rows[document] += rows

    def bad(self, document: str, row: int, why: str) -> None:
        """Record a row that cannot be used; `row` counts as the user's program does, the header being row 1."""
        self._bad.setdefault(document, []).append(f"row {row}: {why}")

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
        unused = [f"Not used in {name}: {', '.join(columns)}." for name, columns in sorted(self.unused.items())]
        notes = self._notes[:SHOWN]
        if len(self._notes) > SHOWN:
            notes.append(f"... and {len(self._notes) - SHOWN:,} more notes like these.")
        return [*skipped, *self.understood, *notes, *unused]

    def _counted(self, document: str) -> str:
        bad = self._bad[document]
        total = max(self.rows[document], len(bad))
        share = 100 * len(bad) / total
        return f"{document}: {len(bad):,} of {total:,} rows ({share:.3g} %) are bad; the first is {bad[0]}."
