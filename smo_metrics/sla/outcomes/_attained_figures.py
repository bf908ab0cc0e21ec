"""The figures of one line of an attainment table: what is known of a set of clocks, and what it says of the goal."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from smo_metrics.flow.hours._periods import period_edges
from smo_metrics.sla.clock.task_clocks import HOUR, TaskClocks
from smo_metrics.sla.outcomes._attained_interval import (
    FEW_DAYS,
    attained_interval,
    daily_error,
    interval_of_all_or_none,
)
from smo_metrics.sla.outcomes._attained_share import FEW_TASKS, attained_share
from smo_metrics.sla.outcomes._quiet_days import quiet_days_ahead

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
Status = Literal["ok", "thin", "too_young", "no_tasks"]


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """Clocks as far as they could be followed, in order of `ratio`: sorted once, any part of them is in order too.

    Attributes
    ----------
    clock : ndarray of int64, shape (n,)
        The place of each in the `TaskClocks`.
    ratio : ndarray of float, shape (n,)
        Elapsed over target hours, when the clock stopped or now.
    stratum : ndarray of int64, shape (n,)
        Codes of what open tasks can take after: tasks with their target and, on the wall clock, as many quiet days.
    running, mature : ndarray of bool, shape (n,)
        Still on the clock; so much time has passed since the start that it would be over the target by now.
    day : ndarray of int64, shape (n,)
        The local day of the start, counted from the first.
    """

    clock: IntArray
    ratio: FloatArray
    stratum: IntArray
    running: BoolArray
    mature: BoolArray
    day: IntArray

    def only(self, rows: BoolArray | IntArray) -> Followed:
        """Give some of them."""
        return Followed(*(getattr(self, field.name)[rows] for field in fields(self)))


def followed(clocks: TaskClocks, timezone: str) -> Followed:
    """Follow each clock from its start on; raises SettingsError for an unknown zone."""
    rows, now = np.arange(len(clocks.task)), np.full(len(clocks.task), clocks.log.as_of)
    since = clocks.time.before(rows, now) - clocks.time.before(rows, clocks.started) - clocks.pauses.before(rows, now)
    midnights = period_edges(int(clocks.started.min()), clocks.log.as_of, "D", timezone)
    ratio = clocks.elapsed_hours / clocks.target_hours
    target = np.unique(clocks.target_hours, return_inverse=True)[1]
    quiet = quiet_days_ahead(clocks, timezone)
    found = Followed(
        clock=rows,
        ratio=ratio,
        stratum=target * (quiet.max() + 1) + quiet,
        running=clocks.running,
        mature=since / HOUR > clocks.target_hours,
        day=np.searchsorted(midnights, clocks.started, side="right"),
    )
    return found.only(np.argsort(ratio, kind="stable"))


def attained_figures(tasks: Followed, goal: float, confidence: float) -> dict[str, Any]:
    """Give the columns that `Attainment` describes, of one set of clocks."""
    count = len(tasks.ratio)
    in_time, running = tasks.ratio <= 1, tasks.running
    met, undecided = int((in_time & ~running).sum()), int((in_time & running).sum())
    closed, mature = int((~running).sum()), int(tasks.mature.sum())
    late, overdue = closed - met, count - closed - undecided
    days, mature_days = (len(np.unique(of)) for of in (tasks.day, tasks.day[tasks.mature]))
    followed_days = mature_days if undecided else days
    value = error = greenwood = low = high = math.nan
    status: Status = "no_tasks"
    if count:
        share = attained_share(tasks.ratio, running, tasks.mature, tasks.stratum)
        value, greenwood = share.value, share.greenwood_error
        enough = count >= FEW_TASKS and followed_days >= FEW_DAYS
        status = "too_young" if math.isnan(value) else "ok" if enough else "thin"
        if status == "ok":
            error, degrees = daily_error(share.influence, tasks.day)
            if 0 < value < 1:
                low, high = attained_interval(value, error or greenwood, degrees, confidence)
            else:
                low, high = interval_of_all_or_none(value, tasks.day, confidence)
    at_least, at_most = (_share(part, count) for part in (met, met + undecided))
    return {
        "tasks": count,
        "days": days,
        "closed": closed,
        "closed_late": late,
        "open": count - closed,
        "overdue": overdue,
        "undecided": undecided,
        "attained": value,
        "low": low,
        "high": high,
        "standard_error": error,
        "greenwood_error": greenwood,
        "at_least": at_least,
        "at_most": at_most,
        "closed_only": _share(met, closed),
        "mature_tasks": mature,
        "mature_share": _share(int((in_time & ~running & tasks.mature).sum()), mature),
        "these_tasks": "met" if at_least >= goal else "missed" if at_most < goal else "open" if count else "no tasks",
        "such_tasks": "met" if low >= goal else "missed" if high < goal else "cannot be said" if count else "no tasks",
        "status": status,
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan
