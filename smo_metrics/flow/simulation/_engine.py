"""When does every step of a workload begin and end in a network? One discrete-event simulation, event by event.

The one place of the library that loops over events in Python: each depends on all before it. A moment and what happens
then are one integer, so that the heap compares numbers, not tuples.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.errors import SettingsError, SmoError
from smo_metrics.flow.hours._windows import OutOfTime, Windows
from smo_metrics.flow.simulation._tandem import pass_through, stage_order

if TYPE_CHECKING:
    from smo_metrics.flow.events.event_log import Integers
    from smo_metrics.flow.simulation.network import Network
    from smo_metrics.flow.simulation.workload import Workload

_CLOCK_BITS = 44
_FOREVER = 1 << _CLOCK_BITS
_HORIZONS = (1, 4, 16, 64)
_DAY = 86_400_000


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """When each step of a workload could begin, began and ended, in ms; `lead`: how long each task took."""

    enabled: Integers
    started: Integers
    ended: Integers
    lead: Integers


def run(work: Workload, network: Network) -> Run:
    """Simulate a workload from an empty start until all of it is done. Assumes that each stage is served.

    Raises
    ------
    SettingsError
        The open hours are so few that the work would take decades.
    SmoError
        A workload whose steps do not follow one another.
    """
    low = int(work.arrival[0])
    order = stage_order(work, network)
    span = int(work.arrival[-1]) - low + 60 * _DAY
    for times in _HORIZONS:
        calendars = (pool.calendar for pool in network.pools)
        clocks = [None if calendar is None else calendar.windows(low, low + times * span) for calendar in calendars]
        try:
            possible, begun, ended = (
                _event_by_event(work, network, clocks) if order is None else pass_through(work, network, order, clocks)
            )
        except OutOfTime:
            continue
        lead = np.maximum.reduceat(ended, work.first[:-1]) - work.arrival
        return Run(possible, begun, ended, lead)
    raise SettingsError("simulation: the work does not end within decades. Give the stages more people or open hours.")


def _event_by_event(
    work: Workload, network: Network, clocks: Sequence[Windows | None]
) -> tuple[Integers, Integers, Integers]:
    low = int(work.arrival[0])
    stages, pools = network.stages, network.pools
    steps, tasks = work.size, len(work.arrival)
    arrival = (work.arrival - low).tolist()
    first, stage, after = work.first.tolist(), work.stage.tolist(), work.after.tolist()
    service, delay, task = work.service.tolist(), work.delay.tolist(), work.task.tolist()
    level = _levels(work, network, low)
    serving = [tuple(p for p, pool in enumerate(pools) if s in pool.stages) for s in stages]
    batch = [network.batches.get(s, 1) for s in stages]
    opens, closes, before = zip(*(_windows(clock, low) for clock in clocks), strict=True)
    window, free = [0] * len(pools), [pool.people for pool in pools]
    will_wake = [False] * len(pools)
    queue_of: dict[tuple[int, ...], list[int]] = {by: [] for by in serving}  # one for all stages of the same people
    queues = [queue_of[by] for by in serving]
    queues_of = [[queue for by, queue in queue_of.items() if p in by] for p in range(len(pools))]
    gates: list[list[int]] = [[] for _ in stages]
    to_come = np.bincount(work.stage, minlength=len(stages)).tolist()
    possible, begun, ended, by_pool = [0] * steps, [0] * steps, [-1] * steps, [0] * steps
    unfinished = [0] * tasks
    bits = (2 * steps + len(pools)).bit_length()
    mask = (1 << bits) - 1
    heap: list[int] = []
    turn = count()

    def is_open(pool: int, now: int) -> bool:
        shut, i = closes[pool], window[pool]
        while shut[i] <= now:
            i += 1
            if i == len(shut):
                raise OutOfTime
        window[pool] = i
        if opens[pool][i] <= now:
            return True
        if not will_wake[pool]:
            will_wake[pool] = True
            heappush(heap, opens[pool][i] << bits | 2 * steps + pool)
        return False

    def begin(pool: int, step: int, now: int) -> None:
        free[pool] -= 1
        begun[step], by_pool[step] = now, pool
        i = window[pool]
        end = now + service[step]
        if end > closes[pool][i]:
            worked = before[pool][i] + end - opens[pool][i]
            i = bisect_left(before[pool], worked) - 1
            end = opens[pool][i] + worked - before[pool][i]
            if end > closes[pool][i]:
                raise OutOfTime
        heappush(heap, end << bits | step)

    def take_next(pool: int, now: int) -> None:
        while free[pool]:
            waiting = [queue for queue in queues_of[pool] if queue]
            if not waiting or not is_open(pool, now):
                return
            begin(pool, heappop(min(waiting)) & mask, now)

    def release(where: int) -> None:
        for waiting in gates[where]:
            heappush(queues[where], (level[waiting] << _CLOCK_BITS | next(turn)) << bits | waiting)
        gates[where].clear()

    def join(step: int, now: int) -> None:
        where = stage[step]
        gate, queue = gates[where], queues[where]
        gate.append(step)
        to_come[where] -= 1
        if len(gate) < batch[where] and to_come[where]:
            return
        release(where)
        for pool in serving[where]:
            if free[pool]:
                take_next(pool, now)
                if not queue:
                    return

    def enter(step: int, owner: int, now: int) -> None:
        unfinished[owner] = after[step] - step
        for each in range(step, after[step]):
            possible[each] = now
            if delay[each]:
                heappush(heap, now + delay[each] << bits | steps + each)
            else:
                join(each, now)

    coming, now, next_arrival = 0, 0, arrival[0]
    while True:
        if heap and heap[0] >> bits <= next_arrival:
            moment, what = heap[0] >> bits, heappop(heap) & mask
            if what < steps:
                now = ended[what] = moment
                owner, pool = task[what], by_pool[what]
                free[pool] += 1
                unfinished[owner] -= 1
                if not unfinished[owner] and after[what] < first[owner + 1]:
                    enter(after[what], owner, now)
                take_next(pool, now)
            elif what < 2 * steps:
                now = moment
                join(what - steps, now)
            else:
                will_wake[what - 2 * steps] = False
                take_next(what - 2 * steps, moment)
        elif coming < tasks:
            owner, now = coming, next_arrival
            coming += 1
            next_arrival = arrival[coming] if coming < tasks else _FOREVER
            enter(first[owner], owner, now)
        elif any(gates):  # they wait for tasks that cannot come back before these have gone on
            for where in range(len(stages)):
                release(where)
            for pool in range(len(pools)):
                take_next(pool, now)
        else:
            break
    if -1 in ended:
        never = ended.count(-1)
        raise SmoError(f"simulation: {never} steps are never reached. Check `first` and `after` of the workload.")
    return np.array(possible) + low, np.array(begun) + low, np.array(ended) + low


def _windows(clock: Windows | None, low: int) -> tuple[list[int], list[int], list[int]]:
    if clock is None:
        return [0], [_FOREVER], [0]
    return (clock.opens - low).tolist(), (clock.closes - low).tolist(), clock.before.tolist()


def _levels(work: Workload, network: Network, low: int) -> list[int]:
    """Give what a queue is sorted by before the order of joining."""
    if network.rule == "priority":
        levels: list[int] = work.rank.tolist()
    elif network.rule == "oldest_task":
        levels = (work.arrival[work.task] - low).tolist()
    else:
        levels = [0] * work.size
    return levels
