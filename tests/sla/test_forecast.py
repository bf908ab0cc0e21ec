"""From a history to its futures: last regime, backtest, method, draws, widening; and the table a fan chart needs."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from smo_metrics.errors import SmoError
from smo_metrics.sla.throughput import _forecast
from smo_metrics.sla.throughput._forecast import fit, forecast
from smo_metrics.sla.throughput.daily_history import DailyHistory, daily_history
from smo_metrics.sla.throughput.fan import fan_table, plot_fan
from smo_metrics.sla.throughput.regime import Regime

MONDAY = date(2026, 1, 5)
SHARES = {"p2_5": 0.025, "p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p97_5": 0.975}


def office(weeks: int, seed: int = 1, scale: float = 1.0) -> list[float]:
    usual = scale * np.tile([44, 46, 40, 38, 32, 0, 0], weeks)
    return np.random.default_rng(seed).poisson(usual).astype(float).tolist()


@pytest.fixture(scope="module")
def history() -> DailyHistory:
    return daily_history(office(10), first_day=MONDAY)


@pytest.fixture(scope="module")
def future(history):
    return forecast(history, 35, paths=2000, rng=np.random.default_rng(2))


def test_futures_begin_the_day_after_the_history_and_keep_its_weekends(future) -> None:
    assert future.first_day == date(2026, 3, 16)
    assert future.paths.shape == (2000, 35)
    assert future.paths.min() >= 0
    assert_allclose(future.paths[:, [5, 6, 12, 13]], 0)
    assert future.paths.sum(axis=1).mean() == pytest.approx(5 * 200, rel=0.1)


def test_the_backtest_comes_along_and_its_sentences_are_among_the_warnings(future) -> None:
    assert set(future.backtest.warnings) <= set(future.warnings)
    assert future.backtest.first_forecast < future.backtest.last_forecast < future.first_day


def test_the_same_seed_gives_the_same_futures(history, future) -> None:
    again = forecast(history, 35, paths=2000, rng=np.random.default_rng(2))
    assert again.paths.tobytes() == future.paths.tobytes()


def test_planned_capacity_scales_its_day_and_closes_it_at_none(history) -> None:
    capacity = np.ones(12)
    capacity[[1, 3]] = 0, 0.5
    planned = forecast(history, 12, capacity=capacity, paths=3000, rng=np.random.default_rng(2)).paths
    assert_allclose(planned[:, 1], 0)
    assert planned[:, 3].mean() == pytest.approx(planned[:, 10].mean() / 2, rel=0.1)


def test_after_a_change_of_level_only_the_days_since_are_used(monkeypatch, history) -> None:
    told = "Since 9 February fewer tasks a day are finished."
    monkeypatch.setattr(_forecast, "last_regime", lambda _: Regime(start=35, before=60, after=40, sentence=told))
    found = forecast(history, 7, paths=200, rng=np.random.default_rng(2))
    assert found.history.first_day == date(2026, 2, 9)
    assert found.first_day == date(2026, 3, 16)
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


def test_a_fit_draws_futures_of_any_length(history) -> None:
    fitted = fit(history, rng=np.random.default_rng(3))
    lengths = [fitted.draw(days, paths=50, rng=np.random.default_rng(4)).shape for days in (1, 40, 400)]
    assert lengths == [(50, 1), (50, 40), (50, 400)]


def test_a_fan_holds_the_quantiles_of_the_running_total_and_of_each_day(future) -> None:
    total, daily = future.fan(), future.daily_fan()
    assert total["date"].iloc[0] == pd.Timestamp(future.first_day)
    assert len(total) == len(daily) == 35
    for name, share in SHARES.items():
        expected = np.quantile(np.cumsum(future.paths, axis=1), share, axis=0, method="weibull")
        assert_allclose(total[name], expected, rtol=1e-9)
        assert_allclose(daily[name], np.quantile(future.paths, share, axis=0, method="weibull"), rtol=1e-9)


def test_stacked_bands_add_up_to_the_quantiles(future) -> None:
    fan = future.fan()
    bands = [column for column in fan if column == "base" or column.startswith("band_")]
    heights = fan[bands].cumsum(axis=1)
    assert (fan[bands] >= 0).all().all()
    for column, name in zip(bands, ["p2_5", "p10", "p25", "p75", "p90", "p97_5"], strict=True):
        assert_allclose(heights[column], fan[name], rtol=1e-12)


def test_daily_ranges_do_not_add_up_to_the_range_of_the_total(future) -> None:
    total, daily = future.fan().iloc[-1], future.daily_fan()
    assert total["p90"] - total["p10"] < (daily["p90"] - daily["p10"]).sum()


def test_a_fan_is_drawn_with_its_median_and_three_ranges(future) -> None:
    pytest.importorskip("matplotlib", reason="extra [plot] is not installed")
    axes = plot_fan(future.fan(), title="Tasks finished")
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["95 %", "80 %", "50 %", "median"]
    assert axes.get_title() == "Tasks finished"
    assert_allclose(axes.lines[0].get_ydata(), future.fan()["p50"])
    assert plot_fan(future.fan(), ax=axes) is axes


def test_without_matplotlib_a_plot_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    fan = fan_table(np.ones((3, 2)), MONDAY)
    with pytest.raises(SmoError, match=r"smo-metrics\[plot\]"):
        plot_fan(fan)
