"""Hours that are not kept yet: a calendar moved within the day, or with every shift longer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smo_metrics.flow.hours._windows import Windows, merged
from smo_metrics.flow.simulation.network import Hours

_HALF_HOUR, _HALF_DAY, _WEEKS = 1_800_000, 43_200_000, 4 * 7 * 86_400_000


@dataclass(frozen=True, slots=True)
class ChangedHours:
    """A calendar whose shifts begin `later` ms later and are `longer` ms longer."""

    calendar: Hours
    later: int = 0
    longer: int = 0

    def windows(self, low: int, high: int) -> Windows:
        """Give the open windows of at least all moments from `low` to `high`, in ms."""
        shifts = self.calendar.windows(low - self.later - self.longer, high - self.later)
        return merged(shifts.opens + self.later, shifts.closes + self.later + self.longer)


def shared_hours(one: Hours, other: Hours, low: int) -> int:
    """Give the open time, in ms, that two calendars have in common in the four weeks from `low`."""
    mine, theirs = one.windows(low, low + _WEEKS), other.windows(low, low + _WEEKS)
    opens, closes = np.clip(mine.opens, low, low + _WEEKS), np.clip(mine.closes, low, low + _WEEKS)
    return int((theirs.worked(closes) - theirs.worked(opens)).sum())


def best_shift(calendar: Hours, feeder: Hours, low: int) -> int:
    """Find the shift, in ms, after which a calendar has most open time in common with its feeder's; the smallest such.

    Half hours within half a day either way, over the four weeks from `low`.
    """
    shifts = sorted(range(-_HALF_DAY, _HALF_DAY + 1, _HALF_HOUR), key=lambda shift: (abs(shift), shift))
    return max(shifts, key=lambda shift: shared_hours(ChangedHours(calendar, shift), feeder, low))
