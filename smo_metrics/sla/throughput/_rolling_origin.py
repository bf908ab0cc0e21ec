"""Forecasts as they would have been made on past days, each from the days before it alone.

Reference: Tashman (2000), International Journal of Forecasting 16, 437-450, rolling origins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.throughput._baselines import last_week
from smo_metrics.sla.throughput._usual_rates import usual_rates
from smo_metrics.sla.throughput.daily_history import FEWEST_DAYS, TWO_WEEKS, DailyHistory

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Sampler = Callable[[DailyHistory, FloatArray, int, np.random.Generator], FloatArray]
_MOST_ORIGINS = 26
_WEEK = 7


@dataclass(frozen=True, slots=True, eq=False)
class RollingTotals:
    """Totals of the next days, as forecast on past days and as they came.

    Attributes
    ----------
    origins : numpy.ndarray of int64, shape (origins,)
        Days known at each forecast, ascending: it is of the day with that index and those after.
    horizons : tuple of int
        Days ahead, ascending.
    samples : dict of str to numpy.ndarray of shape (origins, horizons, paths)
        Sampled totals of each method, sorted along the last axis.
    actual : numpy.ndarray of shape (origins, horizons)
        Totals that came; NaN where the history ends before, or a day of it is missing.
    pace : numpy.ndarray of shape (origins, horizons)
        Totals if each day had repeated the latest such weekday.
    """

    origins: IntArray
    horizons: tuple[int, ...]
    samples: dict[str, FloatArray]
    actual: FloatArray
    pace: FloatArray

    def independent(self, horizon: int) -> int:
        """Count the known stretches of horizon number `horizon` that do not overlap."""
        count, free = 0, 0
        for origin in self.origins[~np.isnan(self.actual[:, horizon])].tolist():
            if origin >= free:
                count, free = count + 1, origin + self.horizons[horizon]
        return count


def rolling_totals(
    history: DailyHistory,
    horizons: tuple[int, ...],
    samplers: Mapping[str, Sampler],
    paths: int,
    rng: np.random.Generator,
) -> RollingTotals:
    """Forecast from up to 26 past days with every sampler; horizons are ascending and the history is checked."""
    origins = past_origins(history, horizons[0])
    upto = np.array(horizons) - 1
    samples = {name: np.empty((len(origins), len(horizons), paths)) for name in samplers}
    actual, pace = np.full((2, len(origins), len(horizons)), np.nan)
    ahead = np.arange(horizons[-1])
    completed = np.concatenate([history.completed, np.full(horizons[-1], np.nan)])
    planned = np.concatenate([history.capacity, np.ones(horizons[-1])])
    for place, origin in enumerate(origins.tolist()):
        past, capacity = history.until(origin), planned[origin + ahead]
        for name, sampler in samplers.items():
            drawn = sampler(past, capacity, paths, rng)
            samples[name][place] = np.sort(np.cumsum(drawn, axis=1)[:, upto].T, axis=1)
        actual[place] = np.cumsum(completed[origin + ahead])[upto]
        pace[place] = np.cumsum(last_week(past)[ahead % _WEEK] * capacity)[upto]
    return RollingTotals(origins, horizons, samples, actual, pace)


def past_origins(history: DailyHistory, shortest: int) -> IntArray:
    """Evenly spaced days, two weeks and a third of the history or more before each, the shortest horizon after it.

    The third, because forecasts from far fewer days than there are now say little of those from all.
    """
    last = history.days - shortest
    known = np.cumsum(~np.isnan(usual_rates(history)))
    first = max(TWO_WEEKS, history.days // 3, int(np.searchsorted(known, FEWEST_DAYS)) + 1)
    spacing = max(1, -(-(last - first + 1) // _MOST_ORIGINS))
    if spacing % _WEEK == 0:  # else every forecast would be of the same weekdays
        spacing += 1
    return np.arange(last, first - 1, -spacing, dtype=np.int64)[::-1]
