"""A slow, literal simulation: it jumps to the next moment at which anything can happen, and looks at everything then.

Its only calendar is `WorkCalendar.add_work_hours`. Two things at one moment have no order: give it times without ties.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from smo_metrics.flow.simulation.network import Network, Pool
from smo_metrics.flow.simulation.workload import Workload

HOUR = 3_600_000


def walk(work: Workload, network: Network) -> tuple[list[int], list[int]]:
    """Give the moments, in ms, at which each step starts and ends."""
    started: dict[int, int] = {}
    ends: dict[int, int] = {}
    doing: dict[int, int] = {}  # step -> pool
    joins: dict[int, int] = {}
    arrivals = dict(enumerate(work.arrival.tolist()))
    queue: list[int] = []
    gates: dict[int, list[int]] = {stage: [] for stage in range(len(network.stages))}
    to_come = np.bincount(work.stage, minlength=len(network.stages)).tolist()

    def join(step: int) -> None:
        stage = int(work.stage[step])
        gates[stage].append(step)
        to_come[stage] -= 1
        if len(gates[stage]) == network.batches.get(network.stages[stage], 1) or to_come[stage] == 0:
            queue.extend(gates[stage])
            gates[stage] = []

    def begin_what_can(now: int) -> None:
        for step in sorted(queue, key=lambda step: (_level(step, work, network), queue.index(step))):
            stage = network.stages[work.stage[step]]
            busy = list(doing.values())
            able = [
                number
                for number, pool in enumerate(network.pools)
                if stage in pool.stages and busy.count(number) < pool.people and _opens(pool, now) == now
            ]
            if able:
                queue.remove(step)
                doing[step], started[step] = able[0], now
                ends[step] = _after_work(network.pools[able[0]], now, int(work.service[step]))

    now = -1
    while arrivals or joins or doing or queue or any(gates.values()):
        if not (arrivals or joins or doing or queue):
            for stage, gate in gates.items():
                queue.extend(gate)
                gates[stage] = []
            begin_what_can(now)
            continue
        wakes = [_opens(pool, now + 1) for pool in network.pools if queue]
        wakes = [wake for wake in wakes if wake > now + 1]  # the others are open already
        now = min([*arrivals.values(), *joins.values(), *(ends[step] for step in doing), *wakes])
        possible = []
        for step in [step for step in doing if ends[step] == now]:
            del doing[step]
            task = work.task[step]
            mates = [s for s in range(work.first[task], work.first[task + 1]) if work.after[s] == work.after[step]]
            if all(mate in ends and mate not in doing for mate in mates) and work.after[step] < work.first[task + 1]:
                possible.append(int(work.after[step]))
        for task in [task for task, moment in arrivals.items() if moment == now]:
            del arrivals[task]
            possible.append(int(work.first[task]))
        for group in possible:
            for step in range(group, work.after[group]):
                joins[step] = now + int(work.delay[step])
        for step in sorted(step for step, moment in joins.items() if moment == now):
            del joins[step]
            join(step)
            begin_what_can(now)
        begin_what_can(now)
    return [started[step] for step in range(work.size)], [ends[step] for step in range(work.size)]


def _opens(pool: Pool, moment: int) -> int:
    """Give the first open moment that is not before this one."""
    return _after_work(pool, moment, 1) - 1


def _after_work(pool: Pool, moment: int, work: int) -> int:
    if pool.calendar is None:
        return moment + work
    end = pool.calendar.add_work_hours(pd.Timestamp(moment, unit="ms", tz="UTC"), work / HOUR)
    return round(end.timestamp() * 1000)


def _level(step: int, work: Workload, network: Network) -> int:
    if network.rule == "priority":
        return int(work.rank[step])
    return int(work.arrival[work.task[step]]) if network.rule == "oldest_task" else 0
