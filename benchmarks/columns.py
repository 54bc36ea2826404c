"""How many main columns of lists are recognised, and how many are taken for another.

`python -m benchmarks.columns` prints, for the real lists of EU-funded operations of the shared open data (where they
are), what is found with the vocabulary as it is, and with every heading of a list's own country taken out of it; then
for the lists of `tests/files/agencies.txt` that may be looked at, and for those held apart.
"""

import csv
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import benchmarks
from graph.errors import BadInputError
from ingest.reading.audit import Audit
from ingest.reading.columns import headings
from ingest.reading.columns.headings import fold, parts_of
from ingest.reading.documents import documents
from ingest.reading.entries.mapping import NO_MAPPING
from ingest.reading.kinds import PROJECT_LIST
from ingest.reading.lists import understand
from tests.support.agencies import agencies
from tests.support.opendata import DATA

MAIN = ("title", "beneficiary", "start_date", "end_date", "cost", "grant")
OURS = {"participant": "beneficiary", "promoter": "beneficiary", "cost_eur": "cost", "grant_eur": "grant"}


@dataclass(slots=True)
class Score:
    """Main columns that there are and that are found, columns taken for another main field, and lists."""

    there: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lists: int = 0
    right: int = 0
    asked: int = 0

    def count(self, path: Path, truth: Mapping[str, str]) -> None:
        """Read a list, and compare with the field of each heading; an empty field says nothing of a column."""
        audit = Audit()
        try:
            understand(documents(path)[0], PROJECT_LIST, NO_MAPPING, audit)
        except BadInputError:
            self.asked += 1
        columns = tomllib.loads(audit.listings[0])["columns"] if audit.listings else {}
        got = {fold(heading): OURS.get(name, name) for name, heading in columns.items()}
        missed = 0
        for heading, name in truth.items():
            taken = got.get(fold(heading))
            if name in MAIN:
                self.there[name] += 1
                self.found[name] += taken == name
                missed += taken != name
            if name and taken in MAIN and taken != name:
                self.wrong.append(f"{path.name}: '{heading}' is {name}, taken for {taken}")
        self.lists += 1
        self.right += not missed

    def __str__(self) -> str:
        share = self.found.total() / max(1, self.there.total())
        each = ", ".join(f"{name} {self.found[name]}/{self.there[name]}" for name in MAIN)
        return (
            f"{self.lists} lists, {self.right} with all main columns, {self.asked} asked; "
            f"{share:.1%} of the main columns ({each}); {len(self.wrong)} taken for another"
        )


def truths(folder: Path) -> dict[str, dict[str, str]]:
    """Return file -> heading -> field of the shared lists."""
    found: dict[str, dict[str, str]] = {}
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["file"], {}).setdefault(row["heading"], row["field"])
    return found


@contextmanager
def without(known: Iterable[str]) -> Iterator[None]:
    """Take headings, and their parts, out of the vocabulary."""
    out = {part for heading in known for part in parts_of(heading)}
    rows = [row for row in headings.vocabulary_rows() if fold(row[2]) not in out]
    headings.vocabulary.cache_clear()
    with patch.object(headings, "vocabulary_rows", lambda: rows):
        yield
    headings.vocabulary.cache_clear()


def shared(folder: Path, *, own_words: bool) -> Score:
    """Score the shared lists, with or without the words of each list's own country."""
    truth, score = truths(folder), Score()
    for name, headings_of in truth.items():
        country = name.partition(".")[0]
        own = [heading for other, all_ in truth.items() if other.startswith(f"{country}.") for heading in all_]
        with without(() if own_words else own):
            score.count(folder / name, headings_of)
    return score


def invented(*, held: bool) -> Score:
    """Score the lists of the project's own."""
    score = Score()
    with tempfile.TemporaryDirectory() as folder:
        for agency in agencies():
            if agency.held == held:
                score.count(agency.write(Path(folder)), {one.heading: one.field or "none" for one in agency.columns})
    return score


def main() -> None:
    """Print the scores."""
    folder = DATA / "operations_lists"
    if folder.is_dir():
        print("real lists, in sample:          ", shared(folder, own_words=True))
        print("real lists, one country left out:", shared(folder, own_words=False))
    print("invented, may be looked at:     ", invented(held=False))
    print("invented, held apart:           ", invented(held=True))


if __name__ == "__main__":
    benchmarks.run(main, __doc__)
