"""The last lasting change of level is found where it was planted, and seldom where there is none."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from smo_metrics.sla.throughput._weekday_levels import weekday_levels
from smo_metrics.sla.throughput.daily_history import DailyHistory
from smo_metrics.sla.throughput.regime import _LIMIT, last_regime
from tests.studies.throughput_coverage import PATTERN, made, swings

MONDAY = date(2026, 1, 5)


def history(done, capacity=None) -> DailyHistory:
    done = np.asarray(done, dtype=float)
    return DailyHistory(MONDAY, done, None, np.ones(len(done)) if capacity is None else capacity)


def planted(levels: list[float], weeks: list[int], seed: int, extra: float = 0.02) -> DailyHistory:
    rng = np.random.default_rng(seed)
    mean = 40 * np.concatenate([np.tile(PATTERN * level, n) for level, n in zip(levels, weeks, strict=True)])
    return history(rng.poisson(mean * rng.gamma(1 / extra, extra, len(mean))))


def test_a_change_is_found_where_it_was_and_told_in_words() -> None:
    found = last_regime(planted([1, 0.65], [6, 4], seed=2))
    assert found is not None
    assert abs(found.start - 42) <= 3
    assert found.before == pytest.approx(40, rel=0.1)
    assert found.after == pytest.approx(26, rel=0.1)
    assert found.sentence.startswith("Since ")
    assert "fewer tasks a day are finished (" in found.sentence
    assert found.to_dict()["start"] == found.start


def test_the_statistic_is_the_largest_sum_of_deviations() -> None:
    """The literal sum over each split of a series without likeness of successive days, against the limit of 1 %."""
    past = planted([1, 0.7], [5, 5], seed=3)
    levels = weekday_levels(past).relative
    n = len(levels)
    split = [abs(sum(levels[:place] - levels.mean())) for place in range(1, n)]
    at = 1 + int(np.argmax(split))
    residual = np.concatenate([levels[:at] - levels[:at].mean(), levels[at:] - levels[at:].mean()])
    alike = residual[1:] @ residual[:-1] / (residual @ residual)
    alike = max(alike + (1 + 4 * alike) / n, 0)
    deviation = np.sqrt(residual @ residual / (n - 2) * (1 + alike) / (1 - alike))
    found = last_regime(past)
    assert max(split) / deviation / np.sqrt(n) > _LIMIT
    assert found is not None
    assert found.start == weekday_levels(past).days[at]


@pytest.mark.parametrize("levels", [[1, 0.6, 1.3], [1, 0.5, 0.35]])
def test_of_two_changes_the_last_counts_whichever_was_larger(levels) -> None:
    found = last_regime(planted(levels, [6, 6, 6], seed=4))
    assert found is not None
    assert abs(found.start - 84) <= 5
    assert found.before == pytest.approx(40 * levels[1], rel=0.15)
    assert found.after == pytest.approx(40 * levels[2], rel=0.15)


def test_a_team_that_stopped_is_told_of() -> None:
    found = last_regime(planted([1, 0], [6, 3], seed=5))
    assert found is not None
    assert found.after == 0
    assert "100 % fewer tasks" in found.sentence


def test_a_change_within_the_last_two_weeks_is_not_yet_one() -> None:
    assert last_regime(planted([1, 0.5], [8, 1], seed=6)) is None
    assert last_regime(planted([1, 1, 1], [1, 1, 1], seed=6)) is None


def test_planned_leave_is_no_change() -> None:
    capacity = np.concatenate([np.ones(42), np.full(28, 0.5)])
    rng = np.random.default_rng(7)
    done = rng.poisson(np.tile(40 * PATTERN, 10) * capacity)
    assert last_regime(history(done, capacity)) is None
    assert last_regime(history(done)) is not None


def test_where_leave_was_planned_the_figures_are_said_to_be_those_of_a_usual_team() -> None:
    """With more people as much is finished as before: fewer by what was planned, and not fewer at all."""
    capacity = np.concatenate([np.ones(42), np.full(28, 2.0)])
    past = history(np.random.default_rng(7).poisson(np.tile(40 * PATTERN, 10)), capacity)
    found = last_regime(past)
    assert found is not None
    assert "fewer tasks a day are finished for the team planned (" in found.sentence
    assert " by a team of the usual size): " in found.sentence


def test_the_day_of_a_change_ten_days_ago_is_told_as_an_approximate_one() -> None:
    done = np.random.default_rng(11).poisson(np.tile(40 * PATTERN, 10)).astype(float)
    done[60:] = np.round(done[60:] / 2)
    found = last_regime(history(done))
    assert found is not None
    assert found.start <= 56
    assert found.sentence.startswith("Since about ")


def test_steady_histories_seldom_signal_even_where_days_hang_together() -> None:
    """At most 5 % of 300 steady teams, and 10 % where log levels are correlated by 0.6 from day to day."""
    steady = [last_regime(made("weekday", np.random.default_rng([1, seed])).history) for seed in range(300)]
    assert sum(found is not None for found in steady) <= 15
    swinging = []
    for seed in range(300):
        rng = np.random.default_rng([2, seed])
        swinging.append(last_regime(history(rng.poisson(np.tile(40 * PATTERN, 12) * swings(84, 0.25, 0.6, rng)))))
    assert sum(found is not None for found in swinging) <= 30


def test_a_clear_change_is_found_in_nine_of_ten() -> None:
    """Of 400 teams whose level falls to 50-70 % or rises to 140-170 %, but for what chance does: 2 points."""
    cases = [made("holidays", np.random.default_rng([3, seed])).history for seed in range(400)]
    assert sum(last_regime(case) is not None for case in cases) >= 352


def test_a_drift_along_a_line_is_seldom_taken_for_a_jump() -> None:
    """At most one in four of 200 teams whose level moves by 30 to 60 % over the history."""
    cases = [made("trend", np.random.default_rng([4, seed])).history for seed in range(200)]
    assert sum(last_regime(case) is not None for case in cases) <= 50


@pytest.mark.parametrize("done", [[40.0] * 60, [3.0] + [np.nan] * 30 + [4.0] * 10, [50, 0, 0, 0, 0, 0, 0] * 12])
def test_histories_without_spread_or_with_few_days_are_no_trouble(done) -> None:
    assert last_regime(history(done)) is None
