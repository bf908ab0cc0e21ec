"""Which share of each of many cells of tasks was late? Kaplan-Meier at the target for all cells at once.

Source: Kaplan & Meier (1958), Journal of the American Statistical Association 53, eq. 2b.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
# Chosen on the logs of tests/studies/breach_calibration.txt: a coarser estimate stands for 20 more tasks, 2 more days.
_PRIOR_TASKS = 20
_PRIOR_DAYS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Tasks under observation, in order of `ratio`, those still running last among equal ones.

    Attributes
    ----------
    cell : ndarray of int64, shape (n,)
    ratio : ndarray of float, shape (n,)
        Elapsed over target hours when the clock stopped, or now.
    running : ndarray of bool, shape (n,)
    day : ndarray of int64, shape (n,)
        Tasks of one day share their fate.
    """

    cell: IntArray
    ratio: FloatArray
    running: BoolArray
    day: IntArray

    def among(self, chosen: BoolArray | slice) -> Sample:
        """Keep some of the tasks."""
        return Sample(self.cell[chosen], self.ratio[chosen], self.running[chosen], self.day[chosen])

    def recast(self, cell: IntArray) -> Sample:
        """Put the same tasks into other cells."""
        return Sample(cell, self.ratio, self.running, self.day)


@dataclass(frozen=True, slots=True, eq=False)
class LateShares:
    """What was found in each cell.

    Attributes
    ----------
    share : ndarray of float, shape (cells,)
        Late at last; NaN where no task was decided.
    decided : ndarray of int64, shape (cells,)
        Tasks that were done or late.
    weight : ndarray of float, shape (cells,)
        How far a coarser estimate moves to this one: ``1 / (1 + 20 / n + 2 / D)`` for n decided tasks on D days.
    """

    share: FloatArray
    decided: IntArray
    weight: FloatArray

    def refine(self, coarser: FloatArray) -> FloatArray:
        """Move a coarser estimate of each cell towards its own share."""
        known = self.decided > 0
        return np.where(known, coarser + self.weight * (np.where(known, self.share, 0) - coarser), coarser)


def late_shares(sample: Sample, cells: int) -> LateShares:
    """Estimate the share of each cell beyond a ratio of 1; assumes at least one task."""
    order = np.argsort(sample.cell.astype(np.min_scalar_type(cells)), kind="stable")  # 16 bits sort by radix
    cell, ratio, running = sample.cell[order], sample.ratio[order], sample.running[order]
    at_risk = np.cumsum(np.bincount(cell, minlength=cells))[cell] - np.arange(len(cell))
    done = ~running & (ratio <= 1)
    with np.errstate(divide="ignore"):
        survival = np.exp(np.bincount(cell[done], np.log1p(-1 / at_risk[done]), cells))
    known = ~running | (ratio > 1)
    decided = np.bincount(cell[known], minlength=cells)
    first_day = sample.day.min()
    span = int(sample.day.max() - first_day) + 1
    seen = np.zeros(cells * span, dtype=bool)
    seen[cell[known] * span + (sample.day[order] - first_day)[known]] = True
    days = seen.reshape(cells, span).sum(axis=1)
    weight = 1 / (1 + _PRIOR_TASKS / np.maximum(decided, 1) + _PRIOR_DAYS / np.maximum(days, 1))
    return LateShares(np.where(decided > 0, survival, math.nan), decided, weight)
