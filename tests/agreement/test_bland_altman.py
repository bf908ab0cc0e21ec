"""Bland-Altman limits: the published example, published tolerance factors, Pitman's test, coverage."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri

from smo_metrics.agreement.bland_altman import bland_altman
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.errors import SmoError

# Bland & Altman (1986), Lancet 327, table 1: peak flow (l/min), large and mini meter, first measurements.
LARGE = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


def pairs(first: object, second: object) -> Ratings:
    return Ratings.from_wide(np.column_stack([first, second]))


@pytest.mark.parametrize(("multiplier", "low", "high"), [(2, -79.7, 75.5), (1.96, -78.1, 73.9)])
def test_bland_and_altmans_peak_flow_example(multiplier, low, high) -> None:
    """Bland & Altman (1986), p. 308: mean -2.1, sd 38.8, limits with 2 sd -79.7 and 75.5."""
    result = bland_altman(pairs(LARGE, MINI), multiplier=multiplier)
    assert result.mean_difference.value == pytest.approx(-2.1, abs=0.06)
    assert result.standard_deviation == pytest.approx(38.8, abs=0.06)
    assert (result.lower_limit.value, result.upper_limit.value) == pytest.approx((low, high), abs=0.15)
    assert (result.items, result.first, result.second, result.multiplier) == (17, 1, 2, multiplier)


def test_the_mean_differences_interval_is_the_published_one() -> None:
    """Bland & Altman (1986), p. 309: -22.0 to 17.8."""
    interval = bland_altman(pairs(LARGE, MINI)).mean_difference.interval
    assert (interval.low, interval.high) == pytest.approx((-22.0, 17.8), abs=0.06)
    assert interval.kind == "t"


@pytest.mark.parametrize(
    ("n", "share", "one_sided", "factor"), [(10, 0.95, 0.95, 2.911), (20, 0.95, 0.95, 2.396), (43, 0.90, 0.99, 1.8740)]
)
def test_the_limits_interval_reproduces_published_one_sided_tolerance_factors(n, share, one_sided, factor) -> None:
    """Factors of Odeh & Owen (1980) and, for n = 43, of the NIST/SEMATECH e-Handbook, section 7.2.6.3."""
    difference = np.random.default_rng(n).normal(size=n)
    result = bland_altman(pairs(difference, np.zeros(n)), multiplier=float(ndtri(share)), confidence=2 * one_sided - 1)
    outer = difference.mean() + factor * difference.std(ddof=1)
    assert result.upper_limit.interval.high == pytest.approx(outer, abs=6e-4 * difference.std(ddof=1))
    assert result.lower_limit.interval.low == pytest.approx(2 * difference.mean() - outer, abs=6e-4)


def test_the_limits_interval_is_wider_outwards_and_nears_bland_and_altmans_for_many_items() -> None:
    """Their approximation (1999, section 2.2): error sd sqrt(1/n + m^2 / (2 (n - 1)))."""
    few = bland_altman(pairs(LARGE, MINI)).upper_limit
    assert few.interval.high - few.value > few.value - few.interval.low
    n = 50_000
    difference = np.random.default_rng(3).normal(size=n)
    many, sd = bland_altman(pairs(difference, np.zeros(n))), difference.std(ddof=1)
    half = 1.959964 * sd * math.sqrt(1 / n + 1.96**2 / (2 * (n - 1)))
    found = many.lower_limit.interval
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=1e-3)
    assert found.kind == "noncentral_t"


def test_the_slope_is_least_squares_and_its_p_is_pitmans_test_of_equal_variances() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(50, 10, size=30)
    y = 1.2 * x + rng.normal(scale=4, size=30)
    result = bland_altman(pairs(x, y))
    line = stats.linregress((x + y) / 2, x - y)
    assert (result.slope.value, result.slope_p_value) == pytest.approx((line.slope, line.pvalue))
    assert result.slope_p_value == pytest.approx(stats.pearsonr(x + y, x - y).pvalue)
    half = stats.t.ppf(0.975, 28) * line.stderr
    found = result.slope.interval
    assert (found.low, found.high) == pytest.approx((line.slope - half, line.slope + half))
    assert "constant limits mislead" in " ".join(result.warnings)
    assert bland_altman(pairs(LARGE, MINI)).warnings == ()


def test_the_reference_says_whose_numbers_are_subtracted() -> None:
    there, back = bland_altman(pairs(LARGE, MINI)), bland_altman(pairs(LARGE, MINI), reference=1)
    assert (back.first, back.second) == (2, 1)
    assert back.mean_difference.value == -there.mean_difference.value
    assert back.lower_limit.value == pytest.approx(-there.upper_limit.value)
    assert back.lower_limit.interval.low == pytest.approx(-there.upper_limit.interval.high)
    assert bland_altman(pairs(LARGE, MINI), reference=2) == there


def test_results_carry_the_unit_of_measurement() -> None:
    metres, millimetres = (bland_altman(pairs(np.array(LARGE) * s, np.array(MINI) * s)) for s in (1e-3, 1.0))
    one, other = metres.to_frame(), millimetres.to_frame()
    for name in ("value", "low", "high"):
        np.testing.assert_allclose(one[name][:3] * 1e3, other[name][:3])
        assert one[name][3] == pytest.approx(other[name][3])


def test_equal_differences_have_limits_of_no_width_and_no_interval() -> None:
    result = bland_altman(pairs([0.3, 0.4, 0.5], [0.1, 0.2, 0.3]))
    assert result.standard_deviation == 0
    assert (result.mean_difference.interval, result.upper_limit.interval) == (None, None)
    assert result.upper_limit.value == pytest.approx(0.2)
    assert "all differences are equal" in " ".join(result.warnings)


def test_two_items_have_limits_and_no_slope_and_one_item_only_its_difference() -> None:
    two = bland_altman(pairs([1, 5], [2, 3]))
    assert math.isfinite(two.upper_limit.interval.high)
    assert math.isnan(two.slope.value)
    assert math.isnan(bland_altman(pairs([1, 2, 3, 4], [4, 3, 2, 1])).slope.value)  # every mean is 2.5
    one = bland_altman(pairs([1], [3]))
    assert (one.status, one.mean_difference.value) == ("one_unit", -2)
    assert math.isnan(one.standard_deviation)


def test_the_table_has_a_row_a_quantity_and_the_dictionary_is_json() -> None:
    result = bland_altman(pairs([0.3, 0.4, 0.5], [0.1, 0.2, 0.3]))
    frame = result.to_frame()
    assert list(frame.columns) == ["quantity", "value", "low", "high"]
    assert list(frame["quantity"]) == ["mean_difference", "lower_limit", "upper_limit", "slope"]
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["upper_limit"]["interval"] is None


@pytest.mark.parametrize(
    ("rows", "options", "message"),
    [
        ([[1, 2, 3]], {}, "compares two annotators; 3 arrived"),
        ([[1, 2]], {"reference": "mini"}, r"reference 'mini' is no annotator; they are 1, 2"),
        ([[1, 2]], {"multiplier": 0}, "multiplier must be a positive number"),
        ([[1, 2]], {"multiplier": None}, "multiplier must be a positive number of standard deviations; None arrived"),
        ([[1, 2]], {"multiplier": "2"}, "multiplier must be a positive number"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(rows, options, message) -> None:
    with pytest.raises(SmoError, match=message):
        bland_altman(Ratings.from_wide(rows), **options)


def test_the_limits_intervals_cover_normal_limits_even_with_six_items() -> None:
    rng, repeats = np.random.default_rng(14), 400
    covered = 0
    for _ in range(repeats):
        interval = bland_altman(pairs(rng.normal(size=6), np.zeros(6))).upper_limit.interval
        covered += interval.low <= 1.96 <= interval.high
    assert 0.92 <= covered / repeats <= 0.98
