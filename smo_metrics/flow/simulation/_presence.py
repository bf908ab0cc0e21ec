"""How many people were there, and on how many events did each work at a time? Read from when their events ran."""

from __future__ import annotations

import numpy as np

from smo_metrics.flow.events.event_log import EventLog, Integers

_DAY = 86_400_000
_ABSENT_DAYS = 7
_SEEN_AT_ONCE = 0.99
_HELPER_EVENTS, _HELPERS_SHARE = 15, 0.05


def without_helpers(log: EventLog, rows: Integers) -> Integers:
    """Leave out actors with very few events, where all of them together do at most a twentieth of the work."""
    helped = np.bincount(log.actor[rows], minlength=1)[log.actor[rows]] < _HELPER_EVENTS
    return rows[~helped] if helped.sum() <= _HELPERS_SHARE * len(rows) else rows


def presence(log: EventLog, rows: Integers) -> Integers:
    """Count the actors who are there on each day on which any of them works; who was away for a week is not there."""
    day = log.started[rows] // _DAY
    active = np.unique(np.column_stack([log.actor[rows], day]), axis=0)
    worked_days = np.unique(day)
    actor, day = active[:, 0], active[:, 1]
    same, gap = np.diff(actor) == 0, np.diff(day)
    usual = max(_ABSENT_DAYS, 3 * float(np.median(gap[same]))) if same.any() else 0
    there = np.searchsorted(worked_days, day)
    bridged = np.append(same & (gap <= usual), False)[: len(there)]
    left = np.where(bridged, np.append(there[1:], 0)[: len(there)], there + 1)
    days = len(worked_days)
    counts: Integers = np.cumsum(np.bincount(there, minlength=days + 1) - np.bincount(left, minlength=days + 1))[:days]
    return counts


def at_once(log: EventLog, rows: Integers) -> float:
    """Give the hours on an actor's events over the hours in which there was any; 1 where nothing overlaps."""
    if not rows.size:
        return 1.0
    rows = rows[np.lexsort((log.started[rows], log.actor[rows]))]
    low = int(log.started[rows].min())
    span = int(log.ended[rows].max()) - low + 1
    start, end = log.actor[rows] * span + log.started[rows] - low, log.actor[rows] * span + log.ended[rows] - low
    so_far = np.maximum.accumulate(np.append(-1, end[:-1]))
    union = np.maximum(end - np.maximum(start, so_far), 0).sum()
    return float((end - start).sum() / union) if union else 1.0


def most_at_once(log: EventLog, rows: Integers) -> int:
    """Give how many events of a stage are worked on at the same time, in all but the busiest hundredth of its time."""
    moments = np.concatenate([log.started[rows], log.ended[rows]])
    order = np.argsort(moments, kind="stable")
    busy = np.cumsum(np.repeat([1, -1], len(rows))[order])[:-1]
    length = np.diff(moments[order]) * (busy > 0)
    if not length.sum():
        return 1
    by_count = np.bincount(busy, length)
    return int(np.searchsorted(np.cumsum(by_count), _SEEN_AT_ONCE * by_count.sum()))
