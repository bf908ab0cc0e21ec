"""What did an export show at an earlier moment? Every backtest sees the past as it was known then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from smo_metrics.errors import SmoError
from smo_metrics.flow.events._log_notes import shown
from smo_metrics.flow.events.event_log import EventLog


def known_at(log: EventLog, moment: int) -> EventLog:
    """Give the log as an export of that moment would have given it, so that a forecast is tried on honest data.

    Parameters
    ----------
    log : EventLog
        What is known now.
    moment : int
        Milliseconds since 1970 UTC, not after the log's `as_of`.

    Returns
    -------
    EventLog
        Without events that had not begun; those that ended later are open. Work that waited is there only where the
        log gives every `enabled_at`: an export without it has no row for work that has not begun.

    Raises
    ------
    SmoError
        Nothing had happened by then, or the moment lies after `as_of`.
    """
    if moment > log.as_of:
        raise SmoError(f"the log ends on {shown(log.as_of)}; nothing is known of {shown(moment)}. Give an earlier one.")
    seen = log.enabled <= moment if log.enabled_known else (log.started <= moment) & ~log.is_waiting
    if not seen.any():
        raise SmoError(f"nothing had happened by {shown(moment)}. Give a later moment.")
    tasks, task = np.unique(log.task[seen], return_inverse=True)
    started, ended = log.started[seen], log.ended[seen]
    waits = log.is_waiting[seen] | (started > moment)
    runs = ~waits & (log.is_open[seen] | (ended > moment))
    codes = {name: getattr(log, name)[seen] for name in ("stage", "actor", "region", "queue", "priority")}
    return replace(
        log,
        **codes,
        task=task.astype(np.int64),
        names={**log.names, "task": tuple(log.names["task"][code] for code in tasks.tolist())},
        enabled=log.enabled[seen],
        started=np.where(waits, moment, started),
        ended=np.where(waits | runs, moment, ended),
        is_waiting=waits,
        is_open=runs,
        rework=log.rework[seen],
        first=np.flatnonzero(np.diff(task, prepend=-1)),
        as_of=moment,
        wait_known=log.wait_known[seen],
    )
