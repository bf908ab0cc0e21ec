"""How long has each task been on the clock of the agreement? Start, stop, pauses and hours, once for all of `sla`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.sla.clock._clock_time import ClockTime, clock_time
from smo_metrics.sla.clock._pauses import Pauses, pauses
from smo_metrics.sla.clock.policy import TARGETS_BY, SlaPolicy

if TYPE_CHECKING:
    import pandas as pd

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
HOUR = 3_600_000
_NEVER = np.iinfo(np.int64).max
_LOOKS_FINISHED = (
    "No row shows work that waits for its start: if some does, its task looks finished between two stages. Give the "
    "policy a stop_stage."
)


@dataclass(frozen=True, slots=True, eq=False)
class TaskClocks:
    """The tasks whose clock has started, in the order of the log.

    Attributes
    ----------
    log : EventLog
    policy : SlaPolicy
    task : ndarray of int64, shape (clocks,)
        The task's code in the log.
    started, stopped : ndarray of int64, shape (clocks,)
        Milliseconds since 1970 UTC; a running clock's `stopped` is the log's `as_of`.
    running : ndarray of bool, shape (clocks,)
    target_hours : ndarray of float, shape (clocks,)
    region, priority, queue : ndarray of int64, shape (clocks,)
        Codes of the task's first event that has one; -1 for none.
    time : ClockTime
        Which hours count.
    pauses : Pauses
        Which of them do not.
    notes : tuple of str
        Settings that no task meets; whether a task between two stages may look finished.
    """

    log: EventLog
    policy: SlaPolicy
    task: Integers
    started: Integers
    stopped: Integers
    running: Booleans
    target_hours: Floats
    region: Integers
    priority: Integers
    queue: Integers
    time: ClockTime
    pauses: Pauses
    notes: tuple[str, ...]

    @property
    def elapsed_hours(self) -> Floats:
        """Give the hours on each clock until it stopped, or until now."""
        return self.elapsed_at(np.arange(len(self.task)), self.stopped)

    def elapsed_at(self, rows: Integers, moments: Integers) -> Floats:
        """Give the hours on the clocks `rows` at some moments: 0 before the start, and no more after the stop.

        Parameters
        ----------
        rows, moments : ndarray of int64, shape (any,)
            Places of clocks, which may repeat; milliseconds since 1970 UTC.
        """
        moments = np.clip(moments, self.started[rows], self.stopped[rows])
        passed = self.time.before(rows, moments) - self.time.before(rows, self.started[rows])
        return np.asarray((passed - self.pauses.before(rows, moments)) / HOUR)


def task_clocks(
    events: pd.DataFrame | EventLog,
    policy: SlaPolicy,
    *,
    calendars: Calendars = None,
    as_of: datetime | None = None,
) -> TaskClocks:
    """Put every task that has reached the policy's start on its clock.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        Events, as `event_log` takes them.
    policy : SlaPolicy
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        Hours that count on the clock ``"work"``: one for all, or one for each region, under which a task stays from
        start to stop; the key ``""`` serves tasks without a region. Not used on the wall clock.
    as_of : datetime, optional
        The moment at which running clocks are looked at, aware. Left out: the latest time in the table.

    Returns
    -------
    TaskClocks
        A task that ends a stop stage before it reaches the start stage or as it does, and never after, is still on the
        clock.

    Raises
    ------
    TableError
        The events break their contract.
    SettingsError
        `as_of` cannot be used; a stage of the policy is not in the events; the clock ``"work"`` has no calendar, or
        none for a region; no task has reached the start.
    """
    log = event_log(events, as_of=as_of)
    if not isinstance(policy, SlaPolicy):
        raise SettingsError(f"policy must be a SlaPolicy; {type(policy).__name__} arrived.")
    if policy.clock == "work" and calendars is None:
        raise SettingsError(
            'policy: the clock "work" needs the hours of the team. Give calendars, or choose the clock "wall".'
        )
    _check_stages(log, policy)
    start = _start(log, policy)
    task = np.flatnonzero(start < _NEVER)
    if not task.size:
        raise SettingsError(f"policy: no task has reached the start stage {policy.start_stage!r} yet.")
    stop = _stop(log, policy, start)[task]
    codes = {column: _first_known(log, column)[task] for column in TARGETS_BY}
    time = clock_time(log, codes["region"], calendars if policy.clock == "work" else None)
    targets, notes = _targets(log, policy, codes)
    if not (log.is_waiting.any() or policy.stop_stages) and len(log.names["stage"]) > 1:
        notes = (*notes, _LOOKS_FINISHED)
    return TaskClocks(
        log=log,
        policy=policy,
        task=task,
        started=start[task],
        stopped=np.minimum(stop, log.as_of),
        running=stop == _NEVER,
        target_hours=targets,
        region=codes["region"],
        priority=codes["priority"],
        queue=codes["queue"],
        time=time,
        pauses=_paused(log, policy, time, task, start),
        notes=notes,
    )


def _check_stages(log: EventLog, policy: SlaPolicy) -> None:
    named = (*((policy.start_stage,) if policy.start_stage else ()), *policy.stop_stages, *policy.paused_at)
    lost = [name for name in named if name not in log.names["stage"]]
    if lost:
        raise SettingsError(
            f"policy: no event is at {', '.join(map(repr, lost))}. The stages are "
            f"{', '.join(map(repr, log.names['stage']))}."
        )


def _at(log: EventLog, stages: tuple[str, ...]) -> Booleans:
    return np.isin(log.stage, [log.names["stage"].index(name) for name in stages])


def _start(log: EventLog, policy: SlaPolicy) -> Integers:
    if policy.start_stage is None:
        return log.arrived
    return np.minimum.reduceat(np.where(_at(log, (policy.start_stage,)), log.enabled, _NEVER), log.first)


def _stop(log: EventLog, policy: SlaPolicy, start: Integers) -> Integers:
    if not policy.stop_stages:
        return np.where(log.is_done, log.left, _NEVER)
    # What ends at the very moment of the start has come before it, unless it could not begin earlier.
    since = (log.ended > start[log.task]) | (log.enabled >= start[log.task])
    stops = _at(log, policy.stop_stages) & ~log.is_open & ~log.is_waiting & since
    return np.minimum.reduceat(np.where(stops, log.ended, _NEVER), log.first)


def _first_known(log: EventLog, column: str) -> Integers:
    """Give each task the code of its first event that has one."""
    code: Integers = getattr(log, column)
    known = np.minimum.reduceat(np.where(code >= 0, np.arange(log.size), log.size), log.first)
    return np.append(code, -1)[known]


def _targets(log: EventLog, policy: SlaPolicy, codes: dict[str, Integers]) -> tuple[Floats, tuple[str, ...]]:
    """Give each clock the tightest target that applies, and name targets that nothing in the events can meet."""
    tightest = np.full(len(codes["region"]), np.inf)
    notes = []
    for column, hours in policy.targets.items():
        names = log.names[column]
        by_code = np.array([*(hours.get(name, np.inf) for name in names), np.inf])
        tightest = np.minimum(tightest, by_code[codes[column]])
        lost = [name for name in hours if name not in names]
        if lost:
            known = ", ".join(map(repr, names)) or "none"
            notes.append(f"Targets for {column} {', '.join(map(repr, lost))} are not used: the events have {known}.")
    return np.where(np.isinf(tightest), policy.target_hours, tightest), tuple(notes)


def _paused(log: EventLog, policy: SlaPolicy, time: ClockTime, task: Integers, start: Integers) -> Pauses:
    place = np.full(log.task_count, -1)
    place[task] = np.arange(len(task))
    owner = place[log.task]
    rows = np.flatnonzero(_at(log, policy.paused_at) & (owner >= 0))
    return pauses(time, owner[rows], np.maximum(log.enabled, start[log.task])[rows], log.ended[rows])
