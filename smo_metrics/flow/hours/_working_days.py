"""On which days was each actor at work, and for how long could they have been? What utilisation divides by."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics.flow.events._distinct import distinct
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.flow.hours._periods import period_edges
from smo_metrics.flow.hours._windows import Windows
from smo_metrics.flow.hours.calendar import WorkCalendar

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Booleans = NDArray[np.bool_]
_HOUR = 3_600_000
_LONGEST_SHIFT = 25 * _HOUR  # a local day that has 25 hours is still one day


def own_begins(log: EventLog, used: Booleans) -> IntArray:
    """When each used event begins to be its actor's only claim: its start, or the last end of those begun before.

    From there to its end no moment of an actor belongs to two events; where nothing is left, the two are equal.
    """
    begins = log.started.copy()
    rows = np.flatnonzero(used)
    rows = rows[np.lexsort((log.ended[rows], log.started[rows], log.actor[rows]))]
    if rows.size:
        low = log.started.min()
        ahead = log.actor[rows] * (log.ended.max() - low + 1) - low
        busy_until = np.maximum.accumulate(log.ended[rows] + ahead)
        begins[rows[1:]] = np.maximum(log.started[rows[1:]], busy_until[:-1] - ahead[1:])
        begins[rows] = np.minimum(begins[rows], log.ended[rows])
    return begins


def available_time(
    log: EventLog,
    used: Booleans,
    begins: IntArray,
    own: IntArray,
    calendars: Calendars,
    planned: FloatArray,
    timezone: str,
) -> FloatArray:
    """Available milliseconds of each actor in each region, divided among their used events as their busy time is.

    Parameters
    ----------
    used : ndarray of bool, shape (events,)
        Events that count; each has an actor, and a calendar where there are any.
    begins : ndarray of int64, shape (events,)
        From `own_begins`.
    own : ndarray of int64, shape (events,)
        Busy milliseconds of each event.
    planned : ndarray of float, shape (actors,)
        Hours a day; NaN: the calendar's.
    timezone : str
        IANA zone of days where there is no calendar.

    Returns
    -------
    ndarray of float, shape (events,)
        0 for events not used; NaN where neither calendar nor plan tells.
    """
    available = np.zeros(log.size)
    actors = len(log.names["actor"])
    for region in np.unique(log.region[used]):
        rows = np.flatnonzero(used & (log.region == region))
        name = log.names["region"][region] if region >= 0 else ""
        calendar = calendars[name] if isinstance(calendars, Mapping) else calendars
        when = shifts(calendar, timezone, int(log.started[rows].min()), log.as_of)
        actor, lengths = when.days_touched(log.actor[rows], begins[rows], log.ended[rows])
        days = np.bincount(actor, minlength=actors)
        opened = np.bincount(actor, weights=lengths, minlength=actors) if calendar else np.full(actors, math.nan)
        total = np.where(np.isnan(planned), opened, planned * _HOUR * days)
        busy = np.bincount(log.actor[rows], weights=own[rows], minlength=actors)
        with np.errstate(invalid="ignore", divide="ignore"):
            available[rows] = own[rows] * np.where(busy > 0, total / busy, 0)[log.actor[rows]]
    return available


@dataclass(frozen=True, slots=True, eq=False)
class Shifts:
    """Open windows, each with the local day on which it opens; what is open for longer is cut at midnights."""

    opens: IntArray
    closes: IntArray
    day: IntArray

    def days_touched(self, actor: IntArray, begins: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
        """Give each actor and day with work in open windows, once.

        Parameters
        ----------
        actor, begins, ends : ndarray of int64, shape (n,)
            Spans of work that do not overlap within an actor, so that few windows are listed.

        Returns
        -------
        actor, open_time : ndarray of int64, shape (actor days,)
            The day's open time in milliseconds.
        """
        low = np.searchsorted(self.closes, begins, side="right")
        high = np.searchsorted(self.opens, ends, side="left")
        times = np.where(ends > begins, np.maximum(high - low, 0), 0)
        row = np.repeat(np.arange(len(times)), times)
        touched = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times) + low[row]
        days = int(self.day[-1]) + 1 if self.day.size else 1
        met = distinct(actor[row] * days + self.day[touched])
        lengths = np.bincount(self.day, weights=self.closes - self.opens, minlength=days).astype(np.int64)
        return met // days, lengths[met % days]


def shifts(calendar: WorkCalendar | None, timezone: str, low: int, high: int) -> Shifts:
    """List the shifts that hold the moments from `low` to `high`, which ends the last; no calendar: whole local days.

    Parameters
    ----------
    calendar : WorkCalendar or None
        Its own zone tells where days begin.
    timezone : str
        IANA zone of days where there is no calendar.
    low, high : int
        Milliseconds since 1970 UTC.
    """
    edges = period_edges(low - 2 * _LONGEST_SHIFT, high, "D", calendar.timezone if calendar else timezone)
    windows = calendar.windows(int(edges[0]), high) if calendar else Windows(edges[:1], edges[-1:])
    near = (windows.opens < high) & (windows.closes > edges[0])
    opens, closes = np.maximum(windows.opens[near], edges[0]), np.minimum(windows.closes[near], high)
    place = np.searchsorted(opens, edges, side="right") - 1
    if opens.size:
        inside = (place >= 0) & (opens[place] < edges) & (edges < closes[place])
        cuts = edges[inside & ((closes - opens)[place] > _LONGEST_SHIFT)]
        opens, closes = np.sort(np.append(opens, cuts)), np.sort(np.append(closes, cuts))
    return Shifts(opens, closes, np.searchsorted(edges, opens, side="right") - 1)
