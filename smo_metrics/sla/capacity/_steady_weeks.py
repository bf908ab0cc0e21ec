"""Is the queue near-stationary, so that Erlang's formula holds, and what does it say of each week then?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smo_metrics.sla.capacity._handling import Handling
from smo_metrics.sla.capacity._planned_weeks import HOUR, HOURS_A_WEEK, PlannedWeeks
from smo_metrics.sla.capacity._week_pattern import WeekPattern
from smo_metrics.sla.capacity.equilibrium import erlang_c_waiting

Floats = npt.NDArray[np.float64]
_LEVELS = 200
_UNSEEN, _UNEVEN, _SHORT, _FEWEST = 0.001, 0.1, 0.1, 1000


def unsteady(period: PlannedWeeks, pattern: WeekPattern, handling: Handling) -> tuple[str, ...]:
    """Give the reasons for which Erlang's formula does not hold; none where it does.

    Bounds: 1 task in 1,000 may arrive while nobody is at work; load and days may vary by a tenth; target and work of a
    task take at most a tenth of the shortest shift; 1,000 tasks a week, so that chance within a week is small.
    """
    if not pattern.tasks:
        return ("no task arrives",)
    reasons = []
    rate, staffed = pattern.rate[period.hour_of_week], period.open_share > 0
    outside = float((rate * (1 - period.open_share)).sum() / rate.sum())
    if outside > _UNSEEN:
        reasons.append(f"{outside:.1%} of tasks arrive while nobody is at work")
    elif period.clock == "wall" and not staffed.all():
        reasons.append("what a closing shift leaves over is late on a clock that runs on")
    shortest = _shortest_stretch(period)
    if (period.on_duty.sum(axis=0) > 1).any():
        reasons.append("shifts overlap")
    elif any(_uneven(rate[(mine > 0) & staffed], pattern.weeks) > _UNEVEN for mine in period.next_shift.T):
        reasons.append("the load changes within a shift by more than a tenth")
    elif max(period.target, handling.hours * HOUR) > _SHORT * shortest:
        reasons.append(f"target or work of a task is not short beside the {shortest / HOUR:.3g} hours of a shift")
    if abs(handling.variation - 1) > 2 * _UNEVEN:
        reasons.append(f"work a task varies by {handling.variation:.2g} of its mean instead of about 1")
    if np.sqrt(pattern.day_spread + pattern.week_spread) > _UNEVEN:
        reasons.append("days differ by more than chance explains")
    if pattern.tasks < _FEWEST:
        reasons.append(f"fewer than {_FEWEST:,} tasks arrive a week, so that single weeks differ by chance")
    return tuple(reasons)


@dataclass(frozen=True, slots=True, eq=False)
class SteadyWeeks:
    """Weeks of different load, each shift a queue in equilibrium.

    Attributes
    ----------
    offered, share : ndarray of float, shape (shifts,)
        Hours of work an hour, and share of all tasks.
    factors : ndarray of float, shape (weeks,)
        How many times the mean load, at evenly spread probabilities.
    handling_hours, target_hours : float
    """

    offered: Floats
    share: Floats
    factors: Floats
    handling_hours: float
    target_hours: float

    def weekly(self, people: Sequence[int]) -> Floats:
        """Give the share of each week's tasks that is done in time; shape (1, weeks)."""
        queue = erlang_c_waiting(
            np.array(people)[:, None],
            self.offered[:, None] * self.factors,
            handling_hours=self.handling_hours,
            target_hours=self.target_hours,
        )
        return np.asarray(self.share[None, :] @ queue.done_in_time)

    def unlimited(self) -> Floats:
        """Give the same where nothing waits: the work of a task alone may take longer than the target."""
        return np.full((1, len(self.factors)), -np.expm1(-self.target_hours / self.handling_hours))

    def utilisation(self, people: Sequence[int]) -> Floats:
        """Give the share of its time that each shift works; NaN for one without people."""
        there = np.array(people, dtype=np.float64)
        return np.where(there > 0, self.offered / np.where(there > 0, there, 1.0), np.nan)


def steady_weeks(period: PlannedWeeks, pattern: WeekPattern, handling: Handling) -> SteadyWeeks:
    """Read each shift's load. Assumes that `unsteady` finds no reason."""
    from scipy.special import ndtri

    tasks = pattern.rate[period.hour_of_week] @ period.next_shift
    by_week = tasks / len(period.slots) * HOURS_A_WEEK
    open_hours = np.where(tasks > 0, period.open_hours, 1.0)
    levels = ndtri((np.arange(_LEVELS) + 0.5) / _LEVELS)
    return SteadyWeeks(
        offered=by_week * handling.hours / open_hours,
        share=tasks / tasks.sum(),
        factors=np.maximum(1 + levels * np.sqrt(pattern.unrest), 0.0),
        handling_hours=handling.hours,
        target_hours=period.target / HOUR,
    )


def _uneven(rate: Floats, weeks: float) -> float:
    """Tell by how much of its mean a shift's rate varies beyond the chance of so many weeks; NaN: known exactly."""
    if not rate.size or not rate.mean():
        return 0.0
    chance = 0.0 if np.isnan(weeks) else float(rate.mean()) / weeks
    return float(np.sqrt(max(0.0, float(rate.var()) - chance)) / rate.mean())


def _shortest_stretch(period: PlannedWeeks) -> float:
    """Give the shortest time in ms for which the same people are at work."""
    spans = np.diff(period.edges)
    group = np.cumsum(np.any(np.diff(period.on_duty, axis=1, prepend=0) != 0, axis=0))
    lengths = np.bincount(group, spans)
    staffed = np.bincount(group, period.on_duty.any(axis=0)) > 0
    inside = np.flatnonzero(staffed)
    whole = inside[(inside > group[0]) & (inside < group[-1])]
    return float(lengths[whole if whole.size else inside].min())
