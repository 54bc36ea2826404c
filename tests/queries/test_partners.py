"""Suggested partners on a network worked out by hand, and their test on later years."""

from datetime import date
from math import log
from pathlib import Path

import numpy as np
import pytest

from graph.errors import BadInputError
from graph.facts import Facts
from graph.schema import FundedBy, FundingInstrument, Node, Organisation, ParticipatesIn, Project, Relation, Source
from graph.store import Store
from queries.evaluations.partners import PartnerTest
from queries.evaluations.partners import partners as in_later_years
from queries.partnering.likelihood import adamic_adar, common_neighbours, features, katz, likelihood, open_to
from queries.partnering.partners import Suggested, partners
from queries.partnering.past import new_ties, participations, past
from tests.support import asking, toys
from tests.support.toys import A, C, stored

LIST = "source:toy:projects"
PLACE = (f"{LIST}#row 1",)


def worked(*projects: tuple[str, int | None, str]) -> Facts:
    """Return projects of a name, a year and partners, one letter each; the first letter's case tells nothing."""
    facts: list[Node | Relation] = [Source(id=LIST, title="Projects", sources=PLACE)]
    facts.append(FundingInstrument(id="instrument:toy:i", name="Instrument", sources=PLACE))
    letters = sorted({letter for _, _, partners in projects for letter in partners})
    facts += [
        Organisation(id=f"organisation:toy:{one}", name=f"Organisation {one}", kind="firm", sources=PLACE)
        for one in letters
    ]
    for name, year, taking_part in projects:
        key = f"project:toy:{name}"
        day = date(year, 3, 1) if year else None
        facts += [
            Project(id=key, title=name, start_date=day, sources=PLACE),
            FundedBy(start=key, end="instrument:toy:i", sources=PLACE),
            *(ParticipatesIn(start=f"organisation:toy:{one}", end=key, sources=PLACE) for one in taking_part),
        ]
    return Facts(facts)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """a-b, b-c (twice), b-d, d-e: from a it is two steps to c and d, three to e."""
    return stored(
        tmp_path, worked(("1", 2015, "ab"), ("2", 2015, "bc"), ("3", 2016, "bc"), ("4", 2016, "bd"), ("5", 2016, "de"))
    )


def suggested(store: Store, name: str, **options: object) -> list[Suggested]:
    return list(asking.ask(partners, store, name=name, **options).rows)


def test_features_by_hand(store: Store) -> None:
    known = past(participations(store))
    assert known.degree.tolist() == [1, 3, 1, 2, 1]
    of = np.array([0])
    assert common_neighbours(known, of)[0].tolist() == [1, 0, 1, 1, 0]
    assert adamic_adar(known, of)[0, 2] == pytest.approx(1 / log(3))
    found = features(known, of)
    assert found["paths"][0].tolist() == pytest.approx([1 / 3, 0, 2 / 3, 1 / 3, 0]), (
        "twice with c, b has three partners"
    )
    assert found["active"][0].tolist() == [0, 2, 1, 2, 1], "begun within a year of March 2016"
    assert katz(known, of, 0.5)[0].tolist() == pytest.approx([1, 1.5, 1, 1, 0.5])
    assert open_to(known, of)[0].tolist() == [False, False, True, True, True], "neither oneself nor partners of now"


def test_who_is_suggested_and_why(store: Store) -> None:
    first, second, third = suggested(store, "Organisation a")
    assert {first.name, second.name} == {"Organisation c", "Organisation d"}
    assert third.name == "Organisation e", "no path of two steps, but the same instrument"
    assert first.via == second.via == ("Organisation b",)
    assert (first.common, third.common) == (1, 0)
    for row in (first, second, third):
        assert row.score == pytest.approx(sum(reason.contribution for reason in row.reasons))
    assert [row.rank for row in (first, second, third)] == [1, 2, 3]
    assert all(row.rank_low <= row.rank <= row.rank_high for row in (first, second, third))
    assert (third.rank_low, third.rank_high) == (3, 3), "whatever the weights, a path counts for more than none"


def test_the_order_of_all_is_the_order_of_one(store: Store) -> None:
    known = past(participations(store))
    everyone = np.arange(5)
    together = likelihood(features(known, everyone))
    for one in everyone:
        assert likelihood(features(known, np.array([one])))[0] == pytest.approx(together[one])


def test_only_one_country_or_kind(store: Store) -> None:
    assert len(suggested(store, "Organisation a", kind="firm")) == 3
    assert suggested(store, "Organisation a", kind="knowledge") == []
    with pytest.raises(BadInputError, match="expected 1 or more"):
        suggested(store, "Organisation a", most=0)


def test_who_takes_part_in_nothing_is_told_so(tmp_path: Path) -> None:
    answer = asking.ask(partners, stored(tmp_path, toys.triangle()), name="Host X")
    assert not answer.rows
    assert "takes part in no project" in answer.notes[0]


def test_white_spots_of_a_cluster(tmp_path: Path) -> None:
    facts = toys.with_members()
    store = stored(tmp_path, facts)
    rows = suggested(store, "Alpha")
    assert "cluster:toy:b" not in {row.id for row in rows}, "they have joint projects"
    assert {row.id for row in rows} <= {C}
    for row in rows:
        assert {reason.feature for reason in row.reasons} <= {"member_overlap", "theme_similarity"}
    assert A not in {row.id for row in rows}


def test_new_ties_are_first_joint_projects_of_who_was_there(tmp_path: Path) -> None:
    store = stored(
        tmp_path,
        worked(("1", 2016, "ab"), ("2", 2016, "cd"), ("3", 2018, "abc"), ("4", 2018, "ax"), ("5", None, "ad")),
    )
    every = participations(store)
    known = past(every, date(2017, 12, 31))
    names = [one[-1] for one in every.organisations]
    found = new_ties(every, known, date(2017, 12, 31), date(2020, 12, 31))
    ties = {(names[a], names[b]) for a, others in found.items() for b in others.tolist()}
    assert ties == {("a", "c"), ("c", "a"), ("b", "c"), ("c", "b")}, "x is new, a and b are not, 5 has no date"


def test_the_test_by_hand(tmp_path: Path) -> None:
    """Known: a-b, b-c, and d-e. Later: a-c. From a only c is two steps away, from c only a."""
    facts = worked(("1", 2016, "ab"), ("2", 2016, "bc"), ("3", 2016, "de"), ("4", 2018, "ac"))
    rows: list[PartnerTest] = list(asking.ask(in_later_years, stored(tmp_path, facts), sample=0).rows)
    by_name = {row.order: row for row in rows}
    assert set(by_name) == {"partners", "adamic_adar", "common_neighbours", "katz", "popularity", "chance"}
    for name in ("partners", "adamic_adar", "common_neighbours", "katz"):
        assert (by_name[name].hit_10, by_name[name].mrr) == (1.0, 1.0)
        assert (by_name[name].organisations, by_name[name].new_ties) == (2, 2)
    assert by_name["partners"].mrr_lead is None
    assert by_name["popularity"].mrr_lead == pytest.approx(1 / 2)
    # a has c, d, e open to it, each in one project but c, which is in one as well: all level, the middle rank is 2.
    assert by_name["popularity"].mrr == pytest.approx(1 / 2)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"known_until": "2018-02-30"}, "as YYYY-MM-DD"),
        ({"known_until": "2020-12-31", "until": "2019-12-31"}, "is not after"),
    ],
)
def test_days_that_cannot_be(store: Store, options: dict[str, str], said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        asking.ask(in_later_years, store, **options)
