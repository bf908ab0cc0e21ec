"""The project's days, drawn again: what another month of the same kind might have brought."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.events.event_log import Integers
from smo_metrics.flow.hours._local_clock import local_clock
from smo_metrics.flow.simulation.workload import Workload

_DAY = 86_400_000
_MONDAY = 4  # 1970-01-05
_FEWEST = 3  # of a weekday, to draw from it alone


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """The arrivals of a log by local date.

    Attributes
    ----------
    work : Workload
        The finished tasks.
    arrival : ndarray of int64, shape (tasks + unfinished,)
        Arrivals of the finished tasks, then of the unfinished ones.
    order, start, count : ndarray of int64
        The arrivals sorted by date; where each date's begin, and how many there are. Dates run without gaps.
    offset : ndarray of int64, shape (dates,)
        What the local clock is ahead of UTC on each date, ms.
    donors : tuple of ndarray of int64
        For each date, the dates that could stand in for it.
    """

    work: Workload
    arrival: Integers
    order: Integers
    start: Integers
    count: Integers
    offset: Integers
    donors: tuple[Integers, ...]

    def draw(self, rng: np.random.Generator) -> Workload:
        """Draw each date's tasks from a date of the same weekday; an unfinished task goes the way of a finished one.

        Dates without any task between them are drawn again.
        """
        drawn = np.empty(0, np.int64)
        while not self.count[drawn].any():
            drawn = np.array([rng.choice(dates) for dates in self.donors])
        finished = len(self.work.arrival)
        way = np.append(np.arange(finished), rng.integers(finished, size=len(self.arrival) - finished))
        count = self.count[drawn]
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        chosen = self.order[np.repeat(self.start[drawn], count) + within]
        dates = np.arange(len(drawn))
        moved = (dates - drawn) * _DAY + self.offset[drawn] - self.offset
        return self.work.take(way[chosen], self.arrival[chosen] + np.repeat(moved, count))


def days(work: Workload, unfinished: Integers, timezone: str) -> Days:
    """Sort a log's arrivals by local date, and say which dates are alike.

    A date may be stood in for by the dates of its weekday, where the log has three or more of them; else by all dates
    of weekdays on which tasks arrive, or by all on which none do.
    """
    arrival = np.append(work.arrival, unfinished)
    low, high = int(arrival.min()) // _DAY - 1, int(arrival.max()) // _DAY + 2
    clock = local_clock(timezone, low, high)
    local = clock.shows(arrival)
    date = local // _DAY
    first, dates = int(date.min()), int(date.max() - date.min()) + 1
    count = np.bincount(date - first, minlength=dates)
    noon = (first + np.arange(dates)) * _DAY + _DAY // 2
    weekday = (first + np.arange(dates) - _MONDAY) % 7
    of_weekday = np.bincount(weekday, minlength=7)
    busy = np.bincount(weekday, count, 7) > 0
    donors = tuple(
        np.flatnonzero(weekday == day if of_weekday[day] >= _FEWEST else busy[weekday] == busy[day])
        for day in weekday.tolist()
    )
    return Days(
        work, arrival, np.argsort(date, kind="stable"), np.cumsum(count) - count, count,
        clock.shows(noon) - noon, donors,
    )  # fmt: skip
