"""What changed between two days, on a toy worked out by hand, and its laws."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.days import Calendar, Period
from graph.errors import BadInputError
from graph.facts import Facts
from graph.schema import Cluster, FundedBy, FundingInstrument, MemberOf, Organisation, ParticipatesIn, Project, Source
from queries import QUESTIONS
from queries.time.changes import change
from tests.support import asking
from tests.support.toys import PLACE, REPORT, stored

OLD, NEW, LONG, HALF = (f"cluster:toy:{name}" for name in ("old", "new", "long", "half"))
FIRM, OTHER = "organisation:toy:firm", "organisation:toy:other"
JOINT, FUND = "project:toy:joint", "instrument:toy:fund"


def toy() -> Facts:
    """Four clusters; the days asked are 2018-06-01 and 2020-06-01.

    OLD 2015 to 2019, NEW from 2019, LONG 2015 to 2022, HALF until 2021 (start unknown). FIRM is a member of OLD from
    2016 with no end told (the cluster ends), of LONG 2016 to 2018, of NEW for all its time. JOINT runs 2019 to 2021.
    """
    day = date
    return Facts([
        Cluster(id=OLD, name="Old", start_date=day(2015, 1, 1), end_date=day(2019, 12, 31), sources=PLACE),
        Cluster(id=NEW, name="New", start_date=day(2019, 1, 1), sources=PLACE),
        Cluster(id=LONG, name="Long", start_date=day(2015, 1, 1), end_date=day(2022, 12, 31), sources=PLACE),
        Cluster(id=HALF, name="Half", end_date=day(2021, 12, 31), sources=PLACE),
        Organisation(id=FIRM, name="Firm", sources=PLACE),
        Organisation(id=OTHER, name="Other", sources=PLACE),
        Project(id=JOINT, title="Joint", start_date=day(2019, 3, 1), end_date=day(2021, 2, 28), sources=PLACE),
        FundingInstrument(id=FUND, name="Fund", sources=PLACE),
        MemberOf(start=FIRM, end=OLD, since=day(2016, 1, 1), sources=PLACE),
        MemberOf(start=FIRM, end=LONG, since=day(2016, 1, 1), until=day(2018, 12, 31), sources=PLACE),
        MemberOf(start=FIRM, end=NEW, since=day(2019, 1, 1), until=day(2021, 12, 31), sources=PLACE),
        MemberOf(start=OTHER, end=LONG, sources=PLACE),
        ParticipatesIn(start=FIRM, end=JOINT, sources=PLACE),
        ParticipatesIn(start=OLD, end=JOINT, role="lead", sources=PLACE),
        FundedBy(start=LONG, end=FUND, sources=PLACE),
        FundedBy(start=NEW, end=FUND, call="2", since=day(2019, 1, 1), until=day(2020, 1, 31), sources=PLACE),
    ])  # fmt: skip


def ask(folder: Path, **days: str) -> Any:
    return asking.ask(QUESTIONS["changes"], stored(folder, toy()), **days)


def test_each_row_of_the_toy(tmp_path: Path) -> None:
    answer = ask(tmp_path, since="2018-06-01", until="2020-06-01")
    assert [(row.what, row.kind, row.a, row.b) for row in answer.rows] == [
        ("appeared", "cluster", NEW, None),
        ("appeared", "project", JOINT, None),
        ("appeared", "member", FIRM, NEW),
        ("appeared", "participation", FIRM, JOINT),
        ("ended", "cluster", OLD, None),
        ("ended", "member", FIRM, LONG),
        ("ended", "member", FIRM, OLD),
        ("stayed", "cluster", LONG, None),
        ("stayed", "funding", LONG, FUND),
        ("unknown", "cluster", HALF, None),
        ("unknown", "member", OTHER, LONG),
    ]
    first = answer.rows[0]
    assert (first.a_name, first.since, first.until, first.sources) == ("New", date(2019, 1, 1), None, PLACE)
    assert list(answer.notes) == [
        "From 2018-06-01 to 2020-06-01: 4 appeared, 3 ended, 2 stayed; of 2 a missing date leaves it open.",
        "Only one date is known of 1 of those that appeared or ended: it may be that they were there on neither day.",
    ]


def test_the_days_are_those_of_the_year_up_to_that_of_the_data(tmp_path: Path) -> None:
    """No source has a day, so the data are of today, of which they do not speak: the last day that they name it is."""
    assert ask(tmp_path).notes[0].startswith("From 2021-12-31 to 2022-12-31: ")
    published = Facts([*toy(), Source(id=REPORT, published=date(2020, 6, 1), sources=PLACE)])
    answer = asking.ask(QUESTIONS["changes"], stored(tmp_path / "published", published))
    assert answer.notes[0].startswith("From 2019-06-02 to 2020-06-01: ")
    assert {row.what for row in answer.rows if row.a == LONG} == {"stayed"}


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"since": "2020-06-01", "until": "2018-06-01"}, "2018-06-01 is before 2020-06-01: turn them round."),
        ({"since": "31/02/2018"}, "'31/02/2018' is no day: expected one that there is, as YYYY-MM-DD."),
        ({"until": "2018-02-31"}, "'2018-02-31' is no day: expected one that there is, as YYYY-MM-DD."),
        ({"since": "1914-08-04"}, "1914-08-04 is outside the data, which name days from 2015-01-01 to 2022-12-31."),
    ],
)
def test_days_that_cannot_be_are_one_sentence(days: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as error:
        ask(tmp_path, **days)
    assert error.value.message == said


def test_a_bound_says_of_an_unknown_date_when_something_was_not_there() -> None:
    facts = toy()
    facts.claim(HALF, "start_not_before", "2018-01-01", "source:toy:report", "Table 2")
    facts.claim(NEW, "end_not_after", "2030-12-31", "source:toy:report", "Table 2")
    calendar = Calendar(facts)
    half, new = facts.node(Cluster, HALF), facts.node(Cluster, NEW)
    assert half is not None
    assert new is not None
    days = [date(2017, 12, 31), date(2018, 1, 1), date(2021, 12, 31), date(2022, 1, 1), date(2031, 1, 1)]
    assert [calendar.holds(half, day) for day in days] == [False, None, None, False, False]
    assert [calendar.holds(new, day) for day in days] == [False, False, None, None, False]
    assert len(calendar.as_of(date(2018, 6, 1), sure=True).facts.nodes(Cluster)) == 2, "Old and Long, not Half"


DAYS = st.integers(0, 40).map(lambda k: date(2020, 1, 1) + timedelta(days=k))
PERIODS = st.builds(Period, st.none() | DAYS, st.none() | DAYS)
SWAPPED = {"appeared": "ended", "ended": "appeared"}


@given(PERIODS, DAYS, DAYS)
def test_turned_round_what_appeared_ended(period: Period, one: date, other: date) -> None:
    there, then = period.holds(one), period.holds(other)
    what = change(there, then)
    assert change(then, there) == (SWAPPED.get(what, what) if what else None)
    assert (what == "stayed") == bool(there and then)
    assert (what is None) == (there is False and then is False)


@given(PERIODS, DAYS, DAYS)
def test_what_is_known_of_a_day_stays_so_whatever_the_missing_dates_are(period: Period, day: date, date_: date) -> None:
    filled = Period(period.start or min(date_, period.end or date_), period.end or max(date_, period.start or date_))
    told = period.holds(day)
    assert told is None or filled.holds(day) is told


@given(st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), max_size=5), DAYS)
def test_as_of_a_day_holds_all_that_is_or_may_be_there(dates: list[tuple[date | None, date | None]], day: date) -> None:
    facts = Facts(Cluster(id=f"cluster:toy:{k}", start_date=a, end_date=b) for k, (a, b) in enumerate(dates))
    found = Calendar(facts).as_of(day)
    there = [Period(a, b).holds(day) for a, b in dates]
    assert len(found.facts) == len(dates) - there.count(False)
    assert (found.gone, found.unknown.total()) == (there.count(False), there.count(None))
