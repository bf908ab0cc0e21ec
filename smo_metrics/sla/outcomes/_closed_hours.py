"""Which open tasks on the wall clock are due before the team works again, unlike past tasks of their age?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.clock.task_clocks import HOUR, TaskClocks
from smo_metrics.sla.outcomes._landmarks import AGES, landmark
from smo_metrics.sla.outcomes._spells import Spells

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
_WEEK = 168 * HOUR
_FEWEST_ENDS = 10  # as many are to be expected before it counts that there are few
_FEW = 0.25
_USUAL = 1 / 9  # as many past tasks with as little ahead, and the refinement by moments like now has seen it


def closed_hours(clocks: TaskClocks, spells: Spells, clock: IntArray, age: FloatArray) -> BoolArray:
    """Tell which running clocks have hardly a working hour until their target, when past tasks mostly had more.

    A working hour of the week (UTC) is one in which clocks stopped. Compared is how many stopped, an hour, in the
    hours of the week until the target: below a quarter of what past tasks of the age had ahead on average, a risk from
    these would be too low. Not told on the work clock, before a tenth of the clocks had stopped four weeks ago, where
    fewer than 10 ends were to be expected, and where a ninth of the past tasks or more had as little ahead.

    Parameters
    ----------
    clocks : TaskClocks
    spells : Spells
        Of these clocks.
    clock, age : ndarray, shape (open,)
        Places in the clocks; elapsed over target hours.
    """
    closed = np.zeros(len(clock), dtype=bool)
    now = clocks.log.as_of
    stops = clocks.stopped[~clocks.running]
    if clocks.time.calendars or not stops.size or now - np.quantile(stops, 0.1) < 4 * _WEEK:
        return closed
    passed = np.append(0, np.cumsum(np.bincount(stops % _WEEK // HOUR, minlength=168)))

    def until(moments: FloatArray) -> FloatArray:
        whole = moments // _WEEK * passed[-1]
        return np.asarray(whole + np.interp(moments % _WEEK / HOUR, np.arange(169), passed))

    row = landmark(age)
    for step in np.unique(row[age < 1]).tolist():
        there, moment = spells.at_age(AGES[step])
        if not there.size:
            continue
        left = (1 - AGES[step]) * clocks.target_hours[spells.clock[there]]
        usual = (until(moment + left * HOUR) - until(moment.astype(float))) / left
        mine = np.flatnonzero((row == step) & (age < 1))
        hours = (1 - age[mine]) * clocks.target_hours[clock[mine]]
        ahead = (until(now + hours * HOUR) - until(np.array([float(now)]))) / hours
        few = (ahead < _FEW * usual.mean()) & (usual.mean() * hours >= _FEWEST_ENDS)
        if few.any():
            closed[mine] = few & (np.searchsorted(np.sort(usual), ahead, side="right") < _USUAL * len(usual))
    return closed
