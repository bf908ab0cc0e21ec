"""Kendall's W: published answer of R irr, literal formula with ties, error by perturbation, coverage."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smo_metrics.agreement.kendall import kendall_w
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.errors import SmoError

# Data set `anxiety` of R irr: 20 subjects, three raters.
ANXIETY = [
    [3, 3, 2], [3, 6, 1], [3, 4, 4], [4, 6, 4], [5, 2, 3], [5, 4, 2], [2, 2, 1], [3, 4, 6], [5, 3, 1], [2, 3, 1],
    [2, 2, 1], [6, 3, 2], [1, 3, 3], [5, 3, 3], [2, 2, 1], [2, 2, 1], [1, 1, 3], [2, 3, 3], [4, 3, 2], [3, 4, 2],
]  # fmt: skip


def test_r_irr_prints_w_and_its_chi_square_for_the_anxiety_data() -> None:
    """kendall(anxiety, TRUE) of R irr: W = .54, chi-square(19) = 30.8, p = .0429."""
    result = kendall_w(Ratings.from_wide(ANXIETY))
    assert result.value == pytest.approx(0.54, abs=0.005)
    assert result.details["chi2"] == pytest.approx(30.8, abs=0.06)
    assert result.details["df"] == 19
    assert result.p_value == pytest.approx(0.0429, abs=0.0006)


def test_chi_square_is_friedmans() -> None:
    rng = np.random.default_rng(4)
    rows = rng.integers(1, 6, size=(12, 4))
    friedman = stats.friedmanchisquare(*rows)
    result = kendall_w(Ratings.from_wide(rows))
    assert (result.details["chi2"], result.p_value) == pytest.approx((friedman.statistic, friedman.pvalue))


def literal_w(rows: np.ndarray) -> float:
    """Kendall's formula: 12 S / (k^2 (n^3 - n) - k sum of (t^3 - t) over ties)."""
    n, k = rows.shape
    sums = stats.rankdata(rows, axis=0).sum(axis=1)
    ties = sum(t**3 - t for j in range(k) for t in np.unique(rows[:, j], return_counts=True)[1].tolist())
    return 12 * ((sums - sums.mean()) ** 2).sum() / (k**2 * (n**3 - n) - k * ties)


@settings(max_examples=40, deadline=None)
@given(st.integers(3, 12), st.integers(2, 5), st.integers(2, 8), st.integers(0, 2**32 - 1))
def test_w_is_kendalls_formula_with_ties(n, k, values, seed) -> None:
    rows = np.random.default_rng(seed).integers(0, values, size=(n, k))
    result = kendall_w(Ratings.from_wide(rows))
    if len(np.unique(rows)) > 1 and not (rows == rows[0]).all():
        assert result.value == pytest.approx(literal_w(rows), abs=1e-12)
    else:
        assert result.status == "one_category"


def weighted_w(rows: np.ndarray, weights: np.ndarray) -> float:
    """W of a population in which item i has the share weights[i]."""
    ranks = np.empty(rows.shape)
    for i, j in itertools.product(range(rows.shape[0]), range(rows.shape[1])):
        below, tied = rows[:, j] < rows[i, j], rows[:, j] == rows[i, j]
        ranks[i, j] = weights[below].sum() + weights[tied].sum() / 2 - 0.5
    between = weights @ ranks.sum(axis=1) ** 2
    return between / (rows.shape[1] * (weights @ (ranks**2).sum(axis=1)))


def test_the_error_is_that_of_the_value_under_small_changes_of_each_items_weight() -> None:
    rows, step = np.array(ANXIETY), 1e-5
    n = len(rows)
    equal = np.full(n, 1 / n)
    change = []
    for i in range(n):
        towards = step * (np.eye(n)[i] - equal)
        change.append((weighted_w(rows, equal + towards) - weighted_w(rows, equal - towards)) / (2 * step))
    error = math.sqrt(sum(c**2 for c in change) / (n * (n - 1)))
    assert kendall_w(Ratings.from_wide(rows)).standard_error == pytest.approx(error, rel=1e-6)


def test_rankings_that_agree_only_by_chance_pass_the_f_test_at_its_level_and_friedmans_below_it() -> None:
    rng, repeats = np.random.default_rng(6), 600
    results = [kendall_w(Ratings.from_wide(rng.normal(size=(8, 3)))) for _ in range(repeats)]
    assert 0.03 < sum(result.details["p_F"] < 0.05 for result in results) / repeats < 0.075
    assert sum(result.p_value < 0.05 for result in results) / repeats < 0.035


def test_a_monotone_change_of_any_annotators_numbers_changes_nothing() -> None:
    rows = np.array(ANXIETY, dtype=float)
    bent = np.column_stack([np.exp(rows[:, 0]), rows[:, 1] ** 3 - 100, 2 * rows[:, 2]])
    one, other = kendall_w(Ratings.from_wide(rows)), kendall_w(Ratings.from_wide(bent))
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


def test_categories_declared_in_order_are_ranked_and_others_refused() -> None:
    rows = [["low", "low"], ["middle", "high"], ["high", "middle"], ["low", "middle"]]
    ranked = kendall_w(Ratings.from_wide(rows, categories=["low", "middle", "high"]))
    assert ranked.value == pytest.approx(kendall_w(Ratings.from_wide([[1, 1], [2, 3], [3, 2], [1, 2]])).value)
    assert ranked.categories == ("low", "middle", "high")
    with pytest.raises(SmoError, match="from lowest to highest"):
        kendall_w(Ratings.from_wide(rows))


def test_fewer_than_twenty_items_have_a_value_and_a_test_but_no_interval() -> None:
    result = kendall_w(Ratings.from_wide(ANXIETY[:19]))
    assert result.interval is None
    assert 0 < result.p_value < 1
    assert "only 19 items" in " ".join(result.warnings)


def test_opposite_orders_give_zero_without_an_interval() -> None:
    up = np.arange(25)
    result = kendall_w(Ratings.from_wide(np.column_stack([up, -up])))
    assert (result.value, result.p_value, result.interval) == (0, 1, None)


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_ninety_five_percent_intervals_cover_about_that_often(share) -> None:
    rng, covered, repeats = np.random.default_rng(12), 0, 400

    def draw(n: int) -> np.ndarray:
        rows = math.sqrt(share) * rng.normal(size=(n, 1)) + math.sqrt(1 - share) * rng.normal(size=(n, 3))
        return np.clip(np.round(rows + 3), 1, 5)

    truth = literal_w(draw(100_000))
    for _ in range(repeats):
        result = kendall_w(Ratings.from_wide(draw(30)))
        covered += result.low <= truth <= result.high
    assert 0.92 <= covered / repeats <= 0.985
