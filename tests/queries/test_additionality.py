"""What a support added, on a toy worked out by hand and beside statsmodels' least squares."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadInputError
from graph.facts import Facts
from graph.measures.event_study import NEVER, Matched, Panel, effects, matched
from graph.schema import Cluster, FundedBy, FundingInstrument, MemberOf, Organisation, ParticipatesIn, Project, Source
from queries import QUESTIONS
from tests.support import asking
from tests.support.toys import FUND, PLACE, REPORT, A, stored

PROJECTS = [
    ("ap", "2010-01-01", "2010-12-31", False),
    ("bp", "2010-01-01", "2012-12-31", False),
    ("cd", "2010-01-01", "2012-12-31", False),
    ("apr", "2011-01-01", "2012-12-31", False),
    ("aq", "2011-01-01", "2012-12-31", True),
    ("cef", "2012-01-01", "2012-12-31", False),
]
"""Who, from when to when, and whether the Fund paid."""


def toy() -> Facts:
    facts = Facts([Source(id=REPORT, published=date(2012, 12, 31), sources=PLACE)])
    facts.add(FundingInstrument(id=FUND, name="The Fund", sources=PLACE), Cluster(id=A, name="Alpha", sources=PLACE))
    for one in "abcdefpqr":
        facts.add(Organisation(id=f"organisation:toy:{one}", name=one, kind="firm", country="BE", sources=PLACE))
    for k, (who, first, last, paid) in enumerate(PROJECTS):
        of, days = f"project:toy:{k}", (date.fromisoformat(first), date.fromisoformat(last))
        facts.add(Project(id=of, title=of, start_date=days[0], end_date=days[1], sources=PLACE))
        facts.add(*(ParticipatesIn(start=f"organisation:toy:{one}", end=of, sources=PLACE) for one in who))
        if paid:
            facts.add(FundedBy(start=of, end=FUND, sources=PLACE))
    facts.add(MemberOf(start="organisation:toy:b", end=A, since=date(2011, 6, 1), sources=PLACE))
    return facts


def test_the_toy_by_hand(tmp_path: Path) -> None:
    """Partners without the Fund's project: a has 1 (p), 2, 2 (p, r) in 2010 to 2012; b 1, 1, 1; c 1, 1, 3; d 1, 1, 1.

    p has two partners in 2010 and is compared with nobody, q, r, e and f have none. In 2011 a gains 1, the others
    nothing: 1. In 2012 a has gained 1, the others 2/3: 1/3. Over both years 1 less 1/3.
    """
    store = stored(tmp_path, toy())
    answer = asking.ask(QUESTIONS["additionality"], store, years=1, support="The Fund")
    found = {row.offset: row for row in answer.rows}
    assert [(row.offset, row.supported, row.compared) for row in answer.rows] == [
        (offset, 1, 3) for offset in (None, -1, 0, 1)
    ]
    assert [found[offset].difference for offset in (None, -1, 0, 1)] == pytest.approx([2 / 3, 0, 1, 1 / 3])
    assert (found[1].mean_supported, found[1].mean_compared) == pytest.approx((2, 5 / 3))
    assert {row.difference_low for row in answer.rows} == {None}, "one supported has no interval"


def test_projects_and_clusters_and_a_day(tmp_path: Path) -> None:
    """By projects, a has 1, 1, 1 beside the Fund's, c 1, 1, 2, b and d 1, 1, 1.

    b is Alpha's member; beside it a, whose partner q counts here, gains 2 and 2, c 0 and 2, d nothing.
    """
    store = stored(tmp_path, toy())
    fund = asking.ask(QUESTIONS["additionality"], store, years=1, support=FUND, measure="projects").rows
    assert [row.difference for row in fund] == pytest.approx([-1 / 6, 0, 0, -1 / 3])
    alpha = asking.ask(QUESTIONS["additionality"], store, years=1, support="Alpha").rows
    assert [(row.supported, row.compared) for row in alpha] == [(1, 3)] * 4
    assert [row.difference for row in alpha][2:] == pytest.approx([-2 / 3, -4 / 3])
    same = asking.ask(QUESTIONS["additionality"], store, years=1, support=FUND, measure="projects", day="2011-01-01")
    assert list(same.rows) == fund
    with pytest.raises(BadInputError, match="2012-01-01 needs 1 whole years of data"):
        asking.ask(QUESTIONS["additionality"], store, years=1, day="2012-01-01")
    with pytest.raises(BadInputError, match="expected 1 or more"):
        asking.ask(QUESTIONS["additionality"], store, years=0)


def panel(seed: int, organisations: int = 300, years: int = 7) -> Panel:
    random = np.random.default_rng(seed)
    level = random.lognormal(1.5, 0.7, organisations)
    values = random.poisson(level[:, None] * (1 + 0.1 * np.arange(years))).astype(float)
    first = np.where(random.random(organisations) < 0.3, random.integers(2, 5, organisations), NEVER)
    return Panel(values, first.astype(np.int64), random.integers(0, 3, organisations))


def regressed(units: Matched, design: np.ndarray[tuple[int, int], np.dtype[np.float64]], value: object) -> float:
    weights = np.repeat(units.weight, design.shape[0] // len(units.weight))
    return float(sm.WLS(value, design, weights=weights).fit().params[-1])


@pytest.mark.parametrize("seed", range(3))
def test_each_year_is_the_product_term_of_weighted_least_squares(seed: int) -> None:
    units = matched(panel(seed), 2, 2)
    found = {one.offset: one.difference for one in effects(units, 2, samples=1)}
    treated = np.repeat(units.supported.astype(float), 2)
    for offset in (-2, 0, 1, 2):
        later = np.tile([0.0, 1.0], len(units.values))
        design = np.column_stack([np.ones(len(later)), treated, later, treated * later])
        value = units.values[:, [1, 2 + offset]].ravel()
        assert found[offset] == pytest.approx(regressed(units, design, value))


@pytest.mark.parametrize("seed", range(3))
def test_all_years_are_the_product_term_of_supported_and_after(seed: int) -> None:
    units = matched(panel(seed), 2, 2)
    treated = np.repeat(units.supported.astype(float), 5)
    after = np.tile([0.0, 0.0, 1.0, 1.0, 1.0], len(units.values))
    design = np.column_stack([np.ones(len(after)), treated, after, treated * after])
    (pooled,) = [one.difference for one in effects(units, 2, samples=1) if one.offset is None]
    assert pooled == pytest.approx(regressed(units, design, units.values.ravel()))


def test_a_planted_gain_is_found_and_the_interval_holds_it() -> None:
    plain = panel(5, 2000)
    after = np.arange(7)[None, :] >= plain.first[:, None]
    found = effects(matched(Panel(plain.values + 3 * after, plain.first, plain.stratum), 2, 2), 2)[0]
    assert found.low is not None
    assert found.high is not None
    assert 2 < found.low < 3 < found.high < 4


@given(st.integers(0, 1000), st.floats(-5, 5), st.floats(0.5, 5))
def test_what_happens_to_all_in_a_year_is_no_effect(seed: int, shock: float, gain: float) -> None:
    units = matched(panel(seed, 60), 2, 2)
    moved = units.values + np.array([0, 0, shock, 2 * shock, shock])
    moved[units.supported, 3] += gain
    one, other = (
        effects(Matched(units.organisation, units.cell, units.supported, units.weight, values, 0), 2, samples=1)
        for values in (units.values, moved)
    )
    for before, now in zip(one, other, strict=True):
        added = {1: gain, None: gain / 3}.get(now.offset, 0.0)
        assert now.difference == pytest.approx(before.difference + added, abs=1e-9)


def test_who_is_supported_within_the_window_is_compared_with_nobody() -> None:
    """Of three alike the first is supported in the third year, the second in the fourth, the third never."""
    units = matched(Panel(np.ones((3, 5)), np.array([2, 3, NEVER]), np.zeros(3, np.int64)), 2, 2)
    assert units.organisation.tolist() == [0, 2]
    assert units.supported.tolist() == [True, False]
