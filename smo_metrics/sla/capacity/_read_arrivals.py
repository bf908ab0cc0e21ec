"""What do the arrivals say that staffing is given: counts by hour, a mean week, daily volumes or an event log?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SmoError
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._local_clock import local_clock
from smo_metrics.flow.hours._moments import NOT_A_TIME, to_milliseconds
from smo_metrics.flow.hours._public_holidays import EPOCH_DAY
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.sla.capacity._planned_weeks import DAY, HOUR, HOURS_A_WEEK, usual_hours
from smo_metrics.sla.capacity._week_pattern import WeekPattern, given_pattern, observed_pattern
from smo_metrics.volume_table import check_volumes

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Spread = Literal["open", "clock"]


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """The pattern, the first day after the data (None for a mean week), and what was assumed."""

    pattern: WeekPattern
    day_after: date | None
    notes: tuple[str, ...]


def read_arrivals(arrivals: Any, timezone: str, spread: Spread | None, shifts: Mapping[str, WorkCalendar]) -> Arrivals:
    """Read any of the forms of `staff_for`.

    Parameters
    ----------
    arrivals : Series, DataFrame, EventLog or array-like
        As in `staff_for`; events are an `EventLog` already.
    timezone : str
        IANA zone of days and hours.
    spread : {"open", "clock"} or None
        How daily volumes lie within the day.
    shifts : mapping of str to WorkCalendar
        Who is at work when.

    Raises
    ------
    SmoError
        Gaps, missing or negative counts, less than a week, times without a zone; volumes without `spread`.
    """
    import pandas as pd

    if isinstance(arrivals, EventLog):
        return _of_events(arrivals, timezone)
    if isinstance(arrivals, pd.DataFrame):
        return _of_volumes(arrivals, spread, shifts)
    if isinstance(arrivals, pd.Series) and isinstance(arrivals.index, pd.DatetimeIndex):
        return _of_series(arrivals, timezone)
    try:
        rate = np.asarray(arrivals, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        rate = np.empty(0)
    if rate.size != HOURS_A_WEEK:
        raise SmoError(
            "arrivals must be a Series of counts by hour with an aware index, a volumes table, an event log, or 168 "
            f"numbers, one an hour of the week from Monday's midnight; {rate.size} numbers in a "
            f"{type(arrivals).__name__} arrived."
        )
    _check_counts(rate)
    return Arrivals(given_pattern(rate), None, ())


def _of_series(arrivals: Any, timezone: str) -> Arrivals:
    try:
        counts = arrivals.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise SmoError(f"arrivals: the Series holds {arrivals.dtype} values, not counts. Give numbers.") from None
    moments = to_milliseconds(arrivals.index, "arrivals")
    if (np.diff(moments) != HOUR).any() or (moments == NOT_A_TIME).any():
        odd = int((np.diff(moments) != HOUR).sum())
        raise SmoError(
            f"arrivals: {odd:,} of the steps from one row to the next are not one hour. Give a row for each hour in "
            "order, with 0 where nothing arrived: arrivals.resample('h').sum()."
        )
    _check_counts(counts)
    if not len(moments):
        raise SmoError("arrivals: there are 0 rows. Give a count for each hour of a week or more.")
    return _by_day(moments, counts, int(moments[0]), int(moments[-1]) + HOUR, timezone, ())


def _of_events(log: EventLog, timezone: str) -> Arrivals:
    notes = [f"Arrivals are those of {log.task_count:,} tasks of the log, each when its first work could begin."]
    if not log.wait_known[log.first].all():
        notes.append(
            "Where the log has no enabled_at a task arrives when its first work starts: the true arrivals are earlier, "
            "and bunch less in open hours."
        )
    undone = int((~log.is_done).sum())
    if undone:
        notes.append(f"{counted(undone, 'unfinished task')} of the log: not in the plan, which begins with none.")
    arrived = log.arrived
    return _by_day(arrived, np.ones(log.task_count), int(arrived.min()), log.as_of, timezone, tuple(notes))


def _by_day(
    moments: Integers, counts: Floats, low: int, high: int, timezone: str, notes: tuple[str, ...]
) -> Arrivals:
    """Count by local day and hour; days that are not whole are left out."""
    clock = local_clock(timezone, low // DAY - 2, high // DAY + 2)
    first, last = clock.shows(np.array([low, high])).tolist()
    first, last = -(-first // DAY), last // DAY
    local = clock.shows(moments)
    inside = (local >= first * DAY) & (local < last * DAY)
    cells = (local[inside] - first * DAY) // HOUR
    found = np.bincount(cells, counts[inside], max(last - first, 0) * 24).astype(np.float64).reshape(-1, 24)
    pattern = observed_pattern(found, _weekday(np.arange(first, first + len(found))))
    return Arrivals(pattern, date.fromordinal(last + EPOCH_DAY), notes)


def _of_volumes(volumes: Any, spread: Spread | None, shifts: Mapping[str, WorkCalendar]) -> Arrivals:
    if spread not in ("open", "clock"):
        raise SmoError(
            "spread: daily volumes do not say when in the day tasks arrive. Give spread='open' (evenly over the hours "
            f"in which somebody is at work) or 'clock' (evenly over 24 hours); {spread!r} arrived."
        )
    checked = check_volumes(volumes, first_row=1)
    if "arrived" not in checked:
        raise SmoError("arrivals: the volumes table has no column 'arrived'. Add it, or rename the one that it is.")
    by_day = checked["arrived"].groupby(checked["date"].dt.date)
    daily = by_day.sum().where(by_day.count() == by_day.size())
    days = np.array([day.toordinal() - EPOCH_DAY for day in daily.index], dtype=np.int64)
    totals = np.full(int(days[-1] - days[0]) + 1, np.nan)
    totals[days - days[0]] = daily.to_numpy(dtype=np.float64, na_value=np.nan)
    weekday = _weekday(np.arange(days[0], days[-1] + 1))
    hours = usual_hours(shifts).reshape(7, 24) if spread == "open" else np.ones((7, 24))
    hours = np.where(hours.sum(axis=1, keepdims=True) > 0, hours, 1.0)
    within = hours / hours.sum(axis=1, keepdims=True)
    where = "the hours in which somebody is at work, or 24 on days without" if spread == "open" else "24 hours"
    notes = [f"Arrivals of a day are spread evenly over {where}: a guess that the data do not support."]
    lost = int(np.isnan(totals).sum())
    if lost:
        notes.append(
            f"{counted(lost, 'day')} between the first and the last without a known count: left out, not taken for 0."
        )
    pattern = observed_pattern(totals[:, None] * within[weekday], weekday)
    return Arrivals(pattern, daily.index[-1] + timedelta(days=1), tuple(notes))


def _weekday(days: Integers) -> Integers:
    return (days + 3) % 7


def _check_counts(counts: Floats) -> None:
    wrong = np.isnan(counts) | (counts < 0) | np.isinf(counts)
    if wrong.any():
        raise SmoError(
            f"arrivals: {int(wrong.sum()):,} counts are missing, below 0 or infinite. Fill them, with 0 where nothing "
            "arrived."
        )
