"""What was finished day by day, and what remains? The days that a delivery date is forecast from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SmoError
from smo_metrics.flow import WorkCalendar
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.settings import Project
from smo_metrics.sla import DailyHistory, daily_history
from smo_metrics.status.basis.wording import count
from smo_metrics.status.delivery.days_of_work import days_of, shared_holidays

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PastDays:
    """Days of work up to a morning, and what remained on it.

    Attributes
    ----------
    history : DailyHistory
    calendar : WorkCalendar or None
        Whose holidays count for everybody.
    done_by_day : ndarray of float, shape (days,)
        Tasks finished by the end of each day of the history; days before the project's start count none.
    remaining : float
    from_volumes : bool
        Whether the days are those of a volumes table, else of events.
    counted_as : str
        How done and remaining were counted, in a sentence.
    notes : tuple of str
    """

    history: DailyHistory
    calendar: WorkCalendar | None
    done_by_day: FloatArray
    remaining: float
    from_volumes: bool
    counted_as: str
    notes: tuple[str, ...]

    @property
    def done(self) -> float:
        """Give the tasks finished before the first day ahead."""
        return float(self.done_by_day[-1])

    @property
    def first_day_ahead(self) -> date:
        """Give the day after the history."""
        return self.history.first_day + timedelta(days=self.history.days)

    @property
    def dates(self) -> list[date]:
        """Give the days of the history."""
        return [self.history.first_day + timedelta(days=day) for day in range(self.history.days)]


def past_days(
    log: EventLog | None, volumes: pd.DataFrame | None, project: Project, calendars: Calendars, as_of: datetime | None
) -> PastDays:
    """Settle which days a forecast learns from and what is left to do; volumes go before events.

    Parameters
    ----------
    log : EventLog or None
    volumes : pandas.DataFrame or None
        As `check_volumes` takes it. One of the two is needed.
    project : Project
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        The holidays of a single one count; those of several do not, since one region goes on while another is off.
    as_of : datetime or None
        Its day, in the project's zone, is not over and is the first day ahead. Left out: that of the log; with volumes
        only, the day after the last one.

    Raises
    ------
    SmoError
        A history that `daily_history` refuses; nothing says what remains; more is done than the scope holds.
    """
    calendar, uncounted = shared_holidays(calendars)
    notes: tuple[str, ...] = ()
    if uncounted:
        notes = (
            f"Holidays of {', '.join(uncounted)} are not in the delivery date, since one region goes on while another "
            "is off: give a scenario with a smaller team_share for such weeks.",
        )
    today: date | None
    unfinished = None
    if log is None:
        today = None if as_of is None else as_of.astimezone(ZoneInfo(project.timezone)).date()
        counted = cast("pd.DataFrame", volumes)
    else:
        counted, today, told = days_of(log, project.sla.stop_stage, project.timezone)
        unfinished = log.task_count - int(counted["completed"].iloc[:-1].sum())
        if volumes is None:
            notes = (*told, *notes)
        else:
            counted = volumes
    try:
        history = daily_history(counted, gaps=project.delivery.gaps, as_of=today, calendar=calendar)
    except SmoError as error:
        asked = re.sub(r"gaps='(\w+)'", r"the setting gaps = \1", str(error))
        raise SmoError(asked) from None
    done = _done_by_day(history, project.delivery.start_date)
    remaining, counted_as = _remaining(history, float(done[-1]), unfinished, project)
    return PastDays(history, calendar, done, remaining, volumes is not None, counted_as, notes)


def _done_by_day(history: DailyHistory, start: date | None) -> FloatArray:
    finished = np.nan_to_num(history.completed)
    if start is not None:
        finished[: max((start - history.first_day).days, 0)] = 0
    return np.cumsum(finished)


def _remaining(history: DailyHistory, done: float, unfinished: int | None, project: Project) -> tuple[float, str]:
    """Give what is left on the morning of the first day ahead, and how that was counted."""
    first = project.delivery.start_date or history.first_day
    morning = history.first_day + timedelta(days=history.days)
    finished = f"{count(round(done), 'task')} finished from {first} to {morning - timedelta(days=1)}"
    scope = project.delivery.scope_tasks
    if scope is not None:
        if done > scope:
            raise SmoError(
                f"scope_tasks: {scope:,.0f} arrived, but {finished}. Give the tasks in total, those done included, or "
                "the start_date from which they count."
            )
        return scope - done, f"{scope:,.0f} tasks in scope less {finished}."
    if unfinished is None:
        raise SmoError("what remains is not known: give scope_tasks, the tasks in total, on the Settings sheet.")
    return float(unfinished), (
        f"No scope_tasks is set: {count(unfinished, 'task')} of the events not finished by the morning of {morning} "
        "remain; tasks still to come are not counted."
    )
