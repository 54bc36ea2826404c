"""Files are read in a process of their own: what goes wrong there is one sentence here."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.apart.once import Limits
from graph.errors import BadInputError, NotFoundError
from graph.progress import Track
from ingest.apart import apart, read_all
from ingest.reading.audit import Audit
from ingest.reading.choices import DoubtfulListError
from ingest.reading.reading import ImportOptions
from ingest.sources.registry import requested
from tests.support.processes import HUNG

SMALL = Limits(2 << 30, 1)


def in_steps(number: int, track: Track) -> int:
    return sum(track(range(number), "Counting", number))


def without_end(_: Track) -> None:
    while True:
        pass


def without_measure(_: Track) -> int:
    return len(b" " * (4 << 30))


def crash(_: Track) -> None:
    os.abort()


def missing(_: Track) -> None:
    raise NotFoundError("There is no such thing.")


def test_a_result_comes_back_with_its_progress() -> None:
    seen: list[object] = []

    def track(items: Iterable[Any], what: str, total: int) -> Iterator[Any]:
        seen.append((what, total))
        for item in items:
            seen.append(None)
            yield item

    assert apart(in_steps, (1_201,), "numbers", track=track) == sum(range(1_201))
    assert seen == [("Counting", 1_201), *[None] * 1_201]


@pytest.mark.parametrize("function", [without_end, without_measure, crash])
def test_whatever_ends_the_other_process_is_one_sentence(function: Any) -> None:
    started = time.monotonic()
    with pytest.raises(BadInputError, match=r"leden\.xlsx takes more than 2 GB of memory or 1 seconds to read"):
        apart(function, (), "leden.xlsx", SMALL)
    assert time.monotonic() - started < HUNG


def test_an_error_stays_what_it_is() -> None:
    with pytest.raises(NotFoundError, match="There is no such thing"):
        apart(missing, (), "x")


def test_a_list_is_read_apart_with_its_minutes(tmp_path: Path) -> None:
    path = tmp_path / "leden.csv"
    path.write_text("Naam;Gemeente\nAlfa;Gent\nTotaal;\n", encoding="utf-8")
    audit = Audit()
    found = read_all(requested((f"members={path}",)), audit, ImportOptions("T"))
    assert list(found) == ["members:t"]
    assert "leden.csv: 2 rows read; 1 used; 1 left out: 1 total (row 3)." in audit.lines()


def test_a_doubtful_list_comes_back_with_its_choices(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Titel;Total cost;Total project costs\nHaven;100;200\nDijk;1;2\n", encoding="utf-8")
    audit = Audit()
    with pytest.raises(DoubtfulListError) as error:
        read_all(requested((f"projects={path}",)), audit, ImportOptions())
    assert [choice.field for choice in error.value.choices] == ["cost_eur"]
    assert 'title = "Titel"' in audit.listings[0]
