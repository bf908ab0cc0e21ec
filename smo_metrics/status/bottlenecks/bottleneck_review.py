"""Where does work wait, why, and what would fix it? Everything a bottleneck review shows.

The workbook, the weekly update and a script all read this one result, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA, records
from smo_metrics.event_table import check_events
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.times.stage_times import StageTimes, stage_times
from smo_metrics.flow.times.wip_age import wip_age
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import Kpi
from smo_metrics.status.basis.moment import given_moment
from smo_metrics.status.basis.region_names import check_region_names
from smo_metrics.status.bottlenecks import _review_words as words
from smo_metrics.status.bottlenecks._flow_kpis import flow_kpis
from smo_metrics.status.bottlenecks._regional_log import regions_as_queues
from smo_metrics.status.bottlenecks._review_checks import checks
from smo_metrics.status.bottlenecks.ageing import ageing_table
from smo_metrics.status.bottlenecks.cause_table import cause_table
from smo_metrics.status.bottlenecks.control_table import control_table
from smo_metrics.status.bottlenecks.first_decisions import first_decisions
from smo_metrics.status.bottlenecks.fix_table import fix_table
from smo_metrics.status.bottlenecks.flow_days import flow_days
from smo_metrics.status.bottlenecks.flow_report import FlowReport, flow_report
from smo_metrics.status.bottlenecks.region_handoffs import region_handoffs
from smo_metrics.status.bottlenecks.stage_table import stage_table

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

_NOT_ASKED = "What a fix would gain is not available: no simulation was asked for."
_TABLES = ("stages", "causes", "fixes", "handoffs", "handoff_matrix", "overlap", "flow", "flow_stages", "ageing",
           "control", "checks")  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class BottleneckReview:
    """A bottleneck review's figures, tables and sentences.

    Attributes
    ----------
    project : Project
    as_of : pandas.Timestamp
        The moment at which open work is looked at, in the project's zone.
    events : pandas.DataFrame
        The events, checked.
    stages : pandas.DataFrame
        Waiting, handling, people and load: one row a stage (`region` ``all``), then one a region and stage; see
        `stage_table`.
    causes : pandas.DataFrame
        Hours waited by cause in the same rows; see `cause_table`.
    fixes : pandas.DataFrame or None
        Simulated fixes, best first; see `fix_table`. None: `no_fixes` says why.
    no_fixes : str
    handoffs, handoff_matrix, overlap : pandas.DataFrame
        Between regions; see `RegionHandoffs`.
    flow, flow_stages : pandas.DataFrame
        The last 28 days; see `FlowDays`.
    main_stage : str
        The stage at which most work stands now; empty where none is open.
    ageing : pandas.DataFrame
        Open tasks, oldest first; see `ageing_table`.
    control : pandas.DataFrame
        Lead time and finished tasks by `control_period` (``day`` or ``week``); see `Control`.
    control_period : str
    checks : pandas.DataFrame
        Reconciliations: `check`, `expected`, `found`, `ok`, `explanation`.
    kpis : tuple of Kpi
        Lead time, flow efficiency, open tasks, throughput, rework, first-pass acceptance, handling time: of the whole
        project, then of each region.
    headlines : tuple of str
        Where work waits and why; what would fix it; what to look at.
    chart_headlines : dict of str to str
        `causes`, `fixes`, `flow`, `ageing`, `lead`, `finished`, `handoffs`.
    notes : tuple of str
        What was derived, assumed or is unsure.
    """

    project: Project
    as_of: pd.Timestamp
    events: pd.DataFrame
    stages: pd.DataFrame
    causes: pd.DataFrame
    fixes: pd.DataFrame | None
    no_fixes: str
    handoffs: pd.DataFrame
    handoff_matrix: pd.DataFrame
    overlap: pd.DataFrame
    flow: pd.DataFrame
    flow_stages: pd.DataFrame
    main_stage: str
    ageing: pd.DataFrame
    control: pd.DataFrame
    control_period: str
    checks: pd.DataFrame
    kpis: tuple[Kpi, ...]
    headlines: tuple[str, str, str]
    chart_headlines: dict[str, str]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary, without the events themselves; what is not known is None."""
        tables = {name: getattr(self, name) for name in _TABLES}
        return {
            "schema": SCHEMA,
            "project": self.project.project,
            "as_of": self.as_of.isoformat(),
            "kpis": [kpi.to_dict() for kpi in self.kpis],
            "headlines": list(self.headlines),
            "chart_headlines": self.chart_headlines,
            "main_stage": self.main_stage,
            "control_period": self.control_period,
            "no_fixes": self.no_fixes or None,
            "notes": list(self.notes),
            **{name: None if table is None else records(table) for name, table in tables.items()},
        }


