"""How is each region, what time is it there, and when can it talk to the others? One row a region."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from smo_metrics._zones import is_zone
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.status.basis.kpi import MARKS, Kpi
from smo_metrics.status.basis.wording import NOT_AVAILABLE
from smo_metrics.status.project.kpi_table import worst

if TYPE_CHECKING:
    import pandas as pd

# Header of a column -> the key figure whose value it shows.
FIGURES = {
    "alpha": "alpha", "gold_accuracy_share": "gold", "sla_attained_share": "sla_attainment", "open_tasks": "open_tasks",
    "age_p90_hours": "age_p90", "lead_p90_hours": "lead_time_p90", "rework_share": "rework",
    "handling_seconds": "aht", "exposure_max_hours": "exposure_max",
}  # fmt: skip
REGION_COLUMNS = ("region", "mark", *FIGURES, "timezone", "local_time", "shared_week_hours", "shared_hours_with")


def regions_of(frames: Iterable[pd.DataFrame | None], kpis: Iterable[Kpi]) -> tuple[str, ...]:
    """List the regions that any table names, A to Z."""
    found = {kpi.region for kpi in kpis} - {"all"}
    for frame in frames:
        if frame is not None and "region" in frame:
            found |= set(map(str, frame["region"].dropna().unique()))
    return tuple(sorted(found - {""}))


def region_table(
    regions: Sequence[str], kpis: Sequence[Kpi], calendars: Calendars, overlap: pd.DataFrame | None, as_of: datetime,
    *, promised: bool,
) -> pd.DataFrame:  # fmt: skip
    """Compare regions at a glance and see when they can reach each other.

    Parameters
    ----------
    regions : sequence of str
    kpis : sequence of Kpi
        Of the project and of regions.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        Where a region's zone comes from; without one, a region that is named like a zone has that.
    overlap : pandas.DataFrame or None
        `region_a`, `region_b`, `week_hours` that both are at work, in the week of `as_of`.
    as_of : datetime.datetime
        Aware.
    promised : bool
        Hours of an SLA are set: the mark of a region whose attainment is not known says so.

    Returns
    -------
    pandas.DataFrame
        `region`; `mark`, the worst of its rated figures; figures as numbers, NaN where there are none; `timezone` and
        `local_time` at `as_of` with the zone named; `shared_week_hours`, the most hours a week that it shares with
        another region (NaN: not known), and `shared_hours_with` all of them, in words.
    """
    import pandas as pd

    rows = []
    for region in regions:
        own = {kpi.key: kpi for kpi in kpis if kpi.region == region}
        values = [own[key].value if key in own else math.nan for key in FIGURES.values()]
        zone = _zone(region, calendars)
        local = f"{as_of.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M} ({zone})" if zone else NOT_AVAILABLE
        shared = _shared(region, overlap)
        told = ", ".join(f"{other} {hours:.3g} h a week" for other, hours in shared.items())
        judged = "sla_attainment" in own and own["sla_attainment"].rag != "none"
        mark = MARKS[worst(own.values())] + (", SLA not available" if promised and not judged else "")
        rows.append(
            (region, mark, *values, zone or NOT_AVAILABLE, local,
             max(shared.values(), default=math.nan), told or NOT_AVAILABLE)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(REGION_COLUMNS))


def _zone(region: str, calendars: Calendars) -> str | None:
    calendar = calendars.get(region, calendars.get("")) if isinstance(calendars, Mapping) else calendars
    if calendar is not None:
        return calendar.timezone
    return region if is_zone(region) else None


def _shared(region: str, overlap: pd.DataFrame | None) -> dict[str, float]:
    pairs: list[dict[Any, Any]] = [] if overlap is None else overlap.to_dict("records")
    found = {}
    for pair in pairs:
        if region in (pair["region_a"], pair["region_b"]):
            other = pair["region_b"] if pair["region_a"] == region else pair["region_a"]
            found[other] = float(pair["week_hours"])
    return found
