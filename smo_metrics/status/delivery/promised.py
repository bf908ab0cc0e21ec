"""What was kept of what was promised, and which open tasks put it at risk? All that needs single tasks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smo_metrics.errors import SettingsError
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.settings import Project
from smo_metrics.sla import Attainment, SlaPolicy, breach_risk, sla_attainment
from smo_metrics.sla.clock.task_clocks import TaskClocks, task_clocks
from smo_metrics.status.delivery.attained import promise, region_table, week_table
from smo_metrics.status.delivery.attempts import Attempts
from smo_metrics.status.delivery.work_list import risk_check_words, work_list

if TYPE_CHECKING:
    import pandas as pd

_NO_EVENTS = "No events: hours cannot be told from daily volumes."
_NO_HOURS = "sla_hours is not set: say on the Settings sheet within how many hours a task has to be finished."


@dataclass(frozen=True, slots=True, eq=False)
class Promised:
    """Figures of single tasks; None where the data or the settings do not give them.

    Attributes
    ----------
    policy : SlaPolicy or None
    clocks : TaskClocks or None
        On the clock of the policy; where there is none, since the arrival and by the clock.
    attainment : Attainment or None
    weeks, regions, work_list : pandas.DataFrame or None
    tested : dict of str to str
        ``risk``: how such risks did on the past.
    notes : tuple of str
    """

    policy: SlaPolicy | None = None
    clocks: TaskClocks | None = None
    attainment: Attainment | None = None
    weeks: pd.DataFrame | None = None
    regions: pd.DataFrame | None = None
    work_list: pd.DataFrame | None = None
    tested: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def promised(
    log: EventLog | None, project: Project, calendars: Calendars, tries: Attempts, progress: Callable[[str], None]
) -> Promised:
    """Follow every task on its clock; the reasons of what is not there go to `tries`, ``attainment`` and ``risk``.

    Parameters
    ----------
    log : EventLog or None
    project : Project
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
    tries : Attempts
    progress : callable
    """
    if log is None:
        tries.missing.update(attainment=_NO_EVENTS, risk=_NO_EVENTS)
        return Promised()
    progress("following every task on its clock")
    clocks = tries.part("attainment", lambda: _on_the_clock(log, project, calendars))
    policy = None if clocks is None else clocks.policy
    if clocks is None or policy is None:
        tries.missing["risk"] = tries.missing["attainment"]
        return Promised(clocks=tries.part("open_tasks", lambda: task_clocks(log, _anything(project))), notes=log.notes)
    kept = sla_attainment(
        log,
        policy,
        calendars=calendars,
        by="region" if log.names["region"] else None,
        timezone=project.timezone,
        confidence=project.confidence,
    )
    progress("looking at open tasks")
    risk = breach_risk(log, policy, calendars=calendars)
    return Promised(
        policy=policy,
        clocks=clocks,
        attainment=kept,
        weeks=week_table(kept),
        regions=region_table(kept) if log.names["region"] else None,
        work_list=work_list(risk, project.timezone),
        tested={"risk": risk_check_words(risk.check)},
        notes=(*kept.warnings, *risk.warnings),
    )


def _on_the_clock(log: EventLog, project: Project, calendars: Calendars) -> TaskClocks:
    policy = promise(project)
    if policy is None:
        raise SettingsError(_NO_HOURS)
    return task_clocks(log, policy, calendars=calendars)


def _anything(project: Project) -> SlaPolicy:
    """Give a policy that only says when a task is finished: open tasks and their age need no promise."""
    return SlaPolicy(1, "wall", stop_stage=project.sla.stop_stage)
