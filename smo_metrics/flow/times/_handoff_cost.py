"""How much longer does work wait after it changed hands? A difference of two means, with tasks as clusters."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics._intervals import degrees_of_freedom, quantiles
from smo_metrics.flow.events._distinct import distinct

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
FEWEST_TASKS = 20
_ROUNDING = 1e-12  # of the longest wait
STAYED, HANDED_OVER = 0, 1


@dataclass(frozen=True, slots=True)
class HandoffCost:
    """Mean wait after a handoff minus mean wait without one, in hours; NaN where too few tasks show either.

    Attributes
    ----------
    difference_hours, low, high : float
        Averaged over the pairs of stages in which both occur often enough, weighted by their handoffs.
    handoffs : int
        Handoffs in those pairs.
    """

    difference_hours: float
    low: float
    high: float
    handoffs: int


@dataclass(frozen=True, slots=True, eq=False)
class Differences:
    """Waits of each pair of stages without (row 0) and with (row 1) a handoff.

    Attributes
    ----------
    counts, means : ndarray of shape (2, pairs)
        Transitions, and their mean wait in hours.
    difference, low, high : ndarray of float, shape (pairs,)
    overall : HandoffCost
    """

    counts: IntArray
    means: FloatArray
    difference: FloatArray
    low: FloatArray
    high: FloatArray
    overall: HandoffCost


def compare_waits(
    pair: IntArray, pairs: int, task: IntArray, side: IntArray, wait: FloatArray, confidence: float
) -> Differences:
    """Compare waits with and without a handoff, pair by pair and overall.

    Waits of one task hang together, so variances count tasks: a task contributes the sum of its deviations from its
    sides' means, each divided by its side's transitions (Liang & Zeger 1986, Biometrika 73, for two means), times
    G / (G - 1) for G tasks, and Student's t with Satterthwaite's degrees of freedom.

    Parameters
    ----------
    pair, task, side : ndarray of int64, shape (transitions,)
        Pair of stages, below `pairs`; the task; `STAYED` or `HANDED_OVER`.
    wait : ndarray of float, shape (transitions,)
        Hours.

    Returns
    -------
    Differences
        Difference and interval are NaN where a side has fewer than 20 tasks; the interval also where nothing varies.
    """
    shape = (2, pairs)
    cell = side * pairs + pair
    counts = np.bincount(cell, minlength=2 * pairs)
    sums = np.bincount(cell, weights=wait, minlength=2 * pairs)
    means = np.divide(sums, counts, out=np.full(2 * pairs, math.nan), where=counts > 0)
    tasks = int(task.max(initial=0)) + 1
    seen = np.bincount(distinct(cell * tasks + task) // tasks, minlength=2 * pairs).reshape(shape)
    judged = np.min(seen, axis=0) >= FEWEST_TASKS
    difference = np.where(judged, means[pairs:] - means[:pairs], math.nan)
    # 1 - 2 STAYED = 1, 1 - 2 HANDED_OVER = -1: the sign does not matter for squares, only that it differs.
    deviation = wait - means[cell]
    deviation[np.abs(deviation) <= _ROUNDING * wait.max(initial=0)] = 0
    pull = (1 - 2 * side) * deviation / counts[cell]
    half = _half_width(pair, pairs, task, pull, confidence)
    half[~judged] = math.nan
    counts, means = counts.reshape(shape), means.reshape(shape)
    handed = np.where(judged, counts[HANDED_OVER], 0)
    overall = HandoffCost(math.nan, math.nan, math.nan, 0)
    if handed.any():
        weight = handed / handed.sum()
        used = judged[pair]
        together = np.zeros(np.count_nonzero(used), dtype=np.int64)
        reach = float(_half_width(together, 1, task[used], (weight[pair] * pull)[used], confidence)[0])
        value = float(weight[judged] @ difference[judged])
        overall = HandoffCost(value, value - reach, value + reach, int(handed.sum()))
    return Differences(counts, means, difference, difference - half, difference + half, overall)


def _half_width(pair: IntArray, pairs: int, task: IntArray, pull: FloatArray, confidence: float) -> FloatArray:
    """Half an interval's width for each pair, from what each transition adds to the estimate's deviation."""
    tasks = int(task.max(initial=0)) + 1
    cluster, which = np.unique(pair * tasks + task, return_inverse=True)
    owner, total = cluster // tasks, np.bincount(which, weights=pull, minlength=len(cluster))
    size = np.bincount(owner, minlength=pairs).astype(np.float64)
    squares, fourths = (
        np.bincount(owner, weights=total**power, minlength=pairs).astype(np.float64) for power in (2, 4)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(squares * size / (size - 1))
    error[squares == 0] = math.nan
    return np.asarray(error * quantiles(confidence, degrees_of_freedom(squares, fourths, size)))
