"""Past forecasts see the past alone, are scored as by hand, and widen the ranges where these held too little."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._periods import period_edges
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.capacity._bands import moved_apart, quantiles
from smo_metrics.sla.capacity._day_figures import figures_of, named_figures
from smo_metrics.sla.capacity._forecast_tables import days_table, weeks_table
from smo_metrics.sla.capacity._future_log import begin_futures
from smo_metrics.sla.capacity._project import project
from smo_metrics.sla.capacity._sla_backtest import _far_off, _scored, _widening, sla_backtest
from smo_metrics.sla.capacity.forecast_sla import SlaForecast, forecast_sla
from smo_metrics.sla.clock.known_at import known_at
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.scoring.fan import QUANTILES
from tests.flow.made_projects import FIRST, two_stages

DAY = 86_400_000
BEGIN = int(FIRST.timestamp() * 1000)
OFFICE = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]})
POLICY = SlaPolicy(8, "work")
WORDS = ("figure", "points", "coverage_50", "coverage_80", "coverage_95", "mean_error", "same_as_last_week_error")


def forecast(log: EventLog | pd.DataFrame, seed: int = 1) -> SlaForecast:
    rng = np.random.default_rng(seed)
    return forecast_sla(log, POLICY, rng=rng, calendars=OFFICE, horizon_days=14, replications=40)


@pytest.fixture(scope="module")
def slowed() -> SlaForecast:
    """Forecast a project in which the work takes twice as long from the sixth week on."""
    fast, slow = (two_stages(days=25, a_day=24, label=label, review=5, seed=6) for label in (12, 24))
    times = ["enabled_at", "started_at", "ended_at"]
    slow[times] += pd.Timedelta(days=35)
    slow["task_id"] += 10_000
    log = event_log(pd.concat([fast, slow], ignore_index=True))
    return forecast(known_at(log, BEGIN + 68 * DAY))


def test_a_past_forecast_is_the_one_from_what_was_known_and_is_scored_against_what_came() -> None:
    log = known_at(event_log(two_stages(days=25, a_day=24, label=18, review=8, seed=2)), BEGIN + 22 * DAY)
    edges = period_edges(BEGIN, BEGIN + 22 * DAY, "D", "UTC")
    edges = edges[edges <= log.as_of]
    observed = figures_of(log, POLICY, OFFICE, edges)
    told: list[str] = []
    found = sla_backtest(log, POLICY, OFFICE, "UTC", edges, observed, 28, np.random.default_rng(3), told.append)
    assert found.origins == 1  # from 15 days; 8 days before are too few
    assert told == ["forecasting from 1 week ago", "forecasting from 2 weeks ago"]
    past = project(known_at(log, int(edges[-8])), POLICY, OFFICE, "UTC")
    begin = begin_futures(past, past.model.network, 1.0, int(edges[-1]))
    drawn = named_figures(begin.figures(edges[-8:], 40, np.random.default_rng(3), lambda _: None))["backlog"]
    came, before = observed[-7:, 2], observed[-14:-7, 2]
    row = found.table.set_index("figure").loc["backlog"]
    low, middle, high = np.quantile(drawn, [0.1, 0.5, 0.9], axis=0, method="weibull")
    assert row["points"] == 7
    assert row["coverage_80"] == pytest.approx(np.mean((low <= came) & (came <= high)))
    assert row["mean_error"] == pytest.approx(np.abs(middle - came).mean())
    assert row["same_as_last_week_error"] == pytest.approx(np.abs(before - came).mean())


def test_points_of_all_past_forecasts_are_scored_together_and_unknown_ones_left_out() -> None:
    futures = np.tile(np.arange(1.0, 100.0)[:, None], (1, 4))  # quantiles of definition 6: p10 = 10, p25 = 25, ...
    one = (futures[:, :2], np.array([50.0, 26.0]), np.array([50.0, 20.0]))
    other = (futures[:, :2], np.array([5.0, np.nan]), np.array([np.nan, 1.0]))
    table = _scored([{"backlog": one}, {"backlog": other}])
    assert table[list(WORDS)].values.tolist() == [["backlog", 3, 2 / 3, 2 / 3, 1.0, (0 + 24 + 45) / 3, 3.0]]
    assert table["widened_by"].tolist() == [0.0]
    assert _scored([])["figure"].tolist() == []


def test_ranges_are_widened_only_where_chance_does_not_explain_what_they_missed() -> None:
    outside = np.concatenate([np.full(3, -1.0), np.arange(1.0, 8.0)])  # 3 of 10 within
    # 2 of 6 would be so few, of which 80 % should be, in 1.7 % of cases.
    assert _widening(outside, 6) == 6.0  # the 9th of 10: ceil(11 * 0.8)
    assert _widening(np.arange(1.0, 9.0), 3) == 8.0  # none of 3 in 0.8 % of cases
    assert _widening(np.concatenate([np.full(3, -1.0), np.arange(1.0, 6.0)]), 3) == 0.0  # 1 of 3 in 10.4 %
    assert _widening(np.arange(1.0, 9.0), 2) == 0.0  # none within, but two forecasts are no sample
    assert _widening(np.concatenate([np.full(7, -1.0), [1.0, 2.0, 3.0]]), 6) == 0.0
    assert _widening(np.empty(0), 6) == 0.0


@settings(max_examples=30, deadline=None)
@given(arrays(float, (999, 3), elements=st.floats(0, 50)), st.floats(0.1, 20))
def test_futures_moved_apart_move_the_80_percent_range_by_as_much_and_keep_their_order(
    samples: np.ndarray, by: float
) -> None:
    raised = samples + 100
    before, after = quantiles(raised), quantiles(moved_apart(raised, by, np.inf))
    np.testing.assert_allclose(before["p10"] - after["p10"], by, rtol=0.01)
    np.testing.assert_allclose(after["p90"] - before["p90"], by, rtol=0.01)
    np.testing.assert_allclose(after["p50"], before["p50"], atol=0.01 * by)
    assert (after["p97_5"] - before["p97_5"] > by).all()
    assert (moved_apart(samples, 1000.0, 60.0) >= 0).all()
    assert (moved_apart(samples, 1000.0, 60.0) <= 60).all()
    assert moved_apart(samples, 0.0, 60.0) is samples


def test_a_figure_that_most_futures_do_not_have_is_undefined_and_few_missing_ones_are_left_out() -> None:
    samples = np.array([[1.0, np.nan, np.nan], [3.0, 5.0, np.nan], [2.0, 7.0, 1.0], [4.0, np.nan, np.nan]])
    found = quantiles(samples)
    np.testing.assert_allclose(found["p50"], [2.5, 6.0, np.nan])
    assert list(found) == list(QUANTILES)
    np.testing.assert_array_equal(np.isnan(moved_apart(samples, 1.0, 9.0)), np.isnan(samples))
    assert np.isnan(quantiles(np.full((4, 2), np.nan))["p50"]).all()


def test_the_tables_of_a_forecast_are_as_wide_as_the_backtest_asks_for() -> None:
    drawn = np.zeros((999, 7, 6))
    drawn[..., 0], drawn[..., 1] = 100, np.arange(999)[:, None] % 100 + 1
    drawn[..., 2] = np.arange(999)[:, None]
    dates = pd.date_range("2026-03-02", periods=7)
    plain, wide = (days_table(drawn, by, dates).query("figure == 'backlog'") for by in ({}, {"backlog": 20.0}))
    np.testing.assert_allclose(plain["p10"] - wide["p10"], 20, rtol=0.01)
    np.testing.assert_allclose(wide["p90"] - plain["p90"], 20, rtol=0.01)
    week = weeks_table(drawn, {}, 0.9, dates).iloc[0]
    assert week["goal_probability"] == pytest.approx(109 / 999)  # 90 to 100 of each hundred, but the last 99
    assert week["tasks_due"] == 700
    certain = drawn[400:401].repeat(999, axis=0)
    certain[..., 1] = 95
    assert weeks_table(certain, {}, 0.9, dates)["goal_probability"][0] == 1.0
    # Each end of the 80 % range moves by 5 points: 0.9 is the end below, which 90 % of the futures reach.
    apart = weeks_table(certain, {"attainment_by_week": 0.05}, 0.9, dates)
    assert apart["goal_probability"][0] == pytest.approx(0.9, abs=0.002)


def test_a_project_that_slowed_down_widens_its_ranges_and_says_so(slowed: SlaForecast) -> None:
    assert slowed.backtest.origins == 6
    assert slowed.backtest.widening["backlog"] > 0
    table = slowed.backtest.table.set_index("figure")
    assert table.loc["backlog", "coverage_80"] < 0.6
    last = slowed.days.query("figure == 'backlog'").iloc[-1]
    assert last["p90"] - last["p10"] > 1.5 * table.loc["backlog", "widened_by"]
    assert any(text.startswith("Past ranges held too little (open tasks,") for text in slowed.warnings)


def test_the_backtest_is_told_in_points_beside_the_same_as_last_week(slowed: SlaForecast) -> None:
    told = next(text for text in slowed.warnings if text.startswith("6 past forecasts"))
    week = slowed.backtest.table.set_index("figure").loc["attainment_by_week"]
    assert week["points"] == 11  # two weeks ahead, of which the last forecast has seen one
    assert f"off by {100 * week['mean_error']:.1f} points on average" in told
    assert f"held {round(11 * week['coverage_80'])} of 11 weeks, where 9 are expected" in told


def test_a_short_log_has_no_backtest_and_says_so() -> None:
    log = known_at(event_log(two_stages(days=25, a_day=24, label=18, review=8, seed=2)), BEGIN + 20 * DAY)
    result = forecast(log)
    assert result.backtest.origins == 0
    assert result.backtest.widening == {}
    assert "There is no backtest: it needs three whole weeks of events or more." in " ".join(result.warnings)


def test_without_the_moments_at_which_work_could_begin_the_backlog_is_said_to_lack_what_waits() -> None:
    events = two_stages(days=20, a_day=24, label=18, review=8, seed=2).drop(columns="enabled_at")
    log = event_log(events[events["ended_at"] < FIRST + pd.Timedelta(days=24)])
    assert "The events lack enabled_at" in " ".join(forecast(log).warnings)


def test_open_work_of_nobody_and_open_work_at_an_unknown_stage_are_named() -> None:
    events = two_stages(days=20, a_day=24, label=18, review=8, seed=2)
    forgotten = pd.DataFrame({"task_id": -1 - np.arange(30), "stage": "label", "actor_id": "label0"})
    forgotten[["enabled_at", "started_at"]] = FIRST + pd.Timedelta(days=3)
    appeal = forgotten[:1].assign(task_id=-99, stage="appeal", actor_id="zoe")
    told = " ".join(forecast(event_log(pd.concat([events, forgotten, appeal], ignore_index=True))).warnings)
    assert "30 events are open now, though 3 at most are worked on at a time" in told
    assert "1 open task cannot be followed, as no finished task of the time looked at went through the stage" in told


def test_a_week_that_was_far_off_gets_a_range_of_at_least_the_error() -> None:
    assert _far_off(np.array([0.3, 0.1, 0.2]), 3) == pytest.approx(0.2)
    assert _far_off(np.array([0.3, 0.1, 0.2]), 2) == 0.0
    assert _far_off(np.array([0.05, 0.1, 0.1]), 6) == 0.0
    assert _far_off(np.empty(0), 6) == 0.0
