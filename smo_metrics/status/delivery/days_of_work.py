"""What do events say of each day, and which days off does everybody have? For forecasts that go by days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from smo_metrics.flow import WorkCalendar
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.sla import SlaPolicy, daily_volumes
from smo_metrics.sla.clock.task_clocks import task_clocks

if TYPE_CHECKING:
    import pandas as pd


def days_of(
    log: EventLog, stop_stage: str | Sequence[str] | None, timezone: str
) -> tuple[pd.DataFrame, date, tuple[str, ...]]:
    """Give the daily volumes that events show, the day of the export, which is not over, and what was assumed.

    Parameters
    ----------
    log : EventLog
    stop_stage : str, sequence of str or None
        Where a task is finished; none: when all its work has ended.
    timezone : str
        IANA zone of the days.

    Raises
    ------
    SettingsError
        An unknown zone; no event is at a stop stage.
    """
    volumes = daily_volumes(log, timezone=timezone, stop_stage=stop_stage or None)
    clocks = task_clocks(log, SlaPolicy(1, "wall", stop_stage=stop_stage or None))
    today = datetime.fromtimestamp(log.as_of / 1000, ZoneInfo(timezone)).date()
    return volumes, today, (*log.notes, *clocks.notes)


def shared_holidays(calendars: Calendars) -> tuple[WorkCalendar | None, tuple[str, ...]]:
    """Give the calendar whose holidays count for everybody; of several the names of those whose do not.

    Parameters
    ----------
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional

    Examples
    --------
    >>> one = WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]}, holidays=["2026-12-25"])
    >>> shared_holidays(one) == (one, ()), shared_holidays({"Dublin": one, "Cebu": one})
    (True, (None, ('Dublin', 'Cebu')))
    """
    if not isinstance(calendars, Mapping):
        return calendars, ()
    named = [name for name, calendar in calendars.items() if calendar.to_dict()["holidays"] or calendar.special]
    return None, tuple(named)
