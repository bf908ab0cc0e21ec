"""Who can stand in for whom, and how many of them are there at a time? Read from who worked on what, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.events.event_log import EventLog, Integers

_OWN_STAGE = 0.02  # a stage is an actor's own from a fiftieth of their events on; below, they help out
_DAY = 86_400_000
_ABSENT_DAYS = 7
_SEEN_AT_ONCE = 0.99


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Actors with the same stages in the same region.

    Attributes
    ----------
    stages : tuple of int
    region : int
        -1: none.
    rows : ndarray of int64
        Their events.
    count : int
        How many are there at a time.
    at_once : float
        Events that one of them works on at a time, on average while at work.
    """

    stages: tuple[int, ...]
    region: int
    rows: Integers
    count: int
    at_once: float


def people(log: EventLog) -> list[People]:
    """Group the actors of a log by their stages and region; events without an actor by stage and region."""
    begun = np.flatnonzero(~log.is_waiting)
    known = begun[log.actor[begun] >= 0]
    pools = []
    for (stages, region), actors in _alike(log, known).items():
        rows = known[np.isin(log.actor[known], actors)]
        at_once = _at_once(log, rows)
        pools.append(People(stages, region, rows, max(1, round(_present(log, rows) * at_once)), at_once))
    unknown = begun[log.actor[begun] < 0]
    for stage, region in np.unique(np.column_stack([log.stage[unknown], log.region[unknown]]), axis=0).tolist():
        rows = unknown[(log.stage[unknown] == stage) & (log.region[unknown] == region)]
        pools.append(People((stage,), region, rows, _most_at_once(log, rows), 1.0))
    return sorted(pools, key=lambda pool: (pool.stages, pool.region))


def _alike(log: EventLog, rows: Integers) -> Mapping[tuple[tuple[int, ...], int], list[int]]:
    actors, stages = len(log.names["actor"]), len(log.names["stage"])
    done = np.bincount(log.actor[rows] * stages + log.stage[rows], minlength=actors * stages).reshape(actors, stages)
    own = (done > 0) & (done >= _OWN_STAGE * done.sum(axis=1, keepdims=True))
    nobodys = ~own.any(axis=0)
    own[:, nobodys] = done[:, nobodys] > 0
    regions = len(log.names["region"]) + 1
    seen = np.bincount(log.actor[rows] * regions + log.region[rows] + 1, minlength=actors * regions)
    region = seen.reshape(actors, regions).argmax(axis=1) - 1
    alike: dict[tuple[tuple[int, ...], int], list[int]] = {}
    for actor in np.unique(log.actor[rows]).tolist():
        key = tuple(np.flatnonzero(own[actor]).tolist()), int(region[actor])
        alike.setdefault(key, []).append(actor)
    return alike


def _present(log: EventLog, rows: Integers) -> float:
    """Count the actors who are there on a day on which any of them works; who was away for a week is not there."""
    day = log.started[rows] // _DAY
    active = np.unique(np.column_stack([log.actor[rows], day]), axis=0)
    worked_days = np.unique(day)
    actor, day = active[:, 0], active[:, 1]
    same, gap = np.diff(actor) == 0, np.diff(day)
    usual = max(_ABSENT_DAYS, 3 * float(np.median(gap[same]))) if same.any() else 0
    there = np.searchsorted(worked_days, day)
    bridged = np.append(same & (gap <= usual), False)
    days_there = np.where(bridged, np.append(there[1:], 0) - there, 1)
    return float(days_there.sum() / len(worked_days))


def _at_once(log: EventLog, rows: Integers) -> float:
    """Give the hours on an actor's events over the hours in which there was any; 1 where nothing overlaps."""
    rows = rows[np.lexsort((log.started[rows], log.actor[rows]))]
    low = int(log.started[rows].min())
    span = int(log.ended[rows].max()) - low + 1
    start, end = log.actor[rows] * span + log.started[rows] - low, log.actor[rows] * span + log.ended[rows] - low
    so_far = np.maximum.accumulate(np.append(-1, end[:-1]))
    union = np.maximum(end - np.maximum(start, so_far), 0).sum()
    return float((end - start).sum() / union) if union else 1.0


def _most_at_once(log: EventLog, rows: Integers) -> int:
    """Give how many events of a stage are worked on at the same time, in all but the busiest hundredth of its time."""
    moments = np.concatenate([log.started[rows], log.ended[rows]])
    order = np.argsort(moments, kind="stable")
    busy = np.cumsum(np.repeat([1, -1], len(rows))[order])[:-1]
    length = np.diff(moments[order]) * (busy > 0)
    if not length.sum():
        return 1
    by_count = np.bincount(busy, length)
    return int(np.searchsorted(np.cumsum(by_count), _SEEN_AT_ONCE * by_count.sum()))
