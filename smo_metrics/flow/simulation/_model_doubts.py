"""What a reader must know before they trust a model of their project: what was left out, and where it does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from smo_metrics.flow.events.event_log import EventLog, Integers
from smo_metrics.flow.simulation._pool_hours import pool_name
from smo_metrics.flow.simulation._pools import People
from smo_metrics.flow.simulation._reading import Reading

_DAY = 86_400_000
_HOUR = 3_600_000
_LONGEST_GAP = 28 * _DAY
_OFF = 0.1
_UNEXPLAINED = 0.2
_MANY_AT_ONCE = 1.2
_WEEKS = 2
_CHANGED = 1 / 3


def last_stretch(log: EventLog) -> tuple[EventLog, list[str]]:
    """Leave out tasks that arrived before a gap of more than four weeks: what ran then may not be what runs now."""
    moments = np.sort(np.concatenate([log.enabled, log.started, log.ended]))
    gaps = np.flatnonzero(np.diff(moments) > _LONGEST_GAP)
    if not gaps.size:
        return log, list(log.notes)
    since = moments[gaps[-1] + 1]
    kept = log.arrived >= since
    if not kept.any():
        return log, list(log.notes)
    rows = kept[log.task]
    number = np.cumsum(kept) - 1
    columns = ("stage", "actor", "region", "queue", "priority", "enabled", "started", "ended", "is_waiting", "is_open")
    shorter = replace(
        log,
        task=number[log.task[rows]],
        first=np.flatnonzero(np.diff(number[log.task[rows]], prepend=-1)),
        rework=log.rework[rows],
        wait_known=log.wait_known[rows],
        **{name: getattr(log, name)[rows] for name in columns},
    )
    date = np.datetime64(int(since), "ms").astype("datetime64[D]")
    left_out = int((~kept).sum())
    gap = int(np.diff(moments)[gaps[-1]]) // _DAY
    return shorter, [
        *log.notes,
        f"Nothing happened for {gap:,} days before {date}: the {left_out:,} tasks that arrived before are left out.",
    ]


def doubts(log: EventLog, pools: Sequence[People], reading: Reading, observed: Integers) -> list[str]:
    """List what speaks against a reading, and what it had to assume."""
    said = []
    unfinished = int((~log.is_done).sum())
    if unfinished:
        said.append(
            f"{unfinished:,} of {log.task_count:,} tasks are unfinished: in the simulation they go the way of finished "
            "ones."
        )
    if not log.names["actor"]:
        said.append("The events do not say who worked: the people at a stage are taken to be as many as ever at once.")
    nobodys = float((log.actor[~log.is_waiting] < 0).mean())
    if log.names["actor"] and nobodys:
        said.append(
            f"{nobodys:.0%} of the events do not say who worked. Where others are known at their stage, they count as "
            "work of these, and nobody else is taken to be there."
        )
    said += [_changing(pool_name(log, pool), *pool.present) for pool in pools if _has_changed(*pool.present)]
    said += [
        f"{pool_name(log, pool)}: people work on {pool.at_once:.1f} tasks at a time; each counts as that many."
        for pool in pools
        if pool.at_once > _MANY_AT_ONCE
    ]
    days = (int(log.started.max()) - int(log.started.min())) / _DAY
    if days < 7 * _WEEKS:
        said.append(f"The events span {days:.0f} days: under two weeks the intervals rest on very few days.")
    simulated, seen = reading.replay.lead.mean() / _HOUR, observed.mean() / _HOUR
    if abs(simulated - seen) > _OFF * seen:
        said.append(
            f"The model does not fit: the log's tasks take {seen:.1f} h on average, in the model {simulated:.1f} h. "
            "Its gains are unsure by as much. Give calendars, or check who works where."
        )
    work = reading.workload
    beside = (work.delay - work.handoff).sum() / max(observed.sum(), 1)
    if beside > _UNEXPLAINED:
        said.append(
            f"{beside:.0%} of the lead time is work that waits although people of its stage are free, for reasons that "
            "the log does not show (meetings, other projects, looking for work). No fix here touches it."
        )
    if reading.network.rule == "priority":
        said.append("Priorities are kept in the log, and so in the simulation.")
    return said


def _has_changed(early: float, late: float) -> bool:
    return abs(early - late) > _CHANGED * max(early, late)


def _changing(name: str, early: float, late: float) -> str:
    return (
        f"{name}: {early:.1f} people were there on an average day of the first half of the log, {late:.1f} in the "
        "second. The model has their mean: its gains are those of an average period, not of the next one."
    )
