"""When would one more person work beside part-timers? In all the hours that these share out, if one person can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.hours._windows import Windows, merged
from smo_metrics.flow.simulation._changed_hours import shared_hours
from smo_metrics.flow.simulation.network import Hours

_FULL_WEEKS = 4 * 50 * 3_600_000  # four weeks of the longest week, in ms, that one person is taken to work
_LONGER = 1.1


@dataclass(frozen=True, slots=True)
class JoinedHours:
    """Open whenever any of some calendars is."""

    calendars: tuple[Hours, ...]

    def windows(self, low: int, high: int) -> Windows:
        """Give the open windows of at least all moments from `low` to `high`, in ms."""
        each = [calendar.windows(low, high) for calendar in self.calendars]
        return merged(np.concatenate([one.opens for one in each]), np.concatenate([one.closes for one in each]))


def one_persons_hours(own: Hours, shared_out: Sequence[Hours], low: int) -> Hours:
    """Give the joined hours of people with the same work where one person could keep them, else the own ones."""
    joined = JoinedHours(tuple(shared_out))
    length = shared_hours(joined, joined, low)
    return joined if _LONGER * shared_hours(own, own, low) < length <= _FULL_WEEKS else own
