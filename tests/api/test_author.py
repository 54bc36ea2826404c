"""Whose word it is and which day it is are found in one way, on the command line, on pages and over the API."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.service import create_app
from graph.actions import Actions, State
from graph.days import today
from graph.errors import BadInputError
from graph.judgements import Judgements, author_of
from tests.support import toys
from tests.support.command import call
from tests.support.service import Inside
from tests.support.toys import P1, P2, stored


@pytest.mark.parametrize(
    ("said", "author"), [(("An", "Bo"), "An"), (("", " Bo "), "Bo"), ((" ", "x" * 300), "x" * 200)]
)
def test_the_first_name_that_is_said_counts(said: tuple[str, ...], author: str) -> None:
    assert author_of(*said) == author


def test_a_word_of_nobody_is_refused_on_every_road(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="Say who you are"):
        author_of("", " ")
    judgements = Judgements(tmp_path)
    service = Inside(create_app(stored(tmp_path / "store", toys.triangle()), judgements))
    pair = {"a": P1, "b": P2}
    for path, told in (("/api/v1/judgements", {"verdict": "same"}), ("/api/v1/actions", {"state": "done"})):
        assert "Say who you are" in service.post(path, json=pair | told).text
    assert "Say who you are" in service.post("/actions", data=pair).text
    said = call("judge", P1, P2, "same", "--author", " ", home=tmp_path)
    assert (said.returncode, "Say who you are" in said.stderr) == (1, True)
    service.cookies["intercluster_author"] = "Bo"
    assert service.post("/api/v1/actions", json=pair | {"state": "done"}).json()["stored"]["author"] == "Bo"
    assert (len(judgements.all()), len(Actions(judgements).all())) == (0, 1)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Be where it is another day than in Greenwich."""
    monkeypatch.setenv("TZ", "Etc/GMT-14" if datetime.now(UTC).hour >= 12 else "Etc/GMT+12")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("elsewhere")
def test_what_is_overdue_is_so_by_the_calendar_of_this_place(tmp_path: Path) -> None:
    assert today() != datetime.now(UTC).date()
    with stored(tmp_path / "store", toys.triangle()) as store:
        judgements = Judgements(tmp_path)
        service = Inside(create_app(store, judgements))
        for day, overdue in ((today(), False), (today() - timedelta(1), True)):
            Actions(judgements).add(P1, P2, State.TO_CHECK, author="An", day=day)
            (row,) = service.get("/api/v1/actions").json()["rows"]
            assert row["overdue"] == overdue
            said = call("actions", "--json", home=tmp_path)
            assert f'"overdue": {str(overdue).lower()}' in said.stdout, said.stderr
