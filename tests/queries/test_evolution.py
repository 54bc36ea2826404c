"""The network of organisations by year, on a toy worked out by hand."""

from datetime import date
from pathlib import Path

import pytest

from graph.facts import Facts
from graph.schema import FundedBy, FundingInstrument, Organisation, ParticipatesIn, Project, Source
from queries import QUESTIONS
from tests.support import asking
from tests.support.toys import PLACE, REPORT, stored

PROJECTS = {
    "star": (2015, 2015, "abcd"),
    "pair": (2015, 2016, "ab"),
    "late": (2016, 2016, "bce"),
    "alone": (2016, 2016, "f"),
    "planned": (2018, 2030, "ab"),
}
"""2015: a, b, c, d all tied. 2016: a-b, and b, c, e in a triangle, and f alone. 2017: nobody. Then only plans."""


def toy() -> Facts:
    facts = Facts([Source(id=REPORT, title="Report", published=date(2017, 6, 1), sources=PLACE)])
    facts.add(*(Organisation(id=f"organisation:toy:{one}", name=one, sources=PLACE) for one in "abcdef"))
    facts.add(Project(id="project:toy:undated", title="Undated", start_date=date(2015, 1, 1), sources=PLACE))
    facts.add(ParticipatesIn(start="organisation:toy:d", end="project:toy:undated", sources=PLACE))
    for name, (first, last, who) in PROJECTS.items():
        of = f"project:toy:{name}"
        facts.add(
            Project(id=of, title=name, start_date=date(first, 12, 31), end_date=date(last, 12, 31), sources=PLACE)
        )
        facts.add(*(ParticipatesIn(start=f"organisation:toy:{one}", end=of, sources=PLACE) for one in who))
    return facts


def test_each_year_of_the_toy(tmp_path: Path) -> None:
    answer = asking.ask(QUESTIONS["evolution"], stored(tmp_path, toy()))
    first, second, third = answer.rows
    assert (first.year, first.nodes, first.newcomers, first.leavers) == (2015, 4, None, None)
    assert (first.ties, first.ties_new, first.ties_lasting, first.ties_ended) == (6, None, None, None)
    assert (first.isolates, first.components, first.largest) == (0, 1, 4)
    assert (first.density, first.centralisation, first.clustering) == (1.0, 0.0, 1.0)
    assert (second.year, second.nodes, second.newcomers, second.leavers) == (2016, 5, 2, 1)
    assert (second.ties, second.ties_new, second.ties_lasting, second.ties_ended) == (4, 2, 2, 4)
    assert (second.isolates, second.components, second.largest) == (1, 2, 4)
    # degrees 1, 3, 2, 2, 0: (2 + 0 + 1 + 1 + 3) / (4 * 3); one triangle (3 closed) of 3 + 1 + 1 paths
    assert second.density == pytest.approx(4 / 10)
    assert second.centralisation == pytest.approx(7 / 12)
    assert second.clustering == pytest.approx(3 / 5)
    assert (third.year, third.nodes, third.newcomers, third.leavers, third.ties_ended) == (2017, 0, 0, 5, 4)
    assert (third.density, third.centralisation, third.clustering, third.components) == (None, None, None, 0)
    assert list(answer.notes) == ["1 of 6 projects have no first or no last day: they are left out."]


def test_years_after_the_day_from_which_it_is_seen_are_not_known(tmp_path: Path) -> None:
    """The day before 2016's projects begin, 2016 has a and b alone; 2018's plan is not there either."""
    store = stored(tmp_path, toy())
    rows = asking.ask(QUESTIONS["evolution"], store, at="2016-12-30").rows
    assert [(row.year, row.nodes, row.ties, row.leavers) for row in rows] == [(2015, 4, 6, None), (2016, 2, 1, 2)]


def test_a_star_is_wholly_centralised(tmp_path: Path) -> None:
    facts = Facts(Organisation(id=f"organisation:toy:{one}", sources=PLACE) for one in "abcd")
    for one in "bcd":
        of = f"project:toy:{one}"
        facts.add(Project(id=of, start_date=date(2015, 1, 1), end_date=date(2015, 2, 1), sources=PLACE))
        facts.add(*(ParticipatesIn(start=f"organisation:toy:{end}", end=of, sources=PLACE) for end in ("a", one)))
    (row,) = asking.ask(QUESTIONS["evolution"], stored(tmp_path, facts)).rows
    assert (row.centralisation, row.clustering, row.density) == (1.0, 0.0, 0.5)


def test_where_ties_are_and_what_they_are_between(tmp_path: Path) -> None:
    """a and b are firms in Gent (B of NUTS BE23), c a university in Brugge (BE25), d one in Lille, e of nowhere known.

    All five are in one project without known funding, a and b in one that the Fund pays: ten ties, one of them paid.
    In one town is a-b of the six with towns; in one region a-b of three; across a border a-d, b-d, c-d of six; firm and
    university a-c, a-d, b-c, b-d of six.
    """
    told = {
        "a": ("firm", "BE", "BE234", "Gent"), "b": ("firm", "BE", "BE23", "GENT"),
        "c": ("knowledge_institution", "BE", "BE251", "Brugge"), "d": ("knowledge_institution", "FR", None, "Lille"),
        "e": (None, None, "B", None),
    }  # fmt: skip
    fund = "instrument:toy:fund"
    facts = Facts([FundingInstrument(id=fund, sources=PLACE)])
    for one, (kind, country, nuts, town) in told.items():
        facts.add(
            Organisation(id=f"organisation:toy:{one}", kind=kind, country=country, nuts=nuts, town=town, sources=PLACE)
        )
    for name, who in (("open", "abcde"), ("paid", "ab")):
        of = f"project:toy:{name}"
        facts.add(Project(id=of, start_date=date(2015, 1, 1), end_date=date(2015, 2, 1), sources=PLACE))
        facts.add(*(ParticipatesIn(start=f"organisation:toy:{one}", end=of, sources=PLACE) for one in who))
    facts.add(FundedBy(start="project:toy:paid", end=fund, sources=PLACE))
    (row,) = asking.ask(QUESTIONS["evolution"], stored(tmp_path, facts)).rows
    assert (row.ties, row.ties_unfunded) == (10, 9)
    shares = row.share_local, row.share_regional, row.share_international, row.share_firm_knowledge
    assert shares == pytest.approx((1 / 6, 1 / 3, 3 / 6, 4 / 6))
