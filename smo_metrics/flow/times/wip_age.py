"""Which unfinished tasks are older than tasks usually get? Ages of work in progress against those of finished work."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from smo_metrics._json import SCHEMA, records
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._calendars import NO_CALENDAR, Calendars, open_time

if TYPE_CHECKING:
    import pandas as pd

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
_HOUR = 3_600_000
_PERCENT = 85
_FEWEST = 20


@dataclass(frozen=True, slots=True, eq=False)
class WipAge:
    """Unfinished tasks, oldest first, and what finished tasks show.

    Attributes
    ----------
    tasks : pandas.DataFrame
        One row an unfinished task: `task_id`; `stage` where it is; `is_waiting`, not begun there; `age_hours` since it
        arrived and `stage_age_hours` since its present event could begin, both also as ``_work_hours`` (NaN without
        calendars); `stage_p85_hours`, the age by which 85 % of finished tasks had left that stage, and
        `lead_p85_hours`, by which they were finished, both on `clock`; `past_p85`, whether the age on `clock` exceeds
        `stage_p85_hours`, None where that is unknown.
    history : pandas.DataFrame
        One row for whole tasks (`stage` is None), then one a stage: `stage`; `finished_tasks` that were there;
        `unfinished_tasks` there now; `p85_hours`, `p85_work_hours`.
    clock : {"wall", "work"}
        The clock of `past_p85`: work hours where calendars are given.
    warnings : tuple of str
    """

    tasks: pd.DataFrame
    history: pd.DataFrame
    clock: Literal["wall", "work"]
    warnings: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Give the unfinished tasks."""
        return self.tasks

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "tasks": records(self.tasks),
            "history": records(self.history),
            "clock": self.clock,
            "warnings": list(self.warnings),
        }


def wip_age(events: pd.DataFrame | EventLog, *, calendars: Calendars = None, as_of: datetime | None = None) -> WipAge:
    """Decide which unfinished tasks to look at first: those older than 85 % of finished tasks were at that stage.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        Events, as `event_log` takes them. Only an open or waiting event shows that a task is unfinished: one whose
        events have all ended counts as finished.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        One for all, or one a region. An age in work hours is counted on the calendar of the event where the task is,
        or with which it left the stage.
    as_of : datetime, optional
        The moment of the ages, aware. Left out: the latest time in the table.

    Returns
    -------
    WipAge
        Ages when leaving a stage count from the task's arrival to its last end there, so that they compare with ages
        now. Percentiles interpolate linearly between order statistics; NaN below 20 finished tasks. A task with
        several open or waiting events stands at the latest of them. No unfinished tasks: an empty table.

    Raises
    ------
    TableError
        The events break their contract.
    SettingsError
        `as_of` cannot be used, or a region has no calendar.

    References
    ----------
    Vacanti (2015), Actionable Agile Metrics for Predictability, ch. 3, for ages against percentiles of finished work,
    and for the 85th by custom; Hyndman & Fan (1996), The American Statistician 50, definition 7.

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"task_id": [1, 2], "stage": "label",
    ...     "started_at": ["2026-03-02T09:00Z", "2026-03-02T10:00Z"], "ended_at": ["2026-03-02T13:00Z", None]})
    >>> wip_age(log).to_frame()[["task_id", "stage", "age_hours", "past_p85"]].values.tolist()
    [['2', 'label', 3.0, None]]
    """
    import pandas as pd

    log = event_log(events, as_of=as_of)
    wall = log.ended - log.arrived[log.task]
    work = open_time(log, calendars, log.arrived[log.task], log.ended)
    here = open_time(log, calendars, log.enabled, log.ended)
    undone = np.flatnonzero(log.is_open | log.is_waiting)
    now = undone[np.diff(log.task[undone], append=-1) != 0]
    visits = _finished_visits(log)
    p85 = {name: _p85(log, visits, ages) for name, ages in (("p85_hours", wall), ("p85_work_hours", work))}
    clock: Literal["wall", "work"] = "wall" if calendars is None else "work"
    usual = p85["p85_hours" if clock == "wall" else "p85_work_hours"]
    stage = log.stage[now]
    limit = usual[1 + stage]
    age = _hours(wall, now), _hours(work, now)
    past = (age[0] if clock == "wall" else age[1]) > limit
    names = log.names["stage"]
    tasks = pd.DataFrame(
        {
            "task_id": np.array(log.names["task"], dtype=object)[log.task[now]],
            "stage": np.array(names, dtype=object)[stage],
            "is_waiting": log.is_waiting[now],
            "age_hours": age[0],
            "age_work_hours": age[1],
            "stage_age_hours": _hours(log.ended - log.enabled, now),
            "stage_age_work_hours": _hours(here, now),
            "stage_p85_hours": limit,
            "lead_p85_hours": usual[0],
            "past_p85": np.where(np.isnan(limit), None, past.astype(object)),
        }
    ).sort_values("age_hours", ascending=False, kind="stable", ignore_index=True)
    history = pd.DataFrame(
        {
            "stage": pd.Series([None, *names], dtype=object),
            "finished_tasks": [int(log.is_done.sum()), *np.bincount(visits[2], minlength=len(names))],
            "unfinished_tasks": [len(now), *np.bincount(stage, minlength=len(names))],
            **p85,
        }
    )
    return WipAge(tasks, history, clock, _warnings(log, history, tasks, calendars))


