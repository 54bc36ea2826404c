"""The null models on matrices small enough to count by hand, and their promises on random ones."""

from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import sparse, stats

from graph.measures import null_models, overlap


def csr(rows: list[list[int]]) -> sparse.csr_array:
    return sparse.csr_array(np.array(rows, dtype=np.int64))


memberships = arrays.arrays(np.int64, st.tuples(st.integers(2, 6), st.integers(1, 8)), elements=st.integers(0, 1)).map(
    sparse.csr_array
)


def test_fdsm_of_two_sets_that_must_share_what_they_share() -> None:
    # Both have the hub; one more each: every shuffle shares exactly the hub.
    found = null_models.shuffles(csr([[1, 1, 0], [1, 0, 1]]), 100, 0, seed=0)
    assert found is not None
    assert found.seen.tolist() == [[0, 100, 0]]
    assert found.p_values(np.array([1])) == pytest.approx([1.0])


def test_fdsm_visits_every_matrix_of_these_margins_equally_often() -> None:
    # Three sets of one out of three members, each once: six matrices, no two sets ever meet. Two sets of two of four
    # members that occur once, and one of all four: the two never meet, and each shares two with the third.
    found = null_models.shuffles(csr([[1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 1, 1]]), 50, 0, seed=1)
    assert found is not None
    assert found.seen.tolist() == [[50, 0, 0], [0, 0, 50], [0, 0, 50]]
    # Sets {1,2}, {1,3}, {2,3}: margins all two; of the matrices with these margins, 6 are permutations of this one and
    # none has two equal rows (the third would hold its member twice). Each pair always shares one.
    found = null_models.shuffles(csr([[1, 1, 0], [1, 0, 1], [0, 1, 1]]), 50, 0, seed=1)
    assert found is not None
    assert found.seen.tolist() == [[0, 50, 0]] * 3
    # Four sets of one, members in two sets each: a given pair shares its member in 1 of 3 ways to pair up four.
    found = null_models.shuffles(csr([[1, 0], [1, 0], [0, 1], [0, 1]]), 30_000, 0, seed=2)
    assert found is not None
    assert found.seen[0, 1] / 30_000 == pytest.approx(1 / 3, abs=0.02)


def test_fdsm_repeats_itself_for_a_seed_and_says_where_it_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = csr([[1, 1, 0, 1, 0], [1, 0, 1, 0, 1], [0, 1, 1, 0, 0]])
    one, two = (null_models.shuffles(matrix, 200, 5, seed=7) for _ in range(2))
    assert one is not None
    assert two is not None
    assert (one.seen == two.seen).all()
    assert (one.apart == two.apart).all()
    monkeypatch.setattr(null_models, "MOST_CELLS", 2)
    assert null_models.shuffles(matrix, 200, 5, seed=7) is None


@settings(max_examples=40)
@given(memberships)
def test_shuffles_keep_the_sum_of_all_overlaps(matrix: sparse.csr_array) -> None:
    # A member of d sets adds d (d - 1) / 2 to the sum whichever its sets are.
    degrees = np.asarray(matrix.sum(axis=0))
    found = null_models.shuffles(matrix, 5, 5, seed=0)
    assert found is not None
    assert (found.apart.sum(axis=1) == (degrees * (degrees - 1) // 2).sum()).all()
    assert (found.seen.sum(axis=1) == 5).all()


@settings(max_examples=40)
@given(memberships)
def test_bicm_keeps_both_margins_on_average(matrix: sparse.csr_array) -> None:
    chance = null_models.bicm(matrix)
    assert ((chance >= 0) & (chance <= 1)).all()
    assert chance.sum(axis=1) == pytest.approx(np.asarray(matrix.sum(axis=1)), abs=1e-4)
    assert chance.sum(axis=0) == pytest.approx(np.asarray(matrix.sum(axis=0)), abs=1e-4)


def test_bicm_p_values_are_the_exact_tail_of_a_sum() -> None:
    chance = np.array([[0.5, 0.5, 0.5, 0.5], [1.0, 1.0, 1.0, 1.0]])
    p = null_models.bicm_p_values(chance, np.array([3]), np.array([0]), np.array([1]))
    assert p == pytest.approx([stats.binom.sf(2, 4, 0.5)])
    unequal = np.array([[0.2, 0.6], [1.0, 0.5]])  # products 0.2 and 0.3: P(2) = 0.06, P(>= 1) = 1 - 0.8 * 0.7
    for shared, expected in ((2, 0.06), (1, 0.44), (0, 1.0)):
        p = null_models.bicm_p_values(unequal, np.array([shared]), np.array([0]), np.array([1]))
        assert p == pytest.approx([expected])


def test_what_three_sets_have_in_common_counted_one_by_one() -> None:
    # A and B are fixed at sizes 2 and 3 of 4; count over all choices of three sets.
    universe, sizes = range(4), (2, 3, 2)
    drawn = [
        len(set(a) & set(b) & set(c))
        for a in combinations(universe, 2)
        for b in combinations(universe, 3)
        for c in combinations(universe, 2)
    ]
    for shared in range(3):
        expected = sum(common >= shared for common in drawn) / len(drawn)
        assert null_models.common_p_value(shared, sizes, 4) == pytest.approx(expected)


def test_of_two_sets_it_is_the_hypergeometric_test() -> None:
    p = overlap.hypergeometric(np.array([3]), np.array([10]), np.array([12]), 50)
    assert null_models.common_p_value(3, (10, 12), 50) == pytest.approx(p[0])


@settings(max_examples=100)
@given(st.data())
def test_the_hypergeometric_test_is_exact_far_into_the_tail(data: st.DataObject) -> None:
    universe = data.draw(st.integers(1, 3_000))
    a, b = data.draw(st.integers(0, universe)), data.draw(st.integers(0, universe))
    shared = data.draw(st.integers(0, min(a, b)))
    ways = [comb(b, k) * comb(universe - b, a - k) for k in range(shared, min(a, b) + 1)]
    expected = float(Fraction(sum(ways), comb(universe, a)))
    p = overlap.hypergeometric(np.array([shared]), np.array([a]), np.array([b]), universe)
    assert p == pytest.approx([expected], rel=1e-12, abs=1e-300)


def test_the_hypergeometric_test_is_the_one_of_scipy() -> None:
    random = np.random.default_rng(0)
    a, b = random.integers(0, 400, (2, 500))
    shared = random.integers(0, np.minimum(np.minimum(a, b), 20) + 1)
    expected = np.where(shared > 0, stats.hypergeom.sf(shared - 1, 36_000, a, b), 1.0)
    assert overlap.hypergeometric(shared, a, b, 36_000) == pytest.approx(expected, rel=1e-8)


def test_q_values_count_what_was_tested_and_not_shown() -> None:
    assert overlap.q_values(np.array([0.01, 0.04])) == pytest.approx([0.02, 0.04])
    assert overlap.q_values(np.array([0.01, 0.04]), tested=10) == pytest.approx([0.1, 0.2])
