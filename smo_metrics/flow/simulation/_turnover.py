"""When is somebody free again after a piece of work? Short pauses between one and the next are part of the work."""

from __future__ import annotations

import numpy as np

from smo_metrics.flow.events.event_log import EventLog, Integers

_PAUSE = 5 * 60_000


def ends_with_pauses(log: EventLog, rows: Integers) -> Integers:
    """Give the end of each event, moved to its actor's next start where that follows within five minutes.

    Only where the next work was waiting already: with nothing to do, a pause is no part of the work. Events without an
    actor keep their ends.

    Parameters
    ----------
    log : EventLog
    rows : ndarray of int64, shape (events,)

    Returns
    -------
    ndarray of int64, shape (events,)
    """
    ends = log.ended[rows].copy()
    order = np.lexsort((log.started[rows], log.actor[rows]))
    own, following = rows[order[:-1]], rows[order[1:]]
    pause = log.started[following] - log.ended[own]
    counts = (log.actor[own] == log.actor[following]) & (log.actor[own] >= 0) & (pause > 0) & (pause <= _PAUSE)
    counts &= log.enabled[following] <= log.ended[own]
    ends[order[:-1][counts]] = log.started[following[counts]]
    return ends
