"""Which open tasks are older than usual? Each beside the age by which finished tasks had left its stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.times.wip_age import WipAge
from smo_metrics.status.bottlenecks._regional_log import NO_REGION

if TYPE_CHECKING:
    import pandas as pd

_WIDTH = 0.7
AGEING_COLUMNS = (
    "task_id", "region", "stage", "state", "arrived_local", "age_hours", "age_work_hours", "stage_age_hours",
    "usual_hours", "older_than_usual", "stage_position", "usual_age_hours", "older_age_hours",
)  # fmt: skip


def ageing_table(log: EventLog, ages: WipAge, timezone: str) -> pd.DataFrame:
    """Decide which open tasks to ask about first: the oldest, and those marked as older than usual at their stage.

    Parameters
    ----------
    log : EventLog
        With its own regions.
    ages : WipAge
        Of the same log.
    timezone : str
        IANA zone of `arrived_local`.

    Returns
    -------
    pandas.DataFrame
        One row an unfinished task, oldest first. `usual_hours` is the age by which 85 % of finished tasks had left the
        stage, on the clock of `ages` (work hours where `age_work_hours` are known); `older_than_usual` is None where
        fewer than 20 finished tasks tell. For the chart: `stage_position`, the stage's number with its tasks spread
        around it by age, and the age on that clock in one of two columns.
    """
    import pandas as pd

    tasks = ages.tasks
    drawn = tasks["age_hours" if ages.clock == "wall" else "age_work_hours"]
    older = tasks["past_p85"].eq(True)
    number = tasks["stage"].map({stage: place for place, stage in enumerate(log.names["stage"], start=1)})
    rank = drawn.groupby(tasks["stage"]).rank(method="first")
    size = tasks.groupby("stage")["task_id"].transform("size")
    undone = np.flatnonzero(log.is_open | log.is_waiting)
    now = undone[np.diff(log.task[undone], append=-1) != 0]
    regions = np.array([*log.names["region"], NO_REGION], dtype=object)
    names = np.array(log.names["task"], dtype=object)[log.task[now]]
    arrived = pd.DatetimeIndex(log.arrived[log.task[now]].view("M8[ms]"), tz="UTC").tz_convert(timezone)
    return pd.DataFrame(
        {
            "task_id": tasks["task_id"],
            "region": tasks["task_id"].map(dict(zip(names, regions[log.region[now]], strict=True))),
            "stage": tasks["stage"],
            "state": np.where(tasks["is_waiting"], "not begun", "in work"),
            "arrived_local": tasks["task_id"].map(dict(zip(names, arrived.tz_localize(None), strict=True))),
            "age_hours": tasks["age_hours"],
            "age_work_hours": tasks["age_work_hours"],
            "stage_age_hours": tasks["stage_age_hours"],
            "usual_hours": tasks["stage_p85_hours"],
            "older_than_usual": tasks["past_p85"],
            "stage_position": number + _WIDTH * ((rank - 0.5) / size - 0.5),
            "usual_age_hours": drawn.where(~older),
            "older_age_hours": drawn.where(older),
        }
    )[list(AGEING_COLUMNS)]
