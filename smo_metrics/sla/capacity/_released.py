"""What is past a batch already? Released work of a stage stands at a stage of its own, with the same people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from smo_metrics.flow.events.event_log import EventLog, Integers
from smo_metrics.flow.simulation.network import Network


def with_released(network: Network) -> Network:
    """Give the network with one more stage for each that releases batches, where work waits for no batch."""
    again = {stage: f"{stage} (released)" for stage in network.batches}
    pools = tuple(
        replace(pool, stages=(*pool.stages, *(again[stage] for stage in pool.stages if stage in again)))
        for pool in network.pools
    )
    return replace(network, stages=(*network.stages, *again.values()), pools=pools) if again else network


def released_stage(log: EventLog, rows: Integers, network: Network) -> Integers:
    """Give the stage of each open or waiting event in the network of `with_released`.

    Batches are counted off from the log's first event of their stage, in the order in which work could begin. One that
    is full is released, and so is one of which something has begun, as where the log begins amid a batch.

    Parameters
    ----------
    log : EventLog
        The model's.
    rows : ndarray of int64, shape (events,)
    network : Network
        The model's.
    """
    stage = log.stage[rows].copy()
    for number, (name, size) in enumerate(network.batches.items()):
        here = np.flatnonzero(log.stage == network.stages.index(name))
        here = here[np.argsort(log.enabled[here], kind="stable")]
        begun = np.flatnonzero(~log.is_waiting[here])[-1] + 1
        released = max(len(here) // size, -(-begun // size)) * size
        stage[np.isin(rows, here[:released])] = len(network.stages) + number
    return stage
