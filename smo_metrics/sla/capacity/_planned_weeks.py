"""Which hours are the weeks to plan made of, and which shifts are at work in them? Calendars resolved once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SmoError
from smo_metrics.flow.hours._local_clock import local_clock
from smo_metrics.flow.hours._public_holidays import EPOCH_DAY
from smo_metrics.flow.hours._windows import Windows, merged
from smo_metrics.flow.hours.calendar import WorkCalendar

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]
HOUR, DAY = 3_600_000, 86_400_000
HOURS_A_WEEK = 168
FILLING = 8  # weeks that only fill the queue; `_staffing.Load` tells no plan that needs longer
UNDATED = date(2024, 1, 8)  # a Monday without daylight saving in the north
_HORIZONS = (1, 4, 16, 64)
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday


@dataclass(frozen=True, slots=True, eq=False)
class PlannedWeeks:
    """Weeks to plan, after some that only fill the queue; times are milliseconds since 1970 UTC.

    Attributes
    ----------
    slots : ndarray of int64, shape (hours,)
        When each hour begins in which tasks arrive.
    hour_of_week : ndarray of int64, shape (hours,)
        What the local clock then shows, 0 to 167 from Monday's midnight.
    day : ndarray of int64, shape (hours,)
        Local days from the first slot.
    begins : int
        When the first week that counts begins.
    team : Windows
        When at least one shift is at work, on beyond the last slot.
    edges : ndarray of int64, shape (stretches + 1,)
        Where shifts come and go, until the last task is due.
    on_duty : ndarray of bool, shape (shifts, stretches)
    clock : {"work", "wall"}
        Whether the target counts hours in which somebody is at work, or all.
    target : int
        Milliseconds.
    """

    slots: Integers
    hour_of_week: Integers
    day: Integers
    begins: int
    team: Windows
    edges: Integers
    on_duty: Booleans
    clock: Literal["work", "wall"]
    target: int

    @property
    def ends(self) -> int:
        """Give when the last slot ends."""
        return int(self.slots[-1]) + HOUR

    @property
    def week_count(self) -> int:
        """Count the weeks that are planned."""
        return int(self.day[-1]) // 7 + 1 - FILLING

    @property
    def counted(self) -> Booleans:
        """Mark the stretches of the weeks that count."""
        return np.asarray((self.edges[:-1] >= self.begins) & (self.edges[1:] <= self.ends))

    @property
    def open_hours(self) -> Floats:
        """Give the mean hours a week that each shift is at work in the weeks that count."""
        spans = np.diff(self.edges)[self.counted] / (HOUR * self.week_count)
        return np.asarray(self.on_duty[:, self.counted] @ spans)

    @property
    def open_share(self) -> Floats:
        """Give the share of each slot in which somebody is at work."""
        return np.diff(self.team.worked(np.append(self.slots, self.ends))) / HOUR

    @property
    def next_shift(self) -> Floats:
        """Give the shifts at work when each slot begins, or next after it, in equal shares; shape (slots, shifts)."""
        staffed = np.flatnonzero(self.on_duty.any(axis=0))
        place = np.searchsorted(self.edges[staffed + 1], self.slots, side="right")
        there = self.on_duty[:, staffed[np.minimum(place, len(staffed) - 1)]].T
        return np.asarray(there / there.sum(axis=1, keepdims=True))

    def due(self, arrival: Integers) -> Integers:
        """Give when the target has passed on the clock for tasks that arrive in these weeks."""
        if self.clock == "wall":
            return arrival + self.target
        return np.maximum(arrival, self.team.at(self.team.worked(arrival) + self.target))


def planned_weeks(
    shifts: Mapping[str, WorkCalendar],
    first_day: date,
    weeks: int,
    *,
    clock: Literal["work", "wall"],
    target_hours: float,
) -> PlannedWeeks:
    """Resolve `weeks` weeks from `first_day`, in the zone of the first shift, and the weeks before that fill the queue.

    Parameters
    ----------
    shifts : mapping of str to WorkCalendar
        At least one.
    first_day : date
        Begins the first week that counts.
    weeks : int
    clock : {"work", "wall"}
    target_hours : float

    Raises
    ------
    SmoError
        No shift is at work in these weeks, or so few hours that a target in work hours never passes.
    """
    zone = next(iter(shifts.values())).timezone
    begin = first_day.toordinal() - EPOCH_DAY - 7 * FILLING
    end = begin + 7 * (weeks + FILLING)
    local_time = local_clock(zone, begin - 1, end + 1)
    low, counted, high = local_time.reaches(np.array([begin, end - 7 * weeks, end]) * DAY).tolist()
    slots = np.arange(low, high, HOUR)
    local = local_time.shows(slots)
    target = round(target_hours * HOUR)
    for times in _HORIZONS:
        last = high + target + times * (28 * DAY + 7 * target) * (clock == "work")
        windows = [calendar.windows(low, last) for calendar in shifts.values()]
        team = merged(np.concatenate([one.opens for one in windows]), np.concatenate([one.closes for one in windows]))
        worked = team.worked(np.array([low, high, last]))
        if clock == "wall" or worked[2] - worked[1] >= target:
            break
    else:
        raise SmoError(f"shifts: fewer than {target_hours:g} hours are open after {first_day}. Check their calendars.")
    if worked[1] == worked[0]:
        raise SmoError(f"shifts: nobody is at work in the {weeks} weeks from {first_day}. Check their calendars.")
    if clock == "work":
        last = max(high, int(team.at(worked[1:2] + target)[0]))
    ends = np.concatenate([[low, counted, high, last], *(part for one in windows for part in (one.opens, one.closes))])
    edges = np.unique(np.clip(ends, low, last))
    return PlannedWeeks(
        slots=slots,
        hour_of_week=((local // DAY + _EPOCH_WEEKDAY) % 7) * 24 + local % DAY // HOUR,
        day=local // DAY - begin,
        begins=counted,
        team=team,
        edges=edges,
        on_duty=np.array([np.diff(one.worked(edges)) > 0 for one in windows]),
        clock=clock,
        target=target,
    )


def without_holidays(shifts: Mapping[str, WorkCalendar]) -> dict[str, WorkCalendar]:
    """Give the shifts of ordinary weeks."""
    return {name: replace(calendar, holidays=None, special=None) for name, calendar in shifts.items()}


def usual_hours(shifts: Mapping[str, WorkCalendar]) -> Floats:
    """Give the share of each hour of an ordinary week in which somebody is at work; shape (168,)."""
    week = planned_weeks(without_holidays(shifts), UNDATED, 1, clock="wall", target_hours=0)
    last = week.day >= 7 * FILLING
    return week.open_share[last][np.argsort(week.hour_of_week[last])]
