"""A team with more or fewer people than the log shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from smo_metrics.errors import SettingsError
from smo_metrics.flow.simulation._changes import fixed_network
from smo_metrics.flow.simulation.fix import Fix
from smo_metrics.flow.simulation.network import Network
from smo_metrics.flow.simulation.workload import Workload


def changed_people(network: Network, work: Workload, people: Mapping[str, int]) -> Network:
    """Give the network with so many more, or fewer, people at each stage, or each stage in a region.

    Raises
    ------
    SettingsError
        A change that is no whole number other than 0, an unknown stage, or more to go than are there.
    """
    for place, change in people.items():
        if isinstance(change, bool) or not isinstance(change, int | np.integer) or change == 0:
            raise SettingsError(f"people: {change!r} arrived for {place!r}. Give a whole number, such as 1 or -1.")
        if change > 0:
            network = fixed_network(Fix("people", place, change), network, work)
        for left in range(-change, 0, -1):
            network = _with_one_less(network, place, left)
    return network


def _with_one_less(network: Network, place: str, left: int) -> Network:
    """Take one person from the largest pool of a place, those with no other stage first."""
    stage, region = network.place(place)
    own = max(network.serving(stage, region), key=lambda pool: (len(pool.stages) == 1, pool.people))
    pools = list(network.pools)
    pools.remove(own)
    rest = own.people - own.tasks_of(1)
    if rest > 0:
        pools.insert(network.pools.index(own), replace(own, people=rest))
    if all(any(stage in pool.stages for pool in pools) for stage in own.stages):
        return replace(network, pools=tuple(pools))
    raise SettingsError(
        f"people: {left} more to go from {place!r} than it can spare: nobody would be left there. Take fewer."
    )
