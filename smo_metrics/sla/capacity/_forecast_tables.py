"""The tables of a forecast: figures by day, attainment by week, and what came on past days."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.flow.events.event_log import Integers
from smo_metrics.flow.hours._local_clock import local_clock
from smo_metrics.sla.capacity._bands import Floats, moved_apart, quantiles
from smo_metrics.sla.capacity._day_figures import WEEK, by_week, named_figures

if TYPE_CHECKING:
    import pandas as pd

_DAY = 86_400_000
_HIGHEST = {"attainment": 1.0, "past_target_share": 1.0}
_HISTORY_DAYS = 28


def local_dates(edges: Integers, timezone: str) -> pd.DatetimeIndex:
    """Give the dates of the days between some local midnights, in ms."""
    import pandas as pd

    clock = local_clock(timezone, int(edges[0]) // _DAY - 1, int(edges[-1]) // _DAY + 2)
    noon = (edges[:-1] + edges[1:]) // 2
    return pd.DatetimeIndex((clock.shows(noon) // _DAY).astype("datetime64[D]").astype("datetime64[ns]"))


def days_table(drawn: Floats, widening: Mapping[str, float], dates: pd.DatetimeIndex) -> pd.DataFrame:
    """Give the `days` of an `SlaForecast`.

    Parameters
    ----------
    drawn : ndarray of float, shape (replications, days, 6)
        `day_figures` of each future.
    widening : mapping of str to float
        By how much each figure's 80 % range moves at each end.
    dates : pandas.DatetimeIndex
    """
    import pandas as pd

    parts = []
    for name, samples in named_figures(drawn).items():
        apart = moved_apart(samples, widening.get(name, 0.0), _HIGHEST.get(name, math.inf))
        parts.append(pd.DataFrame({"date": dates, "figure": name, **quantiles(apart)}))
    return pd.concat(parts, ignore_index=True)


def weeks_table(
    drawn: Floats, widening: Mapping[str, float], goal: float, dates: pd.DatetimeIndex
) -> pd.DataFrame:
    """Give the `weeks` of an `SlaForecast`; parameters as in `days_table`."""
    import pandas as pd

    attainment, due = by_week(drawn)
    apart = moved_apart(attainment, widening.get("attainment_by_week", 0.0), 1.0)
    known = (~np.isnan(apart)).sum(axis=0)
    first = np.arange(0, len(dates), WEEK)
    probability = np.full(len(first), np.nan)
    np.divide((apart >= goal).sum(axis=0), known, out=probability, where=known > 0)
    return pd.DataFrame({
        "week": np.arange(1, len(first) + 1),
        "first_day": dates[first],
        "last_day": dates[np.minimum(first + WEEK, len(dates)) - 1],
        "tasks_due": np.median(due, axis=0),
        **quantiles(apart),
        "goal_probability": probability,
    })  # fmt: skip


def history_table(observed: Floats, dates: pd.DatetimeIndex) -> pd.DataFrame:
    """Give the `history` of an `SlaForecast` from `day_figures` of past days."""
    import pandas as pd

    parts = [
        pd.DataFrame({"date": dates, "figure": name, "observed": values}).tail(_HISTORY_DAYS)
        for name, values in named_figures(observed).items()
    ]
    return pd.concat(parts, ignore_index=True)
