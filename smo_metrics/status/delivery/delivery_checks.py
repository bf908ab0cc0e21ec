"""Do the figures of a delivery review add up? Each check counts the same thing in two ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from smo_metrics.settings import Project
from smo_metrics.sla.clock.task_clocks import TaskClocks
from smo_metrics.status.delivery.past_days import PastDays
from smo_metrics.status.delivery.promised import Promised
from smo_metrics.status.delivery.work_to_come import WorkToCome

if TYPE_CHECKING:
    import pandas as pd

Row = tuple[str, float, float, str]
_HALF_A_TASK = 0.5


def delivery_checks(kept: Promised, ahead: WorkToCome, project: Project) -> pd.DataFrame:
    """Give one row a check that the data allow: `check`, `expected`, `found`, `ok` and `explanation`."""
    import pandas as pd

    rows = [*_of_tasks(kept), *_of_days(kept.clocks, ahead.days, ahead.fan, project)]
    table = pd.DataFrame(rows, columns=["check", "expected", "found", "explanation"])
    table.insert(3, "ok", (table["expected"] - table["found"]).abs() < _HALF_A_TASK)
    return table


def _of_tasks(kept: Promised) -> Iterator[Row]:
    clocks, found, regions, work = kept.clocks, kept.attainment, kept.regions, kept.work_list
    if clocks is None or found is None:
        return
    total, everyone = found.total.iloc[0], len(clocks.task)
    finished = int(np.count_nonzero(~clocks.running))
    yield "Finished + open = all tasks", everyone, finished + total["open"], "Tasks whose clock has started."
    by_week = int(found.periods["tasks"].sum())
    yield "Tasks by week add up to all tasks", everyone, by_week, "A week is that in which the clock started."
    if regions is not None:
        nameless = int(np.count_nonzero(clocks.region < 0))
        by_region = int(regions["tasks"].sum()) + nameless
        yield "Tasks by region add up to all tasks", everyone, by_region, f"Without a region, in no row: {nameless:,}."
    if work is not None:
        overdue = int((work["state"] == "late").sum())
        yield "Open tasks in the work list = open tasks", total["open"], len(work), "Each open task has one row."
        yield "Late ones in the work list = overdue tasks", total["overdue"], overdue, "Open and past their target."


def _of_days(
    clocks: TaskClocks | None, days: PastDays | None, fan: pd.DataFrame | None, project: Project
) -> Iterator[Row]:
    if days is None or fan is None:
        return
    scope = project.delivery.scope_tasks
    if scope is not None:
        yield "Done + remaining = scope_tasks", scope, days.done + days.remaining, days.counted_as
    drawn = float(fan["done_tasks"].max())
    yield "The burn-up's last past day = tasks done", days.done, drawn, "Drawn on the sheet Fan."
    if clocks is not None and days.from_volumes:
        low, high = (_midnight(day, project.timezone) for day in (days.dates[0], days.first_day_ahead))
        stopped = clocks.stopped[~clocks.running]
        in_events = int(np.count_nonzero((stopped >= low) & (stopped < high)))
        in_volumes = float(np.nansum(days.history.completed))
        why = "On the days of the volumes. A difference: the two exports cover other tasks, days or zones."
        yield "Finished in the volumes = finished in the events", in_events, in_volumes, why


def _midnight(day: date, timezone: str) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone)).timestamp() * 1000
