"""When does each task's target run out?"""

from __future__ import annotations

import numpy as np

from smo_metrics.sla.clock.task_clocks import HOUR, Integers, TaskClocks


def due_moments(clocks: TaskClocks) -> Integers:
    """Give the moment by which each task has to be finished to be in time.

    Parameters
    ----------
    clocks : TaskClocks

    Returns
    -------
    ndarray of int64, shape (clocks,)
        Milliseconds since 1970 UTC: the earliest moment at which the target has passed on the task's clock, which may
        lie in the past. Pauses count until the log's `as_of`; later ones are not known.

    Raises
    ------
    SmoError
        A calendar that has not so many open hours within 100 years.
    """
    rows = np.arange(len(clocks.task))
    target = np.rint(clocks.target_hours * HOUR).astype(np.int64)
    due = clocks.time.after(rows, clocks.started, target)
    moved = rows[np.isin(rows, clocks.pauses.owner)]
    while moved.size:  # a later due moment can reach into one more pause; there are finitely many
        paused = clocks.pauses.before(moved, np.minimum(due[moved], clocks.log.as_of))
        later = clocks.time.after(moved, clocks.started[moved], target[moved] + paused)
        changed = later != due[moved]
        due[moved] = later
        moved = moved[changed]
    return due

