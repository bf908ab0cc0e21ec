"""What weekdays usually bring is not thrown off by days on which hardly anybody was to work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from smo_metrics.sla.throughput._usual_rates import passed_over, usual_rates
from smo_metrics.sla.throughput._weekday_blocks import weekday_blocks
from smo_metrics.sla.throughput._weekday_levels import weekday_levels
from smo_metrics.sla.throughput.daily_history import DailyHistory

MONDAY = date(2026, 1, 5)
WEEK = np.array([40, 38, 41, 39, 30, 0, 0])


def office(weeks: int = 10, seed: int = 1) -> DailyHistory:
    done = np.random.default_rng(seed).poisson(np.tile(WEEK, weeks)).astype(float)
    return DailyHistory(MONDAY, done, None, np.ones(7 * weeks))


def with_day(past: DailyHistory, day: int, share: float, done: float) -> DailyHistory:
    capacity, completed = past.capacity.copy(), past.completed.copy()
    capacity[day], completed[day] = share, done
    return replace(past, capacity=capacity, completed=completed)


@pytest.mark.parametrize("share", [0.02, 0.24])
def test_a_day_with_hardly_anybody_at_work_is_passed_over(share) -> None:
    """38 tasks by a fiftieth of the team are no 1,900 by all of it."""
    low, closed = with_day(office(), 63, share, 38), with_day(office(), 63, 0, 0)
    assert_array_equal(np.flatnonzero(passed_over(low)), [63])
    assert_array_equal(usual_rates(low), usual_rates(closed))
    found, usual = weekday_levels(low), weekday_levels(closed)
    assert_array_equal(found.usual, usual.usual)
    assert_array_equal(found.relative, usual.relative)


def test_a_weekday_that_never_had_more_of_the_team_keeps_its_days() -> None:
    past = office()
    past.capacity[5::7] = 0.2
    past.completed[5::7] = 4
    assert not passed_over(past).any()
    assert weekday_levels(past).usual[5] == pytest.approx(20, rel=0.1)


def test_a_day_counts_as_much_as_the_share_of_its_team() -> None:
    """Mondays of 10, 10, 10 and, with a quarter of the team, 5: 35 tasks in 3.25 days, and alike all weekdays."""
    done = np.full(28, 10.0)
    past = with_day(DailyHistory(MONDAY, done, None, np.ones(28)), 21, 0.25, 5)
    found = weekday_levels(past)
    means = np.array([35 / 3.25, *[10.0] * 6])
    worked = np.array([3.25, *[4.0] * 6])
    squares = (3 * (10 - means[0]) ** 2 + 0.25 * (20 - means[0]) ** 2) / 21
    error = squares / worked
    between = max(np.var(means, ddof=1) - error.mean(), 0)
    keep = between / (between + error)
    assert_allclose(found.usual, means.mean() + keep * (means - means.mean()))
    assert_allclose(found.doubt, np.sqrt(keep * error))


def test_futures_carry_the_doubt_about_how_weekdays_differ() -> None:
    """Over 60 weeks ahead single days average out; what two Mondays and Tuesdays of three weeks leave open does not."""
    done = np.tile([60.0, 20, 40, 40, 40, 0, 0], 3) * np.random.default_rng(3).lognormal(0, 0.2, 21)
    past = DailyHistory(MONDAY, done, None, np.ones(21))
    drawn = weekday_blocks(past, np.ones(420), 1_000, np.random.default_rng(1)).reshape(1_000, 60, 7).sum(axis=1)
    ratio = np.log(drawn[:, 0] / drawn[:, 1])
    levels = weekday_levels(past)
    doubt = np.hypot(*(levels.doubt[:2] / levels.usual[:2]))
    assert doubt > 0.1
    assert ratio.std() > 0.8 * doubt
