"""The one way from a history of finished work to its sampled futures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.throughput._widening import widened
from smo_metrics.sla.throughput.backtest import HORIZONS, PATHS, SAMPLERS, BacktestResult, checked_backtest
from smo_metrics.sla.throughput.daily_history import DailyHistory
from smo_metrics.sla.throughput.fan import fan_table
from smo_metrics.sla.throughput.regime import Regime, last_regime

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A history with the method to forecast it by, from which futures of any length are drawn.

    Attributes
    ----------
    history : DailyHistory
        The days that the forecast is made from: those of the last regime.
    backtest : BacktestResult
        Check of past forecasts within those days.
    regime : Regime or None
        The last lasting change of level; None without one.
    warnings : tuple of str
        Notes on the history, the regime in words, and what the backtest says.
    """

    history: DailyHistory
    backtest: BacktestResult
    regime: Regime | None
    warnings: tuple[str, ...]

    def draw(
        self, days: int, *, capacity: FloatArray | None = None, paths: int, rng: np.random.Generator
    ) -> FloatArray:
        """Draw futures of tasks finished on each of the next days, widened as the backtest asks: (paths, days)."""
        planned = np.ones(days) if capacity is None else capacity
        drawn = SAMPLERS[self.backtest.chosen](self.history, planned, paths, rng)
        return widened(drawn, self.backtest.widening)


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Sampled futures of the days that follow a history.

    Attributes
    ----------
    history : DailyHistory
        The days that the forecast is made from: those of the last regime.
    paths : numpy.ndarray of shape (paths, days)
        Tasks finished a day; the days of one row belong together, so that totals and dates come from rows.
    first_day : datetime.date
        Day of the first column.
    backtest : BacktestResult
    regime : Regime or None
    warnings : tuple of str
    """

    history: DailyHistory
    paths: FloatArray
    first_day: date
    backtest: BacktestResult
    regime: Regime | None
    warnings: tuple[str, ...]

    def fan(self) -> pd.DataFrame:
        """Give the quantiles of the running total day by day, with the columns of a stacked area chart."""
        return fan_table(np.cumsum(self.paths, axis=1), self.first_day)

    def daily_fan(self) -> pd.DataFrame:
        """Give the quantiles of each day alone; they cannot be added up."""
        return fan_table(self.paths, self.first_day)


def fit(history: DailyHistory, *, rng: np.random.Generator) -> Fitted:
    """Find the last regime, backtest all methods on its days and choose one."""
    regime = last_regime(history)
    used = history if regime is None else history.since(regime.start)
    backtest = checked_backtest(used, HORIZONS, PATHS, rng)
    told = () if regime is None else (regime.sentence,)
    return Fitted(used, backtest, regime, (*history.notes, *told, *backtest.warnings))


def forecast(
    history: DailyHistory, days: int, *, capacity: FloatArray | None = None, paths: int, rng: np.random.Generator
) -> Forecast:
    """Draw futures of the next days by the method and the widening that the last regime's backtest gives.

    Parameters
    ----------
    history : DailyHistory
        Checked days; the first future day is the one after its last.
    days : int
        Future days, 1 or more.
    capacity : numpy.ndarray of shape (days,), optional
        Planned share of a usual such weekday's team; without it 1 on all.
    paths : int
        Futures to draw.
    rng : numpy.random.Generator
        Source of randomness; the same seed gives the same futures.

    Returns
    -------
    Forecast
    """
    fitted = fit(history, rng=rng)
    drawn = fitted.draw(days, capacity=capacity, paths=paths, rng=rng)
    first_day = fitted.history.first_day + timedelta(days=fitted.history.days)
    return Forecast(fitted.history, drawn, first_day, fitted.backtest, fitted.regime, fitted.warnings)
