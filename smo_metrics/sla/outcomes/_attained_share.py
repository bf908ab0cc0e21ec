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


def attained_share(ratio: FloatArray, running: BoolArray, mature: BoolArray, target: IntArray) -> AttainedShare:
    """Estimate the share done at a ratio of 1 or less, each target by its own curve, weighted by its tasks.

    One curve of all would let open tasks with a long target take after tasks with a short one. Targets that cannot
    stand alone share a curve, and all do where these together cannot either. Where nothing is undecided, this is the
    plain share.

    Parameters
    ----------
    ratio : ndarray of float, shape (n,)
        Elapsed over target hours, when the clock stopped or now, rising; n is 1 or more.
    running, mature : ndarray of bool, shape (n,)
        Still on the clock; begun so long ago that the target has passed since.
    target : ndarray of int64, shape (n,)
        Codes: tasks with the same target have one curve.
    """
    present = np.bincount(target) > 0
    stratum, count = (np.cumsum(present) - 1)[target], int(present.sum())
    curves = [_curve(ratio[mine], running[mine], mature[mine]) for mine in (stratum == g for g in range(count))]
    lost = np.array([math.isnan(curve.value) for curve in curves])[stratum]
    if lost.any():
        joined = _curve(ratio[lost], running[lost], mature[lost])
        if math.isnan(joined.value):
            return _curve(ratio, running, mature)
        stratum = np.where(lost, count, stratum)
        curves.append(joined)
    weight = np.bincount(stratum, minlength=len(curves)) / len(ratio)
    used = np.flatnonzero(weight)
    value = float(sum(weight[g] * curves[g].value for g in used))
    influence = np.empty(len(ratio))
    variance = 0.0
    for g in used:
        apart = curves[g].value - value
        influence[stratum == g] = weight[g] * curves[g].influence + apart / len(ratio)
        variance += (weight[g] * curves[g].greenwood_error) ** 2 + weight[g] * apart**2 / len(ratio)
    return AttainedShare(value, math.sqrt(variance), influence)


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
