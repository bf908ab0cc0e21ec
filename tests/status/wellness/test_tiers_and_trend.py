"""Which labels count as sensitive, and when a line of weeks is a trend."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from smo_metrics.status.wellness._tiers import sensitive_tiers
from smo_metrics.status.wellness._trend import weekly_trend


def test_spellings_of_one_tier_are_one_tier_under_the_commonest_name():
    found = sensitive_tiers(pd.Series(["Severe", "severe", "severe ", "SEVERE", "none", "None", None, "0"]), ())
    assert len(found.names) == 1
    assert found.code.tolist() == [0, 0, 0, 0, -1, -1, -1, -1]
    assert found.without == 1


def test_only_the_tiers_of_the_settings_count_and_the_others_are_named():
    found = sensitive_tiers(pd.Series(["mild", "very_graphic", "severe"]), ("Severe", "very graphic", "gore"))
    assert found.names == ("severe", "very_graphic")
    assert found.code.tolist() == [-1, 1, 0]
    assert found.not_counted == ("mild",)
    assert found.not_found == ("gore",)


def test_the_p_value_is_the_share_of_orders_as_far_from_none():
    values = np.array([1.0, 3.0, 2.0, 4.0, 6.0, 5.0])
    scores = [
        sum(np.sign(b - a) for a, b in itertools.combinations(order, 2)) for order in itertools.permutations(values)
    ]
    own = sum(np.sign(b - a) for a, b in itertools.combinations(values, 2))
    assert weekly_trend(values).p_value == pytest.approx(np.mean(np.abs(scores) >= abs(own)))


def test_chance_shows_a_trend_in_at_most_five_of_a_hundred_orders():
    shown = [weekly_trend(np.array(order)).direction for order in itertools.permutations(np.arange(7.0))]
    assert 0 < np.mean([direction in ("rising", "falling") for direction in shown]) <= 0.05


def test_ties_widen_nothing_and_equal_weeks_show_no_trend():
    # Kendall (1975): variance (n (n - 1) (2 n + 5) - sum t (t - 1) (2 t + 5)) / 18, one taken off the score.
    trend = weekly_trend(np.array([0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0]))
    variance = (7 * 6 * 19 - 2 * 1 * 9) / 18
    assert trend.p_value == pytest.approx(math.erfc((20 - 1) / math.sqrt(variance) / math.sqrt(2)))
    assert weekly_trend(np.ones(8)).p_value == 1
    assert weekly_trend(np.ones(8)).direction == "no trend shown"


def test_a_week_without_a_figure_is_stepped_over_at_its_true_distance():
    trend = weekly_trend(np.array([0.0, 1.0, math.nan, 3.0, 4.0, 5.0, 6.0]))
    assert (trend.weeks, trend.slope, trend.direction) == (6, 1.0, "rising")
    assert weekly_trend(-np.arange(6.0)).direction == "falling"


def test_more_people_need_more_weeks_before_anything_can_be_shown():
    assert weekly_trend(np.arange(6.0), tests=10).direction == "rising"
    assert weekly_trend(np.arange(6.0), tests=60).direction == "not enough weeks"
    assert weekly_trend(np.arange(7.0), tests=60).direction == "rising"
