"""When does a zone's wall clock show a given time? Asked once for each opening and closing, never for a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from smo_metrics.errors import SmoError

IntArray = NDArray[np.int64]
DAY_SECONDS = 24 * 60 * 60
_FAR = 2**61
_FIRST_DAY, _LAST_DAY = -62_098, 157_424  # 1799-12-25 and 2401-01-05


@dataclass(frozen=True, slots=True, eq=False)
class LocalClock:
    """A zone's offsets from UTC over a span of days.

    Attributes
    ----------
    since : ndarray of shape (changes + 1,)
        UTC milliseconds from which each offset holds; the first holds from ever, the last for ever.
    offset : ndarray of shape (changes + 1,)
        Milliseconds that the wall clock is ahead of UTC.
    """

    since: IntArray
    offset: IntArray

    def shows(self, moments: IntArray) -> IntArray:
        """Give what the wall clock shows at UTC moments."""
        return np.asarray(moments + self.offset[np.searchsorted(self.since, moments, side="right") - 1])

    def reaches(self, local: IntArray) -> IntArray:
        """First UTC moment at which the clock shows `local` or later; for a time that is skipped, the change."""
        until = np.append(self.since[1:], _FAR)
        k = np.searchsorted(until + self.offset, local, side="right")
        return np.asarray(np.maximum(self.since[k], local - self.offset[k]))

    def leaves(self, local: IntArray) -> IntArray:
        """Last UTC moment before which the clock shows less than `local`; of a time shown twice, the second."""
        until = np.append(self.since[1:], _FAR)
        k = np.searchsorted(self.since + self.offset, local, side="left") - 1
        return np.asarray(np.minimum(until[k], local - self.offset[k]))


def local_clock(timezone: str, first_day: int, last_day: int) -> LocalClock:
    """Read a zone's offsets from `first_day` to `last_day`, days since 1970; assumes at most one change a day.

    Raises
    ------
    SmoError
        Days outside the years 1800 to 2400.
    """
    if first_day < _FIRST_DAY or last_day > _LAST_DAY:
        first, last = np.array([first_day, last_day], dtype="M8[D]")
        raise SmoError(
            f"calendar: times from about {first} to {last} arrived; calendars cover the years 1800 to 2400. "
            "Remove placeholders such as 9999-12-31."
        )
    zone = ZoneInfo(timezone)

    def offset(second: int) -> int:
        ahead = datetime.fromtimestamp(second, zone).utcoffset()
        return 0 if ahead is None else round(ahead.total_seconds())

    seconds = range(first_day * DAY_SECONDS, (last_day + 1) * DAY_SECONDS, DAY_SECONDS)
    offsets = np.array([offset(second) for second in seconds], dtype=np.int64)
    changed = np.flatnonzero(np.diff(offsets))
    since = [-_FAR]
    for day in changed:
        low, high = seconds[day], seconds[day + 1]
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == offsets[day] else (low, middle)
        since.append(high * 1000)
    return LocalClock(np.array(since, dtype=np.int64), 1000 * offsets[np.append(0, changed + 1)])
