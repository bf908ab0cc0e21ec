"""What the four statistics of measurements share: complete items, status, units, order of rows, refusals, memory."""

from __future__ import annotations

import itertools
import json
import math
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smo_metrics.agreement.bland_altman import bland_altman
from smo_metrics.agreement.concordance import concordance_correlation
from smo_metrics.agreement.intraclass import FORMS, intraclass_correlation
from smo_metrics.agreement.kendall import kendall_w
from smo_metrics.agreement.ratings import Ratings
from smo_metrics.errors import SmoError

COEFFICIENTS = (intraclass_correlation, kendall_w, concordance_correlation)
ALL = (*COEFFICIENTS, bland_altman)
ROWS = [[1.0, 2.0], [3.0, 3.5], [2.0, 2.0], [5.0, 4.0], [4.0, 4.5], [2.5, 3.0]]


def main_value(result: object) -> float:
    return result.value if hasattr(result, "value") else result.lower_limit.value


@pytest.mark.parametrize("statistic", ALL)
@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([[1], [2]], "one_annotator"),
        ([[1, None], [None, 2]], "no_pairable_units"),
        ([[None, ""], [None, " "]], "no_pairable_units"),
        ([[1, 2], [3, None]], "one_unit"),
    ],
)
def test_data_that_determine_nothing_give_nan_and_a_status(statistic, rows, status) -> None:
    result = statistic(Ratings.from_wide(rows))
    assert math.isnan(main_value(result))
    assert result.status == status
    json.dumps(result.to_dict(), allow_nan=False)


@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_numbers_that_are_all_equal_are_one_category(coefficient) -> None:
    result = coefficient(Ratings.from_wide([[0.1, 0.1, 0.1]] * 30))
    assert math.isnan(result.value)
    assert (result.status, result.interval) == ("one_category", None)


@pytest.mark.parametrize("coefficient", COEFFICIENTS)
@pytest.mark.parametrize("n", [6, 40])
def test_perfect_agreement_is_exactly_one_and_has_no_interval_of_no_width(coefficient, n) -> None:
    truth = np.random.default_rng(n).normal(size=n)
    result = coefficient(Ratings.from_wide(np.column_stack([truth] * 3)))
    assert (result.value, result.interval) == (1.0, None)
    assert "no interval" in " ".join(result.warnings)


@pytest.mark.parametrize("statistic", ALL)
def test_items_that_lack_a_label_are_left_out_and_said_so(statistic) -> None:
    holed = statistic(Ratings.from_wide([[1.0, None], *ROWS, [None, 9.0], [None, None]]))
    whole = statistic(Ratings.from_wide(ROWS))
    assert main_value(holed) == pytest.approx(main_value(whole), abs=1e-14)
    assert (holed.items, holed.dropped) == (6, 4 + 2)
    assert "2 of 8 items lack a label of one of the 2 annotators" in " ".join(holed.warnings)


@pytest.mark.parametrize("statistic", [intraclass_correlation, concordance_correlation, bland_altman])
def test_text_is_refused_with_a_sentence(statistic) -> None:
    with pytest.raises(SmoError, match=r"compares measurements; the labels are \['high', 'low'\], not numbers\. Give"):
        statistic(Ratings.from_wide([["low", "high"], ["high", "high"]]))


@pytest.mark.parametrize("statistic", ALL)
def test_counts_and_a_confidence_in_percent_are_refused(statistic) -> None:
    with pytest.raises(SmoError, match="only counts"):
        statistic(Ratings.from_counts([[2, 0], [1, 1]], categories=[1, 2]))
    with pytest.raises(SmoError, match="between 0 and 1"):
        statistic(Ratings.from_wide(ROWS), confidence=95)


@pytest.mark.parametrize("coefficient", COEFFICIENTS)
@pytest.mark.parametrize("scale", [1e-300, 1e-3, 1e300])
def test_values_do_not_depend_on_the_unit_of_measurement(coefficient, scale) -> None:
    rows = np.random.default_rng(2).normal(size=(30, 1)) + np.random.default_rng(3).normal(size=(30, 3))
    one, other = coefficient(Ratings.from_wide(rows)), coefficient(Ratings.from_wide(rows * scale))
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), rel=1e-10)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_values_do_not_depend_on_the_order_of_rows_or_annotators(seed) -> None:
    rng = np.random.default_rng(seed)
    rows = np.round(rng.normal(size=(24, 1)) + rng.normal(size=(24, 3)), 1)
    mixed = rows[rng.permutation(24)][:, rng.permutation(3)]
    calls = [*COEFFICIENTS, *(lambda r, f=form: intraclass_correlation(r, form=f) for form in FORMS)]
    for call in calls:
        one, other = (call(Ratings.from_wide(x)) for x in (rows, mixed))
        assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), abs=1e-12)


def test_long_rows_in_any_order_fill_the_same_matrix() -> None:
    long = pd.DataFrame(ROWS, columns=["a", "b"]).rename_axis("item_id").reset_index()
    long = long.melt("item_id", var_name="annotator_id", value_name="label")
    shuffled = long.sample(frac=1, random_state=5)
    for statistic in ALL:
        options = {"reference": "b"} if statistic is bland_altman else {}
        values = [main_value(statistic(Ratings.from_long(frame), **options)) for frame in (long, shuffled)]
        assert values[0] == pytest.approx(values[1], abs=1e-12)


@pytest.mark.parametrize("statistic", ALL)
def test_inputs_are_not_modified(statistic) -> None:
    ratings = Ratings.from_wide(ROWS)
    before = [codes.copy() for codes in (ratings.codes.item, ratings.codes.annotator, ratings.codes.label)]
    assert statistic(ratings).to_dict() == statistic(ratings).to_dict()
    for old, new in zip(before, (ratings.codes.item, ratings.codes.annotator, ratings.codes.label), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize(("statistic", "k"), [*itertools.product(COEFFICIENTS, (2, 5)), (bland_altman, 2)])
def test_memory_stays_within_twice_the_coded_input_above_it(statistic, k) -> None:
    n = 50_000
    item, annotator = np.divmod(np.arange(n * k), k)
    label = (item * 7919 + annotator * 3) % 997
    ratings = Ratings.from_codes(item, annotator, label, categories=range(1000))
    statistic(ratings)
    tracemalloc.start()
    statistic(ratings)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2.1 * 3 * item.nbytes
