"""At which quarter hours of the week is a group at work? Days with like hours are pooled, and each quarter is judged.

A quarter hour counts only where there was something to do. It is *worked* on a date when work started or ended in it,
and *tried* when some of the group's work was there, waiting or in hand. Its share, worked of tried, is compared with a
quarter of the pace that the group keeps in its own hours, by Wilson's interval: above it is open, below it closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from smo_metrics._intervals import wilson
from smo_metrics.flow.hours._hours import DAY_MINUTES, Shifts, Week

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
SLOT_MINUTES = 15
SLOTS = DAY_MINUTES // SLOT_MINUTES
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday
_Z, _STRICT = 1.959964, 3.290527  # 95 %, and 99.9 % where many stretches of many days are looked at
_PACE, _NEXT_TO_NOTHING = 0.25, 0.05
_LONGEST_IDLE = 8  # slots in which nothing was to do, between open ones, that still count as open
_QUIET = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """Worked and tried quarters of one group, a row a day; days begin when the group is least at work.

    Attributes
    ----------
    first_day : int
        Days since 1970 of the first row.
    cut : int
        Slot of the local day, on a half hour, at which each row begins, so that a night shift stands in one row.
    worked, tried : ndarray of bool of shape (days, 96)
    """

    first_day: int
    cut: int
    worked: BoolArray
    tried: BoolArray

    @property
    def weekday(self) -> IntArray:
        """Weekday on which each row begins, Monday 0."""
        return (self.first_day + np.arange(len(self.worked)) + _EPOCH_WEEKDAY) % 7

    @property
    def weeks(self) -> int:
        """Count the weeks in which the group worked."""
        week = (self.first_day + np.arange(len(self.worked)) + _EPOCH_WEEKDAY) // 7
        return len(np.unique(week[self.worked.any(axis=1)]))

    @property
    def in_a_week_at_work(self) -> BoolArray:
        """Rows of weeks in which the group worked at all: what it did not do in other weeks says nothing."""
        week = (self.first_day + np.arange(len(self.worked)) + _EPOCH_WEEKDAY) // 7
        return np.asarray(np.isin(week, week[self.worked.any(axis=1)]))


def activity(points: IntArray, begins: IntArray, ends: IntArray) -> Activity:
    """Lay a group's work on a grid of days and quarter hours.

    Parameters
    ----------
    points : ndarray of int64 of shape (points,)
        Local slots, counted from 1970, in which work started, ended or ran; at least one.
    begins, ends : ndarray of int64 of shape (events,)
        First and last local slot in which each piece of work was there to do or in hand.
    """
    cut = _quietest(np.bincount(points % SLOTS, minlength=SLOTS))
    first_day = (int(points.min()) - cut) // SLOTS
    origin = first_day * SLOTS + cut
    days = (int(points.max()) - origin) // SLOTS + 1
    worked = np.zeros(days * SLOTS, dtype=bool)
    worked[points - origin] = True
    level = np.zeros(days * SLOTS + 1, dtype=np.int64)
    np.add.at(level, np.clip(begins - origin, 0, days * SLOTS), 1)
    np.add.at(level, np.clip(ends + 1 - origin, 0, days * SLOTS), -1)
    tried = (np.cumsum(level)[:-1] > 0) | worked
    return Activity(first_day, cut, worked.reshape(days, SLOTS), tried.reshape(days, SLOTS))


def weekly_slots(grid: Activity) -> BoolArray:
    """Tell which slots of the week are open: 7 rows, by the weekday on which a day of the grid begins."""
    week = np.zeros((7, SLOTS), dtype=bool)
    weekday, at_work = grid.weekday, grid.worked.any(axis=1)
    seen, came = (np.bincount(weekday[rows], minlength=7) for rows in (grid.tried.any(axis=1), at_work))
    came_share = came / np.maximum(seen, 1)
    usual = _typical(came_share, came)
    left = [day for day in range(7) if came[day] > 1 and came_share[day] >= usual / 2]
    while left:
        worked, tried = _counts(grid, weekday, left)
        hours, pace = _day_slots(worked.sum(axis=0), tried.sum(axis=0))
        alike = [day for day, w, t in zip(left, worked, tried, strict=True) if _agrees(hours, w, t, pace)]
        if not alike:
            busiest = int(worked.sum(axis=1).argmax())
            hours, pace = _day_slots(worked[busiest], tried[busiest])
            alike = [left[busiest]]
        elif len(alike) < len(left):
            worked, tried = _counts(grid, weekday, alike)
            hours, pace = _day_slots(worked.sum(axis=0), tried.sum(axis=0))
        week[alike] = hours
        left = [day for day in left if day not in alike]
    return week


def to_week(slots: BoolArray, cut: int) -> Week:
    """Turn open slots into shifts of local weekdays; a shift belongs to the day on which it starts."""
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for day, row in enumerate(slots):
        for first, end in _runs(row):
            starts, closes = (cut + first) * SLOT_MINUTES, (cut + end) * SLOT_MINUTES
            on, starts, closes = (
                ((day + 1) % 7, starts - DAY_MINUTES, closes - DAY_MINUTES)
                if starts >= DAY_MINUTES
                else (day, starts, closes)
            )
            if closes - starts == DAY_MINUTES and starts:
                week[(on + 1) % 7].append((0, starts))
                closes = DAY_MINUTES
            week[on].append((starts, closes))
    return tuple(_joined(shifts) for shifts in week)


def unknown_slots(grid: Activity, open_slots: BoolArray) -> int:
    """Count the week's slots that are not open and in which there was something to do on one date at most."""
    rows = grid.in_a_week_at_work
    tried = np.zeros((7, SLOTS), dtype=np.int64)
    np.add.at(tried, grid.weekday[rows], grid.tried[rows])
    return int(((tried < 2) & ~open_slots).sum())


