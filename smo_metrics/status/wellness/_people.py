"""Who saw too much lately, who came near, and whose hours drift? One row a person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from smo_metrics.settings import Exposure
from smo_metrics.status.wellness._person_words import NEAR_SHARE, status, why
from smo_metrics.status.wellness._trend import weekly_trend
from smo_metrics.status.wellness._weeks import monday

if TYPE_CHECKING:
    import pandas as pd

LATEST_DAYS = 5
PEOPLE = (
    "person", "region", "timezone", "status", "days_worked", "average_hours", "highest_hours", "highest_date",
    "cap_hours", "room_hours", "days_over_cap", "days_not_known", "missed_breaks", "longest_stretch_hours",
    "after_cutoff_hours", "longest_label_hours", "sensitive_share", "labels_without_duration", "trend",
    "trend_hours_per_week", "trend_weeks", "why",
)  # fmt: skip


def latest_dates(days: pd.DataFrame) -> list[date]:
    """Give the latest five dates on which anybody labelled; fewer where there are not so many."""
    return sorted(days["date"].unique())[-LATEST_DAYS:]


def exposure_people(days: pd.DataFrame, limits: Exposure, partial: date) -> pd.DataFrame:
    """Sum up each person's latest days, the highest day first.

    Parameters
    ----------
    days : pandas.DataFrame
        From `exposure_days`.
    limits : Exposure
    partial : datetime.date
        The day of `as_of`, not over yet: it counts against the cap, but not in the trend.

    Returns
    -------
    pandas.DataFrame
        Columns `PEOPLE`. Figures are of the latest five dates on which anybody labelled, NaN for who did not then; only
        the trend is of all weeks. `room_hours` is what a person could take on each day and stay below 90 % of the cap
        on their highest one, negative for who is beyond that.
    """
    lately = days[days["date"].isin(latest_dates(days))]
    of_person = lately.groupby("person")
    table = days.groupby("person")[["region", "timezone"]].first()
    table["days_worked"] = of_person.size().reindex(table.index, fill_value=0)
    table["average_hours"] = of_person["sensitive_hours"].mean()
    highest = lately.dropna(subset="sensitive_hours").sort_values(["sensitive_hours", "date"]).groupby("person")
    table["highest_hours"] = highest["sensitive_hours"].last()
    table["highest_date"] = highest["date"].last().reindex(table.index).astype(object)
    table["cap_hours"] = limits.exposure_cap_hours
    table["room_hours"] = NEAR_SHARE * limits.exposure_cap_hours - of_person["at_most_hours"].max(skipna=False)
    over = lately["over_cap"].map({True: 1.0, False: 0.0}).groupby(lately["person"])
    table["days_over_cap"], table["days_not_known"] = over.sum(), of_person.size() - over.count()
    for name in ("missed_breaks", "after_cutoff_hours", "labels_without_duration"):
        table[name] = of_person[name].sum(min_count=1)
    table[["longest_stretch_hours", "longest_label_hours"]] = of_person[
        ["longest_stretch_hours", "longest_label_hours"]
    ].max()
    whole = lately.dropna(subset=["sensitive_hours", "labelled_hours"]).groupby("person")
    labelled = whole["labelled_hours"].sum()
    table["sensitive_share"] = (whole["sensitive_hours"].sum() / labelled).where(labelled > 0)
    table = table.join(_trends(days, partial)).reset_index()
    table["status"] = [status(row, limits) for row in table.to_dict("records")]
    table["why"] = [why(row, limits) for row in table.to_dict("records")]
    table = table.sort_values("highest_hours", ascending=False, kind="stable", ignore_index=True)
    return table[list(PEOPLE)]


def _trends(days: pd.DataFrame, partial: date) -> pd.DataFrame:
    """Test each person's weekly average of hours on the days they worked, at 5 % divided by the number of people."""
    import pandas as pd

    people = days["person"].unique()
    whole = days[days["date"] < partial]
    weekly = whole.assign(week=monday(whole["date"])).pivot_table("sensitive_hours", "week", "person", aggfunc="mean")
    if len(weekly):
        weekly = weekly.reindex(pd.date_range(weekly.index.min(), weekly.index.max(), freq="7D"))
    weekly = weekly.reindex(columns=people)
    found = [weekly_trend(weekly[person].to_numpy(dtype=float), tests=len(people)) for person in people]
    return pd.DataFrame(
        {
            "trend": [trend.direction for trend in found],
            "trend_hours_per_week": [trend.slope for trend in found],
            "trend_weeks": [trend.weeks for trend in found],
        },
        index=people,
    )
