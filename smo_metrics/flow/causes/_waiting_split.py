"""The waiting of each event, moment by moment, given to the first of five causes that holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from smo_metrics.flow.causes._batches import find_runs, held_in
from smo_metrics.flow.causes._busy import Spans, busy_time
from smo_metrics.flow.events.event_log import EventLog
from smo_metrics.flow.hours._calendars import event_windows
from smo_metrics.flow.hours._windows import Windows
from smo_metrics.flow.hours.calendar import WorkCalendar

Integers = npt.NDArray[np.int64]
CAUSES = ("batching", "contention", "prioritisation", "unavailability", "handoff")
PARTS = (*CAUSES, "unexplained")


def split_waiting(
    log: EventLog,
    until: Integers,
    calendars: WorkCalendar | Mapping[str, WorkCalendar] | None,
    keyed_by: Literal["region", "actor"],
    batch_size: int,
) -> dict[str, Integers]:
    """Give each event's ``waiting`` and its `PARTS` in milliseconds; the rules are those of `waiting_causes`.

    Actors are busy with each event from its start to `until`.
    """
    parts = {name: np.zeros(log.size, dtype=np.int64) for name in ("waiting", *PARTS)}
    has_actor = (log.actor >= 0) & ~log.is_waiting
    parts["waiting"][:] = np.where(log.is_waiting, 0, log.started - log.enabled)
    parts["unexplained"][:] = np.where(has_actor, 0, parts["waiting"])
    known = np.flatnonzero(has_actor)
    if not known.size:
        return parts
    # Actor by actor, look-ups stay close together in memory.
    known = known[np.lexsort((log.started[known], log.actor[known]))]
    since, ready = log.enabled.copy(), log.enabled.copy()
    runs = find_runs(log.actor[known], log.stage[known], log.enabled[known], log.started[known], until[known])
    since[known[runs.order]], ready[known[runs.order]] = held_in(runs, batch_size)
    is_theirs = np.zeros(len(log.names["actor"]), dtype=bool)
    served = [(known, None)] if calendars is None else event_windows(log, known, calendars, keyed_by)
    for rows, windows in served:
        is_theirs[:] = False
        is_theirs[log.actor[rows]] = True
        theirs = known[is_theirs[log.actor[known]]]
        found = _split(log, until, rows, theirs, since[rows], ready[rows], windows)
        for name, part in found.items():
            parts[name][rows] = part
    return parts


def _split(
    log: EventLog,
    until: Integers,
    rows: Integers,
    theirs: Integers,
    since: Integers,
    ready: Integers,
    windows: Windows | None,
) -> dict[str, Integers]:
    """Split the waiting of `rows`, whose calendar is `windows`; `theirs` are all events of their actors."""
    ready = _before_closing(since, ready, windows)
    spans = Spans(
        actor=np.tile(log.actor[rows], 2),
        enabled=np.tile(log.enabled[rows], 2),
        low=np.concatenate([log.enabled[rows], ready]),
        high=np.concatenate([since, log.started[rows]]),
    )
    busy = busy_time(
        spans, log.actor[theirs], log.enabled[theirs], log.started[theirs], until[theirs], windows
    )
    waited = spans.high - spans.low
    off = np.zeros_like(waited)
    if windows is not None:
        off = waited - (windows.worked(spans.high) - windows.worked(spans.low)) - busy.closed
    found = {
        "contention": busy.older,
        "prioritisation": busy.newer,
        "unavailability": off,
        "handoff": waited - busy.older - busy.newer - off,
    }
    return {"batching": ready - since, **{name: part.reshape(2, -1).sum(axis=0) for name, part in found.items()}}


def _before_closing(since: Integers, ready: Integers, windows: Windows | None) -> Integers:
    """Give when each batch was complete; in closed hours, that is when they began, but not before `since`."""
    if windows is None:
        return ready
    complete, worked = since.copy(), windows.worked(ready)
    in_time = worked > windows.worked(since)
    complete[in_time] = windows.at(worked[in_time])
    return complete
