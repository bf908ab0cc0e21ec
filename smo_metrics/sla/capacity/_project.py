"""What a simulated future is drawn from: a log, its tasks on the clock of the agreement, and its model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from smo_metrics.flow.events.event_log import Booleans, EventLog, Integers
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.flow.hours._periods import period_edges
from smo_metrics.flow.simulation._pool_hours import usual_zone
from smo_metrics.flow.simulation._steps import steps_of
from smo_metrics.flow.simulation.flow_model import FlowModel, flow_model
from smo_metrics.sla.capacity._team_change import TeamChange, team_change
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.clock.task_clocks import TaskClocks, task_clocks


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """A log and its model, which has its own rows and names of stages.

    Attributes
    ----------
    log : EventLog
    policy : SlaPolicy
    calendars : WorkCalendar, mapping of str to WorkCalendar, or None
    clocks : TaskClocks
    model : FlowModel
    log_row : ndarray of int64, shape (rows of the model's log,)
        The row of `log` that each row of the model's log is.
    step_row : ndarray of int64, shape (steps of the model's workload,)
        The row of `log` that each step was.
    change : TeamChange or None
        Where the team has changed: the model is that of the tasks that were not finished before.
    """

    log: EventLog
    policy: SlaPolicy
    calendars: Calendars
    clocks: TaskClocks
    model: FlowModel
    log_row: Integers
    step_row: Integers
    change: TeamChange | None = None


def project(
    log: EventLog, policy: SlaPolicy, calendars: Calendars, timezone: str | Mapping[str, str]
) -> Project:
    """Put a log on the policy's clock and read its model; errors are those of `task_clocks` and `flow_model`."""
    clocks = task_clocks(log, policy, calendars=calendars)
    midnights = period_edges(int(log.enabled.min()), log.as_of, "D", usual_zone(log, timezone))
    change = team_change(log, midnights[midnights <= log.as_of])
    kept = log.left >= (change.since if change else log.enabled.min())
    model = flow_model(_without(log, ~kept) if change else log, calendars=calendars, timezone=timezone)
    # The model may leave out the tasks that arrived before a long gap; it keeps the order of the others.
    log_row = np.flatnonzero((kept & (log.arrived >= model.log.arrived.min()))[log.task])
    return Project(log, policy, calendars, clocks, model, log_row, log_row[steps_of(model.log).rows], change)


def _without(log: EventLog, left_out: Booleans) -> EventLog:
    """Give the log without some of its tasks."""
    rows = ~left_out[log.task]
    task = (np.cumsum(~left_out) - 1)[log.task[rows]]
    columns = ("stage", "actor", "region", "queue", "priority", "enabled", "started", "ended", "is_waiting", "is_open",
               "rework", "wait_known")  # fmt: skip
    kept = {name: getattr(log, name)[rows] for name in columns}
    names = {**log.names, "task": tuple(log.names["task"][code] for code in np.flatnonzero(~left_out).tolist())}
    return replace(log, task=task, names=names, first=np.flatnonzero(np.diff(task, prepend=-1)), **kept)
