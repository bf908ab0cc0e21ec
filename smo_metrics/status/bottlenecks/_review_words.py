"""The sentences of a bottleneck review: what a coordinator says of it in a meeting."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.status.basis.kpi import ALL_REGIONS
from smo_metrics.status.basis.wording import count, percent
from smo_metrics.status.bottlenecks._flow_kpis import hours
from smo_metrics.status.bottlenecks.control_table import Control
from smo_metrics.status.bottlenecks.flow_days import FlowDays
from smo_metrics.status.bottlenecks.flow_report import FlowReport
from smo_metrics.status.bottlenecks.region_handoffs import RegionHandoffs

if TYPE_CHECKING:
    import pandas as pd

_FEWEST_HANDOFFS = 20
_NO_CAUSES = "not available: the events have one time each. Export both started_at and ended_at."


def headlines(
    report: FlowReport, causes: pd.DataFrame, stages: pd.DataFrame, ageing: pd.DataFrame, control: Control
) -> tuple[str, str, str]:
    """Three sentences: where work waits and why, what would fix it, what to look at."""
    return (
        f"{causes_headline(causes)}.",
        fix_headline(report),
        f"{ageing_headline(ageing)}; {_risk(stages)}; {_change(control)}.",
    )


def chart_headlines(
    report: FlowReport,
    causes: pd.DataFrame,
    flow: FlowDays,
    ageing: pd.DataFrame,
    control: Control,
    handed: RegionHandoffs,
) -> dict[str, str]:
    """One sentence above each chart."""
    return {
        "causes": causes_headline(causes),
        "fixes": fix_headline(report).removesuffix("."),
        "flow": _flow(flow),
        "ageing": ageing_headline(ageing),
        "lead": f"Lead time: {_signals(control, 'lead', 'hours')}",
        "finished": f"Finished tasks: {_signals(control, 'finished', 'tasks')}",
        "handoffs": _handoffs(handed),
    }


def causes_headline(causes: pd.DataFrame) -> str:
    """Say at which stage most hours are waited, and what for."""
    whole = causes[causes["region"] == ALL_REGIONS]
    if whole.empty:
        return f"Where work waits is {_NO_CAUSES.removesuffix('.')}"
    total = whole["waiting_hours"].sum()
    if not total:
        return "Nothing waited: all work began when it could"
    worst = whole.sort_values("waiting_hours", ascending=False, kind="stable").iloc[0]
    return (
        f"Work waits most at {worst['stage']}: {percent(worst['waiting_hours'] / total)} of {hours(total)} waited by "
        f"the clock, {percent(worst['main_cause_share'])} of that because {worst['that_is']} ({worst['main_cause']})"
    )


def fix_headline(report: FlowReport) -> str:
    """Say which fix gains most, or why that is not known."""
    if report.bottlenecks is None:
        return report.not_simulated
    first, *others = report.bottlenecks.sentences
    tied = f" {count(len(others), 'other fix').replace('fixs', 'fixes')} cannot be told from it." if others else ""
    return first + tied


def ageing_headline(ageing: pd.DataFrame) -> str:
    """Say how many open tasks are older than usual, and where most of them stand."""
    if ageing.empty:
        return "No task is open"
    older = ageing[ageing["older_than_usual"].eq(True)]
    if ageing["older_than_usual"].isna().all():
        return f"{count(len(ageing), 'open task')}; what age is usual is not known: fewer than 20 tasks are finished"
    if older.empty:
        return f"None of {count(len(ageing), 'open task')} is older than usual at its stage"
    places = older["stage"].value_counts()
    are = "is" if len(older) == 1 else "are"
    return (
        f"{len(older):,} of {count(len(ageing), 'open task')} {are} older than 85 % of finished ones were when they "
        f"left that stage, most at {places.index[0]} ({places.iloc[0]:,})"
    )


def _risk(stages: pd.DataFrame) -> str:
    """Name the stages that depend on one person."""
    alone = stages[(stages["region"] == ALL_REGIONS) & stages["one_person"]]
    if alone.empty:
        return "no stage depends on one person"
    named = [f"{stage} depends on {person}" for stage, person in zip(alone["stage"], alone["main_person"], strict=True)]
    return f"in the last four weeks {' and '.join(named)} alone"


def _change(control: Control) -> str:
    if control.table.empty or control.table["lead_upper_hours"].isna().all():
        return "whether lead time has changed is not known yet"
    return f"lead time: {_signals(control, 'lead', 'hours')}"


def _signals(control: Control, name: str, unit: str) -> str:
    """Say how often a chart signals, and when last."""
    table = control.table
    if table.empty or table[f"{name}_upper_{unit}"].isna().all():
        return f"no limits yet, too few {control.period}s"
    signals = table[table[f"{name}_signal"] != ""]
    period = count(len(table), control.period)
    low, high = (table[f"{name}_{end}_{unit}"].iloc[-1] for end in ("lower", "upper"))
    usual = f"usual {low:,.1f} to {high:,.1f} {unit}"
    if signals.empty:
        return f"none of {period} stands out ({usual})"
    last = signals.iloc[-1]
    value = last[f"{name}_signal_{unit}"]
    stands = "stands" if len(signals) == 1 else "stand"
    return (
        f"{len(signals):,} of {period} {stands} out, last {last['period_start']:%d %b %Y} with {value:,.1f} {unit}, "
        f"{last[f'{name}_signal']} ({usual})"
    )


def _flow(flow: FlowDays) -> str:
    first, last = flow.days.iloc[0], flow.days.iloc[-1]
    if not flow.main_stage:
        return f"No task is open on {last['date']:%d %b %Y}"
    return (
        f"Most open work stands at {flow.main_stage}: {last['main_stage_tasks']:,} of "
        f"{count(int(last['open_tasks']), 'open task')} on {last['date']:%d %b %Y}, {first['main_stage_tasks']:,} on "
        f"{first['date']:%d %b %Y}"
    )


def _handoffs(handed: RegionHandoffs) -> str:
    pairs = handed.table
    if handed.matrix.empty:
        return "Handoffs between regions: not available, no two events of a task name a region"
    enough = pairs["changes_region"] & (pairs["count"] >= _FEWEST_HANDOFFS) & pairs["median_hours"].notna()
    if not enough.any():
        return f"No two regions hand over {_FEWEST_HANDOFFS} pieces of work or more whose wait is known"
    slow = pairs[enough].sort_values("median_hours", ascending=False, kind="stable").iloc[0]
    shared = slow["shared_week_hours"]
    talk = "" if math.isnan(shared) else f"; they share {hours(float(np.round(shared, 1)))} at work a week"
    return (
        f"Work waits longest from {slow['from_region']} to {slow['to_region']}: half of "
        f"{count(int(slow['count']), 'handoff')} more than {hours(slow['median_hours'])}{talk}"
    )
