"""From a history to its futures: last regime, backtest, method, draws, widening."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from numpy.testing import assert_allclose

from smo_metrics.errors import SmoError
from smo_metrics.sla.throughput import _forecast
from smo_metrics.sla.throughput._forecast import Fitted, fit
from smo_metrics.sla.throughput.daily_history import DailyHistory, daily_history
from smo_metrics.sla.throughput.regime import Regime

MONDAY = date(2026, 1, 5)


def office(weeks: int, seed: int = 1, scale: float = 1.0) -> list[float]:
    usual = scale * np.tile([44, 46, 40, 38, 32, 0, 0], weeks)
    return np.random.default_rng(seed).poisson(usual).astype(float).tolist()


@pytest.fixture(scope="module")
def history() -> DailyHistory:
    return daily_history(office(10), first_day=MONDAY)


@pytest.fixture(scope="module")
def fitted(history) -> Fitted:
    return fit(history, rng=np.random.default_rng(2))


def test_futures_keep_the_weekends_of_the_history(fitted) -> None:
    paths = fitted.draw(35, paths=2000, rng=np.random.default_rng(3))
    assert paths.shape == (2000, 35)
    assert paths.min() >= 0
    assert_allclose(paths[:, [5, 6, 12, 13]], 0)
    assert paths.sum(axis=1).mean() == pytest.approx(5 * 200, rel=0.1)


def test_the_backtest_comes_along_and_its_sentences_are_among_the_warnings(fitted) -> None:
    assert set(fitted.backtest.warnings) <= set(fitted.warnings)
    assert fitted.backtest.first_forecast < fitted.backtest.last_forecast < date(2026, 3, 16)


def test_the_same_seed_gives_the_same_futures(history, fitted) -> None:
    again = fit(history, rng=np.random.default_rng(2))
    drawn = [one.draw(35, paths=500, rng=np.random.default_rng(3)).tobytes() for one in (fitted, again)]
    assert drawn[0] == drawn[1]


def test_planned_capacity_scales_its_day_and_closes_it_at_none(fitted) -> None:
    capacity = np.ones(12)
    capacity[[1, 3]] = 0, 0.5
    planned = fitted.draw(12, capacity=capacity, paths=3000, rng=np.random.default_rng(2))
    assert_allclose(planned[:, 1], 0)
    assert planned[:, 3].mean() == pytest.approx(planned[:, 10].mean() / 2, rel=0.1)


def test_after_a_change_of_level_only_the_days_since_are_used(monkeypatch, history) -> None:
    told = "Since 9 February fewer tasks a day are finished."
    monkeypatch.setattr(_forecast, "last_regime", lambda _: Regime(start=35, before=60, after=40, sentence=told))
    found = fit(history, rng=np.random.default_rng(2))
    assert found.history.first_day == date(2026, 2, 9)
    assert found.history.days == 35
    assert told in found.warnings
    assert found.backtest.first_forecast > date(2026, 2, 9)


def test_below_two_weeks_ranges_are_as_much_wider_as_the_warning_says() -> None:
    short = daily_history(office(2)[:12], first_day=MONDAY)
    fitted = fit(short, rng=np.random.default_rng(2))
    plain = replace(fitted, backtest=replace(fitted.backtest, widening=np.ones(28)))
    told, usual = (one.draw(14, paths=4000, rng=np.random.default_rng(3)).sum(axis=1) for one in (fitted, plain))
    ranges = [np.diff(np.quantile(totals, [0.25, 0.75]))[0] for totals in (told, usual)]
    assert ranges[0] / ranges[1] == pytest.approx(1.3, rel=0.03)
    assert any("widened 1.3 times" in told for told in fitted.warnings)


def test_a_fit_draws_futures_of_any_length(fitted) -> None:
    lengths = [fitted.draw(days, paths=50, rng=np.random.default_rng(4)).shape for days in (1, 40, 400)]
    assert lengths == [(50, 1), (50, 40), (50, 400)]


def quiet_end(days: int, left: float = 0) -> DailyHistory:
    done = office(10)
    done[70 - days :] = [left] + [0.0] * (days - 1)
    return daily_history(done, first_day=MONDAY)


@pytest.mark.parametrize(
    ("days", "left", "seen"),
    [
        (14, 0, "the last 10 days at work, since 2026-03-02, brought no task"),
        (17, 0, "fewer than 5 since then"),
        (17, 3, "fewer than 5 since then"),
    ],
)
def test_two_weeks_in_which_work_stopped_are_asked_about(days, left, seen) -> None:
    with pytest.raises(SmoError, match=seen) as told:
        fit(quiet_end(days, left), rng=np.random.default_rng(2))
    assert "give them capacity 0" in str(told.value)
    assert "gaps='missing'" in str(told.value)


def test_a_week_without_a_task_at_the_end_is_told_of() -> None:
    warnings = fit(quiet_end(7), rng=np.random.default_rng(2)).warnings
    told = [warning for warning in warnings if "brought no task" in warning]
    assert len(told) == 1
    assert told[0].startswith("The last 5 days at work, since 2026-03-09, ")


def test_a_last_day_or_rare_days_without_a_task_are_no_matter(fitted) -> None:
    rare = np.zeros(70)
    rare[::9] = 1
    past = daily_history(rare.tolist(), first_day=MONDAY)
    monthly = daily_history([90.0, *[0.0] * 27] * 3, first_day=MONDAY)
    others = (fit(one, rng=np.random.default_rng(2)).warnings for one in (past, monthly))
    for warnings in (fitted.warnings, *others):
        assert not any("brought no task" in warning for warning in warnings)


def test_days_with_hardly_anybody_at_work_are_told_of_and_leave_the_forecast_as_it_is(history, fitted) -> None:
    low = daily_history(office(10), first_day=MONDAY, capacity={date(2026, 3, 9): 0.02})
    found = fit(low, rng=np.random.default_rng(2))
    assert any(told.startswith("1 day planned with less than a quarter of the team") for told in found.warnings)
    totals = [one.draw(35, paths=2000, rng=np.random.default_rng(3)).sum(axis=1) for one in (fitted, found)]
    assert np.median(totals[1]) == pytest.approx(np.median(totals[0]), rel=0.05)
