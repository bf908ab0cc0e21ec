"""How sure is a share of tasks, when tasks of one day share their fate and a bad day is followed by another?"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from smo_metrics._intervals import degrees_of_freedom, two_sided_quantile, wilson

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
FEW_DAYS = 5
_STRONGEST = 0.85
_WEAKEST = 0.1
_NO_SPREAD = 1e-12
_WIDEST = 500.0  # the limits are 0 and 1 long before; its exponential is still a number


def daily_error(influence: FloatArray, day: IntArray) -> tuple[float, float]:
    """Give the standard error of a share from what whole days add to it, and its degrees of freedom.

    Days are clusters. Their sums are taken to be correlated by a factor that falls geometrically from the second day
    on, as a backlog does; the factor is that of the correlations one and two days apart, both raised by what a short
    series takes off them on average (Marriott & Pope 1954, Biometrika 41). Days without tasks are passed over. No
    correlation is ever taken to be negative.

    Parameters
    ----------
    influence : ndarray of float, shape (n,)
        What each task adds to the deviation of the share; they sum to 0.
    day : ndarray of int64, shape (n,)
        The day each task belongs to, counted from 0 or a later number; at least three different ones.
    """
    sums = np.bincount(day, influence)[np.bincount(day) > 0]
    days = len(sums)
    square = float(sums @ sums)
    if square <= _NO_SPREAD**2:
        return 0.0, days - 1.0
    free = degrees_of_freedom(np.array([square]), np.array([(sums**4).sum()]), np.array([float(days)]))[0]
    next_day, day_after = (float(sums[:-lag] @ sums[lag:]) / square for lag in (1, 2))
    taken_off = (1 + 4 * max(next_day, 0)) / days
    next_day, day_after = max(next_day + taken_off, 0), max(day_after + taken_off, 0)
    falls_by = day_after / next_day if next_day > _WEAKEST else 0
    longer = 1 + 2 * next_day / (1 - min(falls_by, _STRONGEST))
    return math.sqrt(square * days / (days - 1) * longer), max(free / longer, 2.0)


def attained_interval(value: float, error: float, degrees: float, confidence: float) -> tuple[float, float]:
    """Give the log-log interval of a share done in time (Kalbfleisch & Prentice 2002, section 1.4), with Student's t.

    Parameters
    ----------
    value, error : float
        The share, above 0 and below 1, and its standard error, above 0.
    degrees : float
        Degrees of freedom of the error.
    confidence : float
        Nominal coverage.
    """
    late = 1 - value
    width = two_sided_quantile(confidence, degrees) * error / (late * -math.log(late))
    spread = math.exp(min(width, _WIDEST))
    return 1 - late ** (1 / spread), 1 - late**spread


def interval_of_all_or_none(value: float, day: IntArray, confidence: float) -> tuple[float, float]:
    """Give the interval where all tasks were in time, or none: Wilson's of as many tasks as days.

    A perfect record is never credited less than the same tasks with one late: where the lower limit of these is higher,
    whatever the day of the late one, it is that.

    Parameters
    ----------
    value : float
        1 or 0.
    day : ndarray of int64, shape (n,)
        As for `daily_error`.
    confidence : float
        Nominal coverage.
    """
    tasks_a_day = np.bincount(day)
    tasks_a_day = tasks_a_day[tasks_a_day > 0]
    days, tasks = len(tasks_a_day), len(day)
    size, quantile = np.array([float(days)]), np.array([two_sided_quantile(confidence, math.inf)])
    low, high = (float(limit[0]) for limit in wilson(np.array([value]), size, quantile))
    if value:
        for late in range(days):
            influence = (tasks_a_day / tasks - (np.arange(days) == late)) / tasks
            error, degrees = daily_error(influence, np.arange(days))
            low = max(low, attained_interval(1 - 1 / tasks, error, degrees, confidence)[0])
    return low, high
