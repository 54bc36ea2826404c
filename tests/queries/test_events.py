"""The life of clusters and what needs attention, on toys worked out by hand and on the Flemish clusters."""

from datetime import date
from pathlib import Path

import pytest

from graph.facts import Facts
from graph.schema import Cluster, ContinuesIn, FundedBy, FundingInstrument, Hosts, MemberOf, Organisation, Source
from graph.store import Store
from ingest import flanders
from queries import QUESTIONS
from tests.support import asking
from tests.support.toys import FUND, PLACE, REPORT, A, B, X, stored

LATER = "instrument:toy:later"


def toy() -> Facts:
    """Alpha, of 2015, has the Fund 2015 to 2017 and Later 2018 to 2020-06-30, is absorbed by X, which runs Beta too.

    Of ten members of Alpha in 2019 one left in July 2019, an eleventh in 2015; of Beta's members no day is known.
    """
    day = date
    facts = Facts([
        Source(id=REPORT, published=day(2020, 1, 1), sources=PLACE),
        Cluster(id=A, name="Alpha", start_date=day(2015, 1, 1), end_date=day(2020, 6, 30), sources=PLACE),
        Cluster(id=B, name="Beta", end_date=day(2021, 6, 30), outcome="stopped", sources=PLACE),
        Organisation(id=X, name="X", sources=PLACE),
        FundingInstrument(id=FUND, name="Fund", sources=PLACE),
        FundingInstrument(id=LATER, name="Later", sources=PLACE),
        FundedBy(start=A, end=FUND, since=day(2015, 1, 1), until=day(2017, 12, 31), sources=PLACE),
        FundedBy(start=A, end=LATER, since=day(2018, 1, 1), until=day(2020, 6, 30), sources=PLACE),
        ContinuesIn(start=A, end=X, outcome="absorbed_by_host", sources=PLACE),
        Hosts(start=X, end=A, sources=PLACE),
        Hosts(start=X, end=B, sources=PLACE),
    ])  # fmt: skip
    for k in range(11):
        one = f"organisation:toy:m{k}"
        until = {0: day(2019, 7, 1), 1: day(2015, 12, 31)}.get(k)
        facts.add(Organisation(id=one, name=one, sources=PLACE))
        facts.add(MemberOf(start=one, end=A, since=day(2015, 1, 1), until=until, sources=PLACE))
        facts.add(MemberOf(start=one, end=B, sources=PLACE))
    return facts


def test_the_life_of_each_cluster(tmp_path: Path) -> None:
    rows = asking.ask(QUESTIONS["events"], stored(tmp_path, toy())).rows
    assert [(row.cluster_name, row.what, row.day, row.not_before, row.target) for row in rows] == [
        ("Alpha", "founded", date(2015, 1, 1), None, None),
        ("Alpha", "supported", date(2015, 1, 1), None, FUND),
        ("Alpha", "support_ended", date(2017, 12, 31), None, FUND),
        ("Alpha", "renewed", date(2018, 1, 1), None, LATER),
        ("Alpha", "absorbed", None, date(2020, 6, 30), X),
        ("Alpha", "support_ended", date(2020, 6, 30), None, LATER),
        ("Beta", "ended", date(2021, 6, 30), None, None),
        ("Beta", "ended", None, date(2021, 6, 30), None),
    ]
    assert all(row.sources for row in rows)


@pytest.fixture(scope="module")
def toys_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(tmp_path_factory.mktemp("alerts"), toy())


def test_what_needs_attention(toys_store: Store) -> None:
    rows = asking.ask(QUESTIONS["alerts"], toys_store).rows
    assert [(row.what, row.cluster_name, str(row.detail)) for row in rows] == [
        ("support_ends", "Alpha", "Its support ends on 2020-06-30, in 181 days."),
        ("hosts_another", "Alpha", "Its host X also runs Beta."),
        ("hosts_another", "Beta", "Its host X also runs Alpha."),
        ("members_leave", "Alpha", "Of 10 members of a year ago 1 have left."),
    ]


def test_seen_from_another_day(toys_store: Store) -> None:
    """In 2021 the support is over and nobody left in the year before; in July 2019 it ends within the year."""
    for on, expected in (("2021-01-01", set()), ("2019-07-01", {"support_ends"}), ("2019-06-29", set())):
        rows = asking.ask(QUESTIONS["alerts"], toys_store, at=on).rows
        assert {row.what for row in rows} - {"hosts_another"} == expected


def test_the_flemish_clusters(tmp_path: Path) -> None:
    """None has a founding day but the six spearheads; of the networks a bound is known."""
    store = stored(tmp_path, flanders.facts())
    founded = [row for row in asking.ask(QUESTIONS["events"], store).rows if row.what == "founded"]
    assert (sum(row.day is not None for row in founded), sum(row.not_before is not None for row in founded)) == (6, 20)
    lives = asking.ask(QUESTIONS["events"], store, of="BIM").rows
    assert ("absorbed", "organisation:flanders:wtcb") in {(row.what, row.target) for row in lives}
    hosts = {row.other for row in asking.ask(QUESTIONS["alerts"], store).rows if row.what == "hosts_another"}
    assert {f"organisation:flanders:{one}" for one in ("wtcb", "sirris", "dsp-valley")} <= hosts
