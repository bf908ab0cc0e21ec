"""How does this project run? People, hours, batches, delays and tasks, read from its log, ready to be simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.errors import SettingsError, TableError
from smo_metrics.flow._group_hours import hours_of_groups
from smo_metrics.flow._pools import People, people
from smo_metrics.flow._reading import Reading, read_log
from smo_metrics.flow._steps import Steps, steps_of
from smo_metrics.flow.calendar import WorkCalendar
from smo_metrics.flow.event_log import EventLog, Integers, event_log
from smo_metrics.flow.network import Network
from smo_metrics.flow.overlap import overlap_hours
from smo_metrics.flow.workload import Workload

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

_WEEK = 7 * 86_400_000
_WITHIN = 0.95
_AS_GOOD = 1.01
_ALWAYS = WorkCalendar("UTC", {"daily": ["00:00-24:00"]})


@dataclass(frozen=True, slots=True, eq=False)
class FlowModel:
    """A project as `simulate` and `what_if` take it.

    Attributes
    ----------
    network : Network
        Stages, pools of people with their hours, batches.
    workload : Workload
        The log's finished tasks, with the work and the delays that each of their steps had.
    delays : mapping of str to float
        Stage -> the fixed delay, in hours by the clock, before its work can begin; stages without one are left out.
    observed, replayed : ndarray of int64, shape (tasks,)
        How long each of these tasks took in the log, and takes when the model is given their work, in ms.
    unfinished : ndarray of int64, shape (unfinished tasks,)
        When the log's unfinished tasks arrived, in ms.
    log : EventLog
    timezone : str
        The zone whose dates are the project's days.
    warnings : tuple of str
        What was derived or assumed, and where the model does not fit the log.
    """

    network: Network
    workload: Workload
    delays: Mapping[str, float]
    observed: Integers
    replayed: Integers
    unfinished: Integers
    log: EventLog
    timezone: str
    warnings: tuple[str, ...]


def flow_model(
    events: pd.DataFrame | EventLog,
    *,
    calendars: WorkCalendar | Mapping[str, WorkCalendar] | None = None,
    timezone: str = "UTC",
    as_of: datetime | None = None,
) -> FlowModel:
    """Read from a log who works where and when, how work is released, and what every task needs."""
    log = event_log(events, as_of=as_of)
    if not log.touch_known:
        raise TableError(
            "events",
            ["no event has an end later than its start, so that work cannot be told from waiting. "
             "Export both times: started_at and ended_at."],
        )  # fmt: skip
    steps = steps_of(log)
    if not len(steps.task):
        raise TableError("events", ["no task is finished yet. Simulation needs finished tasks."])
    pools = people(log)
    hours = _discovered(log, pools, timezone) if calendars is None else _given(log, pools, calendars)
    reading = read_log(log, steps, pools, hours)
    if calendars is None:
        reading, hours = _with_idle_hours(log, steps, pools, hours, reading)
    if len(log.names["priority"]) > 1:
        by_priority = read_log(log, steps, pools, hours, "priority")
        reading = min(reading, by_priority, key=lambda r: r.error)
    return FlowModel(
        network=reading.network,
        workload=reading.workload,
        delays={stage: delay / 3.6e6 for stage, delay in reading.delays.items()},
        observed=(log.left - log.arrived)[steps.task],
        replayed=reading.replay.lead,
        unfinished=log.arrived[~log.is_done],
        log=log,
        timezone=timezone,
        warnings=log.notes,
    )


def _with_idle_hours(
    log: EventLog, steps: Steps, pools: Sequence[People], hours: list[WorkCalendar], reading: Reading
) -> tuple[Reading, list[WorkCalendar]]:
    """Give pools the hours of a pool that is at work in all of theirs, where the log is reproduced as well with them.

    Hours in which nobody had anything to do look closed; the colleagues' hours say that they need not be.
    """
    for pool in range(len(pools)):
        for longer in sorted(set(_around(hours[pool], hours, log)) , key=lambda c: -_week_hours(c, log)):
            tried = [*hours[:pool], longer, *hours[pool + 1 :]]
            other = read_log(log, steps, pools, tried)
            if other.error <= _AS_GOOD * reading.error:
                reading, hours = other, tried
                break
    return reading, hours


def _around(own: WorkCalendar, others: Sequence[WorkCalendar], log: EventLog) -> list[WorkCalendar]:
    low = int(log.enabled.min())
    high = low + 4 * _WEEK
    mine = own.windows(low, high)
    inside = (mine.opens >= low) & (mine.closes <= high)
    opens, closes = mine.opens[inside], mine.closes[inside]
    found = []
    for other in others:
        shared = other.windows(low, high)
        both = (shared.worked(closes) - shared.worked(opens)).sum()
        if other != own and both >= _WITHIN * (closes - opens).sum() and _week_hours(other, log) > _week_hours(own, log):
            found.append(other)
    return found


def _week_hours(calendar: WorkCalendar, log: EventLog) -> int:
    low = int(log.enabled.min())
    clock = calendar.windows(low, low + 4 * _WEEK)
    return int(np.diff(clock.worked(np.array([low, low + 4 * _WEEK])))[0])


def _given(
    log: EventLog, pools: Sequence[People], calendars: WorkCalendar | Mapping[str, WorkCalendar]
) -> list[WorkCalendar]:
    if isinstance(calendars, WorkCalendar):
        return [calendars] * len(pools)
    found = []
    for pool in pools:
        keys = [log.names["region"][pool.region]] if pool.region >= 0 else []
        keys += [log.names["stage"][stage] for stage in pool.stages]
        key = next((key for key in [*keys, ""] if key in calendars), None)
        if key is None:
            raise SettingsError(f"calendars: none for {' or '.join(keys)}. Add one, or a single calendar for all.")
        found.append(calendars[key])
    return found


def _discovered(log: EventLog, pools: Sequence[People], timezone: str) -> list[WorkCalendar]:
    groups = {_name(log, pool): pool.rows for pool in pools}
    found = hours_of_groups(log, groups, dict.fromkeys(groups, timezone))
    return [hours.calendar or _ALWAYS for hours in found]


def _name(log: EventLog, pool: People) -> str:
    stages = " and ".join(log.names["stage"][stage] for stage in pool.stages)
    return stages if pool.region < 0 else f"{stages}, {log.names['region'][pool.region]}"
