"""Lists, their facets, brokers and outcomes, with answers worked out by hand."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadInputError, NotFoundError
from graph.schema import Cluster, FundedBy, Organisation, ParticipatesIn, Project
from graph.store import Store
from queries import QUESTIONS
from queries.lookup.catalogue import FACETS, TYPES, UNKNOWN
from tests.support import asking, toys
from tests.support.toys import FIRM, FUND, P1, P2, P3, WATER, A, B, C, X, Y, stored


@pytest.fixture
def store(tmp_path: Path) -> Store:
    facts = toys.triangle()
    facts.add(
        Organisation(id="organisation:toy:abroad", name="Zürich Bau", country="CH", sources=toys.PLACE),
        Project(id="project:toy:p4", title="Water", start_date=date(2018, 5, 1), end_date=date(2020, 2, 1),
                grant_eur=10.0, sources=toys.PLACE),
        ParticipatesIn(start="organisation:toy:abroad", end="project:toy:p4", sources=toys.PLACE),
        FundedBy(start="project:toy:p4", end=FUND, sources=toys.PLACE),
    )  # fmt: skip
    return stored(tmp_path, facts)


def ask(store: Store, question: str, **parameters: object) -> list[Any]:
    return list(asking.ask(QUESTIONS[question], store, **parameters).rows)


def ids(store: Store, **parameters: object) -> list[str]:
    return [row.id for row in ask(store, "listing", **parameters)]


def test_clusters_by_name_with_what_is_tied_to_them(store: Store) -> None:
    rows = {row.id: row for row in ask(store, "listing")}
    assert list(rows) == [A, B, C]
    assert (rows[B].projects, rows[B].organisations, rows[B].clusters) == (3, 2, None)
    assert (rows[A].themes, rows[A].countries) == (("air", "water"), ())
    assert rows[A].sources == toys.PLACE


def test_each_filter_and_order(store: Store) -> None:
    assert ids(store, kind="SPC") == [C]
    assert ids(store, theme="water") == ids(store, theme=WATER) == [A, B]
    assert ids(store, words="ÁLPHA") == ids(store, words="team") == [A], "any name, without case and accents"
    assert ids(store, of="projects", words="water farms") == [P1, P2]
    assert ids(store, of="projects", country="CH") == ["project:toy:p4"]
    assert ids(store, of="projects", instrument="The Fund") == [P1, "project:toy:p4"]
    assert ids(store, of="projects", country=UNKNOWN) == [P1, P2, P3]
    for year in ("2018", "2019", "2020"):
        assert ids(store, of="projects", year=year) == ["project:toy:p4"]
    assert ids(store, of="projects", year="2021") == []
    assert ids(store, of="organisations", kind="federation", order="clusters") == [X, Y]
    assert ids(store, of="projects", order="grant_eur")[0] == "project:toy:p4", "unknown comes last"
    assert ids(store, of="clusters", order="projects") == [B, A, C]
    assert ids(store, of="organisations", order="projects")[:2] == [FIRM, "organisation:toy:abroad"]


def test_what_is_not_there_is_said(store: Store) -> None:
    with pytest.raises(NotFoundError):
        ids(store, theme="no such theme")
    with pytest.raises(BadInputError):
        ids(store, of="nonsense")
    with pytest.raises(BadInputError):
        ask(store, "brokers", most=0)


def test_facets_count_what_the_other_filters_leave(store: Store) -> None:
    found = {(row.facet, row.value): row.number for row in ask(store, "facets", kind="SPC")}
    assert (found["kind", "IBN"], found["kind", "SPC"]) == (2, 1), "the kind itself is free to be chosen anew"
    assert found["theme", "theme:toy:fire"] == 1
    assert ("theme", WATER) not in found


@pytest.mark.parametrize("of", TYPES)
def test_each_number_of_a_facet_is_the_length_of_its_list(of: str, store: Store) -> None:
    rows = ask(store, "facets", of=of)
    assert Counter(row.facet for row in rows).keys() == set(FACETS)
    for row in rows:
        assert len(ids(store, of=of, **{row.facet: row.value})) == row.number > 0


def test_without_the_broker_the_ends_fall_apart(store: Store) -> None:
    first, *others = ask(store, "brokers")
    assert (first.id, first.parts, first.cut_off, first.pairs) == (B, 2, ("Gamma",), 1)
    assert "Without Beta the network would fall into 2 parts: the link with Gamma would be lost" in first.without
    assert [(row.id, row.parts, row.cut_off, row.pairs) for row in others] == [(A, 1, (), 0), (C, 1, (), 0)]
    assert [row.id for row in ask(store, "brokers", most=1)] == [B]


def test_what_became_of_clusters_with_every_target_and_source(tmp_path: Path) -> None:
    facts = toys.triangle()
    facts.add(Cluster(id="cluster:toy:d", name="Delta", outcome="stopped", sources=toys.PLACE))
    answer = asking.ask(QUESTIONS["outcomes"], stored(tmp_path, facts))
    rows = {row.cluster: row for row in answer.rows}
    assert (rows["cluster:toy:d"].outcome, rows["cluster:toy:d"].sources) == ("stopped", toys.PLACE)
    assert (rows[C].outcome, rows[C].target, rows[C].sources) == (None, None, ())
    assert answer.rows[-1].outcome is None, "unknown comes last"
    told = [row for row in answer.rows if row.outcome]
    assert answer.notes[0].startswith(f"Of 4 clusters, sources say of {len({row.cluster for row in told})} ")
