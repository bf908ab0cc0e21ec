"""Which moment was asked for? One without a zone is read as the project's reader would."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from smo_metrics.settings import Project

if TYPE_CHECKING:
    import pandas as pd


def zoned(moment: datetime, timezone: str) -> pd.Timestamp:
    """Give a moment its zone, where it names none.

    An hour that the clock shows twice is the later one; one that it skips is the first after it.

    >>> str(zoned(datetime(2026, 3, 2, 9), "Asia/Singapore"))
    '2026-03-02 09:00:00+08:00'
    """
    import pandas as pd

    found = pd.Timestamp(moment)
    if found.tzinfo is None:
        found = found.tz_localize(timezone, ambiguous=False, nonexistent="shift_forward")
    return found


def given_moment(as_of: datetime | None, project: Project) -> datetime | None:
    """Give the moment asked for, else the project's, read in its zone where it names none; None without either."""
    if as_of is not None or project.as_of is None or project.as_of.tzinfo is not None:
        return as_of or project.as_of
    return zoned(project.as_of, project.timezone).to_pydatetime()
