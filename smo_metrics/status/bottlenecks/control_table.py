"""Did lead time or throughput change, or is it chance? Control charts of both, by day or by week."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from smo_metrics.flow.charts.control_chart import ControlChart, control_chart
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.times.cumulative_flow import cumulative_flow

if TYPE_CHECKING:
    import pandas as pd

FEWEST_TASKS = 3
_ENOUGH_WEEKS = 6
_WORKED = 0.2
_HOUR = 3_600_000
_FIGURES = {"lead": "hours", "finished": "tasks"}
CONTROL_COLUMNS = (
    "period_start", "finished_tasks", "lead_mean_hours",
    *(f"{name}_{part}_{unit}" for name, unit in _FIGURES.items() for part in ("center", "lower", "upper", "signal")),
    *(f"{name}_signal" for name in _FIGURES),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """Both charts in one table.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a period, from the past to now: `period_start` (a date); `finished_tasks`; `lead_mean_hours`, by the
        clock, of the tasks finished in it; of ``lead`` (hours) and ``finished`` (tasks) `_center_`, `_lower_`,
        `_upper_` and `_signal_`, the value again where it signals, with the unit at the end of the name; `lead_signal`
        and `finished_signal`, in words, empty without a signal. NaN: too few tasks, or no limits.
    period : str
        ``day`` or ``week``.
    warnings : tuple of str
        What to know before acting on a signal.
    """

    table: pd.DataFrame
    period: str
    warnings: tuple[str, ...]


def control_table(log: EventLog, timezone: str) -> Control:
    """Decide whether to ask why tasks took longer, or why fewer were finished, before anybody is asked.

    Parameters
    ----------
    log : EventLog
    timezone : str
        IANA zone in which days and weeks begin.

    Returns
    -------
    Control
        Whole periods only: weeks from 6 of them on, else days. Days of a weekday on which next to nothing is finished
        (less than a fifth of the best weekday) are left out: nobody works then. So is the beginning of the log, as long
        as nine in ten tasks take: only quick tasks can be finished by then. A mean of fewer than 3 tasks is missing.

    Notes
    -----
    XmR charts (individual values and moving ranges), limits 3 sigma from the mean of all periods shown: see
    `smo_metrics.flow.control_chart`. Means of a day of a growing queue are not independent, so that false alarms are
    more frequent than the 1 in 370 of the textbook; `warnings` says where that shows.
    """
    import pandas as pd

    done = log.is_done
    ended, lead = log.left[done], (log.left - log.arrived)[done]
    usual = float(np.quantile(lead, 0.9)) if len(lead) else 0.0
    since = int(log.arrived.min()) + usual
    period, table = "week", _periods(log, "W", timezone, since, ended, lead)
    if len(table) < _ENOUGH_WEEKS:
        period, table = "day", _periods(log, "D", timezone, since, ended, lead)
        table = table[_worked(table)].reset_index(drop=True)
    if table.empty:
        return Control(pd.DataFrame(columns=list(CONTROL_COLUMNS)), period, ())
    dates = [str(day) for day in table["period_start"]]
    charts = {
        "lead": control_chart(table["lead_mean_hours"].to_numpy(), points=dates),
        "finished": control_chart(table["finished_tasks"].to_numpy(dtype=float), points=dates),
    }
    for name, chart in charts.items():
        for column, values in _drawn(name, chart).items():
            table[column] = values
    about = {"lead": "Lead time chart", "finished": "Finished tasks chart"}
    warnings = tuple(f"{about[name]}: {sentence}" for name, chart in charts.items() for sentence in chart.warnings)
    return Control(table[list(CONTROL_COLUMNS)], period, warnings)


def _periods(
    log: EventLog,
    freq: Literal["D", "W"],
    timezone: str,
    since: float,
    ended: NDArray[np.int64],
    lead: NDArray[np.int64],
) -> pd.DataFrame:
    """Count the tasks finished in each whole period, and average their lead times."""
    import pandas as pd

    periods = cumulative_flow(log, freq=freq, timezone=timezone).tasks
    begins = periods["period_start"].to_numpy(dtype="datetime64[ms]").astype(np.int64)
    place = np.searchsorted(begins, ended, side="right") - 1
    hours = np.bincount(place, lead, len(periods)) / _HOUR
    finished = periods["finishes"].to_numpy()
    mean = np.full(len(periods), math.nan)
    np.divide(hours, finished, out=mean, where=finished >= FEWEST_TASKS)
    whole = ~periods["partial"].to_numpy() & (begins >= since)
    table = {"period_start": periods["period_start"].dt.date, "finished_tasks": finished, "lead_mean_hours": mean}
    return pd.DataFrame(table)[whole].reset_index(drop=True)


def _worked(days: pd.DataFrame) -> pd.Series:
    import pandas as pd

    weekday = pd.to_datetime(days["period_start"]).dt.day_of_week
    usual = days.groupby(weekday)["finished_tasks"].mean()
    worked: pd.Series = weekday.map(usual) > _WORKED * usual.max()
    return worked


def _drawn(name: str, chart: ControlChart) -> dict[str, NDArray[Any]]:
    points, unit = chart.points, _FIGURES[name]
    signal = points["signal"].to_numpy(dtype=bool)
    side = np.where(points["value"] > points["center"], "above the upper limit", "below the lower limit")
    return {
        f"{name}_center_{unit}": points["center"].to_numpy(),
        # Neither hours nor tasks fall below 0: a limit there is one at 0.
        f"{name}_lower_{unit}": points["lower"].clip(lower=0).to_numpy(),
        f"{name}_upper_{unit}": points["upper"].to_numpy(),
        f"{name}_signal_{unit}": points["value"].where(signal).to_numpy(),
        f"{name}_signal": np.where(signal, side, ""),
    }
