"""Why did nobody begin waiting work although somebody was free? Batches that fill, delays when work is handed over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.events.event_log import Booleans, Integers
from smo_metrics.flow.simulation._free_time import FreeTime

_NOTICED = 60_000  # waiting beside a free person counts from a minute on: times are often whole seconds or minutes
_AT_ONCE = 2_000
_HALF, _TENTH, _NEARLY, _FEW = 0.5, 0.1, 0.05, 0.05
_RELEASES = 4
_TRANSITIONS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """How the events of one stage waited.

    Attributes
    ----------
    enabled, started : ndarray of int64, shape (events,)
    idle : ndarray of int64, shape (events,)
        Open time of the waiting in which somebody of a pool that serves the stage was free.
    available : ndarray of int64, shape (events,)
        `enabled`, later by as much open time: what is left up to `started` is waiting for people or hours.
    at_ease : ndarray of bool, shape (events,)
        Whether somebody had been free up to the start: what the event waited for, if it did, was not a person.
    """

    enabled: Integers
    started: Integers
    idle: Integers
    available: Integers
    at_ease: Booleans

    def take(self, events: Integers) -> Waits:
        """Give some of the events."""
        return Waits(
            self.enabled[events], self.started[events], self.idle[events], self.available[events], self.at_ease[events]
        )

    @property
    def hindered(self) -> Booleans:
        """Tell which events waited beside free people, for long enough to notice."""
        return self.idle > _NOTICED


def waits(enabled: Integers, started: Integers, pools: list[FreeTime]) -> Waits:
    """Split the waiting of a stage's events by whether somebody was free."""
    idle, available = np.zeros(len(enabled), np.int64), enabled.copy()
    at_ease = started - enabled <= _AT_ONCE
    for pool in pools:
        beside = pool.until(started) - pool.until(enabled)
        idle += beside
        available = np.maximum(available, np.where(beside > 0, pool.clock.at(pool.clock.worked(enabled) + beside), 0))
        at_ease |= (beside > 0) & (started - pool.last_free(started) <= _AT_ONCE)
    return Waits(enabled, started, idle, np.minimum(available, started), at_ease)


def batch_size(stage: Waits) -> int:
    """Give how many tasks are released together at a stage; 1 where they are not.

    A release is a moment at which people who had been free begin to work on waiting tasks. Work is taken to come in
    batches where releases come as the last of a constant number of tasks does, or where most events wait beside free
    people and what waits at a release, three or more, is what is begun up to the next one. The size is the median
    number of tasks that wait at a release.
    """
    hindered = stage.hindered
    moments = np.sort(stage.started[hindered & stage.at_ease])
    releases = moments[np.diff(moments, prepend=-_AT_ONCE - 1) > _AT_ONCE] if moments.size else moments
    if len(releases) < _RELEASES:
        return 1
    enabled = np.sort(stage.enabled)
    come = np.searchsorted(enabled, releases, side="right")
    waiting = come - np.searchsorted(np.sort(stage.started), releases, side="left")
    as_one_comes = releases - enabled[np.maximum(come - 1, 0)] <= _AT_ONCE
    low, size, high = np.quantile(waiting, [0.25, 0.5, 0.75]).astype(int).tolist()
    constant = len(releases) >= 2 * _RELEASES and high - low <= _NEARLY * size and as_one_comes.mean() >= _HALF
    in_turn = size > 2 and hindered.mean() >= _HALF and hindered.sum() >= _HALF * size * len(releases)
    return max(1, size) if constant or in_turn else 1


def handoff_delays(stage: Waits, ready: Integers) -> Integers:
    """Give the delay, by the clock, that every event of one transition has before anybody begins; 0 where it has none.

    Parameters
    ----------
    stage : Waits
        The events of the transition.
    ready : ndarray of int64, shape (events,)
        When the task's work at the stage before ended.

    Returns
    -------
    ndarray of int64, shape (events,)
        Events that began while somebody had been free show the delay, short as it may be. Where all but a twentieth of
        them have at least half of the median delay, handing over is what takes it: an event whose own delay was not
        seen has the median one, no longer than it waited.
    """
    seen = stage.at_ease
    if seen.sum() < _TRANSITIONS or seen.mean() < _TENTH:
        return np.zeros_like(ready)
    least, usual = np.quantile((stage.started - ready)[seen], [_FEW, 0.5])
    if least < _HALF * usual or usual < _NOTICED:
        return np.zeros_like(ready)
    own = np.maximum(stage.available - ready, usual)
    own = np.where(own <= 2 * usual, own, usual).astype(np.int64)
    delays: Integers = np.minimum(own, stage.started - ready)
    return delays
