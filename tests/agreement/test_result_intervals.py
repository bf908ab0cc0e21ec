"""Which interval, error and test a result carries, and between which bounds."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from smo_metrics.agreement import Ratings, cohen_kappa, fleiss_kappa, krippendorff_alpha, percent_agreement

COMPLETE_AGREEMENT = [["a", "a"]] * 3 + [["b", "b"]] * 4


def test_items_with_one_label_do_not_narrow_the_interval_of_complete_agreement() -> None:
    result = percent_agreement(Ratings.from_wide([*COMPLETE_AGREEMENT, ["a", None], [None, "b"], [None, "a"]]))
    expected = stats.binomtest(7, 7).proportion_ci(method="wilson")
    assert (result.items, result.interval.kind) == (10, "wilson")
    assert (result.low, result.high) == pytest.approx((expected.low, 1))
    assert any("all 7 items agree alike" in warning for warning in result.warnings)


@pytest.mark.parametrize("coefficient", [cohen_kappa, fleiss_kappa, krippendorff_alpha])
def test_the_interval_of_a_chance_corrected_value_ends_at_minus_one(coefficient) -> None:
    result = coefficient(Ratings.from_wide([["x", "y"], ["y", "x"]] * 5 + [["x", "x"]]))
    assert result.interval.kind == "t"
    assert result.value - stats.t.ppf(0.975, 10) * result.standard_error < -1
    assert result.low == -1


def test_the_interval_of_percent_agreement_ends_at_zero() -> None:
    result = percent_agreement(Ratings.from_wide([["x", "y"]] * 9 + [["x", "x"]]))
    assert result.interval.kind == "t"
    assert result.value - stats.t.ppf(0.975, 9) * result.standard_error < 0
    assert result.low == 0


@pytest.mark.parametrize("coefficient", [cohen_kappa, fleiss_kappa])
def test_without_an_interval_there_is_no_error_to_test_with(coefficient) -> None:
    enough, too_few = [["c", "c"]] * 20 + [["d", "d"]] * 4 + [["c", "d"]], [["c", "c"]] * 20 + [["d", "d"], ["c", "d"]]
    assert coefficient(Ratings.from_wide(enough)).null_standard_error > 0
    result = coefficient(Ratings.from_wide(too_few))
    assert (result.status, result.interval) == ("too_few_minority_items", None)
    assert math.isnan(result.null_standard_error)
    assert math.isnan(result.p_value)


def test_unequal_numbers_of_labels_are_tested_with_the_estimation_error() -> None:
    result = fleiss_kappa(Ratings.from_counts([[3, 0], [1, 2], [0, 3], [3, 0], [0, 2], [1, 1], [0, 3], [2, 0]]))
    assert (result.status, result.interval.kind) == ("ok", "t")
    assert math.isnan(result.null_standard_error)
    assert result.p_value == pytest.approx(2 * stats.t.sf(result.value / result.standard_error, 7))
