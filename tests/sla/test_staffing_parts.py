"""The parts of a staffing plan: the weeks and their hours, arrivals and work as drawn, steadiness, and the search."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from smo_metrics.errors import SmoError
from smo_metrics.flow import WorkCalendar
from smo_metrics.sla.capacity._handling import read_handling
from smo_metrics.sla.capacity._least_plan import assured, least_plan
from smo_metrics.sla.capacity._planned_weeks import FILLING, planned_weeks
from smo_metrics.sla.capacity._simulated_weeks import usual_runs
from smo_metrics.sla.capacity._steady_weeks import unsteady
from smo_metrics.sla.capacity._week_pattern import WeekPattern, given_pattern, observed_pattern

LISBON = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
OFFICE = np.append(np.tile(np.repeat([0.0, 60.0, 0.0], [9, 8, 7]), 5), np.zeros(48))
ALWAYS = WorkCalendar("UTC", {"daily": ["00:00-24:00"]})


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("bias", [0.8, 1.0, 1.2])
@pytest.mark.parametrize("needed", [7, 61, 400])
def test_the_search_finds_the_least_sum_even_where_a_quick_look_errs(needed: int, bias: float) -> None:
    def reached(plan: tuple[int, ...], scale: float = 1.0) -> tuple[float, float]:
        first, second, third = plan
        return min(1.0, scale * (3 * first**0.9 + 2 * min(second, 9) + third) / needed), 0.0

    found = least_plan(
        lambda plan: reached(plan, bias), reached, 1.0, 1, np.array([0.5, 0.3, 0.2]), lambda words: None
    )
    sizes = range(sum(found))
    fewer = [(a, b, sum(found) - 1 - a - b) for a in sizes for b in range(min(10, sum(found) - a))]
    assert reached(found)[0] >= 1
    assert all(reached(plan)[0] < 1 for plan in fewer)


def test_a_share_of_weeks_reaches_what_is_assured() -> None:
    weekly = np.array([[0.9, np.nan, 0.5], [0.8, 0.7, 0.6]])
    assert [assured(weekly, share) for share in (0.2, 0.4, 0.6, 0.79, 0.99)] == [0.9, 0.8, 0.7, 0.6, 0.5]
    assert math.isnan(assured(np.array([np.nan]), 0.8))


def test_work_is_drawn_with_its_mean_and_variation_or_from_what_was_seen() -> None:
    drawn = {variation: read_handling(2.0, variation).draw(40_000, rng()) / 3.6e6 for variation in (0.0, 0.5, 1.0)}
    for variation, hours in drawn.items():
        assert hours.mean() == pytest.approx(2, rel=0.02)
        assert hours.std() == pytest.approx(2 * variation, rel=0.03)
    seen = read_handling([1.0, 3.0], 1.0)
    assert (seen.hours, seen.variation) == (2.0, 0.5)
    assert set((seen.draw(50, rng()) / 3.6e6).tolist()) == {1.0, 3.0}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"shifts": {"Lisbon": LISBON}}, "arrive while nobody is at work"),
        ({"shifts": {"all": ALWAYS, "day": LISBON}}, "shifts overlap"),
        ({"rate": np.repeat([40.0, 80.0], 84)}, "the load changes within a shift"),
        ({"shifts": {"am": WorkCalendar("UTC", {"daily": ["00:00-12:00"]}),
                     "pm": WorkCalendar("UTC", {"daily": ["12:00-24:00"]})}, "hours": 2.0}, "not short beside the 12"),
        ({"shifts": {"Lisbon": LISBON}, "rate": OFFICE}, "leaves over is late on a clock that runs on"),
        ({"variation": 0.3}, "varies by 0.3 of its mean"),
        ({"rate": np.repeat(2.0, 168)}, "fewer than 1,000 tasks"),
    ],
)  # fmt: skip
def test_erlang_c_is_left_where_the_queue_is_not_steady(change, reason) -> None:
    shifts = change.get("shifts", {"all": ALWAYS})
    target = change.get("hours", 0.5)
    period = planned_weeks(shifts, date(2026, 3, 2), 2, clock="wall", target_hours=target)
    pattern = given_pattern(change.get("rate", np.repeat(60.0, 168)))
    reasons = unsteady(period, pattern, read_handling(0.2, change.get("variation", 1.0)))
    assert len(reasons) == 1
    assert reason in reasons[0]


def test_a_team_that_closes_is_steady_on_the_work_clock_where_tasks_arrive_in_its_hours() -> None:
    period = planned_weeks({"Lisbon": LISBON}, date(2026, 3, 2), 2, clock="work", target_hours=0.5)
    assert unsteady(period, given_pattern(OFFICE), read_handling(0.2, 1.0)) == ()
    mornings = np.where(np.arange(168) % 24 < 13, OFFICE, OFFICE / 2)
    assert "the load changes within" in unsteady(period, given_pattern(mornings), read_handling(0.2, 1.0))[0]


@pytest.mark.parametrize(("rate", "runs"), [(0.1, 40), (10.0, 24), (1000.0, 10)])
def test_forty_runs_are_drawn_or_half_a_million_tasks_and_ten_at_least(rate: float, runs: int) -> None:
    period = planned_weeks({"all": ALWAYS}, date(2026, 3, 2), 4, clock="wall", target_hours=1)
    assert usual_runs(period, given_pattern(np.repeat(rate, 168))) == runs


def test_what_is_not_known_of_the_level_is_measured_and_drawn_once_a_run() -> None:
    counts = rng(4).poisson(20.0, (56, 24)) * 1.0
    assert 0.99 < observed_pattern(counts, np.arange(56) % 7).level_spread * counts.sum() < 5
    pattern = WeekPattern(np.repeat(20.0, 168), 0.0, 0.0, 0.04, 8.0)
    period = planned_weeks({"all": ALWAYS}, date(2026, 3, 2), 1, clock="wall", target_hours=1)
    draws = rng(5)
    sizes = np.array([pattern.draw(period, draws).size for _ in range(400)])
    assert sizes.std() / sizes.mean() == pytest.approx(0.2, abs=0.02)


def test_a_pattern_gives_back_the_spread_of_the_days_and_weeks_that_it_is_made_from() -> None:
    draws = rng(6)
    weeks, mean = 400, np.repeat([50.0, 20.0], [5, 2])
    factors = draws.gamma(1 / 0.04, 0.04, (weeks, 7)) * draws.gamma(1 / 0.02, 0.02, (weeks, 1))
    days = draws.poisson(mean * factors).ravel()
    counts = draws.multinomial(days, np.repeat(1 / 24, 24)).astype(float)
    pattern = observed_pattern(counts, np.tile(np.arange(7), weeks))
    assert pattern.day_spread == pytest.approx(0.04, abs=0.008)
    assert pattern.week_spread == pytest.approx(0.02, abs=0.008)
    assert pattern.rate.reshape(7, 24).sum(axis=1) == pytest.approx(mean, rel=0.06)
    totals = days.reshape(-1, 7).sum(axis=1)
    assert pattern.unrest == pytest.approx(totals.var() / totals.mean() ** 2, rel=0.15)
    period = planned_weeks({"all": ALWAYS}, date(2026, 6, 1), 300, clock="wall", target_hours=1)
    slot = np.searchsorted(period.slots, pattern.draw(period, rng(8)), side="right") - 1
    by_week = np.bincount(slot, minlength=len(period.slots)).reshape(-1, 168).sum(axis=1)
    assert by_week.mean() == pytest.approx(totals.mean(), rel=0.04)
    assert by_week.std() / by_week.mean() == pytest.approx(totals.std() / totals.mean(), rel=0.15)


def test_plain_chance_shows_no_spread_and_a_missing_day_is_left_out() -> None:
    counts = rng(9).poisson(5.0, (70, 24)).astype(float)
    counts[3] = np.nan
    pattern = observed_pattern(counts, np.arange(70) % 7)
    assert pattern.day_spread + pattern.week_spread < 0.004
    assert pattern.tasks == pytest.approx(840, rel=0.02)
    with pytest.raises(SmoError, match="no whole Tuesday, Wednesday, Thursday, Friday is in"):
        observed_pattern(counts[:3], np.array([5, 6, 0]))


def test_hours_follow_the_local_clock_across_daylight_saving() -> None:
    berlin = {"Berlin": WorkCalendar("Europe/Berlin", {"mon-fri": ["09:00-17:00"]})}
    period = planned_weeks(berlin, date(2026, 3, 23), 1, clock="work", target_hours=4)
    assert len(period.slots) == 168 * (FILLING + 1) - 1  # the night of 29 March has one hour less
    last = period.day >= 7 * FILLING
    assert sorted(set(range(168)) - set(period.hour_of_week[last].tolist())) == [6 * 24 + 2]
    assert period.open_hours.tolist() == [40]
    friday = np.array([np.datetime64("2026-03-27T15:00", "ms").astype(np.int64)])  # 16:00: one hour is left
    assert period.due(friday).astype("M8[ms]").astype(str).tolist() == ["2026-03-30T10:00:00.000"]
