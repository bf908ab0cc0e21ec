"""A team that has always finished its work before it goes home never shows when it closes: that is assumed, and said.

To take the latest work seen for the close would make such a team seem busier than it is. So its day is taken to be as
long as those of the log's groups whose close was seen, with work left over at the end.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smo_metrics.flow.hours._weekly_hours import SLOTS, Activity, BoolArray, IntArray

_FEWEST_DATES = 2


def day_length(groups: Sequence[tuple[Activity, BoolArray]]) -> int:
    """Median length in slots, breaks included, of the days of groups whose close was seen; 0 where none was."""
    lengths = [
        _close(row) - int(row.argmax())
        for grid, slots in groups
        if not slots.all() and not _untested(grid, slots).any()
        for row in slots[slots.any(axis=1)]
    ]
    return int(np.median(lengths)) if lengths else 0


def with_assumed_close(grid: Activity, slots: BoolArray, length: int) -> BoolArray:
    """Open the slots after a close that no work left over has tested, up to a day of `length` slots.

    Stops at the first slot in which there was work on two dates or more: there the group is known to be away.
    """
    longer = slots.copy()
    tried = _tried(grid, slots)
    for day in np.flatnonzero(_untested(grid, slots)):
        close = _close(slots[day])
        end = min(int(slots[day].argmax()) + length, SLOTS)
        known = np.flatnonzero(tried[close:end] >= _FEWEST_DATES)
        longer[day, close : close + int(known[0]) if known.size else end] = True
    return longer


def _untested(grid: Activity, slots: BoolArray) -> BoolArray:
    """Weekdays after whose last slot there was work on one date at most, over all weekdays that are open."""
    tried = _tried(grid, slots)
    closes = [_close(row) if row.any() else SLOTS for row in slots]
    return np.array([close < SLOTS and tried[close] < _FEWEST_DATES for close in closes])


def _tried(grid: Activity, slots: BoolArray) -> IntArray:
    """Dates, among those whose weekday is open, on which there was work in each slot."""
    rows = np.asarray(slots.any(axis=1))[grid.weekday]
    return np.asarray(grid.tried[rows].sum(axis=0))


def _close(row: BoolArray) -> int:
    return SLOTS - int(row[::-1].argmax())
