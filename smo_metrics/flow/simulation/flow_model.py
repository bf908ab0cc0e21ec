"""How does this project run? People, hours, batches, delays and tasks, read from its log, ready to be simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smo_metrics.errors import TableError
from smo_metrics.flow.events.event_log import EventLog, Integers, event_log
from smo_metrics.flow.hours.calendar import WorkCalendar
from smo_metrics.flow.simulation._changed_hours import shared_hours
from smo_metrics.flow.simulation._model_doubts import doubts, last_stretch
from smo_metrics.flow.simulation._pool_hours import discovered_hours, given_hours, usual_zone
from smo_metrics.flow.simulation._pools import People, people
from smo_metrics.flow.simulation._reading import Reading, read_log
from smo_metrics.flow.simulation._steps import Steps, steps_of
from smo_metrics.flow.simulation.network import Network, Rule
from smo_metrics.flow.simulation.workload import Workload

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

_HOUR = 3_600_000
_WITHIN = 0.95
_AS_GOOD = 1.01
_FITS = 0.05  # of the mean lead time


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
        hours, unsure = discovered_hours(log, pools, timezone)
        notes += unsure
    else:
        hours = given_hours(log, pools, calendars)
    observed = (log.left - log.arrived)[steps.task]
    reading = _best_reading(log, steps, pools, hours, float(observed.mean()), may_be_longer=calendars is None)
    return FlowModel(
        network=reading.network,
        workload=reading.workload,
        delays={stage: delay / _HOUR for stage, delay in reading.delays.items()},
        observed=observed,
        replayed=reading.replay.lead,
        unfinished=log.arrived[~log.is_done],
        log=log,
        timezone=usual_zone(log, timezone),
        warnings=(*notes, *doubts(log, pools, reading, observed)),
    )


def _best_reading(
    log: EventLog,
    steps: Steps,
    pools: Sequence[People],
    hours: list[WorkCalendar],
    observed: float,
    *,
    may_be_longer: bool,
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
        for longer in _around(hours[pool], hours, int(log.enabled.min())):
            own, hours[pool] = hours[pool], longer
            other = read()
            if other.error <= _AS_GOOD * best.error:
                best = other
                break
            hours[pool] = own
    for stage in best.network.batches:
        if abs(best.replay.lead.mean() / observed - 1) > _FITS:
            kept, without = without, without | {stage}
            other = read()
            best, without = (other, without) if other.error < best.error else (best, kept)
    return best


def _around(own: WorkCalendar, others: Sequence[WorkCalendar], low: int) -> list[WorkCalendar]:
    """List the calendars that are open in nearly all of a calendar's hours and in more, the longest first."""
    length = shared_hours(own, own, low)
    longer = {
        other: shared_hours(other, other, low)
        for other in others
        if shared_hours(own, other, low) >= _WITHIN * length and shared_hours(other, other, low) > length
    }
    return sorted(longer, key=lambda other: -longer[other])
