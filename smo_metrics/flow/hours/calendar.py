"""When is a team at work? Opening hours, holidays and daylight saving of one region, resolved once into UTC windows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smo_metrics._zones import is_zone
from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow.hours._hours import Shifts, Week, read_shifts, read_week, write_shift, write_week
from smo_metrics.flow.hours._local_clock import local_clock
from smo_metrics.flow.hours._moments import HOUR, NOT_A_TIME, IntArray, Moments, from_milliseconds, to_milliseconds
from smo_metrics.flow.hours._public_holidays import EPOCH_DAY, country_problem, public_holidays
from smo_metrics.flow.hours._windows import Windows, merged

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
AnyArray = TypeVar("AnyArray", IntArray, FloatArray)
_MINUTE, _DAY = 60_000, 86_400_000
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday
_YEARS_AHEAD = (1, 3, 10, 30, 100)
_NO_MOMENTS = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When a team works: the clock for turnaround, waiting and due dates in work hours.

    Parameters
    ----------
    timezone : str
        IANA zone of the hours, such as ``Asia/Singapore``; daylight saving is the zone's.
    hours : mapping of str to list of str
        Days -> shifts: ``{"mon-thu": ["09:00-13:00", "14:00-18:00"], "fri": ["09:00-13:00"]}``. Days are ``mon`` to
        ``sun``, a range, a list with commas, or ``daily``; a day that is not named is closed. Times go from 00:00 to
        24:00. A shift that ends before it starts is a night shift, ``22:00-06:00``, and belongs to the day on which it
        starts.
    holidays : str or sequence of date, optional
        ISO code of a country (``SG``) or part of one (``US-CA``), or the dates (``date`` or ``2026-12-25``). No shift
        starts on a holiday; a night shift of the day before ends as ever. A country's code alone has the holidays that
        hold in all its parts, as of the installed package holidays, which estimates some future dates (moon calendars).
    special : mapping of date to list of str, optional
        Shifts of single days, which go before weekday and holiday: a half day, a Saturday worked, ``[]`` for closed.

    Raises
    ------
    SettingsError
        Everything that is wrong, in one message: an unknown zone or country, a bad time or date, overlapping shifts,
        a shift that ends when it starts, nothing open at all.

    Notes
    -----
    Daylight saving: a shift lasts from the first moment at which the wall clock shows its start or later to the last
    moment before which the clock shows less than its end. A start or end that the clock skips is the moment of the
    change; of a time that it shows twice, a shift starts with the first and ends with the second. So
    ``22:00-06:00`` is 7 hours in the night when clocks go forward and 9 when they go back.

    Examples
    --------
    >>> from datetime import datetime
    >>> from zoneinfo import ZoneInfo
    >>> calendar = WorkCalendar("Asia/Singapore", {"mon-fri": ["09:00-18:00"]}, holidays=["2026-01-01"])
    >>> new_year_eve = datetime(2025, 12, 31, 17, tzinfo=ZoneInfo("Asia/Singapore"))
    >>> calendar.work_hours(new_year_eve, datetime(2026, 1, 2, 10, tzinfo=ZoneInfo("Asia/Singapore")))
    2.0
    >>> calendar.add_work_hours(new_year_eve, 2).isoformat()
    '2026-01-02T10:00:00+08:00'
    """

    timezone: str
    hours: Mapping[str, Sequence[str] | str] = field(compare=False)
    holidays: str | Sequence[date | str] | None = field(default=None, compare=False)
    special: Mapping[date | str, Sequence[str] | str] | None = field(default=None, compare=False)
    _week: Week = field(init=False, repr=False)
    _closed: str | frozenset[int] = field(init=False, repr=False)
    _special: tuple[tuple[int, Shifts], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        problems: list[str] = []
        if not is_zone(self.timezone):
            problems.append(f"timezone: {self.timezone!r} is no time zone; write one like Asia/Singapore.")
        week = read_week(self.hours, problems)
        special: dict[int, Shifts] = {}
        if isinstance(self.special, Mapping):
            for given, texts in self.special.items():
                day = _day(given, "special", problems)
                if day and day in special:  # 0: no date, which is a problem already
                    problems.append(f"special: {str(given)!r} is given twice; list all its shifts under one key.")
                special[day] = read_shifts(texts, f"special[{str(given)!r}]", problems)
        elif self.special is not None:
            problems.append(f"special: {self.special!r} is no mapping of days to shifts; write {{'2026-12-24': []}}.")
        closed: str | frozenset[int] = frozenset()
        if isinstance(self.holidays, str):
            closed = self.holidays
            problem = country_problem(closed)
            problems += [problem] if problem else []
        elif isinstance(self.holidays, Iterable):
            closed = frozenset(_day(given, "holidays", problems) for given in self.holidays)
        elif self.holidays is not None:
            problems.append(f"holidays: {self.holidays!r} is no country code and no list of dates.")
        if not problems and not any(week) and not any(special.values()):
            problems.append("hours: nothing is open; give at least one shift, as {'mon-fri': ['09:00-18:00']}.")
        if problems:
            raise SettingsError("calendar: " + " ".join(problems))
        object.__setattr__(self, "_week", week)
        object.__setattr__(self, "_closed", closed)
        object.__setattr__(self, "_special", tuple(sorted(special.items())))

    def to_dict(self) -> dict[str, Any]:
        """Give what `WorkCalendar` takes, JSON-ready: ``WorkCalendar(**calendar.to_dict())`` equals it."""
        listed = self._closed if isinstance(self._closed, str) else [_iso(day) for day in sorted(self._closed)] or None
        special = {_iso(day): [write_shift(shift) for shift in shifts] for day, shifts in self._special}
        return {
            "timezone": self.timezone,
            "hours": write_week(self._week),
            "holidays": listed,
            "special": special or None,
        }

    @overload
    def work_hours(self, start: datetime, end: datetime) -> float: ...
    @overload
    def work_hours(self, start: Moments, end: datetime | Moments) -> FloatArray: ...
    @overload
    def work_hours(self, start: datetime, end: Moments) -> FloatArray: ...
    def work_hours(self, start: datetime | Moments, end: datetime | Moments) -> float | FloatArray:
        """How many hours the team was at work between two moments.

        Parameters
        ----------
        start, end : datetime, DatetimeIndex, Series or sequence of datetime
            Aware, in any zone. One moment stands for all where the other side has many; else as many on both sides.
            NaT gives NaN.

        Returns
        -------
        float or ndarray of float
            An array where either side has many. Counted to the millisecond, and with a sign: an end before its start
            is negative, so that hours from a to b and from b to c always make those from a to c.

        Raises
        ------
        SmoError
            Times without a zone; different numbers of starts and ends.
        """
        starts, ends = _as_many(to_milliseconds(start, "start"), to_milliseconds(end, "end"), "end")
        known = (starts != NOT_A_TIME) & (ends != NOT_A_TIME)
        hours = np.full(known.shape, np.nan)
        if known.any():
            starts, ends = starts[known], ends[known]
            windows = self.windows(min(int(starts.min()), int(ends.min())), max(int(starts.max()), int(ends.max())))
            hours[known] = (windows.worked(ends) - windows.worked(starts)) / HOUR
        return hours if hours.ndim else float(hours)

    @overload
    def add_work_hours(self, start: datetime, hours: float) -> pd.Timestamp: ...
    @overload
    def add_work_hours(self, start: Moments, hours: float | ArrayLike) -> pd.DatetimeIndex: ...
    @overload
    def add_work_hours(self, start: datetime, hours: ArrayLike) -> pd.DatetimeIndex: ...
    def add_work_hours(
        self, start: datetime | Moments, hours: float | ArrayLike
    ) -> pd.Timestamp | pd.DatetimeIndex:
        """When so many work hours will have passed: the due date of a task that arrives at `start`.

        Parameters
        ----------
        start : datetime, DatetimeIndex, Series or sequence of datetime
            Aware, in any zone; NaT gives NaT.
        hours : float or array of float
            Work hours, 0 or more, taken to the millisecond; NaN gives NaT.

        Returns
        -------
        Timestamp or DatetimeIndex
            In the calendar's zone. The earliest such moment: 9 hours from a morning end at the evening's close, not at
            the next opening, and 0 hours at the start itself, open or not.

        Raises
        ------
        SmoError
            Times without a zone; hours that are no numbers, negative or infinite; different numbers of starts and
            hours; a calendar that has not so many open hours within 100 years.
        """
        starts, amounts = _as_many(to_milliseconds(start, "start"), _amounts(hours), "hours")
        if (amounts < 0).any() or np.isinf(amounts).any():
            low, high = np.nanmin(amounts), np.nanmax(amounts)
            raise SmoError(f"hours to add must be 0 or more and finite; {low} to {high} arrived.")
        known = (starts != NOT_A_TIME) & ~np.isnan(amounts)
        ends = np.full(known.shape, NOT_A_TIME)
        if known.any():
            ends[known] = self.moments_after(starts[known], amounts[known] * HOUR)
        return from_milliseconds(ends, self.timezone)

    def windows(self, low: int, high: int) -> Windows:
        """Open windows of at least all moments from `low` to `high`, in milliseconds; they reach to whole years.

        Raises
        ------
        SmoError
            Moments outside the years 1800 to 2400.
        """
        first, last = (np.array([low, high]).view("M8[ms]").astype("M8[Y]").astype(np.int64) + 1970).tolist()
        return _windows_of_years(self, first, last)

    def moments_after(self, starts: IntArray, work: FloatArray) -> IntArray:
        """Moments by which so many milliseconds were worked; looks ahead further until there are enough."""
        low, high = int(starts.min()), int(starts.max())
        for years in _YEARS_AHEAD:
            ahead = years * 366 * _DAY
            if work.max() <= ahead:
                windows = self.windows(low, high + ahead)
                needed = windows.worked(starts) + np.rint(work).astype(np.int64)
                if needed.max() <= windows.total:
                    return np.maximum(starts, windows.at(needed))
        raise SmoError(
            f"calendar: fewer than {work.max() / HOUR:g} hours are open in the {_YEARS_AHEAD[-1]} years after "
            f"{from_milliseconds(np.array(high), self.timezone)}. Check hours, holidays and special days."
        )


@lru_cache(maxsize=1024)  # a what-if asks for those of every pool again and again
def _windows_of_years(calendar: WorkCalendar, first_year: int, last_year: int) -> Windows:
    """Resolve local shifts into UTC windows; days on either side are there for zones and night shifts."""
    first, last = _new_year(first_year) - 2, _new_year(last_year + 1) + 1
    clock = local_clock(calendar.timezone, first, last + 2)
    closed = calendar._closed
    if isinstance(closed, str):
        closed = public_holidays(closed, first_year - 1, last_year + 1)
    days = np.arange(first, last + 1)
    weekly = ~np.isin(days, [*closed, *(day for day, _ in calendar._special)])
    shifts = [
        (days[weekly & ((days + _EPOCH_WEEKDAY) % 7 == weekday)], shift)
        for weekday, shifts_of_day in enumerate(calendar._week)
        for shift in shifts_of_day
    ]
    shifts += [
        (np.array([day]), shift)
        for day, shifts_of_day in calendar._special
        if first <= day <= last
        for shift in shifts_of_day
    ]
    opens = [clock.reaches(on * _DAY + start * _MINUTE) for on, (start, _) in shifts]
    closes = [clock.leaves(on * _DAY + end * _MINUTE) for on, (_, end) in shifts]
    return merged(np.concatenate([_NO_MOMENTS, *opens]), np.concatenate([_NO_MOMENTS, *closes]))


def _new_year(year: int) -> int:
    return int(np.datetime64(year - 1970, "Y").astype("M8[D]").astype(np.int64))


def _as_many(starts: IntArray, others: AnyArray, name: str) -> tuple[IntArray, AnyArray]:
    try:
        many = np.broadcast_shapes(starts.shape, others.shape)
    except ValueError:
        sizes = f"{starts.size} start times and {others.size} of {name}"
        raise SmoError(f"{sizes} arrived; give as many of both, or one of either.") from None
    return np.broadcast_to(starts, many), np.broadcast_to(others, many)


def _amounts(hours: float | ArrayLike) -> FloatArray:
    """Read hours, one or many, as numbers; missing ones become NaN."""
    import pandas as pd

    many = np.ndim(hours) > 0
    try:
        given = pd.Series(hours if many else [hours])
        if given.dtype.kind not in "biufO":
            raise TypeError
        amounts = pd.to_numeric(given).to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise SmoError(f"hours must be a number, or an array of numbers; {hours!r} arrived.") from None
    return amounts if many else amounts[0]


def _day(given: date | str, name: str, problems: list[str]) -> int:
    try:
        day = given if isinstance(given, date) else date.fromisoformat(given)
        return day.toordinal() - EPOCH_DAY
    except (TypeError, ValueError):  # a missing date, too, has no place in the count of days
        problems.append(f"{name}: {given!r} is no date; write it like '2026-12-25'.")
        return 0


def _iso(day: int) -> str:
    return date.fromordinal(day + EPOCH_DAY).isoformat()
