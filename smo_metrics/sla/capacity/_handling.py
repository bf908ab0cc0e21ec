"""How much work is a task? A mean with its variation, or times that were observed, to draw from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SmoError
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._calendars import open_time
from smo_metrics.flow.hours._windows import Windows, merged
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.capacity._erlang_input import is_number

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
HOUR = 3_600_000
_OUTSIDE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Handling:
    """Work a task.

    Attributes
    ----------
    hours, variation : float
        Mean, and standard deviation over mean.
    observed : ndarray of float, shape (tasks,)
        Hours to draw from; empty where work is drawn from a gamma distribution.
    notes : tuple of str
    """

    hours: float
    variation: float
    observed: Floats
    notes: tuple[str, ...] = ()

    def draw(self, tasks: int, rng: np.random.Generator) -> Integers:
        """Draw the work of so many tasks, in ms."""
        if self.observed.size:
            hours = rng.choice(self.observed, tasks)
        elif self.variation:
            hours = rng.gamma(self.variation**-2, self.hours * self.variation**2, tasks)
        else:
            hours = np.full(tasks, self.hours)
        return np.asarray(np.rint(hours * HOUR), dtype=np.int64)


def read_handling(given: Any, variation: float) -> Handling:
    """Read the hours of work a task: a mean, or many observed ones.

    Raises
    ------
    SmoError
        No numbers, missing ones, one below 0, a mean of 0 or a variation outside 0 to 10.
    """
    try:
        hours = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        hours = np.array(np.nan)
    if not hours.size or not np.isfinite(hours).all() or (hours < 0).any() or not hours.mean() > 0:
        raise SmoError(
            "handling_hours must be the mean hours of work a task, above 0, or an array of those of many tasks, none "
            "missing or below 0."
        )
    if not (is_number(variation) and 0 <= variation <= 10):
        raise SmoError(f"variation must be standard deviation over mean, 0 to 10; {variation!r} arrived.")
    if hours.ndim:
        return Handling(float(hours.mean()), float(hours.std() / hours.mean()), hours.ravel())
    return Handling(float(hours), float(variation), np.empty(0))


def logged_handling(log: EventLog, shifts: Mapping[str, WorkCalendar]) -> Handling:
    """Take the work of each finished task from the log: open time from start to end, over all its events.

    Raises
    ------
    SmoError
        The log has one time for each event, or more than a tenth of its finished tasks no work in these hours.
    """
    if not log.touch_known:
        raise SmoError("handling_hours: the log has one time an event, so work is not known. Give handling_hours.")
    regions = [name for name in log.names["region"] if name not in shifts]
    if regions or (log.region < 0).any():
        low, high = int(log.enabled.min()), log.as_of
        windows = [calendar.windows(low, high) for calendar in shifts.values()]
        worked = _worked_in_any(windows, log.started, log.ended)
        whose = "at least one shift is at work"
    else:
        worked = np.asarray(open_time(log, dict(shifts), log.started, log.ended))
        whose = "the shift of its region is at work"
    hours = np.add.reduceat(worked, log.first)[log.is_done] / HOUR
    kept = hours[hours > 0]
    if kept.size < (1 - _OUTSIDE) * hours.size or not kept.size:
        raise SmoError(
            f"handling_hours: {hours.size - kept.size:,} of {counted(hours.size, 'finished task')} have no work in the "
            "hours of these shifts. Give shifts the hours that people keep, or give handling_hours."
        )
    notes = [
        f"Work a task is {kept.mean():.3g} hours, the time from start to end of its events while {whose}, of "
        f"{kept.size:,} finished tasks. If people keep tasks open without working on them, or several at a time, give "
        "handling_hours instead."
    ]
    if kept.size < hours.size:
        left_out = counted(hours.size - kept.size, "finished task")
        notes.append(f"{left_out} without any work in these hours: left out of that.")
    if len(log.names["stage"]) > 1:
        notes.append(
            f"The work of all {len(log.names['stage'])} stages is taken as one piece, done by anybody; hand-overs and "
            "queues between stages are not in the plan."
        )
    return Handling(float(kept.mean()), float(kept.std() / kept.mean()), kept, tuple(notes))


def _worked_in_any(windows: list[Windows], started: Integers, ended: Integers) -> Integers:
    team = merged(np.concatenate([one.opens for one in windows]), np.concatenate([one.closes for one in windows]))
    return team.worked(ended) - team.worked(started)
