"""Limits, missing and thin data, refusals, warnings and sentences of control charts."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from smo_metrics.errors import SmoError
from smo_metrics.flow.charts._chart_doubts import range_error
from smo_metrics.flow.charts.control_chart import control_chart

STEADY = [10, 12, 9, 11, 10, 13, 9, 10, 12, 11, 8, 11]
series = st.lists(st.one_of(st.floats(-100, 100), st.none()), min_size=1, max_size=40)


@given(values=series, k=st.sampled_from([0.0, 0.25, 0.5, 1.0]))
def test_a_cusum_is_the_recursion_written_out(values: list[float | None], k: float) -> None:
    chart = control_chart(values, kind="cusum", target=3, sigma=2, k=k)
    high = low = 0.0
    for value, row in zip(values, chart.points.itertuples(), strict=True):
        if value is None:
            assert math.isnan(row.upper_sum)
            continue
        high, low = max(0, high + value - 3 - 2 * k), max(0, low + 3 - value - 2 * k)
        assert_allclose([row.upper_sum, row.lower_sum], [high, -low], atol=1e-9)
        assert row.signal == (high > 10 + 1e-9 or low > 10 + 1e-9)


@given(values=series, weight=st.sampled_from([0.05, 0.3, 0.9, 1.0]))
def test_an_ewma_is_the_recursion_written_out_with_the_variance_of_its_weights(
    values: list[float | None], weight: float
) -> None:
    chart = control_chart(values, kind="ewma", target=3, sigma=2, weight=weight, width=2.5)
    average, weights = 3.0, []
    for value, row in zip(values, chart.points.itertuples(), strict=True):
        if value is None:
            assert math.isnan(row.average)
            continue
        average = weight * value + (1 - weight) * average
        weights = [*((1 - weight) * w for w in weights), weight]
        half = 2.5 * 2 * math.sqrt(sum(w * w for w in weights))
        assert_allclose([row.average, row.lower, row.upper], [average, 3 - half, 3 + half], atol=1e-9)


@given(values=st.lists(st.integers(-20, 20), min_size=2, max_size=30).filter(lambda x: len(set(x)) > 1))
def test_an_average_of_the_newest_point_alone_is_the_individuals_chart(values: list[int]) -> None:
    single, average = control_chart(values), control_chart(values, kind="ewma", weight=1)
    assert average.points["signal"].tolist() == single.points["signal"].tolist()
    assert_allclose([average.lower, average.upper], [single.lower, single.upper])


@given(
    counts=st.lists(st.tuples(st.integers(0, 9), st.integers(10, 40)), min_size=2, max_size=20),
    kind=st.sampled_from(["p", "u"]),
)
def test_limits_of_rates_follow_each_size_and_end_at_0_and_1(counts: list[tuple[int, int]], kind: Any) -> None:
    chart = control_chart([c for c, _ in counts], kind=kind, sizes=[n for _, n in counts])
    rate = sum(c for c, _ in counts) / sum(n for _, n in counts)
    assert_allclose(chart.center, rate)
    for (_, n), row in zip(counts, chart.points.itertuples(), strict=True):
        half = 3 * math.sqrt(rate * (1 - rate if kind == "p" else 1) / n)
        if rate:
            assert_allclose(row.lower, max(rate - half, 0), atol=1e-12)
            assert_allclose(row.upper, min(rate + half, 1) if kind == "p" else rate + half)
    assert chart.status == ("ok" if rate else "no_spread")


def test_the_baseline_alone_sets_the_limits() -> None:
    first = control_chart([*STEADY, 30, 31], baseline=12)
    assert first.to_dict()["points"][:12] == control_chart(STEADY).to_dict()["points"]
    later = control_chart([30, 31, *STEADY], baseline=slice(2, None))
    assert (later.lower, later.upper, later.baseline_points) == (first.lower, first.upper, 12)
    assert first.sentences == ("Point 13 to Point 14: 30.0 to 31.0, above the centre 10.5: one point beyond 3 sigma.",)
    assert first.warnings == ()


def test_a_moving_range_does_not_reach_across_a_missing_point() -> None:
    chart = control_chart([1, 2, None, 10, 13])
    assert_allclose(chart.points["moving_range"], [math.nan, 1, math.nan, math.nan, 3])
    assert_allclose([chart.sigma, chart.range_center, chart.range_upper], [2 / 1.128, 2, 2 * 3.267])
    assert chart.warnings[0] == "missing points: 1 of 5; they end runs and trends."


def test_a_point_with_nothing_checked_is_missing() -> None:
    chart = control_chart([1, 0, 2, None], kind="p", sizes=[10, 0, 10, 10])
    assert chart.points["value"].isna().tolist() == [False, True, False, True]
    assert_allclose(chart.center, 0.15)


@pytest.mark.parametrize("kind", ["xmr", "cusum", "ewma"])
@pytest.mark.parametrize(
    ("values", "status"),
    [([5, 5, 5, 5], "no_spread"), ([5], "too_few_points"), ([None], "too_few_points"), ([1, None, 2], "too_few_points"),
     ([0.3, 0.1 + 0.2, 0.3], "no_spread")],
)  # fmt: skip
def test_without_spread_there_are_no_limits_and_nothing_signals(kind: Any, values: Any, status: str) -> None:
    if len(values) == 1:
        values = [*values, None]
    chart = control_chart(values, kind=kind)
    assert chart.status == status
    assert math.isnan(chart.upper)
    assert math.isnan(chart.sigma)
    assert not chart.points["signal"].any()
    assert chart.sentences == ("No point can signal: the chart has no limits.",)
    assert chart.warnings[-1].startswith("no limits: ")


@pytest.mark.parametrize(("kind", "counts"), [("p", [0, 0, 0]), ("p", [9, 9, 9]), ("u", [0, 0, 0])])
def test_rates_without_spread_have_no_limits(kind: Any, counts: list[int]) -> None:
    chart = control_chart(counts, kind=kind, sizes=[9, 9, 9])
    assert (chart.status, math.isnan(chart.upper)) == ("no_spread", True)
    assert "every item of the baseline is alike" in chart.warnings[-1]


def test_what_is_given_needs_no_baseline() -> None:
    chart = control_chart([14], target=10, sigma=1)
    assert (chart.status, chart.baseline_points, chart.warnings) == ("ok", 0, ())
    assert chart.sentences == ("Point 1: 14.0, above the centre 10.0: one point beyond 3 sigma.",)
    assert "centre = the target given; sigma = as given" in chart.method
    assert control_chart([5], kind="p", sizes=[50], target=0.1).status == "ok"


def test_thin_data_say_how_unsure_their_limits_are() -> None:
    assert (
        "limits rest on 5 points: their width has a standard error of about 44 %."
        in control_chart([1, 3, 2, 4, 2]).warnings
    )
    counts = control_chart([5, 6, 5, 4], kind="p", sizes=[50] * 4)
    assert "limits rest on 4 points: the centre, 0.1, has a standard error of 0.021." in counts.warnings
    assert control_chart(STEADY).warnings == ()


def test_the_error_of_the_mean_moving_range_is_what_simulation_shows() -> None:
    draws = np.random.default_rng(8).standard_normal((40_000, 8))
    for n in (2, 3, 8):
        sigma = np.abs(np.diff(draws[:, :n])).mean(axis=1)
        assert_allclose(range_error(n), sigma.std() / sigma.mean(), rtol=0.02)


def test_limits_that_hold_their_own_signals_are_doubted() -> None:
    chart = control_chart([*STEADY, *STEADY, 30])
    assert chart.sentences == ("Point 25: 30.0, above the centre 11.3: one point beyond 3 sigma.",)
    assert chart.warnings[0].startswith("signals among the 25 points that set the limits: 1, so")


def test_neighbours_that_hang_together_are_doubted() -> None:
    drift = np.sin(np.arange(40) / 4)
    assert "neighbouring points are correlated (0.9" in control_chart(drift).warnings[-1]
    zigzag = control_chart([1, 3] * 10, target=2, sigma=1).warnings[-1]
    assert zigzag.startswith("neighbouring points are correlated (-0.95")
    assert "limits are too wide" in zigzag


def test_shares_that_vary_more_than_draws_are_doubted_and_independent_draws_are_not() -> None:
    rng = np.random.default_rng(2)
    sizes = np.full(30, 2000)
    doubted = []
    for rates in (np.full((50, 30), 0.1), rng.uniform(0.05, 0.15, (50, 30))):
        charts = [control_chart(rng.binomial(sizes, rate), kind="p", sizes=sizes) for rate in rates]
        doubted.append(sum("as much as independent defective items would" in str(chart.warnings) for chart in charts))
    assert doubted[0] <= 3
    assert doubted[1] == 50


def test_single_durations_pass_the_upper_limit_as_often_as_the_notes_say() -> None:
    chart = control_chart(np.random.default_rng(4).exponential(size=100_000))
    assert_allclose(chart.points["signal"].mean(), 0.026, atol=1.5e-3)


def test_few_expected_defects_are_doubted() -> None:
    chart = control_chart([1, 0, 2, 1, 1, 0, 1, 2, 1, 0], kind="u", sizes=[10] * 10)
    assert chart.warnings[0].startswith("fewer than 5 defects are expected at points: 10 of 10; ")


def test_few_expected_good_items_are_doubted_and_no_limit_passes_1() -> None:
    chart = control_chart([9, 10, 9, 10], kind="p", sizes=[10] * 4)
    assert chart.upper == 1
    assert any(warning.startswith("fewer than 5 defective or good items") for warning in chart.warnings)


def test_what_is_left_out_is_stated_in_the_method() -> None:
    assert control_chart(STEADY, kind="cusum").method == (
        "cusum chart: centre = the mean of 12 points; sigma = mean moving range / 1.128; signals where the sum of what "
        "exceeds 0.5 sigma is beyond 5 sigma."
    )
    ewma = control_chart(STEADY, kind="ewma").method
    assert ewma.endswith("weight 0.2 for the newest point; limits 3 sigma of the average away.")
    assert control_chart(STEADY).method.endswith("the rules mark at most 0.27 %.")


def test_sentences_name_the_week_and_the_way() -> None:
    weeks = pd.date_range("2024-01-01", periods=14, freq="7D")
    chart = control_chart([*STEADY, 2, 21], baseline=12, points=weeks)
    assert chart.sentences == (
        "2024-03-25: 2.0, below the centre 10.5: one point beyond 3 sigma.",
        "2024-04-01: 21.0, above the centre 10.5: one point beyond 3 sigma.",
    )
    fall = control_chart([10, 10, 6, 6, 6, 6], kind="cusum", target=10, sigma=1, points=list("abcdef"))
    assert fall.sentences == (
        "d to f: 6.0 to 6.0, below the centre 10.0: the lower sum is beyond its limit, so the level has fallen, "
        "probably since c.",
    )
    (average,) = control_chart([10, 10, 4, 4], kind="ewma", target=10, sigma=1).sentences
    assert average.endswith("the weighted average is below its limit, so the level has moved.")


def test_a_result_is_ready_for_json_and_gives_its_table_as_a_copy() -> None:
    chart = control_chart([*STEADY, None, 30])
    again = json.loads(json.dumps(chart.to_dict(), allow_nan=False))
    assert (again["schema"], again["kind"], again["points"][12]["value"]) == (1, "xmr", None)
    frame = chart.to_frame()
    frame["value"] = 0
    assert chart.points["value"].iloc[0] == 10


def test_input_of_any_shape_of_column_is_read_and_left_as_it_was() -> None:
    values = pd.Series([3, None, 4, 6], dtype="Int64", index=list("wxyz"))
    before = values.copy()
    chart = control_chart(values)
    pd.testing.assert_series_equal(values, before)
    assert chart.to_dict() == control_chart([3, math.nan, 4, 6]).to_dict()


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        ([], {}, "values: nothing arrived"),
        (["a", "b"], {}, "values must be one number a point"),
        ([[1, 2], [3, 4]], {}, "values must be one number a point"),
        (pd.date_range("2024", periods=3), {}, "values must be one number a point"),
        ([1, math.inf], {}, "values: point 2 is infinite"),
        ([1, 2], {"kind": "np"}, "kind must be one of xmr, p, u, cusum, ewma; 'np' arrived"),
        ([1, 2], {"kind": "p"}, "a p chart counts defective items among a size: give sizes"),
        ([1, 2], {"kind": "u", "sizes": [1]}, "sizes: 1 arrived for 2 values"),
        ([0.1, 0.2], {"kind": "p", "sizes": [9, 9]}, "is no whole number"),
        ([1, -2], {"kind": "u", "sizes": [9, 9]}, "point 2 .* is below 0"),
        ([1, 2], {"kind": "u", "sizes": [9, -9]}, "has a size below 0"),
        ([1, 2], {"kind": "u", "sizes": [9, 0]}, "has a count but size 0"),
        ([1, 10], {"kind": "p", "sizes": [9, 9]}, "is above its size"),
        ([1, 2], {"kind": "p", "sizes": [9, 9.5]}, "has a size that is no whole number of items"),
        ([1, 2], {"sizes": [9, 9]}, "sizes is for kind p or u, not xmr"),
        ([1, 2], {"kind": "cusum", "rules": "nelson"}, "rules is for kind xmr or p or u, not cusum.* depend on"),
        ([1, 2], {"kind": "p", "sizes": [9, 9], "sigma": 1}, "sigma is for kind xmr or cusum or ewma, not p"),
        ([1, 2], {"k": 1}, "k is for kind cusum, not xmr"),
        ([1, 2], {"kind": "cusum", "weight": 0.2}, "weight is for kind ewma, not cusum"),
        ([1, 2], {"kind": "ewma", "weight": 0}, "weight must be a number between 0 and 1, or 1; 0 arrived"),
        ([1, 2], {"sigma": 0}, "sigma must be a number between 0 and inf; 0 arrived"),
        ([1, 2], {"target": math.nan}, "target must be a number"),
        ([1, 2], {"kind": "p", "sizes": [9, 9], "target": 5}, "target must be a number between 0 and 1; 5 arrived"),
        ([1, 2], {"kind": "cusum", "h": -1}, "h must be a number"),
        ([1, 2], {"baseline": 3}, "baseline must be a number of first points, at most 2, or a slice; 3 arrived"),
        ([1, 2], {"baseline": 1}, "baseline needs 2 points or more to set limits; 1 arrived"),
        ([1, 2], {"baseline": slice(None, None, 2)}, "baseline must be a number of first points"),
        ([1, 2], {"points": ["a"]}, "points: 1 names arrived for 2 values"),
        ([1, 2], {"baseline": slice("a", "b")}, "baseline: a slice goes by numbers of points"),
        ([1, 2], {"rules": 3}, "rules: 3 arrived"),
        ([1, 2], {"rules": [["a"]]}, r"rules: \['a'\] arrived"),
        ([1j, 2], {}, "values must be one number a point"),
        (pd.Series([1j, 2], dtype=object), {}, "values must be one number a point"),
        ([1e308, -1e308], {}, r"values: point 1 \(1e\+308\) is beyond 1e\+100"),
        (pd.Series([1, 2]), {"kind": "u", "sizes": pd.Series([9, 8], [1, 0])}, "sizes: the index is not that of the"),
    ],
)
def test_what_cannot_be_charted_is_refused_in_words(values: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(SmoError, match=message):
        control_chart(values, **options)
