"""What happened while a source was read: rows that could not be used, cells that were dropped, columns nobody read."""

from collections import Counter
from dataclasses import dataclass, field

from graph.errors import AdvisedError
from graph.messages import Message

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
    _lists: set[str] = field(default_factory=set)
    _joined: Counter[str] = field(default_factory=Counter)
    _left_out: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _notes: list[str] = field(default_factory=list)

    def read(self, document: str, rows: int, *, listed: bool = False) -> None:
        """Count the rows of a document; of a list it is said what became of each."""
        self.rows[document] += rows
        if listed:
            self._lists.add(document)

    def bad(self, document: str, row: int, why: str) -> None:
        """Record a row that cannot be used; `row` counts as the user's program does, the header being row 1."""
        self._bad.setdefault(document, []).append(Message("row %(row)s: %(why)s", row=str(row), why=why))

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
            raise AdvisedError(
                self._counted(document),
                Message("Load without them with --skip-bad-rows."),
                Message("Tick below that such rows are left out, to load without them."),
            )

    def lines(self) -> list[str]:
        """Return what a user is told, the most important first."""
        skipped = [
            Message("Left out: %(left_out)s", left_out=self._counted(document)) for document in sorted(self._bad)
        ]
        tallies = [self._tally(document) for document in sorted(self._lists)]
        unused = [
            Message("Not used in %(name)s: %(columns)s.", name=name, columns=", ".join(columns))
            for name, columns in sorted(self.unused.items())
        ]
        notes = self._notes[:SHOWN]
        if len(self._notes) > SHOWN:
            notes.append(Message("... and %(number)s more notes like these.", number=len(self._notes) - SHOWN))
        return [*skipped, *self.understood, *tallies, *notes, *unused]

    def _tally(self, document: str) -> str:
        """Return what became of every row of a list; the numbers add up."""
        used, joined = Message("%(count)s used", count=self._used[document]), self._joined[document]
        if joined:
            used = Message("%(used)s; %(count)s joined to the entry of another row", used=used, count=joined)
        reasons = self._left_out.get(document, {})
        left = [
            Message("%(count)s %(what)s (%(rows)s)", count=len(rows), what=_plural(what, len(rows)), rows=_first(rows))
            for what, rows in reasons.items()
        ]
        if bad := len(self._bad.get(document, ())):
            left.append(Message("%(count)s bad", count=bad))
        if left:
            number = sum(map(len, reasons.values())) + bad
            used = Message("%(used)s; %(count)s left out: %(reasons)s", used=used, count=number, reasons=tuple(left))
        return Message(
            "%(document)s: %(count)s rows read; %(used)s.", document=document, count=self.rows[document], used=used
        )

    def _counted(self, document: str) -> str:
        bad = self._bad[document]
        total = max(self.rows[document], len(bad))
        share = 100 * len(bad) / total
        return Message(
            "%(document)s: %(count)s of %(total)s rows (%(share)s %%) are bad; the first is %(bad)s.",
            document=document,
            count=len(bad),
            total=total,
            share=f"{share:.3g}",
            bad=bad[0],
        )


_LEFT_OUT = {
    "a row of headings": (Message("row of headings"), Message("rows of headings")),
    "a footnote": (Message("footnote"), Message("footnotes")),
    "an example": (Message("example"), Message("examples")),
    "a row of column numbers": (Message("row of column numbers"), Message("rows of column numbers")),
    "a section's title": (Message("section's title"), Message("sections' titles")),
    "a row without a cross": (Message("row without a cross"), Message("rows without a cross")),
    "a total": (Message("total"), Message("totals")),
}
"""What may stand between a list's entries, one of it and several."""


def _plural(what: str, number: int) -> str:
    """Return "a total" as it stands behind a number."""
    one, several = _LEFT_OUT[what]
    return one if number == 1 else several


def _first(rows: list[int]) -> str:
    shown = Message("row %(rows)s", rows=", ".join(map(str, rows[:SHOWN])))
    return Message("%(rows)s and more", rows=shown) if len(rows) > SHOWN else shown
