"""Which work did actors let pile up and then do in one go, and from when to when was each such batch held?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from smo_metrics.flow.causes._running_maximum import running_maximum

Integers = npt.NDArray[np.int64]


def held_for_batch(
    actor: Integers, stage: Integers, enabled: Integers, started: Integers, ended: Integers, batch_size: int
) -> tuple[Integers, Integers]:
    """Give from when to when each event was held back until its batch was complete.

    Parameters
    ----------
    actor, stage : ndarray of int64, shape (events,)
        Codes, none missing.
    enabled, started, ended : ndarray of int64, shape (events,)
        Milliseconds.
    batch_size : int
        Fewer events than this are no batch.

    Returns
    -------
    since, ready : ndarray of int64, shape (events,)
        ``enabled <= since <= ready <= started``; equal where nothing was held.

    Notes
    -----
    A run is work of one actor at one stage in which each event starts at or before the latest end so far: at the same
    time, one right after the other, or overlapping (the batch kinds of Martin et al. 2021). Its batch is what the actor
    found there on beginning the run, and was complete when the last of it became possible. It was held from when the
    actor last left the stage: somebody who is at the stage all the while works a queue down and holds nothing back.

    References
    ----------
    Martin, Pufahl & Mannhardt (2021), Detection of batch activities from event logs, Information Systems 95.
    """
    order = np.lexsort((started, stage, actor))
    came, began, left = enabled[order], started[order], ended[order]
    turned = np.append(True, (np.diff(actor[order]) != 0) | (np.diff(stage[order]) != 0))
    latest = running_maximum(np.cumsum(turned), left)
    before = np.append(came[:1], latest[:-1])
    begins = turned | (began > before)
    first, run = np.flatnonzero(begins), np.cumsum(begins) - 1
    found = came <= began[first][run]
    complete = np.maximum.reduceat(np.where(found, came, came.min()), first)[run]
    left_before = np.where(turned, came.min(), before)[first][run]
    held_since = np.maximum(came, left_before)
    held = found & (np.bincount(run, found)[run] >= batch_size) & (held_since < complete)
    since, ready = enabled.copy(), enabled.copy()
    since[order[held]], ready[order[held]] = held_since[held], complete[held]
    return since, ready
