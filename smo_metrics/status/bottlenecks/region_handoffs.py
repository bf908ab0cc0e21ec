"""Between which regions does work wait when it changes hands, and when could they talk?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.hours.discovery import discover_calendars
from smo_metrics.flow.hours.overlap import overlap_hours
from smo_metrics.flow.times.handoffs import Handoffs, handoffs

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

HANDOFF_COLUMNS = (
    "from_region", "to_region", "changes_region", "count", "share", "median_hours", "p90_hours", "waiting_hours",
    "shared_week_hours",
)  # fmt: skip
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OVERLAP_COLUMNS = ("region_a", "region_b", "week_hours", *(f"{day}_hours" for day in _WEEKDAYS))


@dataclass(frozen=True, slots=True, eq=False)
class RegionHandoffs:
    """Handoffs between regions and the work hours that regions share.

    Attributes
    ----------
    table : pandas.DataFrame
        Columns `HANDOFF_COLUMNS`, one row a pair that occurs, most waiting first: work that stays in a region too.
        Waits by the clock, from when the later work could begin to its start; `shared_week_hours`, in which both
        regions are at work, is NaN where that is not known.
    matrix : pandas.DataFrame
        `from_region`, then a column a region: the median wait; NaN where work never went that way.
    overlap : pandas.DataFrame
        Columns `OVERLAP_COLUMNS`: one row a pair of regions, hours in the week of the data's moment.
    found : Handoffs
        What the table was made of, with the cost of changing the region.
    no_overlap : str
        Why `overlap` has no rows; empty where it has.
    warnings : tuple of str
    """

    table: pd.DataFrame
    matrix: pd.DataFrame
    overlap: pd.DataFrame
    found: Handoffs
    no_overlap: str
    warnings: tuple[str, ...]


def region_handoffs(
    log: EventLog,
    calendars: WorkCalendar | Mapping[str, WorkCalendar] | None,
    timezone: str,
    day: date,
    confidence: float,
) -> RegionHandoffs:
    """Decide where a shared hour, or work that stays in its region, would save the most waiting.

    Parameters
    ----------
    log : EventLog
        With its own regions.
    calendars : WorkCalendar or mapping of str to WorkCalendar or None
        As in `bottleneck_review`; without any the regions' hours are read from the log.
    timezone : str
        IANA zone of the reader, in whose days shared hours are counted.
    day : datetime.date
        A day of the week whose shared hours are shown.
    confidence : float
    """
    import pandas as pd

    found = handoffs(log, by="region", confidence=confidence)
    overlap, no_overlap, warnings = _overlap(log, calendars, timezone, day)
    shared = {
        frozenset(pair): hours
        for *pair, hours in overlap[["region_a", "region_b", "week_hours"]].itertuples(index=False, name=None)
    }
    pairs = found.table
    table = pd.DataFrame(
        {
            "from_region": pairs["source"],
            "to_region": pairs["target"],
            "changes_region": pairs["handed_over"],
            "count": pairs["count"],
            "share": pairs["share"],
            "median_hours": pairs["waiting_p50_hours"],
            "p90_hours": pairs["waiting_p90_hours"],
            "waiting_hours": pairs["waiting_hours"],
            "shared_week_hours": [
                shared.get(frozenset(pair), math.nan)
                for pair in pairs[["source", "target"]].itertuples(index=False, name=None)
            ],
        }
    )
    waits = table.pivot(index="from_region", columns="to_region", values="median_hours")
    regions = sorted({*waits.index, *waits.columns})
    matrix = waits.reindex(index=regions, columns=regions).rename_axis(columns=None).reset_index()
    return RegionHandoffs(table, matrix, overlap, found, no_overlap, warnings)


def _overlap(
    log: EventLog, calendars: WorkCalendar | Mapping[str, WorkCalendar] | None, timezone: str, day: date
) -> tuple[pd.DataFrame, str, tuple[str, ...]]:
    import pandas as pd

    nothing = pd.DataFrame(columns=list(OVERLAP_COLUMNS))
    regions = log.names["region"]
    if len(regions) < 2:
        return nothing, "the events name fewer than two regions", ()
    if isinstance(calendars, WorkCalendar):
        return nothing, "one calendar is given for all regions", ()
    warnings: tuple[str, ...] = ()
    if calendars is None:
        own = discover_calendars(log, by="region", timezone=timezone)
        hours, warnings = own.calendars, own.warnings[len(log.notes) :]
    else:
        hours = {region: calendars[region] for region in regions if region in calendars}
    if len(hours) < 2:
        return nothing, "the hours of fewer than two regions are known", warnings
    shared = overlap_hours(hours, week_of=day, timezone=timezone)
    keys = ["region_a", "region_b", "week_hours"]
    wide = shared.table.pivot(index=keys, columns="weekday", values="hours")[list(_WEEKDAYS)]
    wide.columns = pd.Index([f"{weekday}_hours" for weekday in _WEEKDAYS])
    return wide.reset_index()[list(OVERLAP_COLUMNS)], "", (*warnings, *shared.warnings)
