"""Partitions and covers against all that there are, and the questions on a toy worked out by hand."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from graph.errors import BadInputError, InterclusterError
from queries.restructuring import sure
from queries.restructuring.cover import _smallest, cover
from queries.restructuring.partition import best_partition, fewest_within_reach, greedy, next_best
from queries.restructuring.restructure import Restructured, restructure
from queries.restructuring.restructure_front import Front, restructure_front
from queries.restructuring.task import Holding, Pool, Task
from tests.support import asking, toys
from tests.support.toys import A, B, C, stored

EIGHTHS = st.integers(-4, 8).map(lambda n: n / 8)
Groups = tuple[tuple[int, ...], ...]


def partitions(things: tuple[int, ...]) -> Iterator[Groups]:
    if not things:
        yield ()
        return
    first, *rest = things
    for size in range(len(rest) + 1):
        for others in combinations(rest, size):
            for parts in partitions(tuple(k for k in rest if k not in others)):
                yield ((first, *others), *parts)


def worth_of(task: Task, groups: Groups) -> float:
    return sum(float(task.worth[a, b]) for group in groups for a, b in combinations(group, 2))


def keeps_to(task: Task, groups: Groups) -> bool:
    group = {thing: number for number, one in enumerate(groups) for thing in one}
    lost = np.array([sum(int(one.lost(np.array([g]))[0]) for g in groups) for one in task.holdings])
    hosts = [sum(thing < task.hosts for thing in one) for one in groups]
    return (
        hosts.count(0) == task.into
        and max(hosts) <= 1
        and max(map(len, groups)) <= task.largest
        and all(group[a] == group[b] for a, b in task.together)
        and all(group[a] != group[b] for a, b in task.apart)
        and (task.weights is None or all(task.weights[list(one)].sum() <= task.heaviest for one in groups))
        and bool((lost <= task.budgets).all())
    )


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    size = draw(st.integers(2, 7))
    worth = np.zeros((size, size))
    for a, b in combinations(range(size), 2):
        worth[a, b] = worth[b, a] = draw(EIGHTHS)
    hosts = draw(st.integers(0, size - 1))
    has = np.array(draw(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=size, max_size=size)))
    has[:hosts] = False
    pair = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda ends: ends[0] != ends[1])
    return Task(
        worth,
        draw(st.integers(1, size)),
        draw(st.integers(1, size)),
        (Holding(has, hosts=hosts), Holding(has, between=True, hosts=hosts)),
        draw(st.sampled_from([0.0, 0.5, 0.8, 1.0])),
        tuple(draw(st.lists(pair, max_size=1))),
        tuple(draw(st.lists(pair, max_size=1))),
        np.array(draw(st.lists(st.integers(0, 9), min_size=size, max_size=size)), dtype=np.float64),
        draw(st.sampled_from([10.0, 20.0, np.inf])),
        hosts,
    )


@settings(max_examples=150, deadline=None)
@given(tasks())
def test_no_partition_is_better(task: Task) -> None:
    fine = [groups for groups in partitions(tuple(range(len(task.worth)))) if keeps_to(task, groups)]
    found = best_partition(task)
    if not fine:
        assert found is None
        return
    assert found
    left = set(range(task.hosts)).difference(*found.groups)
    assert keeps_to(task, (*found.groups, *((host,) for host in left)))
    assert found.worth == pytest.approx(worth_of(task, found.groups))
    assert found.worth + found.gap >= max(worth_of(task, groups) for groups in fine) - 1e-6
    assert found.gap < 1e-6


@settings(max_examples=40, deadline=None)
@given(tasks(), st.integers(0, 9))
def test_few_partitions_written_out_are_as_good_as_the_programme(task: Task, seed: int) -> None:
    if (found := best_partition(task)) is None:
        return
    pool = found.pool
    worths = np.random.default_rng(seed).integers(-9, 10, size=(len(pool.members), 3)).astype(np.float64)
    with patch.object(sure, "FEW", 0):
        by_programme = [*sure._drawn(task, pool, worths, np.inf)]
    written_out = [*sure._drawn(task, pool, worths, np.inf)]
    for column, (one, other) in enumerate(zip(written_out, by_programme, strict=True)):
        first, second = ({pool.members.index(group) for group in groups} for groups in (one, other))
        alone = {k for k, group in enumerate(pool.members) if len(group) == 1 and group[0] < task.hosts}
        covers = [has | {k for k in alone if not covered(pool.members[k], has, pool)} for has in (first, second)]
        assert worths[[*covers[0]], column].sum() == worths[[*covers[1]], column].sum()


def covered(thing: tuple[int, ...], chosen: set[int], pool: Pool) -> bool:
    return any(set(thing) <= set(pool.members[k]) for k in chosen)


@settings(max_examples=60, deadline=None)
@given(tasks())
def test_no_number_of_groups_is_passed_over(task: Task) -> None:
    """Fewer groups than are within reach are impossible; from there on the first that is possible is the fewest."""
    every = list(partitions(tuple(range(len(task.worth)))))
    numbers = range(task.into, len(task.worth) - task.hosts + 1)
    possible = [k for k in numbers if any(keeps_to(replace(task, into=k), groups) for groups in every)]
    if possible:
        assert task.into <= fewest_within_reach(task) <= possible[0]


@settings(max_examples=40, deadline=None)
@given(tasks(), st.data())
def test_a_bound_on_what_is_lost_is_never_more_than_is_lost(task: Task, data: st.DataObject) -> None:
    things = range(len(task.worth))
    group = sorted(data.draw(st.sets(st.sampled_from(things), min_size=1)))
    if sum(thing < task.hosts for thing in group) > 1:
        return
    for holding in task.holdings:
        alone, together = holding.least(len(group))
        least = alone[group].sum() + together[np.ix_(group, group)].sum() / 2
        assert least <= holding.lost(np.array([group]))[0] + 1e-9


def test_when_time_is_up_what_was_found_is_told_with_its_gap() -> None:
    random = np.random.default_rng(0)
    worth = np.triu(random.random((40, 40)), 1)
    found = best_partition(Task(worth + worth.T, 8, 5), seconds=0.0)
    assert found
    assert sorted(thing for group in found.groups for thing in group) == list(range(40))
    assert 0 < found.gap < worth.sum(), "no partition was proven best, and none can be worth more than this"


def test_two_hosts_that_fit_as_well_are_told() -> None:
    worth = np.zeros((4, 4))
    worth[:2, 2] = worth[2, :2] = 0.5
    task = Task(worth, 1, 3, hosts=2)
    best = best_partition(task)
    assert best
    other = next_best(task, best)
    assert other
    assert other.worth == best.worth
    assert {best.groups, other.groups} == {((0, 2), (3,)), ((1, 2), (3,))}


def test_joining_greedily_may_miss_the_best() -> None:
    worth = np.zeros((4, 4))
    for a, b, value in ((0, 1, 0.5), (1, 2, 0.6), (2, 3, 0.5)):
        worth[a, b] = worth[b, a] = value
    task = Task(worth, 2, 2)
    assert greedy(task) == ((0, 3), (1, 2))
    found = best_partition(task)
    assert found
    assert (found.groups, found.worth) == (((0, 1), (2, 3)), 1.0)


def test_what_is_lost_by_hand() -> None:
    has = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1]], dtype=np.bool_)
    everything = np.array([[0, 1, 2]])
    assert Holding(has).total == 4
    assert Holding(has).lost(everything).tolist() == [2], "one of three has the second and the third"
    assert Holding(has).lost(np.array([[0, 1], [1, 2]])).tolist() == [0, 0], "one of two is half"
    assert Holding(has, between=True).total == 1
    assert Holding(has, between=True).lost(np.array([[0, 1], [1, 2]])).tolist() == [1, 0]


def ask(tmp_path: Path, **options: object) -> list[Restructured]:
    return list(
        asking.ask(restructure, stored(tmp_path, toys.triangle()), **{"keep": 0.0, "draws": 20, **options}).rows
    )


def test_the_best_pair_of_three(tmp_path: Path) -> None:
    first, second = ask(tmp_path, into=2)
    assert (first.clusters, second.clusters) == ((A, B), (C,))
    (pair,) = first.pairs
    assert first.score == pytest.approx(pair.score)
    assert pair.score == pytest.approx(sum(reason.contribution for reason in (*pair.reasons, *pair.against)))
    assert {"same_host", "shared_projects"} <= {reason.feature for reason in pair.reasons if reason.contribution > 0}
    assert 0 <= first.together <= 1
    assert [one.target for one in first.happened] == [toys.X], "what became of Alpha stands beside it"


def test_what_must_and_must_not_be_together(tmp_path: Path) -> None:
    assert ask(tmp_path, into=2, together="Alpha + Gamma")[0].clusters == (A, C)
    assert ask(tmp_path / "narrow", into=2, together="Alpha+Gamma")[0].clusters == (A, C)
    assert ask(tmp_path / "apart", into=2, apart="Alpha + Beta; Alpha + Gamma")[0].clusters == (B, C)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"into": 4}, "expected 1 to 3"),
        ({"into": 0}, "expected 1 to 3"),
        ({"into": 1, "largest": 2}, "cannot hold 3"),
        ({"keep": 1.5}, "expected 0 to 1"),
        ({"keep": -0.1}, "expected 0 to 1"),
        ({"most_members": 0}, "expected 1 or more"),
        ({"draws": -1}, "expected 0 or more"),
        ({"into": 2, "together": "Alpha + Beta", "apart": "Beta + Alpha"}, "together and apart"),
        ({"into": 2, "together": "Alpha"}, "expected two clusters"),
        ({"into": 2, "together": "Alpha + Alpha"}, "expected two clusters"),
        ({"into": 2, "together": "Alpha + Beta + Gamma"}, "expected two clusters"),
        ({"into": 2, "together": "Alpha + Nobody"}, "'Nobody'"),
        ({"into": 2, "apart": "Alpha + Beta; Alpha + Gamma; Beta + Gamma"}, "ask for more groups"),
    ],
)
def test_what_cannot_be_is_said(options: dict[str, object], said: str, tmp_path: Path) -> None:
    with pytest.raises(InterclusterError, match=said):
        ask(tmp_path, **options)


def test_the_front(tmp_path: Path) -> None:
    rows: list[Front] = list(asking.ask(restructure_front, stored(tmp_path, toys.triangle())).rows)
    assert [row.into for row in rows] == [3, 2, 1]
    assert (rows[0].score, rows[0].themes_kept) == (0.0, 1.0)
    assert rows[0].best
    assert rows[1].best, "more is won, and nothing is lost that half of two do not have"
    assert rows[1].score > 0


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=1, max_size=6),
    st.sampled_from([0.0, 0.3, 0.5, 0.9, 1.0]),
)
def test_no_smaller_cover_does(table: list[list[bool]], share: float) -> None:
    has = np.array(table)
    has = has[:, has.any(axis=0)]
    if not has.size:
        return
    least = np.ceil(share * has.shape[1] - 1e-9)
    sizes = [
        (size, -int(has[list(rows)].any(axis=0).sum()))
        for size in range(len(has) + 1)
        for rows in combinations(range(len(has)), size)
        if has[list(rows)].any(axis=0).sum() >= least
    ]
    chosen = _smallest(sparse.csr_array(has), share)
    assert (len(chosen), -int(has[chosen].any(axis=0).sum())) == min(sizes)


def test_the_fewest_clusters_by_hand(tmp_path: Path) -> None:
    answer = asking.ask(cover, stored(tmp_path, toys.triangle()), over="themes", share=1.0)
    assert [(row.cluster, row.reaches, row.alone, row.share) for row in answer.rows] == [
        (A, 2, 2, pytest.approx(2 / 3)),
        (C, 1, 1, 1.0),
    ]
    with pytest.raises(BadInputError):
        asking.ask(cover, stored(tmp_path / "again", toys.triangle()), share=2.0)
