"""Does exposure rise or fall from week to week? One row a week, for the team and for each region."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.settings import Exposure
from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.wellness._trend import Trend, weekly_trend

if TYPE_CHECKING:
    import pandas as pd

WEEKS = (
    "region", "week", "people", "person_days", "sensitive_hours", "average_hours", "highest_hours", "cap_hours",
    "days_over_cap", "missed_breaks", "after_cutoff_hours", "labels_without_duration",
)  # fmt: skip


def monday(dates: pd.Series) -> pd.Series:
    """Give the Monday of each date's week, as a time stamp."""
    import pandas as pd

    days = pd.to_datetime(dates)
    return days - pd.to_timedelta(days.dt.day_of_week, unit="D")


def exposure_weeks(days: pd.DataFrame, limits: Exposure) -> pd.DataFrame:
    """Sum up weeks, the whole team's first, then each region's.

    Parameters
    ----------
    days : pandas.DataFrame
        From `exposure_days`.
    limits : Exposure
    """
    import pandas as pd

    rows = days.assign(week=monday(days["date"]))
    both = pd.concat([rows.assign(region=ALL_REGIONS), rows[rows["region"].notna()]], ignore_index=True)
    grouped = both.groupby(["region", "week"], sort=False)
    table = grouped["person"].nunique().rename("people").to_frame()
    table["person_days"] = grouped.size()
    table["sensitive_hours"] = grouped["sensitive_hours"].sum(min_count=1)
    table["average_hours"] = grouped["sensitive_hours"].mean()
    table["highest_hours"] = grouped["sensitive_hours"].max()
    table["cap_hours"] = limits.exposure_cap_hours
    table["days_over_cap"] = _over(both).groupby([both["region"], both["week"]]).sum()
    for name in ("missed_breaks", "after_cutoff_hours", "labels_without_duration"):
        table[name] = grouped[name].sum(min_count=1)
    table = table.reset_index()
    regional = table["region"] != ALL_REGIONS
    table = table.assign(regional=regional).sort_values(["regional", "region", "week"], ignore_index=True)
    table["week"] = table["week"].dt.date
    return table[list(WEEKS)]


def team_trend(days: pd.DataFrame, partial: date) -> Trend:
    """Test the weekly average of hours per person and day; the day of `as_of` is not over and does not count."""
    import pandas as pd

    whole = days[days["date"] < partial]
    average = whole.groupby(monday(whole["date"]))["sensitive_hours"].mean()
    if not len(average):
        return weekly_trend(np.zeros(0))
    weeks = pd.date_range(average.index.min(), average.index.max(), freq="7D")
    return weekly_trend(average.reindex(weeks).to_numpy(dtype=float))


def _over(days: pd.DataFrame) -> pd.Series:
    """Days known to be over the cap; NaN where that cannot be told, so that a week of such days sums to nothing."""
    return days["over_cap"].map({True: 1.0, False: 0.0})