def bottleneck_review(
    events: pd.DataFrame,
    project: Project,
    *,
    calendars: WorkCalendar | Mapping[str, WorkCalendar] | None = None,
    roster: pd.DataFrame | None = None,
    as_of: datetime | None = None,
    log: EventLog | None = None,
    rng: np.random.Generator,
    replications: int = 20,
    progress: Callable[[str], None] = lambda step: None,
) -> BottleneckReview:
    """Decide what to change first so that tasks are done sooner, and which open tasks and stages to look after.

    Parameters
    ----------
    events : pandas.DataFrame
        A table that `smo_metrics.event_table.check_events` accepts. Without ends what work waits for, how long it
        takes and what a fix would gain are not available; without regions there is only the whole project.
    project : Project
        Zone, confidence, thresholds, and the SLA in hours by the clock, which the simulation then aims at.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        When people work: one for all, or one for each region or stage; the key ``""`` serves the others. None: read
        from the events.
    roster : pandas.DataFrame, optional
        From `check_roster`; its `hours_per_day` go before the calendars' hours in how busy people are.
    as_of : datetime, optional
        The moment that the events show; else the project's, else the latest time in the events.
    log : EventLog, optional
        Of these events at this moment, which are then taken as checked, where the caller has it.
    rng : numpy.random.Generator
        For the simulation.
    replications : int
        How often the simulation draws the project's days again, 5 or more; 0: no simulation.
    progress : callable
        Called with a few words at the start of each step.

    Raises
    ------
    TableError
        The events break their contract; a region called ``all``.
    SettingsError
        A team without a calendar; a moment that lies before the latest time in the events.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> log = pd.DataFrame({"task_id": [1, 1, 2], "stage": ["label", "review", "label"],
    ...     "actor_id": ["ann", "bob", "ann"],
    ...     "started_at": ["2026-03-02T09:00Z", "2026-03-02T14:00Z", "2026-03-02T10:00Z"],
    ...     "ended_at": ["2026-03-02T10:00Z", "2026-03-02T15:00Z", None]})
    >>> review = bottleneck_review(log, Project(), rng=np.random.default_rng(1), replications=0)
    >>> review.stages[["stage", "waiting_mean_hours"]].values.tolist()
    [['label', nan], ['review', 4.0]]
    >>> review.fixes is None, review.no_fixes
    (True, 'What a fix would gain is not available: no simulation was asked for.')
    """
    import pandas as pd

    progress("reading the events")
    events = check_events(events, roster=roster) if log is None else events
    check_region_names({"events": events})
    log = log or event_log(events, as_of=given_moment(as_of, project))
    moment = pd.Timestamp(log.as_of, unit="ms", tz="UTC").tz_convert(project.timezone)
    report = flow_report(
        log,
        rng=rng,
        calendars=calendars,
        timezone=project.timezone,
        roster=roster,
        by=None,
        fixes=(),
        target_hours=project.sla.sla_hours if project.sla.sla_clock == "wall" else None,
        replications=replications,
        not_simulated="" if replications else _NOT_ASKED,
        progress=progress,
    )
    progress("following the work day by day")
    by_region = _by_region(log, report)
    ages = wip_age(log) if report.hours is None else wip_age(report.hours.log, calendars=report.hours.calendars)
    stages = stage_table(log, report, by_region, ages, roster, project.timezone)
    causes = cause_table(report.causes, report.hours, log)
    ageing = ageing_table(log, ages, project.timezone)
    flow = flow_days(log, project.timezone)
    control = control_table(log, project.timezone)
    handed = region_handoffs(log, calendars, project.timezone, moment.date(), project.confidence)
    decisions = first_decisions(events, log)
    frames = {"stages": stages, "causes": causes, "ageing": ageing, "flow": flow.days}
    return BottleneckReview(
        project=project,
        as_of=moment,
        events=events,
        stages=stages,
        causes=causes,
        fixes=fix_table(report.bottlenecks),
        no_fixes=report.not_simulated,
        handoffs=handed.table,
        handoff_matrix=handed.matrix,
        overlap=handed.overlap,
        flow=flow.days,
        flow_stages=flow.stages,
        main_stage=flow.main_stage,
        ageing=ageing,
        control=control.table,
        control_period=control.period,
        checks=checks(log, report.times, by_region, report.causes, handed, frames, roster),
        kpis=flow_kpis(report.times, by_region, stages, decisions, project),
        headlines=words.headlines(report, causes, stages, ageing, control),
        chart_headlines=words.chart_headlines(report, causes, flow, ageing, control, handed),
        notes=_notes(report, decisions.notes, control.warnings, handed.no_overlap, handed.warnings),
    )


def _by_region(log: EventLog, report: FlowReport) -> StageTimes | None:
    """Give times by region, in the teams' hours where these are known; the regions stand in the place of queues."""
    if not log.names["region"]:
        return None
    if report.hours is None:
        return stage_times(regions_as_queues(log, log), by=["queue"])
    return stage_times(regions_as_queues(report.hours.log, log), calendars=report.hours.calendars, by=["queue"])


def _notes(
    report: FlowReport,
    outcomes: tuple[str, ...],
    control: tuple[str, ...],
    no_overlap: str,
    regions: tuple[str, ...],
) -> tuple[str, ...]:
    missing = (f"Work hours that regions share are not available: {no_overlap}.",) if no_overlap else ()
    return tuple(dict.fromkeys((*report.notes, *outcomes, *control, *missing, *regions)))
