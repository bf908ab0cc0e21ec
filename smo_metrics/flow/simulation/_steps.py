"""From a log's events to the steps of a workload: what was done side by side, and what was done again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.events._loops import find_loops
from smo_metrics.flow.events.event_log import EventLog, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """The events of the tasks that are done, tasks in order of arrival, each in the order of its way.

    Attributes
    ----------
    rows : ndarray of int64, shape (steps,)
        The log's rows.
    task : ndarray of int64, shape (tasks,)
        The log's tasks.
    first : ndarray of int64, shape (tasks + 1,)
    after : ndarray of int64, shape (steps,)
        As in `Workload`: events of one stage that could begin at the same moment are one group.
    ready : ndarray of int64, shape (steps,)
        When the group before had ended, or the task arrived.
    before : ndarray of int64, shape (steps,)
        The stage of the group before; -1: none.
    loop, sent_to : ndarray of int64, shape (steps,)
        As in `Workload`.
    """

    rows: Integers
    task: Integers
    first: Integers
    after: Integers
    ready: Integers
    before: Integers
    loop: Integers
    sent_to: Integers


def steps_of(log: EventLog) -> Steps:
    """Lay out the steps of every finished task of a log."""
    rows = np.flatnonzero(log.is_done[log.task])
    arrived = log.arrived[log.task[rows]]
    rows = rows[np.lexsort((log.started[rows], log.stage[rows], log.enabled[rows], log.task[rows], arrived))]
    new = np.diff(log.task[rows], prepend=-1) != 0
    first = np.append(np.flatnonzero(new), len(rows))
    new |= (np.diff(log.stage[rows], prepend=-1) != 0) | (np.diff(log.enabled[rows], prepend=-1) != 0)
    starts = np.flatnonzero(new)
    group = np.cumsum(new) - 1
    ended = np.maximum.reduceat(log.ended[rows], starts) if len(rows) else rows
    first_group = group[first[:-1]]
    ready = np.append(0, ended[:-1])
    ready[first_group] = log.enabled[rows[starts[first_group]]]
    before = np.append(-1, log.stage[rows[starts]][:-1])
    before[first_group] = -1
    loop, sent_to = _rounds(log)
    return Steps(
        rows, log.task[rows[first[:-1]]], first, np.append(starts[1:], len(rows))[group], ready[group], before[group],
        loop[rows], sent_to[rows],
    )  # fmt: skip


def _rounds(log: EventLog) -> tuple[Integers, Integers]:
    """Give, for every row of a log, which return to which stage it belongs to; 0 and -1 for first passes."""
    loops = find_loops(log)
    stages = len(log.names["stage"])
    kind = loops.task * stages + loops.stage
    order = np.argsort(kind, kind="stable")
    new = np.diff(kind[order], prepend=-1) != 0
    count = np.arange(len(kind))
    number = np.empty(len(kind), np.int64)
    number[order] = count - np.maximum.accumulate(np.where(new, count, 0)) + 1
    loop, sent_to = np.zeros(log.size, np.int64), np.full(log.size, -1)
    loop[loops.row] = number[loops.loop]
    sent_to[loops.row] = loops.cause
    return loop, sent_to
