"""Whose work was done again? Follows each task that was sent back, until it is past the stage that sent it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smo_metrics.flow.events._grouped import Integers, cells
from smo_metrics.flow.events.event_log import EventLog


@dataclass(frozen=True, slots=True, eq=False)
class Loops:
    """Every return of a task to a stage, and which return each redone event belongs to.

    Attributes
    ----------
    task, stage, sent_by : ndarray of int64, shape (loops,)
        The task, the stage to which it came back, and the stage that it came from.
    row : ndarray of int64, shape (redone,)
        The log's rows that are done again.
    loop : ndarray of int64, shape (redone,)
        The loop that each of them belongs to.
    cause : ndarray of int64, shape (redone,)
        The stage whose work had to be done again, for each of them.
    """

    task: Integers
    stage: Integers
    sent_by: Integers
    row: Integers
    loop: Integers
    cause: Integers


def find_loops(log: EventLog) -> Loops:
    """Find the loops of a log.

    A loop begins where work is done again at a stage that the task had first reached before the stage it comes from
    (or at the same stage, by its round). It ends when the task is past the stage it came from: redone work at that
    stage is the last to belong to it. Of loops within each other, an event belongs to the innermost. Redone work that
    is in no loop, because the round of the return itself is 1, is a loop of its own stage.
    """
    touched = np.logical_or.reduceat(log.rework, log.first)[log.task]
    rows = np.flatnonzero(touched)
    task, stage, again = log.task[rows], log.stage[rows], log.rework[rows]
    enters = (np.diff(task, prepend=-1) != 0) | (np.diff(stage, prepend=-1) != 0)
    enters |= again & ~np.append(False, again[:-1])
    visit = np.cumsum(enters) - 1
    at = np.flatnonzero(enters)
    owner, sent_by = _owners(task[at], stage[at], again[at])
    redone = np.flatnonzero(again)
    begins, loop = np.unique(owner[visit[redone]], return_inverse=True)
    return Loops(
        task=task[at][begins],
        stage=stage[at][begins],
        sent_by=sent_by[begins],
        row=rows[redone],
        loop=loop,
        cause=stage[at][owner[visit[redone]]],
    )


def _owners(task: Integers, stage: Integers, again: npt.NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """Give the visit at which each visit's innermost loop begins, itself where it is in none, and who sent it there."""
    count = len(task)
    _, firsts, which = np.unique(task * (stage.max(initial=0) + 1) + stage, return_index=True, return_inverse=True)
    # Where the task first reached the stage: a rank within each task, and higher in all later tasks.
    rank = firsts[which]
    # No task's first event is done again, so that the row before is of the same task wherever it counts.
    sent_by, source = np.roll(stage, 1), np.roll(rank, 1)
    begin = np.flatnonzero(again & (rank <= source))
    owner = np.full(count, -1, dtype=np.int64)
    running, step = begin, 0
    while running.size:
        here = running + step
        inside = here < count
        inside[inside] = rank[here[inside]] <= source[running[inside]]
        running, here = running[inside], here[inside]
        owner[here] = np.maximum(owner[here], running)
        running = running[rank[here] < source[running]]
        step += 1
    return np.where(owner < 0, np.arange(count), owner), sent_by


def first_pass_yield(log: EventLog, loops: Loops, cell: Integers, count: int) -> npt.NDArray[np.float64]:
    """Give the share of tasks that never came back to a stage, by the cell of their first event there.

    Only tasks without open or waiting work count: the others may still come back. NaN where there are none.
    """
    by_stage = cells(log.stage, len(log.names["stage"])).order
    stage, task = log.stage[by_stage], log.task[by_stage]
    starts = (np.diff(stage, prepend=-1) != 0) | (np.diff(task, prepend=-1) != 0)
    visit = stage[starts] * log.task_count + task[starts]
    back = np.zeros(len(visit), dtype=bool)
    back[np.searchsorted(visit, loops.stage * log.task_count + loops.task)] = True
    done = log.is_done[task[starts]]
    first = cell[by_stage[starts]]
    judged = np.bincount(first[done], minlength=count)
    returned = np.bincount(first[done & back], minlength=count)
    share = np.full(count, np.nan)
    np.divide(judged - returned, judged, out=share, where=judged > 0)
    return share
