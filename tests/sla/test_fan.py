"""The fan of a forecast: its quantiles day by day, the bands that Excel stacks, and its picture."""

from __future__ import annotations

import sys
from datetime import date

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from smo_metrics.errors import SmoError
from smo_metrics.sla.scoring.fan import fan_table, plot_fan

MONDAY = date(2026, 1, 5)
SHARES = {"p2_5": 0.025, "p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p97_5": 0.975}
DAYS = np.random.default_rng(1).poisson(np.tile([44, 46, 40, 38, 32, 0, 0], 5), (2000, 35)).astype(float)
TOTALS = np.cumsum(DAYS, axis=1)


def test_a_fan_holds_the_quantiles_of_each_day() -> None:
    fan = fan_table(TOTALS, MONDAY)
    assert fan["date"].iloc[0] == pd.Timestamp(MONDAY)
    assert len(fan) == 35
    for name, share in SHARES.items():
        assert_allclose(fan[name], np.quantile(TOTALS, share, axis=0, method="weibull"), rtol=1e-9)


def test_stacked_bands_add_up_to_the_quantiles() -> None:
    fan = fan_table(TOTALS, MONDAY)
    bands = [column for column in fan if column == "base" or column.startswith("band_")]
    heights = fan[bands].cumsum(axis=1)
    assert (fan[bands] >= 0).all().all()
    for column, name in zip(bands, ["p2_5", "p10", "p25", "p75", "p90", "p97_5"], strict=True):
        assert_allclose(heights[column], fan[name], rtol=1e-12)


def test_daily_ranges_do_not_add_up_to_the_range_of_the_total() -> None:
    total, daily = fan_table(TOTALS, MONDAY).iloc[-1], fan_table(DAYS, MONDAY)
    assert total["p90"] - total["p10"] < (daily["p90"] - daily["p10"]).sum()


def test_a_fan_is_drawn_with_its_median_and_three_ranges() -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    fan = fan_table(TOTALS, MONDAY)
    axes = plot_fan(fan, title="Tasks finished")
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["95 %", "80 %", "50 %", "median"]
    assert axes.get_title() == "Tasks finished"
    assert_allclose(axes.lines[0].get_ydata(), fan["p50"])
    assert plot_fan(fan, ax=axes) is axes


def test_what_came_is_drawn_beside_the_fan_and_days_without_figures_are_passed_over() -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    fan = fan_table(TOTALS, MONDAY).assign(observed=np.nan)
    fan.loc[:9, "observed"] = 7.0
    fan.loc[:9, list(SHARES)] = np.nan
    fan.loc[[19, 20], list(SHARES)] = np.nan
    axes = plot_fan(fan)
    median, came = axes.lines
    assert_allclose(median.get_ydata(), fan["p50"].drop(index=[*range(10), 19, 20]))
    assert_allclose(came.get_ydata(), np.full(10, 7.0))
    assert [text.get_text() for text in axes.get_legend().get_texts()][-1] == "observed"
    assert all(np.isfinite(band.get_paths()[0].vertices).all() for band in axes.collections)


def test_without_matplotlib_a_plot_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(SmoError, match=r"pip install matplotlib\.$"):
        plot_fan(fan_table(np.ones((3, 2)), MONDAY))
