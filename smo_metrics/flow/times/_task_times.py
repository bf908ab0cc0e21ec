"""How much of a task's life is work and how much waiting, with work on several stages at once counted once."""

from __future__ import annotations

import numpy as np

from smo_metrics.flow.events._grouped import Integers
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._calendars import Calendars, open_time
from smo_metrics.flow.times._durations import Spans


def task_spans(log: EventLog, calendars: Calendars) -> tuple[Spans, Spans | None]:
    """Split each task's life, from arrival to its last end, into waiting and work, by the clock and in open time.

    Each moment belongs to the event that the task is waiting for or that is in work; of events in work at the same
    time to the one that began first. Open time is that of the event's region; None without calendars.
    """
    low = int(log.enabled.min())
    stride = log.as_of - low + 1
    ends = np.maximum.accumulate(log.task * stride + (log.ended - low)) - log.task * stride + low
    covered = np.append(0, ends[:-1])
    covered[log.first] = log.arrived
    waits = np.minimum(covered, log.started), log.started
    works = np.maximum(covered, log.started), np.maximum(covered, log.ended)
    wall = Spans(_by_task(log, waits[1] - waits[0]), _by_task(log, works[1] - works[0]))
    waited, worked = open_time(log, calendars, *waits), open_time(log, calendars, *works)
    if waited is None or worked is None:
        return wall, None
    return wall, Spans(_by_task(log, waited), _by_task(log, worked))


def _by_task(log: EventLog, values: Integers) -> Integers:
    return np.add.reduceat(values, log.first)
