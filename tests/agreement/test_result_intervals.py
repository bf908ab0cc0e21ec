"""Which interval, error and test a result carries, and between which bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from smo_metrics.agreement import (
    Inference,
    Ratings,
    annotator_agreement,
    brennan_prediger,
    category_agreement,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    light_kappa,
    percent_agreement,
)
from smo_metrics.errors import SmoError

COMPLETE_AGREEMENT = [["a", "a"]] * 3 + [["b", "b"]] * 4


def test_items_with_one_label_do_not_narrow_the_interval_of_complete_agreement() -> None:
    result = percent_agreement(Ratings.from_wide([*COMPLETE_AGREEMENT, ["a", None], [None, "b"], [None, "a"]]))
    expected = stats.binomtest(7, 7).proportion_ci(method="wilson")
    assert (result.items, result.interval.kind) == (10, "wilson")
    assert (result.low, result.high) == pytest.approx((expected.low, 1))
    assert any("all 7 items agree alike" in warning for warning in result.warnings)


T = Inference(interval="t")


@pytest.mark.parametrize("coefficient", [cohen_kappa, fleiss_kappa, krippendorff_alpha])
def test_the_interval_of_a_chance_corrected_value_ends_at_minus_one(coefficient) -> None:
    result = coefficient(Ratings.from_wide([["x", "y"], ["y", "x"]] * 5 + [["x", "x"]]), inference=T)
    assert result.interval.kind == "t"
    assert result.value - stats.t.ppf(0.975, 10) * result.standard_error < -1
    assert result.low == -1


def test_the_interval_of_percent_agreement_ends_at_zero() -> None:
    result = percent_agreement(Ratings.from_wide([["x", "y"]] * 9 + [["x", "x"]]), inference=T)
    assert result.interval.kind == "t"
    assert result.value - stats.t.ppf(0.975, 9) * result.standard_error < 0
    assert result.low == 0


@pytest.mark.parametrize("coefficient", [cohen_kappa, fleiss_kappa])
def test_without_an_interval_there_is_no_error_to_test_with(coefficient) -> None:
    common = [["c", "c"]] * 60
    enough = common + [["d", "d"]] * 5 + [["c", "d"]] * 10
    too_few, never_agreed = common + [["d", "d"]] * 5 + [["c", "d"]] * 9, common + [["d", "d"]] * 4 + [["c", "d"]] * 20
    assert coefficient(Ratings.from_wide(enough)).null_standard_error > 0
    for rows in (too_few, never_agreed):
        result = coefficient(Ratings.from_wide(rows))
        assert (result.status, result.interval) == ("too_few_minority_items", None)
        assert math.isnan(result.null_standard_error)
        assert math.isnan(result.p_value)
        assert coefficient(Ratings.from_wide(rows), inference=T).interval is not None


def test_unequal_numbers_of_labels_are_tested_with_the_estimation_error() -> None:
    rows = [[3, 0], [1, 2], [0, 3], [3, 0], [0, 2], [1, 1], [0, 3], [2, 0]] * 3
    result = fleiss_kappa(Ratings.from_counts(rows))
    assert (result.status, result.interval.kind) == ("ok", "wilson")
    assert math.isnan(result.null_standard_error)
    assert result.p_value == pytest.approx(2 * stats.t.sf(result.value / result.standard_error, 23))


def test_the_default_interval_is_wilsons_on_the_effective_size_between_the_lowest_value_and_one() -> None:
    counts = [[3, 0]] * 180 + [[2, 1]] * 9 + [[1, 2]] * 4 + [[0, 3]] * 5
    result = fleiss_kappa(Ratings.from_counts(counts))
    n, error, rare = 198, result.standard_error, 32 / 594
    lowest = (1 - 2 * rare - result.expected) / (1 - result.expected)
    share = (result.value - lowest) / (1 - lowest)
    size = share * (1 - share) * ((1 - lowest) / error) ** 2
    x = np.repeat([linearised(row, result) for row in ([3, 0], [2, 1], [1, 2], [0, 3])], [180, 9, 4, 5])
    deviation = x - result.value
    degrees = 2 * (deviation**2).sum() ** 2 / ((deviation**4).sum() - (deviation**2).sum() ** 2 / n)
    assert 8 < degrees < n - 1
    q = stats.t.ppf(0.975, degrees)
    low, high = sorted(np.roots([size + q**2, -(2 * size * share + q**2), size * share**2]).real)
    assert (result.low, result.high) == pytest.approx((lowest + (1 - lowest) * low, lowest + (1 - lowest) * high))


def linearised(row: list[int], result) -> float:
    """Gwet (2014, ch. 5) for items with three labels in two categories."""
    shares = np.array([1 - 32 / 594, 32 / 594])
    agree = sum(k * (k - 1) for k in row) / 6
    own = (agree - result.expected) / (1 - result.expected)
    chance = float(np.array(row) @ shares) / 3
    return own - 2 * (1 - result.value) * (chance - result.expected) / (1 - result.expected)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=30, max_size=90))
@settings(max_examples=60, deadline=None)
def test_every_interval_holds_its_value_and_stays_within_the_bounds(rows) -> None:
    ratings = Ratings.from_wide(rows, categories=range(4))
    for coefficient in (percent_agreement, fleiss_kappa, gwet_ac, brennan_prediger, krippendorff_alpha, cohen_kappa):
        result = coefficient(ratings)
        if result.interval:
            assert -1 <= result.low <= result.value <= result.high <= 1


def test_a_finite_population_narrows_the_error_by_the_items_it_holds() -> None:
    ratings = Ratings.from_wide([["x", "x"], ["x", "y"], ["y", "y"]] * 20)
    endless, finite = (gwet_ac(ratings, inference=Inference(population=n)).standard_error for n in (None, 80))
    assert finite == pytest.approx(endless * math.sqrt(1 - 60 / 80))
    with pytest.raises(SmoError, match="population is 59, but 60 items are labelled"):
        gwet_ac(ratings, inference=Inference(population=59))


EVERY = (percent_agreement, fleiss_kappa, gwet_ac, brennan_prediger, conger_kappa, cohen_kappa, krippendorff_alpha)


@pytest.mark.parametrize("coefficient", [*EVERY, light_kappa])
def test_a_census_leaves_no_doubt_of_the_value(coefficient) -> None:
    rows = [["x", "x"], ["x", "y"], ["y", "y"]] * 20
    result = coefficient(Ratings.from_wide(rows), inference=Inference(population=60))
    assert result.standard_error == 0
    assert (result.low, result.high, result.status) == (result.value, result.value, "ok")
    assert not any("items" in warning for warning in result.warnings)


def test_items_that_agree_alike_keep_wilsons_interval_whatever_the_population() -> None:
    ratings = Ratings.from_wide(COMPLETE_AGREEMENT)
    endless, finite = (percent_agreement(ratings, inference=Inference(population=n)) for n in (None, 8))
    assert (finite.low, finite.high) == (endless.low, endless.high)
    assert finite.warnings == endless.warnings


@pytest.mark.parametrize("coefficient", EVERY)
def test_the_population_must_hold_all_labelled_items_of_which_the_compared_ones_narrow_the_error(coefficient) -> None:
    ratings = Ratings.from_wide([["x", "x"], ["x", "y"], ["y", "y"]] * 20 + [["x", None]] * 10)
    with pytest.raises(SmoError, match="population is 69, but 70 items are labelled"):
        coefficient(ratings, inference=Inference(population=69))
    endless, finite = (coefficient(ratings, inference=Inference(population=n)).standard_error for n in (None, 70))
    assert finite == pytest.approx(endless * math.sqrt(1 - 60 / 70))


@pytest.mark.parametrize("population", [math.nan, "70", True, 0, -5, 70.5, [70]])
def test_a_population_that_is_no_whole_number_is_refused(population) -> None:
    with pytest.raises(SmoError, match="population must be a whole number of 1 or more"):
        Inference(population=population)


def test_items_that_all_disagree_are_not_said_to_agree() -> None:
    result = percent_agreement(Ratings.from_wide([["x", "y"], ["y", "x"]] * 6))
    assert result.value == 0
    assert result.warnings == ("all 12 items show the same agreement: the interval is Wilson's, and wide.",)


@pytest.mark.parametrize("confidence", [95, 1, 0, None, [0.95], np.array([0.9, 0.95]), "0.95", math.nan])
@pytest.mark.parametrize("function", [gwet_ac, light_kappa, annotator_agreement, category_agreement])
def test_a_confidence_that_is_no_share_is_refused(function, confidence) -> None:
    with pytest.raises(SmoError, match="confidence must lie between 0 and 1"):
        function(Ratings.from_wide([["x", "x"], ["x", "y"], ["y", "y"]]), confidence=confidence)


def test_options_that_are_no_inference_are_refused() -> None:
    with pytest.raises(SmoError, match="inference must be an Inference"):
        gwet_ac(Ratings.from_wide([["x", "x"], ["x", "y"]]), inference={})


@pytest.mark.parametrize("coefficient", [percent_agreement, fleiss_kappa, gwet_ac, conger_kappa, brennan_prediger])
def test_drawn_annotators_add_the_spread_over_leaving_each_one_out(coefficient) -> None:
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 3, 120)
    skill = [0.95, 0.9, 0.85, 0.5]
    labels = [np.where(rng.random(120) < s, truth, rng.integers(0, 3, 120)) for s in skill]
    table = np.column_stack(labels).astype(object)
    table[rng.random(table.shape) < 0.2] = None
    ratings = Ratings.from_wide(table, categories=range(3))
    given_, drawn = (coefficient(ratings, inference=Inference(annotators=a)) for a in ("given", "drawn"))
    without = [coefficient(Ratings.from_wide(np.delete(table, g, axis=1), categories=range(3))).value for g in range(4)]
    over_annotators = 3 / 4 * ((np.array(without) - np.mean(without)) ** 2).sum()
    assert drawn.standard_error == pytest.approx(math.sqrt(given_.standard_error**2 + over_annotators))
    assert drawn.value == given_.value
    assert drawn.high - drawn.low > given_.high - given_.low


def test_two_annotators_cannot_be_left_out_in_turn() -> None:
    with pytest.raises(SmoError, match=r"needs three or more; 2 arrived"):
        gwet_ac(Ratings.from_wide([["x", "y"], ["y", "y"], ["x", "x"]]), inference=Inference(annotators="drawn"))


def test_gwets_error_takes_an_item_with_one_label_for_one_that_disagrees() -> None:
    rows = [["a", "a"], ["a", "b"], ["b", "b"]] * 20 + [["a", None]] * 60
    neutral, gwet = (
        percent_agreement(Ratings.from_wide(rows), inference=Inference(single_labels=s)).standard_error
        for s in ("neutral", "gwet")
    )
    agree = np.repeat([1.0, 0.0, 1.0], 20)
    assert neutral == pytest.approx(np.std(agree, ddof=1) / math.sqrt(60), rel=0.01)
    as_disagreeing = np.concatenate([2 * agree, np.zeros(60)])
    assert gwet == pytest.approx(np.std(as_disagreeing, ddof=1) / math.sqrt(120))
