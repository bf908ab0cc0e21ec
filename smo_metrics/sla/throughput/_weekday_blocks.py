"""Futures of daily work: the level of each weekday, times how the level goes on, times blocks of past residuals.

References: Kuensch (1989), Annals of Statistics 17, 1217-1241, and Politis & Romano (1992), in Exploring the Limits of
Bootstrap, 263-270, for blocks whose end joins the beginning.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.throughput._level_path import draw_levels, fit_level
from smo_metrics.sla.throughput._weekday_levels import WEEK, WeekdayLevels, weekday_levels
from smo_metrics.sla.throughput.daily_history import DailyHistory

FloatArray = NDArray[np.float64]
_BLOCK = 5  # a working week: days that hang together within it stay together
_ALIKE = 1e-6  # residuals that are only what rounding left


def weekday_blocks(history: DailyHistory, capacity: FloatArray, paths: int, rng: np.random.Generator) -> FloatArray:
    """Draw futures of the days after a history.

    A day is the level of its weekday, times the level of the time (with a slope and slow swings as far as the past
    shows them, and the doubt about all of these), times 1 + a residual; residuals come in blocks of five successive
    days at work. Weekdays that bring less than a fifth of the best draw from their own past days, and days without
    anybody at work bring nothing.

    Parameters
    ----------
    history : DailyHistory
        7 known days or more. Days with capacity 0 or without a figure are passed over.
    capacity : ndarray of float, shape (days,)
        Planned share of the usual team on each day after the history.
    paths : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of float, shape (paths, days)
        Tasks finished; not rounded, 0 or more. Days of one row belong together.

    Notes
    -----
    After eight to twelve weeks, 80 and 95 % ranges of the totals of 3, 7, 14 and 28 days cover within 5 points on five
    kinds of simulated team (tests/studies/throughput_coverage), but for three cells, which are wide: the 80 % range
    covers 88.0 % at 28 days where only weekdays differ, and 86.6 and 88.4 % at 14 and 28 days after a jump of level.
    Ranges of 90 days are wide where the level stands still (80 %: 87 to 92 %) and narrow where it goes on along a line
    (65 to 68 %; 95 %: 86 to 90 %), for a slope goes on for four weeks only and then fades.
    """
    weekdays = weekday_levels(history)
    ahead = (history.first_day.weekday() + history.days + np.arange(len(capacity))) % WEEK
    drawn = weekdays.draw_quiet(ahead, paths, rng)
    at_work = np.flatnonzero(weekdays.busy[ahead])
    if not at_work.size:
        return np.asarray(drawn * capacity)
    chance = 1 / weekdays.usual[weekdays.busy].mean()
    fit = fit_level(weekdays.relative, int(weekdays.busy.sum()), float(chance))
    levels, noise = draw_levels(fit, len(at_work), paths, rng)
    residual = weekdays.relative[-len(fit.fitted) :] - fit.fitted
    scale = np.sqrt(np.mean(residual**2))
    shape = residual / scale if scale > _ALIKE else rng.standard_normal(len(residual))
    usual = _usual(weekdays, paths, rng)
    swing = np.maximum(1 + noise * _blocks(shape, len(at_work), paths, rng), 0)
    drawn[:, at_work] = levels * swing * usual[:, ahead[at_work]]
    return np.asarray(drawn * capacity)


def _usual(weekdays: WeekdayLevels, paths: int, rng: np.random.Generator) -> FloatArray:
    """Draw weekday levels within their error, (paths, 7); their sum stays, for its error is that of the level."""
    shift = weekdays.doubt * rng.standard_normal((paths, WEEK))
    total = weekdays.usual.sum()
    return np.asarray(np.maximum(weekdays.usual * (1 - shift.sum(axis=1, keepdims=True) / total) + shift, 0))


def _blocks(residual: FloatArray, days: int, paths: int, rng: np.random.Generator) -> FloatArray:
    starts = rng.integers(0, len(residual), (paths, -(-days // _BLOCK)))
    places = (starts[:, :, None] + np.arange(_BLOCK)).reshape(paths, -1)[:, :days]
    return np.asarray(residual[places % len(residual)])
