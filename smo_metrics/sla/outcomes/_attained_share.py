"""The share of tasks done within their target by Kaplan-Meier, and what each task adds to its error.

Sources: Kaplan & Meier (1958); Greenwood (1926); Jaeckel (1972), The infinitesimal jackknife, for the influences.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
FEW_TASKS = 10
_UNSEEN = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class AttainedShare:
    """A share done in time, NaN where too few tasks could be followed to their target.

    Attributes
    ----------
    value : float
    greenwood_error : float
        As if all tasks were independent.
    influence : ndarray of float, shape (n,)
        How far the value moves with each task's weight; they sum to 0.
    """

    value: float
    greenwood_error: float
    influence: FloatArray


def attained_share(ratio: FloatArray, running: BoolArray, mature: BoolArray, stratum: IntArray) -> AttainedShare:
    """Estimate the share done at a ratio of 1 or less, each stratum by its own curve, weighted by its tasks.

    One curve of all would let open tasks with a long target take after tasks with a short one. Where the undecided
    tasks of strata that too few could be followed in are more than 1 % of all, no share is known; else they count as
    late, which takes no more than that off it. Where nothing is undecided, this is the plain share.

    Parameters
    ----------
    ratio : ndarray of float, shape (n,)
        Elapsed over target hours, when the clock stopped or now, rising; n is 1 or more.
    running, mature : ndarray of bool, shape (n,)
        Still on the clock; begun so long ago that the target has passed since.
    stratum : ndarray of int64, shape (n,)
        Codes: tasks that open ones can take after.
    """
    order = np.argsort(stratum, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(stratum[order])) + 1)
    curves = [_curve(ratio[mine], running[mine], mature[mine]) for mine in parts]
    lost = [place for place, curve in enumerate(curves) if math.isnan(curve.value)]
    in_time = ratio <= 1
    if sum(np.count_nonzero((running & in_time)[parts[place]]) for place in lost) > _UNSEEN * len(ratio):
        return AttainedShare(math.nan, math.nan, np.full(len(ratio), math.nan))
    for place in lost:
        curves[place] = _counted((in_time & ~running)[parts[place]])
    value = float(sum(len(mine) * curve.value for mine, curve in zip(parts, curves, strict=True))) / len(ratio)
    influence = np.empty(len(ratio))
    variance = 0.0
    for mine, curve in zip(parts, curves, strict=True):
        weight, apart = len(mine) / len(ratio), curve.value - value
        influence[mine] = weight * curve.influence + apart / len(ratio)
        variance += (weight * curve.greenwood_error) ** 2 + weight * apart**2 / len(ratio)
    return AttainedShare(value, math.sqrt(variance), influence)


def _counted(done: BoolArray) -> AttainedShare:
    """Give the plain share."""
    value = float(done.mean())
    return AttainedShare(value, math.sqrt(value * (1 - value) / len(done)), (done - value) / len(done))


def _curve(ratio: FloatArray, running: BoolArray, mature: BoolArray) -> AttainedShare:
    """One curve at 1: what ended later was at risk until then."""
    done = ~running & (ratio <= 1)
    new = np.append(True, ratio[1:] != ratio[:-1])
    first, place = np.flatnonzero(new), np.cumsum(new) - 1
    events = np.add.reduceat(done, first, dtype=np.int64)
    at_risk = len(ratio) - first
    left = at_risk - events
    late = float(np.prod(left / at_risk))
    # The oldest undecided task was followed by nobody: what it stands for counts as late if it is next to nothing.
    blind = ratio[-1] <= 1 and late > _UNSEEN
    if (running & (ratio <= 1)).any() and (blind or np.count_nonzero(mature) < FEW_TASKS):
        return AttainedShare(math.nan, math.nan, np.full(len(ratio), math.nan))
    if late == 0:
        return AttainedShare(1.0, 0.0, np.zeros(len(ratio)))
    hazard = np.cumsum(events / (at_risk * left.astype(float)))
    return AttainedShare(1 - late, late * math.sqrt(hazard[-1]), late * (done / left[place] - hazard[place]))
