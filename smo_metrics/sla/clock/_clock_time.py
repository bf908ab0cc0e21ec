"""Which hours count for which clock: those of its calendar, or all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._calendars import Calendars, check_calendars
from smo_metrics.flow.hours._windows import Windows
from smo_metrics.flow.hours.calendar import WorkCalendar

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ClockTime:
    """Time that counts on each clock of a log.

    Attributes
    ----------
    calendars : tuple of WorkCalendar
        Empty on the wall clock.
    which : ndarray of int64, shape (clocks,)
        The place of each clock's calendar among them.
    windows : tuple of Windows
        The calendars' open windows over the span of the log.
    """

    calendars: tuple[WorkCalendar, ...]
    which: Integers
    windows: tuple[Windows, ...]

    def before(self, rows: Integers, moments: Integers) -> Integers:
        """Give the milliseconds that count up to moments of the log on the clocks `rows`; only differences mean a time.

        Parameters
        ----------
        rows, moments : ndarray of int64, shape (any,)
            Places of clocks, which may repeat; milliseconds since 1970 UTC.
        """
        if not self.calendars:
            return moments
        counted = np.empty(len(rows), dtype=np.int64)
        for place, windows in enumerate(self.windows):
            mine = self.which[rows] == place
            counted[mine] = windows.worked(moments[mine])
        return counted

    def after(self, rows: Integers, moments: Integers, amounts: Integers) -> Integers:
        """Give the earliest moment at which so many milliseconds that count have passed since each of the moments.

        Raises
        ------
        SmoError
            A calendar that has not so many open hours within 100 years.
        """
        if not self.calendars:
            return moments + amounts
        later = np.empty(len(rows), dtype=np.int64)
        for place, calendar in enumerate(self.calendars):
            mine = self.which[rows] == place
            if mine.any():
                later[mine] = calendar.moments_after(moments[mine], amounts[mine].astype(float))
        return later


def clock_time(log: EventLog, region: Integers, calendars: Calendars) -> ClockTime:
    """Give each clock the calendar of its region; None: all hours count.

    Parameters
    ----------
    log : EventLog
    region : ndarray of int64, shape (clocks,)
        Region codes; -1 for none.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        One for all, or region -> calendar; the key ``""`` serves clocks without a region.

    Raises
    ------
    SettingsError
        What was given is no calendar, or a region has none.
    """
    named = calendars if isinstance(calendars, Mapping) else {} if calendars is None else {"": calendars}
    check_calendars(named, "region")
    which = np.zeros(len(region), dtype=np.int64)
    if isinstance(calendars, Mapping):
        place = {name: number for number, name in enumerate(named)}
        names = (*log.names["region"], "")
        lost = [names[code] or "(no region)" for code in np.unique(region).tolist() if names[code] not in place]
        if lost:
            raise SettingsError(
                f"calendars: none for {', '.join(lost)} (given: {', '.join(map(repr, named))}). Add one for each "
                "region, under '' for tasks without a region, or give a single calendar for all."
            )
        which = np.array([place.get(name, -1) for name in names])[region]
    low, high = int(log.enabled.min()), log.as_of
    return ClockTime(tuple(named.values()), which, tuple(calendar.windows(low, high) for calendar in named.values()))
