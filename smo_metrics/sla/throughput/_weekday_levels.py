"""What does each weekday usually bring, and how far was each day from it? Weekday means, shrunk where weeks are few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.throughput._usual_rates import usual_rates
from smo_metrics.sla.throughput.daily_history import DailyHistory

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
WEEK = 7
_QUIET = 0.2
_CHANCE = 0.01
_TINY = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class WeekdayLevels:
    """Weekdays of a history, Monday first.

    Attributes
    ----------
    busy : ndarray of bool, shape (7,)
        Weekdays that bring a fifth or more of what the best one does, or less by chance alone. All False: nothing was
        ever finished.
    usual : ndarray of float, shape (7,)
        Tasks that the usual team finishes on such a day; 0 where not busy.
    doubt : ndarray of float, shape (7,)
        Standard error of `usual`, in tasks.
    days : ndarray of int64, shape (known busy days,)
        Their numbers in the history.
    relative : ndarray of float, shape (known busy days,)
        What each brought, over what is usual.
    quiet : dict of int to ndarray of float
        Rates seen on each other weekday that brought anything at all.
    """

    busy: NDArray[np.bool_]
    usual: FloatArray
    doubt: FloatArray
    days: IntArray
    relative: FloatArray
    quiet: dict[int, FloatArray]

    def draw_quiet(self, ahead: IntArray, paths: int, rng: np.random.Generator) -> FloatArray:
        """Draw quiet days, by their weekdays `ahead`, from what such days brought; 0 on busy ones: (paths, days)."""
        drawn = np.zeros((paths, len(ahead)))
        for weekday, seen in self.quiet.items():
            days = np.flatnonzero(ahead == weekday)
            drawn[:, days] = rng.choice(seen, (paths, len(days)))
        return drawn


def weekday_levels(history: DailyHistory) -> WeekdayLevels:
    """Take means by weekday, and pull them together as far as chance explains how they differ (James & Stein 1961).

    A day counts as much as the share of the team that was to work on it: tasks of all such days over the sum of shares.
    """
    every = usual_rates(history)
    known = np.flatnonzero(~np.isnan(every))
    rates, shares, weekdays = every[known], history.capacity[known], history.weekdays[known]
    worked = np.asarray(np.bincount(weekdays, weights=shares, minlength=WEEK), dtype=np.float64)
    done = np.bincount(weekdays, weights=history.completed[known], minlength=WEEK)
    means = np.divide(done, worked, out=np.zeros(WEEK), where=worked > 0)
    busy = _busy(means, worked)
    quiet = {int(day): rates[weekdays == day] for day in np.flatnonzero(~busy & (means > 0))}
    days = known[busy[weekdays]]
    if not days.size:
        return WeekdayLevels(busy, np.zeros(WEEK), np.zeros(WEEK), days, np.empty(0), quiet)
    free = int(days.size - busy.sum())
    if free >= busy.sum():
        squares = (shares * (rates - means[weekdays]) ** 2)[busy[weekdays]]
    else:  # weekdays seen once cannot be told from chance
        squares, free = history.capacity[days] * (every[days] - every[days].mean()) ** 2, max(days.size - 1, 1)
    usual, doubt = _shrunk(means[busy], worked[busy], squares.sum() / free / worked[busy])
    levels, doubts = np.zeros(WEEK), np.zeros(WEEK)
    levels[busy], doubts[busy] = usual, doubt
    return WeekdayLevels(busy, levels, doubts, days, every[days] / levels[history.weekdays[days]], quiet)


def _busy(means: FloatArray, worked: FloatArray) -> NDArray[np.bool_]:
    from scipy.special import pdtr

    total = means * worked
    by_chance = pdtr(total, worked * total.sum() / worked.sum()) > _CHANCE
    return np.asarray((worked > 0) & (means.max() > 0) & ((means >= _QUIET * means.max()) | by_chance))


def _shrunk(means: FloatArray, worked: FloatArray, error: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give shrunk means of busy weekdays and their standard errors, from the variances `error` of the means."""
    centre = means.mean()
    between = max(float(np.var(means, ddof=1) - error.mean()), 0.0) if len(means) > 1 else 0.0
    keep = between / np.maximum(between + error, _TINY)
    usual = centre + keep * (means - centre)
    # A weekday that had nothing, by chance, must have a level: one task in the time that one takes on other days.
    return np.where(usual > 0, usual, 1 / (worked + 1 / centre)), np.sqrt(keep * error)
