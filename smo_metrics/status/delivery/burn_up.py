"""Done so far and to come, day by day, against the scope: the table behind a fan chart in Excel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.sla import WhenDone
from smo_metrics.sla.scoring.fan import QUANTILES, with_bands
from smo_metrics.status.delivery.past_days import PastDays

if TYPE_CHECKING:
    import pandas as pd


def burn_up(days: PastDays, delivery: WhenDone) -> pd.DataFrame:
    """Give one row a day, past days first.

    Parameters
    ----------
    days : PastDays
    delivery : WhenDone
        Of these days.

    Returns
    -------
    pandas.DataFrame
        `day`; `done_tasks` by its end, NaN ahead; `scope_tasks`, done and remaining, on every day; `due_tasks`, the
        scope on the due date and NaN elsewhere, which a chart draws as a mark; `p2_5` to `p97_5`, tasks that the
        futures have done by its end, never more than the scope; `base` and the `band_` columns, which a stacked area
        chart puts on one another, `base` without a fill. On past days all quantiles are what was done, so that the fan
        has no width there instead of gaps that a chart would draw as zero.
    """
    import pandas as pd

    scope = days.done + days.remaining
    ahead = delivery.by_day
    fan = pd.DataFrame(
        {
            "day": [*days.dates, *(moment.date() for moment in ahead["date"])],
            "done_tasks": np.append(days.done_by_day, np.full(len(ahead), math.nan)),
            "scope_tasks": scope,
        }
    )
    fan["due_tasks"] = np.where(fan["day"] == delivery.due, scope, math.nan)
    for name in QUANTILES:
        to_come = np.minimum(days.done + ahead[name].to_numpy(dtype=float), scope)
        fan[name] = np.append(days.done_by_day, to_come)
    return with_bands(fan)


def finish_table(delivery: WhenDone) -> pd.DataFrame:
    """Give by when all is done, one row a confidence.

    Returns
    -------
    pandas.DataFrame
        `sure_share`, the share of the futures; `finish_date`, the day by whose end it is done in them; `days_ahead`,
        calendar days from the first one ahead, which is 1; None and NaN where it is not within the days looked ahead;
        `days_after_due`, negative when early, NaN without a due date; `remaining_tasks`.
    """
    import pandas as pd

    whole = delivery.finish[delivery.finish["batch"] == "all"]
    late = [
        math.nan if day is None or delivery.due is None else float((day - delivery.due).days) for day in whole["date"]
    ]
    return pd.DataFrame(
        {
            "sure_share": whole["confidence"].to_numpy(),
            "finish_date": whole["date"].to_numpy(dtype=object),
            "days_ahead": whole["days"].astype(float).to_numpy(),
            "days_after_due": late,
            "remaining_tasks": whole["tasks"].to_numpy(),
        }
    )
