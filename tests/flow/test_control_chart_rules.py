"""Rules by name against a literal walk over the points, and what must not change them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from smo_metrics.errors import SmoError
from smo_metrics.flow.charts._rules import RULE_SETS, RULES
from smo_metrics.flow.charts.control_chart import control_chart

# Halves reach every line exactly, steps of 1/8 lie between: points on a line are as frequent as points beyond it.
points = st.lists(
    st.one_of(st.integers(-32, 32).map(lambda n: n / 8), st.integers(-7, 7).map(lambda n: n / 2), st.none()),
    min_size=1,
    max_size=60,
)
NEAR = st.lists(st.sampled_from([-1.5, -0.5, 0.5, 1.5, 1.5, 2.5, 2.5]), min_size=1, max_size=60)


def one_side(window: list[float], lines: float, needed: int) -> bool:
    sides = (sum(x > lines for x in window), sum(x < -lines for x in window))
    last = window[-1]
    return (last > lines and sides[0] >= needed) or (last < -lines and sides[1] >= needed)


def steps(window: list[float]) -> list[float]:
    return [b - a for a, b in itertools.pairwise(window)]


ORACLE: dict[str, tuple[int, Callable[[list[float]], bool]]] = {
    "one_beyond_3_sigma": (1, lambda w: abs(w[-1]) > 3),
    "two_of_three_beyond_2_sigma": (3, lambda w: one_side(w, 2, 2)),
    "four_of_five_beyond_1_sigma": (5, lambda w: one_side(w, 1, 4)),
    "eight_on_one_side": (8, lambda w: len(w) == 8 and one_side(w, 0, 8)),
    "nine_on_one_side": (9, lambda w: len(w) == 9 and one_side(w, 0, 9)),
    "six_in_a_trend": (
        6,
        lambda w: len(w) == 6 and (all(d > 0 for d in steps(w)) or all(d < 0 for d in steps(w))),
    ),
    "fourteen_alternating": (
        14,
        lambda w: len(w) == 14 and all(a * b < 0 for a, b in itertools.pairwise(steps(w))),
    ),
    "fifteen_within_1_sigma": (15, lambda w: len(w) == 15 and all(abs(x) <= 1 for x in w)),
    "eight_beyond_1_sigma": (8, lambda w: len(w) == 8 and all(abs(x) > 1 for x in w)),
}


def marked(values: list[float | None], name: str) -> list[bool]:
    """Walk from point to point with the window of the rule, started anew after a missing point."""
    length, holds = ORACLE[name]
    result, window = [], []
    for value in values:
        window = [] if value is None else [*window, value][-length:]
        result.append(bool(window) and holds(window))
    return result


def found(values: Any, name: str, **options: Any) -> list[bool]:
    chart = control_chart(values, rules=name, **({"target": 0, "sigma": 1} | options))
    return chart.points["signal"].tolist()


@pytest.mark.parametrize("name", RULES)
@given(values=st.one_of(points, NEAR))
def test_a_rule_marks_the_points_that_a_literal_walk_marks(name: str, values: list[float | None]) -> None:
    assert found(values, name) == marked(values, name)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("one_beyond_3_sigma", [3.1]),
        ("two_of_three_beyond_2_sigma", [2.1, 0, 2.1]),
        ("four_of_five_beyond_1_sigma", [1.1, 1.1, -1, 1.1, 1.1]),
        ("eight_on_one_side", [0.1] * 8),
        ("nine_on_one_side", [0.1] * 9),
        ("six_in_a_trend", [-0.3, -0.2, -0.1, 0, 0.1, 0.2]),
        ("fourteen_alternating", [0, 0.1] * 7),
        ("fifteen_within_1_sigma", [0, 0.5, -0.5] * 5),
        ("eight_beyond_1_sigma", [1.1, -1.1] * 4),
    ],
)
def test_a_rule_signals_at_the_end_of_its_pattern_and_not_across_a_missing_point(name: str, pattern: Any) -> None:
    quiet = [False] * (len(pattern) - 1)
    assert found(pattern, name) == [*quiet, True]
    assert found([-x for x in pattern], name) == [*quiet, True]
    if quiet:
        assert not any(found([*pattern[:-1], math.nan, pattern[-1]], name))


def test_the_sets_hold_the_four_rules_of_western_electric_and_the_eight_of_nelson() -> None:
    assert set(RULE_SETS["western_electric"]) | set(RULE_SETS["nelson"]) == set(RULES) == set(ORACLE)
    assert (len(RULE_SETS["western_electric"]), len(RULE_SETS["nelson"])) == (4, 8)
    assert "nine_on_one_side" not in RULE_SETS["western_electric"]
    assert "eight_on_one_side" not in RULE_SETS["nelson"]


@given(values=points, names=st.permutations(list(RULES)))
def test_the_order_of_the_rules_is_irrelevant(values: list[float | None], names: list[str]) -> None:
    asked = control_chart(values, target=0, sigma=1, rules=names)
    plain = control_chart(values, target=0, sigma=1, rules=tuple(RULES))
    assert asked.to_dict() == plain.to_dict()


@given(values=points)
def test_a_set_marks_what_its_rules_mark_one_by_one(values: list[float | None]) -> None:
    chart = control_chart(values, target=0, sigma=1, rules="nelson")
    alone = {name: found(values, name) for name in RULE_SETS["nelson"]}
    for i, names in enumerate(chart.points["rules"]):
        assert set(filter(None, names.split(", "))) == {name for name, marks in alone.items() if marks[i]}
    assert chart.points["signal"].tolist() == [bool(names) for names in chart.points["rules"]]


@given(
    values=st.lists(st.integers(-50, 50), min_size=3, max_size=40).filter(lambda x: len(set(x)) > 1),
    scale=st.sampled_from([-4, -1, 0.5, 2, 1024]),
    shift=st.sampled_from([-1000, 0, 7, 65536]),
)
def test_another_unit_or_origin_moves_the_limits_along_and_changes_no_signal(
    values: list[int], scale: float, shift: float
) -> None:
    plain = control_chart(values, rules="nelson")
    moved = control_chart([scale * x + shift for x in values], rules="nelson")
    assert moved.points["rules"].tolist() == plain.points["rules"].tolist()
    limits = sorted(scale * limit + shift for limit in (plain.lower, plain.upper))
    assert_allclose([moved.lower, moved.upper], limits, rtol=1e-9)


def test_limits_that_vary_with_the_size_are_what_the_zones_are_measured_by() -> None:
    chart = control_chart([30, 30], kind="p", sizes=[100, 25 * 25], target=0.2, rules="two_of_three_beyond_2_sigma")
    assert_allclose(chart.points["z"], [0.1 / 0.04, (30 / 625 - 0.2) / 0.016])
    assert not chart.points["signal"].any()


@pytest.mark.parametrize("rules", ["westgard", (), ("one_beyond_3_sigma", "six")])
def test_an_unknown_rule_is_refused_with_the_names_there_are(rules: Any) -> None:
    with pytest.raises(SmoError, match=r"rules: .* arrived\. Give 'western_electric', 'nelson' or some of one_beyond"):
        control_chart(np.arange(5), rules=rules)


@pytest.mark.parametrize(
    ("values", "options"),
    [
        ([0] * 12, {"kind": "p", "sizes": [100] * 12, "target": 0.01}),
        ([3] * 20, {"kind": "p", "sizes": [70] * 20, "target": 0.05}),
        ([5.0] * 12, {"target": 4.7, "sigma": 0.3}),
        ([0.1] * 12, {"target": 0.3, "sigma": 0.7}),
        ([0.1 + 0.2, 0.3] * 6, {"target": 1e3, "sigma": 0.7}),
    ],
)
def test_points_that_only_rounding_tells_apart_are_not_correlated(values, options) -> None:
    assert not any("correlated" in warning for warning in control_chart(values, **options).warnings)


@pytest.mark.parametrize("options", [{}, {"kind": "ewma", "weight": 1}])
def test_a_point_above_and_the_next_below_are_told_apart(options) -> None:
    steady = [4, 5, 6, 5, 4, 5, 6, 5, 4, 5, 6, 5]
    sentences = control_chart([*steady, 30, 31, -20], baseline=12, **options).sentences
    assert [sentence.split(":")[0] for sentence in sentences] == ["Point 13 to Point 14", "Point 15"]
    assert "above the centre" in sentences[0]
    assert "below the centre" in sentences[1]


def test_a_pattern_on_both_sides_stays_one_stretch() -> None:
    sentences = control_chart([9, -9] * 10, target=0, sigma=4, rules=["eight_beyond_1_sigma"]).sentences
    assert [sentence.split(":")[0] for sentence in sentences] == ["Point 8 to Point 20"]


@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Kolkata"])
def test_dates_are_named_without_midnight_and_times_with_their_hour(zone) -> None:
    days = pd.date_range("2026-03-02", periods=2, tz=zone)
    assert control_chart([9, 0], target=0, sigma=1, points=days).sentences[0].startswith("2026-03-02: 9.0")
    noons = days + pd.Timedelta(hours=12)
    assert control_chart([9, 0], target=0, sigma=1, points=noons).sentences[0].startswith("2026-03-02 12:00:00")


@pytest.mark.parametrize("kind", ["xmr", "cusum", "ewma"])
def test_where_every_value_is_missing_nothing_was_judged(kind) -> None:
    chart = control_chart([math.nan] * 5, kind=kind, target=0, sigma=1)
    assert chart.sentences == ("Nothing was judged: no value is there at any of the 5 points.",)
    assert control_chart([math.nan, 1, 2], kind=kind, target=1, sigma=1).sentences == ("None of the 2 points signals.",)
