"""Who can stand in for whom, and how many of them are there at a time? Read from who worked on what, and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.events.event_log import EventLog, Integers
from smo_metrics.flow.simulation._presence import at_once, most_at_once, presence, without_helpers

_OWN_STAGE = 0.02  # a stage is an actor's own from a fiftieth of their events on; below, they help out
_FEWEST_EVENTS = 15  # with fewer, people are no pool of their own where others do their work: no hours can be inferred
_FEWEST_DAYS = 5


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Actors with the same stages in the same region.

    Attributes
    ----------
    stages : tuple of int
    region : int
        -1: none.
    rows : ndarray of int64
        Their events, and those at their stages and in their region that are nobody's or a rare helper's.
    count : int
        How many are there at a time, times `at_once`.
    at_once : float
        Events that one of them works on at a time, on average while at work.
    present : tuple of float
        How many were there on average in the first and in the second half of their days; NaN where the events do not
        say who worked, or where a half has less than five days.
    hours : str
        The hours that they keep, where others with the same stages in the same region keep different ones; else empty.
    """

    stages: tuple[int, ...]
    region: int
    rows: Integers
    count: int
    at_once: float
    present: tuple[float, float]
    hours: str = ""


def people(log: EventLog) -> list[People]:
    """Group the actors of a log by their stages and region; events without an actor count to those who do such work.

    Where no actor is known at a stage in a region, its events are a pool of their own.
    """
    begun = np.flatnonzero(~log.is_waiting)
    known = begun[log.actor[begun] >= 0]
    pool_of = np.full(log.size, -1)
    keys: list[tuple[tuple[int, ...], int]] = []
    for key, actors in _alike(log, known).items():
        pool_of[known[np.isin(log.actor[known], actors)]] = len(keys)
        keys.append(key)
    sizes = np.bincount(pool_of[known], minlength=len(keys))
    firm = np.flatnonzero(sizes >= _FEWEST_EVENTS).tolist()
    _give(log, pool_of, known[sizes[pool_of[known]] < _FEWEST_EVENTS], {pool: keys[pool] for pool in firm})
    left = np.flatnonzero(np.bincount(pool_of[known], minlength=len(keys))).tolist()
    unknown = begun[log.actor[begun] < 0]
    _give(log, pool_of, unknown, {pool: keys[pool] for pool in left})
    pools = []
    for pool in left:
        rows = begun[pool_of[begun] == pool]
        stages = keys[pool][0] if pool in firm else tuple(np.unique(log.stage[rows]).tolist())
        pools.append(counted(log, stages, keys[pool][1], rows))
    unknown = unknown[pool_of[unknown] < 0]
    for stage, region in np.unique(np.column_stack([log.stage[unknown], log.region[unknown]]), axis=0).tolist():
        pools.append(
            counted(log, (stage,), region, unknown[(log.stage[unknown] == stage) & (log.region[unknown] == region)])
        )
    return sorted(pools, key=lambda pool: (pool.stages, pool.region))


def counted(log: EventLog, stages: tuple[int, ...], region: int, rows: Integers, hours: str = "") -> People:
    """Make a pool of some events: its people are those who are named, without rare helpers."""
    closed = rows[~log.is_open[rows]]
    if (log.actor[rows] < 0).all():
        return People(stages, region, rows, most_at_once(log, closed), 1.0, (np.nan, np.nan), hours)
    regular = without_helpers(log, closed[log.actor[closed] >= 0])
    there, each = presence(log, regular), at_once(log, regular)
    half = len(there) // 2
    long = half >= _FEWEST_DAYS
    present = (float(there[:half].mean()), float(there[half:].mean())) if long else (np.nan, np.nan)
    mean = float(there.mean()) if len(there) else 0.0
    return People(stages, region, rows, max(1, round(mean * each)), each, present, hours)


def nearest_before(log: EventLog, rows: Integers, others: Integers) -> Integers:
    """Give, for each row, the one of `others` that began last before it; the first of them where none did."""
    others = others[np.argsort(log.started[others], kind="stable")]
    return others[np.maximum(np.searchsorted(log.started[others], log.started[rows], side="right") - 1, 0)]


def _give(log: EventLog, pool_of: Integers, rows: Integers, pools: Mapping[int, tuple[Collection[int], int]]) -> None:
    """Give rows to the pool, of those that do such work, that last began any before; without any, leave them."""
    theirs = np.flatnonzero(np.isin(pool_of, list(pools)))
    for stage, region in np.unique(np.column_stack([log.stage[rows], log.region[rows]]), axis=0).tolist():
        hosts = [
            pool
            for pool, (stages, place) in pools.items()
            if stage in stages and (region == place or -1 in (region, place))
        ]
        seen = theirs[np.isin(pool_of[theirs], hosts) & (log.stage[theirs] == stage)]
        if seen.size:
            here = rows[(log.stage[rows] == stage) & (log.region[rows] == region)]
            pool_of[here] = pool_of[nearest_before(log, here, seen)]


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
