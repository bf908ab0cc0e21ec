"""Which tasks will arrive? As many as usual on such a weekday, give or take, with the ways and work of past ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from smo_metrics.errors import TableError
from smo_metrics.flow.events.event_log import Booleans, Integers
from smo_metrics.flow.hours._local_clock import LocalClock, local_clock
from smo_metrics.flow.simulation._steps import steps_of
from smo_metrics.flow.simulation.flow_model import FlowModel
from smo_metrics.flow.simulation.network import Hours

Floats = npt.NDArray[np.float64]
_DAY, _MONDAY = 86_400_000, 4  # 1970-01-05
_RUN = 5
_FEWEST_DATES = 14


@dataclass(frozen=True, slots=True, eq=False)
class FutureArrivals:
    """What arrived on past dates, by kind of date: the weekday, and whether anybody was at work.

    Attributes
    ----------
    clock : LocalClock
    as_of : int
    today : int
        The date of `as_of`, in days since 1970; dates of the future run from it, past ones up to the one before.
    kind : ndarray of int64, shape (future dates,)
        The kind of each date from `today` on, a place in `usual`.
    usual, error : ndarray of float, shape (kinds,)
        Mean arrivals on past dates of each kind, and the standard error of that mean.
    residual : ndarray of float, shape (past dates on which tasks usually arrive,)
        What came beyond the usual, in square roots of it, as large as degrees of freedom ask for.
    freedom : int
        Past dates less kinds.
    dates : tuple of ndarray of int64
        For each kind, its past dates on which tasks arrived.
    start, time : ndarray of int64
        Where each past date's arrivals begin, and the time of day of each arrival, in local ms.
    low, high, ways : ndarray of int64
        For each arrival, the part of `ways` with the finished tasks whose way it may go: its own, or those of any
        finished task that begins at the same stage with the same priority.
    unlike : int
        Dates ahead of a kind that the past does not have: they are taken for others of their weekday.
    """

    clock: LocalClock
    as_of: int
    today: int
    kind: Integers
    usual: Floats
    error: Floats
    residual: Floats
    freedom: int
    dates: tuple[Integers, ...]
    start: Integers
    time: Integers
    low: Integers
    high: Integers
    ways: Integers
    unlike: int

    def numbers(self, rng: np.random.Generator) -> Integers:
        """Draw how many tasks arrive on each date from `today` on: usual ones, not known exactly, and what is beyond.

        What is beyond is drawn in runs of five past dates, as what is out of the usual lasts.
        """
        usual = np.maximum(self.usual + self.error * rng.standard_t(self.freedom, len(self.usual)), 0)[self.kind]
        ahead = np.arange(len(self.kind))
        runs = rng.integers(len(self.residual), size=len(ahead) // _RUN + 1)
        beyond = self.residual[(runs[ahead // _RUN] + ahead % _RUN) % len(self.residual)]
        drawn: Integers = np.floor(np.maximum(usual + beyond * np.sqrt(usual), 0) + rng.random(len(ahead))).astype(int)
        return drawn

    def draw(self, scale: float, rng: np.random.Generator) -> tuple[Integers, Integers]:
        """Draw the tasks to come: the finished task whose way each goes, and when it arrives, ascending.

        Each date has the tasks of a past date of its kind, thinned out or repeated to the number that arrives.

        Parameters
        ----------
        scale : float
            How many times as many as in the past, 0 or more.
        rng : numpy.random.Generator
        """
        number = np.rint(scale * self.numbers(rng)).astype(np.int64)
        chance = rng.random((2, len(number)))
        past = np.array([self._like(kind, u) for kind, u in zip(self.kind.tolist(), chance[0].tolist(), strict=True)])
        count = self.start[past + 1] - self.start[past]
        number[count == 0] = 0
        turn = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
        begin, many, few = (np.repeat(each, number) for each in ((chance[1] * count).astype(np.int64), count, number))
        chosen = np.repeat(self.start[past], number) + (turn * many + begin) // few
        moment = self.clock.reaches(np.repeat(self.today + np.arange(len(number)), number) * _DAY + self.time[chosen])
        way = self.ways[self.low[chosen] + (rng.random(len(chosen)) * (self.high - self.low)[chosen]).astype(np.int64)]
        order = np.argsort(moment, kind="stable")
        order = order[moment[order] > self.as_of]
        return way[order], moment[order]

    def _like(self, kind: int, chance: float) -> int:
        """Choose a past date of a kind, as often as tasks arrived on it, so that no task goes before another."""
        dates = self.dates[kind]
        if not dates.size:
            return 0
        summed = np.cumsum(self.start[dates + 1] - self.start[dates])
        return int(dates[np.searchsorted(summed, chance * summed[-1], side="right")])


def future_arrivals(model: FlowModel, until: int, since: int = 0) -> FutureArrivals:
    """Sort the arrivals of a model's log by local date, and give the dates up to `until` their kinds.

    Dates before that of `since` are left out, as the model does not have all of their tasks.

    Raises
    ------
    TableError
        Fewer than 14 whole dates are past, or no task arrived on them.
    """
    log, at = model.log, model.log.arrived
    clock = local_clock(model.timezone, int(at.min()) // _DAY - 1, until // _DAY + 2)
    local = clock.shows(at)
    first, today, last = (clock.shows(np.array([max(at.min(), since), log.as_of, until - 1])) // _DAY).tolist()
    past = np.flatnonzero((first * _DAY <= local) & (local < today * _DAY))
    if today - first < _FEWEST_DATES or not past.size:
        raise TableError(
            "events",
            [f"they span {today - first} whole days before as_of. What will arrive is drawn by weekday: give "
             f"{_FEWEST_DATES} days or more."],
        )  # fmt: skip
    past = past[np.argsort(local[past], kind="stable")]
    start = np.searchsorted(local[past], np.arange(first, today + 1) * _DAY)
    ways, low, high = _ways(log.stage[log.first], log.priority[log.first], steps_of(log).task, past)
    dates = np.arange(first, last + 1)
    weekday = (dates - _MONDAY) % 7
    label = 2 * weekday + _open_dates(dates, clock, [pool.calendar for pool in model.network.pools])
    kinds, of_past = np.unique(label[: today - first], return_inverse=True)
    unlike = ~np.isin(label[today - first :], kinds)
    ahead = np.where(unlike, label[today - first :] ^ 1, label[today - first :])
    count = np.diff(start)
    times = np.bincount(of_past)
    usual = np.bincount(of_past, count) / times
    busy = usual[of_past] > 0
    residual = (count - usual[of_past])[busy] / np.sqrt(usual[of_past][busy])
    freedom = max(1, int(busy.sum() - (usual > 0).sum()))
    residual *= np.sqrt(busy.sum() / freedom)
    return FutureArrivals(
        clock=clock,
        as_of=log.as_of,
        today=today,
        kind=np.searchsorted(kinds, ahead),
        usual=usual,
        error=np.sqrt((residual**2).mean() * usual / times),
        residual=residual,
        freedom=freedom,
        dates=tuple(np.flatnonzero((of_past == kind) & (count > 0)) for kind in range(len(kinds))),
        start=start,
        time=local[past] % _DAY,
        low=low,
        high=high,
        ways=ways,
        unlike=int(unlike.sum()),
    )


def _ways(
    stage: Integers, priority: Integers, finished: Integers, past: Integers
) -> tuple[Integers, Integers, Integers]:
    """Sort the finished tasks by kind, and bound those whose way each past task may go; numbers are of the workload."""
    kind = stage * (int(priority.max()) + 2) + priority + 1
    ways = np.argsort(kind[finished], kind="stable")
    low, high = (np.searchsorted(kind[finished][ways], kind[past], side=side) for side in ("left", "right"))
    low, high = np.where(low < high, low, 0), np.where(low < high, high, len(ways))
    place = np.full(len(stage), -1)
    place[finished[ways]] = np.arange(len(ways))
    own = place[past]
    return ways, np.where(own < 0, low, own), np.where(own < 0, high, own + 1)


def _open_dates(dates: Integers, clock: LocalClock, calendars: Sequence[Hours | None]) -> Booleans:
    """Tell on which local dates anybody is at work; every pool of a model has hours."""
    edges = clock.reaches(np.append(dates, dates[-1] + 1) * _DAY)
    is_open = np.zeros(len(dates), dtype=bool)
    for calendar in filter(None, calendars):
        is_open |= np.diff(calendar.windows(int(edges[0]), int(edges[-1])).worked(edges)) > 0
    return is_open
