"""How many tasks were open, and at each stage, at any moment: the past looks like today when as many were."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.clock.task_clocks import TaskClocks
from smo_metrics.sla.outcomes._spells import Spells

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Crowding:
    """Counts of open tasks by moment.

    Attributes
    ----------
    begins, ends : ndarray of int64
        Sorted: when clocks started, and when those that stopped did.
    stage_begins, stage_ends : ndarray of int64
        Sorted stage code x span + moment since `origin`, when each spell began and ended; later than `as_of` where it
        has not.
    origin, span : int
    as_of : int
    """

    begins: IntArray
    ends: IntArray
    stage_begins: IntArray
    stage_ends: IntArray
    origin: int
    span: int
    as_of: int

    def open_at(self, moments: IntArray) -> IntArray:
        """Count the tasks on the clock at each moment."""
        return _begun_less_ended(self.begins, self.ends, moments)

    def open_at_stage(self, stage: IntArray, moments: IntArray) -> IntArray:
        """Count the tasks at a stage, waiting, in work or just done there, at each moment."""
        key = stage * self.span + (moments - self.origin)
        return _begun_less_ended(self.stage_begins, self.stage_ends, key)

    def distance(self, stage: IntArray, moments: IntArray) -> FloatArray:
        """Say how unlike `as_of` the crowding was for a task at a stage at each moment; 0 for the same counts.

        The sum of two absolute log ratios, of all open tasks and of those at the stage; less than one counts as one.
        """
        now = np.array([self.as_of])
        whole = np.maximum(self.open_at(moments), 1) / np.maximum(self.open_at(now), 1)
        there = np.maximum(self.open_at_stage(stage, moments), 1) / np.maximum(self.open_at_stage(stage, now), 1)
        return np.abs(np.log(whole)) + np.abs(np.log(there))


def crowding(clocks: TaskClocks, spells: Spells) -> Crowding:
    """Count once, for any moment up to the log's `as_of`."""
    as_of = clocks.log.as_of
    origin = int(spells.begun.min())
    span = as_of - origin + 2
    ended = np.where(spells.is_now, as_of + 1, spells.ended)  # later than any moment that is asked for
    return Crowding(
        begins=np.sort(clocks.started),
        ends=np.sort(clocks.stopped[~clocks.running]),
        stage_begins=np.sort(spells.stage * span + (spells.begun - origin)),
        stage_ends=np.sort(spells.stage * span + (ended - origin)),
        origin=origin,
        span=span,
        as_of=as_of,
    )


def _begun_less_ended(begins: IntArray, ends: IntArray, keys: IntArray) -> IntArray:
    """Count what began at or before each key and has not ended by then; sorted keys are found far faster."""
    order = np.argsort(keys)
    ascending = keys[order]
    counts = np.empty(len(keys), dtype=np.int64)
    counts[order] = np.searchsorted(begins, ascending, side="right") - np.searchsorted(ends, ascending, side="right")
    return counts
