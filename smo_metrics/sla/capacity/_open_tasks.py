"""Where is the work that is open now, and what may still lie before it? Drawn from past work at the same stages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.events.event_log import Booleans, EventLog, Integers
from smo_metrics.flow.simulation._reading import priority_ranks
from smo_metrics.flow.simulation.network import Network
from smo_metrics.flow.simulation.workload import Workload
from smo_metrics.sla.capacity._project import Project
from smo_metrics.sla.capacity._released import released_stage


@dataclass(frozen=True, slots=True, eq=False)
class OpenTasks:
    """Open and waiting events that the model can follow; tasks in the order in which their work is taken.

    Attributes
    ----------
    row : ndarray of int64, shape (events,)
        Rows of the project's log.
    first : ndarray of int64, shape (tasks + 1,)
        Where each task's events, which are worked on side by side, begin.
    stage : ndarray of int64, shape (events,)
        Codes of the network of `with_released`.
    done, waited : ndarray of int64, shape (events,)
        Work done so far, in open ms, and how long what has not begun has waited, in ms by the clock.
    begun : ndarray of bool, shape (events,)
    rank : ndarray of int64, shape (events,)
        As in `Workload`.
    order : ndarray of int64, shape (steps,)
        The steps of the model's workload by stage, and by their work within it.
    low, high : ndarray of int64, shape (events,)
        The part of `order` that holds what each event may turn out to be: work at its stage that took longer than is
        done already; where none did, all work at its stage, and `done` is 0.
    """

    row: Integers
    first: Integers
    stage: Integers
    done: Integers
    waited: Integers
    begun: Booleans
    rank: Integers
    order: Integers
    low: Integers
    high: Integers

    def draw(self, work: Workload, step_row: Integers, as_of: int, rng: np.random.Generator) -> DrawnTasks:
        """Let each event turn out as some past one did, and each task go on as that of its last event did.

        Parameters
        ----------
        work : Workload
            The model's.
        step_row : ndarray of int64, shape (steps,)
            The row of the log that each step of it was.
        as_of : int
        rng : numpy.random.Generator
        """
        alike = self.order[self.low + (rng.random(len(self.row)) * (self.high - self.low)).astype(np.int64)]
        last = alike[self.first[1:] - 1]
        now, later = np.diff(self.first), work.first[1:][work.task[last]] - work.after[last]
        first = np.append(0, np.cumsum(now + later))
        is_now = np.repeat(np.tile([True, False], len(now)), np.column_stack([now, later]).ravel())
        begins = np.repeat(work.after[last], later)
        onward = begins + np.arange(len(begins)) - np.repeat(np.cumsum(later) - later, later)
        like = np.empty(first[-1], np.int64)
        like[is_now], like[~is_now] = alike, onward
        after = work.after[like] - like + np.arange(len(like))
        after[is_now] = np.repeat(first[:-1] + now, now)
        stage, service, delay = work.stage[like], work.service[like], work.delay[like]
        stage[is_now] = self.stage
        service[is_now] -= self.done
        delay[is_now] = np.where(self.begun, 0, np.maximum(delay[is_now] - self.waited, 0))
        rank = np.repeat(np.maximum.reduceat(self.rank, self.first[:-1]), now + later) if len(now) else like
        rank[is_now] = self.rank
        row = step_row[like]
        row[is_now] = self.row
        nothing = np.zeros_like(like)
        arrival = np.full(len(now), as_of)
        onto = Workload(arrival, first, stage, service, delay, nothing, after, nothing, nothing - 1, rank)
        return DrawnTasks(onto, row, is_now)


@dataclass(frozen=True, slots=True, eq=False)
class DrawnTasks:
    """One way in which the open tasks may go on.

    Attributes
    ----------
    work : Workload
        All arrive now.
    row : ndarray of int64, shape (steps,)
        The row of the project's log that each step is, where `is_now`, or else is like.
    is_now : ndarray of bool, shape (steps,)
    """

    work: Workload
    row: Integers
    is_now: Booleans


def open_tasks(project: Project) -> OpenTasks:
    """Find the open tasks of a project that are at stages through which finished tasks went."""
    work, log = project.model.workload, project.model.log
    undone = np.flatnonzero(log.is_open | log.is_waiting)
    known = np.bincount(work.stage, minlength=int(log.stage.max()) + 1) > 0
    lost = log.task[undone[~known[log.stage[undone]]]]
    undone = _in_turn(log, undone[~np.isin(log.task[undone], lost)])
    stage, begun = log.stage[undone], log.is_open[undone]
    done = np.where(begun, _work_done(log, undone, project.model.network), 0)
    order = np.lexsort((work.service, work.stage))
    low, high = _longer(work, order, stage, done)
    unheard_of = low == high
    return OpenTasks(
        row=project.log_row[undone],
        first=np.append(np.flatnonzero(np.diff(log.task[undone], prepend=-1)), len(undone)),
        stage=released_stage(log, undone, project.model.network),
        done=np.where(unheard_of, 0, done),
        waited=np.where(begun, 0, log.as_of - log.enabled[undone]),
        begun=begun,
        rank=np.where(begun, -1, priority_ranks(log)[undone]),
        order=order,
        low=np.where(unheard_of, np.searchsorted(work.stage[order], stage), low),
        high=high,
    )


def _in_turn(log: EventLog, undone: Integers) -> Integers:
    """Sort events by task: first the tasks that are being worked on, then those that have waited longest."""
    task, is_open = log.task[undone], log.is_open[undone]
    waits_on = np.ones(log.task_count, dtype=bool)
    waits_on[task[is_open]] = False
    since = np.full(log.task_count, log.as_of)
    np.minimum.at(since, task, np.where(is_open, log.started[undone], log.enabled[undone]))
    return undone[np.lexsort((undone, task, since[task], waits_on[task]))]


def _work_done(log: EventLog, rows: Integers, network: Network) -> Integers:
    """Give the open time since each event began, in the hours of the people of its stage, of its region if any are."""
    done = np.zeros(len(rows), np.int64)
    regions = np.array([*log.names["region"], ""], dtype=object)[log.region[rows]]
    for own_region in (False, True):
        for pool in network.pools:
            here = np.isin(log.stage[rows], [network.stages.index(stage) for stage in pool.stages])
            here &= (regions == pool.region) | (not own_region)
            if pool.calendar is not None and here.any():
                clock = pool.calendar.windows(int(log.enabled.min()), log.as_of)
                done[here] = clock.worked(log.ended[rows[here]]) - clock.worked(log.started[rows[here]])
    return done


def _longer(work: Workload, order: Integers, stage: Integers, done: Integers) -> tuple[Integers, Integers]:
    """Bound the steps, in their order by stage and work, that are at each event's stage and took longer than so far."""
    low, high = np.empty((2, len(stage)), np.int64)
    for code in np.unique(stage).tolist():
        here = stage == code
        begin, end = np.searchsorted(work.stage[order], [code, code + 1]).tolist()
        low[here] = begin + np.searchsorted(work.service[order[begin:end]], done[here], side="right")
        high[here] = end
    return low, high
