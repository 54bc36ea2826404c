"""What is to be done about pairs: kept beside the judgements, added and never changed, noticed where it is."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from graph.actions import Action, Actions, State
from graph.errors import BadInputError, StoreError
from graph.judgements import Judgements
from ingest.keeping import put_back, read_backup, taken, write_backup
from queries.lookup.to_do import to_do
from tests.support import toys
from tests.support.toys import P1, P2, A, B, C, stored


@pytest.fixture
def judgements(tmp_path: Path) -> Judgements:
    return Judgements(tmp_path / "home")


def test_the_newest_word_on_a_pair_counts(judgements: Judgements) -> None:
    actions = Actions(judgements)
    first = actions.add(P2, P1, "to_check", author="Ann", owner="Bo", day=date(2026, 1, 2))
    assert (first.a, first.b, first.number) == (P1, P2, 1), "in alphabetical order"
    second = actions.add(P1, P2, "done", author="Bo", note="no double funding")
    assert actions.all() == [first, second]
    assert actions.latest() == {(P1, P2): second}
    actions.add(P1, P2, "dropped", author="Ann")
    assert actions.latest() == {}
    assert len(actions.all()) == 3, "nothing is ever removed"


def test_what_is_no_action_is_said(judgements: Judgements) -> None:
    with pytest.raises(BadInputError, match="'maybe' is no state"):
        Actions(judgements).add(P1, P2, "maybe", author="Ann")
    with pytest.raises(BadInputError, match="about two"):
        Actions(judgements).add(P1, P1, "done", author="Ann")
    assert Actions(judgements).all() == []


def test_judgements_and_actions_do_not_mix(judgements: Judgements) -> None:
    said = judgements.add(P1, P2, "same", author="Ann")
    before = judgements.stamp()
    Actions(judgements).add(P1, P2, "confirmed", author="Ann")
    assert judgements.all() == [said]
    assert judgements.stamp() != before, "a page that shows actions is made anew"


def test_a_changed_byte_is_noticed(judgements: Judgements) -> None:
    Actions(judgements).add(P1, P2, "confirmed", author="Ann")
    with sqlite3.connect(judgements.home / "judgements.sqlite") as connection:
        connection.execute("UPDATE action SET state = 'rejected'")
    with pytest.raises(StoreError, match="not as they were stored"):
        Actions(judgements).all()


def test_a_file_of_an_earlier_version_has_room_for_actions(judgements: Judgements) -> None:
    said = judgements.add(P1, P2, "same", author="Ann")
    with sqlite3.connect(judgements.home / "judgements.sqlite") as connection:
        connection.executescript("DROP TABLE action; DROP TABLE told_action;")
    assert judgements.all() == [said]
    made = Actions(judgements).add(P1, P2, "done", author="Ann")
    assert Actions(judgements).all() == [made]


def test_a_backup_has_them_and_one_without_reads_as_before(judgements: Judgements, tmp_path: Path) -> None:
    store = stored(tmp_path / "store", toys.triangle())
    write_backup(tmp_path / "without", taken(store, judgements, {}))
    assert read_backup(tmp_path / "without").actions == ()
    made = Actions(judgements).add(A, B, "being_checked", author="Ann", owner="Bo", day=date(2026, 1, 2), note="“é”")
    write_backup(tmp_path / "with", taken(store, judgements, {}))
    elsewhere = Judgements(tmp_path / "elsewhere")
    assert put_back(read_backup(tmp_path / "with"), elsewhere) is None
    assert Actions(elsewhere).all() == [made]
    aside = put_back(read_backup(tmp_path / "without"), elsewhere)
    assert aside, "what stood in the way is set aside, not deleted"
    assert Actions(elsewhere).all() == []


def test_the_list_by_hand(tmp_path: Path) -> None:
    store = stored(tmp_path, toys.triangle())
    said = [
        Action(P1, P2, State.DONE, "", date(2026, 1, 1), "Ann", "2025-12-01T00:00:00+00:00"),
        Action(A, B, State.TO_CHECK, "Bo", date(2026, 1, 2), "Ann", "2025-12-01T00:00:00+00:00"),
        Action(A, C, State.CONFIRMED, "", None, "Ann", "2025-12-01T00:00:00+00:00"),
        Action("cluster:gone:x", A, State.TO_CHECK, "", date(2026, 1, 9), "Ann", "2025-12-01T00:00:00+00:00"),
    ]
    rows = to_do(store, said, date(2026, 1, 5))
    assert [(row.a_name, row.b_name, row.about, row.owner, row.overdue) for row in rows] == [
        ("Alpha", "Beta", "consolidation", "Bo", True),
        ("cluster:gone:x", "Alpha", "consolidation", None, False),
        ("Alpha", "Gamma", "consolidation", None, False),
        ("Clean water for dairy farms", "Clean water for dairy farms II", "duplicates", None, False),
    ]
