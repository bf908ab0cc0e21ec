"""How does this project run? People, hours, batches, delays and tasks, read from its log, ready to be simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics._zones import is_zone
from smo_metrics.errors import SettingsError, TableError
from smo_metrics.flow._changed_hours import shared_hours
from smo_metrics.flow._group_hours import hours_of_groups
from smo_metrics.flow._pools import People, people
from smo_metrics.flow._reading import Reading, read_log
from smo_metrics.flow._steps import Steps, steps_of
from smo_metrics.flow.calendar import WorkCalendar
from smo_metrics.flow.event_log import EventLog, Integers, event_log
from smo_metrics.flow.network import Network, Rule
from smo_metrics.flow.workload import Workload

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

_WITHIN = 0.95
_AS_GOOD = 1.01
_FITS = 0.05  # of the mean lead time
_ALWAYS = WorkCalendar("UTC", {"daily": ["00:00-24:00"]})


@dataclass(frozen=True, slots=True, eq=False)
class FlowModel:
    """A project as `simulate` and `what_if` take it.

    Attributes
    ----------
    network : Network
        Stages, pools of people with their hours, batches.
    workload : Workload
        The log's finished tasks, with the work and the delays that each of their steps had.
    delays : mapping of str to float
        Stage -> the fixed delay, in hours by the clock, before its work can begin; stages without one are left out.
    observed, replayed : ndarray of int64, shape (tasks,)
        How long each of these tasks took in the log, and takes when the model is given their work, in ms.
    unfinished : ndarray of int64, shape (unfinished tasks,)
        When the log's unfinished tasks arrived, in ms.
    log : EventLog
    timezone : str
        The zone whose dates are the project's days.
    warnings : tuple of str
        What was derived or assumed, and where the model does not fit the log.
    """

    network: Network
    workload: Workload
    delays: Mapping[str, float]
    observed: Integers
    replayed: Integers
    unfinished: Integers
    log: EventLog
    timezone: str
    warnings: tuple[str, ...]


def flow_model(
    events: pd.DataFrame | EventLog,
    *,
    calendars: WorkCalendar | Mapping[str, WorkCalendar] | None = None,
    timezone: str | Mapping[str, str] = "UTC",
    as_of: datetime | None = None,
) -> FlowModel:
    """Read from a log who works where and when, how work is released, and what every task needs."""
    log = event_log(events, as_of=as_of)
    if not log.touch_known:
        raise TableError(
            "events",
            ["no event has an end later than its start, so that work cannot be told from waiting. "
             "Export both times: started_at and ended_at."],
        )  # fmt: skip
    steps = steps_of(log)
    if not len(steps.task):
        raise TableError("events", ["no task is finished yet. Simulation needs finished tasks."])
    pools = people(log)
    hours = _discovered(log, pools, timezone) if calendars is None else _given(log, pools, calendars)
    reading = _best_reading(log, steps, pools, hours, may_be_longer=calendars is None)
    return FlowModel(
        network=reading.network,
        workload=reading.workload,
        delays={stage: delay / 3.6e6 for stage, delay in reading.delays.items()},
        observed=(log.left - log.arrived)[steps.task],
        replayed=reading.replay.lead,
        unfinished=log.arrived[~log.is_done],
        log=log,
        timezone=timezone if isinstance(timezone, str) else _usual_zone(log, timezone),
        warnings=log.notes,
    )


def _best_reading(
    log: EventLog, steps: Steps, pools: Sequence[People], hours: list[WorkCalendar], *, may_be_longer: bool
) -> Reading:
    """Try the readings that the log allows, one feature after the other, and keep what reproduces its starts best.

    Hours in which nobody had anything to do look closed; the longer hours of others say that they need not be. Work
    that waits for other reasons can look as if it waited for a batch. Priorities may or may not be kept.
    """
    rule: Rule = "fifo"
    without: frozenset[str] = frozenset()

    def read() -> Reading:
        return read_log(log, steps, pools, hours, rule=rule, without_batches=without)

    best = read()
    if len(log.names["priority"]) > 1:
        rule = "priority"
        other = read()
        best, rule = (other, rule) if other.error < best.error else (best, "fifo")
    for pool in range(len(pools)) if may_be_longer else ():
        for longer in _around(hours[pool], hours, log):
            own, hours[pool] = hours[pool], longer
            other = read()
            if other.error <= _AS_GOOD * best.error:
                best = other
                break
            hours[pool] = own
    lead = (log.left - log.arrived)[steps.task]
    for stage in best.network.batches:
        if abs(best.replay.lead.mean() / lead.mean() - 1) > _FITS:
            kept, without = without, without | {stage}
            other = read()
            best, without = (other, without) if other.error < best.error else (best, kept)
    return best


def _around(own: WorkCalendar, others: Sequence[WorkCalendar], log: EventLog) -> list[WorkCalendar]:
    """List the calendars that are open in nearly all of a calendar's hours and in more, the longest first."""
    low = int(log.enabled.min())
    length = shared_hours(own, own, low)
    longer = {
        other: shared_hours(other, other, low)
        for other in others
        if shared_hours(own, other, low) >= _WITHIN * length and shared_hours(other, other, low) > length
    }
    return sorted(longer, key=lambda other: -longer[other])


def _given(
    log: EventLog, pools: Sequence[People], calendars: WorkCalendar | Mapping[str, WorkCalendar]
) -> list[WorkCalendar]:
    if isinstance(calendars, WorkCalendar):
        return [calendars] * len(pools)
    found = []
    for pool in pools:
        keys = [log.names["region"][pool.region]] if pool.region >= 0 else []
        keys += [log.names["stage"][stage] for stage in pool.stages]
        key = next((key for key in [*keys, ""] if key in calendars), None)
        if key is None:
            raise SettingsError(f"calendars: none for {' or '.join(keys)}. Add one, or a single calendar for all.")
        found.append(calendars[key])
    return found


def _discovered(log: EventLog, pools: Sequence[People], timezone: str | Mapping[str, str]) -> list[WorkCalendar]:
    groups = {_name(log, pool): pool.rows for pool in pools}
    zones = {_name(log, pool): _zone(log, pool.region, timezone) for pool in pools}
    found = hours_of_groups(log, groups, zones)
    return [hours.calendar or _ALWAYS for hours in found]


def _zone(log: EventLog, region: int, timezone: str | Mapping[str, str]) -> str:
    zone = timezone if isinstance(timezone, str) else timezone.get(log.names["region"][region] if region >= 0 else "")
    if zone is None or not is_zone(zone):
        where = log.names["region"][region] if region >= 0 else "events without a region"
        raise SettingsError(f"timezone: {zone!r} for {where} is no time zone; write one like Asia/Singapore.")
    return zone


def _usual_zone(log: EventLog, timezone: Mapping[str, str]) -> str:
    """Give the zone of the region with most events."""
    codes = np.bincount(log.region + 1)
    return _zone(log, int(codes.argmax()) - 1, timezone)


def _name(log: EventLog, pool: People) -> str:
    stages = " and ".join(log.names["stage"][stage] for stage in pool.stages)
    return stages if pool.region < 0 else f"{stages}, {log.names['region'][pool.region]}"
