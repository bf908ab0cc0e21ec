"""Until when did each event keep its actor busy? Work that nobody closed did not go on for months."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.events.event_log import EventLog

Integers = npt.NDArray[np.int64]
_HOUR = 3_600_000


def busy_until(log: EventLog, actor: Integers) -> Integers:
    """Give when each event stopped keeping its actor busy, in milliseconds.

    Parameters
    ----------
    log : EventLog
    actor : ndarray of int64, shape (events,)
        Who, or what, is kept busy; -1: nobody.

    Returns
    -------
    ndarray of int64, shape (events,)
        The end of finished events. An open one lasts until its actor's next later start, or as long as the longest
        finished event of its stage, whichever is sooner, and at most until `as_of`. What is neither started after nor
        finished at its stage sets no limit.
    """
    until = log.ended.copy()
    rows = np.flatnonzero(log.is_open & (actor >= 0))
    if not rows.size:
        return until
    low = int(log.started.min())
    span = log.as_of - low + 1
    keys = actor * span + (log.started - low)
    starts = np.sort(keys[~log.is_waiting & (actor >= 0)])
    after = np.searchsorted(starts, keys[rows], side="right")
    later = np.append(starts, np.iinfo(np.int64).max)[after]
    next_start = np.where(later // span == actor[rows], later % span + low, log.as_of)
    longest = np.zeros(len(log.names["stage"]), dtype=np.int64)
    done = ~(log.is_open | log.is_waiting)
    np.maximum.at(longest, log.stage[done], (log.ended - log.started)[done])
    usual = longest[log.stage[rows]]
    stage_limit = np.where(usual > 0, log.started[rows] + usual, log.as_of)
    until[rows] = np.minimum(np.minimum(next_start, stage_limit), log.as_of)
    return until


def cut_short(log: EventLog, until: Integers) -> list[str]:
    """Say how many open events end before `as_of` by `busy_until`, and how many hours that leaves out."""
    cut = log.ended - until
    if not cut.any():
        return []
    return [
        f"{counted(int((cut > 0).sum()), 'open event')} kept the actor busy until that actor's next start, or as long "
        f"as the longest finished event of the stage: {cut.sum() / _HOUR:,.1f} hours up to as_of are left out."
    ]
