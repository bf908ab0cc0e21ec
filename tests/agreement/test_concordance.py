"""Lin's concordance correlation: literal formulas, brute-force jackknife, known identities, coverage."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.agreement.concordance import concordance_correlation
from smo_metrics.agreement.ratings import Ratings

# Bland & Altman (1986), Lancet 327, table 1: peak flow (l/min), large and mini meter, first measurements.
LARGE = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


def literal_overall(rows: np.ndarray) -> float:
    """Barnhart, Haber & Song (2002): twice the covariances over all pairs' variances and squared mean differences."""
    k = rows.shape[1]
    mean, cov = rows.mean(axis=0), np.cov(rows.T, ddof=0).reshape(k, k)
    pairs = list(itertools.combinations(range(k), 2))
    apart = sum((mean[a] - mean[b]) ** 2 for a, b in pairs)
    return 2 * sum(cov[a, b] for a, b in pairs) / ((k - 1) * np.trace(cov) + apart)


@settings(max_examples=40, deadline=None)
@given(st.integers(3, 12), st.integers(2, 5), st.integers(0, 2**32 - 1))
def test_the_value_is_lins_for_two_and_barnharts_for_more_and_the_error_is_the_jackknifes(n, k, seed) -> None:
    rng = np.random.default_rng(seed)
    rows = 100 + rng.normal(size=(n, 1)) + rng.normal(size=(n, k)) + rng.normal(size=k)
    result = concordance_correlation(Ratings.from_wide(rows))
    assert result.value == pytest.approx(literal_overall(rows), abs=1e-10)
    without = np.array([literal_overall(np.delete(rows, i, axis=0)) for i in range(n)])
    error = math.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
    assert result.standard_error == pytest.approx(error, rel=1e-8)


def test_fewer_than_twenty_items_have_the_published_figures_but_no_interval_of_ours() -> None:
    """Bland & Altman (1986), p. 307, print the correlation .94 of these data."""
    result = concordance_correlation(Ratings.from_wide(np.column_stack([LARGE, MINI])))
    assert result.details["pearson"] == pytest.approx(0.94, abs=0.005)
    assert result.details["lin_low"] < result.value < result.details["lin_high"]
    assert result.interval is None
    assert "only 17 items" in " ".join(result.warnings)


def test_lins_parts_and_error_are_his_formulas() -> None:
    """Lin (1989), p. 258, and the error as corrected in Lin (2000), in the form with r that he prints."""
    rng = np.random.default_rng(9)
    x = rng.normal(size=40)
    y = 0.8 * x + rng.normal(scale=0.5, size=40) + 0.4
    details = concordance_correlation(Ratings.from_wide(np.column_stack([x, y]))).details
    r, sx, sy = np.corrcoef(x, y)[0, 1], x.std(), y.std()
    u, n = (x.mean() - y.mean()) / math.sqrt(sx * sy), len(x)
    p = 2 * r * sx * sy / (sx**2 + sy**2 + (x.mean() - y.mean()) ** 2)
    assert details["pearson"] == pytest.approx(r)
    assert details["pearson"] * details["bias_correction"] == pytest.approx(p)
    assert (details["location_shift"], details["scale_shift"]) == pytest.approx((u, sx / sy))
    variance = (1 - r**2) * p**2 * (1 - p**2) / r**2 + 2 * p**3 * (1 - p) * u**2 / r - p**4 * u**4 / (2 * r**2)
    error = math.sqrt(variance / (n - 2))
    half = 1.959964 * error / (1 - p**2)
    limits = math.tanh(math.atanh(p) - half), math.tanh(math.atanh(p) + half)
    assert details["lin_error"] == pytest.approx(error)
    assert (details["lin_low"], details["lin_high"]) == pytest.approx(limits, rel=1e-6)


def test_the_interval_is_fishers_z_of_the_jackknife_error() -> None:
    rng = np.random.default_rng(10)
    result = concordance_correlation(Ratings.from_wide(rng.normal(size=(25, 1)) + rng.normal(size=(25, 3))))
    assert result.interval.kind == "fisher_z"
    half = 2.063899 * result.standard_error / (1 - result.value**2)  # Student's t, 24 degrees of freedom, 97.5 %
    expected = math.tanh(math.atanh(result.value) - half), math.tanh(math.atanh(result.value) + half)
    assert (result.low, result.high) == pytest.approx(expected, rel=1e-6)
    assert (result.p_value < 0.05) == (result.low > 0)


@pytest.mark.parametrize("change", [lambda y: y + 3, lambda y: 2 * y])
def test_a_shift_of_level_or_scale_lowers_the_value_and_leaves_the_correlation(change) -> None:
    x, y = np.array(LARGE) / 100, np.array(MINI) / 100
    same, moved = (concordance_correlation(Ratings.from_wide(np.column_stack([x, z]))) for z in (y, change(y)))
    assert moved.value < same.value - 0.1
    assert moved.details["pearson"] == pytest.approx(same.details["pearson"])


def test_an_annotator_who_gives_one_number_throughout_leaves_no_interval() -> None:
    rows = np.column_stack([np.random.default_rng(1).normal(size=30), np.full(30, 0.1)])
    result = concordance_correlation(Ratings.from_wide(rows))
    assert result.value == pytest.approx(0, abs=1e-12)
    assert result.interval is None
    assert math.isnan(result.p_value)
    assert result.details == {}


def test_one_item_that_holds_all_the_spread_leaves_no_error() -> None:
    rows = np.full((30, 2), 0.1)
    rows[7] = [5.0, 6.0]
    result = concordance_correlation(Ratings.from_wide(rows))
    assert math.isnan(result.standard_error)
    assert result.interval is None


def test_exact_opposites_give_minus_one_without_an_interval() -> None:
    x = np.arange(-15, 16)
    result = concordance_correlation(Ratings.from_wide(np.column_stack([x, -x])))
    assert (result.value, result.interval) == (-1, None)


@pytest.mark.parametrize(("k", "shift"), [(2, 0.0), (2, 0.5), (4, 0.0)])
def test_ninety_five_percent_intervals_cover_about_that_often(k, shift) -> None:
    """Normal data, correlation .7, the last annotator higher by `shift` standard deviations."""
    rng, covered, repeats = np.random.default_rng(13), 0, 400
    truth = 0.7 if not shift else 2 * 0.7 / (2 + shift**2)
    for _ in range(repeats):
        rows = math.sqrt(0.7) * rng.normal(size=(40, 1)) + math.sqrt(0.3) * rng.normal(size=(40, k))
        rows[:, -1] += shift
        result = concordance_correlation(Ratings.from_wide(rows))
        covered += result.low <= truth <= result.high
    assert 0.92 <= covered / repeats <= 0.985
