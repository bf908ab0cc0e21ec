"""When was somebody of a pool free, in open hours? The time in which waiting work cannot have waited for a person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.events.event_log import Integers
from smo_metrics.flow.hours._windows import Windows


@dataclass(frozen=True, slots=True, eq=False)
class FreeTime:
    """Open time with somebody free, summed up to each moment at which somebody of the pool begins or ends.

    Attributes
    ----------
    clock : Windows
        The pool's open hours.
    moments, opened, free : ndarray of int64, shape (changes,)
        The moments, the open time and the free time before each.
    rate : ndarray of int64, shape (changes,)
        1 where somebody is free from that moment to the next.
    """

    clock: Windows
    moments: Integers
    opened: Integers
    free: Integers
    rate: Integers

    def until(self, moments: Integers) -> Integers:
        """Sum the free time before each moment."""
        k = np.searchsorted(self.moments, moments, side="right") - 1
        since = self.clock.worked(moments) - self.opened[k]
        summed: Integers = self.free[k] + self.rate[k] * since
        return summed

    def last_free(self, moments: Integers) -> Integers:
        """Give the last moment, up to each of these, at which somebody was free; the first change for never."""
        free = self.until(moments)
        k = np.maximum(np.searchsorted(self.free, free, side="left") - 1, 0)
        return np.where(free > 0, self.clock.at(self.opened[k] + free - self.free[k]), self.moments[0])


def free_time(started: Integers, ended: Integers, people: int, clock: Windows) -> FreeTime:
    """Follow how many of a pool's people are busy.

    Parameters
    ----------
    started, ended : ndarray of int64, shape (events,)
        The pool's work.
    people : int
    clock : Windows
        Open windows of the whole log.
    """
    moments = np.concatenate([clock.opens[:1], started, ended])
    change = np.repeat(np.array([0, 1, -1]), [1, len(started), len(ended)])
    order = np.argsort(moments, kind="stable")
    moments, busy = moments[order], np.cumsum(change[order])
    rate = (busy < people).astype(np.int64)
    opened = clock.worked(moments)
    free = np.append(0, np.cumsum(rate[:-1] * np.diff(opened)))
    return FreeTime(clock, moments, opened, free, rate)
