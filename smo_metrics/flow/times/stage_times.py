"""How long does work wait, and how long does it take, at each stage? One row a stage, or a group and stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smo_metrics._json import SCHEMA, records
from smo_metrics.flow.events._counted import counted
from smo_metrics.flow.events._grouped import HOUR, Integers, Names, cells, compact, groups, named
from smo_metrics.flow.events._loops import Loops, find_loops, first_pass_yield
from smo_metrics.flow.events._missing_ends import missing_ends
from smo_metrics.flow.events.event_log import EventLog, event_log
from smo_metrics.flow.hours._calendars import NO_CALENDAR, Calendars, open_before, open_time
from smo_metrics.flow.times._durations import Spans, durations, rates
from smo_metrics.flow.times._task_times import task_spans

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

FEW_EVENTS = 20
_MUCH_CLOSED = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class StageTimes:
    """Times by stage and of whole tasks.

    All hours are those of finished work: what is open or still waits counts in `waiting_now`, `open_now` and
    `wip_mean` only. P50 and P90 interpolate linearly (numpy's default).

    Attributes
    ----------
    stages : pandas.DataFrame
        One row a stage, in usual order, within each group: the columns of `by`; `stage`; `events`, `tasks`,
        `waiting_now`, `open_now`; of ``waiting`` (from when the work could begin to its start), ``touch`` (start to
        end) and ``lead`` (both) the columns ``_mean_hours``, ``_p50_hours``, ``_p90_hours`` by the clock and
        ``_mean_work_hours``, ``_p50_work_hours``, ``_p90_work_hours`` in open time; `flow_efficiency` (all touch over
        all lead time, by the clock) and `flow_efficiency_work` (in open time); `wip_mean` (events there at a time, on
        average over the span, waiting or in work); `throughput_per_day` (events that ended, by calendar day of the
        span); `first_pass_yield` (share of done tasks that were never sent back to the stage after it, by the group
        that had them first); `rework_rate` (events done again over events).
    tasks : pandas.DataFrame
        The same for whole tasks, by the group of their first event: `tasks`, `done`, `open_now`, then the columns from
        ``waiting`` to `throughput_per_day`, and `first_pass_yield` (share of done tasks never sent back at all). Lead
        runs from when the first work could begin to the last end. Touch is the time in which at least one event of the
        task is in work, overlaps counted once, and waiting is the rest, also between stages; its open time is that of
        the region of the event waited for. A task with no open and no waiting event counts as done.
    span_hours : float
        From when the first work could begin to `as_of`.
    warnings : tuple of str
    """

    stages: pd.DataFrame
    tasks: pd.DataFrame
    span_hours: float
    warnings: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Give the rows of `stages`."""
        return self.stages.copy()

    def to_dict(self) -> dict[str, Any]:
        """Give a JSON-ready dictionary; an undefined number is None."""
        return {
            "schema": SCHEMA,
            "span_hours": self.span_hours,
            "stages": records(self.stages),
            "tasks": records(self.tasks),
            "warnings": list(self.warnings),
        }


def stage_times(
    events: pd.DataFrame | EventLog,
    *,
    calendars: Calendars = None,
    by: Sequence[str] = (),
    as_of: datetime | None = None,
) -> StageTimes:
    """Tell at which stage tasks lose their time, and whether in waiting or in work.

    Parameters
    ----------
    events : pandas.DataFrame or EventLog
        A table that `check_events` accepts, in any order, open and waiting work included.
    calendars : WorkCalendar or mapping of str to WorkCalendar, optional
        When people are at work: one calendar, or region -> calendar, the key ``""`` for events without a region.
        Without it, work hours are NaN.
    by : sequence of str
        Any of ``queue``, ``priority``, ``region``, ``actor``. Events that do not say are a group of their own (None).
    as_of : datetime, optional
        As in `event_log`.

    Returns
    -------
    StageTimes
        NaN where a stage has no finished event. An event that does not say when its work could begin, and is its
        task's first, has no known waiting: it is left out of waiting, lead and flow efficiency, with a warning. Where
        no event has an end after its start, waiting, touch and flow efficiency are NaN and lead is the time since the
        task's event before.

    Raises
    ------
    TableError
        The table breaks its contract.
    SettingsError
        An unknown column in `by`; a region without a calendar; an unusable `as_of`.

    References
    ----------
    Dumas, La Rosa, Mendling & Reijers (2018), Fundamentals of Business Process Management, 2nd ed., sec. 7.1 (cycle
    time efficiency, work in progress); Hyndman & Fan (1996), The American Statistician 50, definition 7 (quantiles).

    Examples
    --------
    >>> import pandas as pd
    >>> times = stage_times(pd.DataFrame({"task_id": [1, 1], "stage": ["label", "review"],
    ...     "enabled_at": ["2026-03-02T08:00Z", "2026-03-02T10:00Z"],
    ...     "started_at": ["2026-03-02T09:00Z", "2026-03-02T13:00Z"],
    ...     "ended_at": ["2026-03-02T10:00Z", "2026-03-02T14:00Z"]}))
    >>> times.stages[["stage", "waiting_mean_hours", "touch_mean_hours", "flow_efficiency"]].values.tolist()
    [['label', 1.0, 1.0, 0.5], ['review', 3.0, 1.0, 0.25]]
    """
    log = event_log(events, as_of=as_of)
    group, names = groups(log, by)
    loops = find_loops(log)
    span_hours = (log.as_of - int(log.enabled.min())) / HOUR
    stages = _stages(log, calendars, group, names, loops, span_hours)
    tasks = _tasks(log, calendars, group, names, loops, span_hours)
    return StageTimes(stages, tasks, span_hours, _warnings(log, calendars, stages))


def _stages(
    log: EventLog, calendars: Calendars, group: Integers, names: Names, loops: Loops, span_hours: float
) -> pd.DataFrame:
    import pandas as pd

    kinds = len(log.names["stage"])
    present, cell = compact(group * kinds + log.stage, (int(group.max()) + 1) * kinds)
    every = cells(cell, len(present))
    finished = every.only(~(log.is_open | log.is_waiting))
    wall = Spans(log.started - log.enabled, log.ended - log.started)
    work = None
    if calendars is not None:
        enabled, started, ended = (open_before(log, calendars, at) for at in (log.enabled, log.started, log.ended))
        work = Spans(started - enabled, ended - started)
    return pd.DataFrame(
        {
            **named(names, present // kinds),
            "stage": [log.names["stage"][code] for code in present % kinds],
            "events": every.sizes,
            "tasks": every.distinct(log.task),
            "waiting_now": every.totals(log.is_waiting.astype(np.int64)),
            "open_now": every.totals(log.is_open.astype(np.int64)),
            **durations(finished, wall, work, wait_known=log.wait_known, touch_known=log.touch_known),
            **rates(every.totals(log.ended - log.enabled), finished.sizes, span_hours),
            "first_pass_yield": first_pass_yield(log, loops, cell, len(present)),
            "rework_rate": every.totals(log.rework.astype(np.int64)) / every.sizes,
        }
    )


def _tasks(
    log: EventLog, calendars: Calendars, group: Integers, names: Names, loops: Loops, span_hours: float
) -> pd.DataFrame:
    import pandas as pd

    present, cell = compact(group[log.first], int(group.max()) + 1)
    every = cells(cell, len(present))
    done = every.only(log.is_done)
    wall, work = task_spans(log, calendars)
    straight = np.ones(log.task_count, dtype=np.int64)
    straight[loops.task] = 0
    straight_share = np.full(len(present), np.nan)
    np.divide(done.totals(straight), done.sizes, out=straight_share, where=done.sizes > 0)
    return pd.DataFrame(
        {
            **named(names, present),
            "tasks": every.sizes,
            "done": done.sizes,
            "open_now": every.sizes - done.sizes,
            **durations(done, wall, work, wait_known=np.ones(log.task_count, bool), touch_known=log.touch_known),
            **rates(every.totals(wall.waiting + wall.touch), done.sizes, span_hours),
            "first_pass_yield": straight_share,
        }
    )


def _warnings(log: EventLog, calendars: Calendars, stages: pd.DataFrame) -> tuple[str, ...]:
    found = list(log.notes)
    if calendars is None:
        found.append(NO_CALENDAR)
    unfinished = int((log.is_open | log.is_waiting).sum())
    if unfinished:
        found.append(
            f"Not finished: {unfinished:,} of {counted(log.size, 'event')}. What is open counts in WIP, not in means "
            "and quantiles, which are too low where long work is still open."
        )
    unknown = int((~log.wait_known).sum())
    if unknown:
        found.append(
            f"Left out of waiting and lead of their stage: {counted(unknown, 'first event')} of a task without "
            "enabled_at, when the work could begin. A task's lead then begins with its first start."
        )
    if not log.touch_known:
        found.append(
            "Waiting, touch and flow efficiency are not known; lead is the time since the task's last event. "
            f"{missing_ends(log)}"
        )
    touch = log.ended - log.started
    worked = open_time(log, calendars, log.started, log.ended)
    if worked is not None and log.touch_known:
        done = ~(log.is_open | log.is_waiting)
        closed = ((worked[done] == 0) & (touch[done] > 0)).mean()
        if closed > _MUCH_CLOSED:
            found.append(
                f"{100 * closed:.0f} % of the finished events lie wholly outside the open hours: are the calendars "
                "those of the people?"
            )
    few = stages["events"] - stages["waiting_now"] - stages["open_now"]
    thin = stages[few < FEW_EVENTS]
    if len(thin):
        shown = ", ".join(thin["stage"].unique()[:5])
        found.append(
            f"Fewer than {FEW_EVENTS} finished events in {len(thin)} of {counted(len(stages), 'row')} ({shown}): P90 "
            "is little more than the longest there."
        )
    return tuple(found)