def _hours(spans: IntArray | None, rows: IntArray) -> FloatArray:
    return np.full(len(rows), math.nan) if spans is None else spans[rows] / _HOUR


def _finished_visits(log: EventLog) -> tuple[IntArray, IntArray, IntArray]:
    """Sort the events of finished tasks by stage and task; give their rows, where each visit begins, and its stage."""
    rows = np.flatnonzero(log.is_done[log.task])
    visit = log.stage[rows] * log.task_count + log.task[rows]
    order = np.argsort(visit, kind="stable")
    starts = np.flatnonzero(np.diff(visit[order], prepend=-1))
    return rows[order], starts, visit[order[starts]] // log.task_count


def _p85(log: EventLog, visits: tuple[IntArray, IntArray, IntArray], ages: IntArray | None) -> FloatArray:
    """P85 in hours, over finished tasks, of the age at the last end, and at the last end at each stage."""
    stages = len(log.names["stage"])
    found = np.full(1 + stages, math.nan)
    if ages is None:
        return found
    rows, starts, stage = visits
    leaving = np.maximum.reduceat(ages[rows], starts) if starts.size else starts
    whole = np.maximum.reduceat(ages, log.first)[log.is_done]
    bounds = np.searchsorted(stage, np.arange(1, stages))
    for place, part in enumerate([whole, *np.split(leaving, bounds)]):
        if len(part) >= _FEWEST:
            found[place] = np.percentile(part, _PERCENT) / _HOUR
    return found


def _warnings(log: EventLog, history: pd.DataFrame, tasks: pd.DataFrame, calendars: Calendars) -> tuple[str, ...]:
    warnings = [*log.notes]
    if calendars is None:
        warnings.append(NO_CALENDAR)
    if tasks.empty:
        warnings.append("No task is unfinished: no event is open or waiting.")
        return tuple(warnings)
    thin = history["finished_tasks"][tasks["stage"].map(dict(zip(history["stage"], history.index, strict=True)))]
    few = int((thin < _FEWEST).sum())
    if few:
        warnings.append(
            f"What is usual is not known for {counted(few, 'unfinished task')} at a stage that fewer than {_FEWEST} "
            "finished tasks went through."
        )
    finished = int(history["finished_tasks"][0])
    warnings.append(
        f"Unfinished: {len(tasks):,} of {counted(len(tasks) + finished, 'task')}. They tend to be the slow ones, so "
        "that the P85 of finished tasks is lower than that of all tasks, the more so the more are unfinished."
    )
    return tuple(warnings)
