"""What share of each week's tasks is done in time with a plan? Simulated weeks, the same ones for every plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smo_metrics.sla.capacity._handling import Handling
from smo_metrics.sla.capacity._planned_weeks import FILLING, HOURS_A_WEEK, PlannedWeeks
from smo_metrics.sla.capacity._shift_queue import first_come, time_worked
from smo_metrics.sla.capacity._week_pattern import WeekPattern

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_TASKS, _QUICK_TASKS = 500_000, 150_000


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """One run of weeks: tasks in order of arrival, with the work and due moment of each.

    Attributes
    ----------
    arrival, work, due, week : ndarray of int64, shape (tasks,)
        Milliseconds; the week of arrival, the first ones of which do not count.
    listed : tuple of two lists of int
        Arrival and work as the queue takes them, made once.
    """

    arrival: Integers
    work: Integers
    due: Integers
    week: Integers
    listed: tuple[list[int], list[int]]


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedWeeks:
    """Drawn weeks of one period, which every plan is tried on (common random numbers)."""

    period: PlannedWeeks
    draws: tuple[Draw, ...]

    def few(self) -> SimulatedWeeks:
        """Give the first runs only, for a quick look: a quarter of them, or as many as have 150,000 tasks."""
        tasks = np.cumsum([len(draw.arrival) for draw in self.draws])
        runs = max(2, min(len(self.draws) // 4, int(np.searchsorted(tasks, _QUICK_TASKS))))
        return SimulatedWeeks(self.period, self.draws[:runs])

    def weekly(self, people: Sequence[int]) -> Floats:
        """Give the share of the tasks that arrive in each week that is done in time; shape (runs, weeks).

        Parameters
        ----------
        people : sequence of int
            People at work in each shift.

        Returns
        -------
        ndarray of float
            NaN for a week without tasks.
        """
        edges, serving = self.period.edges.tolist(), self._serving(people).tolist()
        return self._shares([first_come(*draw.listed, edges, serving)[1] <= draw.due for draw in self.draws])

    def unlimited(self) -> Floats:
        """Give the same where every task is begun at once, or when the next shift opens."""
        worked = self.period.team.worked
        return self._shares([worked(draw.due) - worked(draw.arrival) >= draw.work for draw in self.draws])

    def utilisation(self, people: Sequence[int]) -> Floats:
        """Give the share of its time that each shift works; NaN for one without people.

        Who of several shifts that are at work together does the work is not told apart: all are equally busy.
        """
        period, serving = self.period, self._serving(people)
        there = np.array(people)[:, None] * period.on_duty
        inside, worked = period.counted, np.zeros(len(serving))
        for draw in self.draws:
            ended = first_come(*draw.listed, period.edges.tolist(), serving.tolist())[1]
            worked += time_worked(draw.arrival, ended, period.edges, serving)
        busy = (there * (worked / np.maximum(serving, 1)))[:, inside].sum(axis=1) / max(len(self.draws), 1)
        present = (there * np.diff(period.edges))[:, inside].sum(axis=1)
        return np.where(present > 0, busy / np.where(present > 0, present, 1.0), np.nan)

    def _serving(self, people: Sequence[int]) -> Integers:
        return np.asarray(np.array(people, dtype=np.int64) @ self.period.on_duty)

    def _shares(self, met: list[npt.NDArray[np.bool_]]) -> Floats:
        size = FILLING + self.period.week_count
        shares = np.full((len(met), size), np.nan)
        for run, (draw, kept) in enumerate(zip(self.draws, met, strict=True)):
            arrived = np.bincount(draw.week, minlength=size)
            np.divide(np.bincount(draw.week, kept, size), arrived, out=shares[run], where=arrived > 0)
        return shares[:, FILLING:]


def usual_runs(period: PlannedWeeks, pattern: WeekPattern) -> int:
    """Give 40 runs, or as many as make half a million tasks, but 10 at least."""
    return int(np.clip(_TASKS / max(1.0, pattern.tasks * len(period.slots) / HOURS_A_WEEK), 10, 40))


def simulated_weeks(
    period: PlannedWeeks, pattern: WeekPattern, handling: Handling, runs: int, rng: np.random.Generator
) -> SimulatedWeeks:
    """Draw the tasks of so many runs."""
    draws = []
    for _ in range(runs):
        arrival = pattern.draw(period, rng)
        work = handling.draw(len(arrival), rng)
        week = period.day[np.searchsorted(period.slots, arrival, side="right") - 1] // 7
        draws.append(Draw(arrival, work, period.due(arrival), week, (arrival.tolist(), work.tolist())))
    return SimulatedWeeks(period, tuple(draws))
