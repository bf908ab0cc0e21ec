"""What was finished on each past day, and what a usual team could have done: the one input of every daily forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.throughput.planned_capacity import planned_capacity
from smo_metrics.volume_table import check_volumes

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Gaps = Literal["zero", "missing"]
FEWEST_DAYS = 7
TWO_WEEKS = 14
_WEEK = 7
_SHOWN_DAYS = 5
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, eq=False)
class DailyHistory:
    """Consecutive calendar days, weekends included.

    Attributes
    ----------
    first_day : date
    completed : ndarray of float, shape (days,)
        Tasks finished that day; NaN: not known.
    arrived : ndarray of float, shape (days,), or None
        Tasks that came in; NaN: not known. None: no such figures.
    capacity : ndarray of float, shape (days,)
        Planned share of the team that is usual on such a weekday: 1 as ever, 0.5 half on leave, 0 a holiday.
    notes : tuple of str
        What was left out or is thin, in sentences.

    Raises
    ------
    SmoError
        Figures that are no arrays of one length. Their values are checked where a forecast is made.
    """

    first_day: date
    completed: FloatArray
    arrived: FloatArray | None
    capacity: FloatArray
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        arrays = [self.completed, self.capacity] + ([] if self.arrived is None else [self.arrived])
        if any(not isinstance(array, np.ndarray) or array.shape != (len(self.completed),) for array in arrays):
            raise SmoError("DailyHistory: completed, arrived and capacity are arrays of one number a day.")

    @property
    def days(self) -> int:
        """Calendar days, known or not."""
        return len(self.completed)

    @property
    def weekdays(self) -> IntArray:
        """Weekday of each day, Monday is 0: shape (days,)."""
        return (self.first_day.weekday() + np.arange(self.days)) % _WEEK

    def until(self, days: int) -> DailyHistory:
        """Give the first `days` days."""
        return self._part(0, days)

    def since(self, day: int) -> DailyHistory:
        """Give the days from number `day` on, where the first has number 0."""
        return self._part(day, self.days)

    def _part(self, low: int, high: int) -> DailyHistory:
        return replace(
            self,
            first_day=self.first_day + timedelta(days=low),
            completed=self.completed[low:high],
            arrived=None if self.arrived is None else self.arrived[low:high],
            capacity=self.capacity[low:high],
        )


def daily_history(
    history: pd.DataFrame | pd.Series | Sequence[float] | FloatArray | DailyHistory,
    *,
    first_day: date | None = None,
    gaps: Gaps | None = None,
    as_of: date | None = None,
    capacity: Mapping[date, float] | None = None,
    calendar: WorkCalendar | None = None,
) -> DailyHistory:
    """Decide which past days a forecast may learn from: whole days, with their gaps answered for.

    Parameters
    ----------
    history : DataFrame, Series, sequence of float or DailyHistory
        A volumes table, as `check_volumes` takes it: rows of queues and regions are added up by day. Or the tasks
        finished each day: a Series indexed by day, or consecutive numbers. Whole numbers of 0 or more; empty or NaN is
        a gap. A DailyHistory comes back as it is, and takes no options.
    first_day : date, optional
        Day of the first number of a plain sequence, which needs it: weekdays differ.
    gaps : {"zero", "missing"}, optional
        What a day without a figure means: ``"zero"``, nothing was finished; ``"missing"``, nobody knows. A day of
        which one queue or region has no figure is a gap too. Without an answer gaps are refused; a day that the
        calendar closes, or with capacity 0, is none. A row with `completed` and an empty `arrived` is no gap: how many
        came that day is not known, whatever the answer.
    as_of : date, optional
        The day on which the history was taken: it is not over, and is left out with all days after it. Days before it
        that have no row, also after the last one, are gaps.
    capacity : mapping of date to float, optional
        Share of the usual team on past days, where it differed: 0 nobody, 0.5 half on leave.
    calendar : WorkCalendar, optional
        Its holidays and special closed days have capacity 0, special days with shorter hours their share.

    Returns
    -------
    DailyHistory
        From the first to the last day that has a row, or to the day before `as_of`. `notes` says that forecasts are
        wide below 14 known days, and on how many days nobody counted what came.

    Raises
    ------
    TableError
        Counts that are negative or not whole, days that are none or are there twice.
    SmoError
        Gaps without an answer; fewer than 7 known days; nothing finished on any day; numbers without a first day.
    SettingsError
        An option that cannot be used, or any for a DailyHistory.

    Examples
    --------
    >>> week = [9, 12, 10, 11, 8, None, None]
    >>> made = daily_history(week * 2, first_day=date(2026, 3, 2), gaps="zero", as_of=date(2026, 3, 15))
    >>> made.days, float(made.completed.sum())
    (13, 100.0)
    >>> made.notes[0]
    'The last day, 2026-03-15, was not over and is left out.'
    """
    if isinstance(history, DailyHistory):
        if any(option is not None for option in (first_day, gaps, as_of, capacity, calendar)):
            raise SettingsError("history: it is a DailyHistory already; give the options where that is made.")
        _doubts(history)
        return history
    if gaps not in (None, "zero", "missing"):
        raise SettingsError(f"gaps: {gaps!r} arrived; write 'zero' (nothing was finished) or 'missing' (not known).")
    for name, day in (("first_day", first_day), ("as_of", as_of)):
        if day is not None and not (isinstance(day, date) and day == day):  # NaT is a date, and not itself
            raise SettingsError(f"{name}: {day!r} arrived; give a date, such as date(2026, 3, 31).")
    volumes, last, notes = _past(check_volumes(_as_table(history, first_day), first_row=1), as_of)
    first = volumes["date"].min().date()
    days = (last - first).days + 1
    shares = planned_capacity(first, days, capacity=capacity, calendar=calendar)
    closed = (shares == 0) | _weekly_closed(calendar, first, days)
    completed = _by_day(volumes, "completed", closed, first, gaps)
    known_arrivals = "arrived" in volumes and volumes["arrived"].notna().any()
    arrived = _by_day(volumes, "arrived", closed, first, gaps) if known_arrivals else None
    made = DailyHistory(first, completed, arrived, shares, notes)
    return replace(made, notes=notes + _doubts(made))


def _as_table(history: Any, first_day: date | None) -> pd.DataFrame:
    """Give numbers a column of days; a table stays as it is."""
    import pandas as pd

    if isinstance(history, pd.DataFrame | pd.Series) and first_day is not None:
        raise SettingsError("first_day: a table or Series has its own days; leave first_day out.")
    if isinstance(history, pd.DataFrame):
        return history
    if isinstance(history, pd.Series):
        days = history.index
        if isinstance(days, pd.PeriodIndex):
            if days.freqstr != "D":
                raise SmoError(f"history: the Series has periods of {days.freqstr!r}; give one of single days, 'D'.")
            days = days.to_timestamp()
        if not isinstance(days, pd.DatetimeIndex) and days.inferred_type not in ("date", "datetime", "string"):
            raise SmoError("history: the Series is not indexed by day. Give it dates, or a list and first_day.")
        return pd.DataFrame({"date": days, "completed": history.to_numpy()})
    if not _is_flat(history):
        raise SmoError(f"history: a table, a Series or a list of daily numbers is needed; {history!r:.60} arrived.")
    if first_day is None:
        raise SmoError("history: numbers without dates arrived. Give first_day, the day of the first of them.")
    return pd.DataFrame({"date": pd.date_range(first_day, periods=len(history)), "completed": list(history)})


def _is_flat(history: Any) -> bool:
    try:
        return not isinstance(history, str) and np.ndim(history) == 1
    except ValueError:  # a list of lists, each of its own length
        return False


def _past(volumes: pd.DataFrame, as_of: date | None) -> tuple[pd.DataFrame, date, tuple[str, ...]]:
    """Rows of days that are over, the last such day, and what was left out or has no row."""
    days = volumes["date"].dt.date
    last = days.max()
    if as_of is None:
        return volumes, last, ()
    today = as_of.date() if isinstance(as_of, datetime) else as_of
    yesterday = today - timedelta(days=1)
    if last < today:
        since = (yesterday - last).days
        if since > (last - days.min()).days:
            raise SmoError(f"as_of: {today} lies {since:,} days after the history, which is shorter. Give newer days.")
        note = f"The history ends on {last}: {counted(since, 'day')} from then to {today} without a row."
        return volumes, yesterday, (note,) if since else ()
    if days.min() >= today:
        raise SmoError(f"history: it begins on {days.min()}, and as_of is {today}: no day of it is over.")
    note = f"The last day, {last}, was not over and is left out."
    if last > today:
        note = f"The days from {today} to {last} were not over on {today} and are left out."
    return volumes[days < today], yesterday, (note,)


def _weekly_closed(calendar: WorkCalendar | None, first: date, days: int) -> Booleans:
    weekdays = (first.weekday() + np.arange(days)) % _WEEK
    never = [] if calendar is None else [day for day, shifts in enumerate(calendar._week) if not shifts]
    return np.isin(weekdays, never)


def _by_day(volumes: pd.DataFrame, name: str, closed: Booleans, first: date, gaps: Gaps | None) -> FloatArray:
    """Sum of all queues and regions on each day, with gaps as they were answered for.

    A row that says what was finished and not what came tells that nobody counted that: it is not known.
    """
    place = (volumes["date"] - np.datetime64(first)).dt.days.to_numpy()
    groups = [column for column in ("queue", "region") if column in volumes]
    streams = volumes.groupby(groups, dropna=False).ngroups if groups else 1
    known = volumes[name].notna().to_numpy()
    sums = np.bincount(place[known], weights=volumes[name].to_numpy()[known], minlength=len(closed))
    uncounted = np.isin(np.arange(len(closed)), place[volumes["completed"].notna().to_numpy() & ~known])
    gap = (np.bincount(place[known], minlength=len(closed)) < streams) & ~closed & ~uncounted
    if gap.any() and gaps is None:
        raise SmoError(_question(name, gap, first))
    return np.where(uncounted | (gap & (gaps == "missing")), np.nan, sums)


def _question(name: str, gap: Booleans, first: date) -> str:
    days = [first + timedelta(days=int(day)) for day in np.flatnonzero(gap)]
    shown = ", ".join(map(str, days[:_SHOWN_DAYS])) + (", ..." if len(days) > _SHOWN_DAYS else "")
    weekend = " All are Saturdays or Sundays." if all(day.weekday() >= 5 for day in days) else ""
    return (
        f"history: {counted(len(days), 'day')} without a figure for {name} ({shown}).{weekend} Say what that means: "
        "gaps='zero' if there was nothing on such days, gaps='missing' if nobody knows."
    )


def _doubts(history: DailyHistory) -> tuple[str, ...]:
    """Refuse what no forecast can be made from, and say what makes one poor."""
    arrays = [history.completed, history.capacity] + ([] if history.arrived is None else [history.arrived])
    if any((array < 0).any() or np.isinf(array).any() for array in arrays) or np.isnan(history.capacity).any():
        raise SmoError("history: a DailyHistory holds a number below 0, an infinite one, or a capacity that is none.")
    known = int((~np.isnan(history.completed)).sum())
    if known < FEWEST_DAYS:
        raise SmoError(
            f"history: {counted(known, 'known day')} arrived. A forecast needs {FEWEST_DAYS} at least, and is poor "
            f"below {TWO_WEEKS}; ask again when there are more."
        )
    at_work = history.capacity > 0
    if not np.nansum(history.completed[at_work]) > 0:
        raise SmoError(
            f"history: nothing was finished on any of {counted(known, 'known day')}, so that no date can be told. "
            "Check the column of finished tasks, and that the dates are those of work."
        )
    notes = []
    if known < TWO_WEEKS:
        notes.append(
            f"Only {known} days of history are known, less than two weeks: how weekdays differ and how far days vary "
            "is hardly known, and ranges are wide."
        )
    unseen = [_NAMES[day] for day in range(_WEEK) if np.isnan(history.completed[history.weekdays == day]).all()]
    if unseen:
        notes.append(f"No {' and no '.join(unseen)} has a figure: forecasts take it that nothing is finished then.")
    if known < history.days:
        notes.append(f"{counted(history.days - known, 'day')} of {history.days} without a figure: left out.")
    if history.arrived is not None:
        uncounted = int((np.isnan(history.arrived) & ~np.isnan(history.completed)).sum())
        if uncounted:
            days = f"{counted(uncounted, 'day')} of {history.days}"
            notes.append(f"{days} without a figure for arrived: how many came is not known.")
    extra = np.nansum(history.completed[~at_work])
    if extra > 0:
        notes.append(
            f"{counted(int(extra), 'task')} finished on days planned with nobody at work: they do not count towards "
            "what a usual day brings."
        )
    return tuple(notes)
