"""Which work did actors let pile up and then do in one go, and from when to when was each such batch held?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smo_metrics.flow.causes._running_maximum import running_maximum

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Events sorted into runs: work of one actor at one stage in which each starts by the latest end so far.

    Attributes
    ----------
    order : ndarray of int64, shape (events,)
        The events, run by run; everything below is in this order.
    enabled, started, ended : ndarray of int64, shape (events,)
        Milliseconds.
    run : ndarray of int64, shape (events,)
        Number of each event's run.
    first : ndarray of int64, shape (runs,)
        Where each run begins.
    left_before : ndarray of int64, shape (runs,)
        When the actor last left the stage before the run; the first moment of all where that never was.
    """

    order: Integers
    enabled: Integers
    started: Integers
    ended: Integers
    run: Integers
    first: Integers
    left_before: Integers

    @property
    def found(self) -> Booleans:
        """Tell which work the actor found there on beginning the run."""
        return self.enabled <= self.started[self.first][self.run]


def find_runs(actor: Integers, stage: Integers, enabled: Integers, started: Integers, ended: Integers) -> Runs:
    """Sort events into runs; codes, none missing, and milliseconds, each of shape (events,)."""
    order = np.lexsort((started, stage, actor))
    came, began, left = enabled[order], started[order], ended[order]
    turned = (np.diff(actor[order], prepend=-1) != 0) | (np.diff(stage[order], prepend=-1) != 0)
    if not order.size:
        return Runs(order, came, began, left, order, order, order)
    latest = running_maximum(np.cumsum(turned), left)
    before = np.append(came[:1], latest[:-1])
    begins = turned | (began > before)
    first = np.flatnonzero(begins)
    left_before = np.where(turned, came.min(), before)[first]
    return Runs(order, came, began, left, np.cumsum(begins) - 1, first, left_before)


def held_in(runs: Runs, batch_size: int) -> tuple[Integers, Integers]:
    """Give from when to when each event, in the order of the runs, was held back until its batch was complete.

    Parameters
    ----------
    runs : Runs
    batch_size : int
        Fewer events than this are no batch.

    Returns
    -------
    since, ready : ndarray of int64, shape (events,)
        ``enabled <= since <= ready <= started``; equal where nothing was held.

    Notes
    -----
    A run's events are at the same time, one right after the other, or overlapping (the batch kinds of Martin et al.
    2021). Its batch is what the actor found there on beginning the run, and was complete when the last of it became
    possible. It was held from when the actor last left the stage: somebody who is at the stage all the while works a
    queue down and holds nothing back.

    References
    ----------
    Martin, Pufahl & Mannhardt (2021), Detection of batch activities from event logs, Information Systems 95.
    """
    since, ready = runs.enabled.copy(), runs.enabled.copy()
    if not runs.order.size:
        return since, ready
    came, run, found = runs.enabled, runs.run, runs.found
    complete = np.maximum.reduceat(np.where(found, came, came.min()), runs.first)[run]
    held_since = np.maximum(came, runs.left_before[run])
    held = found & (np.bincount(run, found)[run] >= batch_size) & (held_since < complete)
    since[held], ready[held] = held_since[held], complete[held]
    return since, ready
