"""Where is the project against its plan? Milestones, and earned against planned and spent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np

from smo_metrics.event_table import check_events
from smo_metrics.flow.events.event_log import event_log
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.settings import Project
from smo_metrics.status.basis.kpi import Kpi
from smo_metrics.status.delivery.attempts import Attempts
from smo_metrics.status.delivery.past_days import PastDays, past_days
from smo_metrics.status.project.milestones import milestone_forecast, planned_share, read_milestones
from smo_metrics.status.project.plan_kpis import plan_kpis
from smo_metrics.status.project.project_tables import ProjectTables

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A plan and what came of it.

    Attributes
    ----------
    milestones : pandas.DataFrame or None
        See `milestone_forecast`; None without milestones.
    kpis : tuple of Kpi
        SPI and CPI.
    notes : tuple of str
        Why a part is missing.
    """

    milestones: pd.DataFrame | None
    kpis: tuple[Kpi, Kpi]
    notes: tuple[str, ...]


def project_plan(
    tables: ProjectTables,
    project: Project,
    *,
    calendars: Calendars,
    hours: float,
    as_of: datetime,
    rng: np.random.Generator,
) -> Plan:
    """Decide which milestones to warn about, and whether work and money keep up with the plan.

    Parameters
    ----------
    tables : ProjectTables
    project : Project
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
    hours : float
        Hours of work so far; NaN: not known.
    as_of : datetime.datetime
        In the zone of the project's reader.
    rng : numpy.random.Generator
    """
    tries = Attempts()
    plan, today = tables.milestones, as_of.date()
    agreed = None
    if plan is not None and len(plan):
        agreed = tries.part("milestones", lambda: read_milestones(plan))
    days = None
    if tables.events is not None or tables.volumes is not None:
        days = tries.part("finished tasks", lambda: _past_days(tables, project, calendars, as_of))
    completed = None if days is None else days.done
    forecast, share = None, math.nan
    if agreed is not None:
        share = planned_share(agreed, project.delivery.start_date, today - timedelta(days=1))
        forecasts = partial(
            milestone_forecast, agreed, scope_tasks=project.delivery.scope_tasks, as_of=today, rng=rng
        )
        forecast = tries.part("forecast of milestones", lambda: forecasts(days=days))
        if forecast is None:
            forecast = forecasts(days=None)
    first = _first_work(tables.events, as_of)
    kpis = plan_kpis(project, completed=completed, planned=share, hours=hours, as_of=today, first_work=first)
    return Plan(
        milestones=forecast,
        kpis=kpis,
        notes=tuple(f"No {part}: {why}" for part, why in tries.missing.items()),
    )


def _first_work(events: pd.DataFrame | None, as_of: datetime) -> date | None:
    if events is None or "started_at" not in events or events["started_at"].isna().all():
        return None
    return cast("date", events["started_at"].min().tz_convert(as_of.tzinfo).date())


def _past_days(tables: ProjectTables, project: Project, calendars: Calendars, as_of: datetime) -> PastDays:
    log, enough = None, tables.volumes is not None and project.delivery.scope_tasks is not None
    if tables.events is not None and not enough:
        log = event_log(check_events(tables.events, roster=tables.roster), as_of=as_of)
    return past_days(log, tables.volumes, project, calendars, as_of)
