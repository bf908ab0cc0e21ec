"""Of tasks that were at this place at this age, which share was late? Landmark estimates, refined step by step.

Source: van Houwelingen (2007), Dynamic prediction by landmarking in event history analysis, Scandinavian Journal of
Statistics 34, 70-85, for the landmarks; refining by tasks and days, and by likeness of moments, is of this library.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.clock.task_clocks import TaskClocks
from smo_metrics.sla.outcomes._crowding import crowding
from smo_metrics.sla.outcomes._late_shares import Sample, late_shares
from smo_metrics.sla.outcomes._spells import KINDS, Spells
from smo_metrics.sla.outcomes._time_of_week import time_apart

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
FEWEST = 10
AGES = (np.arange(33) / 32) ** 2  # closer where most tasks leave
_LANDMARKS = len(AGES) - 1
_DAY = 86_400_000
_ENOUGH = 20_000  # tasks among which to look for moments like now: an 81st of them says enough
_CLOSER, _STEPS = 3, 4  # a third, a ninth, a 27th and an 81st of the tasks: those of moments most like now


@dataclass(frozen=True, slots=True, eq=False)
class Risks:
    """Shares of past tasks that were late, by age and by where they were.

    Attributes
    ----------
    risk : ndarray of float, shape (landmarks, cells)
        Of the tasks in a cell, refined; NaN where fewer than 10 decided tasks of any place got that old, and where it
        was not asked for.
    share : ndarray of float, shape (landmarks, places)
        Of all past tasks at a place, as it was; NaN where no task was decided, and at landmarks not asked for.
    decided : ndarray of int64, shape (landmarks, places)
        Those among them that were done or late.
    anywhere : ndarray of float, shape (landmarks,)
        The share over all places; NaN where no task was decided, and at landmarks not asked for.
    """

    risk: FloatArray
    share: FloatArray
    decided: IntArray
    anywhere: FloatArray

    def at(self, age: FloatArray, cell: IntArray) -> FloatArray:
        """Give the risk between the two landmarks nearest to an age below 1; at the target it is 1."""
        row = landmark(age)
        low = self.risk[row, cell]
        high = np.where(row + 1 < _LANDMARKS, self.risk[np.minimum(row + 1, _LANDMARKS - 1), cell], 1.0)
        past = (age - AGES[row]) / (AGES[row + 1] - AGES[row])
        return np.where(np.isnan(high), low, low + past * (high - low))

    def similar(self, age: FloatArray, place: IntArray) -> tuple[IntArray, FloatArray]:
        """Give how many tasks at a place at about an age were decided, and the share that was late."""
        row = landmark(age)
        return self.decided[row, place], self.share[row, place]


def landmark(age: FloatArray) -> IntArray:
    """Give the place of the last landmark at or before each age."""
    return np.clip(np.searchsorted(AGES, age, side="right") - 1, 0, _LANDMARKS - 1)


def risks(
    clocks: TaskClocks, spells: Spells, group: IntArray, groups: int, age: FloatArray, cell: IntArray
) -> Risks:
    """Estimate from all that the clocks know; a cell is a place in a group: place + group x places.

    Estimated is what tasks of these ages in these cells need: to refine all cells at all ages would take most of the
    time and serve nobody.

    Parameters
    ----------
    clocks : TaskClocks
    spells : Spells
        Of these clocks.
    group : ndarray of int64, shape (clocks,)
        From 0 to `groups` - 1.
    groups : int
    age : ndarray of float, shape (asked,)
        Shares of the target.
    cell : ndarray of int64, shape (asked,)
    """
    ratio = clocks.elapsed_hours / clocks.target_hours
    order = np.lexsort((clocks.running[spells.clock], ratio[spells.clock]))
    ways = spells.among(order)
    places = KINDS * len(clocks.log.names["stage"])
    crowd = crowding(clocks, spells)
    risk = np.full((_LANDMARKS, places * groups), math.nan)
    share = np.full((_LANDMARKS, places), math.nan)
    decided = np.zeros((_LANDMARKS, places), dtype=np.int64)
    anywhere = np.full(_LANDMARKS, math.nan)
    asked = _asked(age, cell, risk.shape)
    for row in np.flatnonzero(asked.any(axis=1)).tolist():
        there, moment = ways.at_age(AGES[row])
        if not there.size:
            continue
        who = ways.clock[there]
        at_place = Sample(ways.place[there], ratio[who], clocks.running[who], moment // _DAY)
        everywhere = late_shares(at_place.recast(np.zeros_like(who)), 1)
        by_place = late_shares(at_place, places)
        share[row], decided[row] = by_place.share, by_place.decided
        anywhere[row] = everywhere.share[0]
        count = everywhere.decided[0]
        if count < FEWEST:
            continue
        overall = (everywhere.share[0] * count + 0.5) / (count + 1)  # half a late, half a timely task: never sure
        coarse = np.tile(by_place.refine(np.full(places, overall)), groups)
        cells = at_place.recast(at_place.cell + group[who] * places)
        if groups > 1:
            coarse = late_shares(cells, len(coarse)).refine(coarse)
        enough = slice(None, None, -(-len(there) // _ENOUGH))  # evenly by the time that tasks took
        in_cell = asked[row][cells.cell[enough]]
        if in_cell.any():
            moment = moment[enough][in_cell]
            unlike = crowd.distance(at_place.cell[enough][in_cell] // KINDS, moment)
            if not clocks.time.calendars:
                unlike = unlike + time_apart(moment, clocks.log.as_of)
            coarse = _as_now(cells.among(enough).among(in_cell), coarse, unlike, moment)
        risk[row] = np.where(asked[row], coarse, math.nan)
    return Risks(risk, share, decided, anywhere)


def _asked(age: FloatArray, cell: IntArray, shape: tuple[int, ...]) -> BoolArray:
    """Tell which cells are needed at which landmarks: the two between which each age lies."""
    asked = np.zeros(shape, dtype=np.bool_)
    row = landmark(age)
    asked[row, cell] = True
    asked[np.minimum(row + 1, _LANDMARKS - 1), cell] = True
    return asked


def _as_now(sample: Sample, coarse: FloatArray, unlike: FloatArray, moment: IntArray) -> FloatArray:
    """Refine by ever fewer tasks of each cell, those of the likest moments; the latest ones where these tie."""
    count = np.bincount(sample.cell, minlength=len(coarse))
    order = np.lexsort((-moment, unlike, sample.cell))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(np.cumsum(count) - count, count)
    for step in range(1, _STEPS + 1):
        nearest = rank < np.ceil(count / _CLOSER**step)[sample.cell]
        coarse = late_shares(sample.among(nearest), len(coarse)).refine(coarse)
    return coarse
