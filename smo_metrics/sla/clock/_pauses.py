"""Which stretches of a task's life do not count, and how much of them had passed by a moment?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smo_metrics.sla.clock._clock_time import ClockTime

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pauses:
    """Pauses of clocks, sorted by clock and start, apart from one another.

    Attributes
    ----------
    time : ClockTime
    owner, low, high : ndarray of int64, shape (pauses,)
        The clock that pauses, from when to when in milliseconds since 1970 UTC.
    passed : ndarray of int64, shape (pauses + 1,)
        Time that counts otherwise, in all pauses before.
    """

    time: ClockTime
    owner: Integers
    low: Integers
    high: Integers
    passed: Integers

    def before(self, rows: Integers, moments: Integers) -> Integers:
        """Give how long, in milliseconds that else would count, the clocks `rows` had paused by some moments."""
        if not self.owner.size or not rows.size:
            return np.zeros(len(rows), dtype=np.int64)
        base = min(self.low.min(), moments.min())
        span = max(self.high.max(), moments.max()) - base + 1
        first = np.searchsorted(self.owner, rows)
        past = np.searchsorted(self.owner * span + (self.low - base), rows * span + (moments - base))
        past = np.maximum(past, first)
        last = np.maximum(past - 1, 0)
        unfinished = (past > first) & (self.high[last] > moments)
        rest = self.time.before(self.owner[last], self.high[last])
        rest -= self.time.before(self.owner[last], np.clip(moments, self.low[last], self.high[last]))
        return np.asarray(self.passed[past] - self.passed[first] - np.where(unfinished, rest, 0))


def pauses(time: ClockTime, owner: Integers, low: Integers, high: Integers) -> Pauses:
    """Join pauses of one clock that overlap or touch; those without length go.

    Parameters
    ----------
    time : ClockTime
    owner, low, high : ndarray of int64, shape (any,)
        In any order.
    """
    real = low < high
    owner, low, high = owner[real], low[real], high[real]
    if owner.size:
        order = np.lexsort((low, owner))
        owner, low, high = owner[order], low[order], high[order]
        base, span = low.min(), high.max() - low.min() + 1
        reached = np.maximum.accumulate(owner * span + (high - base))
        begins = np.append(True, owner[1:] * span + (low[1:] - base) > reached[:-1])
        ends = np.append(begins[1:], True)
        high = reached[ends] - owner[ends] * span + base
        owner, low = owner[begins], low[begins]
    lengths = time.before(owner, high) - time.before(owner, low)
    return Pauses(time, owner, low, high, np.append(0, np.cumsum(lengths)))
