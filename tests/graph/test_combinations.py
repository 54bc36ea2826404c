"""What three and more sets have in common: the tail by hand and by enumeration, hubs, and how often the test errs."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from graph.measures.combinations import Chances, fixed, in_common, shuffled_columns, tail
from graph.measures.null_models import bicm, common_p_value


def memberships(rows: list[list[int]], columns: int) -> sparse.csr_array:
    dense = np.zeros((len(rows), columns), np.int64)
    for k, row in enumerate(rows):
        dense[k, row] = 1
    return sparse.csr_array(dense)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.data())
def test_the_tail_is_that_of_all_draws_enumerated(chances: list[float], data: st.DataObject) -> None:
    least = data.draw(st.integers(0, len(chances)))
    expected = sum(
        float(np.prod([p if drawn else 1 - p for p, drawn in zip(chances, draws, strict=True)]))
        for draws in product((0, 1), repeat=len(chances))
        if sum(draws) >= least
    )
    assert tail(np.array(chances), np.ones(len(chances), np.int64), least) == pytest.approx(expected, abs=1e-9)


def test_classes_are_what_members_one_by_one_are() -> None:
    matrix = memberships([[0, 1, 2, 3], [0, 1, 4], [0, 2, 4, 5], [0, 6, 7]], 8)
    chance = bicm(matrix)
    tested = Chances.of(matrix).test((0, 1, 2), 1)
    together = chance[0] * chance[1] * chance[2]
    assert tested.expected == pytest.approx(together.sum())
    assert tested.p == pytest.approx(1 - np.prod(1 - together))


def test_what_all_sets_together_have_is_fixed_by_the_margins() -> None:
    matrix = memberships([[0, 1], [1, 2], [1, 3]], 4)
    assert fixed(matrix, (0, 1, 2))
    assert not fixed(matrix, (0, 1))


def test_hubs_are_expected_and_planted_members_found() -> None:
    random = np.random.default_rng(1)
    hubs = list(range(12))
    rows = [
        [h for h in hubs if random.random() < 0.8] + random.choice(np.arange(12, 300), 25, False).tolist()
        for _ in range(12)
    ]
    for k in (0, 1, 2):
        rows[k] = sorted({*rows[k], *range(300, 312)})
    matrix = memberships(rows, 312)
    seen = in_common([sorted(set(matrix.tocsc()[:, [c]].nonzero()[0].tolist())) for c in range(312)], 3)
    chances, sizes = Chances.of(matrix), np.diff(matrix.indptr).tolist()
    triples = {c: k for c, k in seen.items() if len(c) == 3}
    found = {c for c, k in triples.items() if chances.test(c, k).p <= 0.01}
    naive = {c for c, k in triples.items() if common_p_value(k, tuple(sizes[i] for i in c), 312) <= 0.01}
    assert found == {(0, 1, 2)}
    assert len(naive) > 100, "the hypergeometric test takes hubs for overlap"


def test_shuffles_keep_both_margins() -> None:
    matrix = memberships([[0, 1, 2, 3], [0, 1, 4], [0, 2, 4, 5], [0, 6, 7]], 8)
    for columns in shuffled_columns(matrix, 5, seed=3):
        assert [len(rows) for rows in columns] == np.diff(matrix.tocsc().indptr).tolist()
        assert np.bincount(np.concatenate(columns).astype(int)).tolist() == np.diff(matrix.indptr).tolist()
        assert all(len(set(rows)) == len(rows) for rows in columns)
