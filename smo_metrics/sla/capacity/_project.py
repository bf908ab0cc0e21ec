"""What a simulated future is drawn from: a log, its tasks on the clock of the agreement, and its model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.events.event_log import EventLog, Integers
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.flow.simulation._steps import steps_of
from smo_metrics.flow.simulation.flow_model import FlowModel, flow_model
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
    """

    log: EventLog
    policy: SlaPolicy
    calendars: Calendars
    clocks: TaskClocks
    model: FlowModel
    log_row: Integers
    step_row: Integers


def project(
    log: EventLog, policy: SlaPolicy, calendars: Calendars, timezone: str | Mapping[str, str]
) -> Project:
    """Put a log on the policy's clock and read its model; errors are those of `task_clocks` and `flow_model`."""
    clocks = task_clocks(log, policy, calendars=calendars)
    model = flow_model(log, calendars=calendars, timezone=timezone)
    # The model may leave out the tasks that arrived before a long gap; it keeps the order of the others.
    log_row = np.flatnonzero(log.arrived[log.task] >= model.log.arrived.min())
    return Project(log, policy, calendars, clocks, model, log_row, log_row[steps_of(model.log).rows])
