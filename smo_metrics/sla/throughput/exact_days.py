"""What do interchangeable days add up to? Sums of independent days from the past, exactly, without sampling."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SmoError

FloatArray = NDArray[np.float64]
_NEAR = 1e-12  # sums of a million shares are right to about 1e-14; a share of exactly 0.95 must count as reached
_MOST_TERMS = 2**20


@dataclass(frozen=True, slots=True, eq=False)
class ExactDays:
    """Totals of n days, each drawn alike and independently from the same past days.

    Attributes
    ----------
    one_day : ndarray of float, shape (most + 1,)
        Share of past days on which 0, 1, ..., `most` tasks were finished.
    """

    one_day: FloatArray

    @property
    def most(self) -> int:
        """Tasks of the best day."""
        return len(self.one_day) - 1

    def mean(self, days: int) -> float:
        """Tasks that so many days finish on average."""
        return float(days * (self.one_day @ np.arange(len(self.one_day))))

    def total(self, days: int) -> FloatArray:
        """Probability of each total of `days` days: entry k is that of k tasks; shape (days * most + 1,).

        Raises
        ------
        SmoError
            More than a million totals are possible.
        """
        terms = days * self.most + 1
        if terms > _MOST_TERMS:
            raise SmoError(
                f"exchangeable: {days:,} days of up to {self.most:,} tasks have {terms:,} possible totals; the exact "
                f"answer is for at most {_MOST_TERMS:,}. Leave exchangeable out, so that they are simulated."
            )
        padded = 1 << (terms - 1).bit_length()
        sums = np.fft.irfft(np.fft.rfft(self.one_day, padded) ** days, padded)[:terms]
        return np.clip(sums, 0, 1)

    def reached(self, tasks: int, days: int) -> float:
        """Probability that `days` days finish `tasks` tasks or more."""
        if tasks <= 0:
            return 1.0
        if tasks > days * self.most:
            return 0.0
        return min(1.0, float(self.total(days)[tasks:].sum()))

    def days_until(self, tasks: int, share: float, at_most: int) -> int | None:
        """Fewest days that finish `tasks` tasks with probability `share`; None where `at_most` days do not."""
        low, high = -1, 1 if tasks > 0 else 0
        while high < at_most and self.reached(tasks, high) < share - _NEAR:
            low, high = high, min(2 * high, at_most)
        if self.reached(tasks, high) < share - _NEAR:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.reached(tasks, middle) >= share - _NEAR else (middle, high)
        return high

    def at_least(self, days: int, share: float) -> int:
        """Most tasks that `days` days finish with probability `share`."""
        above = np.cumsum(self.total(days)[::-1])[::-1]
        return int(np.flatnonzero(above >= share - _NEAR)[-1])


def exact_days(completed: FloatArray) -> ExactDays:
    """Count the past days that finished each number of tasks.

    Parameters
    ----------
    completed : ndarray of float, shape (days,)
        Tasks finished on each day; NaN, a missing day, is left out.

    Raises
    ------
    SmoError
        A fraction of a task: totals of such days are not countable; a day of more than a million tasks.
    """
    known = completed[~np.isnan(completed)]
    parts = known[known % 1 != 0]
    if parts.size:
        raise SmoError(
            f"exchangeable: days count whole tasks there; {parts[0]:g} arrived. Round the history, or leave it out."
        )
    if known.max() >= _MOST_TERMS:
        raise SmoError(
            f"exchangeable: a day of {known.max():,.0f} tasks arrived; exact answers are for days below "
            f"{_MOST_TERMS:,}. Leave exchangeable out, so that they are simulated."
        )
    counts = np.bincount(known.astype(np.int64))
    return ExactDays(counts / math.fsum(counts))
