"""What does a log say about the agreement, day by day? Tasks due, those in time, those still open and their age."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from smo_metrics.flow.events.event_log import EventLog, Integers
from smo_metrics.flow.hours._calendars import Calendars
from smo_metrics.sla.clock.due import due_moments
from smo_metrics.sla.clock.policy import SlaPolicy
from smo_metrics.sla.clock.task_clocks import TaskClocks, task_clocks

Floats = npt.NDArray[np.float64]
_DUE, _IN_TIME = 0, 1
WEEK = 7
FIGURES = {
    "attainment": "share of a day's tasks in time",
    "attainment_by_week": "share of a week's tasks in time",
    "tasks_due": "tasks due on a day",
    "backlog": "open tasks",
    "age_median_hours": "median age of open tasks (h)",
    "age_p95_hours": "95th percentile of the age of open tasks (h)",
    "past_target_share": "share of open tasks past their target",
}


def named_figures(figures: Floats) -> dict[str, Floats]:
    """Name the figures of `day_figures`, of shape (..., days, 6), and add the attainment: NaN where nothing is due."""
    due, in_time, backlog, median, p95, past = np.moveaxis(figures, -1, 0)
    return {
        "attainment": np.divide(in_time, due, out=np.full(due.shape, np.nan), where=due > 0),
        "tasks_due": due,
        "backlog": backlog,
        "age_median_hours": median,
        "age_p95_hours": p95,
        "past_target_share": past,
    }


def by_week(figures: Floats) -> tuple[Floats, Floats]:
    """Give the attainment and the tasks due of every seven days of `day_figures`; the last week may be shorter.

    Parameters
    ----------
    figures : ndarray of float, shape (..., days, 6)

    Returns
    -------
    attainment, tasks_due : ndarray of float, shape (..., weeks)
    """
    starts = np.arange(0, figures.shape[-2], WEEK)
    due, in_time = (np.add.reduceat(figures[..., column], starts, axis=-1) for column in (_DUE, _IN_TIME))
    return np.divide(in_time, due, out=np.full(due.shape, np.nan), where=due > 0), due


def figures_of(log: EventLog, policy: SlaPolicy, calendars: Calendars, edges: Integers) -> Floats:
    """Give the figures of `day_figures` for a log in which it may be that no task has reached the start stage."""
    named = policy.start_stage is None or (log.stage == log.names["stage"].index(policy.start_stage)).any()
    if log.size and named:
        return day_figures(task_clocks(log, policy, calendars=calendars), edges)
    return np.tile([0.0, 0.0, 0.0, np.nan, np.nan, np.nan], (len(edges) - 1, 1))


def day_figures(clocks: TaskClocks, edges: Integers) -> Floats:
    """Count by day.

    Parameters
    ----------
    clocks : TaskClocks
        Of a log that ends with the last day, or later.
    edges : ndarray of int64, shape (days + 1,)
        Where the days begin, and the last one ends, in ms.

    Returns
    -------
    ndarray of float, shape (days, 6)
        Tasks whose target runs out on the day; those of them that are finished in time, which may be days earlier;
        tasks on the clock at the end of the day; the median and the 95th percentile of their hours on the clock; the
        share of them past their target. The last three are NaN where no task is on the clock.
    """
    days = len(edges) - 1
    due = np.searchsorted(edges, due_moments(clocks), side="left") - 1  # midnight ends a day
    counted = (due >= 0) & (due < days)
    in_time = ~clocks.running & (clocks.elapsed_hours <= clocks.target_hours)
    begin = np.searchsorted(edges[1:], clocks.started, side="left")
    end = np.where(clocks.running, days, np.searchsorted(edges[1:], clocks.stopped, side="left"))
    times = np.maximum(end - begin, 0)
    rows = np.repeat(np.arange(len(times)), times)
    day = np.repeat(begin - np.cumsum(times) + times, times) + np.arange(len(rows))
    hours = clocks.elapsed_at(rows, edges[1:][day])
    backlog = np.bincount(day, minlength=days)
    order = np.lexsort((hours, day))
    first = np.cumsum(backlog) - backlog
    late = np.bincount(day, hours > clocks.target_hours[rows], days)
    share = np.full(days, np.nan)
    np.divide(late, backlog, out=share, where=backlog > 0)
    return np.column_stack([
        np.bincount(due[counted], minlength=days),
        np.bincount(due[counted], in_time[counted], days),
        backlog,
        _quantile(hours[order], first, backlog, 0.5),
        _quantile(hours[order], first, backlog, 0.95),
        share,
    ])  # fmt: skip


def _quantile(values: Floats, first: Integers, count: Integers, level: float) -> Floats:
    """Interpolate between the order statistics of each run of sorted values (Hyndman & Fan 1996, definition 7)."""
    found = np.full(len(count), np.nan)
    some = count > 0
    place = level * (count[some] - 1)
    low = np.floor(place).astype(np.int64)
    below, above = values[first[some] + low], values[first[some] + np.minimum(low + 1, count[some] - 1)]
    found[some] = below + (place - low) * (above - below)
    return found
