"""Where hours, days and weeks of a zone's wall clock begin, so that daylight saving never moves a day's work."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from smo_metrics._zones import is_zone
from smo_metrics.errors import SettingsError
from smo_metrics.flow.hours._local_clock import local_clock

IntArray = NDArray[np.int64]
Frequency = Literal["h", "D", "W"]
_HOUR, _DAY, _WEEK = 3_600_000, 86_400_000, 7 * 86_400_000
_FIRST_MONDAY = 4 * _DAY  # 1970-01-05
_LENGTHS = {"h": (_HOUR, 0), "D": (_DAY, 0), "W": (_WEEK, _FIRST_MONDAY)}


def period_edges(low: int, high: int, freq: Frequency, timezone: str) -> IntArray:
    """Give the beginnings of the periods from the one that holds `low` to the one after `high`.

    Parameters
    ----------
    low, high : int
        Milliseconds since 1970 UTC, ``low <= high``.
    freq : {"h", "D", "W"}
        Hours, days, or weeks from Monday, of the wall clock: a day with a change of the clock has 23 or 25 hours, an
        hour that the clock skips is no period, one that it shows twice is one period of two hours.
    timezone : str
        IANA zone of the wall clock.

    Returns
    -------
    ndarray of int64
        At least two moments, rising.

    Raises
    ------
    SettingsError
        An unknown zone or frequency.

    Examples
    --------
    >>> (np.diff(period_edges(1_774_656_000_000, 1_774_828_800_000, "D", "Europe/Berlin")) / 3.6e6).tolist()
    [24.0, 23.0, 24.0]
    """
    if freq not in get_args(Frequency):
        raise SettingsError(f"freq must be 'h' (hours), 'D' (days) or 'W' (weeks); {freq!r} arrived.")
    if not is_zone(timezone):
        raise SettingsError(f"timezone: {timezone!r} is no time zone; write one like Asia/Singapore.")
    clock = local_clock(timezone, low // _DAY - 8, high // _DAY + 9)
    length, origin = _LENGTHS[freq]
    ends = np.array([low, high])
    local = ends + clock.offset[np.searchsorted(clock.since, ends, side="right") - 1]
    first, last = (local - origin) // length
    edges = np.unique(clock.reaches(np.arange(first, last + 2) * length + origin))
    return np.asarray(edges[np.searchsorted(edges, low, side="right") - 1 :])
