"""Are promises kept and is the backlog under control? Attainment, tasks at risk, open tasks and their age."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics.settings import Project
from smo_metrics.sla.clock.task_clocks import TaskClocks
from smo_metrics.status.basis.kpi import ALL_REGIONS, Kpi, rate
from smo_metrics.status.basis.wording import NOT_AVAILABLE, count, interval, percent
from smo_metrics.status.delivery.promised import Promised

if TYPE_CHECKING:
    import pandas as pd


def promise_kpis(region: str, kept: Promised, project: Project, missing: Mapping[str, str]) -> Iterator[Kpi]:
    """Give the figures of single tasks of a region, or of ``all``; `missing` says why one is not there."""
    line, tasks = None, kept.work_list
    if kept.attainment is not None:
        lines = kept.attainment.total.assign(group=ALL_REGIONS) if region == ALL_REGIONS else kept.attainment.groups
        chosen = lines[lines["group"] == region].to_dict("records")
        line = chosen[0] if chosen else None
    if tasks is not None and region != ALL_REGIONS:
        tasks = tasks[tasks["region"] == region]
    yield _attainment(line, project, region, missing.get("attainment", "no task of this region"))
    yield _at_risk(tasks, project, region, missing.get("risk", ""))
    yield from _backlog(kept.clocks, project, region, missing.get("open_tasks", missing.get("attainment", "")))


def _attainment(figures: Mapping[Any, Any] | None, project: Project, region: str, why: str) -> Kpi:
    """Share of tasks within their target, from a line of `Attainment`, against goal and minimum."""
    value, low, high = (figures[name] for name in ("attained", "low", "high")) if figures else (math.nan,) * 3
    given = project.sla
    detail = why
    if figures and figures["status"] == "too_young":
        detail = f"open tasks decide: {percent(figures['at_least'])} at least, {percent(figures['at_most'])} at most"
    elif figures:
        late = f"{figures['closed_late'] + figures['overdue']:,} late of {count(figures['tasks'], 'task')}"
        detail = f"{interval(low, high, project.confidence, percent)}; {late}"
    return Kpi(
        key="sla_attainment",
        pillar="timeline",
        name="SLA attainment",
        value=value,
        low=low,
        high=high,
        shown=percent(value),
        rag=rate(value, given.sla_goal, given.sla_minimum),
        target=f"goal {100 * given.sla_goal:g} %, minimum {100 * given.sla_minimum:g} %",
        detail=detail,
        formula="tasks within their target / all tasks, open ones counted by how tasks as old went on",
        direction="higher",
        n=figures["tasks"] if figures else 0,
        region=region,
    )


def _at_risk(tasks: pd.DataFrame | None, project: Project, region: str, why: str) -> Kpi:
    """Count open tasks that are late or more likely late than not, against the share that the goal leaves."""
    value, share, detail, size = math.nan, math.nan, why, 0
    if tasks is not None:
        size = len(tasks)
        unknown = int(tasks["late_probability"].isna().sum())
        late = int((tasks["state"] == "late").sum())
        rest = f"; {unknown:,} not known" if unknown else ""
        detail = f"of {count(size, 'open task')}; {late:,} late already{rest}"
        if not size or unknown < size:
            value = float(tasks["at_risk"].sum())
            share = value / max(size - unknown, 1)
    given = project.sla
    left, most = 1 - given.sla_goal, 1 - given.sla_minimum
    return Kpi(
        key="tasks_at_risk",
        pillar="timeline",
        name="Open tasks at risk",
        value=value,
        low=math.nan,
        high=math.nan,
        shown=NOT_AVAILABLE if math.isnan(value) else f"{value:,.0f}",
        rag=rate(share, left, most, "lower"),
        target=f"target {100 * left:.3g} % of open tasks, at most {100 * most:.3g} %",
        detail=detail,
        formula="open tasks that are late already or more likely late than not",
        direction="lower",
        n=size,
        region=region,
    )


def _backlog(clocks: TaskClocks | None, project: Project, region: str, why: str) -> Iterator[Kpi]:
    """Open tasks, and the age that half and 90 % of them have at most."""
    ages = np.empty(0)
    if clocks is not None:
        chosen = clocks.running
        if region != ALL_REGIONS:
            chosen = chosen & (clocks.region == clocks.log.names["region"].index(region))
        ages = clocks.elapsed_hours[chosen]
    known = clocks is not None
    yield Kpi(
        key="open_tasks",
        pillar="timeline",
        name="Open tasks",
        value=float(len(ages)) if known else math.nan,
        low=math.nan,
        high=math.nan,
        shown=f"{len(ages):,}" if known else NOT_AVAILABLE,
        rag="none",
        target="no target",
        detail="on the clock, not finished" if known else why,
        formula="tasks that have arrived and are not finished",
        direction="none",
        n=len(ages),
        region=region,
    )
    clock = "work hours" if known and clocks is not None and clocks.policy.clock == "work" else "hours by the clock"
    limits = project.thresholds
    for key, name, level in (("age_p50", "Median age of open tasks", 0.5), ("age_p90", "Age of open tasks, P90", 0.9)):
        value = float(np.quantile(ages, level)) if len(ages) else math.nan
        judged = level == 0.9 and limits.age_target_hours is not None
        most = "" if limits.age_maximum_hours is None else f", maximum {limits.age_maximum_hours:g} h"
        yield Kpi(
            key=key,
            pillar="timeline",
            name=name,
            value=value,
            low=math.nan,
            high=math.nan,
            shown=NOT_AVAILABLE if math.isnan(value) else f"{value:,.1f} h",
            rag=rate(value, limits.age_target_hours, limits.age_maximum_hours, "lower") if level == 0.9 else "none",
            target=f"target {limits.age_target_hours:g} h{most}" if judged else "no target",
            detail=f"{clock}, {count(len(ages), 'open task')}" if known else why,
            formula=f"hours since arrival that {100 * level:g} % of open tasks have at most",
            direction="lower",
            n=len(ages),
            region=region,
        )
