"""Which calendar serves which events: one for all, or one for each region or actor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SettingsError
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._windows import Windows
from smo_metrics.flow.hours.calendar import WorkCalendar

Integers = npt.NDArray[np.int64]
Calendars = WorkCalendar | Mapping[str, WorkCalendar] | None
NO_CALENDAR = "No calendar is given: hours are by the clock, work hours are not known."


def open_time(log: EventLog, calendars: Calendars, low: Integers, high: Integers) -> Integers | None:
    """Tell how much of each event's span its region was at work.

    Parameters
    ----------
    log : EventLog
        Gives the region of each event; one that has not begun and has none takes that of the task's event before.
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
        As in `event_windows`.
    """
    if calendars is None:
        return None
    return open_before(log, calendars, high) - open_before(log, calendars, low)


def open_before(log: EventLog, calendars: WorkCalendar | Mapping[str, WorkCalendar], moments: Integers) -> Integers:
    """Give the open time up to each event's moment on its region's calendar; only differences mean anything.

    Parameters and errors are those of `open_time`.
    """
    before = np.empty(log.size, dtype=np.int64)
    for rows, windows in event_windows(log, np.arange(log.size), calendars, "region"):
        before[rows] = windows.worked(moments[rows])
    return before


def event_windows(
    log: EventLog,
    rows: Integers,
    calendars: WorkCalendar | Mapping[str, WorkCalendar],
    keyed_by: Literal["region", "actor"],
) -> Iterator[tuple[Integers, Windows]]:
    """Give the rows that share a calendar, with its windows over the span of the log.

    Raises
    ------
    SettingsError
        What was given is no calendar, or a region or actor of these rows has none; the key ``""`` serves rows without.
    """
    low, high = int(log.enabled.min()), log.as_of
    check_calendars(calendars, keyed_by)
    if not isinstance(calendars, Mapping):
        yield rows, calendars.windows(low, high)
        return
    code = (_regions(log) if keyed_by == "region" else log.actor)[rows]
    named = {int(one): log.names[keyed_by][one] if one >= 0 else "" for one in np.unique(code)}
    lost = [name for name in named.values() if name and name not in calendars]
    if lost:
        raise SettingsError(
            f"calendars: no calendar for {', '.join(lost)} (given: {', '.join(map(repr, calendars)) or 'none'}). "
            f"Add one for each {keyed_by}, or give a single calendar for all."
        )
    if -1 in named and "" not in calendars:
        nameless = counted(int((code == -1).sum()), "event")
        raise SettingsError(
            f"calendars: no calendar for {nameless} without {keyed_by}. Fill it, or add a calendar under the key ''."
        )
    by_code = np.argsort(code, kind="stable")
    bounds = np.searchsorted(code[by_code], [*named, len(log.names[keyed_by])])
    for name, begin, end in zip(named.values(), bounds[:-1], bounds[1:], strict=True):
        yield rows[by_code[begin:end]], calendars[name].windows(low, high)


def check_calendars(
    calendars: WorkCalendar | Mapping[str, WorkCalendar], keyed_by: Literal["region", "actor"]
) -> None:
    """Refuse what is no calendar and no mapping to calendars."""
    for calendar in calendars.values() if isinstance(calendars, Mapping) else [calendars]:
        if not isinstance(calendar, WorkCalendar):
            raise SettingsError(
                f"calendars: {calendar!r} is no WorkCalendar. Give one for all, or a mapping from {keyed_by} to one."
            )


def _regions(log: EventLog) -> Integers:
    """Give each event's region; nobody has taken up what has not begun, so it stays where the task was last."""
    lacks = log.is_waiting & (log.region < 0)
    lacks[log.first] = False
    source = np.maximum.accumulate(np.where(lacks, 0, np.arange(log.size)))
    return log.region[source]
