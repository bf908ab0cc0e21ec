"""Carries out a fix: the network and the workload as they would be with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SettingsError
from smo_metrics.flow.simulation._changed_hours import ChangedHours, best_shift, shared_hours
from smo_metrics.flow.simulation._joined_hours import one_persons_hours
from smo_metrics.flow.simulation.fix import USUAL, Fix
from smo_metrics.flow.simulation.network import Hours, Network, Pool
from smo_metrics.flow.simulation.workload import Workload

_HOUR = 3_600_000
_WORTH_A_MOVE = 0.05


def feeders(work: Workload, stages: tuple[str, ...]) -> Mapping[str, str]:
    """Give the stage that most tasks come from, for each stage that tasks come to from another one."""
    last = work.after == work.first[1:][work.task]
    source, target = work.stage[~last], work.stage[work.after[~last]]
    counts = np.zeros((len(stages), len(stages)), np.int64)
    np.add.at(counts, (target, source), source != target)
    return {stages[s]: stages[int(row.argmax())] for s, row in enumerate(counts) if row.any()}


def fixed_network(fix: Fix, network: Network, work: Workload) -> Network:
    """Give the network with a fix; the same network where the fix changes the work only.

    Raises
    ------
    SettingsError
        The stage is unknown, or has nothing that the fix could change.
    """
    if fix.kind == "rule":
        return replace(network, rule=fix.target)  # type: ignore[arg-type]
    stage, region = network.place(fix.target)
    here = work.stage == network.stages.index(stage)
    if fix.kind == "people":
        return _with_people(network, stage, region, int(fix.size), int(work.arrival[0]))
    if region is not None:
        raise SettingsError(f"what-if: {fix.kind} is for all regions of a stage. Write: {fix.kind} {stage}.")
    if fix.kind == "align_hours":
        return _aligned(network, work, stage)
    if fix.kind == "longer_hours":
        longer = round(fix.size * _HOUR)
        return _replaced(network, {pool: _changed(pool, 0, longer) for pool in network.serving(stage)})
    if fix.kind == "batch" and stage not in network.batches:
        raise SettingsError(f"what-if: no batches were found at {stage!r}.")
    if fix.kind == "batch":
        return replace(network, batches={**network.batches, stage: max(1, round(network.batches[stage] * fix.size))})
    if fix.kind == "rework" and not (work.sent_to == network.stages.index(stage)).any():
        raise SettingsError(f"what-if: no task is sent back to {stage!r}.")
    if fix.kind == "handoff" and not work.handoff[here].any():
        raise SettingsError(f"what-if: no delay in handing over to {stage!r} was found.")
    return network


def fixed_workload(fix: Fix, network: Network, work: Workload, coins: npt.NDArray[np.float64]) -> Workload:
    """Give the workload with a fix of `fixed_network`; `coins` are those of `Workload.with_less_rework`."""
    if fix.kind == "rework":
        return work.with_less_rework(network.stages.index(fix.target), fix.size, coins)
    if fix.kind == "handoff":
        spared = np.where(work.stage == network.stages.index(fix.target), work.handoff * (1 - fix.size), 0)
        return replace(work, delay=work.delay - np.rint(spared).astype(np.int64))
    return work


def _with_people(network: Network, stage: str, region: str | None, persons: int, low: int) -> Network:
    """Add people to the largest pool of a stage; who joins part-timers fills the hours that they share out."""
    own = max(network.serving(stage, region), key=lambda pool: (len(pool.stages) == 1, pool.people))
    tasks = own.tasks_of(persons)
    alike = [pool.calendar for pool in network.serving(stage, own.region) if pool.stages == own.stages]
    shared_out = [calendar for calendar in alike if calendar is not None]
    calendar = own.calendar and one_persons_hours(own.calendar, shared_out, low)
    if len(own.stages) > 1 or calendar is not own.calendar:
        return replace(network, pools=(*network.pools, Pool((stage,), tasks, calendar, own.region, own.at_once)))
    pools = list(network.pools)
    pools[pools.index(own)] = replace(own, people=own.people + tasks)
    return replace(network, pools=tuple(pools))


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a pool's hours could be moved to share more with those of the pool that feeds it: `later` ms later."""

    pool: Pool
    own: Hours
    feeder: Hours
    later: int


def alignments(network: Network, work: Workload, stage: str) -> list[Alignment]:
    """Find the pools of a stage whose hours could share more with those of the stage that feeds it.

    Pools whose hours are apart from the feeder's only a little (less than a twentieth of them could be gained) are left
    out.
    """
    source = feeders(work, network.stages).get(stage)
    if source is None:
        return []
    low, feeder = int(work.arrival[0]), _main_pool(network, source).calendar
    found = []
    for pool in network.serving(stage):
        own = pool.calendar
        if own is not None and feeder is not None and source not in pool.stages:
            later = best_shift(own, feeder, low)
            won = shared_hours(ChangedHours(own, later), feeder, low) - shared_hours(own, feeder, low)
            if won > _WORTH_A_MOVE * shared_hours(own, own, low):
                found.append(Alignment(pool, own, feeder, later))
    return found


def _places(network: Network, stage: str) -> list[str]:
    regions = dict.fromkeys(pool.region for pool in network.serving(stage))
    return [f"{stage} in {region}" for region in regions if region] if len(regions) > 1 else [stage]


def _main_pool(network: Network, stage: str) -> Pool:
    """Give the largest pool that serves a stage."""
    return max(network.serving(stage), key=lambda pool: pool.people)


def _aligned(network: Network, work: Workload, stage: str) -> Network:
    moves = alignments(network, work, stage)
    if not moves:
        raise SettingsError(f"what-if: the hours of {stage!r} fit those of the stage before it, or none is before it.")
    return _replaced(network, {move.pool: _changed(move.pool, move.later, 0) for move in moves})


def _changed(pool: Pool, later: int, longer: int) -> Pool:
    return pool if pool.calendar is None else replace(pool, calendar=ChangedHours(pool.calendar, later, longer))


def _replaced(network: Network, new: Mapping[Pool, Pool]) -> Network:
    return replace(network, pools=tuple(new.get(pool, pool) for pool in network.pools))


def candidate_fixes(network: Network, work: Workload, delays: Mapping[str, float]) -> list[Fix]:
    """List the fixes that a project has something for, in stage order, each in its usual size."""
    found = [Fix("people", place, 1) for stage in network.stages for place in _places(network, stage)]
    feeds, place = feeders(work, network.stages), network.stages.index
    found += [
        Fix("align_hours", stage, 1)
        for stage, source in feeds.items()
        if place(source) < place(stage) and alignments(network, work, stage)
    ]
    found += [Fix("batch", stage, USUAL["batch"]) for stage in network.stages if stage in network.batches]
    sent_to = [stage for code, stage in enumerate(network.stages) if (work.sent_to == code).any()]
    found += [Fix("rework", stage, USUAL["rework"]) for stage in sent_to]
    found += [Fix("handoff", stage, USUAL["handoff"]) for stage in network.stages if stage in delays]
    return found

