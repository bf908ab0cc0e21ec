"""One reading of a log as a network and a workload, under given hours; and how well its replay fits the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.events.event_log import EventLog, Integers
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.simulation._engine import Run, run
from smo_metrics.flow.simulation._free_time import free_time
from smo_metrics.flow.simulation._obstacles import Waits, batch_size, handoff_delays, waits
from smo_metrics.flow.simulation._pools import People
from smo_metrics.flow.simulation._steps import Steps
from smo_metrics.flow.simulation.network import Network, Pool, Rule
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
        Stage -> the fixed delay before its work, ms by the clock.
    error : float
        How far, in ms, the simulated starts are from the starts in the log, on average over the steps.
    replay : Run
    """

    network: Network
    workload: Workload
    delays: Mapping[str, int]
    error: float
    replay: Run


def read_log(
    log: EventLog,
    steps: Steps,
    pools: Sequence[People],
    calendars: Sequence[WorkCalendar],
    *,
    rule: Rule = "fifo",
    without_batches: frozenset[str] = frozenset(),
) -> Reading:
    """Read a log under given hours of its pools.

    Parameters
    ----------
    log : EventLog
    steps : Steps
        Its finished tasks, in order of arrival.
    pools : sequence of People
    calendars : sequence of WorkCalendar
        The hours of each pool.
    rule : str
        As in `Network`; ranks are those of `priority_ranks`.
    without_batches : frozenset of str
        Stages at which no batches are looked for.
    """
    names = log.names["stage"]
    low, high = int(log.enabled.min()) - _DAY, log.as_of + _DAY
    clocks = [calendar.windows(low, high) for calendar in calendars]
    worked = np.zeros(log.size, np.int64)
    for pool, clock in zip(pools, clocks, strict=True):
        worked[pool.rows] = clock.worked(log.ended[pool.rows]) - clock.worked(log.started[pool.rows])
    service = np.where(worked > 0, worked, log.ended - log.started)[steps.rows]
    free = [
        free_time(log.started[pool.rows], log.ended[pool.rows], pool.count, clock)
        for pool, clock in zip(pools, clocks, strict=True)
    ]
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
    members = tuple(
        Pool(
            tuple(names[s] for s in pool.stages),
            pool.count,
            calendar,
            log.names["region"][pool.region] if pool.region >= 0 else "",
        )
        for pool, calendar in zip(pools, calendars, strict=True)
    )
    network = Network(names, members, batches, rule)
    work = Workload(
        log.arrived[steps.task], steps.first, stage, service, np.maximum(delay, 0), handoff, steps.after, steps.loop,
        steps.sent_to, priority_ranks(log)[steps.rows],
    )  # fmt: skip
    replay = run(work, network)
    error = float(np.abs(replay.started - log.started[steps.rows]).mean())
    return Reading(network, work, delays, error, replay)


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
