"""The same simulation, stage by stage, for tasks that never come back: many times as fast as event by event.

In a clock that runs only while a stage is open, its calendar vanishes. What is left is a first-come queue with c
servers, whose starts follow from the moments at which the servers become free (Kiefer and Wolfowitz 1955).
"""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from heapq import heapreplace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from smo_metrics.flow.events.event_log import Integers
    from smo_metrics.flow.hours._windows import Windows
    from smo_metrics.flow.simulation.network import Network
    from smo_metrics.flow.simulation.workload import Workload

_NEVER = np.iinfo(np.int64).min


def stage_order(work: Workload, network: Network) -> list[int] | None:
    """Give an order in which every task passes the stages; None where there is none, or where stages share people."""
    served = [stage for pool in network.pools for stage in pool.stages]
    if network.rule != "fifo" or len(served) > len(network.pools) or len(set(served)) < len(served):
        return None
    goes_on = work.after < work.first[1:][work.task]
    follows = np.zeros((len(network.stages), len(network.stages)), dtype=bool)
    follows[work.stage[work.after[goes_on]], work.stage[goes_on]] = True
    earlier = {stage: np.flatnonzero(row).tolist() for stage, row in enumerate(follows)}
    try:
        return list(TopologicalSorter(earlier).static_order())
    except CycleError:
        return None


def pass_through(
    work: Workload, network: Network, order: Sequence[int], clocks: Sequence[Windows | None]
) -> tuple[Integers, Integers, Integers]:
    """Give when each step could begin, began and ended. Assumes an order of `stage_order` and a clock for each pool."""
    group = np.cumsum(np.diff(work.after, prepend=-1) != 0) - 1
    group_possible = np.full(group[-1] + 2, _NEVER)
    group_possible[group[work.first[:-1]]] = work.arrival
    goes_on = work.after < work.first[1:][work.task]
    possible, begun, ended = (np.empty(work.size, np.int64) for _ in range(3))
    pool_of = {name: number for number, pool in enumerate(network.pools) for name in pool.stages}
    for stage in order:
        name = network.stages[stage]
        pool = pool_of[name]
        rows = np.flatnonzero(work.stage == stage)
        possible[rows] = group_possible[group[rows]]
        rows, ready = _released(rows, possible[rows] + work.delay[rows], network.batches.get(name, 1))
        begun[rows], ended[rows] = _first_come(ready, work.service[rows], network.pools[pool].people, clocks[pool])
        leaving = rows[goes_on[rows]]
        np.maximum.at(group_possible, group[leaving] + 1, ended[leaving])
    return possible, begun, ended


def _released(rows: Integers, ready: Integers, batch: int) -> tuple[Integers, Integers]:
    """Sort steps by when they join the queue: when the last of their batch is ready."""
    turn = np.lexsort((rows, ready))
    last = np.minimum(np.arange(len(rows)) // batch * batch + batch, len(rows)) - 1
    return rows[turn], ready[turn][last]


def _first_come(
    ready: Integers, service: Integers, people: int, clock: Windows | None
) -> tuple[Integers, Integers]:
    moments = ready if clock is None else clock.worked(ready)
    begun = _starts_of_one(moments, service) if people == 1 else _starts_of_many(moments, service, people)
    ended = begun + service
    return (begun, ended) if clock is None else (clock.at_or_after(begun), clock.at(ended))


def _starts_of_one(ready: Integers, service: Integers) -> Integers:
    """Solve the recursion for one person: idle time so far is a running maximum (Lindley 1952)."""
    done = np.cumsum(service) - service
    return np.asarray(done + np.maximum.accumulate(ready - done))


def _starts_of_many(ready: Integers, service: Integers, people: int) -> Integers:
    free = [_NEVER] * people
    starts = []
    for moment, work in zip(ready.tolist(), service.tolist(), strict=True):
        start = moment if moment > free[0] else free[0]
        starts.append(start)
        heapreplace(free, start + work)
    return np.array(starts, dtype=np.int64)
