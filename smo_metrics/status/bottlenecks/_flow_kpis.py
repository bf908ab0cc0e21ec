"""The key figures of a bottleneck review, of the whole project and of each region."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smo_metrics.flow.times.stage_times import StageTimes
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi, rate
from smo_metrics.status.basis.wording import NOT_AVAILABLE, count, percent
from smo_metrics.status.bottlenecks._regional_log import named_regions
from smo_metrics.status.bottlenecks.first_decisions import FirstDecisions

if TYPE_CHECKING:
    import pandas as pd

_NO_ENDS = "the events have one time each"


def flow_kpis(
    times: StageTimes, by_region: StageTimes | None, stages: pd.DataFrame, decisions: FirstDecisions, project: Project
) -> tuple[Kpi, ...]:
    """Give every figure of the whole project, then those of each region.

    Parameters
    ----------
    times : StageTimes
    by_region : StageTimes or None
        By ``queue``, in whose place the regions stand; None where the events name no region.
    stages : pandas.DataFrame
        From `stage_table`.
    decisions : FirstDecisions
    project : Project
    """
    rows = {ALL_REGIONS: times.tasks.to_dict("records")[0]}
    if by_region is not None:
        rows |= {str(row["region"]): row for row in named_regions(by_region.tasks).to_dict("records")}
    handling = {region: table.to_dict("records") for region, table in stages.groupby("region")}
    return tuple(
        kpi
        for region, row in rows.items()
        for kpi in (
            *_times(row, region),
            _rework(row, project, region),
            _acceptance(decisions, project, region),
            *_handling(row, handling.get(region, []), region),
        )
    )


def _times(row: Mapping[Any, Any], region: str) -> Iterator[Kpi]:
    done = int(row["done"])
    finished = count(done, "finished task")
    for key, quantile, share in (("lead_time_p50", "p50", "half"), ("lead_time_p90", "p90", "nine in ten")):
        value = row[f"lead_{quantile}_hours"]
        yield Kpi(
            key=key, pillar="timeline", name=f"Lead time, {quantile.upper()}", value=value, low=math.nan,
            high=math.nan, shown=hours(value), rag="none", target="lower is better",
            detail=f"{share} of {finished} took no longer" if done else "no task is finished",
            formula="hours by the clock from when the first work on a task could begin to its last end",
            direction="lower", n=done, region=region,
        )  # fmt: skip
    efficiency = row["flow_efficiency_work"]
    waited, lead = row["waiting_mean_work_hours"], row["lead_mean_work_hours"]
    told = f"of {hours(lead)} in work hours a task waits {hours(waited)}"
    yield Kpi(
        key="flow_efficiency", pillar="efficiency", name="Flow efficiency", value=efficiency, low=math.nan,
        high=math.nan, shown=percent(efficiency), rag="none", target="higher is better",
        detail=told if not math.isnan(efficiency) else _NO_ENDS if done else "no task is finished",
        formula="hours in work / (hours in work + hours waiting), both in the work hours of the team",
        direction="higher", n=done, region=region,
    )  # fmt: skip
    open_now, tasks = int(row["open_now"]), int(row["tasks"])
    yield Kpi(
        key="open_tasks", pillar="timeline", name="Open tasks", value=float(open_now), low=math.nan,
        high=math.nan, shown=f"{open_now:,}", rag="none", target="no target",
        detail=f"{open_now:,} of {count(tasks, 'task')} not finished",
        formula="tasks with work that is under way or not begun", direction="none", n=tasks, region=region,
    )  # fmt: skip
    pace = row["throughput_per_day"]
    yield Kpi(
        key="throughput", pillar="efficiency", name="Finished a day", value=pace, low=math.nan, high=math.nan,
        shown=NOT_AVAILABLE if math.isnan(pace) else f"{pace:,.1f}", rag="none", target="higher is better",
        detail=finished, formula="finished tasks / calendar days from the first arrival to now", direction="higher",
        n=done, region=region,
    )  # fmt: skip


def _rework(row: Mapping[Any, Any], project: Project, region: str) -> Kpi:
    limits, done = project.thresholds, int(row["done"])
    value = 1 - row["first_pass_yield"]
    told = f"{round(value * done):,} of {count(done, 'finished task')} came back" if done else "no task is finished"
    return Kpi(
        key="rework", pillar="quality", name="Rework", value=value, low=math.nan, high=math.nan,
        shown=percent(value), rag=rate(value, limits.rework_target, limits.rework_maximum, "lower"),
        target=f"target {100 * limits.rework_target:g} %, maximum {100 * limits.rework_maximum:g} %",
        detail=told,
        formula="finished tasks that were sent back at least once / finished tasks", direction="lower", n=done,
        region=region,
    )  # fmt: skip


def _acceptance(decisions: FirstDecisions, project: Project, region: str) -> Kpi:
    limits = project.thresholds
    decided, accepted = decisions.decided.get(region, 0), decisions.accepted.get(region, 0)
    value = accepted / decided if decided else math.nan
    told = f"{accepted:,} of {count(decided, 'task')} at the first decision"
    return Kpi(
        key="first_pass_acceptance", pillar="quality", name="First-pass acceptance", value=value, low=math.nan,
        high=math.nan, shown=percent(value),
        rag=rate(value, limits.acceptance_target, limits.acceptance_minimum),
        target=f"target {100 * limits.acceptance_target:g} %, minimum {100 * limits.acceptance_minimum:g} %",
        detail=told if decided else decisions.reason or "no decision on a task of this region",
        formula="tasks whose first decision is accepted / tasks with a decision", direction="higher", n=decided,
        region=region,
    )  # fmt: skip


def _handling(row: Mapping[Any, Any], stages: list[dict[Any, Any]], region: str) -> Iterator[Kpi]:
    """Give the handling time of a whole task, and at each stage."""
    mean, done = row["touch_mean_work_hours"], int(row["done"])
    whole = ("handling_time", "Handling time of a task", mean, done, "finished task")
    parts = [
        (
            f"handling_time {stage['stage']}", f"Handling time, {stage['stage']}", stage["handling_mean_work_hours"],
            int(stage["events"] - stage["waiting_now"] - stage["in_work_now"]), "finished event",
        )
        for stage in stages
    ]  # fmt: skip
    for key, name, value, n, noun in (whole, *parts):
        minutes = 60 * value
        yield Kpi(
            key=key, pillar="efficiency", name=f"{name} (minutes)", value=minutes, low=math.nan, high=math.nan,
            shown=NOT_AVAILABLE if math.isnan(value) else f"{minutes:,.1f} min", rag="none", target="lower is better",
            detail=f"mean of {count(n, noun)}" if not math.isnan(value) else _NO_ENDS if n else f"no {noun}",
            formula="work hours from start to end, mean", direction="lower", n=n, region=region,
        )  # fmt: skip


def hours(value: float) -> str:
    """Write hours with the digits that matter.

    >>> hours(4034.2), hours(31.44), hours(0.126), hours(math.nan)
    ('4,034 h', '31.4 h', '0.13 h', 'not available')
    """
    if math.isnan(value):
        return NOT_AVAILABLE
    return f"{value:,.{0 if abs(value) >= 100 else 1 if abs(value) >= 1 else 2}f} h"
