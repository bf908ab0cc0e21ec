"""One reading of a log as a network and a workload, under given hours; and how well its replay fits the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from smo_metrics.flow.events.event_log import EventLog, Integers
from smo_metrics.flow.simulation._engine import Run, run
from smo_metrics.flow.simulation._free_time import free_time
from smo_metrics.flow.simulation._obstacles import Waits, batch_size, handoff_delays, waits
from smo_metrics.flow.simulation._pools import People
from smo_metrics.flow.simulation._steps import Steps
from smo_metrics.flow.simulation._turnover import ends_with_pauses
from smo_metrics.flow.simulation.network import Hours, Network, Pool, Rule
from smo_metrics.flow.simulation.workload import Workload

_DAY = 86_400_000


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A network and a workload, and the same workload run through the network.

    Attributes
    ----------
    network : Network
    workload : Workload
        The finished tasks of the log.
    delays : mapping of str to int
        Stage -> what handing over to it usually takes, ms by the clock.
    busy : tuple of float
        For each pool, its work over the open hours of its people, from the log's first start to its last end.
    error : float
        How far, in ms, the simulated starts are from the starts in the log, on average over the steps.
    replay : Run
    """

    network: Network
    workload: Workload
    delays: Mapping[str, int]
    busy: tuple[float, ...]
    error: float
    replay: Run


def read_log(
    log: EventLog,
    steps: Steps,
    pools: Sequence[People],
    calendars: Sequence[Hours],
    *,
    rule: Rule = "fifo",
    without_batches: frozenset[str] = frozenset(),
    pauses_are_work: bool = False,
) -> Reading:
    """Read a log under given hours of its pools.

    Parameters
    ----------
    log : EventLog
    steps : Steps
        Its finished tasks, in order of arrival.
    pools : sequence of People
    calendars : sequence of Hours
        The hours of each pool.
    rule : str
        As in `Network`; ranks are those of `priority_ranks`.
    without_batches : frozenset of str
        Stages at which no batches are looked for.
    pauses_are_work : bool
        Whether short pauses between two pieces of work belong to the first, as in `ends_with_pauses`.
    """
    names = log.names["stage"]
    low, high = int(log.enabled.min()) - _DAY, log.as_of + _DAY
    clocks = [calendar.windows(low, high) for calendar in calendars]
    worked, free, busy = np.zeros(log.size, np.int64), [], []
    for pool, clock in zip(pools, clocks, strict=True):
        started = log.started[pool.rows]
        ended = ends_with_pauses(log, pool.rows) if pauses_are_work else log.ended[pool.rows]
        worked[pool.rows] = clock.worked(ended) - clock.worked(started)
        free.append(free_time(started, ended, pool.count, clock))
        span = clock.worked(np.array([log.started.min(), log.ended.max()]))
        busy.append(float(worked[pool.rows].sum() / max(pool.count * (span[1] - span[0]), 1)))
    stage = log.stage[steps.rows]
    delay, handoff = np.zeros((2, len(stage)), np.int64)
    batches, delays = {}, {}
    for code, name in enumerate(names):
        here = np.flatnonzero(stage == code)
        if not here.size:
            continue
        rows, ready = steps.rows[here], steps.ready[here]
        serving = [f for f, pool in zip(free, pools, strict=True) if code in pool.stages]
        waited = waits(log.enabled[rows], log.started[rows], serving)
        size = 1 if name in without_batches else batch_size(waited)
        if size > 1:
            batches[name] = size
            delay[here] = log.enabled[rows] - ready
            continue
        delay[here], handoff[here] = _delays(waited, ready, steps.before[here])
        if handoff[here].any():
            delays[name] = int(np.median(handoff[here]))
    network = Network(names, tuple(map(partial(_pool, log), pools, calendars)), batches, rule)
    work = Workload(
        arrival=log.arrived[steps.task],
        first=steps.first,
        stage=stage,
        service=np.where(worked > 0, worked, log.ended - log.started)[steps.rows],
        delay=np.maximum(delay, 0),
        handoff=handoff,
        after=steps.after,
        loop=steps.loop,
        sent_to=steps.sent_to,
        rank=priority_ranks(log)[steps.rows],
    )
    replay = run(work, network)
    error = float(np.abs(replay.started - log.started[steps.rows]).mean())
    return Reading(network, work, delays, tuple(busy), error, replay)


def _pool(log: EventLog, people: People, calendar: Hours) -> Pool:
    stages = tuple(log.names["stage"][stage] for stage in people.stages)
    region = log.names["region"][people.region] if people.region >= 0 else ""
    return Pool(stages, people.count, calendar, region, people.at_once)


def _delays(waited: Waits, ready: Integers, before: Integers) -> tuple[Integers, Integers]:
    """Give each event's delay since its task was ready, and what of it is handing over, by the stage it comes from."""
    delay, handoff = waited.available - ready, np.zeros(len(ready), np.int64)
    for source in np.unique(before).tolist():
        those = np.flatnonzero(before == source)
        handoff[those] = handoff_delays(waited.take(those), ready[those])
    return np.maximum(delay, handoff), handoff


def priority_ranks(log: EventLog) -> Integers:
    """Rank the priorities by how long their work waits: 0 for the one that waits least; 0 for all without any."""
    if not log.names["priority"]:
        return np.zeros(log.size, np.int64)
    codes = log.priority + 1
    counts = np.maximum(np.bincount(codes), 1)
    mean = np.bincount(codes, log.started - log.enabled) / counts
    return np.argsort(np.argsort(mean, kind="stable"))[codes]
