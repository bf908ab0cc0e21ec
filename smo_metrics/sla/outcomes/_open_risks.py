"""Where does each open task stand, and how likely is it to be late? The estimate behind the table and its check."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.clock.task_clocks import TaskClocks
from smo_metrics.sla.outcomes._closed_hours import closed_hours
from smo_metrics.sla.outcomes._landmarks import landmark, risks
from smo_metrics.sla.outcomes._spells import KINDS, spells

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
FEWEST_DECIDED = 20


@dataclass(frozen=True, slots=True, eq=False)
class OpenRisks:
    """Running clocks, in the order of the log.

    Attributes
    ----------
    clock : ndarray of int64, shape (open,)
        Place in the clocks.
    place : ndarray of int64, shape (open,)
        As in `Spells`.
    age : ndarray of float, shape (open,)
        Elapsed over target hours.
    probability : ndarray of float, shape (open,)
        1 when past the target; NaN where too little is known.
    similar : ndarray of int64, shape (open,)
        Past tasks, done or late, that were at the place at that age.
    similar_late : ndarray of float, shape (open,)
        The share of those that was late; NaN without any.
    anywhere_late : ndarray of float, shape (open,)
        The share of past tasks of that age, wherever they were, that was late; NaN without any.
    closed : ndarray of bool, shape (open,)
        Hardly a working hour is left until the target: the probability is NaN.
    """

    clock: IntArray
    place: IntArray
    age: FloatArray
    probability: FloatArray
    similar: IntArray
    similar_late: FloatArray
    anywhere_late: FloatArray
    closed: BoolArray


def open_risks(clocks: TaskClocks, by: Sequence[str]) -> OpenRisks:
    """Estimate from nothing but what the clocks know; `by` names columns of them."""
    ways = spells(clocks)
    now = np.flatnonzero(ways.is_now)
    clock, place, age = ways.clock[now], ways.place[now], ways.high_age[now]
    decided = ~clocks.running
    decided[clock] = age > 1
    if not clock.size or decided.sum() < FEWEST_DECIDED:
        unknown = np.full(len(clock), math.nan)
        none = np.zeros(len(clock), dtype=np.int64)
        stated = np.where(age > 1, 1.0, unknown)
        return OpenRisks(clock, place, age, stated, none, unknown, unknown, none.astype(np.bool_))
    group, groups = _groups(clocks, by)
    cell = place + group[clock] * KINDS * len(clocks.log.names["stage"])
    past = risks(clocks, ways, group, groups, age, cell)
    similar, similar_late = past.similar(age, place)
    closed = closed_hours(clocks, ways, clock, age)
    stated = np.where(closed, math.nan, past.at(np.minimum(age, 1), cell))
    return OpenRisks(
        clock=clock,
        place=place,
        age=age,
        probability=np.where(age > 1, 1.0, stated),
        similar=similar,
        similar_late=similar_late,
        anywhere_late=past.anywhere[landmark(age)],
        closed=closed,
    )


def _groups(clocks: TaskClocks, by: Sequence[str]) -> tuple[IntArray, int]:
    """Give each clock the number of its combination of names, and their count; a missing name is a name.

    Combinations of fewer than 20 tasks that are no longer running are one: they could hardly move a risk.
    """
    if not by:
        return np.zeros(len(clocks.task), dtype=np.int64), 1
    found, group = np.unique([getattr(clocks, column) for column in by], axis=1, return_inverse=True)
    large = np.bincount(group[~clocks.running], minlength=found.shape[1]) >= FEWEST_DECIDED
    return np.where(large, np.cumsum(large), 0)[group], int(large.sum()) + 1
