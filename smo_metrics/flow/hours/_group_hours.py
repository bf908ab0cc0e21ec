"""One group's hours: what its events show, then its calendar with the evidence for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from smo_metrics._intervals import two_sided_quantile, wilson
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._hours import Week, write_week
from smo_metrics.flow.hours._local_clock import local_clock
from smo_metrics.flow.hours._public_holidays import EPOCH_DAY
from smo_metrics.flow.hours._untested_close import day_length, with_assumed_close
from smo_metrics.flow.hours._weekly_hours import (
    SLOT_MINUTES,
    SLOTS,
    Activity,
    BoolArray,
    IntArray,
    activity,
    to_week,
    unknown_slots,
    weekly_slots,
)
from smo_metrics.flow.hours.calendar import WorkCalendar

_DAY = 86_400_000
_SLOT = SLOT_MINUTES * 60_000
_SLOT_HOURS = SLOT_MINUTES / 60
_FEWEST_TIMES, _FEWEST_WEEKS = 30, 2
_SURE_WEEKS, _SURE_SHARE = 4, 0.8
_SURE_DATES = 3.0  # to an open quarter hour: with fewer, days of one event a day come out hours too short
_SHORT = 0.25  # events up to this quantile of their length are taken as work without a break
_USUAL_SLOTS = 7  # with so many quarters at work a day, a day without any is no chance: exp(-7) < 0.001
_MOST_IDLE = 0.15  # share of dates without work above which they are the group's habit, not holidays


@dataclass(frozen=True, slots=True, eq=False)
class GroupHours:
    """A group's calendar, its week, the figures that it rests on, and what must be said about it."""

    group: str
    calendar: WorkCalendar | None
    week: Week
    evidence: dict[str, Any]
    sentences: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class _SeenHours:
    """Starts and ends of a group and the slots of the week that they open; where they are too few none, and why."""

    times: IntArray
    grid: Activity | None
    slots: BoolArray
    problem: str = ""


def hours_of_groups(log: EventLog, groups: Mapping[str, IntArray], zones: Mapping[str, str]) -> list[GroupHours]:
    """Infer the hours of groups, each some rows of the log, in its own time zone; `discover_calendars` says how."""
    seen = {name: _seen_hours(log, rows, zones[name]) for name, rows in groups.items()}
    usual = day_length([(hours.grid, hours.slots) for hours in seen.values() if hours.grid is not None])
    return [_group_hours(name, zones[name], hours, usual) for name, hours in seen.items()]


def _seen_hours(log: EventLog, rows: IntArray, timezone: str) -> _SeenHours:
    """Find the slots of the week in which the events of `rows` show a group at work."""
    begun, done = ~log.is_waiting[rows], ~(log.is_waiting | log.is_open)[rows] & log.touch_known
    times = np.concatenate([log.started[rows][begun], log.ended[rows][done]])
    nothing = np.zeros((7, SLOTS), dtype=bool)
    if len(times) < _FEWEST_TIMES:
        return _SeenHours(times, None, nothing, f"{len(times)} starts and ends")
    grid = _grid(timezone, log, rows[begun], done[begun])
    if grid.weeks < _FEWEST_WEEKS:
        return _SeenHours(times, grid, nothing, "work in one week only")
    slots = weekly_slots(grid)
    return _SeenHours(times, grid, slots, "" if slots.any() else "work at no regular hours")


