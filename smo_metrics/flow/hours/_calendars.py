"""Which calendar serves which event: work time between two moments of each event, by its region's calendar."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours.calendar import WorkCalendar

Integers = npt.NDArray[np.int64]
Calendars = WorkCalendar | Mapping[str, WorkCalendar] | None
NO_CALENDAR = "No calendar is given: hours are by the clock, work hours are not known."


def open_time(log: EventLog, calendars: Calendars, low: Integers, high: Integers) -> Integers | None:
    """Tell how much of each event's span its region was at work.

    Parameters
    ----------
    log : EventLog
        Gives the region of each event.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        One for all, or region -> calendar; the key ``""`` serves events without a region.
    low, high : ndarray of int64, shape (events,)
        Milliseconds within the log: not before its first moment, not after `as_of`.

    Returns
    -------
    ndarray of int64, shape (events,), or None
        Milliseconds in open windows, below 0 where `high` comes first; None without calendars.

    Raises
    ------
    SettingsError
        A region of the log, or its events without a region, have no calendar.
    """
    if calendars is None:
        return None
    return open_before(log, calendars, high) - open_before(log, calendars, low)


def open_before(log: EventLog, calendars: WorkCalendar | Mapping[str, WorkCalendar], moments: Integers) -> Integers:
    """Give the open time up to each event's moment on its region's calendar; only differences mean anything.

    Parameters and errors are those of `open_time`.
    """
    low, high = int(log.enabled.min()), log.as_of
    if not isinstance(calendars, Mapping):
        return calendars.windows(low, high).worked(moments)
    before = np.empty(log.size, dtype=np.int64)
    for region, calendar in _served(log, calendars).items():
        rows = np.flatnonzero(log.region == region)
        before[rows] = calendar.windows(low, high).worked(moments[rows])
    return before


def _served(log: EventLog, calendars: Mapping[str, WorkCalendar]) -> dict[int, WorkCalendar]:
    """Give the calendar of each region code that occurs; -1 is no region."""
    present = np.unique(log.region)
    named = {int(code): log.names["region"][code] if code >= 0 else "" for code in present}
    lost = [name for name in named.values() if name and name not in calendars]
    if lost:
        raise SettingsError(
            f"calendars: no calendar for {', '.join(lost)} (given: {', '.join(map(repr, calendars)) or 'none'}). "
            "Add one for each region, or give a single calendar for all."
        )
    if -1 in named and "" not in calendars:
        raise SettingsError(
            f"calendars: {int((log.region == -1).sum()):,} events have no region. Fill it, or add a calendar under "
            "the key '' for them."
        )
    return {code: calendars[name] for code, name in named.items()}
