"""When is each stage, region or person at work, judging by the log alone? And how sure is that?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from smo_metrics._json import SCHEMA, records
from smo_metrics._zones import is_zone
from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._group_hours import hours_of_groups
from smo_metrics.flow.hours._hours import WEEKDAYS, write_shift
from smo_metrics.flow.hours.calendar import WorkCalendar

if TYPE_CHECKING:
    import pandas as pd

_By = Literal["stage", "region", "actor", "queue"]


@dataclass(frozen=True, slots=True, eq=False)
class DiscoveredCalendars:
    """Working hours inferred from a log.

    Attributes
    ----------
    calendars : dict of str to WorkCalendar
        One a group whose hours could be inferred; in local time of its zone, with the dates on which it was closed.
    groups : pandas.DataFrame
        One row a group: `group`; `times` (starts and ends used); `weeks` and `dates` on which it worked; `week_hours`;
        `assumed_hours` among them, and `unknown_hours` outside, see the notes; `inside_share` of its times that lie in
        the hours, with `inside_low` and `inside_high`; `status`: ``sure``, ``unsure`` or ``too_few`` (no calendar).
    weekdays : pandas.DataFrame
        Seven rows a group with a calendar: `group`, `weekday`, `shifts` (text), `hours`.
    warnings : tuple of str
    """

    calendars: dict[str, WorkCalendar]
    groups: pd.DataFrame
    weekdays: pd.DataFrame
    warnings: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Give one row a group: hours a week, what they rest on, and how sure they are."""
        return self.groups

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "calendars": {group: calendar.to_dict() for group, calendar in self.calendars.items()},
            "groups": records(self.groups),
            "weekdays": records(self.weekdays),
            "warnings": list(self.warnings),
        }


def discover_calendars(
    events: pd.DataFrame | EventLog,
    *,
    by: _By = "stage",
    timezone: str | Mapping[str, str] = "UTC",
) -> DiscoveredCalendars:
    """Which hours does each group keep, when nobody has written them down?

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        Events with starts and, where known, ends; events without a value in `by` are left out.
    by : str
        Whose hours: of each ``stage``, ``region``, ``actor`` or ``queue``.
    timezone : str or mapping of str to str
        IANA zone in which the hours are kept, or one for each group. In the wrong zone hours with daylight saving
        smear by an hour.

    Returns
    -------
    DiscoveredCalendars
        A group with fewer than 30 times or two weeks gets no calendar and the status ``too_few``; below four weeks, or
        where the lower limit of its share inside the hours is under 0.8, or where an open quarter hour was worked on
        fewer than three dates on average (all weekdays together), or where its close is assumed, it is ``unsure``. The
        interval of the share is Wilson's, 95 %, on the number of dates: times of one day hang together.

    Raises
    ------
    TableError
        The table breaks its contract.
    SettingsError
        An unknown zone; a group without a zone; events that have no column `by`.
    SmoError
        Times outside the years 1800 to 2400.

    Notes
    -----
    The week is cut into quarter hours of local time. A quarter is worked on a date when one of the group's events
    starts or ends in it (starts only where ends are not known), or runs through it and is no longer than a quarter of
    the group's events are, so that it is no event that rests over night. It is tried on a date when any of its work was
    there: from when it could begin until it ended. Only tried quarters say anything. The share worked of tried is
    compared with a quarter of the group's usual pace, by Wilson's 95 % interval, over the dates at work: above it is
    open, so that single late evenings do not count; a stretch between open quarters is closed only where the interval
    is below and next to nothing, a twentieth of the pace, was done. A weekday counts where the group worked on at least
    half as large a share of its dates as usual, so that single Saturdays do not; weekdays that contradict the pooled
    hours of the others, at 99.9 %, get their own. The day begins at the group's quietest time, so that a night shift is
    one shift, of the day on which it starts. An edge off the half hour moves out to it unless the data speak against
    that. Dates without any work between busy ones, on weekdays that have much, become holidays of the calendar.

    What cannot be known: hours in which nothing waited for the group. A team that has always finished its work by four
    shows no close. Its day is assumed to be as long as the median day of those groups of the log that were seen to
    close with work left over, up to the first hour in which it left work waiting; `assumed_hours` counts these hours.
    All other hours without work to do, `unknown_hours`, are taken as closed.

    References
    ----------
    Lopez-Pintado & Dumas (2022), "Business process simulation with differentiated resources: does it make a
    difference?", BPM 2022, for calendars of weekly granules with confidence (share of dates on which a granule is
    worked) and support (share of events inside); the condition that there was work to do, and the test, are of this
    library. Wilson (1927).

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.date_range("2026-03-02", periods=40, freq="D", tz="UTC")
    >>> starts = [day + pd.Timedelta(minutes=m) for day in days if day.day_of_week < 5 for m in range(540, 1020, 10)]
    >>> log = pd.DataFrame({"task_id": range(len(starts)), "stage": "label", "started_at": starts})
    >>> log["ended_at"] = log["started_at"] + pd.Timedelta(minutes=9)
    >>> discover_calendars(log).calendars["label"].hours
    {'mon-fri': ['09:00-17:00']}
    """
    import pandas as pd

    log = event_log(events)
    if by not in get_args(_By):
        raise SettingsError(f"by must be one of {', '.join(get_args(_By))}; {by!r} arrived.")
    names = log.names[by]
    if not names:
        raise SettingsError(f"by: the events name no {by}; add the column, or discover by stage.")
    if not isinstance(timezone, str | Mapping):
        raise SettingsError(f"timezone must be one zone, or a mapping of groups to zones; {timezone!r} arrived.")
    zones = {name: timezone if isinstance(timezone, str) else timezone.get(name, "") for name in names}
    unknown = sorted({f"{zone!r} for {name}" for name, zone in zones.items() if not is_zone(zone)})
    if unknown:
        raise SettingsError(f"timezone: {', '.join(unknown)} is no time zone; write one like Asia/Singapore.")
    order = np.argsort(getattr(log, by), kind="stable")
    cuts = np.searchsorted(getattr(log, by)[order], np.arange(len(names) + 1))
    groups = {name: order[low:high] for name, (low, high) in zip(names, pairwise(cuts), strict=True)}
    found = hours_of_groups(log, groups, zones)
    weekdays = [
        {"group": hours.group, "weekday": WEEKDAYS[day], "shifts": ", ".join(map(write_shift, shifts)),
         "hours": sum(closes - opens for opens, closes in shifts) / 60}
        for hours in found if hours.calendar is not None
        for day, shifts in enumerate(hours.week)
    ]  # fmt: skip
    return DiscoveredCalendars(
        calendars={hours.group: hours.calendar for hours in found if hours.calendar is not None},
        groups=pd.DataFrame([{"group": hours.group, **hours.evidence} for hours in found]),
        weekdays=pd.DataFrame(weekdays, columns=["group", "weekday", "shifts", "hours"]),
        warnings=(*log.notes, *(sentence for hours in found for sentence in hours.sentences)),
    )
