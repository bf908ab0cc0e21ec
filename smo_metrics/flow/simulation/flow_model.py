"""How does this project run? People, hours, batches, delays and tasks, read from its log, ready to be simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from smo_metrics.errors import TableError
from smo_metrics.flow.events._busy_until import busy_until
from smo_metrics.flow.events.event_log import EventLog, Integers, event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.simulation._begun_stages import begun_stages
from smo_metrics.flow.simulation._best_reading import best_reading
from smo_metrics.flow.simulation._model_doubts import doubts, last_stretch
from smo_metrics.flow.simulation._own_hours import differing_hours, split_by_hours
from smo_metrics.flow.simulation._pool_hours import discovered_hours, given_hours, usual_zone, zones_of
from smo_metrics.flow.simulation._pools import people
from smo_metrics.flow.simulation._regional_stages import regional_stages
from smo_metrics.flow.simulation._steps import steps_of
from smo_metrics.flow.simulation.network import Network
from smo_metrics.flow.simulation.workload import Workload

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

_HOUR = 3_600_000


@dataclass(frozen=True, slots=True, eq=False)
class FlowModel:
    """A project as `simulate` and `what_if` take it.

    Attributes
    ----------
    network : Network
        Stages, pools of people with their hours, batches, and what is taken first.
    workload : Workload
        The log's finished tasks in order of arrival, with the work and the delays that each of their steps had.
    delays : mapping of str to float
        Stage -> what handing work over to it usually takes, in hours by the clock; stages without such a delay are left
        out.
    observed, replayed : ndarray of int64, shape (tasks,)
        How long each of these tasks took in the log, and takes when the model is given their work, in ms.
    busy : tuple of float
        For each pool of the network, the share of its people's open hours that they worked.
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
    busy: tuple[float, ...]
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
    """Read from a log who works where and when, how work is released, and what every task needs.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        With starts and ends; `actor_id` makes it far better, `enabled_at` a little.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        One for all, or region (or stage) -> calendar; the name ``""`` serves the rest. Left out, hours are inferred.
    timezone : str or mapping of str to str
        IANA zone in which hours are kept, one for all or region -> zone.
    as_of : datetime, optional
        As in `event_log`.

    Returns
    -------
    FlowModel
        `find_bottlenecks` says how each part is inferred, and what is assumed.

    Raises
    ------
    TableError
        The events break their contract, have one time only, or hold no finished task.
    SettingsError
        A pool without a calendar, an unknown zone.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.bdate_range("2026-03-02", periods=20, tz="UTC")
    >>> starts = [day + pd.Timedelta(minutes=m) for day in days for m in range(540, 1020, 10)]
    >>> log = pd.DataFrame({"task_id": range(len(starts)), "stage": "label", "actor_id": "ann", "started_at": starts})
    >>> model = flow_model(log.assign(ended_at=log["started_at"] + pd.Timedelta(minutes=9)))
    >>> pool = model.network.pools[0]
    >>> pool.stages, pool.people, pool.calendar.hours
    (('label',), 1, {'mon-fri': ['09:00-17:00']})
    """
    log, notes = last_stretch(event_log(events, as_of=as_of))
    log, unserved = begun_stages(log)
    log, regional = regional_stages(log)
    notes += [*unserved, *regional]
    someone = np.where(log.actor >= 0, log.actor, len(log.names["actor"]) + np.arange(log.size))
    log = replace(log, ended=busy_until(log, someone))
    if not log.touch_known:
        raise TableError(
            "events",
            ["no event ends later than it starts, so that work cannot be told from waiting. Export both started_at and "
             "ended_at."],
        )  # fmt: skip
    steps = steps_of(log)
    if not len(steps.task):
        raise TableError("events", ["no task is finished yet. A simulation needs finished tasks."])
    pools = people(log)
    if calendars is None:
        pools = split_by_hours(log, pools, zones_of(log, pools, timezone))
        hours, unsure = discovered_hours(log, pools, timezone)
        notes += unsure
    else:
        hours = given_hours(log, pools, calendars)
        notes += differing_hours(log, pools, hours)
    observed = (log.left - log.arrived)[steps.task]
    reading = best_reading(log, steps, pools, hours, float(observed.mean()), hours_are_known=calendars is not None)
    return FlowModel(
        network=reading.network,
        workload=reading.workload,
        delays={stage: delay / _HOUR for stage, delay in reading.delays.items()},
        observed=observed,
        replayed=reading.replay.lead,
        busy=reading.busy,
        unfinished=log.arrived[~log.is_done],
        log=log,
        timezone=usual_zone(log, timezone),
        warnings=(*notes, *doubts(log, pools, reading, observed)),
    )
