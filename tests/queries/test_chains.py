"""Duplicates at size: narrowed by what a reader asks, from one whole answer, and hanging together in chains."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadInputError, NotFoundError
from graph.facts import Facts
from graph.schema import FundedBy, FundingInstrument, Organisation, ParticipatesIn, Project, Source
from graph.store import Store
from queries.asking.desk import Desk
from queries.likeness import duplicates as module
from queries.likeness.chains import Chain, chains
from queries.likeness.duplicates import Duplicate, duplicates
from queries.likeness.initiative import initiatives
from queries.likeness.kinds import CLAIMS
from queries.likeness.narrowing import counted
from tests.support.toys import PLACE, REPORT, stored

WATER = "Clean drinking water for dairy farms along the river"
STEEL = "Steel bridges that carry twice the weight of traffic"


def project(key: str, title: str, year: int, grant: float | None = None, cost: float | None = None) -> Project:
    return Project(id=f"project:toy:{key}", title=title, abstract=f"{title}: what it is about, told at some length.",
                   start_date=date(year, 1, 1), end_date=date(year + 1, 12, 31), grant_eur=grant, cost_eur=cost,
                   sources=PLACE)  # fmt: skip


def facts() -> Facts:
    """Water, water II and water III by one promoter; two of steel under two instruments at one time."""
    found = Facts([
        Source(id=REPORT, title="A toy report", published=date(2020, 1, 1), sources=PLACE),
        *(FundingInstrument(id=f"instrument:toy:{key}", name=name, sources=PLACE)
          for key, name in (("a", "ERDF"), ("b", "Horizon"))),
        *(Organisation(id=f"organisation:toy:{key}", name=name, sources=PLACE)
          for key, name in (("u", "Universiteit Gent"), ("v", "Vlaamse Stáál vzw"), ("w", "Waterbedrijf"))),
        project("w1", WATER, 2010, 100.0),
        project("w2", f"{WATER} II", 2012, 200.0),
        project("w3", f"{WATER} III", 2014, None, 50.0),
        project("s1", STEEL, 2011, 1000.0),
        project("s2", STEEL, 2011, 3000.0),
        *(project(f"x{n}", title, 2000 + n) for n, title in enumerate((
            "Insects as feed for fish", "Reading lessons in prisons", "A museum of clocks", "Bees on roofs"))),
    ])  # fmt: skip
    taking = {"w1": "uw", "w2": "uw", "w3": "uw", "s1": "v", "s2": "v"}
    for key, partners in taking.items():
        ends = [(f"organisation:toy:{one}", f"project:toy:{key}") for one in partners]
        found.add(*(ParticipatesIn(start=a, end=b, sources=PLACE) for a, b in ends))
    for key, fund in {"w1": "a", "w2": "a", "w3": "a", "s1": "a", "s2": "b"}.items():
        found.add(FundedBy(start=f"project:toy:{key}", end=f"instrument:toy:{fund}", sources=PLACE))
    return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return stored(tmp_path_factory.mktemp("store"), facts())


DESK = Desk()


def pairs(store: Store, **asked: Any) -> set[str]:
    rows: list[Duplicate] = list(DESK.ask(duplicates, store, **asked).rows)
    return {"-".join(sorted(one.rpartition(":")[2] for one in (row.a, row.b))) for row in rows}


def test_sequels_hang_together_and_their_grants_are_added_up(store: Store) -> None:
    rows = {(row.a, row.b): row for row in DESK.ask(duplicates, store).rows}
    water = rows["project:toy:w1", "project:toy:w2"]
    assert water.kind == "follow_up"
    assert water.chain is not None
    assert (water.chain.initiatives, water.chain.total_eur, water.chain.unknown) == (3, 350.0, 0)
    steel = rows["project:toy:s1", "project:toy:s2"]
    assert (steel.kind, steel.amount_eur) == ("double_funding", 1000.0)
    assert steel.chain == Chain(1, 2, 4000.0, 0), "what comes first is chain 1"
    assert all((row.chain is not None) == (row.kind in CLAIMS) for row in rows.values())


def test_amounts_that_nobody_says_are_unknown_and_not_0(tmp_path: Path) -> None:
    known = {one.id: one for one in initiatives(stored(tmp_path, facts()))}
    none = chains([("project:toy:x0", "project:toy:x1")], known)["project:toy:x0"]
    assert (none.total_eur, none.unknown) == (None, 2)
    one = chains([("project:toy:x0", "project:toy:w1")], known)["project:toy:w1"]
    assert (one.total_eur, one.unknown) == (100.0, 1)


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"kind": "double_funding"}, {"s1-s2"}),
        ({"programme": "horizon"}, {"s1-s2"}),
        ({"programme": "instrument:toy:b"}, {"s1-s2"}),
        ({"year": 2015}, {"w1-w3", "w2-w3"}),
        ({"promoter": "waterbedrijf"}, {"w1-w2", "w1-w3", "w2-w3"}),
        ({"promoter": "staal vzw"}, {"s1-s2"}),
        ({"least_eur": 100}, {"w1-w2", "s1-s2"}),
        ({"words": "DAIRY water"}, {"w1-w2", "w1-w3", "w2-w3"}),
        ({"chain": 1}, {"s1-s2"}),
        ({"of": "project:toy:w2"}, {"w1-w2", "w2-w3"}),
        ({"words": "water", "year": 2010, "least_eur": 60}, {"w1-w2"}),
        ({"kind": "double_funding", "words": "water"}, set()),
    ],
)
def test_what_is_asked_for_is_left(store: Store, asked: dict[str, Any], left: set[str]) -> None:
    assert pairs(store, **asked) == left
    assert left <= pairs(store)


def test_the_whole_answer_is_worked_out_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.answers.clear()
    called: list[int] = []
    made = module.Compared.rows

    def counting(self: module.Compared, *args: Any, **more: Any) -> list[Duplicate]:
        called.append(1)
        return made(self, *args, **more)

    monkeypatch.setattr(module.Compared, "rows", counting)
    for kind in ("same", "follow_up", "double_funding", None):
        answer = DESK.ask(duplicates, store, kind=kind)
        assert answer.parameters["kind"] == kind
    assert called == [1]


def test_what_cannot_be_asked(store: Store) -> None:
    for asked, error in (
        ({"kind": "nonsense"}, BadInputError),
        ({"programme": "nobody"}, NotFoundError),
        ({"of": "no one at all"}, NotFoundError),
    ):
        with pytest.raises(error):
            pairs(store, **asked)


def test_how_many_there_are_of_each(store: Store) -> None:
    rows = list(DESK.ask(duplicates, store).rows)
    found = counted(store, rows)
    assert found["programme"]["Horizon"] == 1
    assert found["year"]["2015"] == len(pairs(store, year=2015))
    assert {kind: len(pairs(store, kind=kind)) for kind in found["kind"]} == dict(found["kind"])


def test_as_of_a_day_it_is_narrowed_by_what_was_there(store: Store) -> None:
    assert pairs(store, at="2011-06-01", words="water") == set(), "of water only the first had begun"
