"""Which weekdays are quiet, and how many of them does each target span on the clock of the wall?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smo_metrics.flow.hours._local_clock import local_clock
from smo_metrics.sla.clock.task_clocks import HOUR, TaskClocks

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
_DAY = 24 * HOUR
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday
_QUIET = 0.25
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def quiet_days_ahead(clocks: TaskClocks, timezone: str) -> IntArray:
    """Count the quiet days of the wall clock from each clock's start to its target; none on the work clock.

    An open task goes on like those as old that have as many ahead: one begun on a Friday not like those of a Monday,
    which were finished overnight. A public holiday is taken for a usual day.
    """
    quiet = _quiet_weekdays(clocks, timezone)
    if not quiet.any():
        return np.zeros(len(clocks.task), dtype=np.int64)
    start = _local(clocks.started, timezone)
    end = start + np.rint(clocks.target_hours * HOUR).astype(np.int64)
    before = np.append(0, np.cumsum(np.tile(quiet, 2)))
    first, days = _weekday(start // _DAY), end // _DAY - start // _DAY + 1
    return np.asarray(days // 7 * before[7] + before[first + days % 7] - before[first])


def quiet_names(clocks: TaskClocks, timezone: str) -> list[str]:
    """Name the quiet weekdays of the wall clock; none on the work clock."""
    return [_NAMES[day] for day in np.flatnonzero(_quiet_weekdays(clocks, timezone))]


def _quiet_weekdays(clocks: TaskClocks, timezone: str) -> BoolArray:
    """Tell for Monday to Sunday whether fewer clocks stop on it than a quarter of what an even week would have."""
    if clocks.policy.clock == "work":
        return np.zeros(7, dtype=bool)
    stops = np.bincount(_weekday(_local(clocks.stopped[~clocks.running], timezone) // _DAY), minlength=7)
    return np.asarray(stops < _QUIET * stops.mean())


def _local(moments: IntArray, timezone: str) -> IntArray:
    if not moments.size:
        return moments
    return local_clock(timezone, int(moments.min()) // _DAY - 1, int(moments.max()) // _DAY + 1).shows(moments)


def _weekday(day: IntArray) -> IntArray:
    return (day + _EPOCH_WEEKDAY) % 7
