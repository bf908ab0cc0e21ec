"""How much of the time at work is spent on tasks? Utilisation of actors, and of the stages and regions they work in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from smo_metrics._json import SCHEMA, records
from smo_metrics.errors import SettingsError
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.events._distinct import distinct
from smo_metrics.flow.events._missing_ends import missing_ends
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._calendars import Calendars, open_time
from smo_metrics.flow.hours._working_days import available_time, own_begins
from smo_metrics.tables import check_roster

if TYPE_CHECKING:
    import pandas as pd

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Grouping = Literal["stage", "actor", "region"]
_HOUR = 3_600_000
_OUTSIDE_SHARE = 0.05
_FORMULA = (
    "utilisation = busy / available hours. Busy: time in which an actor has at least one event in work{clipped}, "
    "overlapping work counted once, for the event begun first. Available: {available}. An actor's available hours "
    "are divided among stages as their busy hours are."
)
_OPEN_DAYS = "the open hours, up to as_of, of the days on which the actor worked"
_PLANNED_DAYS = "hours_per_day times the days on which the actor worked"


@dataclass(frozen=True, slots=True, eq=False)
class Utilisation:
    """Busy and available hours.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a stage, actor or region (the first column, named so; None for events that name no region): `actors`;
        `events` that ended; `busy_hours`; `overlap_hours`, worked at the same time as an event begun before and not
        counted again; `outside_hours`, the part of the time from start to end, overlaps counted once, that lies outside
        the open hours, not counted; 0 without calendars; `available_hours`; `utilisation`, NaN where nothing is
        available or that is not known.
    by : {"stage", "actor", "region"}
    formula : str
        What was divided by what.
    warnings : tuple of str
    """

    table: pd.DataFrame
    by: Grouping
    formula: str
    warnings: tuple[str, ...]

    def to_frame(self) -> pd.DataFrame:
        """Give the table."""
        return self.table

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "table": records(self.table),
            "by": self.by,
            "formula": self.formula,
            "warnings": list(self.warnings),
        }


def utilisation(
    events: pd.DataFrame | EventLog,
    *,
    calendars: Calendars = None,
    roster: pd.DataFrame | None = None,
    by: Grouping = "stage",
    timezone: str = "UTC",
    as_of: datetime | None = None,
) -> Utilisation:
    """See whether people or stages have time left, or whether more work needs more people.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        Events, as `event_log` takes them, with actors. Events without an actor, and open or waiting ones, are left out.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        One for all, or one a region.
    roster : pandas.DataFrame, optional
        A table that `check_roster` accepts. Its `hours_per_day`, where filled, go before the calendar's hours.
    by : {"stage", "actor", "region"}
        What a row is.
    timezone : str
        IANA zone in which days begin where there is no calendar; a calendar has its own.
    as_of : datetime, optional
        The moment at which open work is looked at.

    Returns
    -------
    Utilisation
        A shift belongs to the day on which it opens. Above 1 (overtime, or planned hours that are not those worked) is
        reported as it is, never clipped. Without calendars busy time is by the clock, nights within an event included.
        NaN where neither a calendar nor planned hours tell what is available: such an actor's busy hours are shown but
        divide nothing. An actor with events in several regions is available in each. Where no event has an end after
        its start, busy hours are not known and every figure is NaN.

    Raises
    ------
    TableError
        The events or the roster break their contract.
    SettingsError
        `by`, `timezone` or `as_of` cannot be used, or a region has no calendar.

    References
    ----------
    Hopp & Spearman (2011), Factory Physics, ch. 7 and 8 (time a station is needed over time it is available).

    Examples
    --------
    >>> import pandas as pd
    >>> from smo_metrics.flow.hours.calendar import WorkCalendar
    >>> log = pd.DataFrame({"task_id": [1, 2], "stage": "label", "actor_id": "ann",
    ...     "started_at": ["2026-03-02T09:00Z", "2026-03-02T10:00Z"],
    ...     "ended_at": ["2026-03-02T11:00Z", "2026-03-02T13:00Z"]})
    >>> result = utilisation(log, calendars=WorkCalendar("UTC", {"mon-fri": ["09:00-17:00"]}),
    ...     as_of=pd.Timestamp("2026-03-03T00:00Z"))
    >>> result.to_frame()[["busy_hours", "overlap_hours", "available_hours", "utilisation"]].values.tolist()
    [[4.0, 1.0, 8.0, 0.5]]
    """
    if by not in get_args(Grouping):
        raise SettingsError(f"by must be 'stage', 'actor' or 'region'; {by!r} arrived.")
    log = event_log(events, as_of=as_of)
    planned = _planned_hours(log, roster)
    used = ~(log.is_open | log.is_waiting) & (log.actor >= 0)
    begins = own_begins(log, used)
    whole, own = open_time(log, calendars, log.started, log.ended), open_time(log, calendars, begins, log.ended)
    if whole is None or own is None:
        whole, own = log.ended - log.started, log.ended - begins
    outside = log.ended - begins - own
    available = available_time(log, used, begins, own, calendars, planned, timezone)
    group = {"stage": log.stage, "actor": log.actor, "region": log.region}[by]
    table = _summed(log, by, used, group, own, whole - own, outside, available)
    formula = _FORMULA.format(
        clipped="" if calendars is None else " within open hours",
        available=_PLANNED_DAYS if calendars is None else _OPEN_DAYS,
    )
    if calendars is not None and np.isfinite(planned).any():
        formula = formula.replace(_OPEN_DAYS, f"{_PLANNED_DAYS}, where the roster has it, else {_OPEN_DAYS}")
    figures = ["busy_hours", "overlap_hours", "outside_hours", "available_hours", "utilisation"]
    if not log.touch_known:
        table[figures] = math.nan
    lost = np.unique(log.actor[used & np.isnan(available)])
    return Utilisation(table, by, formula, _warnings(log, by, table, len(lost)))


def _planned_hours(log: EventLog, roster: pd.DataFrame | None) -> FloatArray:
    """Planned hours a day of each actor; NaN where the roster does not say."""
    if roster is None:
        return np.full(len(log.names["actor"]), math.nan)
    checked = check_roster(roster)
    if "hours_per_day" not in checked:
        return np.full(len(log.names["actor"]), math.nan)
    hours = dict(zip(checked["annotator_id"], checked["hours_per_day"].to_numpy(dtype=float), strict=True))
    return np.array([hours.get(name, math.nan) for name in log.names["actor"]], dtype=np.float64)


def _summed(
    log: EventLog,
    by: Grouping,
    used: NDArray[np.bool_],
    group: IntArray,
    own: IntArray,
    overlap: IntArray,
    outside: IntArray,
    available: FloatArray,
) -> pd.DataFrame:
    import pandas as pd

    names = np.array([*log.names[by], None], dtype=object)
    codes = np.where(group < 0, len(names) - 1, group)[used]
    known = ~np.isnan(available[used])

    def hours(amount: IntArray | FloatArray) -> FloatArray:
        return np.bincount(codes, weights=amount[used], minlength=len(names)) / _HOUR

    pairs = distinct(codes * (len(log.names["actor"]) + 1) + log.actor[used])
    divided = np.bincount(codes, weights=own[used] * known, minlength=len(names)) / _HOUR
    there = np.bincount(codes[known], weights=available[used][known], minlength=len(names)) / _HOUR
    table = pd.DataFrame(
        {
            by: pd.Series(names, dtype=object),
            "actors": np.bincount(pairs // (len(log.names["actor"]) + 1), minlength=len(names)),
            "events": np.bincount(codes, minlength=len(names)),
            "busy_hours": hours(own),
            "overlap_hours": hours(overlap),
            "outside_hours": hours(outside),
            "available_hours": np.where(there > 0, there, math.nan),
            "utilisation": np.divide(divided, there, out=np.full(len(names), math.nan), where=there > 0),
        }
    )
    return table[table["events"] > 0].reset_index(drop=True)


def _warnings(log: EventLog, by: Grouping, table: pd.DataFrame, lost: int) -> tuple[str, ...]:
    warnings = [*log.notes]
    nobody = int((log.actor < 0).sum())
    if nobody:
        warnings.append(f"{counted(nobody, 'event')} without an actor left out.")
    undone = int(((log.is_open | log.is_waiting) & (log.actor >= 0)).sum())
    if undone:
        warnings.append(f"{counted(undone, 'open or waiting event')} left out: nobody knows when work on it was idle.")
    if not log.touch_known:
        warnings.append(f"Busy hours are not known: no utilisation. {missing_ends(log)}")
    elif lost:
        warnings.append(
            f"Neither a calendar nor hours_per_day in the roster for {counted(lost, 'actor')}: the available hours, "
            "and so utilisation, are not known."
        )
    outside = table["outside_hours"].sum()
    there = outside + table["busy_hours"].sum()
    if outside > _OUTSIDE_SHARE * there:
        warnings.append(
            f"{outside:,.1f} hours, {100 * outside / there:.0f} % of the time from start to end, lie outside the open "
            "hours and are not counted: events that last over a night, overtime, or wrong hours in the calendar."
        )
    over = table[table["utilisation"] > 1]
    if len(over):
        names = ", ".join(str(name) for name in over[by].head(5)) + (", ..." if len(over) > 5 else "")
        warnings.append(f"Utilisation is above 1 for {names}: overtime, or the planned hours are not those worked.")
    return tuple(warnings)
