"""Which stage's work comes back, and what does doing it again cost? Charged to the stage that caused it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA, records
from smo_metrics.flow.events._grouped import HOUR, Floats, Integers
from smo_metrics.flow.events._loops import Loops, find_loops, first_pass_yield
from smo_metrics.flow.events._missing_ends import missing_ends
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._calendars import NO_CALENDAR, Calendars, open_time

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Rework:
    """What each stage's returned work costs.

    A loop is a task's return to a stage that it had reached before the stage it comes from: the work of the earlier
    stage has to be done again, so that stage caused the loop. The loop ends when the task is past the stage that sent
    it back, and what is done again until then, at any stage, is charged to the cause; of loops within each other, to
    the cause of the innermost. All hours are those so far, open and waiting work up to `as_of` included.

    Attributes
    ----------
    stages : pandas.DataFrame
        One row a stage, in usual order: `stage`; `loops` and `reworked_tasks` (tasks in them), charged to it;
        `sent_back_by` (the stage that most of them came from, the earlier of equals; None without loops);
        `first_pass_yield` (share of done tasks that never came back to it); `rework_events` charged to it and their
        `rework_waiting_hours`, `rework_touch_hours`, `rework_lead_hours` (both) and the same as ``_work_hours``;
        `touch_share` (of all touch hours of the log, by the clock); `rework_rate` (share of the stage's own events that
        were done again, whoever caused it); `repeats` (tasks with more than one event at the stage, for any reason).
    tasks : int
        Tasks in the log.
    reworked_tasks : int
        Tasks with any event done again.
    warnings : tuple of str
    """

    stages: pd.DataFrame
    tasks: int
    reworked_tasks: int
    warnings: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Give the rows of `stages`."""
        return self.stages.copy()

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "tasks": self.tasks,
            "reworked_tasks": self.reworked_tasks,
            "stages": records(self.stages),
            "warnings": list(self.warnings),
        }


def rework(events: pd.DataFrame | EventLog, *, calendars: Calendars = None, as_of: datetime | None = None) -> Rework:
    """Tell which stage to get right the first time, by the hours that its returned work costs at all stages.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        A table that `check_events` accepts, in any order. Work is done again where its round is above 1 or, where no
        round is given, where the task comes back from another stage.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        As in `stage_times`; without it, work hours are NaN.
    as_of : datetime, optional
        As in `event_log`.

    Returns
    -------
    Rework
        Where no event has an end after its start, touch and waiting hours are NaN and lead is the time since the
        task's event before. A stage that no done task reached has no first-pass yield.

    Raises
    ------
    TableError
        The table breaks its contract.
    SettingsError
        A region without a calendar; an unusable `as_of`.

    References
    ----------
    Dumas, La Rosa, Mendling & Reijers (2018), Fundamentals of Business Process Management, 2nd ed., sec. 7.1.2
    (rework loops).

    Examples
    --------
    >>> import pandas as pd
    >>> path = ["label", "review", "label", "review"]
    >>> times = pd.date_range("2026-03-02T09:00Z", periods=4, freq="h")
    >>> result = rework(pd.DataFrame({"task_id": 1, "stage": path, "started_at": times,
    ...     "ended_at": times + pd.Timedelta("30min")}))
    >>> result.stages[["stage", "loops", "sent_back_by", "rework_touch_hours"]].values.tolist()
    [['label', 1, 'review', 1.0], ['review', 0, None, 0.0]]
    """
    log = event_log(events, as_of=as_of)
    loops = find_loops(log)
    found = list(log.notes)
    if calendars is None:
        found.append(NO_CALENDAR)
    if not log.touch_known:
        found.append(
            f"Waiting and touch are not known; lead is the time since the task's last event. {missing_ends(log)}"
        )
    return Rework(
        stages=_by_cause(log, calendars, loops),
        tasks=log.task_count,
        reworked_tasks=len(np.unique(log.task[loops.row])),
        warnings=tuple(found),
    )


def _by_cause(log: EventLog, calendars: Calendars, loops: Loops) -> pd.DataFrame:
    import pandas as pd

    names = log.names["stage"]
    count = len(names)
    waiting, touch = log.started - log.enabled, log.ended - log.started
    waited = open_time(log, calendars, log.enabled, log.started)
    worked = open_time(log, calendars, log.started, log.ended)
    all_touch = touch.sum() if log.touch_known else 0
    hours = _charged(loops, count, waiting, touch, log.touch_known, "hours")
    return pd.DataFrame(
        {
            "stage": names,
            "loops": np.bincount(loops.stage, minlength=count),
            "reworked_tasks": _tasks_at(loops.task, loops.stage, count),
            "sent_back_by": pd.Series(_most_often(loops, names), dtype=object),
            "first_pass_yield": first_pass_yield(log, loops, log.stage, count),
            "rework_events": np.bincount(loops.cause, minlength=count),
            **hours,
            **_charged(loops, count, waited, worked, log.touch_known, "work_hours"),
            "touch_share": hours["rework_touch_hours"] / (all_touch / HOUR if all_touch else np.nan),
            "rework_rate": np.bincount(log.stage, log.rework, count) / np.bincount(log.stage, minlength=count),
            "repeats": _repeats(log),
        }
    )


def _charged(
    loops: Loops, count: int, waiting: Integers | None, touch: Integers | None, touch_known: bool, unit: str
) -> dict[str, Floats]:
    """Add up the hours of redone events by the stage that caused them."""
    unknown = np.full(count, np.nan)
    parts = {"waiting": unknown, "touch": unknown, "lead": unknown}
    if waiting is not None and touch is not None:
        spans = {"waiting": waiting, "touch": touch, "lead": waiting + touch}
        for part in parts if touch_known else ("lead",):
            parts[part] = np.bincount(loops.cause, spans[part][loops.row], count) / HOUR
    return {f"rework_{part}_{unit}": values for part, values in parts.items()}


def _tasks_at(task: Integers, stage: Integers, count: int) -> Integers:
    """Count the different tasks at each stage."""
    return np.bincount(np.unique(task * count + stage) % count, minlength=count)


def _most_often(loops: Loops, names: tuple[str, ...]) -> list[str | None]:
    count = len(names)
    sent = np.bincount(loops.stage * count + loops.sent_by, minlength=count**2).reshape(count, count)
    return [names[row.argmax()] if row.any() else None for row in sent]


def _repeats(log: EventLog) -> Integers:
    count = len(log.names["stage"])
    visits, times = np.unique(log.task * count + log.stage, return_counts=True)
    return np.bincount(visits[times > 1] % count, minlength=count)
