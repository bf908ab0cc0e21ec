"""Why did nobody begin waiting work although somebody was free? Batches that fill, delays when work is handed over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smo_metrics.flow._free_time import FreeTime
from smo_metrics.flow.event_log import Booleans, Integers

_NOTICED = 60_000  # waiting beside a free person counts from a minute on: times are often whole seconds or minutes
_AT_ONCE = 2_000
_HALF, _TENTH = 0.5, 0.1
_RELEASES = 4
_TRANSITIONS = 20
_SMALLEST = 0.05  # quantile of the delays that is taken for the fixed part of all of them


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """How the events of one stage waited, sorted by when they could begin.

    Attributes
    ----------
    enabled, started : ndarray of int64, shape (events,)
    idle : ndarray of int64, shape (events,)
        Open time of the waiting in which somebody of a pool that serves the stage was free.
    available : ndarray of int64, shape (events,)
        From when on the event waited for people only: the last moment, while it waited, at which somebody was free.
    """

    enabled: Integers
    started: Integers
    idle: Integers
    available: Integers

    def take(self, events: Integers) -> Waits:
        """Give some of the events."""
        return Waits(self.enabled[events], self.started[events], self.idle[events], self.available[events])

    @property
    def unhindered(self) -> Booleans:
        """Tell which events began while somebody had been free: what they waited for was not a person."""
        return (self.idle > _NOTICED) & (self.started - self.available <= _AT_ONCE)


def waits(enabled: Integers, started: Integers, pools: list[FreeTime]) -> Waits:
    """Split the waiting of a stage's events by whether somebody was free."""
    idle = np.zeros(len(enabled), np.int64)
    available = enabled.copy()
    for pool in pools:
        idle += pool.until(started) - pool.until(enabled)
        available = np.maximum(available, pool.last_free(started))
    return Waits(enabled, started, idle, np.minimum(available, started))


def batch_size(stage: Waits) -> int:
    """Give how many tasks are released together at a stage; 1 where they are not.

    A release is a moment at which people who had been free begin to work on waiting tasks. Work is taken to come in
    batches where most events wait beside free people, and what waits at a release is what is begun up to the next one.
    The size is the median number of tasks that wait at a release.
    """
    hindered = stage.idle > _NOTICED
    moments = np.sort(stage.started[stage.unhindered])
    releases = moments[np.diff(moments, prepend=-_AT_ONCE - 1) > _AT_ONCE] if moments.size else moments
    if len(releases) < _RELEASES or hindered.mean() < _HALF:
        return 1
    waiting = np.searchsorted(np.sort(stage.enabled), releases, side="right")
    waiting -= np.searchsorted(np.sort(stage.started), releases, side="left")
    size = max(1, int(np.median(waiting)))
    return size if hindered.sum() >= _HALF * size * len(releases) else 1


def fixed_delay(stage: Waits, ready: Integers) -> int:
    """Give the delay, in ms by the clock, that nearly every event of one transition has before anybody begins.

    Parameters
    ----------
    stage : Waits
        The events of the transition.
    ready : ndarray of int64, shape (events,)
        When the task's work at the stage before ended.
    """
    delayed = stage.unhindered
    if delayed.sum() < _TRANSITIONS or delayed.mean() < _TENTH:
        return 0
    return int(np.quantile((stage.started - ready)[delayed], _SMALLEST))
