"""The forecasts that a better one has to beat: the last day again, the last week again, and any day at random.

References: Hyndman & Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., sections 5.2 and 5.5, for
naive and seasonal naive forecasts with bootstrapped residuals; Magennis (2011), Forecasting and Simulating Software
Development Projects, for drawing past days independently. All three know the planned capacity of a future day.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.throughput._usual_rates import usual_rates
from smo_metrics.sla.throughput.daily_history import DailyHistory

FloatArray = NDArray[np.float64]
WEEK = 7


def naive(history: DailyHistory, capacity: FloatArray, paths: int, rng: np.random.Generator) -> FloatArray:
    """Draw futures that start from the last day and change as one day did from the day before: (paths, days)."""
    rates = usual_rates(history)
    known = rates[~np.isnan(rates)]
    steps = np.diff(known) if len(known) > 1 else np.zeros(1)
    walk = known[-1] + np.cumsum(rng.choice(steps, (paths, len(capacity))), axis=1)
    return np.asarray(np.maximum(walk, 0) * capacity)


def seasonal_naive(history: DailyHistory, capacity: FloatArray, paths: int, rng: np.random.Generator) -> FloatArray:
    """Draw futures that repeat the last week, with changes that the weekday saw from week to week: (paths, days)."""
    rates = usual_rates(history)
    changes = rates[WEEK:] - rates[:-WEEK]
    drawn = np.empty((paths, len(capacity)))
    for place, level in enumerate(last_week(history)):
        days = np.arange(place, len(capacity), WEEK)
        seen = changes[(np.arange(len(changes)) - len(rates) - place) % WEEK == 0]
        seen = seen[~np.isnan(seen)]
        steps = rng.choice(seen if len(seen) else np.zeros(1), (paths, len(days)))
        drawn[:, days] = level + np.cumsum(steps, axis=1)
    return np.asarray(np.maximum(drawn, 0) * capacity)


def iid(history: DailyHistory, capacity: FloatArray, paths: int, rng: np.random.Generator) -> FloatArray:
    """Draw every future day from all past days alike, whatever the weekday: (paths, days)."""
    rates = usual_rates(history)
    return np.asarray(rng.choice(rates[~np.isnan(rates)], (paths, len(capacity))) * capacity)


def last_week(history: DailyHistory) -> FloatArray:
    """Latest known rate of each of the seven days that follow the history; the mean of all days where there is none."""
    rates = usual_rates(history)
    padded = np.concatenate([np.full(-len(rates) % WEEK, np.nan), rates]).reshape(-1, WEEK)
    latest = np.full(WEEK, np.nanmean(rates))
    for week in padded:
        latest = np.where(np.isnan(week), latest, week)
    return latest
