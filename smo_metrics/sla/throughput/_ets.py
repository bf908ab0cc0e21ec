"""Futures of daily work by exponential smoothing, the challenger: level, damped trend and weekday season.

References: Hyndman, Koehler, Ord & Snyder (2008), Forecasting with Exponential Smoothing, tables 2.2 and 2.3 (error
correction form of the models AAdA and MAdM) and section 5.1 (their likelihood); sampled residuals as in section 6.1.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import product

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.throughput._usual_rates import usual_rates
from smo_metrics.sla.throughput._weekday_levels import WEEK, WeekdayLevels, weekday_levels
from smo_metrics.sla.throughput.daily_history import DailyHistory

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Booleans = NDArray[np.bool_]
_LONGEST = 26 * WEEK
_TRENDS = ((0.0, 0.98), (0.01, 0.98), (0.05, 0.9))  # beta and phi; without beta there is no trend at all
_GRID = np.array(
    [(*one, *trend) for *one, trend in product((0.0, 1.0), (0.02, 0.1, 0.2, 0.4), (0.0, 0.05, 0.15), _TRENDS)]
).T
_START = 10  # days at work whose mean begins the level where there is no trend
_LEAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Smoothing:
    """State of many exponential smoothings of one series, and the constants that move it.

    Attributes
    ----------
    alpha, beta, gamma, phi : ndarray of float, shape (models,)
        Constants of level, trend and season, in error correction form, and the damping of the trend.
    relative : ndarray of bool, shape (models,)
        Whether season multiplies and errors are relative; else both add.
    level, trend : ndarray of float, shape (models,)
    season : ndarray of float, shape (seasons, models)
    """

    alpha: FloatArray
    beta: FloatArray
    gamma: FloatArray
    phi: FloatArray
    relative: Booleans
    level: FloatArray
    trend: FloatArray
    season: FloatArray

    def base(self) -> FloatArray:
        """Level of the next day, before its season."""
        level = self.level + self.phi * self.trend
        return np.asarray(np.where(self.relative, np.maximum(level, _LEAST), level))

    def expected(self, place: int) -> FloatArray:
        """Mean of the next day, which has the season number `place`."""
        base, season = self.base(), self.season[place]
        return np.asarray(np.where(self.relative, base * season, base + season))

    def after(self, place: int, error: FloatArray | float) -> Smoothing:
        """Give the state after a day that came out `error` above `expected`."""
        base, season = self.base(), self.season[place]
        level_error = error / np.where(self.relative, np.maximum(season, _LEAST), 1)
        moved = self.season.copy()
        moved[place] = season + self.gamma * error / np.where(self.relative, base, 1)
        return Smoothing(
            self.alpha, self.beta, self.gamma, self.phi, self.relative,
            base + self.alpha * level_error, self.phi * self.trend + self.beta * level_error, moved,
        )  # fmt: skip


def smoothed(start: Smoothing, values: FloatArray, places: IntArray) -> tuple[Smoothing, FloatArray]:
    """Run through the days; give the last state and what was expected of each, (days, models). NaN: not known."""
    state, fitted = start, np.empty((len(values), len(start.level)))
    for day, (value, place) in enumerate(zip(values.tolist(), places.tolist(), strict=True)):
        fitted[day] = state.expected(place)
        state = state.after(place, 0.0 if np.isnan(value) else value - fitted[day])
    return state, fitted


def ets(history: DailyHistory, capacity: FloatArray, paths: int, rng: np.random.Generator) -> FloatArray:
    """Draw futures of the days after a history from the likeliest of 72 exponential smoothings.

    Days at work alone are smoothed, at most those of the last half year; a day with capacity 0 or without a figure
    leaves the state as it is. Errors are drawn from past ones, each day by itself. Quiet weekdays draw from their own.

    Parameters
    ----------
    history : DailyHistory
        7 known days or more.
    capacity : ndarray of float, shape (days,)
        Planned share of the usual team on each day after the history.
    paths : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of float, shape (paths, days)
        Tasks finished; not rounded, 0 or more.
    """
    weekdays = weekday_levels(history)
    ahead = (history.first_day.weekday() + history.days + np.arange(len(capacity))) % WEEK
    drawn = weekdays.draw_quiet(ahead, paths, rng)
    at_work = np.flatnonzero(weekdays.busy[ahead])
    if at_work.size:
        state, errors = _likeliest(history, weekdays)
        sampled = rng.choice(errors, (len(at_work), paths))
        drawn[:, at_work] = _futures(_copies(state, paths), ahead[at_work], sampled).T
    return np.asarray(drawn * capacity)


def _likeliest(history: DailyHistory, weekdays: WeekdayLevels) -> tuple[Smoothing, FloatArray]:
    """Smooth the days at work with every model; give the last state and the errors of the likeliest.

    Errors are larger by what fitting weekdays, level and trend took from them.
    """
    past = np.flatnonzero(weekdays.busy[history.weekdays] & (np.arange(history.days) >= history.days - _LONGEST))
    rates, places = usual_rates(history)[past], history.weekdays[past]
    state, fitted = smoothed(_starts(rates, places, weekdays), rates, places)
    known = ~np.isnan(rates)
    mean = np.maximum(fitted[known], _LEAST)
    error = (rates[known, None] - fitted[known]) / np.where(state.relative, mean, 1)
    squares = np.maximum((error**2).sum(axis=0), _LEAST)
    deviance = len(error) * np.log(squares) + 2 * np.where(state.relative, np.log(mean).sum(axis=0), 0)
    best = int(np.argmin(deviance))
    free = max(len(error) - int(weekdays.busy.sum()) - 2, 1)
    return _model(state, best), error[:, best] * np.sqrt(len(error) / free)


def _starts(rates: FloatArray, places: IntArray, weekdays: WeekdayLevels) -> Smoothing:
    """Start all models of the grid from weekday means and, with a trend, from the line through the days."""
    relative, alpha, gamma, beta, phi = _GRID
    multiplies = relative == 1
    centre = weekdays.usual[weekdays.busy].mean()
    time = np.flatnonzero(~np.isnan(rates))
    adjusted = (rates / weekdays.usual[places])[time] * centre
    spread = time - time.mean()
    slope = float(spread @ adjusted) / max(float(spread @ spread), 1)
    season = np.where(multiplies, weekdays.usual[:, None] / centre, weekdays.usual[:, None] - centre)
    level = np.where(beta > 0, adjusted.mean() - slope * (time.mean() + 1), adjusted[:_START].mean())
    return Smoothing(alpha, beta, gamma, phi, multiplies, level, np.where(beta > 0, slope, 0.0), season)


def _model(state: Smoothing, number: int) -> Smoothing:
    """Give one model alone."""
    return Smoothing(**{field.name: getattr(state, field.name)[..., [number]] for field in fields(state)})


def _copies(state: Smoothing, paths: int) -> Smoothing:
    """Give every path the state of the one model."""
    return Smoothing(**{field.name: np.repeat(getattr(state, field.name), paths, axis=-1) for field in fields(state)})


def _futures(state: Smoothing, places: IntArray, errors: FloatArray) -> FloatArray:
    """Let each path run on with its drawn errors, (days, paths), and give what it finishes, 0 or more."""
    drawn = np.empty(errors.shape)
    for day, place in enumerate(places.tolist()):
        expected = state.expected(place)
        error = np.where(state.relative, errors[day] * expected, errors[day])
        drawn[day] = np.maximum(expected + error, 0)
        state = state.after(place, drawn[day] - expected)
    return drawn
