"""Every question as of a day: what it says of the graph of what was there on that day, or may have been."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph.errors import BadInputError, InterclusterError
from graph.facts import Facts
from graph.schema import Cluster, MemberOf, Node, Project, Relation
from graph.store import Store, open_store
from ingest import flanders
from queries import QUESTIONS
from queries.asking.desk import Desk
from queries.asking.past import history, past
from tests.queries.test_questions import PARAMETERS
from tests.support import toys
from tests.support.toys import FUND, P1, P2, P3, A, B, C, stored

CLUSTERS = {A: (None, "2020-06-30"), B: ("2016-01-01", "2020-06-30"), C: ("2017-01-01", "2026-12-31")}
PROJECTS = {P1: ("2017-01-01", "2018-12-31"), P2: ("2018-06-01", "2021-12-31"), P3: (None, None)}
FLEMISH = ("2017-02-01", "2019-10-01", "2022-01-01")
DAYS = ("2016-06-01", "2017-06-01", "2018-07-01", "2019-06-01", "2021-01-01")


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def dated() -> Facts:
    """The triangle with members, its clusters and projects dated; Member 1 left Alpha in 2017."""
    return Facts(map(with_dates, toys.with_members()))


def with_dates(record: Node | Relation) -> Node | Relation:
    if isinstance(record, Cluster | Project):
        start, end = {**CLUSTERS, **PROJECTS}[record.id]
        return replace(record, start_date=day(start), end_date=day(end))
    if isinstance(record, MemberOf) and record.start.endswith("m1"):
        return replace(record, since=date(2016, 1, 1), until=date(2017, 12, 31))
    return record


def there(facts: Facts, on: str, *, ended: bool = False) -> Iterator[Node | Relation]:
    """What is not certainly away, by the tables above alone; `ended` keeps what is over. Days compare as text."""
    away = {key for key, (a, b) in {**CLUSTERS, **PROJECTS}.items() if (a and on < a) or (b and b < on and not ended)}
    for record in facts:
        if isinstance(record, MemberOf) and record.start.endswith("m1") and on > "2017-12-31" and not ended:
            continue
        names = {getattr(record, name, None) for name in ("id", "start", "end", "entity_id")}
        if not names & away:
            yield record


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(tmp_path_factory.mktemp("dated"), dated())


@pytest.fixture(scope="module")
def then(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, bool], Store]:
    """By day, and whether what had ended is kept, a store of those facts that takes that day for its own."""
    facts, found = dated(), {}
    for on, ended in itertools.product(DAYS, (False, True)):
        found[on, ended] = stored(tmp_path_factory.mktemp("then"), Facts(there(facts, on, ended=ended)))
        found[on, ended].day = day(on)
    return found


def told(store: Store, name: str, **values: str) -> tuple[object, list[str]]:
    try:
        answer = Desk().ask(QUESTIONS[name], store, **PARAMETERS.get(name, {}), **values)
    except InterclusterError as error:
        return error.message, []
    beside = ("None found", "As of", "Seen from")
    return list(answer.rows), [note for note in answer.notes if not note.startswith(beside)]


AT_A_DAY = [name for name, one in QUESTIONS.items() if any(parameter.name == "at" for parameter in one.parameters)]
OF_TIME = {"additionality", "alerts", "changes", "evolution", "persistence"}
"""Questions about time itself: what had ended by a day is part of what they are asked of."""


@pytest.mark.parametrize("on", DAYS)
def test_the_graph_of_a_day_is_that_of_the_facts_of_what_was_there(
    on: str, store: Store, then: dict[tuple[str, bool], Store]
) -> None:
    seen = date.fromisoformat(on)
    assert past(store, seen).store.facts().version() == then[on, False].data_version
    assert history(store, seen).store.facts().version() == then[on, True].data_version


@pytest.mark.parametrize(("name", "on"), list(itertools.product(AT_A_DAY, DAYS)))
def test_a_question_at_a_day_is_the_question_of_what_was_there(
    name: str, on: str, store: Store, then: dict[tuple[str, bool], Store]
) -> None:
    assert told(store, name, at=on) == told(then[on, name in OF_TIME], name)


def test_neo4j_says_the_same_of_each_day(store: Store, empty_neo4j: str) -> None:
    """Of all questions but one, which makes embedded stores of the facts: it is asked of one day."""
    with open_store(empty_neo4j) as empty:
        empty.load(dated())
        with empty.current() as other:
            asked = [one for one in itertools.product(AT_A_DAY, DAYS) if one[0] != "sensitivity" or one[1] == DAYS[3]]
            assert [one for one in asked if told(other, one[0], at=one[1]) != told(store, one[0], at=one[1])] == []


def test_only_what_a_load_changed_is_not_asked_of_a_day() -> None:
    assert set(QUESTIONS) - set(AT_A_DAY) == {"loads"}


def test_members_of_a_day_are_those_of_then(store: Store) -> None:
    """Member 1 left Alpha in 2017: on a day of that year it counts, though on the day of the data it does not."""
    rows = {on: Desk().ask(QUESTIONS["overlap"], store, over="members", at=on).rows for on in DAYS[1:3]}
    listed = {on: {row.listed_a for row in found if row.a == A} for on, found in rows.items()}
    assert listed == {"2017-06-01": {3}, "2018-07-01": {2}}


def test_what_is_not_there_makes_no_sources_disagree(tmp_path: Path) -> None:
    """In 2022 six Flemish clusters of 26 are left: totals of the report are of all, and are not counted from these."""
    flemish = stored(tmp_path, flanders.facts())
    said = {
        on: {(row.entity, row.property) for row in Desk().ask(QUESTIONS["contradictions"], flemish, at=on).rows}
        for on in FLEMISH
    }
    today = {(row.entity, row.property) for row in Desk().ask(QUESTIONS["contradictions"], flemish).rows}
    assert all(found and found <= today for found in said.values())


def test_changes_end_on_the_day_from_which_they_are_seen(store: Store) -> None:
    notes = Desk().ask(QUESTIONS["changes"], store, at="2017-06-01").notes
    assert [note.partition(":")[0] for note in notes[:2]] == ["Seen from 2017-06-01", "From 2016-06-01 to 2017-06-01"]


def test_the_note_counts_what_is_left_out_and_what_is_open(store: Store) -> None:
    """On 2019-06-01 P1 (2018) is away with A's, B's and the Fund's ties to it, and Member 1's membership of A.

    Open are A and P3; B's six other members of unknown dates; of the participations B, C and Firm 1 in P3; and the
    funding of A, whose start is unknown.
    """
    answer = Desk().ask(QUESTIONS["funding"], store, at="2019-06-01")
    assert answer.notes[0] == (
        "As of 2019-06-01: 5 entities and ties that had not begun or had ended are left out. A missing date leaves it "
        "open whether these were there, which are not left out: clusters 1, projects 1, ties 10."
    )
    assert {(row.funded, row.instrument) for row in answer.rows} == {(A, FUND), (B, FUND)}
    assert (answer.data_version, answer.parameters["at"]) == (store.data_version, "2019-06-01")


@pytest.mark.parametrize("at", ["31/02", "2019-02-30", "1900-01-01", "soon", "", "20190601", "2019-W23-6"])
def test_a_day_that_cannot_be_is_one_sentence(at: str, store: Store) -> None:
    with pytest.raises(BadInputError, match=r"is no day|is outside the data"):
        Desk().ask(QUESTIONS["search"], store, text="a", at=at)


@pytest.mark.parametrize(
    ("name", "option"), [("changes", "since"), ("changes", "at"), ("alerts", "at"), ("additionality", "day")]
)
@pytest.mark.parametrize("on", ["31/02", "2020-13-01", "", "20190601", "2190-01-01"])
def test_so_it_is_where_a_question_has_days_of_its_own(name: str, option: str, on: str, store: Store) -> None:
    with pytest.raises(BadInputError, match=r"is no day|is outside the data|whole years of data"):
        Desk().ask(QUESTIONS[name], store, **{option: on})