def _group_hours(group: str, timezone: str, seen: _SeenHours, usual_length: int) -> GroupHours:
    """Turn what was seen into a calendar; `usual_length` is the day, in slots, of groups whose close was seen."""
    evidence: dict[str, Any] = {
        "times": len(seen.times),
        "weeks": seen.grid.weeks if seen.grid else 0,
        "dates": int(seen.grid.worked.any(axis=1).sum()) if seen.grid else 0,
    }
    if seen.problem or seen.grid is None:
        unknown = ("week_hours", "assumed_hours", "unknown_hours", "inside_share", "inside_low", "inside_high")
        evidence |= dict.fromkeys(unknown, math.nan) | {"status": "too_few"}
        sentence = (
            f"{group}: {seen.problem}, too little to infer hours from ({_FEWEST_TIMES} starts and ends in "
            f"{_FEWEST_WEEKS} weeks are the least). Give its calendar."
        )
        return GroupHours(group, None, (), evidence, [sentence])
    slots = with_assumed_close(seen.grid, seen.slots, usual_length)
    assumed = int((slots & ~seen.slots).sum())
    week = to_week(slots, seen.grid.cut)
    calendar = WorkCalendar(timezone, write_week(week), _closed_dates(seen.grid, slots) or None)
    evidence["week_hours"] = float(slots.sum()) * _SLOT_HOURS
    evidence["assumed_hours"] = assumed * _SLOT_HOURS
    evidence["unknown_hours"] = unknown_slots(seen.grid, slots) * _SLOT_HOURS
    evidence |= _inside(calendar, seen.times, evidence["dates"])
    dates = _dates_to_a_quarter(seen.grid, seen.slots)
    thin = seen.grid.weeks < _SURE_WEEKS or evidence["inside_low"] < _SURE_SHARE or dates < _SURE_DATES
    evidence["status"] = "unsure" if thin or assumed else "sure"
    sentences = []
    if thin:
        sentences.append(
            f"{group}: the hours are unsure, from {seen.grid.weeks} weeks with {evidence['inside_share']:.0%} of "
            f"{len(seen.times):,} starts and ends inside them, and with work on {dates:.1f} dates to an open quarter "
            "hour. Check them with the team."
        )
    if assumed:
        sentences.append(
            f"{group}: no work was ever left when it stopped, so its close was not seen; {evidence['assumed_hours']:g} "
            "hours a week are assumed, for a day as long as that of the other groups. Check them with the team."
        )
    return GroupHours(group, calendar, week, evidence, sentences)


def _grid(timezone: str, log: EventLog, rows: IntArray, has_end: BoolArray) -> Activity:
    """Lay out when the group's started work was there, and when it was worked on, in local quarter hours."""
    enabled, started, ended = (moments[rows] for moments in (log.enabled, log.started, log.ended))
    enabled = np.minimum(enabled, started)
    low, high = int(enabled.min()) // _DAY, int(ended.max()) // _DAY
    clock = local_clock(timezone, low - 1, high + 1)

    def slot(moments: IntArray) -> IntArray:
        return clock.shows(moments) // _SLOT

    short = has_end.copy()
    if short.any():
        lasted = ended - started
        short &= lasted <= np.quantile(lasted[short], _SHORT)
    begun, done = slot(started), slot(np.maximum(ended - 1, started))  # work done on the closing stroke was before it
    points = np.concatenate([begun, done[has_end], _between(begun[short], done[short])])
    return activity(points, slot(enabled), done)


def _between(first: IntArray, last: IntArray) -> IntArray:
    """Give all slots from `first` to `last` of each event."""
    counts = np.maximum(last - first + 1, 0)
    before = np.cumsum(counts) - counts
    return np.repeat(first - before, counts) + np.arange(counts.sum())


def _closed_dates(grid: Activity, slots: BoolArray) -> list[date]:
    """Dates without work, on weekdays on which chance does not leave the group without any, between two busy dates."""
    worked, weekday = grid.worked.sum(axis=1), grid.weekday
    at_work = worked > 0
    usual = np.bincount(weekday, worked, minlength=7) / np.maximum(np.bincount(weekday[at_work], minlength=7), 1)
    busy = np.flatnonzero(at_work & (worked >= usual[weekday] / 2))
    expected = (slots.any(axis=1) & (usual >= _USUAL_SLOTS))[weekday] & grid.tried.any(axis=1)
    expected[: busy[0]] = expected[busy[-1] :] = False
    in_use = expected & grid.in_a_week_at_work
    if (in_use & ~at_work).sum() > _MOST_IDLE * in_use.sum():
        return []
    closed = np.flatnonzero(expected & ~at_work)
    starts_next_day = (grid.cut + slots.argmax(axis=1) >= SLOTS)[weekday[closed]]
    return [date.fromordinal(EPOCH_DAY + grid.first_day + int(day)) for day in closed + starts_next_day]


def _dates_to_a_quarter(grid: Activity, slots: BoolArray) -> float:
    """On how many dates, of all weekdays together, an open quarter hour of the day was worked, on average."""
    worked = grid.worked & slots[grid.weekday]
    return float(worked.sum() * slots.any(axis=1).sum() / slots.sum())


def _inside(calendar: WorkCalendar, times: IntArray, dates: int) -> dict[str, float]:
    """Share of times inside the hours, a time on the closing stroke included, with its interval over dates."""
    windows = calendar.windows(int(times.min()), int(times.max()))
    here = np.maximum(np.searchsorted(windows.opens, times, side="right") - 1, 0)
    inside = (times >= windows.opens[here]) & (times <= windows.closes[here])
    share = float(inside.mean())
    low, high = wilson(np.array([share]), np.array([float(dates)]), np.array([two_sided_quantile(0.95, math.inf)]))
    return {"inside_share": share, "inside_low": float(low[0]), "inside_high": float(high[0])}
