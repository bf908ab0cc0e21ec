"""One future of a project, written as the log that would be exported after it: the same clocks read both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from smo_metrics.flow.events.event_log import Booleans, EventLog, Integers
from smo_metrics.flow.simulation._engine import Run, run
from smo_metrics.flow.simulation.network import Network
from smo_metrics.flow.simulation.workload import Workload
from smo_metrics.sla.capacity._day_figures import Floats, figures_of
from smo_metrics.sla.capacity._future_arrivals import FutureArrivals, future_arrivals
from smo_metrics.sla.capacity._open_tasks import OpenTasks, open_tasks
from smo_metrics.sla.capacity._project import Project
from smo_metrics.sla.capacity._released import with_released
from smo_metrics.sla.clock.due import due_moments


@dataclass(frozen=True, slots=True, eq=False)
class Futures:
    """What each future of a project begins with.

    Attributes
    ----------
    project : Project
    network : Network
        That of `with_released`.
    open : OpenTasks
    arrivals : FutureArrivals
    scale : float
        As in `FutureArrivals.draw`.
    kept : ndarray of int64, shape (rows,)
        Rows of the log that the futures still look at: those of tasks that are open, or finished but not due yet,
        without the events that the simulation goes on with.
    """

    project: Project
    network: Network
    open: OpenTasks
    arrivals: FutureArrivals
    scale: float
    kept: Integers

    def figures(
        self, edges: Integers, replications: int, rng: np.random.Generator, tell: Callable[[str], None]
    ) -> Floats:
        """Give the figures of `day_figures` for each of some futures, of shape (replications, days, 6)."""
        found = []
        for replication in range(replications):
            tell(f"simulating the next {len(edges) - 1} days: {replication + 1} of {replications}")
            log = self.draw(int(edges[-1]), rng)
            found.append(figures_of(log, self.project.policy, self.project.calendars, edges))
        return np.array(found)

    def draw(self, until: int, rng: np.random.Generator) -> EventLog:
        """Draw a future and simulate it, at least up to `until`, in ms; all that is random is drawn before people."""
        log, work = self.project.log, self.project.model.workload
        now = self.open.draw(work, self.project.step_row, log.as_of, rng)
        way, moment = self.arrivals.draw(self.scale, rng)
        new = work.take(way, moment)
        sizes = np.diff(new.first)
        like = np.arange(new.size) + np.repeat(work.first[way] - new.first[:-1], sizes)
        row = np.concatenate([now.row, self.project.step_row[like]])
        joined = _joined(now.work, new)
        done = run(joined, self.network) if joined.size else Run(*(row for _ in range(4)))
        owner = np.concatenate([log.task[self.open.row[self.open.first[:-1]]], log.task_count + np.arange(len(way))])
        return _written(self, row, owner[joined.task], np.flatnonzero(now.is_now), done, until)


def begin_futures(project: Project, network: Network, scale: float, until: int) -> Futures:
    """Gather what the futures of a project begin with, up to `until` in ms.

    Parameters
    ----------
    project : Project
    network : Network
        The model's, or one with other people.
    scale : float
        As in `FutureArrivals.draw`.
    until : int
    """
    log, clocks, opened = project.log, project.clocks, open_tasks(project)
    matters = ~log.is_done
    matters[clocks.task[due_moments(clocks) > log.as_of]] = True
    kept = matters[log.task]
    kept[opened.row] = False
    arrivals = future_arrivals(project.model, until, project.change.since if project.change else 0)
    return Futures(project, with_released(network), opened, arrivals, scale, np.flatnonzero(kept))


def _joined(one: Workload, other: Workload) -> Workload:
    """Give the tasks of both, those of the first before the others."""
    columns = ("arrival", "stage", "service", "delay", "handoff", "loop", "sent_to", "rank")
    both = {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in columns}
    return Workload(
        **both,
        first=np.append(one.first, other.first[1:] + one.size),
        after=np.append(one.after, other.after + one.size),
    )


def _written(begin: Futures, row: Integers, owner: Integers, is_now: Integers, done: Run, until: int) -> EventLog:
    """Write the kept rows and the simulated steps, each like a row of the log, as a log that ends after all of them."""
    log, kept = begin.project.log, begin.kept
    enabled, started, ended = done.enabled.copy(), done.started.copy(), done.ended
    enabled[is_now] = log.enabled[row[is_now]]
    begun = is_now[log.is_open[row[is_now]]]
    started[begun] = log.started[row[begun]]
    as_of = max(until, int(ended.max(initial=until)))
    undone: Booleans = log.is_open[kept] | log.is_waiting[kept]
    simulated = np.zeros(len(row), dtype=bool)
    task = np.concatenate([log.task[kept], owner])
    started = np.concatenate([np.where(log.is_waiting[kept], as_of, log.started[kept]), started])
    ended = np.concatenate([np.where(undone, as_of, log.ended[kept]), ended])
    order = np.lexsort((ended, started, task))
    task = task[order]
    first = np.flatnonzero(np.diff(task, prepend=-1))
    source = np.concatenate([kept, row])[order]
    codes = {name: getattr(log, name)[source] for name in ("stage", "actor", "region", "queue", "priority")}
    return replace(
        log,
        **codes,
        task=np.repeat(np.arange(len(first)), np.diff(np.append(first, len(task)))),
        first=first,
        enabled=np.concatenate([log.enabled[kept], enabled])[order],
        started=started[order],
        ended=ended[order],
        is_waiting=np.concatenate([log.is_waiting[kept], simulated])[order],
        is_open=np.concatenate([log.is_open[kept], simulated])[order],
        rework=log.rework[source],
        wait_known=log.wait_known[source],
        as_of=as_of,
    )
