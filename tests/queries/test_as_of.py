"""Every question as of a day: what it says of the graph of what was there on that day, or may have been."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from graph.errors import BadInputError, InterclusterError
from graph.facts import Facts
from graph.schema import Cluster, MemberOf, Node, Project, Relation
from graph.store import Store
from queries import QUESTIONS
from queries.asking.desk import Desk
from queries.asking.past import past
from tests.queries.test_questions import PARAMETERS
from tests.support import toys
from tests.support.toys import FUND, P1, P2, P3, A, B, C, stored

CLUSTERS = {A: (None, "2020-06-30"), B: ("2016-01-01", "2020-06-30"), C: ("2017-01-01", "2026-12-31")}
PROJECTS = {P1: ("2017-01-01", "2018-12-31"), P2: ("2018-06-01", "2021-12-31"), P3: (None, None)}
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


def there(facts: Facts, on: str) -> Iterator[Node | Relation]:
    """What is not certainly away, by the tables above alone; days compare as text."""
    away = {key for key, (a, b) in {**CLUSTERS, **PROJECTS}.items() if (a and on < a) or (b and b < on)}
    for record in facts:
        if isinstance(record, MemberOf) and record.start.endswith("m1") and on > "2017-12-31":
            continue
        names = {getattr(record, name, None) for name in ("id", "start", "end", "entity_id")}
        if not names & away:
            yield record


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(tmp_path_factory.mktemp("dated"), dated())


@pytest.fixture(scope="module")
def then(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    facts = dated()
    return {on: stored(tmp_path_factory.mktemp("then"), Facts(there(facts, on))) for on in DAYS}


def told(store: Store, name: str, **values: str) -> tuple[object, list[str]]:
    try:
        answer = Desk().ask(QUESTIONS[name], store, **PARAMETERS.get(name, {}), **values)
    except InterclusterError as error:
        return error.message, []
    return list(answer.rows), [note for note in answer.notes if not note.startswith(("None found", "As of"))]


AT_A_DAY = [name for name, one in QUESTIONS.items() if any(parameter.name == "at" for parameter in one.parameters)]


SLOW = {"sensitivity": DAYS[3:4]}
"""Questions that make stores of their own, and the days on which they are asked."""


@pytest.mark.parametrize("on", DAYS)
def test_the_graph_of_a_day_is_that_of_the_facts_of_what_was_there(
    on: str, store: Store, then: dict[str, Store]
) -> None:
    assert past(store, date.fromisoformat(on)).store.facts().version() == then[on].data_version


@pytest.mark.parametrize(("name", "on"), [(name, on) for name in AT_A_DAY for on in SLOW.get(name, DAYS)])
def test_a_question_at_a_day_is_the_question_of_what_was_there(
    name: str, on: str, store: Store, then: dict[str, Store]
) -> None:
    assert told(store, name, at=on) == told(then[on], name)


def test_only_questions_about_time_itself_are_not_asked_of_a_day() -> None:
    assert set(QUESTIONS) - set(AT_A_DAY) == {"additionality", "alerts", "changes", "evolution", "loads", "persistence"}


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


@pytest.mark.parametrize(("name", "option"), [("changes", "since"), ("alerts", "on"), ("additionality", "day")])
@pytest.mark.parametrize("on", ["31/02", "2020-13-01", "", "20190601", "2190-01-01"])
def test_so_it_is_where_a_question_has_days_of_its_own(name: str, option: str, on: str, store: Store) -> None:
    with pytest.raises(BadInputError, match=r"is no day|is outside the data|whole years of data"):
        Desk().ask(QUESTIONS[name], store, **{option: on})
