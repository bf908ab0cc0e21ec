"""How many tasks were open at this hour in the weeks before? More of them now are a backlog that grows."""

from __future__ import annotations

import math

import numpy as np

from smo_metrics.sla.clock.task_clocks import HOUR, TaskClocks

_WEEK = 7 * 24 * HOUR
_WEEKS = 4


def usually_open(clocks: TaskClocks) -> float:
    """Give the median number of running clocks at this hour of the last four weeks that began a week after the first.

    NaN where there is none: a project that has just begun fills up.
    """
    moments = clocks.log.as_of - _WEEK * np.arange(1, _WEEKS + 1)
    moments = moments[moments >= clocks.started.min() + _WEEK]
    if not moments.size:
        return math.nan
    stopped = np.sort(clocks.stopped[~clocks.running])
    begun = np.searchsorted(np.sort(clocks.started), moments, side="right")
    return float(np.median(begun - np.searchsorted(stopped, moments, side="right")))
