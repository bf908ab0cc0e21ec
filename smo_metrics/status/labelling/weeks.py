"""Does agreement hold up from week to week?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smo_metrics.agreement import Ratings, agreement_over_time
from smo_metrics.settings import Project

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("week", "items", "labels", "alpha", "low", "high", "status", "band_low", "band", "target")


def weeks_table(frame: pd.DataFrame, project: Project, ratings: Ratings) -> pd.DataFrame:
    """Give alpha of the items labelled in each week, weeks without one left out.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `first_submissions`; without times the table is empty.
    project : Project
    ratings : Ratings
        Of `frame`; its categories are the domain of every week.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`: `week` is its Monday; `band_low` and `band` draw the interval, of no width where there is
        none.
    """
    import pandas as pd

    if "labelled_at" not in frame or frame["labelled_at"].isna().all():
        return pd.DataFrame(columns=COLUMNS)
    table = agreement_over_time(
        frame, item="unit", timezone=project.timezone, level=project.level,
        categories=ratings.categories, confidence=project.confidence,
    ).frame  # fmt: skip
    table = table.rename(columns={"period": "week", "value": "alpha"}).dropna(subset="alpha").reset_index(drop=True)
    band = (table["high"] - table["low"]).fillna(0)
    band_low = table["low"].fillna(table["alpha"])
    return table.assign(band_low=band_low, band=band, target=project.thresholds.alpha_target)
