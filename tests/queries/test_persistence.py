"""What lasted of the ties formed under a support, on a toy worked out by hand."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from graph.facts import Facts
from graph.schema import FundedBy, FundingInstrument, Organisation, ParticipatesIn, Project, Source
from queries import QUESTIONS
from queries.time.persistence import surviving
from tests.support import asking
from tests.support.toys import FUND, PLACE, REPORT, stored

PROJECTS = [
    ("ab", "2010-01-01", "2012-01-01", True),
    ("cd", "2010-01-01", "2012-01-01", True),
    ("cd", "2012-02-01", "2013-10-01", False),
    ("ef", "2010-01-01", "2012-01-01", True),
    ("ef", "2019-01-01", "2021-12-31", False),
    ("gh", "2016-01-01", "2018-07-02", True),
    ("gh", "2018-09-01", "2020-06-30", True),
    ("ij", "2010-01-01", "2012-01-01", False),
    ("kl", "2018-01-01", "2025-01-01", True),
    ("mn", "2010-01-01", None, True),
]
"""Who, from when to when, and whether the Fund paid; the day of the data is 2020-01-01."""


def toy() -> Facts:
    facts = Facts([Source(id=REPORT, published=date(2020, 1, 1), sources=PLACE)])
    facts.add(FundingInstrument(id=FUND, name="The Fund", sources=PLACE))
    facts.add(*(Organisation(id=f"organisation:toy:{one}", name=one, sources=PLACE) for one in "abcdefghijklmn"))
    for k, (who, first, last, paid) in enumerate(PROJECTS):
        of = f"project:toy:{k}"
        end = date.fromisoformat(last) if last else None
        facts.add(Project(id=of, title=of, start_date=date.fromisoformat(first), end_date=end, sources=PLACE))
        facts.add(*(ParticipatesIn(start=f"organisation:toy:{one}", end=of, sources=PLACE) for one in who))
        if paid:
            facts.add(FundedBy(start=of, end=FUND, sources=PLACE))
    return facts


def test_kaplan_and_meier_by_hand(tmp_path: Path) -> None:
    """After the Fund's end a-b last 0 days, c-d 639; g-h are seen for 548 and e-f for 2,922 days, both still active.

    Day 0: 1 of 4 ends, 3/4. Day 639: 1 of 2 ends, 3/8. Greenwood's sums: 1/12, then 1/12 + 1/2.
    """
    answer = asking.ask(QUESTIONS["persistence"], stored(tmp_path, toy()))
    found = {(row.support, row.years): row for row in answer.rows}
    assert [(row.support, row.years) for row in answer.rows] == [
        (one, years) for one in ("all", "none", FUND) for years in (1, 2, 3, 5)
    ]
    shares = [
        (found[FUND, years].share, found[FUND, years].ended, found[FUND, years].observed) for years in (1, 2, 3, 5)
    ]
    assert shares == [(0.75, 1, 3), (0.375, 2, 1), (0.375, 2, 1), (0.375, 2, 1)]
    one, two = found[FUND, 1], found[FUND, 2]
    assert (one.share_low, one.share_high) == pytest.approx((0.1279, 0.9605), abs=1e-4)
    assert two.share_low < 0.375 < two.share_high
    assert (found["none", 1].ties, found["none", 1].share, found["none", 1].share_low) == (1, 0.0, None)
    assert (found["all", 1].ties, found["all", 1].share) == (5, pytest.approx(3 / 5))
    assert list(answer.notes) == [
        "Of 7 ties left out are 1 with a project without first or last day, and 1 whose support had not ended on the "
        "day of the data."
    ]


def test_beyond_what_was_observed_is_unknown() -> None:
    assert surviving(np.array([100, 200]), np.array([True, False]), 300) == (None, None, None)
    assert surviving(np.array([100, 200]), np.array([False, False]), 150) == (1.0, None, None)


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=2, max_size=30), st.integers(0, 50))
def test_as_statsmodels_works_it_out(told: list[tuple[int, bool]], until: int) -> None:
    lasted, ended = np.array([days for days, _ in told]), np.array([gone for _, gone in told])
    share, low, high = surviving(lasted, ended, until)
    other = SurvfuncRight(lasted, ended)
    before = np.flatnonzero(other.surv_times <= until)
    expected = other.surv_prob[before[-1]] if len(before) else 1.0
    assert share is None or share == pytest.approx(expected)
    if share is not None and low is not None:
        spread = np.exp(1.959964 * other.surv_prob_se[before[-1]] / (expected * -np.log(expected)))
        assert (low, high) == pytest.approx((expected**spread, expected ** (1 / spread)))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20), st.integers(0, 50))
def test_without_censoring_it_is_the_plain_share(days: list[int], until: int) -> None:
    lasted = np.array(days)
    share, low, high = surviving(lasted, np.ones(len(days), bool), until)
    assert share == pytest.approx((lasted > until).mean())
    assert share is not None
    assert low is None or high is None or low < share < high
