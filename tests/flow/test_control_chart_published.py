"""Charts reproduce published figures: NIST's examples to the printed digits, run lengths of the literature."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from smo_metrics.flow.charts._rules import RULES
from smo_metrics.flow.charts.control_chart import control_chart

REFERENCES = Path(__file__).parents[3] / "shared" / "refs" / "flow"
needs_references = pytest.mark.skipif(not REFERENCES.is_dir(), reason="no reference data beside this checkout")

# NIST/SEMATECH e-Handbook 6.3.3.1: defects on 25 wafers of 100 chips
WAFER_DEFECTS = [
    16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13,
]  # fmt: skip
# NIST/SEMATECH e-Handbook 6.3.3.2: misregistered chips of 50 on 30 wafers
BAD_CHIPS = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip


def reference(name: str) -> tuple[list[float], dict[str, Any]]:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    expected = json.loads((REFERENCES / f"{name}.json").read_text())["expected"]
    return pandas.read_parquet(REFERENCES / f"{name}.parquet")["x"].tolist(), expected


@needs_references
def test_the_individuals_chart_of_nist_has_its_printed_limits() -> None:
    # NIST/SEMATECH e-Handbook 6.3.2.2, flow rate of ten batches
    values, expected = reference("spc_nist_imr")
    chart = control_chart(values)
    assert_allclose(chart.center, expected["mean"], atol=5e-3)
    assert_allclose(chart.range_center, expected["mr_mean"], atol=5e-5)
    assert_allclose([chart.lower, chart.upper], [expected["LCL"], expected["UCL"]], atol=5e-5)
    assert chart.sentences == ("None of the 10 points signals.",)


@needs_references
@pytest.mark.parametrize("sigma", [1.0, 0.635])
def test_the_cusum_of_nist_has_its_printed_sums_whatever_unit_k_and_h_are_given_in(sigma: float) -> None:
    # NIST/SEMATECH e-Handbook 6.3.2.3: target 325, k .3175 and h 4.1959 in the unit of the values
    values, expected = reference("spc_nist_cusum")
    options = {"k": expected["k"] / sigma, "h": expected["h"] / sigma}
    chart = control_chart(values, kind="cusum", target=expected["target"], sigma=sigma, **options)
    assert_allclose(chart.points["upper_sum"], expected["S_hi"], atol=1e-9)
    assert_allclose(chart.points["upper_sum"], expected["S_hi_printed"], atol=5.001e-3)
    assert_allclose([chart.lower, chart.upper], [-expected["h"], expected["h"]])
    assert chart.points["signal"].to_numpy().nonzero()[0][0] + 1 == expected["first_signal_index_1based"]
    (sentence,) = chart.sentences
    assert sentence.startswith("Point 14 to Point 20: 326.7 to 328.5, above the centre 325.0: the upper sum")
    assert sentence.endswith("the level has risen, probably since Point 13.")


def test_the_weighted_average_of_nist_has_its_printed_values_and_ends_at_its_printed_limits() -> None:
    # NIST/SEMATECH e-Handbook 6.3.2.4: level 50, s = 2.0539, weight .3; limits 52.5884 and 47.4115
    values = [
        52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4,
        53.6, 52.1,
    ]  # fmt: skip
    printed = [
        50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33, 50.11, 49.36, 49.52, 50.05, 49.38, 49.92,
        50.73, 51.23, 51.94, 51.99,
    ]  # fmt: skip
    chart = control_chart(values, kind="ewma", target=50, sigma=2.0539, weight=0.3)
    assert_allclose(chart.points["average"], printed, atol=5.001e-3)
    assert_allclose([chart.upper, chart.lower], [52.5884, 47.4115], atol=1e-4)
    assert not chart.points["signal"].any()


def test_the_counts_chart_of_nist_has_its_limits_and_a_point_on_a_limit_does_not_signal() -> None:
    # NIST/SEMATECH e-Handbook 6.3.3.1: mean 16, limits 4 and 28; wafer 3 lies on the upper one, wafer 24 beyond
    chart = control_chart(WAFER_DEFECTS, kind="u", sizes=[1] * 25)
    assert (chart.center, chart.lower, chart.upper) == (16, 4, 28)
    assert chart.sentences == ("Point 24: 31.0, above the centre 16.0: one point beyond 3 sigma.",)


def test_the_shares_chart_of_nist_has_its_mean_and_limits() -> None:
    # NIST/SEMATECH e-Handbook 6.3.3.2: mean .2313; three sigma about it, .0524 and .4102
    chart = control_chart(BAD_CHIPS, kind="p", sizes=[50] * 30)
    assert_allclose([chart.center, chart.lower, chart.upper], [0.2313, 0.0524, 0.4102], atol=5e-5)
    assert chart.points.loc[chart.points["signal"], "point"].tolist() == [15, 23]


@pytest.mark.parametrize("name", RULES)
def test_each_rule_marks_steady_points_as_often_as_stated(name: str) -> None:
    blocks = np.random.default_rng(5).standard_normal((300, 1000))
    marked = control_chart(blocks.ravel(), target=0, sigma=1, rules=name).points["signal"]
    shares = marked.to_numpy().reshape(blocks.shape).mean(axis=1)
    error = shares.std(ddof=1) / math.sqrt(len(shares))
    assert_allclose(shares.mean(), RULES[name].false_alarms, rtol=0, atol=4 * error)


@pytest.mark.parametrize(
    ("rules", "published"),
    [(None, 370.40), (("one_beyond_3_sigma", "two_of_three_beyond_2_sigma"), 225.44), ("western_electric", 91.75)],
)
def test_the_rules_raise_a_false_alarm_as_seldom_as_champ_and_woodall_computed(rules: Any, published: float) -> None:
    # Champ & Woodall (1987), Technometrics 29, table 1, exact run lengths by a Markov chain
    runs = np.random.default_rng(11).standard_normal((400, 3000))
    runs[:, -1] = math.nan
    marked = control_chart(runs.ravel(), target=0, sigma=1, rules=rules).points["signal"]
    assert_mean_run(marked.to_numpy().reshape(runs.shape), published)


@pytest.mark.parametrize(
    ("kind", "options", "shift", "published"),
    [
        ("cusum", {"k": 0.5, "h": 5}, 0.0, 465),
        ("cusum", {"k": 0.5, "h": 5}, 1.0, 10.4),
        ("cusum", {"k": 0.5, "h": 4}, 0.0, 168),
        ("ewma", {"weight": 0.4, "width": 3.054}, 0.0, 500),
    ],
)
def test_sums_and_averages_signal_as_soon_as_published(kind: Any, options: Any, shift: float, published: float) -> None:
    # Lucas & Crosier (1982), Technometrics 24, table 1, two-sided; Lucas & Saccucci (1990), Technometrics 32, table 3
    runs = np.random.default_rng(3).standard_normal((500, 300 if shift else 3600)) + shift
    marked = [control_chart(run, kind=kind, target=0, sigma=1, **options).points["signal"] for run in runs]
    assert_mean_run(np.array(marked), published)


def assert_mean_run(marked: np.ndarray, published: float) -> None:
    ended = marked.any(axis=1)
    lengths = np.where(ended, marked.argmax(axis=1) + 1, marked.shape[1])
    assert ended.mean() > 0.99
    assert abs(lengths.mean() - published) <= 3.5 * lengths.std(ddof=1) / math.sqrt(len(lengths))
