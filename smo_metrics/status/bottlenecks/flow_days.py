"""Where does work pile up, day by day? Arrived and finished tasks, and how many stand at each stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.times.cumulative_flow import cumulative_flow

if TYPE_CHECKING:
    import pandas as pd

SHOWN_DAYS = 28


@dataclass(frozen=True, slots=True, eq=False)
class FlowDays:
    """The last 28 days.

    Attributes
    ----------
    days : pandas.DataFrame
        One row a day: `date`; `arrived` and `finished`, tasks so far; `open_tasks`, the difference; `main_stage_tasks`
        and `other_stage_tasks`, its parts; `finished_since`, since the first day shown; `arrivals` and `finishes` of
        the day alone, missing for the day that is not over. The last row shows the moment of the data.
    stages : pandas.DataFrame
        One row a day and stage: `date`, `stage`, `entered`, `begun`, `left` so far, `there` (entered - left) and
        `not_begun` of these.
    main_stage : str
        The stage at which most work stands now, the earlier of equals; empty where no task is open.
    """

    days: pd.DataFrame
    stages: pd.DataFrame
    main_stage: str


def flow_days(log: EventLog, timezone: str) -> FlowDays:
    """Tell which stage takes in more than it lets out: its band in the chart widens.

    Parameters
    ----------
    log : EventLog
    timezone : str
        IANA zone in which days begin.
    """
    found = cumulative_flow(log, timezone=timezone)
    names = log.names["stage"]
    tasks = found.tasks.tail(SHOWN_DAYS).reset_index(drop=True)
    stages = found.stages.tail(SHOWN_DAYS * len(names)).reset_index(drop=True)
    there = stages["wip"].to_numpy().reshape(-1, len(names))
    place = int(there[-1].argmax())
    # A task with several open events at one stage stands there once.
    main = np.minimum(there[:, place], tasks["wip"])
    days = tasks.assign(
        date=tasks["period_start"].dt.date,
        open_tasks=tasks["wip"],
        main_stage_tasks=main,
        other_stage_tasks=tasks["wip"] - main,
        finished_since=tasks["finished"] - tasks["finished"].iloc[0],
        arrivals=tasks["arrivals"].where(~tasks["partial"]),
        finishes=tasks["finishes"].where(~tasks["partial"]),
    )
    columns = ("date", "arrived", "finished", "open_tasks", "main_stage_tasks", "other_stage_tasks",
               "finished_since", "arrivals", "finishes")  # fmt: skip
    by_stage = stages.assign(
        date=stages["period_start"].dt.date, begun=stages["started"], there=stages["wip"], not_begun=stages["waiting"]
    )
    return FlowDays(
        days=days[list(columns)],
        stages=by_stage[["date", "stage", "entered", "begun", "left", "there", "not_begun"]],
        main_stage=names[place] if there[-1].any() else "",
    )