def _quietest(by_slot: IntArray) -> int:
    """Middle of the longest stretch of the day with next to no work; midnight where there is none of an hour."""
    quiet = np.flatnonzero(np.tile(by_slot > _QUIET * by_slot.max(), 2))
    lengths = np.diff(quiet) - 1
    longest = int(lengths.argmax())
    if lengths[longest] < 4:
        return 0
    return int(quiet[longest] + 1 + lengths[longest] // 2) % SLOTS // 2 * 2


def _counts(grid: Activity, weekday: IntArray, days: list[int]) -> tuple[IntArray, IntArray]:
    """Dates on which each slot was worked and tried, by weekday, over the dates at work."""
    at_work = grid.worked.any(axis=1)
    rows = [at_work & (weekday == day) for day in days]
    return np.array([grid.worked[r].sum(axis=0) for r in rows]), np.array([grid.tried[r].sum(axis=0) for r in rows])


def _day_slots(worked: IntArray, tried: IntArray) -> tuple[BoolArray, float]:
    """Open slots of a day and the pace, the share worked of tried that half of the work exceeds."""
    share = worked / np.maximum(tried, 1)
    pace = _typical(share, worked)
    hours = (_limits(worked, tried, _Z)[0] >= _PACE * pace) & (worked > 1)
    blocks = _runs(hours)
    for (_, start), (end, _) in pairwise(blocks):
        idle = not tried[start:end].any()
        closed = end - start > _LONGEST_IDLE if idle else _is_closed(worked[start:end], tried[start:end], pace)
        hours[start:end] = not closed
    for first, end in _runs(hours):
        _snap(hours, worked, tried, pace, first - 1, first % 2)
        _snap(hours, worked, tried, pace, end, end % 2)
    return hours, pace


def _typical(share: NDArray[np.float64], worked: IntArray) -> float:
    """Share that half of the work exceeds."""
    order = np.argsort(share)
    done = np.cumsum(worked[order])
    return float(share[order][np.searchsorted(done, done[-1] / 2)])


def _snap(hours: BoolArray, worked: IntArray, tried: IntArray, pace: float, slot: int, off_half_hour: int) -> None:
    """Open the quarter next to an edge that is not on the half hour, unless the data say that it is closed."""
    if off_half_hour and 0 <= slot < SLOTS and not _is_closed(worked[slot : slot + 1], tried[slot : slot + 1], pace):
        hours[slot] = True


def _agrees(hours: BoolArray, worked: IntArray, tried: IntArray, pace: float) -> bool:
    """Tell whether a weekday fits the pooled hours: no stretch of half an hour closed inside, none open outside."""
    inside, outside = _runs(hours & (worked == 0)), _runs(~hours & (worked > 1))
    return not (
        any(end - start > 1 and _is_closed(worked[start:end], tried[start:end], pace, _STRICT) for start, end in inside)
        or any(end - start > 1 and _is_open(worked[start:end], tried[start:end], pace) for start, end in outside)
    )


def _is_closed(worked: IntArray, tried: IntArray, pace: float, quantile: float = _Z) -> bool:
    """Tell whether next to nothing was done in a stretch, and that no chance."""
    done, chances = int(worked.sum()), int(tried.sum())
    if done > _NEXT_TO_NOTHING * pace * chances or not chances:
        return False
    return float(_limits(np.array([done]), np.array([chances]), quantile)[1][0]) < _PACE * pace


def _is_open(worked: IntArray, tried: IntArray, pace: float) -> bool:
    low, _ = _limits(worked.sum(keepdims=True), tried.sum(keepdims=True), _STRICT)
    return float(low[0]) >= _PACE * pace


def _limits(worked: IntArray, tried: IntArray, quantile: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson's limits of the share worked; 0 and below 1 where nothing was tried."""
    chances = np.maximum(tried, 1).astype(np.float64)
    return wilson(worked / chances, chances, np.full(chances.shape, quantile))


def _runs(flags: BoolArray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _joined(shifts: list[tuple[int, int]]) -> Shifts:
    joined: list[tuple[int, int]] = []
    for starts, closes in sorted(shifts):
        if joined and starts == joined[-1][1]:
            joined[-1] = (joined[-1][0], closes)
        else:
            joined.append((starts, closes))
    return tuple(joined)
