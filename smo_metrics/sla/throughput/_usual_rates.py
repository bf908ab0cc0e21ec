"""What would the usual team have finished? Past days without what holidays and leave took from them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.throughput.daily_history import DailyHistory

FloatArray = NDArray[np.float64]
Booleans = NDArray[np.bool_]
_WEEK = 7
_LEAST_SHARE = 0.25


def usual_rates(history: DailyHistory) -> FloatArray:
    """Tasks that a usual team would have finished each day.

    NaN where nobody was to work, where the figure is missing, and on days that `passed_over` tells.
    """
    counts = (history.capacity > 0) & ~passed_over(history)
    return np.where(counts, history.completed / np.where(counts, history.capacity, 1), np.nan)


def passed_over(history: DailyHistory) -> Booleans:
    """Whether a day tells too little, for less than a quarter of the team was to work: shape (days,).

    Three tasks by a fiftieth of the team would be 150 by all of it. A weekday that never had more keeps its days.
    """
    least = history.capacity >= _LEAST_SHARE
    told = np.bincount(history.weekdays[least & ~np.isnan(history.completed)], minlength=_WEEK) > 0
    return np.asarray((history.capacity > 0) & ~least & told[history.weekdays])
