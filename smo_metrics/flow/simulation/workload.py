"""What a simulation is given to do: tasks that arrive, each with the steps of its way through the stages."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import SmoError
from smo_metrics.flow.events.event_log import Booleans, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Workload:
    """Tasks in order of arrival and their steps; times are milliseconds.

    Attributes
    ----------
    arrival : ndarray of int64, shape (tasks,)
        When each task arrives, ascending, since 1970 UTC.
    first : ndarray of int64, shape (tasks + 1,)
        Where each task's steps begin; the last number is the number of steps.
    stage : ndarray of int64, shape (steps,)
        The stage of each step.
    service : ndarray of int64, shape (steps,)
        Work that the step takes, in open time.
    delay : ndarray of int64, shape (steps,)
        How long after it became possible nobody begins it though somebody is free, by the clock.
    handoff : ndarray of int64, shape (steps,)
        The part of the delay that all steps of its kind have: what handing over takes.
    after : ndarray of int64, shape (steps,)
        The step after the group that this one is in: steps of a group are worked on at the same time.
    loop : ndarray of int64, shape (steps,)
        1, 2, ... for a step that is done again after the task's first, second, ... return to `sent_to`; 0 for first
        passes.
    sent_to : ndarray of int64, shape (steps,)
        The stage that the task was sent back to; -1 for first passes.
    rank : ndarray of int64, shape (steps,)
        Priority; the lowest goes first, equal ones in the order in which they could begin.
    """

    arrival: Integers
    first: Integers
    stage: Integers
    service: Integers
    delay: Integers
    handoff: Integers
    after: Integers
    loop: Integers
    sent_to: Integers
    rank: Integers

    @classmethod
    def of_one_stage(cls, arrival: Integers, service: Integers) -> Workload:
        """Give a plain queue: each task has one step, at the first stage; `arrival` ascending, both in ms.

        Raises
        ------
        SmoError
            No task, arrivals out of order, or work below 0.
        """
        arrival, service = np.asarray(arrival, np.int64), np.asarray(service, np.int64)
        if not arrival.size or arrival.shape != service.shape or (np.diff(arrival) < 0).any() or (service < 0).any():
            raise SmoError("workload: give as many arrivals, in ascending order, as service times of 0 or more.")
        nothing = np.zeros(arrival.size, np.int64)
        steps = np.arange(arrival.size + 1)
        return cls(arrival, steps, nothing, service, nothing, nothing, steps[1:], nothing, nothing - 1, nothing)

    @property
    def size(self) -> int:
        """Count the steps."""
        return len(self.stage)

    @property
    def task(self) -> Integers:
        """Give the task of each step."""
        return np.repeat(np.arange(len(self.arrival)), np.diff(self.first))

    def take(self, tasks: Integers, arrival: Integers) -> Workload:
        """Give these tasks, each as often as named, at these arrivals."""
        order = np.argsort(arrival, kind="stable")
        tasks = tasks[order]
        sizes = np.diff(self.first)[tasks]
        first = np.append(0, np.cumsum(sizes))
        shift = self.first[tasks] - first[:-1]
        steps = np.arange(first[-1]) + np.repeat(shift, sizes)
        return Workload(
            arrival[order], first, self.stage[steps], self.service[steps], self.delay[steps], self.handoff[steps],
            self.after[steps] - np.repeat(shift, sizes), self.loop[steps], self.sent_to[steps], self.rank[steps],
        )  # fmt: skip

    def keep(self, kept: Booleans) -> Workload:
        """Give the tasks without the steps that are not kept; a group is kept or left out as a whole."""
        place = np.append(0, np.cumsum(kept))
        return replace(
            self,
            first=place[self.first],
            stage=self.stage[kept],
            service=self.service[kept],
            delay=self.delay[kept],
            handoff=self.handoff[kept],
            after=place[self.after[kept]],
            loop=self.loop[kept],
            sent_to=self.sent_to[kept],
            rank=self.rank[kept],
        )

    def with_less_rework(self, stage: int, factor: float, coins: npt.NDArray[np.float64]) -> Workload:
        """Send tasks back to a stage `factor` times as often.

        Parameters
        ----------
        stage : int
        factor : float
            0 to 1.
        coins : ndarray of float, shape (tasks,)
            Uniform numbers below 1. A return that does not happen takes all later ones with it, so that a task's second
            return happens `factor` ** 2 times as often, its third `factor` ** 3 times.
        """
        back = self.sent_to == stage
        kept = np.ones(self.size, dtype=bool)
        kept[back] = coins[self.task[back]] < factor ** self.loop[back]
        return self.keep(kept)

