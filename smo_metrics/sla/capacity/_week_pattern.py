"""How many tasks arrive in each hour of a week, and how much do days and weeks differ? A pattern that can be drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SmoError
from smo_metrics.sla.capacity._planned_weeks import HOUR, PlannedWeeks

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
FEW_WEEKS = 4
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, eq=False)
class WeekPattern:
    """Arrivals in an ordinary week.

    Attributes
    ----------
    rate : ndarray of float, shape (168,)
        Mean tasks in each hour of the week, from Monday's midnight.
    day_spread, week_spread : float
        Squared standard deviation over mean of what makes a day, and a week, busier than another, beyond the chance
        (Poisson) of independent tasks; 0 where that explains it.
    level_spread : float
        The same of the error of the mean, as it is known from so many weeks only.
    weeks : float
        Weeks of data; NaN for a pattern that was given.
    """

    rate: Floats
    day_spread: float
    week_spread: float
    level_spread: float
    weeks: float

    @property
    def tasks(self) -> float:
        """Give the mean number of tasks a week."""
        return float(self.rate.sum())

    @property
    def unrest(self) -> float:
        """Give the squared standard deviation over mean of a week's tasks, that of its mean included."""
        days = self.rate.reshape(7, 24).sum(axis=1)
        by_day = self.day_spread * float((days**2).sum()) / self.tasks**2
        return 1 / self.tasks + by_day + self.week_spread + self.level_spread

    def draw(self, period: PlannedWeeks, rng: np.random.Generator) -> Integers:
        """Draw arrivals, ascending, in ms, over all slots of a period."""
        mean = self.rate[period.hour_of_week] * _factors(rng, self.level_spread, 1)
        mean *= _factors(rng, self.week_spread, int(period.day[-1]) // 7 + 1)[period.day // 7]
        mean *= _factors(rng, self.day_spread, int(period.day[-1]) + 1)[period.day]
        counts = rng.poisson(mean)
        return np.sort(np.repeat(period.slots, counts) + rng.integers(0, HOUR, int(counts.sum())))


def given_pattern(rate: Floats) -> WeekPattern:
    """Take a week's mean tasks by hour as known, with nothing but chance around it. Assumes 168 checked numbers."""
    return WeekPattern(rate, 0.0, 0.0, 0.0, np.nan)


def observed_pattern(counts: Floats, weekday: Integers) -> WeekPattern:
    """Estimate the pattern and its spreads from days.

    Parameters
    ----------
    counts : ndarray of float, shape (days, 24)
        Tasks by local hour, of days in a row; a row of NaN for a day that is missing.
    weekday : ndarray of int64, shape (days,)
        0 for Monday.

    Raises
    ------
    SmoError
        A weekday without a day.

    Notes
    -----
    Moments: the variance of a weekday's totals beyond their mean, over squared means, is the spread of days and weeks
    together; that of weekly totals, from 4 weeks on, tells the two apart.
    """
    known = ~np.isnan(counts).any(axis=1)
    days = np.bincount(weekday[known], minlength=7)
    if not days.all():
        lost = ", ".join(name for name, seen in zip(_DAYS, days, strict=True) if not seen)
        raise SmoError(f"arrivals: no whole {lost} is in the data. Give a week or more, with 0 where nothing came.")
    rate = np.zeros((7, 24))
    np.add.at(rate, weekday[known], counts[known])
    rate /= days[:, None]
    mean, totals = rate.sum(axis=1), counts.sum(axis=1)
    tasks, squares = float(mean.sum()), float((mean**2).sum())
    if not tasks:
        return WeekPattern(rate.ravel(), 0.0, 0.0, 0.0, float(days.sum() / 7))
    several = known & (days[weekday] > 1)
    freedom = days[weekday[several]] / (days[weekday[several]] - 1)
    expected = mean[weekday[several]]
    excess = ((totals[several] - expected) ** 2 * freedom - expected).sum()
    spread = max(0.0, float(excess / (expected**2).sum())) if expected.any() else 0.0
    by_week = 0.0
    whole = totals[len(totals) % 7 :].reshape(-1, 7).sum(axis=1)
    whole = whole[~np.isnan(whole)]
    if len(whole) >= FEW_WEEKS:
        found = (float(whole.var(ddof=1)) - tasks - spread * squares) / (tasks**2 - squares)
        by_week = min(max(0.0, found), spread)
    variance = tasks + (spread - by_week) * squares + by_week * tasks**2
    weeks = float(days.sum() / 7)
    return WeekPattern(rate.ravel(), spread - by_week, by_week, variance / tasks**2 / weeks, weeks)


def pattern_doubts(pattern: WeekPattern) -> tuple[str, ...]:
    """Say what the arrivals do not tell."""
    if np.isnan(pattern.weeks):
        return ("The arrivals are a mean week: that weeks differ by more than chance is not counted.",)
    if pattern.weeks < FEW_WEEKS:
        return (
            f"Arrivals of {pattern.weeks:.1f} weeks tell little about how weeks differ: give {FEW_WEEKS} or more, "
            "else the plan may be short of people in a busy week.",
        )
    return ()


def _factors(rng: np.random.Generator, spread: float, size: int) -> Floats:
    """Draw factors of mean 1 and variance `spread`; none are drawn for none."""
    return rng.gamma(1 / spread, spread, size) if spread else np.ones(size)
