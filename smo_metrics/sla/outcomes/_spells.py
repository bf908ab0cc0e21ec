"""Where was each task at each age on its clock? Spells of waiting at a stage, of work there, between stages."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from smo_metrics.sla.clock.task_clocks import TaskClocks

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
WAITING, IN_WORK, BETWEEN = 0, 1, 2
KINDS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """Stretches of tasks at one place, in order of task and time.

    Attributes
    ----------
    clock : ndarray of int64, shape (spells,)
        Place of the task in the clocks.
    place : ndarray of int64, shape (spells,)
        Stage code times 3, plus 0 waiting there, 1 in work, 2 done there and nowhere else yet.
    low_age, high_age : ndarray of float, shape (spells,)
        Elapsed over target hours when it began and ended, or now.
    begun, ended : ndarray of int64, shape (spells,)
        Milliseconds since 1970 UTC.
    is_now : ndarray of bool, shape (spells,)
        Where a running clock's task is at `as_of`.
    """

    clock: IntArray
    place: IntArray
    low_age: FloatArray
    high_age: FloatArray
    begun: IntArray
    ended: IntArray
    is_now: BoolArray

    @property
    def stage(self) -> IntArray:
        """Give the stage code of each spell."""
        return self.place // KINDS

    def among(self, chosen: IntArray) -> Spells:
        """Take some spells, or another order of them."""
        return Spells(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def at_age(self, age: float) -> tuple[IntArray, IntArray]:
        """Give the spells in which tasks came to an age, and the moments when they did."""
        there = np.flatnonzero((self.low_age <= age) & (age < self.high_age))
        through = (age - self.low_age[there]) / (self.high_age[there] - self.low_age[there])
        span = self.ended[there] - self.begun[there]
        return there, self.begun[there] + (through * span).astype(np.int64)


def spells(clocks: TaskClocks) -> Spells:
    """Follow each task by what an export of the time would have shown.

    A task is where it last began to wait or to be worked on; it is between stages when nothing of it is undone. That
    work waits is used only where the log shows it: a derived `enabled` tells where a task went before anybody could
    know. In a log with one time an event, a task is in work at a stage until its next event.
    """
    log = clocks.log
    place_of = np.full(log.task_count, -1)
    place_of[clocks.task] = np.arange(len(clocks.task))
    clock = place_of[log.task]
    event, moment, kind = _changes(clocks, np.flatnonzero(clock >= 0))
    clock = clock[event]
    kept = moment < clocks.stopped[clock]
    kept |= clocks.running[clock]
    event, moment, kind, clock = event[kept], moment[kept], kind[kept], clock[kept]
    is_last = np.diff(clock, append=-1) != 0
    ended = np.where(is_last, clocks.stopped[clock], np.append(moment[1:], 0))
    age = np.empty((2, len(clock)))
    for row, moments in zip(age, (moment, ended), strict=True):
        row[:] = clocks.elapsed_at(clock, moments) / clocks.target_hours[clock]
    return Spells(
        clock=clock,
        place=log.stage[event] * KINDS + kind,
        low_age=age[0],
        high_age=age[1],
        begun=moment,
        ended=ended,
        is_now=is_last & clocks.running[clock],
    )


def _changes(clocks: TaskClocks, events: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Give event, moment and kind of each change of place, in order of task and time."""
    log = clocks.log
    shows_waiting = log.enabled_known or bool(log.is_waiting.any())
    begun = events[~log.is_waiting[events]]
    over = begun[~log.is_open[begun]] if log.touch_known else begun[:0]
    waits = events[log.is_waiting[events] | (log.enabled < log.started)[events]] if shows_waiting else events[:0]
    event = np.concatenate([waits, begun, over])
    kind = np.repeat([WAITING, IN_WORK, BETWEEN], [len(waits), len(begun), len(over)])
    moment = np.concatenate([log.enabled[waits], log.started[begun], log.ended[over]])
    order = np.lexsort((kind, event, moment, log.task[event]))
    event, moment, kind = event[order], moment[order], kind[order]
    waited = np.zeros(log.size, dtype=bool)
    waited[waits] = True
    opens = np.where(kind == BETWEEN, -1, np.where((kind == IN_WORK) & waited[event], 0, 1))
    running = np.cumsum(opens)
    first = np.flatnonzero(np.diff(log.task[event], prepend=-1))
    before = np.repeat(np.append(0, running[first[1:] - 1]), np.diff(np.append(first, len(event))))
    kept = (kind != BETWEEN) | (running == before)
    return event[kept], moment[kept], kind[kept]
