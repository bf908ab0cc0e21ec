"""Scores of sampled futures: closed forms, slow literal versions, and what makes a score proper."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy.special import ndtri

from smo_metrics.sla.scoring.forecast_scores import coverage, pinball_loss, sample_crps, sample_quantiles

FIGURES = st.floats(-1e6, 1e6, allow_subnormal=False)


def normal_crps(observed: float) -> float:
    """CRPS of a standard normal forecast."""
    density = math.exp(-(observed**2) / 2) / math.sqrt(2 * math.pi)
    below = (1 + math.erf(observed / math.sqrt(2))) / 2
    return observed * (2 * below - 1) + 2 * density - 1 / math.sqrt(math.pi)


# Gneiting & Raftery (2007), section 4.2: CRPS of a normal forecast in closed form; at its mean (sqrt 2 - 1) / sqrt pi.
def test_crps_of_many_draws_is_the_closed_form_of_the_normal_distribution() -> None:
    draws = ndtri((np.arange(20_000) + 0.5) / 20_000)
    assert normal_crps(0.0) == pytest.approx((math.sqrt(2) - 1) / math.sqrt(math.pi), rel=1e-12)
    for observed in (0.0, 0.7, -2.5):
        assert float(sample_crps(draws, np.array(observed))) == pytest.approx(normal_crps(observed), abs=2e-4)


@settings(max_examples=40, deadline=None)
@given(arrays(float, st.integers(2, 12), elements=FIGURES), FIGURES)
def test_crps_is_the_mean_over_all_pairs_of_different_draws(draws, observed) -> None:
    pairs = [abs(a - b) for i, a in enumerate(draws) for j, b in enumerate(draws) if i != j]
    slow = np.mean([abs(a - observed) for a in draws]) - np.mean(pairs) / 2
    assert_allclose(sample_crps(np.sort(draws), np.array(observed)), slow, atol=1e-6, rtol=1e-9)


def test_more_draws_of_the_same_forecast_do_not_change_its_expected_crps() -> None:
    rng = np.random.default_rng(3)
    observed = rng.standard_normal(40_000)
    few, many = (sample_crps(np.sort(rng.standard_normal((40_000, m)), axis=1), observed) for m in (3, 30))
    expected = 1 / math.sqrt(math.pi)  # E|X - y| - E|X - X'| / 2 with X, X' and y alike: half of 2 / sqrt(pi)
    error = few.std() / math.sqrt(len(few))
    assert few.mean() == pytest.approx(expected, abs=4 * error)
    assert many.mean() == pytest.approx(expected, abs=4 * error)


@settings(max_examples=40, deadline=None)
@given(FIGURES, FIGURES, st.integers(1, 99))
def test_pinball_loss_weighs_a_miss_above_and_below_by_the_level(quantile, observed, percent) -> None:
    level = percent / 100
    slow = (observed - quantile) * (level - (observed < quantile))
    assert_allclose(pinball_loss(np.array([quantile]), np.array(observed), [level]), [slow], rtol=1e-12, atol=1e-12)


def test_the_true_quantile_has_the_lowest_pinball_loss() -> None:
    observed = np.random.default_rng(1).exponential(size=20_000)
    guesses = np.linspace(0.5, 3.5, 61)
    losses = [pinball_loss(np.full((1, len(observed)), guess), observed, [0.8]).mean() for guess in guesses]
    assert guesses[np.argmin(losses)] == pytest.approx(math.log(5), abs=0.1)


def test_mean_pinball_loss_over_all_levels_is_half_the_crps() -> None:
    levels = np.arange(1, 1000) / 1000  # Laio & Tamea (2007), Hydrology and Earth System Sciences 11, eq. 15
    losses = pinball_loss(ndtri(levels), np.array(0.7), levels)
    assert 2 * losses.mean() == pytest.approx(normal_crps(0.7), abs=2e-3)


def test_the_next_draw_lies_below_a_sample_quantile_as_often_as_its_level_says() -> None:
    draws = np.random.default_rng(2).random((40_000, 20))
    low, high = sample_quantiles(np.sort(draws[:, 1:], axis=1), [0.1, 0.9])
    assert np.mean(draws[:, 0] < low) == pytest.approx(0.1, abs=4 * 0.0015)
    assert np.mean(draws[:, 0] < high) == pytest.approx(0.9, abs=4 * 0.0015)


def test_sample_quantiles_are_those_of_definition_six() -> None:
    draws = np.sort(np.random.default_rng(4).random((3, 2, 17)), axis=-1)
    levels = [0.01, 0.05, 0.33, 0.5, 0.98]
    assert_allclose(sample_quantiles(draws, levels), np.quantile(draws, levels, axis=-1, method="weibull"), rtol=1e-12)


def test_coverage_leaves_out_what_is_not_known() -> None:
    low, high = np.zeros((3, 4)), np.ones((3, 4))
    observed = np.array([[0.0, 1.0, 2.0, np.nan], [0.5, *[np.nan] * 3], [np.nan] * 4])
    assert_allclose(coverage(low, high, observed), [2 / 3, 1, np.nan])


def test_unknown_outcomes_have_no_score() -> None:
    assert np.isnan(sample_crps(np.array([1.0, 2.0]), np.array(np.nan)))
    assert np.isnan(pinball_loss(np.array([1.0]), np.array(np.nan), [0.5])).all()
