"""Which hours do two regional teams share, when can they talk? By weekday, in one week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA, records, to_json
from smo_metrics._zones import is_zone
from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow.hours._hours import WEEKDAYS
from smo_metrics.flow.hours._local_clock import DAY_SECONDS, local_clock
from smo_metrics.flow.hours._moments import HOUR, IntArray
from smo_metrics.flow.hours._public_holidays import EPOCH_DAY
from smo_metrics.flow.hours._windows import Windows, merged
from smo_metrics.flow.hours.calendar import WorkCalendar

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class OverlapResult:
    """Hours in which two regions are both at work, in one week.

    Attributes
    ----------
    table : pandas.DataFrame
        Seven rows a pair of regions, Monday first: `region_a`, `region_b`, `weekday` (``mon`` to ``sun``), `hours` that
        both are open on that day, and `week_hours`, their sum over the week.
    monday : date
        First day of the week.
    timezone : str
        The zone whose days the weekdays are.
    warnings : tuple of str
        Regions whose week is not the usual one, because of holidays or special days.
    """

    table: pd.DataFrame
    monday: date
    timezone: str
    warnings: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Give the table."""
        return self.table

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary."""
        return {
            "schema": SCHEMA,
            "monday": to_json(self.monday),
            "timezone": self.timezone,
            "overlap": records(self.table),
            "warnings": list(self.warnings),
        }


def overlap_hours(calendars: Mapping[str, WorkCalendar], *, week_of: date, timezone: str = "UTC") -> OverlapResult:
    """When can two teams reach each other, so that a handoff need not wait for the next day?

    Parameters
    ----------
    calendars : mapping of str to WorkCalendar
        Two or more regions.
    week_of : date
        Any day of the week to look at, Monday to Sunday. It matters: zones change to daylight saving on different
        dates, and the week's holidays and special days count (a warning names the regions that have some).
    timezone : str
        IANA zone in whose days the hours are counted.

    Returns
    -------
    OverlapResult
        Every pair, in the order given; hours are 0 where the two share none.

    Raises
    ------
    SmoError
        Fewer than two calendars, or what are none; an unknown zone; a week that is no date.

    Examples
    --------
    >>> from datetime import date
    >>> teams = {
    ...     "SG": WorkCalendar("Asia/Singapore", {"mon-fri": ["09:00-18:00"]}),
    ...     "DE": WorkCalendar("Europe/Berlin", {"mon-fri": ["09:00-17:00"]}),
    ... }
    >>> summer, winter = (overlap_hours(teams, week_of=date(2026, month, 15)).to_frame() for month in (7, 1))
    >>> float(summer["week_hours"][0]), float(winter["week_hours"][0])
    (15.0, 10.0)
    """
    import pandas as pd

    if not isinstance(calendars, Mapping) or not all(isinstance(team, WorkCalendar) for team in calendars.values()):
        raise SettingsError(f"calendars must map each region to its WorkCalendar; {type(calendars).__name__} arrived.")
    if len(calendars) < 2:
        raise SmoError(f"overlap_hours compares two or more calendars; {len(calendars)} arrived.")
    if not is_zone(timezone):
        raise SettingsError(f"timezone: {timezone!r} is no time zone; write one like Asia/Singapore.")
    if not isinstance(week_of, date) or week_of != week_of:
        raise SettingsError(f"week_of must be a date, such as date(2026, 3, 2); {week_of!r} arrived.")
    monday = date.fromordinal(week_of.toordinal() - week_of.weekday())
    midnights = _midnights(monday, timezone)
    span = int(midnights[0]), int(midnights[-1])
    windows = {region: calendar.windows(*span) for region, calendar in calendars.items()}
    hours = {
        (a, b): np.diff(_shared(windows[a], windows[b], midnights).worked(midnights)) / HOUR
        for a, b in combinations(calendars, 2)
    }
    table = pd.DataFrame(
        {
            "region_a": [pair[0] for pair in hours for _ in WEEKDAYS],
            "region_b": [pair[1] for pair in hours for _ in WEEKDAYS],
            "weekday": [weekday for _ in hours for weekday in WEEKDAYS],
            "hours": np.concatenate(list(hours.values())),
            "week_hours": np.repeat([by_day.sum() for by_day in hours.values()], len(WEEKDAYS)),
        }
    )
    unusual = (region for region, calendar in calendars.items() if _is_unusual(calendar, midnights))
    warnings = tuple(
        f"{region} has a holiday or special day in the week of {monday}: its hours are not the usual ones."
        for region in unusual
    )
    return OverlapResult(table, monday, timezone, warnings)


def _midnights(monday: date, timezone: str) -> IntArray:
    """First moments of the week's days and of the next Monday."""
    first = monday.toordinal() - EPOCH_DAY
    days = np.arange(first, first + 8)
    return local_clock(timezone, first - 2, first + 9).reaches(days * DAY_SECONDS * 1000)


def _shared(one: Windows, other: Windows, midnights: IntArray) -> Windows:
    """Windows of the week in which both are open."""
    near = [(w.closes > midnights[0]) & (w.opens < midnights[-1]) for w in (one, other)]
    opens = np.maximum.outer(one.opens[near[0]], other.opens[near[1]])
    closes = np.minimum.outer(one.closes[near[0]], other.closes[near[1]])
    return merged(opens.ravel(), closes.ravel())


def _is_unusual(calendar: WorkCalendar, midnights: IntArray) -> bool:
    if not any(calendar.hours.values()):
        return False
    usual = replace(calendar, holidays=None, special=None)
    span = int(midnights[0]), int(midnights[-1])
    this_week, usually = (np.diff(c.windows(*span).worked(midnights)) for c in (calendar, usual))
    return bool((this_week != usually).any())
