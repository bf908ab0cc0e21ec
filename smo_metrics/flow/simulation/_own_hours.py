"""Do people who do the same work keep different hours? Shifts, half days and shared weeks are pools of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from smo_metrics.flow.events.event_log import Booleans, EventLog
from smo_metrics.flow.hours._group_hours import GroupHours, hours_of_groups
from smo_metrics.flow.hours._hours import write_week
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.simulation._pool_hours import pool_name
from smo_metrics.flow.simulation._pools import People, counted, nearest_before

_SAME_HOURS = 0.75  # one busy morning more or less moves the hours that a log shows by an hour a day
_MINUTES_A_DAY, _QUARTER = 1440, 15


def split_by_hours(log: EventLog, pools: Sequence[People], zones: Sequence[str]) -> list[People]:
    """Split the pools, each in its time zone, whose people keep hours of which more than a quarter is not shared.

    People whose own hours cannot be told stay with most of the others; events of nobody known go to those who began
    work last before.
    """
    found = []
    for pool, zone in zip(pools, zones, strict=True):
        alike = _alike_hours(log, pool, zone)
        found += [pool] if len(alike) < 2 else _split(log, pool, alike)
    return found


def differing_hours(log: EventLog, pools: Sequence[People], calendars: Sequence[WorkCalendar]) -> list[str]:
    """Say where one calendar, given for a pool, hides that its people keep different hours."""
    found = split_by_hours(log, pools, [calendar.timezone for calendar in calendars])
    return [
        f"{pool_name(log, pool)}: people there keep these hours, not all of the calendar given, so that the model has "
        "too many people at a time. Without calendars, it takes them as they are."
        for pool in found
        if pool.hours
    ]


def _alike_hours(log: EventLog, pool: People, zone: str) -> dict[str, list[int]]:
    """Group the actors of a pool whose hours are sure by these hours, which are written out."""
    named = pool.rows[log.actor[pool.rows] >= 0]
    actors, counts = np.unique(log.actor[named], return_counts=True)
    if len(actors) < 2:
        return {}
    order = named[np.argsort(log.actor[named], kind="stable")]
    rows = dict(zip(map(str, actors.tolist()), np.split(order, np.cumsum(counts)[:-1]), strict=True))
    found = hours_of_groups(log, rows, dict.fromkeys(rows, zone))
    sure = [hours for hours in found if hours.evidence["status"] == "sure"]
    alike: dict[str, list[int]] = {}
    weeks: dict[str, Booleans] = {}
    for hours in sorted(sure, key=lambda one: -one.evidence["week_hours"]):
        week = _open_quarters(hours)
        same = (text for text, other in weeks.items() if (week & other).sum() >= _SAME_HOURS * other.sum())
        text = next(same, _written(hours))
        weeks.setdefault(text, week)
        alike.setdefault(text, []).append(int(hours.group))
    return alike


def _split(log: EventLog, pool: People, alike: Mapping[str, list[int]]) -> list[People]:
    group_of_actor = np.full(len(log.names["actor"]), -1)
    for number, actors in enumerate(alike.values()):
        group_of_actor[actors] = number
    is_named = log.actor[pool.rows] >= 0
    named, unknown = pool.rows[is_named], pool.rows[~is_named]
    of_named = group_of_actor[log.actor[named]]
    of_named[of_named < 0] = np.bincount(of_named[of_named >= 0]).argmax()
    group_of = np.full(log.size, -1)
    group_of[named] = of_named
    group_of[unknown] = group_of[nearest_before(log, unknown, named)]
    return [
        counted(log, pool.stages, pool.region, pool.rows[group_of[pool.rows] == number], text)
        for number, text in enumerate(alike)
    ]


def _open_quarters(hours: GroupHours) -> Booleans:
    """Mark the quarter hours of the week, from Monday's midnight, that are open."""
    open_now = np.zeros(7 * _MINUTES_A_DAY // _QUARTER, dtype=bool)
    for day, shifts in enumerate(hours.week):
        for opens, closes in shifts:
            quarters = np.arange(opens // _QUARTER, closes // _QUARTER) + day * _MINUTES_A_DAY // _QUARTER
            open_now[quarters % len(open_now)] = True
    return open_now


def _written(hours: GroupHours) -> str:
    return "; ".join(f"{days} {', '.join(shifts)}" for days, shifts in write_week(hours.week).items())
